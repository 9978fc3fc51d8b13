"""Fixtures of looking at changes: a book with a change made, and what a change of a fact looks like."""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from knowledge.answer import Answerer
from knowledge.editing.change import Change, Fields, fields_of
from knowledge.model import FactBook, FactFile

Changed = Callable[[FactBook, Sequence[Change]], Answerer]
Edit = Callable[..., Change]


@pytest.fixture(scope="session")
def changed() -> Changed:
    """Return a function that gives what answers from a book after some changes; each book has a digest of its own."""
    digests = itertools.count(1)

    def change(book: FactBook, changes: Sequence[Change]) -> Answerer:
        data = book.file.model_dump(mode="json", exclude_defaults=True)
        for each in changes:
            rows: list[Any] = list(data.get(each.section, []))
            places = [place for place, row in enumerate(rows) if row["id"] == each.id]
            if places:
                rows[places[0] : places[0] + 1] = [each.after] if each.after is not None else []
            else:
                rows.append(each.after)
            data[each.section] = rows
        return Answerer(FactBook(FactFile.model_validate(data), f"{next(digests):064x}"))

    return change


@pytest.fixture(scope="session")
def edit(small_book: FactBook) -> Edit:
    """Return a function that changes fields of a fact or gap of the small book, or makes another one of it (`id`)."""

    def make(ident: str, **fields: Any) -> Change:
        before: Fields = fields_of(small_book.find(ident))
        section = "facts" if ident in small_book.facts else "gaps"
        after = {**before, **fields}
        is_new = after["id"] != ident
        return Change(section, str(after["id"]), None if is_new else before, after)  # type: ignore[arg-type]

    return make
