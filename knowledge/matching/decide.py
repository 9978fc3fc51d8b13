"""From scored candidates to a decision: answer, correct, suggest, or abstain, each with its reason."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

from knowledge.decision import (
    MAX_SHOWN,
    AbstainReason,
    Abstention,
    Answer,
    CitedFact,
    CitedFacts,
    Context,
    Correction,
    Decision,
    GuardResult,
    Suggestions,
    Trace,
    cite,
)
from knowledge.language.intent import is_advice, is_present
from knowledge.language.stem import stem
from knowledge.matching.confidence import Features, confidence, features_of
from knowledge.matching.guards import Guards, Inspection
from knowledge.matching.matcher import Candidate, Matcher
from knowledge.matching.query import Query, read_query
from knowledge.model import Fact, FactBook, Gap, Kind, Language, Meeting, TermKind

ANSWER_FROM = 0.5
"""Confidence from which a fact is given as the answer."""
SUGGEST_FROM = 0.3
"""Confidence from which near facts are offered as "did you mean"."""
CORRECT_FROM = 0.45
"""Confidence, the contradiction aside, from which a correction is worth giving."""
CERTAIN = 0.99
"""Confidence in an entry whose own question was asked, word for word."""
ADVICE_FROM = 0.6
"""Confidence from which "what should …" is taken to ask what a release says should be."""
STRANGE = 0.25
"""Share of a question's weight in words unknown to the book from which the question may be about something else."""
_TELLING_KINDS = frozenset({TermKind.SERIES, TermKind.BODY, TermKind.DOCUMENT, TermKind.EQUIPMENT})
CONTENDERS = 8
CLOSE = 0.86
"""Share of the best score from which another candidate may take its place when the best contradicts the question."""
COMPANION = 0.93
"""Share of the best score from which a second fact of the same meeting is shown beside the first."""
MAX_MARGIN = 0.3
TEMPERATURE = 4.0
"""Points of score by which a contender counts e times less."""
TIED = 0.985
"""Share of the best score from which a fact from the same sentences is shown too: it may be the one that was meant."""
CONTEXT_BONUS = 1.12
"""What being about the meeting of the reply that is followed counts for."""


_HELD = frozenset(map(stem, ("held", "hold", "host", "hosted", "venue", "location", "happen", "~개최", "~열린")))
"""Token keys by which a question asks where a meeting was."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision, how it came about, and the meeting it is about."""

    decision: Decision
    trace: Trace
    meeting: str | None


@dataclass(frozen=True, slots=True)
class Weighed:
    """The best entry for a question, its features, and whether a guard speaks against it; for calibration."""

    entry: Fact | Gap
    features: Features
    contradicted: bool


@dataclass(frozen=True)
class _Contender:
    """A candidate with its score in context; the guards look at it only when somebody wants to know."""

    candidate: Candidate
    score: float
    inspect: Callable[[], Inspection]

    @cached_property
    def inspection(self) -> Inspection:
        return self.inspect()

    @property
    def fact(self) -> Fact | None:
        entry = self.candidate.profile.entry
        return entry if isinstance(entry, Fact) else None


