"""This matcher, whole, beside what one would use instead, as the facts grow; one run, one machine, one thread.

    python -m benchmarks.growth [--sizes 1000 10000 100000 1000000] [--picture docs/images/growth.png]

Facts and questions are made up (`benchmarks.made_up`). "communique" is the whole way from a typed question to a
decision: reading it, ranking, confidence. The ways take turns at the questions, so that what else the machine does
falls on all alike; times are CPU time of the one thread. Slow rivals get fewer of the questions.
R@k: the fact that the question was made from is among the first k. Bytes: of ours, by how much a process grows that
opens it, texts included; of the others, what their index takes in memory (tantivy: on disk), texts not included, but
for the scan, which has nothing else. Build times include making the facts up.
"""

import argparse
import gc
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.made_up import Asked, Row, World
from benchmarks.plain_rows import PlainMatcher
from benchmarks.rivals import RIVALS, Rival

SEED = 2026
SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUESTIONS = 400
PATIENCE_S = 25.0
"""CPU time that one rival may take for all its questions at one size; past it, it is asked no more."""
BLOCK = 20
"""Questions that one way gets at a time: the next way then finds the processor's caches full of something else, as
after any other work, but not before each single question."""
MAX_SCANNED = 100_000
"""Facts up to which the scan is measured: beyond, a question takes seconds."""
OURS = "communique"


@dataclass(slots=True)
class Measured:
    """What one way gave at one size; times in milliseconds, in the order of the questions."""

    name: str
    facts: int
    build_s: float
    bytes_each: float
    spent: list[float] = field(default_factory=list)
    first: int = 0
    among: int = 0

    def percentile(self, share: float) -> float:
        """Return the time in ms that *share* of the questions stay under."""
        ordered = sorted(self.spent)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    @property
    def recall(self) -> tuple[float, float]:
        """R@1 and R@10."""
        return self.first / len(self.spent), self.among / len(self.spent)


def main() -> int:
    """Measure, print the tables, draw the picture where one is asked for, and return 0."""
    parser = argparse.ArgumentParser(prog="benchmarks.growth")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--alone", action="store_true", help="leave the rivals out")
    options = parser.parse_args()
    world = World(SEED)
    measured = [each for size in options.sizes for each in measure(world, size, options.questions, alone=options.alone)]
    print(table(measured))
    if options.picture:
        from benchmarks.picture import draw  # noqa: PLC0415 - matplotlib is installed for benchmarks alone

        draw(measured, options.picture)
    return 0


def measure(world: World, size: int, questions: int, *, alone: bool) -> list[Measured]:
    """Build each way over *size* facts, then put every question to all of them."""
    asked = list(questions_on(world, size, questions))
    begun = time.process_time()
    ours = PlainMatcher(size, lambda: world.rows(size))
    built = time.process_time() - begun
    results = [Measured(OURS, size, built, opened_bytes(ours) / size)]
    log(f"{size}: {OURS} built in {built:.1f} s, {results[0].bytes_each:.0f} bytes a fact")
    ways: list[Rival | PlainMatcher] = [ours]
    for kind in [] if alone else RIVALS:
        if kind.name == "token_set_ratio" and size > MAX_SCANNED:
            continue
        rival = kind()
        begun = time.process_time()  # not of the thread: tantivy writes on one of its own
        taken = rival.build(document(row) for row in world.rows(size))
        spent = time.process_time() - begun
        results.append(Measured(rival.name, size, spent, taken / size))
        ways.append(rival)
        log(f"{size}: {rival.name} built in {spent:.1f} s")
    gc.collect()
    gc.freeze()
    ask_all(asked, ways, results)
    gc.unfreeze()
    for each in results:
        log(f"{size}: {each.name} p50 {each.percentile(0.5):.2f} p99 {each.percentile(0.99):.2f} R {each.recall}")
    return results


def ask_all(asked: Sequence[Asked], ways: Sequence[Rival | PlainMatcher], results: Sequence[Measured]) -> None:
    """Put each question to each way, a block at a time, and note time and place of the right fact."""
    for way in ways:
        for each in asked[:3]:
            way.best(each.text)  # what is done once is not counted
    for begin in range(0, len(asked), BLOCK):
        for way, result in zip(ways, results, strict=True):
            for each in asked[begin : begin + BLOCK]:
                if sum(result.spent) > 1000 * PATIENCE_S and len(result.spent) >= 12:
                    continue
                begun = time.thread_time()
                found = way.best(each.text)
                result.spent.append(1000 * (time.thread_time() - begun))
                result.first += each.gold in found[:1]
                result.among += each.gold in found[:10]


def questions_on(world: World, size: int, count: int) -> Iterator[Asked]:
    """Yield *count* questions on facts drawn from the first *size*."""
    rng = random.Random(SEED + size)
    wanted = set(rng.sample(range(size), k=min(count, size)))
    asked = [world.ask(row, rng) for row in world.rows(size) if row.number in wanted]
    rng.shuffle(asked)
    yield from asked


def document(row: Row) -> str:
    """Return a fact as one text."""
    return " ".join((row.text, *row.questions))


def opened_bytes(ours: PlainMatcher) -> int:
    """Return by how much a new process grows that opens what *ours* has worked out."""
    with tempfile.TemporaryDirectory() as folder:
        ours.save(Path(folder))
        command = [sys.executable, "-m", "benchmarks.plain_rows", folder]
        return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603 - our own


def table(measured: Sequence[Measured]) -> str:
    """Return the figures as Markdown, each size with its ratios to ours."""
    lines = [
        "| facts | way | p50 ms | p99 ms | p50 / ours | p99 / ours | R@1 | R@10 | build s | bytes a fact | questions |",
        "|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    ours = {each.facts: each for each in measured if each.name == OURS}
    for each in measured:
        own = ours[each.facts]
        p50, p99, (first, among) = each.percentile(0.5), each.percentile(0.99), each.recall
        lines.append(
            f"| {each.facts:,} | {each.name} | {p50:.2f} | {p99:.2f} | {p50 / own.percentile(0.5):.2f} | "
            f"{p99 / own.percentile(0.99):.2f} | {first:.3f} | {among:.3f} | {each.build_s:.1f} | "
            f"{each.bytes_each:.0f} | {len(each.spent)} |"
        )
    return "\n".join(lines)


def log(text: str) -> None:
    """Say on standard error how far it is."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
