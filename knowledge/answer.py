"""From a question to a reply: the one `Answerer` that every face uses.

text -> Query -> candidates (index) -> scored (matcher) -> Decision (answer | correct | suggest | abstain)
"""

from dataclasses import dataclass, replace

from knowledge.completion import Completions
from knowledge.decision import (
    AbstainReason,
    Abstention,
    Answer,
    Context,
    Correction,
    Decision,
    Part,
    Reply,
    Suggestions,
)
from knowledge.language.english import TURNING_WORDS
from knowledge.language.frames import unframe
from knowledge.language.intent import is_about_bot, is_for_listeners, is_opinion, is_small_talk
from knowledge.language.normalize import MAX_LENGTH, clean, fold
from knowledge.language.parts import split_questions
from knowledge.matching.candidate import Candidate
from knowledge.matching.decide import Decider
from knowledge.matching.followup import in_the_same_event, inherit, leans
from knowledge.matching.judged import Judged
from knowledge.matching.matcher import Matcher
from knowledge.matching.query import Query, language_of, read_query
from knowledge.matching.resolve import Earlier, Resolver, asks_on, unlead
from knowledge.model import FactBook, Language

MAX_CONTEXT = 400
"""Characters of a question that a follow-up inherits."""
_STILL_ABOUT = frozenset({AbstainReason.OTHER_EVENT, AbstainReason.UNSURE})
"""Reasons for which a follow-up is still about what was asked: a refused event stays until another is named."""
GAP_COST, REPEAT_COST, MISSED_COST = 0.2, 0.3, 0.5
"""What a reading of a follow-up is worth less that finds a gap, or what was just told, or that misses all that the
follow-up itself says."""
MIN_BORNE_OUT = 0.4
"""Share of a follow-up's own words below which what was found answers the question before, and not this one."""
SURE = 0.8
"""Confidence from which an answer is worth giving to people who did not ask the bot."""


