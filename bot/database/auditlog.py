"""Who did what, when, why, and what it changed: a chain in which each entry carries the digest of the one before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, and_, insert, select

from bot.database.auditchain import BEGINNING, ENTRY_COLUMNS, seal, seal_content
from bot.database.auditverify import AuditReport, verify
from bot.database.locks import AUDIT, alone
from bot.database.replies import Read, Submit
from bot.database.tables import audit, audit_contents

MOST_ACTION: Final = 32
MOST_TARGET: Final = 160
"""Characters, as the columns have them."""
MOST_LISTED: Final = 500


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody did.

    Attributes:
        guild_id: where it was done, or what it concerns; None outside guilds.
        actor: their token (`bot.database.actors`).
        action: one word for it, at most 32 characters; not what members wrote.
        target: what it was done to, such as ``facts kidd-14-venue``, at most 160 characters; longer ones are cut.
        reason: why, in their words.
        before, after: what it changed, as text; None where there was or is nothing.
    """

    guild_id: int | None
    actor: str
    action: str
    target: str
    reason: str | None = None
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """The revision that an act made, and the digest of its row (`auditchain.REVISION_COLUMNS`)."""

    scope: int
    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One act as it is kept.

    Attributes:
        number: from 1, without a gap.
        scope, revision: the revision it made, if any.
        digest: over this entry and so over all before it.
        is_erased: whether it said more once, which was erased with all of its guild.
    """

    number: int
    at: datetime
    guild_id: int | None
    actor: str
    action: str
    target: str
    reason: str | None
    before: str | None
    after: str | None
    scope: int | None
    revision: int | None
    digest: str
    is_erased: bool


def append(connection: Connection, act: Act, now: datetime, made: Made | None = None) -> int:
    """Add *act* to the end of the chain, within a write; return its number.

    Whoever else appends waits until the transaction of *connection* has ended, in whatever process.
    """
    alone(connection, AUDIT)
    last = connection.execute(_LAST).one_or_none()
    content = seal_content(act.reason, act.before, act.after)
    values: dict[str, Any] = {
        "number": last.number + 1 if last else 1,
        "guild_id": act.guild_id,
        "at": now,
        "actor": act.actor,
        "action": act.action[:MOST_ACTION],
        "target": act.target[:MOST_TARGET],
        "scope": made.scope if made else None,
        "revision": made.number if made else None,
        "revision_digest": made.digest if made else None,
        "content": content,
        "previous": last.digest if last else BEGINNING,
    }
    values["digest"] = seal([values[name] for name in ENTRY_COLUMNS])
    connection.execute(_ADD, values)
    if content is not None:
        contents = {"number": values["number"], "reason": act.reason, "before": act.before, "after": act.after}
        connection.execute(_ADD_CONTENTS, contents)
    number: int = values["number"]
    return number


class AuditLog:
    """Acts, only ever added. Every method may raise StorageError."""

    def __init__(self, submit: Submit, read: Read) -> None:
        """Write through *submit*, read through *read*."""
        self._submit = submit
        self._read = read

    async def add(self, act: Act, now: datetime) -> int:
        """Keep *act* and return its number. Durable when it returns.

        An act that changes something in the database is added with that change, by `append`.
        """
        return await self._submit(lambda connection: append(connection, act, now))

    async def get(self, number: int) -> Entry | None:
        """Return the entry *number*, or None."""
        rows = await self._entries(_ENTRIES.where(audit.c.number == number))
        return rows[0] if rows else None

    async def listing(
        self,
        guild_id: int | None = None,
        before: int | None = None,
        limit: int = 20,
        action: str | None = None,
        actor: str | None = None,
    ) -> list[Entry]:
        """Return the newest entries first, at most *limit*.

        Args:
            guild_id: only of this guild; None for all.
            before: only those with a smaller number, for the next page.
            limit: 1 to 500.
            action: only such acts.
            actor: only acts of this token.
        """
        wanted = (
            (audit.c.guild_id, guild_id),
            (audit.c.action, action),
            (audit.c.actor, actor),
        )
        conditions = [column == value for column, value in wanted if value is not None]
        if before is not None:
            conditions.append(audit.c.number < before)
        query = _ENTRIES.where(and_(True, *conditions)).order_by(audit.c.number.desc()).limit(min(limit, MOST_LISTED))
        return await self._entries(query)

    async def verify(self, known: str | None = None) -> AuditReport:
        """Look for whatever in the audit, or in the revisions it tells of, is not as it was written.

        Args:
            known: the digest of an entry noted earlier, which shows whether the end was cut off or all written anew.
        """
        return await verify(self._read, known)

    async def _entries(self, query: Select[Any]) -> list[Entry]:
        return await self._read(lambda connection: [_entry(row) for row in connection.execute(query)])


_LAST = select(audit.c.number, audit.c.digest).order_by(audit.c.number.desc()).limit(1)
_ADD = insert(audit)
_ADD_CONTENTS = insert(audit_contents)
_ENTRIES = select(
    audit,
    audit_contents.c.number.label("kept"),
    audit_contents.c.reason,
    audit_contents.c.before,
    audit_contents.c.after,
).outerjoin(audit_contents, audit_contents.c.number == audit.c.number)


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        number=row.number,
        at=row.at,
        guild_id=row.guild_id,
        actor=row.actor,
        action=row.action,
        target=row.target,
        reason=row.reason,
        before=row.before,
        after=row.after,
        scope=row.scope,
        revision=row.revision,
        digest=row.digest,
        is_erased=row.content is not None and row.kept is None,
    )
