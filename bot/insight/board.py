"""Unanswered questions in groups, for those who can do something about them: found, shown, put aside."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import discord

from bot.access.actions import Action
from bot.cards.ids import list_id, open_id
from bot.cards.markdown import quote_typed
from bot.cards.menus import MOST_CHOSEN, Menu, MenuOption
from bot.cards.message import Message, Press, Row, Section, Style
from bot.database.auditlog import Act
from bot.database.unanswered import DISMISSED
from bot.database.unanswered import Question as Kept
from bot.errors import UserError
from bot.factstore import Snapshot
from bot.insight.recorder import DIRECT
from bot.interactions.interaction import language_of as spoken_in
from bot.quiet import turns_short
from bot.revising.scope import SHARED, scope_of
from bot.services import Services
from bot.text.phrases import Phrases
from knowledge.cleaning import fit_question
from knowledge.grouping import MOST, Group, Question, group
from knowledge.language.asked import read_asked
from knowledge.language.normalize import words
from knowledge.matching.query import language_of, read_query
from knowledge.model import Fact, Kind, Language

PAGE: Final = 4
"""Groups on a page: each takes up to seven components, of which a message has 40."""
MOST_VARIANTS: Final = 12
"""Questions of a group that go into a form; nobody reads more, and one like them is answered like them."""
MOST_NEAR: Final = 10
"""Facts that a group can be added to; the one that is meant is among the first, or it is not there."""
_NEAREST: Final = 3
"""Facts that a gap begins with as its nearest."""
_SHOWN_ALSO: Final = 2
_ROOMS: Final = (280, 200, 140, 100, 60)
"""Characters of a question that are shown: the longest that fit."""


@dataclass(frozen=True, slots=True)
class Board:
    """The groups of one guild, as they are now, with the facts that cannot answer them."""

    groups: tuple[Group, ...]
    kept: dict[int, Kept]
    snapshot: Snapshot

    def find(self, number: int) -> Group | None:
        """Return the group that *number* leads, or is in; None where it is in none."""
        return next((each for each in self.groups if any(one.number == number for one in each.members)), None)


async def read_board(services: Services, guild_id: int) -> Board:
    """Return the open questions of a guild in groups; with those of direct messages, where it keeps the shared facts.

    Raises:
        StorageError: they cannot be read.
    """
    kept = await services.database.unanswered.listing(guild_id, limit=MOST)
    if sees_direct(services, guild_id):
        kept += await services.database.unanswered.listing(DIRECT, limit=MOST - len(kept)) if len(kept) < MOST else []
    snapshot = await services.keeper.snapshot_for(guild_id)
    questions = [Question(each.number, each.text, each.times) for each in kept]
    groups = await asyncio.to_thread(_group, questions, snapshot) if questions else ()
    return Board(groups, {each.number: each for each in kept}, snapshot)


def _group(questions: Sequence[Question], snapshot: Snapshot) -> tuple[Group, ...]:
    with turns_short():
        return group(questions, snapshot.answerer.matcher)


def sees_direct(services: Services, guild_id: int) -> bool:
    """Whether the moderators of a guild see what was asked in direct messages: those who keep the shared facts do."""
    return scope_of(guild_id, services.settings) == SHARED


async def find_group(services: Services, interaction: discord.Interaction, number: int) -> tuple[Board, Group]:
    """Return the group of question *number*, if it is one that the guild of *interaction* sees.

    Raises:
        Forbidden: it is another guild's, or the member may not see such.
        UserError: it is not open any more.
        StorageError: it cannot be read.
    """
    await require_own(services, interaction, await services.database.unanswered.get(number))
    board = await read_board(services, interaction.guild_id or DIRECT)
    found = board.find(number)
    if found is None:
        raise UserError(services.wording("insights.unanswered.gone", _language(services, interaction)))
    return board, found


async def require_own(services: Services, interaction: discord.Interaction, kept: Kept | None) -> None:
    """Let through whoever may see *kept* here; one that is gone is for everybody who may see any.

    Raises:
        Forbidden: they may not.
    """
    owner = kept.guild_id if kept is not None else interaction.guild_id
    if owner == DIRECT and interaction.guild_id is not None and sees_direct(services, interaction.guild_id):
        owner = interaction.guild_id
    await services.gate.require(interaction, Action.INSIGHT, guild_id=owner)


def render_board(board: Board, phrases: Phrases, *, style: Style, page: int, note: Section | None = None) -> Message:
    """Return *page*, from 0, of the groups; the last one where there are fewer. *note* stands above them."""
    last = max(0, (len(board.groups) - 1) // PAGE)
    page = min(page, last)
    first = page * PAGE
    shown = board.groups[first : first + PAGE]
    title = f"### {phrases.say('insights.unanswered.title')}"
    if not shown:
        told: tuple[Section, ...] = (Section(title), Section(phrases.say("insights.unanswered.none")))
        return Message(style, (*((note,) if note else ()), *told))
    counted = phrases.say(
        "insights.unanswered.shown", first=first + 1, last=first + len(shown), number=len(board.groups)
    )
    turning = tuple(
        # A custom_id has no page below 0 and stands once in a message, also on a button that is off.
        Press(
            phrases.say(f"cards.button.{word}"), list_id("unanswered", max(0, to), word), disabled=not 0 <= to <= last
        )
        for word, to in (("previous", page - 1), ("next", page + 1))
    )
    above = (note,) if note is not None else ()

    def made(room: int, also: int) -> Message:
        sections = [
            _section(each, number, board, phrases, style=style, room=room, also=also)
            for number, each in enumerate(shown, first + 1)
        ]
        return Message(style, (*above, Section(f"{title}\n{counted}"), *sections), (turning,) if last else ())

    # Shorter until Discord takes it; the last is short enough whatever was asked.
    several = (made(room, also) for also in range(_SHOWN_ALSO, -1, -1) for room in _ROOMS)
    return next((message for message in several if message.fits), made(_ROOMS[-1], 0))


def _section(
    each: Group, number: int, board: Board, phrases: Phrases, *, style: Style, room: int, also: int
) -> Section:
    """Return a group with its buttons; its question and *also* others in *room* characters each."""
    say, count = phrases.say, phrases.wording.count
    quoted = [quote_typed(one.text, room) for one in list(each.members)[: 1 + also]]
    lines = [count("insights.unanswered.group", phrases.language, each.times, question=f"“{quoted[0]}”")]
    others = [f"“{one}”" for one in quoted[1:]]
    if len(each.members) > len(quoted):
        others.append(count("insights.unanswered.more", phrases.language, len(each.members) - len(quoted)))
    if others:
        lines.append(say("insights.unanswered.also", questions=", ".join(others)))
    lead = board.kept[each.lead.number]
    day = max(board.kept[one.number].last_at for one in each.members).date().isoformat()
    reason = say(f"insights.unanswered.reason.{lead.reason}")
    lines.append(say("insights.unanswered.last", day=day, reason=reason))

    def press(action: str) -> Press:
        label = say(f"insights.unanswered.button.{action}")
        if style == "plain":
            # There the buttons of all groups stand together at the end.
            label = say("insights.unanswered.button.numbered", number=number, label=label)
        return Press(label, open_id(action, each.lead.number), strong=action == "fact")

    if style == "plain":
        lines[0] = f"{number}\\. {lines[0]}"
    row: Row = tuple(press(action) for action in ("fact", "alias", "gap", "dismiss"))
    return Section("\n".join(lines), (row,), apart=True)


def questions_of(found: Group) -> dict[str, list[str]]:
    """Return the questions of a group as an entry may have them: by language, most asked first, each once."""
    fit = (fit_question(each.text) for each in list(found.members)[:MOST_VARIANTS])
    texts = dict.fromkeys(text for text in fit if text)
    return {
        language.value: own
        for language in Language
        if (own := [text for text in texts if language_of(text) is language])
    }


def fact_fields(found: Group) -> dict[str, Any]:
    """Return what a fact that answers a group begins with: its questions, and the kind of thing they ask for."""
    text = found.lead.text
    kind = read_asked(words(text), marked="?" in text or "？" in text).kind or Kind.WHAT
    return {"questions": questions_of(found), "kind": kind.value}


def gap_fields(found: Group, board: Board) -> dict[str, Any]:
    """Return what a gap that a group is about begins with: as a fact, and the facts that come nearest."""
    return {**fact_fields(found), "nearest": [fact.id for fact in near_facts(found, board)[:_NEAREST]]}


def near_facts(found: Group, board: Board) -> list[Fact]:
    """Return the facts that come nearest to a group, best first, at most MOST_NEAR. Blocks on CPU."""
    matcher, facts = board.snapshot.answerer.matcher, board.snapshot.book.facts
    near: dict[str, Fact] = {}
    with turns_short():
        for each in list(found.members)[:MOST_VARIANTS]:
            for candidate in matcher.rank(read_query(each.text, matcher.lexicon)):
                if (fact := facts.get(candidate.entry.id)) is not None and fact.is_current:
                    near.setdefault(fact.id, fact)
            if len(near) >= MOST_NEAR:
                break
    return list(near.values())[: min(MOST_NEAR, MOST_CHOSEN)]


def render_near(found: Group, near: Sequence[Fact], phrases: Phrases, *, style: Style) -> Message:
    """Return the menu of the facts that a group can be added to.

    Raises:
        UserError: there is none.
    """
    if not near:
        raise UserError(phrases.say("insights.unanswered.no_near"))
    options = tuple(MenuOption(fact.id, fact.text.get(phrases.language), fact.id) for fact in near)
    menu = Menu(open_id("onto", found.lead.number), phrases.say("insights.unanswered.pick"), options=options)
    question = f"“{quote_typed(found.lead.text, 200)}”"
    return Message(style, (Section(phrases.say("insights.unanswered.near", question=question), ((menu,),)),))


async def dismiss(services: Services, interaction: discord.Interaction, found: Group, phrases: Phrases) -> Section:
    """Put a group aside, with its entry in the audit; return what to say of it, with the way back."""
    database, now, lead = services.database, services.clock(), found.lead
    await database.unanswered.close([each.number for each in found.members], DISMISSED, now)
    by = await database.actors.token(interaction.user.id)
    await database.audit.add(Act(interaction.guild_id, by, "dismiss", f"question {lead.number}"), now)
    told = phrases.wording.count(
        "insights.unanswered.dismissed",
        phrases.language,
        len(found.members),
        question=f"“{quote_typed(lead.text, 200)}”",
    )
    return Section(told, ((Press(phrases.say("insights.unanswered.button.undo"), open_id("undo", lead.number)),),))


async def take_back(services: Services, interaction: discord.Interaction, number: int, phrases: Phrases) -> Section:
    """Open again what was dismissed together with *number*; return what to say of it.

    Raises:
        Forbidden: it is another guild's, or the member may not.
        UserError: it is not dismissed (any more).
    """
    database, now = services.database, services.clock()
    await require_own(services, interaction, await database.unanswered.get(number))
    together = await database.unanswered.dismissed_with(number)
    lead = next((each for each in together if each.number == number), None)
    if lead is None:
        raise UserError(phrases.say("insights.unanswered.gone"))
    await database.unanswered.reopen([each.number for each in together])
    by = await database.actors.token(interaction.user.id)
    await database.audit.add(Act(interaction.guild_id, by, "undismiss", f"question {number}"), now)
    return Section(phrases.say("insights.unanswered.undone", question=f"“{quote_typed(lead.text, 200)}”"))


def _language(services: Services, interaction: discord.Interaction) -> Language:
    return spoken_in(interaction, services.settings.language)