class Decider:
    """Decides by confidence, margin and guards. Immutable; safe to share between threads."""

    def __init__(self, book: FactBook, matcher: Matcher) -> None:
        """Decide for *book* on what *matcher* finds."""
        self._book = book
        self._guards = Guards(book, matcher.lexicon)
        self._outside = matcher.lexicon.outside
        self._kinds = matcher.lexicon.kinds
        self._told_when = {
            meeting.id: {
                "date": _find_when("On which days was", meeting, str(meeting.starts_on.day), matcher),
                "year": _find_when("In which year was", meeting, str(meeting.starts_on.year), matcher),
            }
            for meeting in book.meetings.values()
        }

    def judge(
        self, query: Query, candidates: list[Candidate], language: Language, *, context: Context | None = None
    ) -> Judged:
        """Decide on *candidates*, best first; *context* favours the meeting that is being talked about."""
        if not candidates:
            return Judged(Abstention(AbstainReason.OFF_TOPIC), Trace(), None)
        contenders = self._contenders(query, candidates, context, language)
        chosen = _choose(query, contenders)
        rival = _rival(chosen, contenders)
        margin = _margin(chosen, rival)
        sure = confidence(features_of(query, chosen.candidate, margin, _mass(chosen, contenders)))
        if chosen.candidate.is_exact:
            sure = max(sure, CERTAIN)
        trace = _trace(chosen, sure, margin, rival)
        decision = self._decide(query, chosen, contenders, sure, language)
        return Judged(decision, trace, chosen.candidate.profile.entry.meeting)

    def weigh(self, query: Query, candidates: list[Candidate]) -> Weighed | None:
        """Return what the confidence in the best of *candidates* rests on; None for no candidates."""
        if not candidates:
            return None
        contenders = self._contenders(query, candidates, None, Language.EN)
        chosen = _choose(query, contenders)
        features = features_of(
            query, chosen.candidate, _margin(chosen, _rival(chosen, contenders)), _mass(chosen, contenders)
        )
        return Weighed(chosen.candidate.profile.entry, features, not chosen.inspection.passed)

    def confidence_in(self, query: Query, candidates: list[Candidate]) -> float:
        """Return the belief, 0-1, that the best of *candidates* answers *query*; 0 for no candidates."""
        weighed = self.weigh(query, candidates)
        return confidence(weighed.features) if weighed else 0.0

    def _contenders(
        self, query: Query, candidates: list[Candidate], context: Context | None, language: Language
    ) -> list[_Contender]:
        def scored(candidate: Candidate) -> float:
            same = context is not None and context.meeting and candidate.profile.entry.meeting == context.meeting
            return candidate.score * (CONTEXT_BONUS if same else 1.0)

        ranked = sorted(candidates, key=lambda c: (not c.is_exact, -scored(c), c.profile.entry.id))[:CONTENDERS]
        return [_Contender(c, scored(c), partial(self._inspect, query, c, language)) for c in ranked]

    def _inspect(self, query: Query, candidate: Candidate, language: Language) -> Inspection:
        """Hold the question against the candidate, unless it is the candidate's own question."""
        if candidate.is_exact:
            return Inspection(results=[GuardResult("wording", passed=True, detail="asked in the entry's own words")])
        return self._guards.inspect(query, candidate.profile, language)

    def _decide(
        self, query: Query, chosen: _Contender, contenders: list[_Contender], sure: float, language: Language
    ) -> Decision:
        entry = chosen.candidate.profile.entry
        nearest = self._nearest(contenders, language)
        if chosen.inspection.foreign is not None:
            told = sure >= SUGGEST_FROM or bool(query.concepts & self._outside)
            reason = AbstainReason.OTHER_EVENT if told else AbstainReason.OFF_TOPIC
            return Abstention(reason, nearest if reason is AbstainReason.OTHER_EVENT else ())
        if chosen.inspection.premises:
            return (
                self._correct(chosen, sure, language)
                if sure >= CORRECT_FROM
                else _unsure(sure, nearest, names_ours=self._names_ours(query))
            )
        if isinstance(entry, Gap):
            if sure >= SUGGEST_FROM:
                return Abstention(AbstainReason.GAP, self._gap_facts(entry, language), entry)
            return _unsure(sure, nearest, names_ours=self._names_ours(query))
        return self._tell(query, chosen, contenders, sure, language)

    def _tell(
        self, query: Query, chosen: _Contender, contenders: list[_Contender], sure: float, language: Language
    ) -> Decision:
        """Decide on a fact that nothing contradicts."""
        nearest = self._nearest(contenders, language)
        if is_advice(query.text) and sure < ADVICE_FROM:
            return Abstention(AbstainReason.OPINION)
        if is_present(query.text) and not self._is_dated(query, chosen):
            return Abstention(AbstainReason.UNSURE, nearest)
        if sure >= ANSWER_FROM and not self._is_elsewhere(query, chosen.candidate):
            return Answer(self._with_companions(chosen, contenders, sure, language))
        if sure >= SUGGEST_FROM and nearest:
            return Suggestions((nearest[0], *nearest[1:]))
        return _unsure(sure, nearest, names_ours=self._names_ours(query))

    def _names_ours(self, query: Query) -> bool:
        """Whether the question names somebody or something telling that the releases speak of."""
        return any(
            key not in self._outside and (key.startswith("p:") or self._kinds.get(key) in _TELLING_KINDS)
            for key in query.concepts
        )

    def _is_elsewhere(self, query: Query, candidate: Candidate) -> bool:
        """Whether words that the book does not know weigh heavily, and no name ties the question to the entry.

        "Who took part in the marathon in Seoul?" shares words with a fact, and is about something else.
        """
        named = any(
            key.startswith("p:") or self._kinds.get(key) in _TELLING_KINDS
            for key in query.concepts & candidate.profile.concepts
        )
        return candidate.unknown_share >= STRANGE and not named and not candidate.is_exact

    @staticmethod
    def _is_dated(query: Query, chosen: _Contender) -> bool:
        """Whether the question names the event, so that "today" in it cannot mean the day it is asked."""
        meeting = chosen.candidate.profile.meeting
        if chosen.candidate.is_exact:
            return True
        return meeting is not None and (
            bool(query.mentions.ordinals) or bool(query.mentions.years) or f"t:{meeting.series}" in query.concepts
        )

    def _correct(self, chosen: _Contender, sure: float, language: Language) -> Decision:
        first, *more = chosen.inspection.premises
        meeting = chosen.candidate.profile.meeting
        when = self._told_when[meeting.id] if meeting else {}
        found = [*(when.get(premise.kind) for premise in chosen.inspection.premises), chosen.fact]
        facts = {fact.id: fact for fact in found if fact is not None}
        cited = [cite(fact, self._book, language, 100 * sure) for fact in [*facts.values()][:MAX_SHOWN]]
        if not cited:
            return Abstention(AbstainReason.UNSURE)
        return Correction((cited[0], *cited[1:]), (first, *more))

    def _with_companions(
        self, chosen: _Contender, contenders: list[_Contender], sure: float, language: Language
    ) -> CitedFacts:
        assert chosen.fact is not None  # noqa: S101 - the caller has seen that it is no gap
        facts = [chosen.fact]
        for other in contenders:
            fact = other.fact
            near = other.inspection.passed and other.score >= COMPANION * chosen.score
            adds = fact is not None and not {*fact.sources} <= {place for shown in facts for place in shown.sources}
            shown = adds or other.score >= TIED * chosen.score
            if fact and near and shown and fact not in facts and fact.meeting == chosen.fact.meeting:
                facts.append(fact)
        first, *more = (cite(fact, self._book, language, 100 * sure) for fact in facts[:MAX_SHOWN])
        return (first, *more)

    def _nearest(self, contenders: list[_Contender], language: Language) -> tuple[CitedFact, ...]:
        facts = [c for c in contenders if c.fact is not None][:MAX_SHOWN]
        return tuple(cite(c.fact, self._book, language, max(0.0, min(100.0, c.score))) for c in facts if c.fact)

    def _gap_facts(self, gap: Gap, language: Language) -> tuple[CitedFact, ...]:
        facts = (self._book.facts[ident] for ident in gap.nearest)
        return tuple(cite(fact, self._book, language, 0.0) for fact in facts if fact.is_current)


