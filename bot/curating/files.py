"""The fact file in and out of Discord: an attachment imported or checked, the facts exported as one."""

import asyncio
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import discord

from bot.access.actions import Action
from bot.cards.markdown import escape, quote_typed
from bot.cards.message import Message, Section
from bot.curating.clauses import said_in
from bot.curating.desk import Desk
from bot.curating.difference import diff_block, differing
from bot.curating.draft import Deed, Draft
from bot.curating.reading import Reading
from bot.errors import FileNotWritten, UserError
from bot.interactions.interaction import respond
from bot.quiet import turns_short
from bot.revising.scope import SHARED, scope_of
from bot.services import Services
from knowledge.decision import Answer, Reply
from knowledge.editing.change import Change
from knowledge.editing.compare import compare
from knowledge.editing.export import export_csv, export_json, export_markdown, export_yaml
from knowledge.editing.overlay import lay_over
from knowledge.errors import FactFileError
from knowledge.factfile.filetext import decode_fact_file
from knowledge.factfile.parse import parse_fact_file
from knowledge.model import FactBook, Language

MAX_IMPORT: Final = 8 * 1024 * 1024
"""Bytes of an attachment: eight times the file that ships, and within what anybody may attach
(10 MiB, discord-api-docs reference, "Uploading Files", 2026-08-06)."""
MAX_CHANGES: Final = 1000
"""Entries that one import changes: as many as a revision names."""
_MOST_PROBLEMS = 8
_PER_MIB = 1024 * 1024
_NO_FACT_FILES = (".json", ".csv", ".md", ".zip")
"""Endings of what `export` makes beside fact files."""


class Rest(StrEnum):
    """What becomes of the entries that an imported file does not have."""

    STAYS = "stays"
    GOES = "goes"


class Format(StrEnum):
    """What the facts are exported as."""

    YAML = "yaml"
    JSON = "json"
    MARKDOWN = "markdown"
    CSV = "csv"


_ENDINGS = {Format.YAML: "yaml", Format.JSON: "json", Format.MARKDOWN: "md", Format.CSV: "csv"}


@dataclass(frozen=True, slots=True)
class _Read:
    """An attachment, read.

    Attributes:
        changes: what importing it would change; empty where it is no fact file.
        error: why it is none.
    """

    changes: tuple[Change, ...] = ()
    error: FactFileError | None = None


