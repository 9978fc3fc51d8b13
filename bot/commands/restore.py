"""`restore`: brings back a whole text: an older revision, a fact file, or a folder that `backup` made."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.commands.backup import DATABASE, FACTS, RELEASES
from bot.commands.keeping import Desk, change_facts, entries_line, scope_for
from bot.curation.durable import replace_file
from bot.database import COMMAND_LINE, Via
from bot.errors import ExitStatus, StorageError
from bot.reading import read_facts
from bot.settings import Settings
from knowledge.factfile.filetext import decode_fact_file


def restore(
    settings: Settings, what: str, *, guild_id: int | None, reason: str | None, accept_losses: bool
) -> ExitStatus:
    """Make *what*, the number of a revision or the path of a file or backup, the facts; as a revision of its own.

    Raises:
        BotError: it cannot be; the facts are as they were.
        OSError: the file cannot be read.
    """
    scope = scope_for(guild_id, settings)
    number = int(what) if what.isascii() and what.isdecimal() else None
    path = Path(what)
    if number is None and path.is_dir():
        _bring_database_back(settings, path)
        _bring_releases_back(settings, path)
        path = path / FACTS
    data = read_facts(path) if number is None else b""
    source = f"revision {number}" if number is not None else path.name

    async def work(desk: Desk) -> Sequence[str]:
        text = await desk.keeper.text_at(scope, number) if number is not None else decode_fact_file(data)
        if text == await desk.keeper.text(scope):
            return [f"the facts are as in {source} already; nothing was written"]
        made = await desk.keeper.replace(
            scope,
            text,
            by=COMMAND_LINE,
            guild_id=scope or None,
            reason=reason or f"brings back {source}",
            via=Via.RESTORE,
            action="restore",
            accept_losses=accept_losses,
        )
        return [f"revision {made.revision.number} brings back {source}: {entries_line(made.revision.changes)}"]

    return change_facts(settings, work)


def _bring_database_back(settings: Settings, backup: Path) -> None:
    """Put the database of *backup* where none is; one that is there is kept, and that is said."""
    kept = backup / DATABASE
    target = settings.database_file
    if not kept.is_file():
        return
    if target is None:
        sys.stdout.write(
            "the database is on a server and stays as it is; docs/OPERATING.md tells how to bring it back\n"
        )
    elif target.exists():
        sys.stdout.write(
            f"the database {target} stays as it is; to bring the one of the backup back, stop the bot, move that file "
            "and those named like it away, and run this again\n"
        )
    else:
        if any(target.with_name(f"{target.name}{ending}").exists() for ending in ("-wal", "-shm")):
            raise StorageError(f"{target}-wal belongs to a database that is gone; move it away first")
        replace_file(target, kept.read_bytes())
        target.chmod(0o600)
        sys.stdout.write(f"the database is brought back to {target}\n")


def _bring_releases_back(settings: Settings, backup: Path) -> None:
    """Put the texts of releases that are missing where they belong."""
    kept = backup / RELEASES
    if kept.is_dir():
        for text in sorted(each for each in kept.rglob("*") if each.is_file()):
            target = settings.data_dir / RELEASES / text.relative_to(kept)
            if not target.exists():
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                shutil.copy2(text, target)
