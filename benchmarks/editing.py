"""What an edit of a large fact file costs, and how many lines it changes.

    python -m benchmarks.editing [FACTS]

The file is made up (`made_file`). Each time is the least of some turns, on the clock, in milliseconds.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.made_file import MadeFile
from knowledge.editing.change import Change
from knowledge.editing.compare import compare, line_diff
from knowledge.editing.edit import edit, entry_in
from knowledge.editing.overlay import EMPTY_OVERLAY, lay_over

_TURNS = 7


def least_ms(act: Callable[[], object]) -> float:
    """Return the least time that *act* takes."""
    times = []
    for _ in range(_TURNS):
        begun = time.perf_counter()
        act()
        times.append(time.perf_counter() - begun)
    return 1000 * min(times)


def changed_lines(before: str, after: str) -> int:
    """Return how many lines a diff marks."""
    return sum(line[0] in "+-" for line in line_diff(before, after, context=0))


def main(facts: int) -> None:
    """Measure, and print a line each."""
    text = MadeFile(facts, variants=12).text()
    ident = f"fact-{facts // 2}"
    fact: dict[str, Any] = entry_in(text, "facts", ident) or {}
    asked = {**fact["questions"], "en": [*fact["questions"]["en"], "What was agreed on zanzibarite?"]}
    edits = {
        "a question more": [Change("facts", ident, fact, {**fact, "questions": asked})],
        "another text": [Change("facts", ident, fact, {**fact, "text": {**fact["text"], "en": "They agreed."}})],
        "a fact more": [Change("facts", "new", None, {**fact, "id": "new"})],
        "a fact retired": [Change("facts", ident, fact, {**fact, "retired": "It was a slip."})],
        "a fact taken out": [Change("facts", ident, fact, None)],
    }
    print(f"{facts:,} facts, {len(text.encode()) / 1e6:.1f} MB")
    print(f"entry_in                        {least_ms(lambda: entry_in(text, 'facts', ident)):6.1f} ms")
    print(f"entry_in, no such entry         {least_ms(lambda: entry_in(text, 'facts', 'nobody')):6.1f} ms")
    for name, changes in edits.items():
        after = edit(text, changes)
        times = [
            least_ms(lambda changes=changes: edit(text, changes)),  # type: ignore[misc]
            least_ms(lambda after=after: compare(text, after)),  # type: ignore[misc]
            least_ms(lambda after=after: line_diff(text, after)),  # type: ignore[misc]
        ]
        shown = "  ".join(
            f"{word} {each:5.1f} ms" for word, each in zip(("edit", "compare", "diff"), times, strict=True)
        )
        print(f"{name:18}{shown}  lines {changed_lines(text, after)}")
    overlay = edit(EMPTY_OVERLAY, edits["a fact more"])
    print(f"an overlay of one fact laid on  {least_ms(lambda: lay_over(text, overlay)):6.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
