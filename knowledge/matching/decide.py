"""From scored candidates to a decision: answer, correct, suggest, or abstain, each with its reason."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

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
from knowledge.language.english import WEAK_WORDS
from knowledge.language.intent import asks_meaning, is_advice, is_present
from knowledge.language.stem import stem
from knowledge.matching.candidate import Candidate
from knowledge.matching.confidence import Features, confidence, contributions, features_of
from knowledge.matching.contenders import CLOSE, HELD, Contender, choose, lead_of, rival_of
from knowledge.matching.guards import Guards, Inspection
from knowledge.matching.guards.denial import is_turning
from knowledge.matching.guards.office import is_title
from knowledge.matching.lexicon import Token
from knowledge.matching.matcher import Matcher
from knowledge.matching.query import Query, read_query
from knowledge.model import Fact, FactBook, Gap, Kind, Language, Meeting, TermKind
from knowledge.remember import remembered

ANSWER_FROM = 0.35
"""Confidence from which a fact is given as the answer."""
SUGGEST_FROM = 0.2
"""Confidence from which near facts are offered as "did you mean"."""
CORRECT_FROM = 0.35
"""Confidence, the contradiction aside, from which a correction is worth giving."""
BARE_CORRECTION = 0.9
"""Confidence in a correction of a question that asks for nothing but what is wrong in it."""
_PLAIN_KINDS = frozenset({Kind.WHO, Kind.WHEN, Kind.WHERE})
OPPOSED = 0.6
"""Share of the best score, the deed put aside, from which a fact may tell the opposite of the deed."""
AFFIRMING = 0.6
"""Share of the best score from which a fact may affirm what was asked."""
PART_OF_NAME = 0.3
"""Factor below which a token is a word inside a name."""
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
CONTENDERS = 8
KEPT = 256
"""Meetings for which it is kept which facts tell when and where."""
COMPANION = 0.93
"""Share of the best score from which a second fact of the same meeting is shown beside the first."""
TIED = 0.985
"""Share of the best score from which a fact from the same sentences is shown too: it may be the one that was meant."""
CONTEXT_BONUS = 1.12
"""What being about the meeting of the reply that is followed counts for."""


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


class Decider:
    """Decides by confidence, margin and guards. Immutable; safe to share between threads."""

    def __init__(self, book: FactBook, matcher: Matcher) -> None:
        """Decide for *book* on what *matcher* finds."""
        self._book = book
        self._matcher = matcher
        self._guards = Guards(book, matcher.lexicon)
        self._outside = matcher.lexicon.outside
        self._kinds = matcher.lexicon.kinds
        self._told_of = remembered(self._find_told_of, KEPT)

    def _find_told_of(self, ident: str) -> dict[str, Fact | None]:
        """Find the facts that tell when and where the meeting *ident* was, by the kind of premise they set right."""
        meeting = self._book.meetings[ident]
        place = meeting.place.en if meeting.place else ""
        return {
            "date": _find_told("On which days was", meeting, str(meeting.starts_on.day), self._matcher),
            "year": _find_told("In which year was", meeting, str(meeting.starts_on.year), self._matcher),
            "place": _find_told("Where was", meeting, place, self._matcher),
        }

    def judge(
        self, query: Query, candidates: list[Candidate], language: Language, *, context: Context | None = None
    ) -> Judged:
        """Decide on *candidates*, best first; *context* favours the meeting that is being talked about."""
        if not candidates:
            return Judged(Abstention(AbstainReason.OFF_TOPIC), Trace(), None)
        contenders = self._contenders(query, candidates, context, language)
        chosen = choose(query, contenders)
        rival = rival_of(chosen, contenders)
        margin = lead_of(chosen, rival)
        features = features_of(query, chosen.candidate, margin)
        sure = confidence(features)
        if chosen.candidate.is_exact:
            sure = max(sure, CERTAIN)
        trace = _trace(chosen, sure, margin, rival)
        trace = replace(trace, features=contributions(features), respelled=query.respelled)
        decision = self._decide(query, chosen, contenders, sure, language)
        judged = Judged(decision, trace, chosen.candidate.entry.meeting)
        if chosen.candidate.is_exact:
            return self._denied(query, chosen, judged, language)
        return self._affirmed(query, contenders, judged) or self._corrected(query, contenders, judged) or judged

    def _affirmed(self, query: Query, contenders: list[Contender], judged: Judged) -> Judged | None:
        """Affirm what was asked with a fact that says just that, though a gap or nothing sure was nearest."""
        if query.asked.kind is not Kind.YES_NO or isinstance(judged.decision, Answer | Correction):
            return None
        places = frozenset(key for key in query.concepts if self._kinds.get(key) is TermKind.PLACE)
        if not self._is_bare(_without(query, places | self._guards.suspects(query))):
            return None
        for c in contenders:
            plain = c.fact is not None and c.fact.kind in _PLAIN_KINDS and c.score >= AFFIRMING * contenders[0].score
            if c.fact and plain and c.inspection.passed and self._guards.bear_out(query, c.candidate.profile):
                fact = cite(c.fact, self._book, c.language, 100 * BARE_CORRECTION)
                return replace(judged, decision=Answer((fact,)), meeting=c.fact.meeting)
        return None

    def _denied(self, query: Query, chosen: Contender, judged: Judged, language: Language) -> Judged:
        """Say no to an entry's own question whether something is so, where the entry says that it is not."""
        if chosen.fact is None or query.asked.kind is not Kind.YES_NO:
            return judged
        found = self._guards.inspect(query, chosen.candidate.profile, language)
        if not found.premises or found.foreign is not None:
            return judged
        denied = replace(chosen, inspect=lambda: found)
        return replace(judged, decision=self._correct(query, denied, judged.trace.confidence, language))

    def _corrected(self, query: Query, contenders: list[Contender], judged: Judged) -> Judged | None:
        """Correct what the question takes for granted, where without it the rest surely asks for a fact.

        "Did both sides agree to lift the sanctions?" shares less with its fact than "did both sides agree on the
        sanctions?", so confidence is taken from what remains when the contradicted words are put aside.
        """
        told = isinstance(judged.decision, Answer)
        if isinstance(judged.decision, Correction) and not _is_unspoken(judged.decision):
            return None
        language = contenders[0].language
        for aside in self._asides(query, contenders, told=told):
            rest = _without(query, aside)
            candidates = self._matcher.rank(rest) if rest.tokens else []
            if not candidates:
                continue
            others = self._contenders(rest, candidates, None, language)
            turned = any(is_turning(t.key, t.text) for t in query.tokens if t.key in aside)
            swapped = any(_is_name_alone(t) for t in query.tokens if t.key in aside)  # who did it is the question
            bare = not turned and not swapped and self._is_bare(rest)
            floor = 0.0 if bare else (OPPOSED if turned else CLOSE) * others[0].score
            facts = [c for c in others if c.fact and c.score >= floor]
            if bare:  # who somebody was, or when and where a meeting was, is best told by a fact of that kind
                facts.sort(key=lambda c: c.fact is not None and c.fact.kind not in _PLAIN_KINDS)
            pairs = ((c, self._against(query, c)) for c in facts)
            against = [pair for pair in pairs if _is_contradicted(pair[1])]
            # A fact that tells the opposite is better than one that is silent on the deed.
            against.sort(key=lambda pair: turned and _is_silent(pair[1]))
            found, best = against[0] if against else (None, None)
            if found is None or best is None:
                continue
            rival = rival_of(found, others)
            margin = lead_of(found, rival)
            features = features_of(rest, found.candidate, margin)
            sure = max(confidence(features), BARE_CORRECTION if bare else 0.0)
            if sure >= CORRECT_FROM and (not _is_settled(judged) or sure > judged.trace.confidence):
                decision = self._correct(query, best, sure, language, others[0].fact)
                trace = _trace(best, sure, margin, rival)
                trace = replace(trace, features=contributions(features), respelled=query.respelled)
                return Judged(decision, trace, best.candidate.entry.meeting)
        return None

    def _asides(self, query: Query, contenders: list[Contender], *, told: bool) -> Iterator[frozenset[str]]:
        """Yield sets of tokens that may be the false ones: what guards found, then what they could find."""
        best = contenders[0].score
        found = (c.inspection for c in contenders if c.fact and c.score >= CLOSE * best)
        asides = [frozenset(i.aside) for i in found if i.foreign is None and i.aside][:1]
        if not told or query.asked.kind in {Kind.YES_NO, Kind.WHY}:
            asides.append(self._guards.suspects(query))
        yield from (aside for aside in dict.fromkeys(asides) if aside)

    def _is_bare(self, rest: Query) -> bool:
        """Whether *rest* names a meeting or a person and asks nothing of them but what was put aside."""
        named = any(key[:2] == "p:" or self._kinds.get(key) is TermKind.SERIES for key in rest.concepts)
        kinds = {TermKind.SERIES, TermKind.COUNTRY}
        return named and all(
            token.key[:2] == "p:"
            or token.key[0] in "#~"
            or self._kinds.get(token.key) in kinds
            or token.key in HELD
            or token.key in WEAK_WORDS
            or token.factor < PART_OF_NAME
            or is_title(token.text)
            for token in rest.tokens
        )

    def _against(self, query: Query, contender: Contender) -> Contender:
        """Return *contender* with the whole *query* held against it."""
        return replace(contender, inspect=partial(self._inspect, query, contender.candidate, contender.language))

    def weigh(self, query: Query, candidates: list[Candidate]) -> Weighed | None:
        """Return what the confidence in the best of *candidates* rests on; None for no candidates."""
        if not candidates:
            return None
        contenders = self._contenders(query, candidates, None, Language.EN)
        chosen = choose(query, contenders)
        features = features_of(query, chosen.candidate, lead_of(chosen, rival_of(chosen, contenders)))
        return Weighed(chosen.candidate.entry, features, not chosen.inspection.passed)

    def confidence_in(self, query: Query, candidates: list[Candidate]) -> float:
        """Return the belief, 0-1, that the best of *candidates* answers *query*; 0 for no candidates."""
        weighed = self.weigh(query, candidates)
        return confidence(weighed.features) if weighed else 0.0

    def _contenders(
        self, query: Query, candidates: list[Candidate], context: Context | None, language: Language
    ) -> list[Contender]:
        def scored(candidate: Candidate) -> float:
            same = context is not None and context.meeting and candidate.entry.meeting == context.meeting
            return candidate.score * (CONTEXT_BONUS if same else 1.0)

        ranked = sorted(candidates, key=lambda c: (not c.is_exact, -scored(c), c.entry.id))[:CONTENDERS]
        return [Contender(c, scored(c), language, partial(self._inspect, query, c, language)) for c in ranked]

    def _inspect(self, query: Query, candidate: Candidate, language: Language) -> Inspection:
        """Hold the question against the candidate, unless it is the candidate's own question."""
        if candidate.is_exact:
            return Inspection(results=[GuardResult("wording", passed=True, detail="asked in the entry's own words")])
        return self._guards.inspect(query, candidate.profile, language)

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
        nearest = self._nearest(contenders, language)
        if chosen.inspection.foreign is not None:
            told = sure >= SUGGEST_FROM or bool(query.concepts & self._outside)
            reason = AbstainReason.OTHER_EVENT if told else AbstainReason.OFF_TOPIC
            return Abstention(reason, nearest if reason is AbstainReason.OTHER_EVENT else ())
        if chosen.inspection.premises:
            return (
                self._correct(query, chosen, sure, language)
                if sure >= CORRECT_FROM
                else _unsure(sure, nearest, names_ours=self._names_ours(query))
            )
        if chosen.inspection.untold is not None:
            return Abstention(AbstainReason.UNSURE, nearest)
        if isinstance(entry, Gap):
            if sure >= SUGGEST_FROM:
                return Abstention(AbstainReason.GAP, self._gap_facts(entry, language), entry)
            return _unsure(sure, nearest, names_ours=self._names_ours(query))
        return self._tell(query, chosen, contenders, sure, language)

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
        return candidate.evidence.unknown_share >= STRANGE and not named and not candidate.is_exact

    @staticmethod
    def _is_dated(query: Query, chosen: Contender) -> bool:
        """Whether the question names the event, so that "today" in it cannot mean the day it is asked."""
        meeting = chosen.candidate.profile.meeting
        if chosen.candidate.is_exact:
            return True
        return meeting is not None and (
            bool(query.mentions.ordinals) or bool(query.mentions.years) or f"t:{meeting.series}" in query.concepts
        )

    def _correct(
        self, query: Query, chosen: Contender, sure: float, language: Language, beside: Fact | None = None
    ) -> Decision:
        first, *more = chosen.inspection.premises
        meeting = chosen.candidate.profile.meeting
        when = self._told_of(meeting.id) if meeting else {}
        if beside is None and (candidates := self._matcher.rank(_without(query, frozenset(chosen.inspection.aside)))):
            entry = candidates[0].entry
            beside = entry if isinstance(entry, Fact) else None
        beside = beside if beside and chosen.fact and beside.meeting == chosen.fact.meeting else None
        found = [*(when.get(premise.kind) for premise in chosen.inspection.premises), chosen.fact, beside]
        facts = {fact.id: fact for fact in found if fact is not None}
        cited = [cite(fact, self._book, language, 100 * sure) for fact in [*facts.values()][:MAX_SHOWN]]
        if not cited:
            return Abstention(AbstainReason.UNSURE)
        return Correction((cited[0], *cited[1:]), (first, *more))

    def _with_companions(
        self, chosen: Contender, contenders: list[Contender], sure: float, language: Language
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

    def _nearest(self, contenders: list[Contender], language: Language) -> tuple[CitedFact, ...]:
        facts = [c for c in contenders if c.fact is not None][:MAX_SHOWN]
        return tuple(cite(c.fact, self._book, language, max(0.0, min(100.0, c.score))) for c in facts if c.fact)

    def _gap_facts(self, gap: Gap, language: Language) -> tuple[CitedFact, ...]:
        facts = (self._book.facts[ident] for ident in gap.nearest)
        return tuple(cite(fact, self._book, language, 0.0) for fact in facts if fact.is_current)


def _is_contradicted(contender: Contender) -> bool:
    """Whether what *contender* says contradicts the question, and nothing else speaks against it."""
    found = contender.inspection
    return bool(found.premises) and found.foreign is None and found.untold is None


def _is_name_alone(token: Token) -> bool:
    """Whether *token* is a person's name and no title of somebody."""
    return token.key[:2] == "p:" and not any(map(is_title, token.text.split()))


def _is_silent(contender: Contender) -> bool:
    """Whether the fact only never speaks of the deed, and tells nothing opposite."""
    text = contender.candidate.entry.text.get(contender.language)
    return all(premise.kind == "polarity" and premise.right == text for premise in contender.inspection.premises)


def _is_unspoken(correction: Correction) -> bool:
    """Whether a correction rests on a fact that never speaks of the deed."""
    texts = {cited.text for cited in correction.facts}
    return all(premise.kind == "polarity" and premise.right in texts for premise in correction.premises)


def _is_settled(judged: Judged) -> bool:
    """Whether an answer was given, or a gap's word."""
    decision = judged.decision
    return isinstance(decision, Answer) or (isinstance(decision, Abstention) and decision.gap is not None)


def _without(query: Query, aside: frozenset[str]) -> Query:
    """Return *query* without the tokens whose keys are *aside*."""
    tokens = tuple(token for token in query.tokens if token.key not in aside)
    return replace(query, tokens=tokens, concepts=query.concepts - aside)


def _unsure(sure: float, nearest: tuple[CitedFact, ...], *, names_ours: bool) -> Abstention:
    """Abstain; as another subject only where neither the match nor a name says that it is ours."""
    near = sure >= SUGGEST_FROM / 2 or names_ours
    return Abstention(AbstainReason.UNSURE, nearest) if near else Abstention(AbstainReason.OFF_TOPIC)


def _find_told(asked: str, meeting: Meeting, told: str, matcher: Matcher) -> Fact | None:
    """Return the fact that best answers *asked* of *meeting*, tells when or where, and has *told* in its text."""
    for candidate in matcher.rank(read_query(f"{asked} {meeting.name.en}?", matcher.lexicon)):
        entry = candidate.entry
        placed = isinstance(entry, Fact) and entry.meeting == meeting.id and entry.kind in {Kind.WHEN, Kind.WHERE}
        if isinstance(entry, Fact) and placed and told in entry.text.en:
            return entry
    return None


def _trace(chosen: Contender, sure: float, margin: float, rival: Contender | None) -> Trace:
    candidate = chosen.candidate
    return Trace(
        variant=candidate.evidence.line,
        words=candidate.evidence.words,
        missing=candidate.evidence.missing,
        guards=tuple(chosen.inspection.results),
        confidence=sure,
        margin=margin,
        best=candidate.entry.id,
        runner_up=rival.candidate.entry.id if rival else None,
    )
