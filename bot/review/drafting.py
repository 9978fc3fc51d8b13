"""A message of a member as the beginning of a fact: its words, and what the answer that it replies to tells of it."""

from collections.abc import Mapping
from typing import Any, Final

from bot.cards.markdown import clean
from knowledge.decision import Context, Reply
from knowledge.editing.change import Change
from knowledge.matching.query import language_of
from knowledge.model import MAX_QUESTION, MAX_TEXT, FactBook, Language

MAX_TOPICS: Final = 12


def draft_of(text: str, reply: Reply | None, book: FactBook) -> Change | None:
    """Return the draft of a fact that begins with *text*; None where nothing in it can be read.

    Args:
        text: what a member wrote, as it came.
        reply: the answer of the bot that they replied to; what was asked becomes a question of the fact, and its
            meeting and topics are taken over.
        book: has the meetings and topics.
    """
    written = clean(text)[:MAX_TEXT]
    if not written:
        return None
    language = language_of(written)
    fields: dict[str, Any] = {"text": {"en": "", "ko": written} if language is Language.KO else {"en": written}}
    if reply is not None:
        fields |= _taken_over(reply, book)
    return Change("facts", "", None, fields)


def _taken_over(reply: Reply, book: FactBook) -> Mapping[str, Any]:
    fields: dict[str, Any] = {}
    context: Context = reply.context
    if context.meeting in book.meetings:
        fields["meeting"] = context.meeting
    topics = [each for each in context.topics if each in book.terms or each in book.people]
    if topics:
        fields["topics"] = topics[:MAX_TOPICS]
    questions: dict[str, list[str]] = {}
    for part in reply.parts:
        asked = clean(part.question)
        if asked and len(asked) <= MAX_QUESTION:
            questions.setdefault(language_of(asked).value, []).append(asked)
    if questions:
        fields["questions"] = {key: list(dict.fromkeys(questions[key])) for key in ("en", "ko") if key in questions}
    return fields
