"""What a change would do to a book: doubles, contradictions, and questions that get another answer."""

from collections.abc import Iterable, Iterator, Sequence

from knowledge.answer import Answerer
from knowledge.editing.change import Change
from knowledge.evaluation.golden import Case
from knowledge.model import FactBook
from knowledge.reviewing.alike import Alike
from knowledge.reviewing.asking import Asking, Changed, Found, asked_of, ids_of
from knowledge.reviewing.found import Contradiction, Differs, Inspection, Moved, Near
from knowledge.reviewing.reading import Texts
from knowledge.reviewing.told import Decisions

__all__ = ["Contradiction", "Decisions", "Differs", "Inspection", "Moved", "Near", "inspect"]

LOOKED_AT = 8
"""Changed facts and gaps that are compared with their fellows; of a larger change the first ones."""
NAMED = 6
"""Spellings of a changed name by which the entries are found that speak of it."""


def inspect(
    before: Answerer,
    after: Answerer,
    changes: Sequence[Change],
    golden: Sequence[Case] = (),
    decisions: Decisions | None = None,
) -> Inspection:
    """Tell what *changes*, which make the book of *before* that of *after*, would do.

    It asks some hundred questions of both books, which takes CPU: run it in a thread.

    Args:
        before: answers from the book as it is.
        after: answers from the book as it would be.
        changes: what is changed.
        golden: questions with the facts that answer them.
        decisions: remembers what each book answers, so that it is asked once.
    """
    pairs = tuple(_pairs(before.book, after.book, changes))
    alike = Alike(after, Texts(after))
    near: list[Near] = []
    contradictions: list[Contradiction] = []
    fellows: dict[str, Found] = {}
    for _, entry in [pair for pair in pairs if pair[1] is not None][:LOOKED_AT]:
        assert entry is not None  # noqa: S101 - the line above
        found = alike.fellows(entry)
        near += alike.near(entry, found)
        contradictions += alike.contradictions(entry, found)
        fellows |= {each.id: each for each in found}
    for change in changes[:LOOKED_AT]:
        if change.section in {"meetings", "people", "terms"}:
            fellows |= {each.id: each for each in alike.speaking_of(_spellings(change))}
    asked = Changed(
        pairs,
        tuple(each for each in fellows.values() if not any(each.id == own.id for own in _entries(pairs))),
        frozenset(_names(changes)),
        frozenset(ident for change in changes if change.section == "meetings" for ident in ids_of(change)),
    )
    outcome = Asking(before, after, decisions or Decisions()).ask(asked, golden)
    return Inspection(
        near=tuple(sorted(near, key=lambda each: (-bool(each.shared), -each.likeness, each.mine, each.id))),
        contradictions=tuple(contradictions),
        lost=tuple(outcome.lost),
        moved=tuple(outcome.moved),
        gained=tuple(outcome.gained),
        missed=tuple(outcome.missed),
        asked=outcome.asked,
        of=outcome.of,
    )


def _pairs(before: FactBook, after: FactBook, changes: Iterable[Change]) -> Iterator[tuple[Found | None, Found | None]]:
    for change in changes:
        if change.section in {"facts", "gaps"}:
            was, now = ids_of(change)
            pair = asked_of(before, was, change.section), asked_of(after, now, change.section)
            if pair != (None, None):
                yield pair


def _entries(pairs: Iterable[tuple[Found | None, Found | None]]) -> Iterator[Found]:
    return (each for pair in pairs for each in pair if each is not None)


def _names(changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        if change.section in {"people", "terms"}:
            mark = "p" if change.section == "people" else "t"
            yield from (f"{mark}:{ident}" for ident in ids_of(change))


def _spellings(change: Change) -> tuple[str, ...]:
    """Return the first names that the entry of *change* has, before or after."""
    found: list[str] = []
    for fields in (change.after, change.before):
        name = (fields or {}).get("name") or {}
        names = (*(name.values() if isinstance(name, dict) else ()), *((fields or {}).get("aliases") or ()))
        found += [each for each in names if isinstance(each, str)]
    return tuple(dict.fromkeys(found))[:NAMED]
