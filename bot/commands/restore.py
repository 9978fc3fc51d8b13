"""`restore`: brings back a whole text: an older revision, a fact file, or a folder that `backup` made."""

import asyncio
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.commands.backup import DATABASE, FACTS, RELEASES
from bot.commands.keeping import Desk, change_facts, complain, entries_line, scope_for
from bot.database import COMMAND_LINE, Via
from bot.errors import ExitStatus, StorageError, UserError
from bot.quiet import collection_paused
from bot.reading import read_facts
from bot.revising.durable import replace_file
from bot.revising.scope import SHARED
from bot.settings import Settings
from knowledge.editing.change import same_fields
from knowledge.editing.entry import find_entries
from knowledge.editing.overlay import read_overlay
from knowledge.errors import FactFileError
from knowledge.factfile.filetext import decode_fact_file
from knowledge.factfile.parse import parse_fact_file


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
        if guild_id is not None:
            raise NotOneGuilds(
                f"{path} is a backup of the shared facts and all that belongs to them, and goes without --guild; "
                f"with --guild goes the number of a revision (python -m bot history --guild {guild_id}) or a file that "
                "has that guild's own facts alone"
            )
        try:
            data = _whole_facts(path / FACTS)
        except FactFileError as refused:
            return complain(problem.render(str(path / FACTS)) for problem in refused.problems)
        _bring_database_back(settings, path)
        _bring_releases_back(settings, path)
        path = path / FACTS
    else:
        data = read_facts(path) if number is None else b""
    source = f"revision {number}" if number is not None else path.name

    async def work(desk: Desk) -> Sequence[str]:
        text = await desk.keeper.text_at(scope, number) if number is not None else decode_fact_file(data)
        if number is None and scope != SHARED:
            await asyncio.to_thread(_check_is_own, text, await desk.keeper.text(SHARED), path)
        if text == await desk.keeper.text(scope):
            if scope == SHARED and desk.keeper.fault is not None:
                return [*_aside(await desk.keeper.put_aside()), f"{source} is in its place again"]
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
            over_broken=True,
        )
        told = f"revision {made.revision.number} brings back {source}: {entries_line(made.revision.changes)}"
        return [*_aside(made.aside), told]

    return change_facts(settings, work, source if number is not None else what)


def _aside(kept: Path | None) -> list[str]:
    return [f"the broken fact file is kept as {kept}"] if kept is not None else []


class NotOneGuilds(UserError):
    """What was to become the facts of one guild is not that."""

    exit_status = ExitStatus.USAGE


def _whole_facts(path: Path) -> bytes:
    """Return what is in *path*, which has to be a valid fact file before anything of its backup is put in place.

    Raises:
        OSError: it cannot be read.
        FactFileError: it is not valid.
    """
    data = read_facts(path)
    with collection_paused():
        parse_fact_file(decode_fact_file(data))
    return data


def _check_is_own(overlay: str, shared: str, path: Path) -> None:
    """Refuse an *overlay* of which nothing differs from *shared*: its guild would see no change made there any more.

    Raises:
        NotOneGuilds: so it is.
        FactFileError, EditRefused: it cannot be laid over the shared facts.
    """
    entries = read_overlay(overlay)
    wanted = [(section, ident) for section, of_section in entries.items() for ident in of_section]
    there = find_entries(shared, wanted)
    if wanted and all(
        same_fields(section, entries[section][ident], there.get((section, ident))) for section, ident in wanted
    ):
        raise NotOneGuilds(
            f"{path}: each entry of it is as the shared facts have it, and as a guild's own it would stay so whatever "
            "becomes of those; give a file that has the guild's own entries alone, or leave --guild away"
        )


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
