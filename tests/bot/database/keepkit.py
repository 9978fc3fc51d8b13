"""What tests of keeping facts have in common."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.ext.asyncio import create_async_engine

from bot.database import Act, Database, Revision, Via
from bot.database_url import with_driver
from knowledge.editing.change import Change

NOW = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
JOE, ANN = 1_300_000_000_000_000_001, 1_300_000_000_000_000_002
"""Members, with ids far beyond 32 bits."""
GUILD, OTHER = 1_200_000_000_000_000_001, 1_200_000_000_000_000_002


def act(action: str = "config", *, guild_id: int | None = GUILD, actor: str = "program", **more: str | None) -> Act:
    """Return an act."""
    return Act(guild_id, actor, action, "something", **more)


def added(entry: str, section: Any = "facts", **fields: str) -> Change:
    """Return the change that adds an entry."""
    return Change(section, entry, None, {"id": entry, **fields})


async def publish(
    database: Database, after: bytes, *, scope: int = 0, changes: Sequence[Change] = (), author: str = "program"
) -> Revision:
    """Keep *after* as the next revision of *scope*."""
    head = await database.revisions.head(scope)
    before = None if head is None else await database.revisions.text(scope, head.number)
    return await database.revisions.add(
        scope,
        expects=head.number if head else 0,
        before=before,
        after=after,
        author=author,
        via=Via.DISCORD,
        reason="because",
        changes=changes,
        now=NOW,
    )


async def tamper(url: str, *statements: Executable) -> None:
    """Change the database of *url* behind the program's back."""

    def run(connection: Connection) -> None:
        for statement in statements:
            connection.execute(statement)

    engine = create_async_engine(with_driver(url))
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()
