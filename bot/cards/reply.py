"""What came of a question, as one message: each part with its own citation, cut to Discord's limits with care."""

from dataclasses import dataclass, replace

from bot.cards.ids import Action, pick_id, reply_id
from bot.cards.limits import MAX_BUTTON_LABEL, length, shorten
from bot.cards.message import Message, Press, Row, Section, Style
from bot.cards.words import Words
from bot.text.phrases import Phrases
from bot.text.plaintext import declined_together
from bot.text.wording import Wording
from knowledge.decision import (
    MAX_SHOWN,
    AbstainReason,
    Abstention,
    Answer,
    CitedFact,
    Correction,
    Decision,
    Part,
    Reply,
    Suggestions,
)
from knowledge.model import FactBook, Language

_CHAT = frozenset({AbstainReason.EMPTY, AbstainReason.TOO_LONG, AbstainReason.SMALL_TALK, AbstainReason.ABOUT_BOT})
"""Reasons that say nothing about the releases, so there is nothing to vote on, explain or share."""
_UNCOVERED = frozenset({AbstainReason.TOO_LONG, AbstainReason.SMALL_TALK})
"""Reasons that do not tell what is covered: it would not help."""


@dataclass(frozen=True, slots=True)
class _Fit:
    """How much of a reply is shown; tried from the fullest to the barest until one fits.

    A fact's text, who said it and its citation are never parted: whole facts go, and at last whole parts.
    """

    parts: int = MAX_SHOWN
    facts: int = MAX_SHOWN
    nearest: int = MAX_SHOWN
    premises: int = MAX_SHOWN
    note: int = 1100
    title: int = 240
    publisher: int = 240
    covered: bool = True
    links: bool = True


_FULL = _Fit()
_PLAIN_FACTS = replace(_FULL, nearest=0, facts=1)
_SHORT = replace(_PLAIN_FACTS, note=200, title=120, publisher=80, covered=False)
_BAREST = replace(_SHORT, parts=1, premises=0, note=0, title=80, links=False)
_FITS = (
    _FULL,
    replace(_FULL, nearest=1),
    replace(_FULL, nearest=0),
    replace(_FULL, nearest=0, facts=2),
    _PLAIN_FACTS,
    _SHORT,
    replace(_SHORT, parts=2),
    replace(_SHORT, parts=1),
    replace(_SHORT, parts=1, premises=1, note=0),
    _BAREST,
    replace(_BAREST, title=40, publisher=30),
)


def render_reply(
    reply: Reply,
    *,
    book: FactBook,
    asked_id: int,
    wording: Wording,
    style: Style = "card",
    private: bool = False,
    shared_by: int | None = None,
) -> Message:
    """Return *reply* as a message that Discord takes, whatever the facts hold.

    Args:
        reply: what came of the question; it is shown in its own language.
        book: the current facts, for names of people and meetings and for what is covered.
        asked_id: id of the question's message or interaction; the buttons carry it.
        wording: the words.
        style: a card, or plain text with buttons.
        private: whether only the asker sees it; then it can be shared, and needs no Delete.
        shared_by: id of the member who shares it; shown as a name, notifying nobody.
    """
    message = None
    for fit in _FITS:
        words = Words(Phrases(wording, reply.language, book), fit.title, fit.publisher)
        message = _Rendering(reply, words, fit, asked_id, shared_by).message(style, private=private)
        if message.fits:
            break
    assert message is not None  # noqa: S101 - _FITS is not empty
    return message


def question_label(cited: CitedFact, language: Language, limit: int = MAX_BUTTON_LABEL) -> str:
    """Return a question that *cited* answers, in *language* where it has one, as a label of at most *limit*."""
    questions = cited.fact.questions
    wanted, other = (questions.ko, questions.en) if language is Language.KO else (questions.en, questions.ko)
    asked = wanted or other or (cited.text,)
    return next((question for question in asked if length(question) <= limit), shorten(asked[0], limit))


def suggestions_of(reply: Reply) -> tuple[CitedFact, ...]:
    """Return every suggestion of *reply*, in the order in which the buttons count them."""
    return tuple(
        cited for part in reply.parts if isinstance(part.decision, Suggestions) for cited in part.decision.facts
    )


def claims_of(decision: Decision) -> tuple[CitedFact, ...]:
    """Return the facts that *decision* gives as an answer: none for suggestions and abstentions."""
    return decision.facts if isinstance(decision, Answer | Correction) else ()


