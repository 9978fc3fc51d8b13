"""The commands that every section has alike: one group each, so that what is learnt with facts goes for the rest.

They are made here for the cogs in `bot.exts`, which add what only they have.
"""

from collections.abc import Iterator
from typing import Any, Final

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.curating.choices import Choice, Choices
from bot.curating.deeds import Deeds
from bot.curating.desk import Desk
from bot.curating.files import Files
from bot.curating.forms import ALIAS, SPREAD
from bot.curating.sections import SECTIONS
from bot.curating.shelf import Shelf
from bot.interactions.translator import words
from bot.services import Services
from bot.text.names import Subject
from knowledge.editing.change import SectionName
from knowledge.model import MAX_ID, MAX_NAME

Command = app_commands.Command[Any, ..., Any]
Typed = app_commands.Range[str, 1, MAX_ID]
Name = app_commands.Range[str, 1, MAX_NAME]
Number = app_commands.Range[int, 1, 2**53 - 1]
"""Discord sends no larger whole number."""

_ENTRY: Final = words("Which one: type part of its id or text", "keep.entry")


class Curation:
    """What the cogs of all sections share: the desk, the shelf, files, and what options offer."""

    def __init__(self, services: Services) -> None:
        """Work for *services*."""
        self.services = services
        self.desk = Desk(services)
        self.deeds = Deeds(self.desk)
        self.shelf = Shelf(services, self.desk, self.deeds)
        self.files = Files(services, self.desk)
        self.choices = Choices(services)


def add_commands(
    group: app_commands.Group | None, curation: Curation, section: SectionName, said: dict[str, locale_str]
) -> None:
    """Add to *group* the commands of *section*: those that *said* describes."""
    assert group is not None  # noqa: S101 - of a cog that is a group
    for command in _entry_commands(curation, section, said):
        group.add_command(command)


def _entry_commands(curation: Curation, section: SectionName, said: dict[str, locale_str]) -> Iterator[Command]:
    makers = {
        "add": _add,
        "edit": _edit,
        "alias": _alias,
        "retire": _retire,
        "show": _show,
        "history": _history,
        "revert": _revert,
    }
    for name, make in makers.items():
        if name in said:
            yield make(curation, section, said[name])


def _add(curation: Curation, section: SectionName, description: locale_str) -> Command:
    if section not in {"facts", "gaps"}:

        async def add_plain(interaction: discord.Interaction) -> None:
            await curation.deeds.add(interaction, section, {})

        return app_commands.Command(name="add", description=description, callback=add_plain)

    @app_commands.describe(
        meeting=words("The meeting it belongs to", "keep.meeting"),
        topic=words("A term or a person it is about", "keep.topic"),
    )
    async def add(interaction: discord.Interaction, meeting: Name | None = None, topic: Name | None = None) -> None:
        await curation.deeds.add(interaction, section, {"meeting": meeting, "topics": topic})

    command: Command = app_commands.Command(name="add", description=description, callback=add)

    @command.autocomplete("meeting")
    async def complete_meeting(interaction: discord.Interaction, current: str) -> list[Choice[str]]:
        return await curation.choices.names(interaction, Subject.MEETING, current)

    @command.autocomplete("topic")
    async def complete_topic(interaction: discord.Interaction, current: str) -> list[Choice[str]]:
        return await curation.choices.names(interaction, Subject.TOPIC, current)

    return command


def _edit(curation: Curation, section: SectionName, description: locale_str) -> Command:
    pages = len(SECTIONS[section].pages)
    forms = [("0", words("Main fields", "keep.form.first"))]
    if pages > 1:
        forms.append(("1", words("More fields", "keep.form.more")))
    if SECTIONS[section].more is not None:
        forms.append((SPREAD, words("All questions or spellings", "keep.form.list")))

    @app_commands.describe(entry=_ENTRY, form=words("Which form to open", "keep.form.description"))
    @app_commands.choices(form=[Choice(name=label, value=value) for value, label in forms])
    async def edit(interaction: discord.Interaction, entry: Typed, form: Choice[str] | None = None) -> None:
        page = form.value if form is not None else "0"
        await curation.desk.start(interaction, section=section, fields={}, entry_id=_id(entry), page=page)

    return _completed(app_commands.Command(name="edit", description=description, callback=edit), curation, section)


def _alias(curation: Curation, section: SectionName, description: locale_str) -> Command:
    @app_commands.describe(entry=_ENTRY)
    async def alias(interaction: discord.Interaction, entry: Typed) -> None:
        await curation.desk.start(interaction, section=section, fields={}, entry_id=_id(entry), page=ALIAS)

    return _completed(app_commands.Command(name="alias", description=description, callback=alias), curation, section)


def _retire(curation: Curation, section: SectionName, description: locale_str) -> Command:
    @app_commands.describe(entry=_ENTRY)
    async def retire(interaction: discord.Interaction, entry: Typed) -> None:
        await curation.deeds.retire(interaction, section, _id(entry))

    return _completed(app_commands.Command(name="retire", description=description, callback=retire), curation, section)


def _show(curation: Curation, section: SectionName, description: locale_str) -> Command:
    @app_commands.describe(entry=_ENTRY)
    async def show(interaction: discord.Interaction, entry: Typed) -> None:
        await curation.shelf.show(interaction, section, _id(entry))

    return _completed(app_commands.Command(name="show", description=description, callback=show), curation, section)


def _history(curation: Curation, section: SectionName, description: locale_str) -> Command:
    @app_commands.describe(entry=words("Only changes of this one", "keep.only"))
    async def history(interaction: discord.Interaction, entry: Typed | None = None) -> None:
        # Of facts all changes are shown, whatever section they are of: they are where most come to look.
        wanted = section if entry is not None or section != "facts" else None
        await curation.shelf.history(interaction, wanted, _id(entry) if entry is not None else None)

    command: Command = app_commands.Command(name="history", description=description, callback=history)
    return _completed(command, curation, section)


def _revert(curation: Curation, section: SectionName, description: locale_str) -> Command:
    del section

    @app_commands.describe(
        revision=words("Its number, as the history shows it", "keep.revision"),
        all_since=words("Make everything as it was right after that revision", "keep.all_since"),
    )
    async def revert(interaction: discord.Interaction, revision: Number, all_since: bool = False) -> None:  # noqa: FBT001, FBT002 - an option of the command
        await curation.shelf.revert(interaction, revision, is_whole=all_since)

    command: Command = app_commands.Command(name="revert", description=description, callback=revert)

    @command.autocomplete("revision")
    async def complete(interaction: discord.Interaction, current: int | str) -> list[Choice[int]]:
        return await curation.choices.revisions(interaction, current)

    return command


def _completed(command: Command, curation: Curation, section: SectionName) -> Command:
    """Return *command* with its option ``entry`` offering the entries of *section*."""

    @command.autocomplete("entry")
    async def complete(interaction: discord.Interaction, current: str) -> list[Choice[str]]:
        return await curation.choices.entries(interaction, section, current)

    return command


def _id(typed: str) -> str:
    """Return an id as it stands in the file: what is chosen already is one, what is typed may have other letters."""
    return typed.strip().casefold()
