"""A fact file ready to answer: its book and what answers from it, made of text, of bytes, or of an edit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from knowledge.answer import Answerer
from knowledge.compiled.book import CompiledBook
from knowledge.compiled.container import Packed, Part, Unusable, pack
from knowledge.compiled.records import Records, compile_records
from knowledge.compiled.revise import revise
from knowledge.factfile.parse import read_fact_file
from knowledge.matching.entries import entries_of
from knowledge.matching.matcher import Matcher
from knowledge.model import Fact, Gap

_MATCHING = "matching/"
"""What the names of the arrays begin with that the matcher keeps."""
_ORDER = "order"
"""The part that has the ids of the matcher's entries, in its order."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A book and what answers from it. Immutable."""

    book: CompiledBook
    answerer: Answerer


def make_ready(text: str) -> Ready:
    """Read and index *text*.

    Raises:
        FactFileError: it is not a valid fact file.
    """
    book = CompiledBook(compile_records(read_fact_file(text)))
    return Ready(book, Answerer(book, Matcher(book, _entries(book))))


def revise_ready(before: Ready, text: str) -> Ready | None:
    """Return what *text* is, an edit of the file of *before*; None where it has to be read whole (`revise`)."""
    revision = revise(before.book.records, before.book, text)
    if revision is None:
        return None
    book = before.book.revised(revision.records, revision.changed)
    return Ready(book, Answerer(book, before.answerer.matcher.changed(book, _entries(book))))


def pack_ready(ready: Ready, version: str) -> list[bytes | memoryview]:
    """Return *ready* as pieces of bytes; *version* names the program that can read them."""
    meta, parts = ready.book.records.pack()
    matcher = ready.answerer.matcher
    order = "\n".join(entry.id for entry in matcher.entries).encode()
    kept: dict[str, Part] = {f"{_MATCHING}{name}": each for name, each in matcher.arrays().items()}
    return pack({**meta, "version": version}, {**parts, _ORDER: order, **kept})


def open_ready(packed: Packed) -> Ready | None:
    """Return what was packed; None where it lacks something."""
    arrays = {
        name.removeprefix(_MATCHING): each
        for name, each in packed.parts.items()
        if isinstance(each, np.ndarray) and name.startswith(_MATCHING)
    }
    try:
        book = CompiledBook(Records.unpack(packed))
        order = bytes(packed.view(_ORDER)).decode().split("\n")
        matcher = Matcher.from_arrays(book, _Entries(order, book), arrays)
    except (Unusable, KeyError):
        return None
    return Ready(book, Answerer(book, matcher))


def _entries(book: CompiledBook) -> "_Entries":
    """Return what can be found in *book*, by id, so that `CompiledBook.forget` lets go of it."""
    return _Entries([entry.id for entry in entries_of(book)], book)


class _Entries(Sequence[Fact | Gap]):
    """Facts and gaps in the order of their ids, looked up as they are asked for."""

    def __init__(self, ids: Sequence[str], book: CompiledBook) -> None:
        self._ids = ids
        self._book = book

    @overload
    def __getitem__(self, index: int) -> Fact | Gap: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Fact | Gap]: ...
    def __getitem__(self, index: int | slice) -> Fact | Gap | Sequence[Fact | Gap]:
        if isinstance(index, slice):
            return _Entries(self._ids[index], self._book)
        return self._book.find(self._ids[index])

    def __iter__(self) -> Iterator[Fact | Gap]:
        return map(self._book.find, self._ids)

    def __len__(self) -> int:
        return len(self._ids)
