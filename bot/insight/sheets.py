"""What members thought of answers, and how much was asked by week, as messages."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from bot.cards.markdown import escape, quote_typed
from bot.cards.message import Message, Section, Style
from bot.cards.pictured import Picture
from bot.database.feedback import Judged, Opinion
from bot.insight.figures import Week
from bot.insight.picture import draw_weeks
from bot.replystate import load_reply
from bot.text.phrases import Phrases
from knowledge.decision import Answer, Correction, Reply, Suggestions

SHOWN_REPLIES: Final = 8
_MAX_QUESTION: Final = 120
_MAX_FACTS: Final = 3


def render_feedback(opinion: Opinion, worst: Sequence[Judged], phrases: Phrases, *, days: int, style: Style) -> Message:
    """Return what members thought of answers in the last *days* days; *worst* are the replies to look at."""
    say = phrases.say
    head = f"### {say('insights.feedback.title')}"
    if not opinion.helpful + opinion.unhelpful:
        return Message(style, (Section(f"{head}\n{say('insights.feedback.none')}"),))
    lines = [
        head,
        say("insights.feedback.figures", days=days, helpful=opinion.helpful, unhelpful=opinion.unhelpful),
    ]
    if opinion.reasons:
        lines.append(_reasons(opinion.reasons, phrases))
    sections = [Section("\n".join(lines))]
    shown = [_reply(each, phrases) for each in worst[:SHOWN_REPLIES]]
    if shown:
        sections.append(Section(say("insights.feedback.worst"), apart=True))
    for told in shown:
        longer = Message(style, (*sections, Section(told)))
        if not longer.fits:
            break
        sections = list(longer.sections)
    return Message(style, tuple(sections))


def _reply(judged: Judged, phrases: Phrases) -> str:
    question, answer = _told(judged, phrases)
    return phrases.say(
        "insights.feedback.reply",
        question=question,
        answer=answer,
        helpful=judged.helpful,
        unhelpful=judged.unhelpful,
        reasons=_reasons(judged.reasons, phrases) if judged.reasons else "",
    ).rstrip()


def _told(judged: Judged, phrases: Phrases) -> tuple[str, str]:
    """Return the question and what it was answered with; of a reply that is gone, that nothing is known."""
    try:
        reply = load_reply(judged.state) if judged.state else None
    except ValueError:
        reply = None  # another version wrote it
    nothing = phrases.say("insights.feedback.nothing")
    if reply is None:
        return "…", nothing
    facts = list(dict.fromkeys(_facts(reply)))[:_MAX_FACTS]
    told = ", ".join(f"`{escape(fact)}`" for fact in facts)
    question = f"“{quote_typed(reply.parts[0].question, _MAX_QUESTION)}”"
    return question, phrases.say("insights.feedback.facts", facts=told) if told else nothing


def _facts(reply: Reply) -> list[str]:
    decisions = (part.decision for part in reply.parts)
    return [
        each.fact.id for one in decisions if isinstance(one, Answer | Correction | Suggestions) for each in one.facts
    ]


def _reasons(reasons: Mapping[str, int], phrases: Phrases) -> str:
    def named(reason: str) -> str:
        key = f"review.why_not.{reason}"
        return phrases.say(key if phrases.wording.has(key) else "insights.feedback.other")

    ordered = sorted(reasons.items(), key=lambda each: (-each[1], each[0]))
    told = ", ".join(
        phrases.say("insights.feedback.reason", reason=named(word), number=count) for word, count in ordered
    )
    return phrases.say("insights.feedback.reasons", reasons=told)


def render_stats(weeks: Sequence[Week], phrases: Phrases, *, style: Style, with_direct: bool) -> Message:
    """Return *weeks*, at least one, oldest first, in words; the oldest lines go where Discord would take no more."""
    say = phrases.say
    head = f"### {say('insights.stats.title')}"
    if not any(each.asked for each in weeks):
        return Message(style, (Section(f"{head}\n{say('insights.stats.none')}"),))
    lines = [head, say("insights.stats.total", weeks=len(weeks), **_sums(weeks))]
    notes = [
        say("insights.stats.closed"),
        *([say("insights.stats.direct")] if with_direct else []),
        say("insights.stats.legend"),
    ]
    by_week = _lines(weeks, phrases)

    def made(shown: int) -> Message:
        told, left = by_week[:shown], len(by_week) - shown
        if left:
            told = [*told, phrases.wording.count("insights.stats.more", phrases.language, left)]
        return Message(style, (Section("\n".join(lines)), Section("\n".join(told)), Section("\n".join(notes))))

    shown = len(by_week)
    while shown > 1 and not made(shown).fits:
        shown -= 1
    return made(shown)


async def make_picture(weeks: Sequence[Week], phrases: Phrases) -> Picture | None:
    """Return *weeks* as a picture with its words; None where nothing was asked."""
    if not any(each.asked for each in weeks):
        return None
    alt = phrases.say(
        "insights.stats.alt",
        first=weeks[0].monday.isoformat(),
        last=(weeks[-1].monday + timedelta(days=6)).isoformat(),
        lines=phrases.say("insights.stats.total", weeks=len(weeks), **_sums(weeks)).replace("**", ""),
    )
    return Picture(await asyncio.to_thread(draw_weeks, weeks), alt)


def _lines(weeks: Sequence[Week], phrases: Phrases) -> list[str]:
    """Return a line a week, newest first, without those before anything was asked."""
    begun = next((number for number, each in enumerate(weeks) if each.asked), 0)
    return [
        phrases.say("insights.stats.week", day=each.monday.isoformat(), **_sums((each,)))
        for each in reversed(weeks[begun:])
    ]


def _sums(weeks: Sequence[Week]) -> dict[str, int]:
    return {
        name: sum(getattr(each, name) for each in weeks) for name in ("asked", "answered", "suggested", "abstained")
    }
