"""What it costs to open a large fact file, to read it cold, and to take over an edit: one run, ratios.

    python -m benchmarks.opening [FACTS] [LOADS]

The file is made up (`made_file`), with six question variants a fact. "C loader" is `yaml.load(text, CSafeLoader)` of
the same text, which guards and checks nothing. Times are the least of LOADS turns, and of CPU but for the edit,
whose time is that on the clock, from the call to the first answer out of the new text. The stall is the longest that
a timer of one millisecond came late meanwhile.
"""

import asyncio
import gc
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from benchmarks.made_file import MadeFile
from bot.factcache import FactCache
from bot.factstore import FactStore, keep_snapshot, load_snapshot
from knowledge.compiled.records import compile_records
from knowledge.decision import Answer
from knowledge.factfile.parse import read_fact_file

ASKED = "What was agreed on zanzibarite?"
"""The question that an edit puts in; the made-up file has no such word."""


def cost(act: Callable[[], object], times: int) -> float:
    """Return the least seconds of CPU that *act* takes, the garbage collector at work as it is by default."""
    least = float("inf")
    for _ in range(times):
        gc.collect()
        begun = time.process_time()
        made = act()
        least = min(least, time.process_time() - begun)
        del made
    return least


def edit(text: str, number: int) -> str:
    """Return *text* with the first question of one fact changed."""
    begin = text.index('        - "', text.index(f"  - id: fact-{number}\n"))
    end = text.index("\n", begin)
    return f'{text[:begin]}        - "{ASKED}"{text[end:]}'


async def measure_edit(path: Path, cache: FactCache, edited: str) -> tuple[float, float]:
    """Return the seconds from an edit to the first answer from it, and the longest stall of the loop meanwhile."""
    store = await FactStore.open(path, cache=cache)
    await store.settle()
    store.current.answerer.answer("What was agreed?")
    worst = 0.0

    async def watch() -> None:
        nonlocal worst
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.001)
            worst = max(worst, time.perf_counter() - begun - 0.001)

    await asyncio.to_thread(path.write_text, edited, encoding="utf-8")
    watching = asyncio.create_task(watch())
    await asyncio.sleep(0.05)
    begun = time.perf_counter()
    reloading = asyncio.create_task(store.reload())
    digest = store.current.digest
    while store.current.digest == digest:  # noqa: ASYNC110 - the store tells nobody that it has swapped
        await asyncio.sleep(0.001)
    reply = await asyncio.to_thread(store.current.answerer.answer, ASKED)
    answered = time.perf_counter() - begun
    await reloading
    watching.cancel()
    decision = reply.parts[0].decision
    if not (isinstance(decision, Answer) and ASKED in decision.facts[0].fact.questions.en):
        raise SystemExit(f"the edited fact is not what is answered: {decision}")
    return answered, worst


def main(facts: int, turns: int) -> None:
    """Measure and print."""
    text = MadeFile(facts).text()
    with tempfile.TemporaryDirectory() as folder:
        path, cache = Path(folder, "facts.yaml"), FactCache(Path(folder, "cache"))
        path.write_text(text, encoding="utf-8")
        loader = cost(lambda: yaml.load(text, Loader=yaml.CSafeLoader), turns)
        cold = cost(lambda: read_fact_file(text), turns)
        compiled = cost(lambda: compile_records(read_fact_file(text)), turns)
        begun = time.process_time()
        snapshot = load_snapshot(path)
        whole = time.process_time() - begun
        keep_snapshot(snapshot, cache)
        opened = cost(lambda: load_snapshot(path, cache), 5 * turns)
        size = cache.path_of(snapshot.digest).stat().st_size
        del snapshot
        answered, stall = asyncio.run(measure_edit(path, cache, edit(text, facts // 2)))
    print(f"{facts:,} facts, {len(text.encode()) / 1e6:.1f} MB of YAML, {size / 1e6:.1f} MB compiled")
    rows = (
        ("C loader", loader, ""),
        ("cold: guard, tree, validation, checks", cold, f"{cold / loader:.2f} of the C loader"),
        ("… and compiled", compiled, f"{compiled / loader:.2f}"),
        ("… and indexed, ready to answer", whole, f"{whole / loader:.2f}"),
        ("open from the compiled cache", opened, f"1/{loader / opened:.0f}"),
        ("an edited fact is answered from", answered, "on the clock"),
        ("longest stall of the loop meanwhile", stall, "on the clock"),
    )
    for what, seconds, note in rows:
        print(f"{what:38} {seconds * 1000:9.1f} ms  {note}")
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, int(sys.argv[2]) if len(sys.argv) > 2 else 2)
