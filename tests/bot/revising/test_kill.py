"""Whoever keeps facts may be killed at any moment; the next start finds everything that was acknowledged.

The processes are real ones, and so are their files, their database and SIGKILL (`benchmarks.killing`, whose own run of
some hundred takes minutes). Here a few of each kind have to do.
"""

import asyncio
import random
import sys
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest

from benchmarks.killed import settings_of
from benchmarks.killing import IN_PLACE, REPLACED, Made, Outcome, Run, look, run
from bot.revising.scope import SHARED

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the points are found by /proc, and killed by SIGKILL")

STEPS = [
    "before INSERT revisions",
    "before commit",
    "after revision",
    "before write fact file, new",
    "after write fact file, new",
    "after fsync fact file, new",
    "before replace fact file",
    "after replace fact file",
    "before replace copy",
    "before fsync mark, new",
    "after replace mark",
    "acknowledged",
]
IN_PLACE_STEPS = [
    "before write fact file",
    "after write fact file",
    "before ftruncate fact file",
    "before fsync fact file",
]


def check(tmp_path: Path, planned: Run) -> Outcome:
    """Do *planned*, and see that nothing is lost."""
    outcome = run(tmp_path, planned)
    assert outcome.faults == []
    return outcome


@pytest.mark.parametrize("at", STEPS)
def test_killed_at_a_step_nothing_is_lost(tmp_path: Path, at: str) -> None:
    """Of the third change that comes by."""
    plan = {"seed": 5, "at": at, "nth": 3, "hands": True}
    assert check(tmp_path, Run(f"{REPLACED}: {at}", (plan,))).was_killed


@pytest.mark.parametrize("at", IN_PLACE_STEPS)
def test_killed_at_a_step_of_writing_in_place_nothing_is_lost(tmp_path: Path, at: str) -> None:
    """The file is torn then, and known as such."""
    plan = {"seed": 6, "at": at, "nth": 2, "hands": True, "busy": True}
    assert check(tmp_path, Run(f"{IN_PLACE}: {at}", (plan,))).was_killed


@pytest.mark.parametrize(
    ("at", "nth"), [("before CREATE revisions", 1), ("before INSERT alembic_version", 1), ("before commit", 1)]
)
def test_killed_while_the_tables_are_made_the_next_start_makes_them(tmp_path: Path, at: str, nth: int) -> None:
    """Either all of them are there or none."""
    assert check(tmp_path, Run(at, ({"seed": 7, "at": at, "nth": nth},))).was_killed


@pytest.mark.parametrize("number", range(4))
def test_killed_at_any_moment_nothing_is_lost(tmp_path: Path, number: int) -> None:
    """One process, and two on one file, and two with a file each."""
    first, second = {"seed": 100 + number}, {"seed": 200 + number}
    plans: list[tuple[dict[str, Any], ...]] = [
        ({**first, "hands": True},),
        (first, second),
        ({**first, "name": "one"}, {**second, "name": "two"}),
        ({**first, "hands": True, "busy": True},),
    ]
    outcome = check(tmp_path, Run("random moment", plans[number], random.SystemRandom().uniform(0.1, 0.6)))
    assert outcome.was_killed


def test_a_loss_is_seen(tmp_path: Path) -> None:
    """A look that finds nothing wrong whatever it looks at would prove nothing."""
    outcome = check(tmp_path, Run("whole", ({"seed": 5, "at": "acknowledged", "nth": 6, "hands": True},)))
    assert outcome.made >= 3
    settings = settings_of(tmp_path, "one")
    missing = Made(SHARED, 999, "0" * 64, "never")
    assert any("999" in fault for fault in asyncio.run(look(settings, [missing], Outcome())))
    with closing(connect(tmp_path / "communique.sqlite")) as database:
        database.execute("UPDATE revisions SET reason = 'another' WHERE number = 2 AND scope = 0")
        database.commit()
    faults = asyncio.run(look(settings, [], Outcome()))
    assert any("audit" in fault for fault in faults)
