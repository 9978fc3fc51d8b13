"""The week in figures, as one message for a channel."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.cards.markdown import quote_typed
from bot.cards.message import Message, Section, Style
from bot.database.feedback import Opinion
from bot.insight.figures import Week
from bot.text.phrases import Phrases
from knowledge.grouping import Group

MOST_GROUPS: Final = 3
_MAX_QUESTION: Final = 150


@dataclass(frozen=True, slots=True)
class Digest:
    """What a channel is told of a week.

    Attributes:
        week: such as ``2026-W47``.
        now, before: its questions, and those of the week before.
        opinion: votes since it began.
        changes: revisions of the facts in it.
        groups: unanswered questions to show; empty where they are not for everybody in the channel.
        open_groups: how many there are.
    """

    week: str
    monday: date
    now: Week
    before: Week
    opinion: Opinion
    changes: int
    groups: tuple[Group, ...]
    open_groups: int


def render_digest(digest: Digest, phrases: Phrases, *, style: Style) -> Message:
    """Return the week as a message."""
    say, count, language = phrases.say, phrases.wording.count, phrases.language
    first, last = digest.monday.isoformat(), (digest.monday + timedelta(days=6)).isoformat()
    now = digest.now
    figures = {name: getattr(now, name) for name in ("asked", "answered", "suggested", "abstained")}
    lines = [
        say("insights.notice.digest.asked", **figures) if now.asked else say("insights.notice.digest.quiet"),
        say("insights.notice.digest.before", asked=digest.before.asked, answered=digest.before.answered),
    ]
    if digest.opinion.helpful + digest.opinion.unhelpful:
        votes = {"helpful": digest.opinion.helpful, "unhelpful": digest.opinion.unhelpful}
        lines.append(say("insights.notice.digest.votes", **votes))
    if digest.changes:
        lines.append(count("insights.notice.digest.changes", language, digest.changes))
    sections = [
        Section(f"### {say('insights.notice.digest.title', first=first, last=last)}"),
        Section("\n".join(lines)),
    ]
    if digest.groups:
        quoted = [
            (each.times, f"“{quote_typed(each.lead.text, _MAX_QUESTION)}”") for each in digest.groups[:MOST_GROUPS]
        ]
        shown = [
            count("insights.notice.digest.group", language, times, question=question) for times, question in quoted
        ]
        told = [say("insights.notice.digest.open"), *shown, say("insights.notice.digest.hint")]
        sections.append(Section("\n".join(told), apart=True))
    elif digest.open_groups:
        told = [count("insights.notice.digest.open_count", language, digest.open_groups)]
        sections.append(Section("\n".join([*told, say("insights.notice.digest.hint")]), apart=True))
    sections.append(Section(say("insights.notice.digest.mark", week=digest.week)))
    return Message(style, tuple(sections))
