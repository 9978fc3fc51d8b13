"""What the options of commands offer while somebody types: entries by id and text, revisions, names."""

import asyncio
import contextlib
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, Final

import discord
from discord import app_commands

from bot.access.actions import Action
from bot.cards.limits import MAX_CHOICE, MAX_CHOICES, shorten
from bot.curating.draft import load_draft
from bot.curating.forms import named
from bot.curating.reading import Reading
from bot.database.work import Work
from bot.gateway.bounded import keep
from bot.interactions.interaction import language_of
from bot.quiet import turns_short
from bot.revising.scope import scope_of
from bot.services import Services
from bot.text.names import Subject, near
from knowledge.editing.change import SectionName
from knowledge.factfile.nearest import Nearest
from knowledge.model import Entry, Fact, FactBook, Gap, Language

_MOST_TYPED = 100
_MOST_BOOKS: Final = 24
"""Sections of books kept folded, ready to be searched."""

Choice = app_commands.Choice
_Row = tuple[str, str, str]
"""An id, what is searched, and what is shown."""


class Choices:
    """Offers values for options. Whoever may not see the facts of a guild as a moderator is offered none."""

    def __init__(self, services: Services) -> None:
        """Offer what *services* know."""
        self._services = services
        self._rows: OrderedDict[tuple[str, SectionName, Language], list[_Row]] = OrderedDict()

    async def entries(
        self,
        interaction: discord.Interaction,
        section: SectionName,
        typed: str,
        fits: Callable[[Any], bool] | None = None,
    ) -> list[Choice[str]]:
        """Offer entries of *section*: those whose id begins with what is typed, then those that have it anywhere."""
        if not await self._services.gate.allows(interaction, Action.SHOW):
            return []
        book = self._services.keeper.snapshot(interaction.guild_id).book
        language = language_of(interaction, self._services.settings.language)
        rows = await self._folded(book, section, language)
        entries = getattr(book, section)
        wanted = _fold(typed[:_MOST_TYPED])
        begins = (row for row in rows if row[0].startswith(wanted))
        holds = (row for row in rows if wanted in row[1] and not row[0].startswith(wanted))
        found = (row for row in chain(begins, holds) if fits is None or fits(entries[row[0]]))
        offered = [Choice(name=row[2], value=row[0]) for row, _ in zip(found, range(MAX_CHOICES), strict=False)]
        if not offered and wanted:
            close = Nearest().pick(wanted, entries)
            offered = [Choice(name=row[2], value=row[0]) for row in rows if row[0] == close]
        return offered

    async def names(self, interaction: discord.Interaction, subject: Subject, typed: str) -> list[Choice[str]]:
        """Offer meetings, people or topics, by any of their names."""
        if not await self._services.gate.allows(interaction, Action.SHOW):
            return []
        book = self._services.keeper.snapshot(interaction.guild_id).book
        language = language_of(interaction, self._services.settings.language)
        offered = near(book, subject, typed[:_MOST_TYPED], language, limit=MAX_CHOICES)
        return [Choice(name=shorten(each.label, MAX_CHOICE), value=each.id) for each in offered]

    async def revisions(self, interaction: discord.Interaction, typed: int | str) -> list[Choice[int]]:
        """Offer the newest revisions, or those whose number begins with what is typed."""
        if not await self._services.gate.allows(interaction, Action.SHOW):
            return []
        scope = scope_of(interaction.guild_id, self._services.settings)
        newest = await self._services.database.revisions.listing(scope, limit=200)
        fitting = [each for each in newest if str(each.number).startswith(str(typed).strip())][:MAX_CHOICES]
        return [
            Choice(
                name=shorten(f"{each.number} · {each.made_at:%Y-%m-%d %H:%M} UTC · {_about(each)}", MAX_CHOICE),
                value=each.number,
            )
            for each in fitting
        ]

    async def in_hand(self, interaction: discord.Interaction, typed: int | str) -> list[Choice[int]]:
        """Offer what the member has in hand in this guild and wrote in, the newest first, by number and words."""
        guild_id = interaction.guild_id
        if guild_id is None or not await self._services.gate.allows(interaction, Action.CHANGE):
            return []
        works = await self._services.database.work.of_member(
            interaction.user.id, guild_id=guild_id, limit=MAX_CHOICES, is_written=True
        )
        language = language_of(interaction, self._services.settings.language)
        book = self._services.keeper.snapshot(guild_id).book
        rows = await asyncio.to_thread(_told_works, works, Reading(book, self._services.wording, language))
        wanted = _fold(str(typed)[:_MOST_TYPED])
        return [Choice(name=shorten(told, MAX_CHOICE), value=number) for number, told in rows if wanted in _fold(told)]

    async def _folded(self, book: FactBook, section: SectionName, language: Language) -> list[_Row]:
        key = (book.digest, section, language)
        rows = self._rows.get(key)
        if rows is None:
            rows = await asyncio.to_thread(_fold_section, book, section, language)
            keep(self._rows, key, rows, _MOST_BOOKS)
        return rows


def _fold_section(book: FactBook, section: SectionName, language: Language) -> list[_Row]:
    with turns_short():
        return sorted(_row(entry, language) for entry in getattr(book, section).values())


def _told_works(works: list[Work], reading: Reading) -> list[tuple[int, str]]:
    """Return number and words of each of *works* that can be read. Blocks."""
    rows = []
    with turns_short():
        for work in works:
            with contextlib.suppress(ValueError):
                draft = load_draft(work.body)
                told = f"{named(draft, reading)} · {work.changed_at:%Y-%m-%d %H:%M} UTC"
                rows.append((work.number, f"{work.number} · {told}"))
    return rows


def _about(revision: Any) -> str:
    ids = [change.id for change in revision.changes[:2]]
    more = len(revision.changes) - len(ids)
    told = ", ".join(ids) + (f" +{more}" if more > 0 else "")
    return f"{told} · {revision.reason}" if revision.reason else told or revision.via.value


def _row(entry: Any, language: Language) -> _Row:
    said = list(_said(entry))
    shown = next((text for text in reversed(said) if language is Language.KO), said[0])
    return entry.id, _fold(" ".join([entry.id, *said])), shorten(f"{entry.id}: {shown}", MAX_CHOICE)


def _said(entry: Entry) -> Iterator[str]:
    """Yield the text or name of *entry*, English first."""
    named: Any = entry
    both = entry.text if isinstance(entry, Fact | Gap) else getattr(named, "name", None) or named.title
    yield both.en
    if both.ko:
        yield both.ko


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
