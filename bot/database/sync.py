"""Which command tree Discord was given last."""

from sqlalchemy import Connection, select, update

from bot.database.replies import Read, Submit
from bot.database.tables import commands_synced
from bot.database.upsert import InsertNew


class SyncLog:
    """Digests of the command tree by scope (``global``, or a guild's id). Every method may raise StorageError."""

    def __init__(self, submit: Submit, read: Read) -> None:
        """Write through *submit*, read through *read*."""
        self._submit = submit
        self._read = read

    async def get(self, scope: str) -> str | None:
        """Return the digest of what was last synced to *scope*, or None when nothing was."""
        query = select(commands_synced.c.digest).where(commands_synced.c.scope == scope)
        return await self._read(lambda connection: connection.execute(query).scalar_one_or_none())

    async def set(self, scope: str, digest: str) -> None:
        """Note that *digest* is what *scope* has now. Durable when it returns."""

        def write(connection: Connection) -> None:
            if not _NEW(connection, scope=scope, digest=digest):
                connection.execute(
                    update(commands_synced).where(commands_synced.c.scope == scope).values(digest=digest)
                )

        await self._submit(write)


_NEW = InsertNew(commands_synced, "scope", "digest")
