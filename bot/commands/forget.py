"""`forget`: deletes what is kept about a member."""

import asyncio
import sys

from bot.database import Database
from bot.errors import ExitStatus
from bot.settings import Settings


def forget(settings: Settings, member_id: int) -> ExitStatus:
    """Delete every reply to *member_id*, with its votes, and every vote of theirs; say how many rows that were.

    The bot may be running: SQLite lets both write, one after the other.

    Raises:
        StorageError: the database cannot be opened, or refuses.
    """
    rows = asyncio.run(_forget(settings.effective_database_url, member_id))
    sys.stdout.write(f"{rows} {'row' if rows == 1 else 'rows'} deleted\n")
    return ExitStatus.OK


async def _forget(url: str, member_id: int) -> int:
    database = await Database.open(url)
    try:
        return await database.forget_member(member_id)
    finally:
        await database.close()
