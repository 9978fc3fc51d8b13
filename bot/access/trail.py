"""What `/audit` shows: the acts that concern one guild, newest first, a page at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.access.levels import Access
from bot.access.told import told_difference, told_target
from bot.cards.ids import list_id
from bot.cards.markdown import quote_typed
from bot.cards.message import Message, Press, Section, Style
from bot.database.actors import COMMAND_LINE, FILE, NOBODY, PROGRAM
from bot.database.auditlog import AuditLog, Entry
from bot.text.wording import Wording
from knowledge.model import FactBook, Language

PAGE_ENTRIES: Final[Mapping[Style, int]] = {"card": 5, "plain": 2}
"""Entries of one page, so that the longest ones fit into what Discord takes (tested)."""
_MOST_SHOWN: Final = 120
"""Characters of what an act changed that are shown, before and after each; `/fact history` has the whole."""
_MOST_REASON: Final = 160
_AT_ONCE: Final = 100
_MOST_READS: Final = 10
"""Reads for one page: where nearly all entries are another guild's, the page says where to go on."""
_NOBODY: Final = {FILE: "file", COMMAND_LINE: "command_line", PROGRAM: "program"}


@dataclass(frozen=True, slots=True)
class Where:
    """Which part of the audit is shown.

    Attributes:
        guild_id: of this guild.
        keeps_shared: whether what concerns the shared facts is its business as well.
        member_id: only what this member did; None for everybody.
        page: from 0, as it is counted for the reader.
        before: only entries with a smaller number; None at the newest.
    """

    guild_id: int
    keeps_shared: bool
    member_id: int | None = None
    page: int = 0
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Trail:
    """A page of the audit.

    Attributes:
        entries: newest first.
        older: the number before which the next page begins; None where there is none.
    """

    entries: tuple[Entry, ...]
    older: int | None


async def read_trail(audit: AuditLog, where: Where, actor: str | None, limit: int) -> Trail:
    """Return at most *limit* entries of *where* by *actor* (a token; None for all).

    Raises:
        StorageError: the audit cannot be read.
    """
    found: list[Entry] = []
    before = where.before
    guild_id = None if where.keeps_shared else where.guild_id
    for _ in range(_MOST_READS):
        entries = await audit.listing(guild_id, before, _AT_ONCE, actor=actor)
        found += [entry for entry in entries if _concerns(entry, where)]
        if len(found) > limit:
            return Trail(tuple(found[:limit]), found[limit - 1].number)
        if len(entries) < _AT_ONCE:
            return Trail(tuple(found), None)
        before = entries[-1].number
    return Trail(tuple(found), before)


def _concerns(entry: Entry, where: Where) -> bool:
    if entry.guild_id == where.guild_id:
        return True
    return where.keeps_shared and (entry.guild_id is None or entry.scope == 0)


def render_trail(
    trail: Trail,
    where: Where,
    members: Mapping[str, int],
    *,
    wording: Wording,
    language: Language,
    style: Style,
    book: FactBook | None = None,
) -> Message:
    """Return *trail* as a message; *members* are those behind its tokens, as far as they are known.

    With a *book*, entries of the facts are told by the lines that differ, and not as they are kept.
    """

    def say(key: str, **values: object) -> str:
        return wording(f"access.audit.{key}", language, **values)

    def who(token: str) -> str:
        if token in NOBODY:
            return say(f"who.{_NOBODY[token]}")
        return f"<@{members[token]}>" if token in members else say("who.forgotten")

    def target_of(entry: Entry) -> str:
        return told_target(entry.target, wording, language)

    def told(entry: Entry) -> str:
        key = f"access.audit.action.{entry.action}"
        action = wording(key, language) if wording.has(key) else quote_typed(entry.action, 40)
        at = f"{entry.at:%Y-%m-%d %H:%M} UTC (<t:{int(entry.at.timestamp())}:R>)"
        lines = [f"**{entry.number}** · {at} · {who(entry.actor)}", f"{action}: {target_of(entry)}"]
        if entry.is_erased:
            lines.append(say("erased"))
        block = told_difference(entry, book, wording, language)
        contents = () if block else (("before", _content(entry.before, say)), ("after", _content(entry.after, say)))
        told_of = (("reason", quote_typed(entry.reason or "", _MOST_REASON)), *contents)
        lines += [f"{say(each)}: {shown}" for each, shown in told_of if shown]
        lines += filter(None, (block,))
        return "\n".join(lines)

    head = f"### {say('title')}"
    sections = [Section(head), *(Section(told(entry), apart=True) for entry in trail.entries)]
    if not trail.entries:
        sections.append(Section(say("nothing"), apart=True))
    buttons = []
    if where.page:
        buttons.append(Press(say("newest"), _trail_id(where, 0, None)))
    if trail.older is not None:
        buttons.append(Press(say("older"), _trail_id(where, where.page + 1, trail.older)))
    return Message(style, tuple(sections), (tuple(buttons),) if buttons else ())


def _trail_id(where: Where, page: int, before: int | None) -> str:
    return list_id("audit", min(page, 9999), f"{before or ''}-{where.member_id or ''}")


def _content(text: str | None, say: Callable[[str], str]) -> str:
    """Return what an act changed, short; the levels of roles are shown as the roles' names, which notify nobody."""
    if text is None:
        return ""
    if text in {"True", "False"}:
        return say(f"is_{text.casefold()}")
    if text.startswith("<@&") and all(_is_role(each) for each in text.split(", ")):
        return text if len(text) <= _MOST_SHOWN else f"{', '.join(text.split(', ')[:3])}, …"
    return quote_typed(text, _MOST_SHOWN)


def _is_role(text: str) -> bool:
    mention, _, word = text.partition(": ")
    number = mention.removeprefix("<@&").removesuffix(">")
    return number.isascii() and number.isdigit() and Access.named(word) is not None
