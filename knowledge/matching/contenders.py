"""The leading candidates of a question: which of them is meant, and by how much it leads."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from knowledge.language.intent import is_statement
from knowledge.language.stem import stem
from knowledge.matching.candidate import Candidate
from knowledge.matching.guards import Inspection
from knowledge.matching.query import Query
from knowledge.model import Fact, Language

CLOSE = 0.86
"""Share of the best score from which another candidate may take its place when the best contradicts the question."""
MAX_MARGIN = 0.3
HELD = frozenset(map(stem, ("held", "hold", "host", "hosted", "venue", "location", "happen", "~개최", "~열린")))
"""Token keys by which a question asks where a meeting was."""


@dataclass(frozen=True)
class Contender:
    """A candidate with its score in context; the guards look at it only when somebody wants to know."""

    candidate: Candidate
    score: float
    language: Language
    inspect: Callable[[], Inspection]

    @cached_property
    def inspection(self) -> Inspection:
        """What the guards found; they look once."""
        return self.inspect()

    @property
    def fact(self) -> Fact | None:
        """The entry, unless it is a gap."""
        entry = self.candidate.entry
        return entry if isinstance(entry, Fact) else None


def choose(query: Query, contenders: list[Contender]) -> Contender:
    """Return the best that nothing contradicts, where it is nearly as good as the very best, else the very best.

    "Was it held in Washington?" is about the fact that tells where it was held, though others speak of Washington.
    """
    best = contenders[0]
    if best.candidate.is_exact:
        return best
    if best.fact is None and query.asked.kind is None and is_statement(query.words):
        # A statement that is checked asks for no more than it says: a gap's word would be beside the point.
        told = (c for c in contenders if c.fact and c.inspection.passed and c.score >= CLOSE * best.score)
        return next(told, best)
    if HELD & {token.key for token in query.tokens}:
        for c in contenders:
            if c.score >= CLOSE * best.score and {premise.kind for premise in c.inspection.premises} == {"place"}:
                return c
    return next((c for c in contenders if c.inspection.passed and c.score >= CLOSE * best.score), best)


def lead_of(chosen: Contender, rival: Contender | None) -> float:
    """Return the lead of *chosen*, 0 to MAX_MARGIN: beyond it, more says nothing more."""
    if rival is None:
        return MAX_MARGIN
    return min(MAX_MARGIN, max(0.0, (chosen.score - rival.score) / 100))


def is_like(one: Contender, other: Contender) -> bool:
    """Whether the two are one, or facts that rest on a common sentence."""
    return one is other or bool(one.fact and other.fact and set(one.fact.sources) & set(other.fact.sources))


def rival_of(chosen: Contender, contenders: list[Contender]) -> Contender | None:
    """Return the best contender that rests on other evidence: facts from the same sentences are no rivals."""
    return next((other for other in contenders if not is_like(chosen, other)), None)
