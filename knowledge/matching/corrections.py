"""What a question takes for granted, set right: a yes that a fact says, a no, and what is right instead."""

from collections.abc import Iterator
from dataclasses import replace

from knowledge.decision import (
    MAX_SHOWN,
    AbstainReason,
    Abstention,
    Answer,
    Correction,
    Decision,
    cite,
)
from knowledge.language.english import WEAK_WORDS
from knowledge.matching.contenders import CLOSE, HELD, Contender, Contest
from knowledge.matching.guards import Guards
from knowledge.matching.guards.denial import is_turning
from knowledge.matching.guards.office import is_title
from knowledge.matching.judged import Judged, believe
from knowledge.matching.lexicon import Token
from knowledge.matching.matcher import Matcher
from knowledge.matching.query import Query, read_query
from knowledge.model import Fact, FactBook, Kind, Language, Meeting, TermKind
from knowledge.remember import remembered

CORRECT_FROM = 0.3
"""Confidence, the contradiction aside, from which a correction is worth giving."""
BARE_CORRECTION = 0.9
"""Confidence in a correction of a question that asks for nothing but what is wrong in it."""
OPPOSED = 0.6
"""Share of the best score, the deed put aside, from which a fact may tell the opposite of the deed."""
AFFIRMING = 0.6
"""Share of the best score from which a fact may affirm what was asked."""
PART_OF_NAME = 0.3
"""Factor below which a token is a word inside a name."""
KEPT = 256
"""Meetings for which it is kept which facts tell when and where."""
_PLAIN_KINDS = frozenset({Kind.WHO, Kind.WHEN, Kind.WHERE})


