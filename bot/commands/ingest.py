"""`ingest`: a release into the fact file, and filled-in drafts of its facts."""

import asyncio
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.commands.facts import load_or_tell
from bot.commands.keeping import Desk, change_facts, scope_for
from bot.database import COMMAND_LINE, Via
from bot.errors import ExitStatus, UserError
from bot.ingest.adding import take_and_keep
from bot.ingest.drafts import Drafted, Drafter
from bot.ingest.intake import Intake, Offered, take_in
from bot.ingest.telling import Telling
from bot.ingest.texts import KeptTexts
from bot.ingest.used import used_ids
from bot.reading import load_book
from bot.revising.scope import SHARED
from bot.settings import Settings
from bot.terminal.output import printer
from bot.text.plaintext import Line, Role
from bot.text.wording import Wording
from knowledge.ingest.decoding import MAX_BYTES
from knowledge.ingest.reading import Told
from knowledge.ingest.refusal import IngestRefused, Refused
from knowledge.model import Language

_SHOWN: Final = 100
"""Characters of a sentence that a dry run shows."""

_OPTIONS: Final[Mapping[Refused, str]] = {
    Refused.NO_TITLE: "--title",
    Refused.NO_ENGLISH_TITLE: "--title",
    Refused.NO_PUBLISHER: "--publisher",
    Refused.KNOWN: "--id",
    Refused.ANOTHER: "--id",
    Refused.BAD_ID: "--id",
    Refused.BAD_ADDRESS: "--url",
}
"""Which option mends what is refused."""


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """What the command line asks for.

    Attributes:
        source: the file; None for standard input.
        ident: id of the release; None makes one.
        told: what is said of it.
        guild_id: whose overlay it goes into; None for the shared facts.
        dry_run: whether only to show what would be read.
    """

    source: Path | None
    ident: str | None
    told: Told
    guild_id: int | None = None
    dry_run: bool = False
    accept_losses: bool = False


class NotIngested(UserError):
    """The text is no release, or cannot be read."""

    exit_status = ExitStatus.FOUND


def ingest(settings: Settings, options: IngestOptions) -> ExitStatus:
    """Read a release, publish it, and draft its facts; say what was read and what was left out.

    Raises:
        BotError: it is no release, or the facts cannot be opened or written; nothing has changed.
    """
    offered = Offered(_read(options.source), _name(options.source), options.ident, options.told)
    telling = Telling(Wording.load(), Language.EN, str)
    if options.dry_run:
        return _show(settings, offered, telling)
    scope = scope_for(options.guild_id, settings)

    async def work(desk: Desk) -> Sequence[str]:
        texts = KeptTexts(settings.data_dir)
        book = (await desk.keeper.book(scope)).book
        used = await used_ids(desk.database.revisions, scope, options.ident, book)
        try:
            intake = await asyncio.to_thread(take_and_keep, texts, scope, book, offered, used)
        except IngestRefused as refused:
            raise _refused(offered, refused, telling) from refused
        lines = list(_lines(intake, telling))
        if intake.change is None:
            return [*lines, telling.say("added.same")]
        made = await desk.keeper.publish(
            scope,
            [intake.change],
            by=COMMAND_LINE,
            guild_id=scope or None,
            reason=telling.say("added.reason" if intake.is_new else "added.reason_again", id=intake.id),
            via=Via.INGEST,
            action="ingest",
            accept_losses=options.accept_losses,
        )
        drafter = Drafter(desk.database, settings, lambda: datetime.now(UTC), texts)
        drafted = await drafter.draft(intake.change, made.revision, made.snapshot)
        return [*lines, f"revision {made.revision.number}", *_drafted(drafted)]

    return change_facts(settings, work)


def _refused(offered: Offered, refused: IngestRefused, telling: Telling) -> NotIngested:
    """Return why it is no release, with the option that helps."""
    option = _OPTIONS.get(refused.reason)
    helps = f" ({option})" if option else ""
    return NotIngested(f"{offered.name or 'standard input'}: {telling.refused(refused)}{helps}")


def _read(source: Path | None) -> bytes:
    """Return what is in *source*, at most one byte more than is taken.

    Raises:
        NotIngested: it cannot be read.
    """
    if source is None:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with source.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as cause:
        raise NotIngested(f"{source}: it cannot be read ({cause.strerror or type(cause).__name__})") from cause


def _name(source: Path | None) -> str:
    return source.name if source is not None else ""


def _show(settings: Settings, offered: Offered, telling: Telling) -> ExitStatus:
    """Write what would be read; neither a file nor the database is touched."""
    book = load_or_tell(load_book, settings.effective_facts_path)
    if book is None:
        return ExitStatus.FACTS
    try:
        ident = offered.ident
        words = KeptTexts(settings.data_dir).words(SHARED, ident) if ident and ident in book.releases else {}
        intake = take_in(offered, book, words=words)
    except IngestRefused as refused:
        raise _refused(offered, refused, telling) from refused
    lines = list(_lines(intake, telling))
    for each in intake.sentences.sentences:
        text = each.text if each.text is not None else "(no longer in the text)"
        lines.append(
            f"{each.id} paragraph {each.paragraph}: {text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}"
        )
    printer(sys.stdout)(Line(Role.LEAD, line) for line in [*lines, "nothing was written"])
    return ExitStatus.OK


def _lines(intake: Intake, telling: Telling) -> Iterator[str]:
    yield from telling.read(intake)
    yield from telling.changed(intake)
    yield from telling.doubts(intake)
    yield from telling.left_out(intake)


def _drafted(drafted: Drafted) -> Iterator[str]:
    if not drafted.drafts:
        yield "no drafts: no new sentence says enough for a fact"
        return
    yield f"drafts: {len(drafted.drafts)}, of which {drafted.waiting} wait in /review"
    if drafted.path is not None:
        yield f"for an editor: {drafted.path}"