def _unsure(sure: float, nearest: tuple[CitedFact, ...], *, names_ours: bool) -> Abstention:
    """Abstain; as another subject only where neither the match nor a name says that it is ours."""
    near = sure >= SUGGEST_FROM / 2 or names_ours
    return Abstention(AbstainReason.UNSURE, nearest) if near else Abstention(AbstainReason.OFF_TOPIC)


def _choose(query: Query, contenders: list[_Contender]) -> _Contender:
    """Return the best that nothing contradicts, where it is nearly as good as the very best, else the very best.

    "Was it held in Washington?" is about the fact that tells where it was held, though others speak of Washington.
    """
    best = contenders[0]
    if best.candidate.is_exact:
        return best
    if _HELD & {token.key for token in query.tokens}:
        for c in contenders:
            if c.score >= CLOSE * best.score and {premise.kind for premise in c.inspection.premises} == {"place"}:
                return c
    return next((c for c in contenders if c.inspection.passed and c.score >= CLOSE * best.score), best)


def _margin(chosen: _Contender, rival: _Contender | None) -> float:
    """Return the lead of *chosen*, 0 to MAX_MARGIN: beyond it, more says nothing more."""
    if rival is None:
        return MAX_MARGIN
    return min(MAX_MARGIN, max(0.0, (chosen.score - rival.score) / 100))


def _mass(chosen: _Contender, contenders: list[_Contender]) -> float:
    """Return the share of *chosen* and its like in a softmax over the contenders' scores, 0-1."""
    shares = {id(c): math.exp((c.score - contenders[0].score) / TEMPERATURE) for c in contenders}
    mine = sum(share for c in contenders if (share := shares[id(c)]) and _is_like(chosen, c))
    return mine / sum(shares.values())


def _is_like(one: _Contender, other: _Contender) -> bool:
    """Whether the two are one, or facts that rest on a common sentence."""
    return one is other or bool(one.fact and other.fact and set(one.fact.sources) & set(other.fact.sources))


def _rival(chosen: _Contender, contenders: list[_Contender]) -> _Contender | None:
    """Return the best contender that rests on other evidence: facts from the same sentences are no rivals."""
    return next((other for other in contenders if not _is_like(chosen, other)), None)


def _find_when(asked: str, meeting: Meeting, told: str, matcher: Matcher) -> Fact | None:
    """Return the fact that best answers *asked* of *meeting*, tells when, and has *told* in its text."""
    for candidate in matcher.rank(read_query(f"{asked} {meeting.name.en}?", matcher.lexicon)):
        entry = candidate.profile.entry
        dated = isinstance(entry, Fact) and entry.meeting == meeting.id and entry.kind is Kind.WHEN
        if isinstance(entry, Fact) and dated and told in entry.text.en:
            return entry
    return None


def _trace(chosen: _Contender, sure: float, margin: float, rival: _Contender | None) -> Trace:
    candidate = chosen.candidate
    return Trace(
        variant=candidate.line,
        words=candidate.words,
        missing=candidate.missing,
        guards=tuple(chosen.inspection.results),
        confidence=sure,
        margin=margin,
        best=candidate.profile.entry.id,
        runner_up=rival.candidate.profile.entry.id if rival else None,
    )
