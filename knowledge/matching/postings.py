"""The arrays of an index, made from lines: a builder that keeps no object a line, and the change of some entries.

Everything after the last line is numpy work on whole arrays, which lets go of Python's lock while it sorts.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from knowledge.language.english import SYNONYM_GROUPS
from knowledge.matching.keytable import Arrays, KeyTable
from knowledge.matching.lexicon import Token

MAX_FACTORS = 256
"""Distinct factors (`Token.factor`) that lines keep apart; a factor beyond them is taken as the nearest."""
MOST = 255
"""Lines of one entry with one key that are counted; more count the same."""

Numbers = NDArray[np.int64]
_T = TypeVar("_T", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Line:
    """One text that a question can match.

    Attributes:
        entry: number of the entry it belongs to.
        text: as the file has it.
        tokens: what it is matched by.
        mark: 0-255, whatever the caller wants remembered of it.
    """

    entry: int
    text: str
    tokens: tuple[Token, ...]
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines as arrays; everything else in an index follows from them.

    Attributes:
        keys: the keys of all lines, and the synonym groups they are in.
        key_starts: of each line's run in `key_ids`, and the end of the last.
        key_ids: ids in `keys`, each once a line.
        key_codes: for each, the position of its factor in `factors`; 0 for a synonym group.
        factors: distinct factors; the first is 0.
        entry_starts: each entry's first line, and the end of the last.
        text_starts: of each line in `texts` (UTF-8), and the end of the last.
        texts: the lines, one after another.
        marks: `Line.mark` of each.
    """

    keys: KeyTable
    key_starts: NDArray[np.integer]
    key_ids: NDArray[np.int32]
    key_codes: NDArray[np.uint8]
    factors: NDArray[np.float64]
    entry_starts: NDArray[np.integer]
    text_starts: NDArray[np.integer]
    texts: NDArray[np.uint8]
    marks: NDArray[np.uint8]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return all of it as named arrays."""
        own = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "keys"}
        return {**self.keys.arrays("keys"), **own}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "Lines":
        """Open what `arrays` gave; nothing is copied."""
        own = {field.name: arrays[field.name] for field in fields(cls) if field.name != "keys"}
        return cls(keys=KeyTable.from_arrays(arrays, "keys"), **own)


@dataclass(frozen=True, slots=True)
class Postings:
    """For each key, the entries that have it.

    Attributes:
        size: number of entries of the index.
        starts: of each key's run, and the end of the last.
        entries: ascending in each run.
        counts: in how many of their lines, at most MOST.
        most: the highest count of each key.
    """

    size: int
    starts: Numbers
    entries: NDArray[np.int32]
    counts: NDArray[np.uint8]
    most: NDArray[np.uint8]

    @classmethod
    def of(cls, lines: Lines) -> "Postings":
        """Turn *lines* round."""
        entries = len(lines.entry_starts) - 1
        sizes = np.diff(lines.key_starts[lines.entry_starts].astype(np.int64))
        pairs = lines.key_ids.astype(np.int64)
        pairs <<= 32
        pairs |= np.repeat(np.arange(entries, dtype=np.int64), sizes)
        pairs.sort()
        first = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1]))) if len(pairs) else pairs
        counts = np.minimum(np.diff(np.append(first, len(pairs))), MOST).astype(np.uint8)
        pairs = pairs[first]
        starts = np.searchsorted(pairs, np.arange(len(lines.keys) + 1, dtype=np.int64) << 32)
        most = np.maximum.reduceat(counts, starts[:-1]) if len(pairs) else np.zeros(len(lines.keys), dtype=np.uint8)
        return cls(entries, starts, (pairs & 0xFFFFFFFF).astype(np.int32), counts, most)


class LineBuilder:
    """Takes lines one by one, entry after entry, and keeps them as numbers."""

    def __init__(self) -> None:
        """Begin with no line."""
        self._ids: dict[str, int] = {}
        self._groups: list[tuple[int, ...]] = []
        self._codes: dict[float, int] = {0.0: 0}
        self._key_starts = array("q", [0])
        self._key_ids = array("i")
        self._key_codes = bytearray()
        self._entry_of = array("i")
        self._text_starts = array("q", [0])
        self._texts = bytearray()
        self._marks = bytearray()

    def add(self, entry: int, text: str, tokens: Iterable[Token], mark: int = 0) -> None:
        """Add a line of *entry*, which is the last line's or a later one."""
        keys: dict[int, float] = {}
        groups: dict[int, float] = {}
        ids = self._ids
        for token in tokens:
            number = ids.get(token.key)
            if number is None:
                number = self._new(token.key)
            if token.factor > keys.get(number, 0.0):
                keys[number] = token.factor
            for group in self._groups[number]:
                groups[group] = 0.0
        self._key_ids.extend(keys)
        self._key_ids.extend(groups)
        codes = self._codes
        self._key_codes.extend([codes[f] if f in codes else self._code(f) for f in keys.values()])
        self._key_codes.extend(bytes(len(groups)))
        self._key_starts.append(len(self._key_ids))
        self._entry_of.append(entry)
        self._texts += text.encode("utf-8", "surrogatepass")
        self._text_starts.append(len(self._texts))
        self._marks.append(mark)

    def _new(self, key: str) -> int:
        number = self._ids[key] = len(self._ids)
        self._groups.append(())
        groups = SYNONYM_GROUPS.get(key, ())
        self._groups[number] = tuple(self._ids[g] if g in self._ids else self._new(g) for g in groups)
        return number

    def _code(self, factor: float) -> int:
        if len(self._codes) < MAX_FACTORS:
            return self._codes.setdefault(factor, len(self._codes))
        return min(list(self._codes.items())[1:], key=lambda pair: abs(pair[0] - factor))[1]

    def lines(self, entries: int) -> Lines:
        """Return what was added, as lines of *entries* entries; the builder is of no use afterwards."""
        keys, ids = KeyTable.of(self._ids)
        counts = np.bincount(_as(self._entry_of, np.int32), minlength=entries)
        return Lines(
            keys=keys,
            key_starts=compact(_as(self._key_starts, np.int64)),
            key_ids=ids.astype(np.int32)[_as(self._key_ids, np.int32)],
            key_codes=np.frombuffer(bytes(self._key_codes), dtype=np.uint8),
            factors=np.array(list(self._codes), dtype=np.float64),
            entry_starts=compact(_from_lengths(counts)),
            text_starts=compact(_as(self._text_starts, np.int64)),
            texts=np.frombuffer(bytes(self._texts), dtype=np.uint8),
            marks=np.frombuffer(bytes(self._marks), dtype=np.uint8),
        )


