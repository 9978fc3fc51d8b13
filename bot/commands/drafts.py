"""`ingest --drafts`: the facts that somebody has written into a drafts file, published."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.commands.keeping import Desk, change_facts, scope_for
from bot.database import COMMAND_LINE, Act, Via
from bot.database.proposals import APPROVED, DRAFT
from bot.errors import ExitStatus, UserError
from bot.reading import read_facts
from bot.revising.scope import SHARED
from bot.settings import Settings
from knowledge.editing.change import Fields
from knowledge.editing.edit import edit
from knowledge.errors import FactFileError, Problem
from knowledge.ingest.draftfile import FilledIn, locate, read_drafts


class DraftsRefused(UserError):
    """Something in the drafts file is wrong; its problems are the text, one a line."""

    exit_status = ExitStatus.FOUND


def publish_drafts(
    settings: Settings, path: Path, *, guild_id: int | None, reason: str | None, accept_losses: bool
) -> ExitStatus:
    """Publish everything that is filled in, as one revision; all of it, or with a problem nothing.

    Raises:
        BotError: it cannot be; nothing has changed.
    """
    try:
        data = read_facts(path)
    except OSError as cause:
        raise DraftsRefused(f"{path}: it cannot be read ({cause.strerror or type(cause).__name__})") from cause
    scope = scope_for(guild_id, settings)

    async def work(desk: Desk) -> Sequence[str]:
        book = (await desk.keeper.book(scope)).book
        try:
            filled = await asyncio.to_thread(read_drafts, data, book)
        except FactFileError as refused:
            raise _refused(path, refused.problems) from refused
        lines = [f"{path}: {len(filled.empty)} without a text yet"] if filled.empty else []
        if filled.there:
            lines.append(f"in the fact file already: {', '.join(filled.there)}")
        if filled.changes:
            made = await _publish(desk, scope, path, filled, reason, accept_losses=accept_losses)
            ids = ", ".join(change.id for change in filled.changes)
            lines.insert(0, f"revision {made}: {ids}")
            if mute := [change.id for change in filled.changes if not any(_questions(change.after))]:
                lines.append(f"without a question, so that hardly anybody will be answered by it: {', '.join(mute)}")
        elif not filled.there:
            lines.append("nothing is filled in yet; nothing was written")
        await _settle(desk, scope, [*(change.id for change in filled.changes), *filled.there])
        return lines

    return change_facts(settings, work)


async def _publish(
    desk: Desk, scope: int, path: Path, filled: FilledIn, reason: str | None, *, accept_losses: bool
) -> int:
    try:
        made = await desk.keeper.publish(
            scope,
            filled.changes,
            by=COMMAND_LINE,
            guild_id=scope or None,
            reason=reason or (f"facts of the release {filled.release}" if filled.release else None),
            via=Via.INGEST,
            action="ingest",
            accept_losses=accept_losses,
        )
    except FactFileError as refused:
        problems = refused.problems
        if scope == SHARED:
            text = edit(await desk.keeper.text(scope), filled.changes)
            problems = await asyncio.to_thread(locate, problems, text, filled)
        raise _refused(path, problems) from refused
    return made.revision.number


async def _settle(desk: Desk, scope: int, written: Sequence[str]) -> None:
    """Take the drafts that are facts now out of the review."""
    proposals, now = desk.database.proposals, datetime.now(UTC)
    for ident in written:
        for draft in await proposals.listing(None, kind=DRAFT, scope=scope, entry=ident):
            act = Act(draft.guild_id or None, COMMAND_LINE, "approve", f"proposal {draft.number}", None, None, None)
            await proposals.decide(draft.number, APPROVED, COMMAND_LINE, None, now, act=act)


def _questions(fields: Fields | None) -> Iterator[str]:
    """Yield the questions of an entry, in every language."""
    for each in ((fields or {}).get("questions") or {}).values():
        yield from each or ()


def _refused(path: Path, problems: Sequence[Problem]) -> DraftsRefused:
    return DraftsRefused("\n".join(problem.render(str(path)) for problem in problems))
