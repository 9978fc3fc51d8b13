"""`/privacy`: what is kept of a member; to have it, and to have it deleted."""

import asyncio
import io
import re

import discord
from discord import app_commands
from discord.ext import commands

from bot.access.kept import export_json, render_kept, render_note, render_question
from bot.cards.message import Message, Style, style_of
from bot.errors import UserError
from bot.interactions.interaction import everywhere, language_of, respond
from bot.interactions.presses import Guard, Ids, dynamic_item
from bot.interactions.translator import words
from bot.services import Services
from knowledge.model import Language

PRIVACY_TEMPLATE = re.compile(r"cq:1:set:privacy_(?P<what>export|ask|erase|keep):")
"""Those of the family of choices (`bot.cards.ids`) that are about a member's own data."""
FILE_NAME = "communique-kept.json"


class Privacy(commands.Cog):
    """Shows, hands over and deletes what is kept of whoever asks: never of anybody else, whatever an id says."""

    def __init__(self, bot: commands.Bot, services: Services, *, guard: Guard) -> None:
        """Work for *bot*; *guard* runs a press."""
        self._bot = bot
        self._services = services
        self._item = dynamic_item(PRIVACY_TEMPLATE, guard, self.press)

    async def cog_load(self) -> None:
        """Begin to answer presses."""
        self._bot.add_dynamic_items(self._item)

    async def cog_unload(self) -> None:
        """Stop answering presses."""
        self._bot.remove_dynamic_items(self._item)

    @app_commands.command(
        name="privacy", description=words("Show, export or delete what is kept of you", "privacy.description")
    )
    @everywhere
    async def privacy(self, interaction: discord.Interaction) -> None:
        """Show how much is kept of whoever asks."""
        services = self._services
        await respond(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))
        kept = await services.database.export_member(interaction.user.id)
        message = render_kept(kept, services.settings, services.wording, self._language(interaction))
        await interaction.edit_original_response(**message.kwargs())

    async def press(self, interaction: discord.Interaction, ids: Ids) -> None:
        """Do what a button says, for whoever pressed it."""
        match ids["what"]:
            case "export":
                await self._export(interaction)
            case "ask":
                question = render_question(_style(interaction), self._services.wording, self._language(interaction))
                await self._show(interaction, question)
            case "erase":
                await self._erase(interaction)
            case _:
                await self._show(interaction, self._note(interaction, "kept"))

    async def _export(self, interaction: discord.Interaction) -> None:
        """Send all that is kept, as a file to this member alone."""
        await respond(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))
        kept = await self._services.database.export_member(interaction.user.id)
        text = await asyncio.to_thread(export_json, kept)
        file = discord.File(io.BytesIO(text), FILE_NAME)
        await interaction.edit_original_response(attachments=[file], allowed_mentions=discord.AllowedMentions.none())

    async def _erase(self, interaction: discord.Interaction) -> None:
        """Delete all that is kept; what was in hand is gone as well."""
        if interaction.message is None:
            raise UserError(self._services.wording("cards.gone", self._language(interaction)))
        await respond(interaction, interaction.response.defer)
        await self._services.database.forget_member(interaction.user.id)
        await interaction.edit_original_response(**self._note(interaction, "erased").kwargs())

    async def _show(self, interaction: discord.Interaction, message: Message) -> None:
        await respond(interaction, lambda: interaction.response.edit_message(**message.kwargs()))

    def _note(self, interaction: discord.Interaction, key: str) -> Message:
        text = self._services.wording(f"access.privacy.{key}", self._language(interaction))
        return render_note(_style(interaction), text)

    def _language(self, interaction: discord.Interaction) -> Language:
        return language_of(interaction, self._services.settings.language)


def _style(interaction: discord.Interaction) -> Style:
    return style_of(interaction.message) if interaction.message else "card"
