"""What it takes to publish a change of a large fact file: to the first answer from it, and the loop meanwhile.

    python -m benchmarks.publishing [FACTS] [CHANGES]

The file is made up (`made_file`), with six question variants a fact. Each change is one that a moderator makes: another
question for some fact, or a new fact. Times are on the clock, from the call of `Keeper.publish` to its return, when the
change is in the database, in the file and on disk, and to an answer from it; the preview before it (`Keeper.inspect`)
has a time of its own. The stall is the longest that a timer of one millisecond came late, until everything has settled.
"""

import asyncio
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import unified_diff
from pathlib import Path
from typing import Any

from benchmarks.made_file import MadeFile
from bot.database import COMMAND_LINE, Database
from bot.metrics import Metrics
from bot.revising.keeper import Keeper
from bot.revising.opening import open_facts
from bot.revising.scope import SHARED
from bot.settings import Settings
from knowledge.decision import Answer
from knowledge.editing.change import Change
from knowledge.editing.edit import entry_in

WORDS = ("zanzibarite", "quenstedtite", "xanthoxenite", "wakefieldite", "yttrialite", "volkonskoite")
"""Words that the made-up file does not have; one goes into each question that is added."""


@dataclass(slots=True)
class Stalls:
    """How late a timer of one millisecond came, at most, in milliseconds; since it was last set to zero."""

    worst: float = 0.0

    async def watch(self) -> None:
        """Watch until cancelled."""
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.001)
            self.worst = max(self.worst, (time.perf_counter() - begun - 0.001) * 1000)


def question_added(text: str, number: int, word: str) -> tuple[Change, str]:
    """Return a change that gives fact *number* another question with *word*, and that question."""
    ident = f"fact-{number}"
    entry = entry_in(text, "facts", ident)
    if entry is None:
        raise LookupError(ident)
    asked = f"What was agreed on {word}?"
    questions = {**entry["questions"], "en": [*entry["questions"]["en"], asked]}
    return Change("facts", ident, entry, {**entry, "questions": questions}), asked


def fact_added(number: int, word: str) -> tuple[Change, str]:
    """Return a change that adds a fact, and a question that it answers."""
    asked = f"Which valley gave its name to {word}?"
    made: dict[str, Any] = {
        "id": f"added-{number}",
        "text": {"en": f"The valley of {word.title()} gave its name to {word}."},
        "kind": "what",
        "sources": ["release-0#s01"],
        "said_by": "both",
        "questions": {"en": [asked]},
    }
    return Change("facts", f"added-{number}", None, made), asked


async def measure(settings: Settings, facts: int, changes: int) -> list[tuple[str, float, float, float, float, int]]:
    """Return for each change its name, ms of preview, of publishing and to the answer, the stall, and lines of diff."""
    database = await Database.open(settings.effective_database_url)
    store = await open_facts(settings, database)
    keeper = Keeper(store, database, settings, lambda: datetime.now(UTC), Metrics())
    await keeper.start()
    await store.settle()
    stalls = Stalls()
    watching = asyncio.create_task(stalls.watch())
    rows = []
    for number in range(changes):
        text = await keeper.text(SHARED)
        word = WORDS[number % len(WORDS)] + "abcdefgh"[number // len(WORDS) % 8]
        if number % 2:
            change, asked = await asyncio.to_thread(fact_added, number, word)
        else:
            change, asked = await asyncio.to_thread(question_added, text, facts * (number + 1) // (changes + 1), word)
        await asyncio.sleep(0.2)
        stalls.worst = 0.0
        begun = time.perf_counter()
        await keeper.inspect(SHARED, [change])
        looked = time.perf_counter()
        await keeper.publish(SHARED, [change], by=COMMAND_LINE, guild_id=None, reason="measured")
        published = time.perf_counter()
        reply = await asyncio.to_thread(store.current.answerer.answer, asked)
        answered = time.perf_counter()
        decision = reply.parts[0].decision
        if not (isinstance(decision, Answer) and decision.facts[0].fact.id == (change.after or {})["id"]):
            raise SystemExit(f"the changed fact is not what is answered: {decision}")
        await keeper.close()  # waits for what settles after it
        stall = stalls.worst
        now = await keeper.text(SHARED)
        lines = await asyncio.to_thread(_changed_lines, text, now)
        name = "new fact" if number % 2 else "question"
        rows.append((name, looked - begun, published - looked, answered - looked, stall, lines))
    watching.cancel()
    await database.close()
    return rows


def _changed_lines(one: str, other: str) -> int:
    """Return how many lines a diff of both has; where they begin to differ is found first, as difflib is slow."""
    before, after = one.splitlines(), other.splitlines()
    same = next((at for at, (left, right) in enumerate(zip(before, after, strict=False)) if left != right), len(before))
    begin, end, shift = max(0, same - 3), same + 200, len(after) - len(before)
    if before[end:] != after[end + shift :]:
        raise SystemExit("the diff is larger than was looked at")
    found = unified_diff(before[begin:end], after[begin : end + shift], n=0, lineterm="")
    return sum(1 for line in found if line[:1] in "+-" and line[:3] not in {"+++", "---"})


def main(facts: int, changes: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "facts.yaml")
        path.write_text(MadeFile(facts).text(), encoding="utf-8")
        size = path.stat().st_size
        settings = Settings(data_dir=Path(folder, "data"), facts_path=path)
        rows = asyncio.run(measure(settings, facts, changes))
    print(f"{facts:,} facts, {size / 1e6:.1f} MB of YAML, {changes} changes one after the other")
    print(f"{'':10} {'preview':>10} {'published':>10} {'answered':>10} {'stall':>9} {'diff lines':>11}")
    for name, looked, published, answered, stall, lines in rows:
        print(
            f"{name:10} {looked * 1000:7.0f} ms {published * 1000:7.0f} ms {answered * 1000:7.0f} ms {stall:6.1f} ms"
            f" {lines:11}"
        )
    print(
        f"most: published and answered from in {max(row[3] for row in rows) * 1000:.0f} ms, the loop stalled for "
        f"{max(row[4] for row in rows):.1f} ms"
    )
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, int(sys.argv[2]) if len(sys.argv) > 2 else 6)
