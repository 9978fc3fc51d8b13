"""Every version of a text that was accepted: who, when, why, what changed, and the text itself.

A `scope` is 0 for the shared facts, else the id of the guild whose overlay it is. Numbers count from 1 in each.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, and_, exists, func, insert, select

from bot.database.auditchain import REVISION_COLUMNS, seal
from bot.database.auditlog import Act, Made, append
from bot.database.patches import Patch, apply_patch, make_patch, pack, unpack
from bot.database.replies import Read, Submit
from bot.database.tables import revision_entries, revisions
from bot.errors import StorageError
from bot.quiet import turns_short
from knowledge.editing.change import Change, dump_changes, load_changes
from knowledge.factfile.filetext import digest_of

WHOLE_EACH: Final = 50
"""Each so many revisions the whole text is kept, so that no text takes more than so many steps to put together."""
MOST_LISTED: Final = 500
_MOST: Final = 2**63 - 1
"""What a number of a table can be; databases refuse to look for a greater one."""


class Via(StrEnum):
    """By what way a revision came."""

    DISCORD = "discord"
    FILE = "file"
    COMMAND_LINE = "command-line"
    INGEST = "ingest"
    RESTORE = "restore"


@dataclass(frozen=True)
class Revision:
    """One accepted version of a text.

    Attributes:
        number: from 1, without a gap.
        digest: `knowledge.factfile.filetext.digest_of` its text: as that of the book made of it.
        parent: digest of the version before; None for the first.
        author: a token (`bot.database.actors`).
        changes_text: `changes`, as JSON.
        made_at: aware, UTC.
    """

    scope: int
    number: int
    digest: str
    parent: str | None
    author: str
    via: Via
    reason: str | None
    changes_text: str
    made_at: datetime

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The entries that differ from the version before; read when first asked for.

        Raises:
            ValueError: what is kept is damaged.
        """
        return load_changes(self.changes_text)


class HeadMoved(StorageError):
    """Somebody else has made a revision meanwhile; nothing was written. `head` is the newest one now."""

    def __init__(self, head: Revision | None) -> None:
        self.head = head
        super().__init__(f"the newest revision is {head.number if head else 0} by now")


@dataclass(frozen=True, slots=True)
class _Kept:
    """How a text is kept, made ready beside the event loop."""

    digest: str
    before: str | None
    patch: Patch | None
    whole: bytes | None
    changes: str


class Revisions:
    """Revisions of every scope. Every method may raise StorageError."""

    def __init__(self, submit: Submit, read: Read) -> None:
        """Write through *submit*, read through *read*."""
        self._submit = submit
        self._read = read

    async def head(self, scope: int) -> Revision | None:
        """Return the newest revision of *scope*, or None where there is none."""
        found = await self.listing(scope, limit=1)
        return found[0] if found else None

    async def heads(self) -> dict[int, tuple[int, str]]:
        """Return number and digest of the newest revision, by scope: what a process polls to see others' changes."""
        numbers = select(revisions.c.scope, func.max(revisions.c.number).label("number")).group_by(revisions.c.scope)
        newest = numbers.subquery()
        query = select(revisions.c.scope, revisions.c.number, revisions.c.digest).join(
            newest, (newest.c.scope == revisions.c.scope) & (newest.c.number == revisions.c.number)
        )
        return await self._read(lambda connection: {row[0]: (row[1], row[2]) for row in connection.execute(query)})

    async def get(self, scope: int, number: int) -> Revision | None:
        """Return the revision *number* of *scope*, or None."""
        if number > _MOST:
            return None
        return await self._one(_COLUMNS.where(revisions.c.scope == scope, revisions.c.number == number))

    async def find(self, scope: int, digest: str) -> Revision | None:
        """Return the newest revision of *scope* whose text has *digest*, or None."""
        query = _COLUMNS.where(revisions.c.scope == scope, revisions.c.digest == digest)
        return await self._one(query.order_by(revisions.c.number.desc()).limit(1))

    async def listing(
        self,
        scope: int,
        *,
        entry: str | None = None,
        section: str | None = None,
        before: int | None = None,
        limit: int = 20,
    ) -> list[Revision]:
        """Return the newest revisions first, at most *limit* (500 at most).

        Only those that changed the *entry* with this id and, or anything, in this *section*; and with a number
        smaller than *before*, for the next page.
        """
        conditions = [revisions.c.scope == scope]
        if before is not None:
            conditions.append(revisions.c.number < before)
        if entry is not None or section is not None:
            changed = [revision_entries.c.scope == scope, revision_entries.c.number == revisions.c.number]
            if entry is not None:
                changed.append(revision_entries.c.entry == entry)
            if section is not None:
                changed.append(revision_entries.c.section == section)
            conditions.append(exists().where(*changed))
        query = _COLUMNS.where(and_(*conditions)).order_by(revisions.c.number.desc())
        return await self._several(query.limit(min(limit, MOST_LISTED)))

    async def since(self, scope: int, number: int, limit: int = 100) -> list[Revision]:
        """Return the revisions after *number*, oldest first, at most *limit* (500 at most)."""
        query = _COLUMNS.where(revisions.c.scope == scope, revisions.c.number > number).order_by(revisions.c.number)
        return await self._several(query.limit(min(limit, MOST_LISTED)))

    async def add(
        self,
        scope: int,
        *,
        expects: int,
        before: bytes | None,
        after: bytes,
        author: str,
        via: Via,
        reason: str | None,
        changes: Sequence[Change],
        now: datetime,
        act: Act | None = None,
    ) -> Revision:
        """Keep *after* as the revision that follows number *expects*, in one transaction with its audit entry.

        The newest revision, as the caller knows it, has the number *expects* (0: none) and the text *before*; without
        *before* the new text is kept whole. Without an *act* the audit gets a plain one of *author*, ``publish``.

        Raises:
            HeadMoved: another revision is the newest; nothing was written.
            StorageError: *before* is not the text of the newest revision, or the database refuses.
        """
        whole = expects % WHOLE_EACH == 0 or before is None
        kept = await asyncio.to_thread(_keep, before, after, tuple(changes), whole=whole)
        entries = [
            {"scope": scope, "entry": entry, "section": section, "number": expects + 1}
            for section, entry in sorted(set(_changed(changes)))
        ]

        def write(connection: Connection) -> Revision:
            head = connection.execute(_head_of(scope)).one_or_none()
            if (head.number if head else 0) != expects:
                raise HeadMoved(_revision(head) if head else None)
            if head is not None and kept.before is not None and kept.before != head.digest:
                raise StorageError(f"what would be changed is not the text of revision {expects}")
            parent = head.digest if head is not None else None
            made = Revision(scope, expects + 1, kept.digest, parent, author, via, reason, kept.changes, now)
            row = dict(zip(REVISION_COLUMNS, _sealed(made), strict=True))
            patch = kept.patch
            texts = {
                "begin": patch.begin if patch else None,
                "taken": patch.taken if patch else None,
                "put": patch.put if patch else None,
                "whole": kept.whole,
            }
            connection.execute(insert(revisions).values(**row, **texts))
            if entries:
                connection.execute(insert(revision_entries), entries)
            told = act or Act(scope or None, author, "publish", f"revision {made.number}", reason)
            append(connection, told, now, Made(scope, made.number, seal(_sealed(made))))
            return made

        return await self._submit(write)

    async def text(self, scope: int, number: int) -> bytes:
        """Return the text of the revision *number* of *scope*, its digest checked.

        Raises:
            StorageError: there is no such revision, or what is kept of it is damaged.
        """

        def rows(connection: Connection) -> list[Row[Any]]:
            whole = (
                select(revisions.c.number)
                .where(revisions.c.scope == scope, revisions.c.number <= number, revisions.c.whole.is_not(None))
                .order_by(revisions.c.number.desc())
                .limit(1)
            )
            first = connection.execute(whole).scalar_one_or_none()
            if first is None:
                return []
            steps = revisions.c.number.between(first, number)
            return list(connection.execute(_TEXTS.where(revisions.c.scope == scope, steps)))

        found = await self._read(rows) if number <= _MOST else []
        if not found or found[-1].number != number:
            raise StorageError(f"there is no revision {number}")
        try:
            return await asyncio.to_thread(_put_together, found)
        except ValueError as cause:
            raise StorageError(f"what is kept of revision {number} is damaged: {cause}") from cause

    async def _one(self, query: Select[Any]) -> Revision | None:
        found = await self._several(query)
        return found[0] if found else None

    async def _several(self, query: Select[Any]) -> list[Revision]:
        return await self._read(lambda connection: [_revision(row) for row in connection.execute(query)])


