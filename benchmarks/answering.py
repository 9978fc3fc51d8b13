"""What an answer costs, and finds, beside what rapidfuzz alone gives: one run, ratios.

    python -m benchmarks.answering [FACTS]

Asks the golden questions that have an answer. "decision" is the whole way, from text to decision; the others rank
every line of the file with one rapidfuzz scorer, its text prepared beforehand, which is what one would write first.
R@1: the best entry is one that the set names. Times are CPU time of this thread.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from rapidfuzz import fuzz, process

from benchmarks.calibrate import ROOT
from knowledge.answer import Answerer
from knowledge.evaluation.golden import Case, read_golden_set
from knowledge.factfile.parse import parse_fact_file
from knowledge.language.normalize import words
from knowledge.matching.entries import entries_of, texts_of
from knowledge.model import FactBook

SCORERS: dict[str, Callable[..., float]] = {
    "token_set_ratio": fuzz.token_set_ratio,
    "token_sort_ratio": fuzz.token_sort_ratio,
    "WRatio": fuzz.WRatio,
}


def main() -> int:
    """Measure, print a table, and return 0."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "knowledge" / "facts.yaml"
    book = parse_fact_file(path.read_text(encoding="utf-8"))
    begun = time.thread_time()
    answerer = Answerer(book)
    built = time.thread_time() - begun
    rows = read_golden_set((ROOT / "knowledge" / "golden" / "answerable.yaml").read_bytes(), book)
    ours = measure(lambda text: answerer.answer(text).parts[0].trace.best, rows)
    print(f"{len(book.current_facts)} facts, {len(book.gaps)} gaps, index built in {built:.2f} s CPU")
    print(f"{'way':18} {'p50 ms':>8} {'p99 ms':>8} {'R@1':>6} {'p50 ratio':>10}")
    print(f"{'decision':18} {ours[0]:8.2f} {ours[1]:8.2f} {ours[2]:6.3f} {1:10.2f}")
    for name, scorer in SCORERS.items():
        each = measure(scan(book, scorer), rows)
        print(f"{name:18} {each[0]:8.2f} {each[1]:8.2f} {each[2]:6.3f} {each[0] / ours[0]:10.2f}")
    return 0


def scan(book: FactBook, scorer: Callable[..., float]) -> Callable[[str], str | None]:
    """Return a way that gives the entry of the line that *scorer* likes best."""
    lines = [(" ".join(words(text)), entry.id) for entry in entries_of(book) for text in texts_of(entry)]
    texts = [text for text, _ in lines]

    def best(text: str) -> str | None:
        found = process.extractOne(" ".join(words(text)), texts, scorer=scorer)
        return lines[found[2]][1] if found else None

    return best


def measure(way: Callable[[str], str | None], rows: tuple[Case, ...]) -> tuple[float, float, float]:
    """Return median and 99th percentile in milliseconds, and R@1."""
    spent, right = [], 0
    for row in rows:
        begun = time.thread_time()
        best = way(row.turns[-1])
        spent.append(1000 * (time.thread_time() - begun))
        right += best in row.facts
    spent.sort()
    return spent[len(spent) // 2], spent[int(len(spent) * 0.99)], right / len(rows)


if __name__ == "__main__":
    raise SystemExit(main())
