"""What question variants are worth: each left out of the book in turn and asked, does it still find its entry?

A round takes one variant from every entry at once and builds one index over the rest, so that no entry ever lacks
more than the one variant that is asked for it. Rivals lack one of theirs too, which hardly matters: they have dozens.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from knowledge.answer import Answerer
from knowledge.decision import Abstention, Reply
from knowledge.evaluation.scoring import given
from knowledge.matching.entries import entries_of
from knowledge.model import Fact, FactBook, Gap, Language

_Asked = TypeVar("_Asked", Fact, Gap)


@dataclass(frozen=True, slots=True)
class Reach:
    """What came of one variant that was left out and asked.

    Attributes:
        entry: id of the fact or gap whose variant it is.
        found: whether the reply gives the fact, or is that gap's.
        misled: whether the reply gives other facts instead, as an answer or a correction.
        winner: id of the entry that was found best; None where nothing came near.
        confidence: 0-1, in that entry.
    """

    entry: str
    is_gap: bool
    language: Language
    variant: str
    found: bool
    misled: bool
    winner: str | None
    confidence: float

    @property
    def is_best(self) -> bool:
        """Whether its own entry was found best, be that sure enough for an answer or not."""
        return self.winner == self.entry

    @property
    def is_lost(self) -> bool:
        """Whether another entry was found best."""
        return self.winner is not None and self.winner != self.entry


def rounds_of(book: FactBook, sample: int) -> list[dict[str, tuple[Language, str]]]:
    """Return, for each round, which variant is left out of which entry, by id.

    Args:
        book: the facts.
        sample: how many variants of each entry are tried, spread evenly over those it has; fewer where it has fewer.
    """
    rounds: list[dict[str, tuple[Language, str]]] = []
    for entry in entries_of(book):
        asked = [(language, text) for language in Language for text in getattr(entry.questions, language.value)]
        count = min(sample, len(asked))
        for number in range(count):
            if number == len(rounds):
                rounds.append({})
            # The middle of each of so many equal stretches.
            rounds[number][entry.id] = asked[(2 * number + 1) * len(asked) // (2 * count)]
    return rounds


def try_round(book: FactBook, left_out: dict[str, tuple[Language, str]]) -> Iterator[Reach]:
    """Build an index over *book* without these variants, then ask each of them."""
    answerer = Answerer(_without(book, left_out))
    for entry, (language, variant) in left_out.items():
        reply = answerer.answer(variant)
        best = max((part.trace for part in reply.parts), key=lambda trace: trace.confidence)
        yield Reach(
            entry=entry,
            is_gap=entry in book.gaps,
            language=language,
            variant=variant,
            found=entry in _told(reply),
            misled=entry not in _told(reply) and bool(given(reply)),
            winner=best.best,
            confidence=best.confidence,
        )


def _told(reply: Reply) -> set[str]:
    gaps = (part.decision.gap for part in reply.parts if isinstance(part.decision, Abstention))
    return {*(cited.fact.id for cited in given(reply)), *(gap.id for gap in gaps if gap is not None)}


def _without(book: FactBook, left_out: dict[str, tuple[Language, str]]) -> FactBook:
    facts = tuple(_lacking(fact, left_out) for fact in book.file.facts)
    gaps = tuple(_lacking(gap, left_out) for gap in book.file.gaps)
    return FactBook(book.file.model_copy(update={"facts": facts, "gaps": gaps}), book.digest)


def _lacking(entry: _Asked, left_out: dict[str, tuple[Language, str]]) -> _Asked:
    if entry.id not in left_out:
        return entry
    language, variant = left_out[entry.id]
    kept = tuple(text for text in getattr(entry.questions, language.value) if text != variant)
    questions = entry.questions.model_copy(update={language.value: kept})
    return entry.model_copy(update={"questions": questions})