class Files:
    """Takes attachments, and makes them."""

    def __init__(self, services: Services, desk: Desk) -> None:
        """Work with the facts of *services*; *desk* takes an import from here on."""
        self._services = services
        self._desk = desk

    async def import_file(self, interaction: discord.Interaction, file: discord.Attachment, rest: Rest) -> None:
        """Begin an import: what the file would change is shown, to be published or not."""
        await self._services.gate.require(interaction, Action.CHANGE)
        reading, read = await self._read(interaction, file, rest)
        name = quote_typed(file.filename, 80)
        if read.error is not None:
            await self._tell(interaction, _broken(read.error, name, reading))
        elif not read.changes:
            await self._tell(interaction, [reading.say("file.same", name=name)])
        elif len(read.changes) > MAX_CHANGES:
            count = len(read.changes)
            raise UserError(reading.say("file.too_many", name=name, number=count, most=MAX_CHANGES))
        else:
            draft = Draft(
                Deed.IMPORT, read.changes[0].section, several=read.changes, reason=reading.say("reason.import")
            )
            await self._desk.open_preview(interaction, draft, reading)

    async def check_file(self, interaction: discord.Interaction, file: discord.Attachment) -> None:
        """Tell what is wrong with a file, or what importing it would change; nothing is changed."""
        await self._services.gate.require(interaction, Action.SHOW)
        reading, read = await self._read(interaction, file, Rest.STAYS)
        name = quote_typed(file.filename, 80)
        if read.error is not None:
            await self._tell(interaction, _broken(read.error, name, reading))
        elif not read.changes:
            await self._tell(interaction, [reading.say("file.same", name=name)])
        else:
            rows = [
                row
                for change in read.changes[:40]
                for row in (f"  {change.section} {change.id}", *differing(change, reading))
            ]
            count = reading.wording.count("keeping.preview.several", reading.language, len(read.changes))
            await self._tell(
                interaction,
                [f"{reading.say('check.file_fine')} {count}", diff_block(rows, reading, most=20, room=1200)],
            )

    async def check_fact(self, interaction: discord.Interaction, ident: str) -> None:
        """Ask every question of a fact, and tell which do not find it."""
        await self._services.gate.require(interaction, Action.SHOW)
        await respond(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))
        reading = await self._desk.reading(interaction)
        self._desk.entry("facts", ident, reading)
        fact = reading.book.facts[ident]
        if not fact.is_current:
            await self._tell(interaction, [reading.say("check.retired", id=ident)])
            return
        answerer = (await self._services.keeper.snapshot_for(interaction.guild_id)).answerer
        asked = [(question, language) for language in Language for question in getattr(fact.questions, language.value)]

        def ask() -> list[tuple[str, str | None]]:
            with turns_short():
                found = [
                    (question, _best(answerer.answer(question, language=language))) for question, language in asked
                ]
            return [(question, best) for question, best in found if best != ident]

        lost = await asyncio.to_thread(ask)
        if not lost:
            await self._tell(interaction, [reading.say("check.fact_fine", asked=len(asked), id=ident)])
            return
        lines = [reading.say("check.fact_lost", lost=len(lost), asked=len(asked), id=ident)]
        for question, best in lost[:10]:
            by = reading.say("check.by", id=best) if best else reading.say("check.unanswered")
            lines.append(reading.say("check.fact_line", question=quote_typed(question, 120), answer=by))
        if len(lost) > 10:  # noqa: PLR2004 - as above
            lines.append(reading.wording.count("keeping.found.more", reading.language, len(lost) - 10))
        await self._tell(interaction, lines)

    async def check(self, interaction: discord.Interaction) -> None:
        """Tell how the facts stand: which revision, how many, whether the file on disk is broken."""
        await self._services.gate.require(interaction, Action.SHOW)
        await respond(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))
        reading = await self._desk.reading(interaction)
        book, scope = reading.book, scope_of(interaction.guild_id, self._services.settings)
        head = await self._services.database.revisions.head(scope)
        lines = []
        fault = await self._services.keeper.look_again()
        if scope == SHARED and fault is not None:
            lines += [f"**{escape(fault.in_file)}**", reading.say("fault.broken.right")]
        else:
            lines.append(reading.say("check.fine", number=head.number if head else 0, digest=book.digest[:12]))
        counts = {name: len(getattr(book, name)) for name in ("releases", "meetings", "people", "terms", "gaps")}
        lines.append(reading.say("check.counts", facts=len(book.current_facts), **counts))
        if scope == SHARED:
            try:
                await self._services.keeper.check_writable()
            except FileNotWritten as cause:
                wrong, right = reading.say(f"fault.unwritten.{cause.reason}"), reading.say("fault.unwritten.right")
                lines.append(f"**{wrong}.** {right}.")
        await self._tell(interaction, lines)

    async def export(self, interaction: discord.Interaction, wanted: Format) -> None:
        """Send the facts as a file to the member alone."""
        await self._services.gate.require(interaction, Action.EXPORT)
        await respond(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))
        reading = await self._desk.reading(interaction)
        scope = scope_of(interaction.guild_id, self._services.settings)
        head = await self._services.database.revisions.head(scope)
        text = await self._whole(scope)
        limit = interaction.filesize_limit
        made = await asyncio.to_thread(_made, text, reading.book, wanted, reading.language, limit)
        most = _size(limit)
        if made is None:
            raise UserError(reading.say("file.too_large_out", most=most))
        number = head.number if head is not None else 0
        facts = reading.wording.count("lookups.row.facts", reading.language, len(reading.book.current_facts))
        lines = [reading.say("file.exported", number=number, facts=facts)]
        if made.is_packed:
            lines.append(reading.say("file.packed", most=most))
        name = f"facts-{number}.{_ENDINGS[wanted]}" + (".zip" if made.is_packed else "")
        await interaction.edit_original_response(
            content="\n".join(lines),
            attachments=[discord.File(io.BytesIO(made.data), filename=name)],
            allowed_mentions=discord.AllowedMentions.none(),
        )

    async def _read(
        self, interaction: discord.Interaction, file: discord.Attachment, rest: Rest
    ) -> tuple[Reading, _Read]:
        """Fetch and read an attachment; the response is deferred then.

        Raises:
            UserError: it is too large, cannot be fetched, or is no text.
        """
        reading = await self._desk.reading(interaction)
        name = quote_typed(file.filename, 80)
        if file.size > MAX_IMPORT:
            told = reading.say("file.too_large", name=name, size=_size(file.size), most=_size(MAX_IMPORT))
            raise UserError(told)
        await respond(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))
        try:
            data = await file.read()
        except (discord.HTTPException, discord.NotFound) as cause:
            raise UserError(reading.say("file.not_fetched")) from cause
        if len(data) > MAX_IMPORT:
            raise UserError(reading.say("file.too_large", name=name, size=_size(len(data)), most=_size(MAX_IMPORT)))
        whole = await self._whole(scope_of(interaction.guild_id, self._services.settings))
        return reading, await asyncio.to_thread(_compared, whole, data, rest)

    async def _whole(self, scope: int) -> str:
        """Return the facts of *scope* as one text, an overlay laid over the shared ones."""
        keeper = self._services.keeper
        text = await keeper.text(scope)
        return text if scope == SHARED else await asyncio.to_thread(lay_over, await keeper.text(SHARED), text)

    async def _tell(self, interaction: discord.Interaction, lines: list[str]) -> None:
        message = Message(self._services.settings.reply_style, (Section("\n".join(lines)),))
        await interaction.edit_original_response(**message.kwargs())


