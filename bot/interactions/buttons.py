"""What the buttons under a reply do. They work from the database alone, so they outlive a restart.

Nothing in a custom_id is taken on trust: the reply must be kept, stand in the channel of the press, and a private one
belong to whoever presses. A press answers once, mostly with a word to that member alone.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import discord

from bot.cards.citation import render_citations
from bot.cards.ids import PAGE_TEMPLATE, PICK_TEMPLATE, REPLY_TEMPLATE, UNKNOWN_TEMPLATE
from bot.cards.message import Message, Style, style_of
from bot.cards.reply import claims_of, question_label, render_reply, suggestions_of
from bot.cards.why import render_why
from bot.errors import UserError
from bot.gateway.limiter import Limiter
from bot.interactions import asked
from bot.interactions.correcting import Corrections
from bot.interactions.facts import facts_for
from bot.interactions.forms import Sent
from bot.interactions.interaction import RESPOND_WITHIN_S, admit, language_of, respond, tell
from bot.interactions.kept import Kept, KeptReplies
from bot.interactions.pages import unpack
from bot.interactions.presses import Guard, Item, dynamic_item
from bot.interactions.whynot import WHY_NOT_TEMPLATE, ask_why_not, keep_why_not
from bot.services import Services
from bot.text.phrases import Phrases
from knowledge.decision import Answer, CitedFact, Context, Part, Reply, Trace, cite
from knowledge.model import FactBook, Language


class Buttons:
    """Does what the buttons say. One for the whole process."""

    def __init__(self, services: Services, limiter: Limiter) -> None:
        """Work with *services*; *limiter* counts suggestions that are taken, as the questions that they are."""
        self._services = services
        self._limiter = limiter
        self._replies = KeptReplies(services)
        self._corrections = Corrections(services, self._replies)
        self._sharing: set[int] = set()

    async def press(self, interaction: discord.Interaction, action: str, asked_id: int) -> None:
        """Do *action* on the reply to *asked_id*."""
        kept = await self._replies.find(interaction, asked_id)
        actions: dict[str, Callable[[discord.Interaction, Kept], Awaitable[None]]] = {
            "yes": lambda *args: self._vote(*args, helpful=True),
            "no": lambda *args: self._vote(*args, helpful=False),
            "why": self._explain,
            "cite": self._cite,
            "delete": self._delete,
            "share": self._share,
            "correct": self._corrections.open,
        }
        await actions[action](interaction, kept)

    async def pick(self, interaction: discord.Interaction, asked_id: int, number: int) -> None:
        """Answer with suggestion *number* of the reply to *asked_id*.

        For whoever asked, the answer takes the place of these suggestions, and other parts of the reply stay; anybody
        else gets it privately.
        """
        kept = await self._replies.find(interaction, asked_id)
        offered = suggestions_of(kept.reply)
        book = await self._book(interaction)
        fact = book.facts.get(offered[number].fact.id) if number < len(offered) else None
        if fact is None or not fact.is_current:
            raise UserError(self._say("cards.pick_gone", interaction))
        admit(interaction, self._limiter, self._services.clock, self._services.wording, self._language(interaction))
        reply = _answer_with(cite(fact, book, kept.reply.language, 100.0), kept.reply.language)
        if interaction.user.id == kept.stored.asker_id:
            await self._replace(interaction, kept, _taken(kept.reply, number, reply), book)
        else:
            await self._answer_privately(interaction, reply, book)

    async def turn(self, interaction: discord.Interaction, look_up: str, page: int, what: str) -> None:
        """Show *page* of a look-up: in place for whoever asked for it, else privately."""
        book = await self._book(interaction)
        wanted = unpack(look_up, what, book)
        if wanted is None or interaction.message is None:
            raise UserError(self._say("cards.moved", interaction))
        phrases = Phrases(self._services.wording, self._language(interaction), book)
        sheet = wanted.sheet(phrases, self._services.clock().date())
        message = wanted.message(sheet, phrases, style=style_of(interaction.message), page=page)
        origin = interaction.message.interaction_metadata
        if origin is not None and origin.user.id == interaction.user.id:
            await respond(interaction, lambda: interaction.response.edit_message(**message.kwargs()))
        else:
            await respond(interaction, lambda: interaction.response.send_message(**message.kwargs(), ephemeral=True))

    async def unknown(self, interaction: discord.Interaction) -> None:
        """Say kindly that a button of another version does nothing any more."""
        await tell(interaction, self._say("cards.gone", interaction))

    async def _vote(self, interaction: discord.Interaction, kept: Kept, *, helpful: bool) -> None:
        now = self._services.clock()
        async with asyncio.timeout(RESPOND_WITHIN_S):
            counted = await self._services.database.feedback.vote(
                kept.stored.asked_id, interaction.user.id, helpful, now
            )
        if counted and not helpful:
            await ask_why_not(interaction, kept.stored.asked_id, self._services)
            return
        await tell(interaction, self._say("cards.thanks.yes" if counted else "cards.gone", interaction))

    async def why_not(self, interaction: discord.Interaction, asked_id: int) -> None:
        """Keep why the reply to *asked_id* did not help, as it was chosen in the menu under the thanks."""
        await self._replies.find(interaction, asked_id)
        await keep_why_not(interaction, asked_id, self._services)

    async def correct(self, interaction: discord.Interaction, sent: Sent) -> None:
        """Keep a correction that somebody sent."""
        await self._corrections.take(interaction, sent)

    async def _explain(self, interaction: discord.Interaction, kept: Kept) -> None:
        await tell(interaction, render_why(kept.reply, await self._phrases(interaction)))

    async def _cite(self, interaction: discord.Interaction, kept: Kept) -> None:
        if not any(claims_of(part.decision) for part in kept.reply.parts):
            raise UserError(self._say("cards.gone", interaction))
        message = render_citations(kept.reply, await self._phrases(interaction), self._style(interaction))
        await respond(interaction, lambda: interaction.response.send_message(**message.kwargs(), ephemeral=True))

    async def _delete(self, interaction: discord.Interaction, kept: Kept) -> None:
        """Delete the message of the button; the row stays, emptied, so that the question is not answered again."""
        if interaction.user.id != kept.stored.asker_id and not interaction.permissions.manage_messages:
            raise UserError(self._say("cards.not_yours", interaction))
        # By way of the interaction: it needs no access to the channel, which a user-installed app may lack.
        await respond(interaction, interaction.response.defer)
        await interaction.delete_original_response()
        await self._services.database.replies.record(
            kept.stored.asked_id, reply_id=None, private=kept.stored.private, state="", now=self._services.clock()
        )

    async def _share(self, interaction: discord.Interaction, kept: Kept) -> None:
        """Post a private answer in its channel, once: from then on its row is that of the public message."""
        asked_id = kept.stored.asked_id
        if interaction.user.id != kept.stored.asker_id:
            raise UserError(self._say("cards.gone", interaction))
        if not kept.stored.private or asked_id in self._sharing:
            raise UserError(self._say("cards.shared_before", interaction))
        self._sharing.add(asked_id)
        try:
            message = self._render(
                kept.reply, await self._book(interaction), asked_id, self._own_style, shared_by=interaction.user.id
            )
            response_id = await respond(interaction, lambda: interaction.response.send_message(**message.kwargs()))
            await self._record(asked_id, response_id, private=False, reply=kept.reply)
        finally:
            self._sharing.discard(asked_id)

    async def _replace(self, interaction: discord.Interaction, kept: Kept, reply: Reply, book: FactBook) -> None:
        stored = kept.stored
        message = self._render(reply, book, stored.asked_id, self._style(interaction), private=stored.private)
        await respond(interaction, lambda: interaction.response.edit_message(**message.kwargs()))
        await self._record(stored.asked_id, stored.reply_id, private=stored.private, reply=reply)

    async def _answer_privately(self, interaction: discord.Interaction, reply: Reply, book: FactBook) -> None:
        """Answer under the press's own id, so that the buttons of this answer are about this answer."""
        await asked.claim(interaction, self._services.database, self._services.clock)
        message = self._render(reply, book, interaction.id, self._own_style, private=True)
        await respond(interaction, lambda: interaction.response.send_message(**message.kwargs(), ephemeral=True))
        await self._record(interaction.id, None, private=True, reply=reply)

    async def _record(self, asked_id: int, reply_id: int | None, *, private: bool, reply: Reply) -> None:
        database, clock = self._services.database, self._services.clock
        await asked.record(asked_id, reply, database, clock, reply_id=reply_id, private=private)

    def _render(
        self,
        reply: Reply,
        book: FactBook,
        asked_id: int,
        style: Style,
        *,
        private: bool = False,
        shared_by: int | None = None,
    ) -> Message:
        wording = self._services.wording
        return render_reply(
            reply, book=book, asked_id=asked_id, wording=wording, style=style, private=private, shared_by=shared_by
        )

    @property
    def _own_style(self) -> Style:
        return self._services.settings.reply_style

    def _style(self, interaction: discord.Interaction) -> Style:
        return style_of(interaction.message) if interaction.message else self._own_style

    def _language(self, interaction: discord.Interaction) -> Language:
        return language_of(interaction, self._services.settings.language)

    async def _phrases(self, interaction: discord.Interaction) -> Phrases:
        return Phrases(self._services.wording, self._language(interaction), await self._book(interaction))

    async def _book(self, interaction: discord.Interaction) -> FactBook:
        return (await facts_for(interaction, self._services)).book

    def _say(self, key: str, interaction: discord.Interaction) -> str:
        return self._services.wording(key, self._language(interaction))


