"""From scored candidates to a decision: answer, correct, suggest, or abstain, each with its reason."""

from dataclasses import dataclass, replace

from knowledge.decision import (
    MAX_SHOWN,
    AbstainReason,
    Abstention,
    Answer,
    CitedFact,
    CitedFacts,
    Context,
    Decision,
    Suggestions,
    Trace,
    cite,
)
from knowledge.language.intent import asks_meaning, is_advice, is_present, is_reported
from knowledge.language.stem import stem
from knowledge.matching.candidate import Candidate
from knowledge.matching.confidence import Features
from knowledge.matching.contenders import CLOSE, Contender, Contest, choose
from knowledge.matching.corrections import CORRECT_FROM, Corrections
from knowledge.matching.guards import Guards
from knowledge.matching.judged import Judged, believe
from knowledge.matching.matcher import Matcher
from knowledge.matching.query import Query
from knowledge.model import Fact, FactBook, Gap, Language, TermKind

ANSWER_FROM = 0.3
"""Confidence from which a fact is given as the answer."""
SUGGEST_FROM = 0.18
"""Confidence from which near facts are offered as "did you mean"."""
CERTAIN = 0.99
"""Confidence in an entry whose own question was asked, word for word."""
ADVICE_FROM = 0.6
"""Confidence from which "what should …" is taken to ask what a release says should be."""
STRANGE = 0.4
"""Share of a question's weight in words unknown to the book from which the question may be about something else."""
MEANING_WORDS = frozenset(
    map(
        stem,
        "mean meaning stand stands short abbreviation define definition explain term acronym full form word".split(),
    )
)
"""Stems that ask for a meaning."""
_TELLING_KINDS = frozenset({TermKind.SERIES, TermKind.BODY, TermKind.DOCUMENT, TermKind.EQUIPMENT})
COMPANION = 0.93
"""Share of the best score from which a second fact of the same meeting is shown beside the first."""
TIED = 0.985
"""Share of the best score from which a fact from the same sentences is shown too: it may be the one that was meant."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The best entry for a question, its features, and whether a guard speaks against it; for calibration."""

    entry: Fact | Gap
    features: Features
    contradicted: bool


