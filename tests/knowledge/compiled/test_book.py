"""A compiled book says what the book says that was read from the text."""

import pytest

from knowledge.compiled.book import CompiledBook
from knowledge.compiled.container import Packed, Unusable, pack, unpack
from knowledge.compiled.records import Records, compile_records
from knowledge.factfile.parse import read_fact_file
from knowledge.model import FactBook


@pytest.fixture(scope="module", params=["small_text", "base_text", "shipped_text"])
def books(request: pytest.FixtureRequest) -> tuple[FactBook, CompiledBook]:
    """Return the book read from a text, and the one that went through bytes."""
    parsed = read_fact_file(request.getfixturevalue(request.param))
    data = b"".join(pack(*compile_records(parsed).pack()))
    return parsed.book, CompiledBook(Records.unpack(unpack(data)))


def test_every_entry_comes_back(books: tuple[FactBook, CompiledBook]) -> None:
    """As it was, down to what was written and what was left out."""
    read, opened = books
    assert opened.file == read.file
    assert opened.digest == read.digest


@pytest.mark.parametrize("section", ["releases", "meetings", "people", "terms", "facts", "gaps", "sentences"])
def test_look_ups_are_the_same(books: tuple[FactBook, CompiledBook], section: str) -> None:
    """The same keys in the same order, the same entries, and nothing else."""
    read, opened = (getattr(book, section) for book in books)
    assert list(opened) == list(read)
    assert len(opened) == len(read)
    assert {**opened} == {**read}
    assert "nothing" not in opened
    assert "kidd-14#s99" not in opened
    with pytest.raises(KeyError):
        opened["nothing"]


def test_the_facts_that_are_given_are_the_same(books: tuple[FactBook, CompiledBook]) -> None:
    """In the order of their ids."""
    read, opened = books
    assert tuple(opened.current_facts) == tuple(read.current_facts)
    assert len(opened.current_facts) == len(read.current_facts)
    assert tuple(opened.current_facts[1:]) == tuple(read.current_facts[1:])


def test_an_entry_is_read_once(small_text: str) -> None:
    """Who looks twice gets the same object, so that entries may be compared by identity."""
    book = CompiledBook(compile_records(read_fact_file(small_text)))
    assert book.facts["csd12-place"] is book.facts["csd12-place"]
    assert book.current_facts[0] is book.facts[book.current_facts[0].id]


def test_records_that_lack_something_are_refused(small_text: str) -> None:
    """Whatever an older program left out."""
    meta, parts = compile_records(read_fact_file(small_text)).pack()
    packed = unpack(b"".join(pack(meta, parts)))
    for name in parts:
        with pytest.raises(Unusable):
            Records.unpack(Packed(meta, {key: part for key, part in packed.parts.items() if key != name}))
    for name in meta:
        with pytest.raises(Unusable):
            Records.unpack(Packed({key: each for key, each in meta.items() if key != name}, packed.parts))