@dataclass(slots=True)
class _Rendering:
    """One try at a reply. `picks` counts suggestion buttons over all parts."""

    reply: Reply
    words: Words
    fit: _Fit
    asked_id: int
    shared_by: int | None
    picks: int = 0

    def message(self, style: Style, *, private: bool) -> Message:
        sections: list[Section] = []
        shown = self.reply.parts[: self.fit.parts]
        first = 1
        for alike in declined_together(shown):
            sections += self._part(range(first, first + len(alike)), alike[0])
            first += len(alike)
        tail = []
        if len(shown) < len(self.reply.parts):
            tail.append(self.words.say("more_parts"))
        if self.fit.covered and any(_tells_covered(part.decision) for part in shown):
            tail.append(self.words.covered())
        if self.shared_by is not None:
            tail.append(self.words.say("shared_by", who=f"<@{self.shared_by}>"))
        if tail:
            sections.append(Section("\n".join(tail), apart=True))
        return Message(style, tuple(sections), self._actions(private=private))

    def _part(self, numbers: range, part: Part) -> list[Section]:
        head = []
        if len(self.reply.parts) > 1:
            # The number, not the question: what a member typed is not repeated.
            head += [self.words.say("part", number=number) for number in numbers]
        if told := self.words.inherited(part):
            head.append(told)
        first, *more = self._decision(part.decision)
        return [replace(first, text="\n".join([*head, first.text]), apart=numbers.start > 1), *more]

    def _decision(self, decision: Decision) -> list[Section]:
        match decision:
            case Answer(facts):
                return self._facts(facts[: self.fit.facts])
            case Correction(facts, premises):
                lead = self.words.denial(premises[: self.fit.premises])
                return _led(lead, self._facts(facts[: self.fit.facts]))
            case Suggestions(facts):
                return [Section(self.words.say("suggest"), rows=tuple(self._pick(cited) for cited in facts))]
            case Abstention(nearest=nearest):
                near = _led(self.words.say("nearby"), self._facts(nearest[: self.fit.nearest]))
                return [Section(self.words.abstention(decision)), *near]

    def _facts(self, facts: tuple[CitedFact, ...]) -> list[Section]:
        """Return one section a fact, with the links of all of them under the last."""
        sections = [Section(self.words.fact(cited, self.fit.note)) for cited in facts]
        links: Row = self.words.links(citation for cited in facts for citation in cited.citations)
        if sections and links and self.fit.links:
            sections[-1] = replace(sections[-1], rows=(links,))
        return sections

    def _pick(self, cited: CitedFact) -> Row:
        press = Press(question_label(cited, self.reply.language), pick_id(self.asked_id, self.picks))
        self.picks += 1
        return (press,)

    def _actions(self, *, private: bool) -> tuple[Row, ...]:
        """Return the rows of buttons under the reply; empty where there is nothing to do with it.

        First what a member thinks of it, then what they may do with it; a reply that tells nothing has one row.
        """
        decisions = [part.decision for part in self.reply.parts]
        answered = any(claims_of(decision) for decision in decisions)
        thoughts: list[Action] = []
        actions: list[Action] = []
        if not all(isinstance(each, Abstention) and each.reason in _CHAT for each in decisions):
            thoughts += ["yes", "no"]
            actions.append("why")
            if answered:
                actions.append("cite")
            if private and not suggestions_of(self.reply):
                actions.append("share")
        if not private:
            actions.append("delete")
        if answered or any(isinstance(each, Abstention) and each.gap for each in decisions):
            rows = [[*thoughts, "correct"], actions]
        else:
            rows = [[*thoughts, *actions]]
        return tuple(tuple(self._press(action, answered=answered) for action in row) for row in rows if row)

    def _press(self, action: Action, *, answered: bool) -> Press:
        key = "why_none" if action == "why" and not answered else action
        return Press(self.words.say(f"button.{key}"), reply_id(action, self.asked_id), grave=action == "delete")


def _led(lead: str, sections: list[Section]) -> list[Section]:
    """Return *sections* with *lead* above the first; nothing when there are none."""
    return [replace(sections[0], text=f"{lead}\n{sections[0].text}"), *sections[1:]] if sections else []


def _tells_covered(decision: Decision) -> bool:
    return isinstance(decision, Abstention) and decision.reason not in _UNCOVERED
