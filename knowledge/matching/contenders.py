"""The leading candidates of a question: which of them is meant, and by how much it leads."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial

from knowledge.decision import Context
from knowledge.language.intent import is_statement
from knowledge.language.stem import stem
from knowledge.matching.candidate import Candidate
from knowledge.matching.guards import Guards, Inspection
from knowledge.matching.query import Query
from knowledge.model import Fact, Gap, Language

CLOSE = 0.86
"""Share of the best score from which another candidate may take its place when the best contradicts the question."""
MAX_MARGIN = 0.3
CONTENDERS = 8
CONTEXT_BONUS = 1.12
"""What being about the meeting of the reply that is followed counts for."""
OLD_BONUS, GAP_BONUS = 1.06, 1.02
"""The same for what was just told, and for a gap: a follow-up asks for something new, and hopes that it is told."""
HELD = frozenset(
    map(stem, ("held", "hold", "host", "hosted", "venue", "location", "happen", "~개최", "~열린", "~열리"))
)
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


class Contest:
    """Draws up the contenders for a question. Immutable; safe to share between threads."""

    def __init__(self, guards: Guards) -> None:
        """Have *guards* look at them."""
        self._guards = guards

    def contenders(
        self, query: Query, candidates: list[Candidate], language: Language, context: Context | None = None
    ) -> list[Contender]:
        """Return the best of *candidates*, best first; *context* favours the meeting that is being talked about."""
        if context is None or not context.meeting:
            scored = [(candidate, candidate.score) for candidate in candidates]
        else:
            scored = [(candidate, _in_context(candidate, context)) for candidate in candidates]
            scored.sort(key=lambda pair: (not pair[0].is_exact, -pair[1], pair[0].entry.id))
        return [
            Contender(candidate, score, language, partial(self._inspect, query, candidate, language))
            for candidate, score in scored[:CONTENDERS]
        ]

    def against(self, query: Query, contender: Contender) -> Contender:
        """Return *contender* with the whole *query* held against it."""
        return replace(contender, inspect=partial(self._inspect, query, contender.candidate, contender.language))

    def _inspect(self, query: Query, candidate: Candidate, language: Language) -> Inspection:
        """Hold the question against the candidate, unless it is the candidate's own question."""
        if candidate.is_exact:
            return Inspection(verdicts=[("wording", True, "asked in the entry's own words")])
        return self._guards.inspect(query, candidate.profile, language)


def _in_context(candidate: Candidate, context: Context) -> float:
    """Return the score of *candidate* where its meeting is being talked about."""
    if candidate.entry.meeting != context.meeting:
        return candidate.score
    if isinstance(candidate.entry, Gap):
        return candidate.score * GAP_BONUS
    return candidate.score * (OLD_BONUS if candidate.entry.id in context.facts else CONTEXT_BONUS)


def choose(query: Query, contenders: list[Contender]) -> Contender:
    """Return the best that nothing contradicts, where it is nearly as good as the very best, else the very best.

    "Was it held in Washington?" is about the fact that tells where it was held, though others speak of Washington.
    """
    best = contenders[0]
    if best.candidate.is_exact:
        return best
    if best.fact is None and query.asked.kind is None and is_statement(query.words):
        # A statement that is checked asks for no more than it says: a gap's word would be beside the point.
        told = (c for c in contenders if c.fact and c.score >= CLOSE * best.score and c.inspection.passed)
        return next(told, best)
    if HELD & {token.key for token in query.tokens}:
        for c in contenders:
            if c.score >= CLOSE * best.score and {premise.kind for premise in c.inspection.premises} == {"place"}:
                return c
    return next((c for c in contenders if c.score >= CLOSE * best.score and c.inspection.passed), best)


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
