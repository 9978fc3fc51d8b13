"""`history`: the revisions of the facts, newest first."""

import asyncio
import sys
from collections.abc import Sequence

from bot.commands.keeping import revision_line, scope_for
from bot.database import Database, Revision
from bot.errors import ExitStatus
from bot.settings import Settings
from bot.terminal.output import printer


def list_revisions(settings: Settings, *, entry: str | None, guild_id: int | None, limit: int) -> ExitStatus:
    """Write the newest *limit* revisions, a line each; only those that changed *entry*, if that is named.

    Raises:
        StorageError: the database cannot be opened, or refuses.
    """
    found, members = asyncio.run(_look(settings, scope_for(guild_id, settings), entry, limit))
    if not found:
        what = f" that changed {entry}" if entry else ""
        sys.stderr.write(f"there is no revision{what} yet\n")
        return ExitStatus.FOUND
    printer(sys.stdout)(revision_line(each, members.get(each.author)) for each in found)
    return ExitStatus.OK


async def _look(
    settings: Settings, scope: int, entry: str | None, limit: int
) -> tuple[Sequence[Revision], dict[str, int]]:
    database = await Database.open(settings.effective_database_url)
    try:
        found = await database.revisions.listing(scope, entry=entry, limit=limit)
        return found, await database.actors.members(each.author for each in found)
    finally:
        await database.close()