def _answer_with(cited: CitedFact, language: Language) -> Reply:
    """Return the reply that a suggestion comes to when it is taken."""
    question = question_label(cited, language, limit=200)
    fact = cited.fact
    trace = Trace(variant=question, confidence=1.0, margin=1.0, best=fact.id)
    context = Context(question, fact.meeting, fact.topics, (fact.id,))
    return Reply((Part(question, Answer((cited,)), trace),), language, context)


def _taken(reply: Reply, number: int, picked: Reply) -> Reply:
    """Return *reply* with the part that offered suggestion *number* made into *picked*; the other parts stay."""
    parts = list(reply.parts)
    for place, part in enumerate(parts):
        offered = len(suggestions_of(replace(reply, parts=(part,))))
        if number < offered:
            parts[place] = picked.parts[0]
            break
        number -= offered
    first, *more = parts
    return replace(picked, parts=(first, *more))


def dynamic_items(buttons: Buttons, guard: Guard) -> tuple[type[Item], ...]:
    """Return the items to register with a client, so that every button ever sent finds its way to *buttons*."""
    return (
        dynamic_item(REPLY_TEMPLATE, guard, lambda i, ids: buttons.press(i, ids["action"], int(ids["asked_id"]))),
        dynamic_item(PICK_TEMPLATE, guard, lambda i, ids: buttons.pick(i, int(ids["asked_id"]), int(ids["number"]))),
        dynamic_item(
            PAGE_TEMPLATE, guard, lambda i, ids: buttons.turn(i, ids["look_up"], int(ids["page"]), ids["what"])
        ),
        dynamic_item(WHY_NOT_TEMPLATE, guard, lambda i, ids: buttons.why_not(i, int(ids["asked_id"]))),
        dynamic_item(UNKNOWN_TEMPLATE, guard, lambda i, _: buttons.unknown(i)),
    )
