"""A member's correction of an answer: a form under it, kept with the answer as it was, and never thrown together."""

from typing import Final

import discord

from bot.access.actions import Action
from bot.cards.reply import claims_of
from bot.curation.scope import SHARED, scope_of
from bot.database.proposals import CORRECTION, OPEN
from bot.errors import UserError
from bot.interactions.forms import Choose, Form, Line, Option, Sent, open_form
from bot.interactions.interaction import guild_of, language_of, respond
from bot.interactions.kept import Kept, KeptReplies
from bot.services import Services
from knowledge.decision import Abstention, Reply

FORM: Final = "correct"
"""What the form is called; it is about the id of the question."""
NO_GUILD: Final = 0
"""As which guild is kept what comes from direct messages, and from where the bot is no member."""
MAX_TEXT, MAX_SOURCE = 1000, 300
MOST_WAITING, MOST_IN_GUILD = 20, 1000
"""Corrections of one member, and of one guild, that may wait at a time: what nobody could ever read is not taken."""


class Corrections:
    """Takes corrections. Each is kept by itself, though ten members say the same."""

    def __init__(self, services: Services, replies: KeptReplies) -> None:
        """Keep them in the database of *services*; *replies* finds what they are about."""
        self._services = services
        self._replies = replies

    async def open(self, interaction: discord.Interaction, kept: Kept) -> None:
        """Open the form under a reply.

        Raises:
            Forbidden: the member may not suggest anything here.
            UserError: there is no answer to correct, or nobody here who could look at it.
        """
        await self._check(interaction, kept.reply)
        await open_form(interaction, self._form(interaction, kept.stored.asked_id))

    async def take(self, interaction: discord.Interaction, sent: Sent) -> None:
        """Keep what was sent, with the answer as it is now, and say what happens next.

        Raises:
            Forbidden, UserError: as `open`; or there are too many waiting already.
            StorageError: it was not kept.
        """
        asked_id = int(sent.about) if sent.about.isascii() and sent.about.isdigit() else 0
        kept = await self._replies.find(interaction, asked_id)
        await self._check(interaction, kept.reply)
        text, source = sent.values.get("text", "")[:MAX_TEXT], sent.values.get("source", "")[:MAX_SOURCE]
        if not text:
            raise UserError(self._say("correct.empty", interaction))
        services, guild_id = self._services, guild_of(interaction) or NO_GUILD
        await respond(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))
        database = services.database
        author = await database.actors.token(interaction.user.id)
        waiting = [each for each in await database.proposals.of_author(author) if each.state == OPEN]
        too_many = len(waiting) >= MOST_WAITING
        if too_many or await database.proposals.count(guild_id, OPEN, CORRECTION) >= MOST_IN_GUILD:
            raise UserError(self._say("correct.enough" if too_many else "correct.full", interaction))
        tell = "yes" in sent.chosen.get("tell", ())
        await database.proposals.add(
            guild_id=guild_id,
            scope=scope_of(guild_id or None, services.settings),
            kind=CORRECTION,
            author=author,
            text=f"{text}\n{source}" if source else text,
            now=services.clock(),
            entry=entry_of(kept.reply),
            asked_id=asked_id,
            reply=kept.stored.state,
            tell=tell,
        )
        told = self._say("correct.kept_tell" if tell else "correct.kept", interaction)
        await interaction.edit_original_response(content=told, allowed_mentions=discord.AllowedMentions.none())

    async def _check(self, interaction: discord.Interaction, reply: Reply) -> None:
        await self._services.gate.require(interaction, Action.SUGGEST)
        if entry_of(reply) is None:
            raise UserError(self._say("correct.nothing", interaction))
        scope = scope_of(guild_of(interaction), self._services.settings)
        if scope == SHARED and not self._services.settings.home_guilds:
            # Nobody keeps the shared facts from inside Discord, so nobody would ever see it.
            raise UserError(self._say("correct.nobody", interaction))

    def _form(self, interaction: discord.Interaction, asked_id: int) -> Form:
        def say(key: str) -> str:
            return self._say(f"correct.{key}", interaction)

        return Form(
            FORM,
            str(asked_id),
            say("title"),
            (
                Line("text", say("text"), say("text_hint"), long=True, most=MAX_TEXT),
                Line("source", say("source"), say("source_hint"), required=False, most=MAX_SOURCE),
                Choose(
                    "tell",
                    say("tell"),
                    (Option("yes", say("tell_yes")), Option("no", say("tell_no"))),
                    say("tell_hint"),
                    chosen=("yes",),
                ),
            ),
        )

    def _say(self, key: str, interaction: discord.Interaction) -> str:
        return self._services.wording(f"review.{key}", language_of(interaction, self._services.settings.language))


def entry_of(reply: Reply) -> str | None:
    """Return the id of the first fact that *reply* gives, else of the gap that it tells; None for neither."""
    decisions = [part.decision for part in reply.parts]
    facts = [cited.fact.id for decision in decisions for cited in claims_of(decision)]
    gaps = [each.gap.id for each in decisions if isinstance(each, Abstention) and each.gap is not None]
    return next(iter([*facts, *gaps]), None)