def changed(old: Lines, first: int, stop: int, entries: Sequence[Sequence[Line]]) -> Lines:
    """Put the lines of *entries* in the place of entries *first* to *stop* (not included); old lines are not walked.

    An entry of *entries* is one more or one changed; later entries move by the difference in number.
    """
    builder = LineBuilder()
    for number, lines in enumerate(entries):
        for line in lines:
            builder.add(number, line.text, line.tokens, line.mark)
    new = builder.lines(len(entries))
    keys, moved, ids = old.keys.joined(key for key in new.keys if key not in old.keys)
    fresh = iter(ids.tolist())
    there = [old.keys.find(key) for key in new.keys]
    new_ids = np.array([moved[at] if at >= 0 else next(fresh) for at in there], dtype=np.int32)
    factors, codes = _merged(old.factors, new.factors)
    one, two = int(old.entry_starts[first]), int(old.entry_starts[stop])
    three, four = int(old.key_starts[one]), int(old.key_starts[two])
    five, six = int(old.text_starts[one]), int(old.text_starts[two])
    key_ids = _spliced(moved.astype(np.int32)[old.key_ids], three, four, new_ids[new.key_ids])
    made = Lines(
        keys=keys,
        key_starts=_starts_spliced(old.key_starts, one, two, new.key_starts),
        key_ids=key_ids,
        key_codes=_spliced(old.key_codes, three, four, codes[new.key_codes]),
        factors=factors,
        entry_starts=_starts_spliced(old.entry_starts, first, stop, new.entry_starts),
        text_starts=_starts_spliced(old.text_starts, one, two, new.text_starts),
        texts=_spliced(old.texts, five, six, new.texts),
        marks=_spliced(old.marks, one, two, new.marks),
    )
    return _without_unused(made)


def _without_unused(lines: Lines) -> Lines:
    """Leave out the keys that no line has any more."""
    used = np.bincount(lines.key_ids, minlength=len(lines.keys)) > 0
    if used.all():
        return lines
    ids = (np.cumsum(used) - 1).astype(np.int32)
    return replace(lines, keys=lines.keys.keep(np.flatnonzero(used)), key_ids=ids[lines.key_ids])


def _merged(old: NDArray[np.float64], new: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Return the factors of both, and the code in them of each of *new*."""
    factors = old.tolist()
    codes = []
    for factor in new.tolist():
        if factor not in factors and len(factors) < MAX_FACTORS:
            factors.append(factor)
        codes.append(min(range(len(factors)), key=lambda i: abs(factors[i] - factor)))
    return np.array(factors, dtype=np.float64), np.array(codes, dtype=np.uint8)


def _spliced(old: NDArray[_T], first: int, stop: int, new: NDArray[_T]) -> NDArray[_T]:
    return np.concatenate((old[:first], new, old[stop:]))


def _starts_spliced(old: NDArray[np.integer], first: int, stop: int, new: NDArray[np.integer]) -> NDArray[np.integer]:
    """Splice the runs that two ascending arrays of starts bound."""
    shift = int(old[first]) - int(new[0])
    tail = int(new[-1]) + shift - int(old[stop])
    parts = (old[:first].astype(np.int64), new.astype(np.int64) + shift, old[stop + 1 :].astype(np.int64) + tail)
    return compact(np.concatenate(parts))


def _from_lengths(lengths: Numbers) -> Numbers:
    starts = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def compact(starts: Numbers) -> NDArray[np.integer]:
    """Return ascending *starts* in 32 bits where they fit."""
    return starts.astype(np.uint32) if int(starts[-1]) < 1 << 32 else starts


def _as(numbers: "array[int]", dtype: type[_T]) -> NDArray[_T]:
    return np.frombuffer(numbers.tobytes(), dtype=dtype)
