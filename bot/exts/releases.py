"""`/release`: the releases that facts rest on."""

import re
from typing import Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.cards.ids import NUMBER
from bot.curating.commands import Curation, Typed, add_commands
from bot.ingest.adding import FORM, Adder
from bot.interactions.forms import Forms
from bot.interactions.interaction import moderators_only
from bot.interactions.presses import Guard, Ids, dynamic_item
from bot.interactions.translator import words
from knowledge.model import MAX_NAME

PASTE_TEMPLATE: Final = re.compile(rf"cq:1:set:paste:(?P<number>{NUMBER})")
"""Of the family of choices (`bot.cards.ids`), the button that opens the form of a release again."""
Name = app_commands.Range[str, 1, MAX_NAME]


@moderators_only
class Releases(
    commands.GroupCog,
    group_name="release",
    group_description=words("Releases: what facts rest on", "release.description"),
):
    """Adds, changes and takes back releases."""

    def __init__(self, bot: commands.Bot, curation: Curation, *, guard: Guard, forms: Forms) -> None:
        """Work for *bot* with what all sections share; *guard* runs a press, *forms* reads what is sent."""
        self._bot = bot
        self._curation = curation
        self._item = dynamic_item(PASTE_TEMPLATE, guard, self.press)
        self._adder = Adder(curation.services, curation.desk)
        forms.on(FORM, self._adder.take)
        said = {
            "edit": words("Change title, publisher, date or address of a release", "release.edit"),
            "retire": words("Take out a release that nothing rests on", "release.retire"),
            "show": words("Show a release with its fields", "release.show"),
            "history": words("Show what became of releases", "release.history"),
            "revert": words("Take a change back", "release.revert"),
        }
        add_commands(self.app_command, curation, "releases", said)

    async def cog_load(self) -> None:
        """Begin to answer presses."""
        self._bot.add_dynamic_items(self._item)

    async def cog_unload(self) -> None:
        """Stop answering presses."""
        self._bot.remove_dynamic_items(self._item)

    async def press(self, interaction: discord.Interaction, ids: Ids) -> None:
        """Open the form again with what was pasted."""
        await self._adder.reopen(interaction, int(ids["number"]))

    @app_commands.command(name="add", description=words("Add a release from its text, or correct one", "release.add"))
    @app_commands.describe(
        file=words("Its text or web page; leave it out to paste the text", "release.add_file"),
        release=words("Which one it corrects, or the id of a new one", "release.add_release"),
        title=words("Title in English, where the text prints none", "release.add_title"),
        publisher=words("Who published it", "release.add_publisher"),
        published=words("Day of publication, such as 2018-07-26", "release.add_published"),
        url=words("Where it is published, https://…", "release.add_url"),
    )
    async def add(  # noqa: PLR0917 - the command's options, which Discord fills in by name
        self,
        interaction: discord.Interaction,
        file: discord.Attachment | None = None,
        release: Typed | None = None,
        title: Name | None = None,
        publisher: Name | None = None,
        published: app_commands.Range[str, 10, 10] | None = None,
        url: app_commands.Range[str, 1, 512] | None = None,
    ) -> None:
        """Read a release, show what was read, and offer to publish it."""
        ident = release.strip().casefold() if release else None
        typed = {"title": title, "publisher": publisher, "published": published, "url": url}
        await self._adder.add(interaction, file, ident, typed)

    @add.autocomplete("release")
    async def complete_release(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Offer the releases that there are."""
        return await self._curation.choices.entries(interaction, "releases", current)
