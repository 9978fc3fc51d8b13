"""What must not happen twice at once, also where several processes share one database."""

from typing import Final

from sqlalchemy import BigInteger, Connection, bindparam, func, select

AUDIT: Final = 0x636F6D6D_00000001
"""Numbers of PostgreSQL's advisory locks are one space a database; ours begin with "comm"."""
MIGRATION: Final = 0x636F6D6D_00000002

_LOCK = select(func.pg_advisory_xact_lock(bindparam("key", type_=BigInteger)))


def alone(connection: Connection, key: int) -> None:
    """Wait until no other transaction holds *key*, and hold it until this one ends.

    With SQLite it does nothing: there a transaction that writes is alone from its beginning (``BEGIN IMMEDIATE``).
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"key": key})