class Answerer:
    """Answers from one `FactBook`. Immutable once made; safe to use from several threads."""

    def __init__(self, book: FactBook, matcher: Matcher | None = None) -> None:
        """Answer from *book*; without a *matcher* of it, one is made: a millisecond for ten questions or texts."""
        self.book = book
        self.matcher = matcher or Matcher(book)
        self._decider = Decider(book, self.matcher)
        self._resolver = Resolver(book, self.matcher.lexicon)
        self._completions = {language: Completions(book, language) for language in Language}

    def answer(self, text: str, *, context: Context | None = None, language: Language | None = None) -> Reply:
        """Answer *text*, any string at all.

        Args:
            text: the question as it was typed; mentions, links, invisible characters and excess length are handled.
            context: what the reply that this one follows was about; None for a fresh question.
            language: the language to reply in; None takes Korean for a text with Hangul, else English.

        Returns:
            A reply of one to three parts. Never raises.
        """
        language = language or language_of(text[:MAX_LENGTH])
        if len(text) > MAX_LENGTH:
            return _reply([Part("", Abstention(AbstainReason.TOO_LONG))], language, context)
        questions = split_questions(text)
        whole = self._part(clean(text), context, language)
        if len(questions) == 1:
            return _reply([whole], language, context)
        parts: list[Part] = []
        leading = context
        for question in questions:
            part = self._part(question, leading, language)
            parts.append(part)
            leading = _context_of(part) or leading
        told = [part for part in parts if isinstance(part.decision, Answer | Correction)]
        return _reply(parts if len(told) > 1 or not _tells(whole) else [whole], language, context)

    def overhear(self, text: str, *, context: Context | None = None) -> Reply | None:
        """Answer *text* from a channel that is read, or None where a polite listener stays silent.

        Only a question that is put to whoever knows, names something of the book ("who led it" may be about
        anything, unless it follows a reply), and is surely answered, gets a reply.
        """
        if len(text) > MAX_LENGTH:
            return None
        query = read_query(text, self.matcher.lexicon)
        if not (query.concepts or (context and query.tokens)) or not is_for_listeners(text, query.asked):
            return None
        reply = self.answer(text, context=context)
        for part in reply.parts:
            sure = part.trace.confidence >= SURE
            told = isinstance(part.decision, Answer | Correction) or (
                isinstance(part.decision, Abstention) and part.decision.reason is AbstainReason.GAP
            )
            if not (sure and told):
                return None
        return reply

    def complete(self, typed: str, *, language: Language, limit: int = 25) -> tuple[str, ...]:
        """Return up to *limit* questions of the book that go on from *typed*, best first; for autocomplete."""
        return self._completions[language].complete(typed, limit)

    def _part(self, question: str, context: Context | None, language: Language) -> Part:
        """Answer one question; what no fact could answer never reaches the index."""
        reason = None if self.matcher.owns(question) else _turned_away(question)
        if reason is not None:
            return Part(question, Abstention(reason))
        query = read_query(unframe(question), self.matcher.lexicon)
        if not query.tokens and context is None:
            return Part(question, Abstention(AbstainReason.OFF_TOPIC))
        ranked = self.matcher.rank(query)
        if context is None or self.matcher.owns(question) or not leans(query):
            return _judged_part(question, self._decider.judge(query, ranked, language))
        return self._follow_up(question, query, ranked, context, language)

    def _follow_up(
        self, question: str, query: Query, ranked: list[Candidate], context: Context, language: Language
    ) -> Part:
        """Answer *query* in the light of *context*: of all ways to read it the one that is best borne out."""
        meeting = self.book.meetings.get(context.meeting) if context.meeting else None
        earlier = Earlier(
            read_query(context.question, self.matcher.lexicon),
            next((self.book.facts[ident] for ident in context.facts if ident in self.book.facts), None),
        )
        typed, query = query, read_query(unlead(query.text), self.matcher.lexicon)
        own = self.matcher.index.weigh(token for token in query.tokens if token.text not in TURNING_WORDS)
        alone = self._decider.judge(in_the_same_event(typed, earlier.query, self.matcher, meeting), ranked, language)
        lent = in_the_same_event(query, earlier.query, self.matcher, meeting)
        read: list[_Read] = []
        for text in self._resolver.readings(query, earlier):
            whole = read_query(text, self.matcher.lexicon)
            if lent.mentions != query.mentions:
                whole = replace(whole, mentions=lent.mentions, unknown_names=lent.unknown_names)
            found = _fresh(self.matcher.rank(whole), typed, context)
            judged = self._decider.judge(whole, found, language, context=replace(context, facts=()))
            read.append(_Read(whole, judged, text, _borne_out(query, own, judged), repeats=False))
        for names_only in (True,) if own and asks_on(typed.text) else (False, True) if own else (False,):
            follow = inherit(query, context, self.matcher, meeting, names_only=names_only)
            found = _fresh(self.matcher.rank(follow.query, follow.weights), typed, context)
            judged = self._decider.judge(follow.query, found, language, context=context)
            borne_out = _borne_out(follow.query, own or follow.weights, judged)
            repeats = judged.trace.best in context.facts[:1]
            read.append(_Read(follow.query, judged, follow.text, borne_out, repeats=repeats))
        best = max(read, key=_worth)
        if isinstance(best.judged.decision, Answer) and best.borne_out < MIN_BORNE_OUT:
            best = replace(best, judged=replace(best.judged, decision=Suggestions(best.judged.decision.facts)))
        joined = best.judged
        refused = (
            isinstance(joined.decision, Abstention)
            and joined.decision.reason is AbstainReason.OTHER_EVENT
            and best.query.mentions != query.mentions
        )
        if self._names_meeting(query, alone, context) or (
            not refused and _stands_alone(alone, best, context, named=bool(query.concepts))
        ):
            return _judged_part(question, alone)
        # An answer about another meeting has not taken this one over.
        inherited = context.meeting if joined.meeting == context.meeting else None
        return Part(question, joined.decision, joined.trace, inherited, best.text[:MAX_CONTEXT])

    def _names_meeting(self, query: Query, alone: Judged, context: Context) -> bool:
        """Whether a sure answer by itself is about another meeting, and the question says so by a name of its own."""
        if not _is_told(alone.decision) or alone.meeting is None or alone.meeting == context.meeting:
            return False
        meeting = self.book.meetings[alone.meeting]
        names = {f"t:{meeting.series}", *(f"p:{side.lead}" for side in meeting.delegations)}
        return bool(names & query.concepts)


