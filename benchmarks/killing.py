"""What becomes of facts whose keeper is killed: real processes, SIGKILL at random moments and at every step there is.

    python -m benchmarks.killing [--runs 200] [--seed 1]

Each run makes a folder with the tests' small fact file, lets one or two processes (`benchmarks.killed`) change facts,
kills them, and opens everything again as a start does. Then the file has to be a valid one and to say what the newest
revision says; every change that was acknowledged has to be there, by number, digest and text; revisions have to lead
from one to the next without a gap, each with its text; the audit has to verify; and another change has to succeed.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from benchmarks.killed import GUILD, fresh, settings_of
from bot.database import COMMAND_LINE, Database
from bot.metrics import Metrics
from bot.reading import load_book, read_facts
from bot.revising.keeper import Keeper
from bot.revising.opening import open_facts
from bot.revising.scope import SHARED
from bot.settings import Settings
from knowledge.factfile.filetext import digest_of

ROOT: Final = Path(__file__).parents[1]
SMALL: Final = ROOT / "tests" / "data" / "small_facts.yaml"
TURNS: Final = 14
"""Changes of a process that is not killed, by which the points are counted."""
_LIMIT_S: Final = 60.0
_AT_MOST_S: Final = 0.9
"""After its first word, a process that is killed at random lives so long at most."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: the plans of its processes, and what it is called."""

    name: str
    plans: tuple[dict[str, Any], ...]
    after_s: float | None = None
    """Seconds after the first word of all processes at which they are killed; None: they do it themselves."""


@dataclass(slots=True)
class Outcome:
    """What became of a run.

    Attributes:
        made: how many changes were acknowledged.
        faults: what was lost or wrong; empty when nothing was.
        states: what the file was when it was found, for the count.
    """

    made: int = 0
    was_killed: bool = False
    faults: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Made:
    """A change that a process acknowledged."""

    scope: int
    number: int
    digest: str
    sign: str


def count_points(folder: Path, plan: dict[str, Any]) -> dict[str, int]:
    """Return how often a process that is not killed comes by each point."""
    prepare(folder, [plan])
    counted = subprocess.run(  # noqa: S603 - our own interpreter and our own module
        _command(folder, {**plan, "turns": TURNS}), cwd=ROOT, check=True, capture_output=True, text=True
    )
    points: dict[str, int] = json.loads(counted.stdout.splitlines()[-1].removeprefix("points "))
    return points


def prepare(folder: Path, plans: Sequence[dict[str, Any]]) -> None:
    """Put the small fact file where each of *plans* keeps facts."""
    for plan in plans:
        path = settings_of(folder, plan.get("name", "one")).facts_path
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_bytes(SMALL.read_bytes())


def run(folder: Path, planned: Run) -> Outcome:
    """Do *planned* in *folder*, an empty one, and look at what is left."""
    prepare(folder, planned.plans)
    processes = [
        subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
            _command(folder, plan), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for plan in planned.plans
    ]
    outcome = Outcome()
    told = ""
    try:
        if planned.after_s is not None:
            # Two that begin at once may migrate the database one after the other, so each is waited for.
            told = "".join(process.stdout.readline() for process in processes if process.stdout)
            time.sleep(planned.after_s)
            for process in processes:
                process.send_signal(signal.SIGKILL)
        for process in processes:
            out, complaint = process.communicate(timeout=_LIMIT_S)
            told += out
            outcome.was_killed |= process.returncode == -signal.SIGKILL
            if process.returncode not in {0, -signal.SIGKILL}:
                outcome.faults.append(f"the process failed by itself: {complaint.strip().splitlines()[-1:]}")
    finally:
        for process in processes:
            process.kill()
            process.wait()
    made = [_made(line) for line in told.splitlines() if line.startswith("made ")]
    outcome.made = len(made)
    for name in dict.fromkeys(plan.get("name", "one") for plan in planned.plans):
        settings = settings_of(folder, name)
        try:
            outcome.faults += asyncio.run(look(settings, made, outcome))
        except Exception as error:  # noqa: BLE001 - that it does not even open is what is looked for
            outcome.faults.append(f"it does not open: {type(error).__name__}: {error}")
    return outcome


async def look(settings: Settings, made: Sequence[Made], outcome: Outcome) -> list[str]:
    """Open everything again, and return what is lost or wrong."""
    database = await Database.open(settings.effective_database_url)
    before = digest_of(await asyncio.to_thread(read_facts, settings.facts_path))
    head = await database.revisions.head(SHARED)
    outcome.states.append(
        "nothing yet" if head is None else "agreed" if before == head.digest else "the file was behind or edited"
    )
    store = await open_facts(settings, database)
    keeper = Keeper(store, database, settings, lambda: datetime.now(UTC), Metrics())
    try:
        await keeper.start()
        faults = [fault async for fault in _faults(settings, database, keeper, made)]
        text = await keeper.text(SHARED)
        change = fresh(text, f"after-{os.getpid()}-{len(text)}-{settings.data_dir.name}")
        again = await keeper.publish(SHARED, [change], by=COMMAND_LINE, guild_id=None, reason="after")
        if digest_of(await asyncio.to_thread(read_facts, settings.facts_path)) != again.revision.digest:
            faults.append("a change after that does not reach the file")
        return faults
    finally:
        await keeper.close()
        await database.close()