class Corrections:
    """Looks once more at what a question takes for granted. Immutable; safe to share between threads."""

    def __init__(self, book: FactBook, matcher: Matcher, guards: Guards, contest: Contest) -> None:
        """Look in *book*, by what *matcher* finds and *guards* and *contest* make of it."""
        self._book, self._matcher, self._guards, self._contest = book, matcher, guards, contest
        self._kinds = matcher.lexicon.kinds
        self._told_of = remembered(self._find_told_of, KEPT)

    def affirmed(self, query: Query, contenders: list[Contender], judged: Judged) -> Judged | None:
        """Affirm what was asked with a fact that says just that, though a gap or nothing sure was nearest."""
        if query.asked.kind is not Kind.YES_NO or isinstance(judged.decision, Answer | Correction):
            return None
        places = frozenset(key for key in query.concepts if self._kinds.get(key) is TermKind.PLACE)
        if not self._is_bare(without(query, places | self._guards.suspects(query))):
            return None
        for c in contenders:
            plain = c.fact is not None and c.fact.kind in _PLAIN_KINDS and c.score >= AFFIRMING * contenders[0].score
            if c.fact and plain and c.inspection.passed and self._guards.bear_out(query, c.candidate.profile):
                fact = cite(c.fact, self._book, c.language, 100 * BARE_CORRECTION)
                return replace(judged, decision=Answer((fact,)), meeting=c.fact.meeting)
        return None

    def denied(self, query: Query, chosen: Contender, judged: Judged, language: Language) -> Judged:
        """Say no to an entry's own question whether something is so, where the entry says that it is not."""
        if chosen.fact is None or query.asked.kind is not Kind.YES_NO:
            return judged
        found = self._guards.inspect(query, chosen.candidate.profile, language)
        if not found.premises or found.foreign is not None:
            return judged
        denied = replace(chosen, inspect=lambda: found)
        return replace(judged, decision=self.correct(query, denied, judged.trace.confidence, language))

    def corrected(self, query: Query, contenders: list[Contender], judged: Judged) -> Judged | None:
        """Correct what the question takes for granted, where without it the rest surely asks for a fact.

        "Did both sides agree to lift the sanctions?" shares less with its fact than "did both sides agree on the
        sanctions?", so confidence is taken from what remains when the contradicted words are put aside.
        """
        if isinstance(judged.decision, Correction) and not _is_unspoken(judged.decision):
            return None
        language = contenders[0].language
        for aside in self._asides(query, contenders, told=isinstance(judged.decision, Answer)):
            rest = without(query, aside)
            candidates = self._matcher.rank(rest) if rest.tokens else []
            if not candidates:
                continue
            others = self._contest.contenders(rest, candidates, language)
            turned = any(is_turning(t.key, t.text) for t in query.tokens if t.key in aside)
            swapped = any(_is_name_alone(t) for t in query.tokens if t.key in aside)  # who did it is the question
            bare = not turned and not swapped and self._is_bare(rest)
            found = self._against(query, others, turned=turned, bare=bare)
            if found is None:
                continue
            about, best = found
            belief = believe(rest, about, others)
            sure = max(belief.sure, BARE_CORRECTION if bare else 0.0)
            if sure >= CORRECT_FROM and (not judged.is_settled or sure > judged.trace.confidence):
                decision = self.correct(query, best, sure, language, others[0].fact)
                trace = replace(belief, chosen=best, sure=sure).trace(query)
                return Judged(decision, trace, best.candidate.entry.meeting)
        return None

    def _against(
        self, query: Query, others: list[Contender], *, turned: bool, bare: bool
    ) -> tuple[Contender, Contender] | None:
        """Return the best of *others* that the whole question contradicts, as it was and as that question finds it."""
        floor = 0.0 if bare else (OPPOSED if turned else CLOSE) * others[0].score
        facts = [c for c in others if c.fact and c.score >= floor]
        if bare:  # who somebody was, or when and where a meeting was, is best told by a fact of that kind
            facts.sort(key=lambda c: c.fact is not None and c.fact.kind not in _PLAIN_KINDS)
        pairs = ((c, self._contest.against(query, c)) for c in facts)
        against = (pair for pair in pairs if _is_contradicted(pair[1]))
        if not turned:
            return next(against, None)
        # A fact that tells the opposite is better than one that is silent on the deed.
        return min(against, key=lambda pair: _is_silent(pair[1]), default=None)

    def _asides(self, query: Query, contenders: list[Contender], *, told: bool) -> Iterator[frozenset[str]]:
        """Yield sets of tokens that may be the false ones: what guards found, then what they could find."""
        best = contenders[0].score
        found = (c.inspection for c in contenders if c.fact and c.score >= CLOSE * best)
        first = next((frozenset(i.aside) for i in found if i.foreign is None and i.aside), frozenset[str]())
        if first:
            yield first
        if not told or query.asked.kind in {Kind.YES_NO, Kind.WHY}:
            suspects = self._guards.suspects(query)
            if suspects and suspects != first:
                yield suspects

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

    def correct(
        self, query: Query, chosen: Contender, sure: float, language: Language, beside: Fact | None = None
    ) -> Decision:
        """Say what is right where *chosen* contradicts *query*, with the fact *beside* that answers the rest of it."""
        first, *more = chosen.inspection.premises
        meeting = chosen.candidate.profile.meeting
        when = self._told_of(meeting.id) if meeting else {}
        if beside is None and (candidates := self._matcher.rank(without(query, frozenset(chosen.inspection.aside)))):
            entry = candidates[0].entry
            beside = entry if isinstance(entry, Fact) else None
        beside = beside if beside and chosen.fact and beside.meeting == chosen.fact.meeting else None
        found = [*(when.get(premise.kind) for premise in chosen.inspection.premises), chosen.fact, beside]
        facts = {fact.id: fact for fact in found if fact is not None}
        cited = [cite(fact, self._book, language, 100 * sure) for fact in [*facts.values()][:MAX_SHOWN]]
        if not cited:
            return Abstention(AbstainReason.UNSURE)
        return Correction((cited[0], *cited[1:]), (first, *more))

    def _find_told_of(self, ident: str) -> dict[str, Fact | None]:
        """Find the facts that tell when and where the meeting *ident* was, by the kind of premise they set right."""
        meeting = self._book.meetings[ident]
        place = meeting.place.en if meeting.place else ""
        return {
            "date": _find_told("On which days was", meeting, str(meeting.starts_on.day), self._matcher),
            "year": _find_told("In which year was", meeting, str(meeting.starts_on.year), self._matcher),
            "place": _find_told("Where was", meeting, place, self._matcher),
        }


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


def without(query: Query, aside: frozenset[str]) -> Query:
    """Return *query* without the tokens whose keys are *aside*."""
    tokens = tuple(token for token in query.tokens if token.key not in aside)
    return replace(query, tokens=tokens, concepts=query.concepts - aside)


def _find_told(asked: str, meeting: Meeting, told: str, matcher: Matcher) -> Fact | None:
    """Return the fact that best answers *asked* of *meeting*, tells when or where, and has *told* in its text."""
    for candidate in matcher.rank(read_query(f"{asked} {meeting.name.en}?", matcher.lexicon)):
        entry = candidate.entry
        placed = isinstance(entry, Fact) and entry.meeting == meeting.id and entry.kind in {Kind.WHEN, Kind.WHERE}
        if isinstance(entry, Fact) and placed and told in entry.text.en:
            return entry
    return None
