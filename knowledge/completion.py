"""Questions of a book that go on from what somebody has typed so far."""

import heapq
from collections.abc import Iterator, Sequence
from functools import cached_property

from rapidfuzz import fuzz, process

from knowledge.language.normalize import fold
from knowledge.model import FactBook, Language

MAX_TYPED = 100
"""Characters of what is being typed that are looked at: no choice is longer (Discord's limit, 2026-08-06)."""
LEAST_ALIKE = 60
"""Least `fuzz.partial_token_ratio` (0-100) of a question worth offering."""
_AT_ONCE = 4096
"""Questions sorted or compared in one go: each holds the interpreter's lock, and the event loop waits for it."""

_Found = tuple[str, float, int]


class Completions:
    """The questions of current facts in one language, gathered when somebody first types. Immutable."""

    def __init__(self, book: FactBook, language: Language) -> None:
        """Offer questions of *book* in *language*."""
        self._book = book
        self._language = language

    @cached_property
    def _questions(self) -> tuple[str, ...]:
        asked = [q for fact in self._book.current_facts for q in getattr(fact.questions, self._language.value)]
        return tuple(heapq.merge(*(sorted(run) for run in _runs(asked))))

    @cached_property
    def _folded(self) -> tuple[str, ...]:
        return tuple(map(fold, self._questions))

    def complete(self, typed: str, limit: int) -> tuple[str, ...]:
        """Return up to *limit* questions that go on from *typed*, best first; some of all where it is empty."""
        questions, folded = self._questions, self._folded
        wanted = fold(typed[:MAX_TYPED])
        if not wanted:
            return questions[:: max(1, len(questions) // limit)][:limit]
        found: list[_Found] = []
        for number, run in enumerate(_runs(folded)):
            alike = process.extract(
                wanted, run, scorer=fuzz.partial_token_ratio, score_cutoff=LEAST_ALIKE, limit=4 * limit
            )
            found.extend((text, score, number * _AT_ONCE + position) for text, score, position in alike)
        best = heapq.nsmallest(4 * limit, found, key=lambda item: (-item[1], item[2]))
        ranked = sorted(best, key=lambda item: (not item[0].startswith(wanted), -item[1], len(item[0]), item[0]))
        return tuple(questions[position] for _, _, position in ranked[:limit])


def _runs(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for begin in range(0, len(texts), _AT_ONCE):
        yield texts[begin : begin + _AT_ONCE]
