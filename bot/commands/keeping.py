"""What the subcommands that change facts have in common: a keeper of their own, and words for what is in the way.

The bot may be running: whoever changes facts holds the file meanwhile, and the others follow within seconds.
"""

import asyncio
import contextlib
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import structlog

from bot.database import Database, Revision
from bot.errors import BotError, ExitStatus
from bot.ingest.drafts import Drafter
from bot.ingest.texts import KeptTexts
from bot.metrics import Metrics
from bot.revising.errors import FileBroken, LosesAnswers, NothingChanges
from bot.revising.keeper import Keeper
from bot.revising.opening import open_facts
from bot.revising.scope import SHARED, scope_of
from bot.settings import Settings
from bot.text.plaintext import Line, Role
from knowledge.editing.change import Change, EditRefused, Overtaken
from knowledge.errors import FactFileError

SHOWN: Final = 5
"""Lost questions, or entries, that are named; of more it is said how many."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a subcommand works with: the keeper, and the database behind it."""

    keeper: Keeper
    database: Database


@contextlib.asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Desk]:
    """Open the facts of *settings* to be changed, brought to one state first, and close them.

    Raises:
        BotError: they cannot be opened.
    """
    with _warnings_told():
        database = await Database.open(settings.effective_database_url)
        try:
            store = await open_facts(settings, database)
            keeper = Keeper(store, database, settings, lambda: datetime.now(UTC), Metrics())
            await keeper.start()
            drafter = Drafter(database, settings, lambda: datetime.now(UTC), KeptTexts(settings.data_dir))
            keeper.on_change.add(drafter.heard)  # the bot need not be running
            try:
                yield Desk(keeper, database)
                await keeper.on_change.settle()
            finally:
                await keeper.close()
        finally:
            await database.close()


@contextlib.contextmanager
def _warnings_told() -> Iterator[None]:
    """Have what is logged meanwhile, from warnings on, told on standard error: standard output is for results."""
    before = structlog.get_config()
    structlog.configure(
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        cache_logger_on_first_use=False,
    )
    try:
        yield
    finally:
        structlog.configure(**before)


def change_facts(
    settings: Settings, work: Callable[[Desk], Awaitable[Sequence[str]]], source: str = "the text"
) -> ExitStatus:
    """Do *work*, which returns lines to write; what is in the way goes to standard error.

    Args:
        settings: where the facts are.
        work: what to do.
        source: what a text that is refused is called.

    Raises:
        BotError: the facts cannot be opened or written.
    """

    async def run() -> Sequence[str]:
        async with opened(settings) as desk:
            try:
                return await work(desk)
            except FileBroken as broken:
                head = desk.keeper.head
                raise StillBroken(broken, head.number if head is not None else 0) from broken

    try:
        lines = asyncio.run(run())
    except FactFileError as refused:
        return complain(problem.render(source) for problem in refused.problems)
    except EditRefused as refused:
        return complain([refused.why])
    except LosesAnswers as loses:
        lost = [f"  {each.question}" for each in loses.lost[:SHOWN]]
        more = [f"  and {len(loses.lost) - SHOWN} more"] if len(loses.lost) > SHOWN else []
        return complain(
            [
                "these questions are answered now and would not be any more:",
                *lost,
                *more,
                "--accept-losses does it anyway",
            ]
        )
    except NothingChanges:
        return complain(["nothing would be different; nothing was written"])
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return ExitStatus.OK


class StillBroken(BotError):
    """The fact file is broken, so that nothing can be changed in it; tells the way out."""

    exit_status = ExitStatus.FACTS

    def __init__(self, broken: FileBroken, newest: int) -> None:
        """Tell of *broken*, and that revision *newest* may be put in its place."""
        super().__init__(
            f"{broken}\nmend that, or put the newest revision in its place: python -m bot restore {newest} "
            "(the broken file is kept among the backups)"
        )


def scope_for(guild_id: int | None, settings: Settings) -> int:
    """Return the scope that ``--guild`` names; without it the shared facts."""
    return SHARED if guild_id is None else scope_of(guild_id, settings)


def entries_line(changes: Sequence[Change]) -> str:
    """Return which entries *changes* are about, as words."""
    names = [f"{change.section} {(change.after or {}).get('id', change.id)}" for change in changes[:SHOWN]]
    more = f" and {len(changes) - SHOWN} more" if len(changes) > SHOWN else ""
    return (", ".join(names) or "the text as a whole") + more


def overtaken_line(overtaken: Overtaken, number: int) -> str:
    """Return why revision *number* cannot be taken back alone."""
    change = overtaken.change
    what = f"{change.section} {change.id}"
    now = "is gone" if overtaken.now is None else "was changed again"
    return (
        f"{what} {now} after revision {number}; take the later change back first (python -m bot history --entry "
        f"{change.id}), or bring a whole revision back (python -m bot restore {max(1, number - 1)})"
    )


def revision_line(revision: Revision, member: int | None) -> Line:
    """Return *revision* on one line: number, time, who, by what way, what, why."""
    who = f"member {member}" if member is not None else revision.author
    at = revision.made_at.astimezone(UTC)
    reason = " ".join((revision.reason or "").split())
    why = f"  {reason}" if reason else ""
    what = entries_line(revision.changes)
    return Line(Role.NOTE, f"{revision.number:>5}  {at:%Y-%m-%d %H:%M} UTC  {who}, {revision.via}  {what}{why}")


def complain(lines: Iterable[str]) -> ExitStatus:
    """Write *lines* to standard error, and return the status for what is in the way."""
    sys.stderr.write("".join(f"{line}\n" for line in lines))
    return ExitStatus.FOUND