@dataclass(frozen=True, slots=True)
class _Made:
    data: bytes
    is_packed: bool


_EXPORTS: Mapping[Format, Callable[[str, FactBook, Language], str]] = {
    Format.YAML: lambda text, _book, _language: export_yaml(text),
    Format.JSON: lambda _text, book, _language: export_json(book),
    Format.MARKDOWN: lambda _text, book, language: export_markdown(book, language),
    Format.CSV: lambda _text, book, _language: export_csv(book),
}


def _made(text: str, book: FactBook, wanted: Format, language: Language, limit: int) -> _Made | None:
    """Return the file, packed where it is larger than *limit* bytes; None where even that is too large. Blocks."""
    with turns_short():
        data = _EXPORTS[wanted](text, book, language).encode()
        if len(data) <= limit:
            return _Made(data, is_packed=False)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(
                zipfile.ZipInfo(f"facts.{_ENDINGS[wanted]}", (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED
            )
        return _Made(packed.getvalue(), is_packed=True) if packed.tell() <= limit else None


def _compared(whole: str, data: bytes, rest: Rest) -> _Read:
    """Return what the file *data* would change in the facts *whole*. Blocks.

    With `Rest.STAYS` it may have any part of a fact file; with `Rest.GOES` it has to be all of one.
    """
    with turns_short():
        try:
            text = decode_fact_file(data)
            if rest is Rest.GOES:
                parse_fact_file(text)
                return _Read(compare(whole, text))
            return _Read(compare(whole, lay_over(whole, text)))
        except FactFileError as error:
            return _Read(error=error)


def _broken(error: FactFileError, name: str, reading: Reading) -> list[str]:
    lines = [reading.say("file.broken", name=name)]
    if name.casefold().endswith(_NO_FACT_FILES):
        return [*lines, reading.say("file.only_yaml")]
    for problem in error.problems[:_MOST_PROBLEMS]:
        where = f"`{problem.path.replace(chr(96), chr(39))}` " if problem.path else ""
        both = (said_in(reading.language, reading.wording, each) for each in (problem.wrong, problem.right))
        told = {"where": where, **dict(zip(("wrong", "right"), map(escape, both), strict=True))}
        lines.append(reading.say("file.line", line=problem.line, column=problem.column, **told))
    left = len(error.problems) - _MOST_PROBLEMS
    return [*lines, reading.wording.count("keeping.found.more", reading.language, left)] if left > 0 else lines


def _best(reply: Reply) -> str | None:
    decision = reply.parts[0].decision
    return decision.facts[0].fact.id if isinstance(decision, Answer) else None


def _size(size_bytes: int) -> str:
    return f"{size_bytes / _PER_MIB:.1f} MiB"