@dataclass(frozen=True, slots=True)
class _Read:
    """A follow-up read in one way; *borne_out* is the share of its own words that what was found meets, 0-1.

    *repeats*: whether it finds, by words of the earlier question, what was just told.
    """

    query: Query
    judged: Judged
    text: str
    borne_out: float
    repeats: bool


def _fresh(candidates: list[Candidate], query: Query, context: Context) -> list[Candidate]:
    """Leave out what was just told, where "what else" is asked."""
    if not asks_on(query.text):
        return candidates
    return [candidate for candidate in candidates if candidate.entry.id not in context.facts]


def _borne_out(query: Query, own: dict[str, float], judged: Judged) -> float:
    """Return the share of the weight *own* of the words of *query* that the best entry of *judged* meets."""
    missing = {token.key for token in query.tokens if token.text in judged.trace.missing} | {*judged.trace.missing}
    total = sum(own.values())
    return 1.0 - sum(weight for key, weight in own.items() if key in missing) / total if total else 1.0


def _worth(read: _Read) -> float:
    """Return how much an answer by this reading is worth: one that misses what the follow-up itself says, less."""
    sure = read.judged.trace.confidence
    told = _is_told(read.judged.decision)
    gap = isinstance(read.judged.decision, Abstention)
    against = (GAP_COST if told and gap else 0.0) + (REPEAT_COST if read.repeats else 0.0)
    return sure - (0.0 if told else 1.0) - against - MISSED_COST * (1.0 - read.borne_out)


def _turned_away(question: str) -> AbstainReason | None:
    if not fold(question):
        return AbstainReason.EMPTY
    if is_small_talk(question):
        return AbstainReason.SMALL_TALK
    if is_about_bot(question):
        return AbstainReason.ABOUT_BOT
    if is_opinion(unframe(question)):
        return AbstainReason.OPINION
    return None


def _stands_alone(alone: Judged, best: _Read, context: Context, *, named: bool) -> bool:
    """Whether the follow-up is better read by itself: it finds something sure, and not just about another meeting.

    *named*: whether it names anybody or anything; only then can it be about another meeting.
    """
    if not _is_told(alone.decision):
        return False
    joined = best.judged
    sure = joined.trace.confidence - (REPEAT_COST if best.repeats and alone.trace.best != joined.trace.best else 0.0)
    elsewhere = alone.meeting is not None and context.meeting is not None and alone.meeting != context.meeting
    if elsewhere and not named:
        return False
    if elsewhere and _is_told(joined.decision):
        return alone.trace.confidence > joined.trace.confidence + 0.15
    if isinstance(alone.decision, Abstention) and isinstance(joined.decision, Answer):
        return alone.trace.confidence > joined.trace.confidence + 0.3  # a gap that the earlier question fills
    return alone.trace.confidence >= sure or not _is_told(joined.decision)


def _is_told(decision: Decision) -> bool:
    return isinstance(decision, Answer | Correction) or (
        isinstance(decision, Abstention) and decision.reason is AbstainReason.GAP
    )


def _tells(part: Part) -> bool:
    return isinstance(part.decision, Answer | Correction)


def _judged_part(question: str, judged: Judged, inherited: str | None = None) -> Part:
    return Part(question, judged.decision, judged.trace, inherited)


def _context_of(part: Part) -> Context | None:
    """Return what a follow-up to *part* inherits; None when it was about nothing."""
    decision, question = part.decision, (part.understood or part.question)[:MAX_CONTEXT]
    facts = decision.facts if isinstance(decision, Answer | Correction) else ()
    if isinstance(decision, Abstention) and decision.gap is not None:
        return Context(question, decision.gap.meeting, decision.gap.topics, decision.gap.nearest)
    if not facts:
        refused = isinstance(decision, Abstention) and decision.reason in _STILL_ABOUT
        return Context(question) if refused else None
    best = facts[0].fact
    return Context(question, best.meeting, best.topics, tuple(cited.fact.id for cited in facts))


def _reply(parts: list[Part], language: Language, context: Context | None) -> Reply:
    first, *more = parts
    later = next((found for part in reversed(parts) if (found := _context_of(part))), None)
    fallback = context or Context(first.question[:MAX_CONTEXT])
    return Reply((first, *more), language, later or fallback)
