"""`/fact`: the facts, and what goes for the whole file. Forms and buttons of every section are answered here."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cards.ids import WORK_TEMPLATE
from bot.curating.commands import Curation, Number, Typed, add_commands
from bot.curating.files import Format, Rest
from bot.curating.forms import WORK_FORM
from bot.curating.shelf import SHELF_TEMPLATE
from bot.interactions.forms import Forms
from bot.interactions.interaction import moderators_only
from bot.interactions.presses import Guard, dynamic_item
from bot.interactions.translator import words

Choice = app_commands.Choice


@moderators_only
class Facts(
    commands.GroupCog,
    group_name="fact",
    group_description=words("Facts: add, change, take back, look back", "fact.description"),
):
    """Adds, changes and takes back facts."""

    def __init__(self, bot: commands.Bot, curation: Curation, *, guard: Guard, forms: Forms) -> None:
        """Work for *bot*; *guard* runs a press, *forms* reads what is sent."""
        self._bot = bot
        self._curation = curation
        self._forms = forms
        self._items = (
            dynamic_item(WORK_TEMPLATE, guard, curation.desk.press),
            dynamic_item(SHELF_TEMPLATE, guard, curation.shelf.press),
        )
        said = {
            "add": words("Add a fact, with where it is printed", "fact.add"),
            "edit": words("Change a fact", "fact.edit"),
            "alias": words("Add questions to a fact", "fact.alias"),
            "retire": words("Take a fact out of use, or bring it back", "fact.retire"),
            "show": words("Show a fact with its fields", "fact.show"),
            "history": words("Show who changed what, when and why", "fact.history"),
            "revert": words("Take a change back", "fact.revert"),
        }
        add_commands(self.app_command, curation, "facts", said)

    async def cog_load(self) -> None:
        """Begin to answer forms and presses."""
        self._forms.on(WORK_FORM, self._curation.desk.take)
        self._bot.add_dynamic_items(*self._items)

    async def cog_unload(self) -> None:
        """Stop answering presses."""
        self._bot.remove_dynamic_items(*self._items)

    @app_commands.command(name="supersede", description=words("Put another fact in the place of one", "fact.supersede"))
    @app_commands.describe(
        entry=words("The fact that is no longer to be given", "fact.supersede_entry"),
        by=words("The fact in its place; leave it out to write a new one", "fact.supersede_by"),
    )
    async def supersede(self, interaction: discord.Interaction, entry: Typed, by: Typed | None = None) -> None:
        """Name the fact that takes the place of another, or write it."""
        await self._curation.deeds.supersede(interaction, entry.strip().casefold(), by and by.strip().casefold())

    @supersede.autocomplete("entry")
    @supersede.autocomplete("by")
    async def complete_fact(self, interaction: discord.Interaction, current: str) -> list[Choice[str]]:
        """Offer facts that are in use."""
        return await self._curation.choices.entries(interaction, "facts", current, _is_current)

    @app_commands.command(name="resume", description=words("Go on with a change that you began", "fact.resume"))
    @app_commands.describe(change=words("Which of the changes that you have in hand", "fact.resume_change"))
    async def resume(self, interaction: discord.Interaction, change: Number) -> None:
        """Show the preview of a change again, whatever kind of entry it is of."""
        await self._curation.desk.resume(interaction, change)

    @resume.autocomplete("change")
    async def complete_change(self, interaction: discord.Interaction, current: int | str) -> list[Choice[int]]:
        """Offer what the member has in hand."""
        return await self._curation.choices.in_hand(interaction, current)

    @app_commands.command(name="import", description=words("Take over entries from a fact file", "fact.import"))
    @app_commands.describe(
        file=words("A fact file, or a part of one, in YAML", "fact.import_file"),
        rest=words("What becomes of entries that the file does not have", "fact.import_rest"),
    )
    @app_commands.choices(
        rest=[
            Choice(name=words("They stay", "fact.import_stays"), value=Rest.STAYS.value),
            Choice(name=words("They go", "fact.import_goes"), value=Rest.GOES.value),
        ]
    )
    async def import_file(
        self, interaction: discord.Interaction, file: discord.Attachment, rest: Choice[str] | None = None
    ) -> None:
        """Show what a file would change, to be published or not."""
        await self._curation.files.import_file(interaction, file, Rest(rest.value) if rest else Rest.STAYS)

    @app_commands.command(name="export", description=words("Get all facts as a file", "fact.export"))
    @app_commands.describe(form=words("In which form; YAML can be imported again", "fact.export_form"))
    @app_commands.rename(form="format")
    @app_commands.choices(
        form=[
            Choice(name="YAML", value=Format.YAML.value),
            Choice(name="JSON", value=Format.JSON.value),
            Choice(name="Markdown", value=Format.MARKDOWN.value),
            Choice(name="CSV", value=Format.CSV.value),
        ]
    )
    async def export(self, interaction: discord.Interaction, form: Choice[str] | None = None) -> None:
        """Send the facts as a file, to the moderator alone."""
        await self._curation.files.export(interaction, Format(form.value) if form else Format.YAML)

    @app_commands.command(
        name="check", description=words("Check the facts, the questions of one, or a file", "fact.check")
    )
    @app_commands.describe(
        entry=words("Ask all questions of this fact", "fact.check_entry"),
        file=words("Check this file, without importing it", "fact.check_file"),
    )
    async def check(
        self, interaction: discord.Interaction, entry: Typed | None = None, file: discord.Attachment | None = None
    ) -> None:
        """Check without changing anything."""
        files = self._curation.files
        if file is not None:
            await files.check_file(interaction, file)
        elif entry is not None:
            await files.check_fact(interaction, entry.strip().casefold())
        else:
            await files.check(interaction)

    @check.autocomplete("entry")
    async def complete_checked(self, interaction: discord.Interaction, current: str) -> list[Choice[str]]:
        """Offer facts."""
        return await self._curation.choices.entries(interaction, "facts", current)


def _is_current(fact: Any) -> bool:
    return bool(fact.is_current)
