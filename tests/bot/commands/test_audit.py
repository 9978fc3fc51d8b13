"""`audit` shows who did what, and finds what was altered."""

import asyncio
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main
from bot.database import Act, Database
from bot.errors import ExitStatus
from tests.bot.database.keepkit import GUILD, JOE, NOW, OTHER, publish

Run = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs `audit` with options on a database of four acts: status and lines of output."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMMUNIQUE_DATA_DIR", str(tmp_path))

    async def fill() -> None:
        database = await Database.open(f"sqlite:///{tmp_path / 'communique.sqlite'}")
        joe = await database.actors.token(JOE)
        await database.audit.add(Act(GUILD, joe, "config", "everyone", "too\nmany \x1b[2J", "suggester", "viewer"), NOW)
        await database.audit.add(Act(OTHER, "m-gone", "config", "digest"), NOW)
        await publish(database, b"1\n" * 99, author=joe)
        await publish(database, b"1\n" * 100, author="file")
        await database.close()

    def run(*options: str) -> tuple[int, list[str]]:
        status = main(["audit", *options])
        return status, capsys.readouterr().out.splitlines()

    asyncio.run(fill())
    return run


def alter(path: Path, statement: str) -> None:
    """Change the database behind the program's back."""
    with closing(sqlite3.connect(path / "communique.sqlite")) as connection, connection:
        connection.execute(statement)


def test_it_tells_who_did_what_newest_first(run: Run) -> None:
    """A line each, by member where they are known; nothing of what they wrote reaches the terminal's controls."""
    status, lines = run()
    assert status == ExitStatus.OK
    assert [line.strip() for line in lines] == [
        "4  2026-01-02 03:04:05  file  publish revision 2: because",
        f"3  2026-01-02 03:04:05  member {JOE}  publish revision 1: because",
        f"2  2026-01-02 03:04:05  m-gone in guild {OTHER}  config digest",
        f"1  2026-01-02 03:04:05  member {JOE} in guild {GUILD}  config everyone: too many \ufffd[2J",
    ]


def test_it_tells_what_is_asked_for(run: Run) -> None:
    """Of one guild, or so many."""
    assert [line.split()[0] for line in run("--guild", str(GUILD))[1]] == ["1"]
    assert [line.split()[0] for line in run("--limit", "2")[1]] == ["4", "3"]


def test_programs_get_all_of_it(run: Run) -> None:
    """As JSON lines, ids as text."""
    first = json.loads(run("--jsonl", "--guild", str(GUILD))[1][0])
    assert (first["number"], first["guild_id"], first["member_id"]) == (1, str(GUILD), str(JOE))
    assert (first["before"], first["after"], first["reason"]) == ("suggester", "viewer", "too\nmany \x1b[2J")


def test_an_audit_in_order_is_said_to_be(run: Run) -> None:
    """With a head to note, that is found again, also when there is more."""
    status, (line,) = run("--verify")
    assert status == ExitStatus.OK
    told = re.fullmatch(r"4 entries, all as they were written; head ([0-9a-f]{64})", line)
    assert told is not None
    assert run("--verify", "--head", told[1])[0] == ExitStatus.OK


def test_what_was_altered_is_told(run: Run, tmp_path: Path) -> None:
    """A line each, and the status for programs."""
    alter(tmp_path, "UPDATE audit SET target = 'x' WHERE number = 2")
    alter(tmp_path, "UPDATE revisions SET reason = 'x' WHERE number = 1")
    status, lines = run("--verify")
    assert status == ExitStatus.FOUND
    assert lines[:-1] == ["entry 2: it is not what its digest is of", "entry 3: revision 1 is not what it made"]
    assert lines[-1].startswith("4 entries, 2 faults; head ")


def test_an_audit_written_anew_shows_against_a_noted_head(run: Run, tmp_path: Path) -> None:
    """By itself it is in order."""
    head = run("--verify")[1][0].rpartition(" ")[2]
    for statement in ("DELETE FROM audit_contents", "DELETE FROM audit", "DELETE FROM revisions"):
        alter(tmp_path, statement)
    assert run("--verify")[0] == ExitStatus.OK
    status, lines = run("--verify", "--head", head)
    assert status == ExitStatus.FOUND
    assert lines[0].startswith("no entry has the digest that was noted")


@pytest.mark.parametrize("options", [("--head", "0" * 64), ("--verify", "--head", "abc"), ("--limit", "0")])
def test_what_makes_no_sense_is_refused(run: Run, options: tuple[str, ...]) -> None:
    """A digest goes with verifying, and is whole."""
    assert run(*options)[0] == ExitStatus.USAGE