async def _faults(settings: Settings, database: Database, keeper: Keeper, made: Sequence[Made]) -> Any:
    revisions = database.revisions
    data = await asyncio.to_thread(read_facts, settings.facts_path)
    await asyncio.to_thread(load_book, settings.facts_path)
    head = await revisions.head(SHARED)
    if head is None or digest_of(data) != head.digest or await revisions.text(SHARED, head.number) != data:
        yield "the file does not say what the newest revision says"
    if head is not None and (await keeper.book(SHARED)).digest != head.digest:
        yield "answers do not come from the newest revision"
    for scope in (SHARED, GUILD):
        async for fault in _chain_faults(database, scope, [each for each in made if each.scope == scope]):
            yield fault
    report = await database.audit.verify()
    for wrong in report.faults:
        yield f"the audit: {wrong}"


async def _chain_faults(database: Database, scope: int, made: Sequence[Made]) -> Any:
    revisions = database.revisions
    chain = await revisions.since(scope, 0, limit=500)
    if [each.number for each in chain] != list(range(1, len(chain) + 1)):
        yield f"revisions of {scope} have a gap"
    if any(each.parent != last.digest for last, each in pairwise(chain)):
        yield f"a revision of {scope} does not follow the one before"
    texts = {each.number: (await revisions.text(scope, each.number)).decode() for each in chain}
    reasons = (each.reason or "" for each in chain)
    undone = {reason.removeprefix("undo ") for reason in reasons if reason.startswith("undo ")}
    for each in made:
        revision = next((one for one in chain if one.number == each.number), None)
        if revision is None or revision.digest != each.digest:
            yield f"acknowledged revision {each.number} of {scope} is not there"
        elif each.sign != "-" and each.sign not in texts[each.number]:
            yield f"the change {each.sign} is not in its revision {each.number}"
        elif each.sign != "-" and each.sign not in texts[len(chain)] and str(each.number) not in undone:
            yield f"the acknowledged change {each.sign} is gone"


def _made(line: str) -> Made:
    _, scope, number, digest, sign = line.split()
    return Made(int(scope), int(number), digest, sign)


def _command(folder: Path, plan: dict[str, Any]) -> list[str]:
    return [sys.executable, "-m", "benchmarks.killed", str(folder), json.dumps(plan)]


def runs(count: int, seed: int, points: dict[str, dict[str, int]]) -> Iterator[Run]:
    """Yield *count* runs: every point of each way of working once, then random moments.

    Args:
        count: how many.
        seed: decides which moments.
        points: how often each is come by, for a file that is replaced and for one that is written in place.
    """
    hands = random.Random(seed)
    named = [
        Run(
            f"{way}: {at}",
            ({"seed": hands.randrange(10**6), "at": at, "nth": nth, "hands": True, "busy": way == IN_PLACE},),
        )
        for way, found in points.items()
        for at, times in sorted(found.items())
        # A migration comes by a point once; what comes often is met somewhere among the changes.
        for nth in [hands.randint(1, max(1, times * 2 // 3))]
    ]
    hands.shuffle(named)
    share = min(len(named), count * 3 // 5)
    yield from named[:share]
    for number in range(count - share):
        after_s = hands.uniform(0.0, _AT_MOST_S)
        first, second = ({"seed": hands.randrange(10**6)} for _ in range(2))
        match number % 4:
            case 0:
                yield Run("random moment", ({**first, "hands": True},), after_s)
            case 1:
                yield Run("random moment, in place", ({**first, "hands": True, "busy": True},), after_s)
            case 2:
                yield Run("random moment, two processes on one file", (first, second), after_s)
            case _:
                apart = ({**first, "name": "one"}, {**second, "name": "two"})
                yield Run("random moment, two processes, a file each", apart, after_s)


REPLACED: Final = "replaced"
IN_PLACE: Final = "in place"


def find_points(folder: Path) -> dict[str, dict[str, int]]:
    """Return the points of a process that replaces its file, and of one that writes it in place."""
    return {
        way: count_points(folder / way, {"seed": 7, "hands": True, "busy": way == IN_PLACE})
        for way in (REPLACED, IN_PLACE)
    }


def main(count: int, seed: int) -> int:
    """Do the runs and print what came of them."""
    hit: Counter[str] = Counter()
    states: Counter[str] = Counter()
    made = lost = killed = 0
    with tempfile.TemporaryDirectory() as made_folder:
        folder = Path(made_folder)
        points = find_points(folder / "counting")
        begun = time.perf_counter()
        for number, planned in enumerate(runs(count, seed, points)):
            outcome = run(folder / str(number), planned)
            made += outcome.made
            killed += outcome.was_killed
            states.update(outcome.states)
            if outcome.was_killed:
                hit[planned.name] += 1
            if outcome.faults:
                lost += 1
                print(f"LOST in run {number}, {planned}: {outcome.faults}", flush=True)
        taken = time.perf_counter() - begun
    there = {f"{way}: {at}" for way, found in points.items() for at in found}
    print(f"{count} runs in {taken:.0f} s: {killed} killed, {made} acknowledged changes looked for, {lost} with a loss")
    print(f"named points hit: {len(there & hit.keys())} of {len(there)} there are")
    for name, times in sorted(hit.items()):
        if name not in there:
            print(f"  {times:4} {name}")
    for name in sorted(there & hit.keys()):
        print(f"       {name}")
    print("found at the next start:", ", ".join(f"{state} {times}" for state, times in states.most_common()))
    return 1 if lost else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.exit(main(options.runs, options.seed))