class Decider:
    """Decides by confidence, margin and guards. Immutable; safe to share between threads."""

    def __init__(self, book: FactBook, matcher: Matcher) -> None:
        """Decide for *book* on what *matcher* finds."""
        self._book = book
        self._outside = matcher.lexicon.outside
        self._kinds = matcher.lexicon.kinds
        guards = Guards(book, matcher.lexicon)
        self._contest = Contest(guards)
        self._corrections = Corrections(book, matcher, guards, self._contest)

    def judge(
        self, query: Query, candidates: list[Candidate], language: Language, *, context: Context | None = None
    ) -> Judged:
        """Decide on *candidates*, best first; *context* favours the meeting that is being talked about."""
        if not candidates:
            return Judged(Abstention(AbstainReason.OFF_TOPIC), Trace(), None)
        contenders = self._contest.contenders(query, candidates, language, context)
        chosen = choose(query, contenders)
        belief = believe(query, chosen, contenders)
        if chosen.candidate.is_exact:
            belief = replace(belief, sure=max(belief.sure, CERTAIN))
        decision = self._decide(query, chosen, contenders, belief.sure, language)
        judged = Judged(decision, belief.trace(query), chosen.candidate.entry.meeting)
        again = self._corrections
        if chosen.candidate.is_exact:
            return again.denied(query, chosen, judged, language)
        return again.affirmed(query, contenders, judged) or again.corrected(query, contenders, judged) or judged

    def weigh(self, query: Query, candidates: list[Candidate]) -> Weighed | None:
        """Return what the confidence in the best of *candidates* rests on; None for no candidates."""
        if not candidates:
            return None
        contenders = self._contest.contenders(query, candidates, Language.EN)
        chosen = choose(query, contenders)
        features = believe(query, chosen, contenders).features
        return Weighed(chosen.candidate.entry, features, not chosen.inspection.passed)

    def confidence_in(self, query: Query, candidates: list[Candidate]) -> float:
        """Return the belief, 0-1, that the best of *candidates* answers *query*; 0 for no candidates."""
        if not candidates:
            return 0.0
        contenders = self._contest.contenders(query, candidates, Language.EN)
        return believe(query, choose(query, contenders), contenders).sure

    def _decide(
        self, query: Query, chosen: Contender, contenders: list[Contender], sure: float, language: Language
    ) -> Decision:
        if (term := self._term_asked(query)) and not chosen.candidate.is_exact:
            return self._define(term, contenders, sure, language)
        return self._settle(query, chosen, contenders, sure, language)

    def _settle(
        self, query: Query, chosen: Contender, contenders: list[Contender], sure: float, language: Language
    ) -> Decision:
        """Decide on the best entry by what its guards found."""
        entry = chosen.candidate.entry
        if chosen.inspection.passed and isinstance(entry, Fact):
            return self._tell(query, chosen, contenders, sure, language)
        nearest = self._nearest(contenders, language)
        if chosen.inspection.foreign is not None:
            told = sure >= SUGGEST_FROM or bool(query.concepts & self._outside)
            reason = AbstainReason.OTHER_EVENT if told else AbstainReason.OFF_TOPIC
            return Abstention(reason, nearest if reason is AbstainReason.OTHER_EVENT else ())
        if chosen.inspection.premises:
            return (
                self._corrections.correct(query, chosen, sure, language)
                if sure >= CORRECT_FROM
                else _unsure(sure, nearest, names_ours=self._names_ours(query))
            )
        if chosen.inspection.untold is not None:
            return Abstention(AbstainReason.UNSURE, nearest)
        if isinstance(entry, Gap) and sure >= SUGGEST_FROM:
            return Abstention(AbstainReason.GAP, self._gap_facts(entry, language), entry)
        return _unsure(sure, nearest, names_ours=self._names_ours(query))

    def _term_asked(self, query: Query) -> str | None:
        """Return the words of the one term whose meaning the question asks for; None where it asks for more."""
        if not asks_meaning(query.text) or len(query.concepts) != 1:
            return None
        (key,) = query.concepts
        token = next(token for token in query.tokens if token.key == key)
        inside = {*token.text.split(), token.text}
        beside = [t for t in query.tokens if t.key != key and t.text not in inside and t.key not in MEANING_WORDS]
        return token.text if key in self._kinds and key not in self._outside and not beside else None

    def _define(self, term: str, contenders: list[Contender], sure: float, language: Language) -> Decision:
        """Answer what *term* is with a fact that spells it out or is asked just that; else point to the glossary."""
        for c in contenders:
            near = c.fact is not None and c.inspection.passed and c.score >= CLOSE * contenders[0].score
            if c.fact is None or not near:
                continue
            spelled = f"({term.upper()})" in c.fact.text.en
            if spelled or (asks_meaning(c.candidate.evidence.line) and sure >= ANSWER_FROM):
                return Answer((cite(c.fact, self._book, language, 100 * sure),))
        return Abstention(AbstainReason.DEFINITION, self._nearest(contenders, language))

    def _tell(
        self, query: Query, chosen: Contender, contenders: list[Contender], sure: float, language: Language
    ) -> Decision:
        """Decide on a fact that nothing contradicts."""
        if sure < ADVICE_FROM and is_advice(query.text):
            return Abstention(AbstainReason.OPINION)
        is_stale = is_present(query.text) and not self._is_dated(query, chosen)
        if sure >= ANSWER_FROM and not is_stale and not self._is_elsewhere(query, chosen.candidate):
            return Answer(self._with_companions(chosen, contenders, sure, language))
        nearest = self._nearest(contenders, language)
        if is_stale:
            return Abstention(AbstainReason.UNSURE, nearest)
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
        return candidate.evidence.unknown_share >= STRANGE and not named and not candidate.is_exact

    @staticmethod
    def _is_dated(query: Query, chosen: Contender) -> bool:
        """Whether the question names the event, so that "today" in it cannot mean the day it is asked."""
        meeting = chosen.candidate.profile.meeting
        if chosen.candidate.is_exact:
            return True
        if meeting is None:
            return False
        if is_reported(query.text) and any(f"p:{side.lead}" in query.concepts for side in meeting.delegations):
            return True
        return bool(query.mentions.ordinals) or bool(query.mentions.years) or f"t:{meeting.series}" in query.concepts

    def _with_companions(
        self, chosen: Contender, contenders: list[Contender], sure: float, language: Language
    ) -> CitedFacts:
        assert chosen.fact is not None  # noqa: S101 - the caller has seen that it is no gap
        facts = [chosen.fact]
        for other in contenders:
            fact = other.fact
            if fact is None or fact in facts or fact.meeting != chosen.fact.meeting:
                continue
            adds = not {*fact.sources} <= {place for shown in facts for place in shown.sources}
            if other.score >= (COMPANION if adds else TIED) * chosen.score and other.inspection.passed:
                facts.append(fact)
        first, *more = (cite(fact, self._book, language, 100 * sure) for fact in facts[:MAX_SHOWN])
        return (first, *more)

    def _nearest(self, contenders: list[Contender], language: Language) -> tuple[CitedFact, ...]:
        facts = [c for c in contenders if c.fact is not None][:MAX_SHOWN]
        return tuple(cite(c.fact, self._book, language, max(0.0, min(100.0, c.score))) for c in facts if c.fact)

    def _gap_facts(self, gap: Gap, language: Language) -> tuple[CitedFact, ...]:
        facts = (self._book.facts[ident] for ident in gap.nearest)
        return tuple(cite(fact, self._book, language, 0.0) for fact in facts if fact.is_current)


def _unsure(sure: float, nearest: tuple[CitedFact, ...], *, names_ours: bool) -> Abstention:
    """Abstain; as another subject only where neither the match nor a name says that it is ours."""
    near = sure >= SUGGEST_FROM / 2 or names_ours
    return Abstention(AbstainReason.UNSURE, nearest) if near else Abstention(AbstainReason.OFF_TOPIC)
