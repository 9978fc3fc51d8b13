"""`/release add`: a release as an attachment or pasted text, read, shown, and handed to the desk to be published."""

import asyncio
import io
import re
from collections.abc import Mapping, Sequence
from typing import Final

import aiohttp
import discord

from bot.access.actions import Action
from bot.cards.ids import set_id
from bot.cards.limits import shorten
from bot.cards.markdown import quote_typed
from bot.cards.message import Message, Press, Section
from bot.curating.desk import Desk
from bot.curating.draft import Deed, Draft
from bot.errors import UserError
from bot.ingest.intake import Intake, Offered, take_in
from bot.ingest.pasted import PastedTexts
from bot.ingest.telling import Telling, count_pieces
from bot.ingest.texts import KeptTexts, key_of, key_of_fields
from bot.ingest.used import used_ids
from bot.interactions.forms import Form, Line, Sent, open_form
from bot.interactions.interaction import language_of, respond
from bot.quiet import turns_short
from bot.revising.scope import scope_of
from bot.services import Services
from knowledge.ingest.decoding import MAX_BYTES
from knowledge.ingest.reading import Told
from knowledge.ingest.refusal import IngestRefused, Refused
from knowledge.model import MAX_NAME, FactBook
from knowledge.plain import Unfit, parse_iso_date

FORM: Final = "release_add"
"""The form's name in its custom_id."""
AT_ONCE: Final = 2
"""Releases that are read at the same time: each may take seconds of CPU and some 60 MB."""
FETCH_S: Final = 20.0
_LEFT_OUT: Final = "left-out.txt"
MAX_LINES: Final = 25
"""Lines about a release in one message; the rest is in the file that goes with it."""
_MAX_QUOTED: Final = 160
"""Characters of each piece of a text from outside."""
_MAX_MESSAGE: Final = 1900
"""Characters of that message, within Discord's 2000 (discord-api-docs resources/message, 2026-08-06)."""
_MAX_ABOUT, _MAX_SENTENCES, _MAX_OUT = 800, 700, 380
"""Of these, for what is told of the release, for its sentences, and for what was left out."""

Typed = Mapping[str, str | None]
"""What somebody says of a release, by key; None or empty where they say nothing."""


