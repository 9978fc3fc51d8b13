"""`backup`: the facts, the database and the texts of releases in a folder of their own, as they are at one moment."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import URL

from bot.commands.keeping import Desk, change_facts
from bot.database import Database
from bot.errors import ExitStatus, StorageError
from bot.revising.durable import replace_file, sync_folder
from bot.revising.scope import SHARED
from bot.settings import Settings

DATABASE: Final = "communique.sqlite"
FACTS: Final = "facts.yaml"
RELEASES: Final = "releases"
"""What a backup has, by name; the last also in the data folder."""


def back_up(settings: Settings, folder: Path | None) -> ExitStatus:
    """Make a folder in *folder* (None: among the backups in the data folder) with everything, and say where.

    The bot may be running. The folder gets its name when all of it is there, so that one with that name is whole.

    Raises:
        BotError: the facts cannot be opened.
        OSError: the folder cannot be written to.
    """

    async def work(desk: Desk) -> Sequence[str]:
        within = (folder or settings.backups_path).absolute()
        name = f"communique-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        made = within / f".{name}.new"
        await asyncio.to_thread(made.mkdir, mode=0o700, parents=True)
        try:
            lines = await _fill(settings, desk, made)
            await asyncio.to_thread(made.rename, within / name)
            await asyncio.to_thread(sync_folder, within)
        except BaseException:
            await asyncio.to_thread(shutil.rmtree, made, ignore_errors=True)
            raise
        return [f"{within / name}: {', '.join(lines)}"]

    return change_facts(settings, work)


async def _fill(settings: Settings, desk: Desk, folder: Path) -> Sequence[str]:
    head = await desk.database.revisions.head(SHARED)
    database = settings.database_file
    lines: list[str] = []
    if database is not None:
        await asyncio.to_thread(_copy_database, database, folder / DATABASE)
        # Of the copy, not of what was there a moment before or after it.
        # A path may hold what means something in a URL.
        url = URL.create("sqlite+aiosqlite", database=str(folder / DATABASE))
        copy = await Database.open(url.render_as_string(hide_password=False))
        try:
            head = await copy.revisions.head(SHARED)
            if head is None:
                raise StorageError(f"{database}: there is no revision of the facts in the copy of it")
            text = await copy.revisions.text(SHARED, head.number)
        finally:
            await copy.close()
        lines.append("database")
    else:
        text = (await desk.keeper.text(SHARED)).encode()
        lines.append("no database, which is on a server: back that up with pg_dump")
    await asyncio.to_thread(replace_file, folder / FACTS, text)
    releases = await asyncio.to_thread(_copy_releases, settings.data_dir / RELEASES, folder / RELEASES)
    for file in (DATABASE, FACTS):
        if (folder / file).exists():
            os.chmod(folder / file, 0o600)  # noqa: PTH101 - one call, at once
    number = head.number if head is not None else 0
    return [f"facts of revision {number}", *lines, *([f"{releases} texts of releases"] if releases else [])]


def _copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite database as it is between two transactions, and look whether the copy is sound.

    Raises:
        StorageError: it cannot be copied, or is damaged.
    """
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")
            (verdict,) = new.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as cause:
        raise StorageError(f"{source}: it cannot be copied ({cause})") from cause
    if verdict != "ok":
        raise StorageError(f"{source}: the copy is not sound ({verdict})")


def _copy_releases(source: Path, target: Path) -> int:
    """Copy the texts of releases, if there are any; return how many."""
    if not source.is_dir():
        return 0
    shutil.copytree(source, target)
    return sum(1 for each in target.rglob("*") if each.is_file())
