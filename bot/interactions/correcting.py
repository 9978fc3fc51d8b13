"""A member's correction of an answer: a form under it, kept with the answer as it was, and never thrown together."""

from typing import Final

import discord

from bot.access.actions import Action
from bot.cards.markdown import quote_typed
from bot.cards.reply import claims_of
from bot.database.proposals import CORRECTION, OPEN
from bot.errors import UserError
from bot.factstore import Snapshot
from bot.interactions.forms import Choose, Form, Line, Option, Sent, open_form
from bot.interactions.interaction import guild_of, language_of, respond
from bot.interactions.kept import Kept, KeptReplies
from bot.revising.scope import SHARED, scope_of
from bot.services import Services
from knowledge.decision import Abstention, Reply
from knowledge.model import Fact, Gap

FORM: Final = "correct"
"""What the form is called; it is about the id of the question."""
NO_GUILD: Final = 0
"""As which guild is kept what comes from direct messages, and from where the bot is no member."""
MAX_TEXT, MAX_SOURCE = 1000, 300
_MOST_BACK: Final = 1600
"""Characters of what was typed in a message that gives it back, escapes among them."""
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
            UserError: there is no answer to correct, nobody here who could look at it, or too many are waiting.
        """
        await self._check(interaction, kept.reply)
        # Before anybody types a thousand characters.
        if (full := await self._full(interaction)) is not None:
            raise UserError(full)
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
        if (full := await self._full(interaction)) is not None:
            # Others were quicker than the typing: what was typed goes back to whoever typed it.
            raise UserError(f"{full}\n>>> {quote_typed(text, _MOST_BACK)}")
        scope = await self._scope_of(guild_id or None, entry_of(kept.reply) or "")
        tell = "yes" in sent.chosen.get("tell", ())
        await database.proposals.add(
            guild_id=guild_id,
            scope=scope,
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

    async def _full(self, interaction: discord.Interaction) -> str | None:
        """Return that too many corrections wait already; None while there is room."""
        database, guild_id = self._services.database, guild_of(interaction) or NO_GUILD
        author = await database.actors.token(interaction.user.id)
        waiting = [each for each in await database.proposals.of_author(author) if each.state == OPEN]
        if len(waiting) >= MOST_WAITING:
            return self._say("correct.enough", interaction)
        if await database.proposals.count(guild_id, OPEN, CORRECTION) >= MOST_IN_GUILD:
            return self._say("correct.full", interaction)
        return None

    async def _scope_of(self, guild_id: int | None, entry: str) -> int:
        """Return whose facts *entry* is of: where it is a shared one, a guild that has its own cannot mend it for all.

        Where no guild keeps the shared facts, whoever keeps their own may put another entry in its place.
        """
        services = self._services
        scope = scope_of(guild_id, services.settings)
        if scope == SHARED or not services.settings.home_guilds:
            return scope
        shared = _find(services.keeper.snapshot(None), entry)
        own = _find(await services.keeper.snapshot_for(guild_id), entry)
        return SHARED if shared is not None and shared == own else scope

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


def _find(snapshot: Snapshot, entry: str) -> Fact | Gap | None:
    return snapshot.book.facts.get(entry) or snapshot.book.gaps.get(entry)


def entry_of(reply: Reply) -> str | None:
    """Return the id of the first fact that *reply* gives, else of the gap that it tells; None for neither."""
    decisions = [part.decision for part in reply.parts]
    facts = [cited.fact.id for decision in decisions for cited in claims_of(decision)]
    gaps = [each.gap.id for each in decisions if isinstance(each, Abstention) and each.gap is not None]
    return next(iter([*facts, *gaps]), None)