class Adder:
    """Takes releases in. One a client: it bounds how many are read at once."""

    def __init__(self, services: Services, desk: Desk) -> None:
        """Read for *services*; *desk* shows the change and publishes it."""
        self._services = services
        self._desk = desk
        self._texts = KeptTexts(services.settings.data_dir)
        self._pasted = PastedTexts(services)
        self._free = AT_ONCE

    async def add(
        self, interaction: discord.Interaction, file: discord.Attachment | None, ident: str | None, typed: Typed
    ) -> None:
        """Take in the attachment *file*; without one, open the form to paste a text into.

        Args:
            interaction: the command.
            file: the text or page.
            ident: the release that it corrects, or the id of a new one.
            typed: what the member says of it: title, publisher, published, url.

        Raises:
            Forbidden: the member may not change facts here.
            UserError: it is no release; the text says why.
        """
        await self._services.gate.require(interaction, Action.CHANGE)
        told = self._told(interaction, typed)
        if file is None:
            # What would be refused whatever is pasted is refused before anybody pastes.
            self._check_free(interaction)
            await open_form(interaction, self._form(interaction, ident, typed))
            return
        data = await self._fetched(interaction, file)
        await self._take(interaction, Offered(data, file.filename, ident, told))

    async def take(self, interaction: discord.Interaction, sent: Sent) -> None:
        """Take the form that was sent; whatever is wrong with it, it can be opened again with what was pasted.

        Raises:
            Forbidden: the member may not change facts (any more).
            StorageError: the database does not answer.
        """
        await self._services.gate.require(interaction, Action.CHANGE)
        await respond(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))
        # A form with nothing in it was made up, and is refused below; there is nothing to keep of it.
        number = await self._pasted.keep(interaction, sent) if any(sent.values.values()) else None
        try:
            told = self._told(interaction, sent.values)
            data = sent.values.get("text", "").encode("utf-8", "replace")
            await self._take(interaction, Offered(data, "", sent.about or None, told))
        except UserError as refused:
            if number is None:
                raise
            await self._give_back(interaction, number, str(refused))
        except Exception:
            if number is not None:
                await self._give_back(interaction, number, "")
            raise
        else:
            if number is not None:
                await self._pasted.end(number)

    async def reopen(self, interaction: discord.Interaction, number: int) -> None:
        """Open the form again with what was pasted as *number*.

        Raises:
            Forbidden: the member may not change facts (any more), or not here.
            UserError: there is no such text of theirs (any more).
        """
        sent = await self._pasted.find(interaction, number)
        if sent is None:
            raise UserError(self._telling(interaction).say("added.gone"))
        await open_form(interaction, self._form(interaction, sent.about or None, sent.values))

    async def _give_back(self, interaction: discord.Interaction, number: int, why: str) -> None:
        say = self._telling(interaction).say
        again = Press(say("added.again"), set_id("paste", str(number)), strong=True)
        text = "\n".join(filter(None, (why, say("added.kept"))))
        message = Message(self._services.settings.reply_style, (Section(text, ((again,),)),))
        await interaction.edit_original_response(**message.kwargs())

    def _check_free(self, interaction: discord.Interaction) -> None:
        if self._free <= 0:
            raise UserError(self._telling(interaction).say("added.busy"))

    def _form(self, interaction: discord.Interaction, ident: str | None, typed: Typed) -> Form:
        say = self._telling(interaction).say
        if ident is not None and not re.fullmatch(r"[^:]{1,60}", ident):  # what a custom_id may carry
            raise UserError(say("refused.bad_id", id=ident))

        def line(key: str, label: str, about: str | None, most: int, *, required: bool = False) -> Line:
            described = say(f"form.{about}") if about else None
            return Line(key, say(f"form.{label}"), described, typed.get(key) or "", required=required, most=most)

        lines = (
            Line("text", say("form.text"), say("form.text_about"), typed.get("text") or "", long=True),
            line("title", "name", "name_about", MAX_NAME),
            line("publisher", "publisher", None, MAX_NAME, required=ident is None),
            line("published", "published", "published_about", 10),
            line("url", "address", "address_about", 512),
        )
        return Form(FORM, ident or "", say("form.title"), lines)

    def _told(self, interaction: discord.Interaction, typed: Typed) -> Told:
        """Return what the member says of the release.

        Raises:
            UserError: the day is none.
        """
        written, day = (typed.get("published") or "").strip(), None
        if written:
            try:
                day = parse_iso_date(written)
            except Unfit as unfit:
                raise UserError(self._telling(interaction).say("refused.bad_day", day=written)) from unfit
        title, publisher, url = (typed.get(key) or None for key in ("title", "publisher", "url"))
        return Told(title=title, publisher=publisher, published=day, url=url)

    async def _fetched(self, interaction: discord.Interaction, file: discord.Attachment) -> bytes:
        telling = self._telling(interaction)
        if file.size > MAX_BYTES:
            raise UserError(telling.refused(IngestRefused(Refused.HUGE, most=MAX_BYTES // (1024 * 1024))))
        await respond(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))
        try:
            async with asyncio.timeout(FETCH_S):
                return await file.read()
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            raise UserError(telling.say("added.unread")) from error

    async def _take(self, interaction: discord.Interaction, offered: Offered) -> None:
        """Read what is offered, show what was read, and open the preview of the change."""
        telling = self._telling(interaction)
        self._check_free(interaction)
        self._free -= 1
        try:
            reading = await self._desk.reading(interaction)
            intake = await self._read(interaction.guild_id, reading.book, offered)
        except IngestRefused as refused:
            raise UserError(telling.refused(refused)) from refused
        finally:
            self._free += 1
        message, everything = self._report(intake, telling)
        if intake.change is None:
            await interaction.edit_original_response(content=message, allowed_mentions=discord.AllowedMentions.none())
            return
        change = intake.change
        reason = telling.say("added.reason" if intake.is_new else "added.reason_again", id=intake.id)
        draft = Draft(
            Deed.ADD if intake.is_new else Deed.EDIT,
            "releases",
            intake.id,
            before=change.before,
            fields=dict(change.after or {}),
            reason=reason,
        )
        await self._desk.open_preview(interaction, draft, reading)
        files = []
        if everything:
            files = [discord.File(io.BytesIO(everything.encode("utf-8")), filename=_LEFT_OUT)]
        await interaction.followup.send(
            message, ephemeral=True, files=files, allowed_mentions=discord.AllowedMentions.none()
        )

    async def _read(self, guild_id: int | None, book: FactBook, offered: Offered) -> Intake:
        """Read the release and keep its text.

        Raises:
            IngestRefused: it is none.
            StorageError: the database does not answer.
        """
        scope = scope_of(guild_id, self._services.settings)
        used = await used_ids(self._services.database.revisions, scope, offered.ident, book)
        return await asyncio.to_thread(take_and_keep, self._texts, scope, book, offered, used)

    def _report(self, intake: Intake, telling: Telling) -> tuple[str, str]:
        """Return the message about *intake*, and the lines of all that was left out where they do not fit in it."""
        head, *rest = telling.read(intake)
        lines = [f"**{head}**", *rest, *telling.changed(intake), *telling.doubts(intake)]
        if intake.change is None:
            lines.append(telling.say("added.same"))
        else:
            lines += [telling.say("added.look"), telling.say("added.drafts")]
        sentences, out = list(telling.sentences(intake)), list(telling.left_out(intake))
        whole = "\n".join([*lines, "", *sentences, "", *out])
        if len(lines) + len(sentences) + len(out) <= MAX_LINES and len(whole) <= _MAX_MESSAGE:
            return whole, ""
        plain = Telling(self._services.wording, telling.language, str)
        everything = "\n".join(
            [
                *plain.read(intake),
                *plain.changed(intake),
                *plain.doubts(intake),
                "",
                *plain.sentences(intake),
                "",
                *plain.left_out(intake),
            ]
        )
        parts = [
            shorten("\n".join(lines), _MAX_ABOUT),
            _fitting(sentences, _MAX_SENTENCES, telling.say("sentences.more")),
            _fitting(out, _MAX_OUT, telling.say("left_out.more", number=count_pieces(intake.read.left_out))),
        ]
        return "\n\n".join(parts), f"{everything}\n"

    def _telling(self, interaction: discord.Interaction) -> Telling:
        language = language_of(interaction, self._services.settings.language)
        return Telling(self._services.wording, language, lambda text: quote_typed(text, _MAX_QUOTED))


def _fitting(lines: Sequence[str], most: int, more: str) -> str:
    """Return as many whole *lines* as fit into *most* characters, and *more* where some do not."""
    whole = "\n".join(lines)
    if len(whole) <= most:
        return whole
    kept: list[str] = []
    room = most - len(more)
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join([*kept, more])


def take_and_keep(texts: KeptTexts, scope: int, book: FactBook, offered: Offered, used: frozenset[str]) -> Intake:
    """Read a release and keep its text in *texts*; blocks on CPU and disk.

    The text is kept before anything is published: a release in the fact file whose text is lost could not be proved,
    while a text that nothing was published from is only a file.

    Raises:
        IngestRefused: it is none.
        OSError: the text cannot be kept.
    """
    with turns_short():
        is_known = offered.ident is not None and offered.ident in book.releases
        words = texts.words(scope, offered.ident) if is_known and offered.ident else {}
        intake = take_in(offered, book, used=used, words=words)
    change = intake.change
    key = key_of(book.releases[intake.id]) if change is None else key_of_fields(change.after)
    texts.keep(scope, intake.id, intake.read.text, key)
    return intake
