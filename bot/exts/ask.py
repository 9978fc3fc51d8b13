"""Asking by command: `/ask`, and a message's menu "Check against the releases"."""

import asyncio
import re
import time

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering import work_out
from bot.cards import render_reply
from bot.cards.limits import MAX_CHOICE, MAX_CHOICES, length
from bot.database import Claim
from bot.errors import UserError
from bot.gateway.limiter import Limiter
from bot.interactions import asked
from bot.interactions.facts import facts_for
from bot.interactions.interaction import admit, everywhere, guild_of, language_of, respond
from bot.interactions.translator import words
from bot.services import Services
from knowledge.model import Language

MAX_QUESTION = 1000
"""Characters that `/ask` takes; the answerer would decline a longer text anyway."""
_HANGUL = re.compile("[가-힣ㄱ-ㆎ]")


class Ask(commands.Cog):
    """Answers questions put by command. An interaction is answered once, however often it arrives."""

    def __init__(self, bot: commands.Bot, services: Services, *, limiter: Limiter) -> None:
        """Work for *bot*; *limiter* is the one that all questions go through."""
        self._tree = bot.tree
        self._services = services
        self._limiter = limiter
        self._menu = app_commands.ContextMenu(
            name=words("Check against the releases", "check.name"),
            callback=self.check,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        )

    async def cog_load(self) -> None:
        """Add the menu; discord.py finds only slash commands by itself."""
        self._tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take the menu away."""
        self._tree.remove_command(self._menu.name, type=discord.AppCommandType.message)

    @app_commands.command(name="ask", description=words("Ask what the releases say", "ask.description"))
    @app_commands.describe(
        question=words("Your question, in English or Korean", "ask.question"),
        private=words("Show the answer to you alone", "ask.private"),
    )
    @everywhere
    async def ask(
        self,
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, MAX_QUESTION],
        private: bool = False,  # noqa: FBT001, FBT002 - an option of a slash command
    ) -> None:
        """Answer *question* in the channel, or to the member alone."""
        await self._answer(interaction, question, face="slash", private=private)

    @ask.autocomplete("question")
    async def complete_question(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Offer questions of the fact file that go on from *current*."""
        # What is typed tells more than the language of the member's Discord.
        language = Language.KO if _HANGUL.search(current) else self._language(interaction)
        answerer = self._services.keeper.snapshot(guild_of(interaction)).answerer
        typed = current[:MAX_QUESTION]
        # Every question of the book is looked at: with 10,000 facts that is too long for the event loop.
        offered = await asyncio.to_thread(answerer.complete, typed, language=language, limit=MAX_CHOICES)
        # A choice is sent back as it stands, so one too long to stand whole is not offered.
        return [app_commands.Choice(name=each, value=each) for each in offered if length(each) <= MAX_CHOICE]

    async def check(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Tell the member alone what the releases say to *message*."""
        await self._answer(interaction, message.content, face="menu", private=True)

    async def _answer(self, interaction: discord.Interaction, text: str, *, face: str, private: bool) -> None:
        services, language = self._services, self._language(interaction)
        begun = time.perf_counter()
        if await asked.claim(interaction, services.database, services.clock) is not Claim.NEW:
            # Delivered twice, or so late that nobody waits for it: the token lives 3 s without a response.
            services.metrics.dropped.labels("duplicate").inc()
            return
        # After the claim: the copy of a question that is being answered must not get a refusal in first.
        try:
            admit(interaction, self._limiter, services.clock, services.wording, language)
            snapshot = await facts_for(interaction, services)
        except UserError:
            await asked.forget(interaction, services.database)
            raise
        reply = await work_out(text, lambda: snapshot.answerer.answer(text, language=language), services.metrics)
        message = render_reply(
            reply,
            book=snapshot.book,
            asked_id=interaction.id,
            wording=services.wording,
            style=services.settings.reply_style,
            private=private,
        )
        response_id = await respond(
            interaction, lambda: interaction.response.send_message(**message.kwargs(), ephemeral=private)
        )
        services.metrics.reply_seconds.labels(face).observe(time.perf_counter() - begun)
        services.metrics.count_reply(face, reply)
        reply_id = None if private else response_id
        services.recorder.note(reply, guild_of(interaction))
        await asked.record(interaction.id, reply, services.database, services.clock, reply_id=reply_id, private=private)

    def _language(self, interaction: discord.Interaction) -> Language:
        return language_of(interaction, self._services.settings.language)
