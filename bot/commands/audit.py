"""`audit`: who did what, and whether the record of it is as it was written."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.database import AuditReport, Database, Entry
from bot.errors import ExitStatus
from bot.settings import Settings
from bot.terminal.output import printer
from bot.text.plaintext import Line, Role

T = TypeVar("T")


def list_audit(settings: Settings, *, guild_id: int | None, limit: int, as_json: bool) -> ExitStatus:
    """Write the newest entries, newest first: a line each, or as JSON lines with what each changed.

    Raises:
        StorageError: the database cannot be opened, or refuses.
    """

    async def look(database: Database) -> tuple[list[Entry], dict[str, int]]:
        entries = await database.audit.listing(guild_id, limit=limit)
        return entries, await database.actors.members(entry.actor for entry in entries)

    entries, members = asyncio.run(_with(settings, look))
    if as_json:
        sys.stdout.write("".join(f"{_json(entry, members.get(entry.actor))}\n" for entry in entries))
    else:
        printer(sys.stdout)(Line(Role.NOTE, _line(entry, members.get(entry.actor))) for entry in entries)
    return ExitStatus.OK


def verify_audit(settings: Settings, *, head: str | None) -> ExitStatus:
    """Write one line for each thing that is not as it was written, and the digest of the last entry.

    Args:
        settings: say where the database is. The bot may be running.
        head: a digest that was written by an earlier run, to be found again.

    Raises:
        StorageError: the database cannot be opened, or refuses.
    """

    async def look(database: Database) -> AuditReport:
        return await database.audit.verify(head)

    report = asyncio.run(_with(settings, look))
    for fault in report.faults:
        where = f"entry {fault.number}: " if fault.number else ""
        sys.stdout.write(f"{where}{fault.told}\n")
    entries = "1 entry" if report.entries == 1 else f"{report.entries} entries"
    faults = "1 fault" if len(report.faults) == 1 else f"{len(report.faults)} faults"
    sys.stdout.write(f"{entries}, {faults if report.faults else 'all as they were written'}; head {report.head}\n")
    return ExitStatus.FOUND if report.faults else ExitStatus.OK


async def _with(settings: Settings, look: Callable[[Database], Awaitable[T]]) -> T:
    database = await Database.open(settings.effective_database_url)
    try:
        return await look(database)
    finally:
        await database.close()


def _line(entry: Entry, member_id: int | None) -> str:
    where = "" if entry.guild_id is None else f" in guild {entry.guild_id}"
    why = "" if entry.reason is None else f": {' '.join(entry.reason.split())}"
    who = entry.actor if member_id is None else f"member {member_id}"
    return f"{entry.number}  {entry.at:%Y-%m-%d %H:%M:%S}  {who}{where}  {entry.action} {entry.target}{why}"


def _json(entry: Entry, member_id: int | None) -> str:
    told = {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "guild_id": None if entry.guild_id is None else str(entry.guild_id),
        "actor": entry.actor,
        "member_id": None if member_id is None else str(member_id),
        "action": entry.action,
        "target": entry.target,
        "reason": entry.reason,
        "before": entry.before,
        "after": entry.after,
        "scope": None if entry.scope is None else str(entry.scope),
        "revision": entry.revision,
        "is_erased": entry.is_erased,
        "digest": entry.digest,
    }
    return json.dumps(told, ensure_ascii=False)