_COLUMNS = select(*(revisions.c[name] for name in REVISION_COLUMNS))
_TEXTS = select(
    revisions.c.number,
    revisions.c.digest,
    revisions.c.begin,
    revisions.c.taken,
    revisions.c.put,
    revisions.c.whole,
).order_by(revisions.c.number)


def _head_of(scope: int) -> Select[Any]:
    return _COLUMNS.where(revisions.c.scope == scope).order_by(revisions.c.number.desc()).limit(1)


def _changed(changes: Sequence[Change]) -> Iterator[tuple[str, str]]:
    """Yield section and id of each changed entry; both ids of one that got another."""
    for change in changes:
        yield change.section, change.id
        if change.after is not None and "id" in change.after:
            yield change.section, str(change.after["id"])


def _revision(row: Row[Any]) -> Revision:
    values = dict(zip(REVISION_COLUMNS, row, strict=True))
    return Revision(
        scope=values["scope"],
        number=values["number"],
        digest=values["digest"],
        parent=values["parent"],
        author=values["author"],
        via=Via(values["via"]),
        reason=values["reason"],
        changes_text=values["changes"],
        made_at=values["made_at"],
    )


def _sealed(made: Revision) -> tuple[Any, ...]:
    """Return the values of `REVISION_COLUMNS`, in their order."""
    return (
        made.scope,
        made.number,
        made.digest,
        made.parent,
        made.author,
        made.via.value,
        made.reason,
        made.changes_text,
        made.made_at,
    )


def _keep(before: bytes | None, after: bytes, changes: Sequence[Change], *, whole: bool) -> _Kept:
    """Digest, compare and compress; blocks."""
    with turns_short():
        patch = None if whole or before is None else make_patch(before, after)
        return _Kept(
            digest=digest_of(after),
            before=None if before is None else digest_of(before),
            patch=patch,
            whole=pack(after) if patch is None else None,
            changes=dump_changes(changes),
        )


def _put_together(rows: Sequence[Row[Any]]) -> bytes:
    """Return the text of the last of *rows*, the first of which has it whole; blocks.

    Raises:
        ValueError: something of it is damaged.
    """
    text = b""
    for row in rows:
        if row.whole is not None:
            text = unpack(row.whole)
        elif row.begin is None or row.taken is None or row.put is None:
            raise ValueError(f"of revision {row.number} there is no text")
        else:
            text = apply_patch(text, Patch(row.begin, row.taken, row.put))
    if digest_of(text) != rows[-1].digest:
        raise ValueError("its digest is another")
    return text
