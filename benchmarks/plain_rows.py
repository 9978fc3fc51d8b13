"""The bot's matcher over plain rows of text: a fact is made when it is looked at, and dropped again.

    python -m benchmarks.plain_rows FOLDER

prints the bytes by which a process grows that opens the arrays that `PlainMatcher.save` has written there, as the
bot opens its compiled facts, all of them read into memory.
"""

import ctypes
import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, overload

import numpy as np

from benchmarks.made_up import Row
from knowledge.matching.decide import Decider
from knowledge.matching.index import Index
from knowledge.matching.matcher import Matcher
from knowledge.matching.query import read_query
from knowledge.model import Basis, Claims, Fact, FactBook, FactFile, Kind, Questions

RANKED = 10
_NONE: tuple[Any, ...] = ()


class PlainMatcher:
    """Reads, ranks and decides as the bot does."""

    name = "communique"

    def __init__(self, count: int, rows: Callable[[], Iterable[Row]]) -> None:
        """Index *count* rows, which *rows* gives anew each time it is called."""
        facts = _Facts(count, rows)
        book = _empty_book()
        self._matcher = Matcher(book, facts)
        facts.lines = self._matcher.index
        self._decider = Decider(book, self._matcher)

    def best(self, question: str) -> list[int]:
        """Go the whole way to a decision; return the numbers of the best facts."""
        query = read_query(question, self._matcher.lexicon)
        candidates = self._matcher.rank(query)
        self._decider.confidence_in(query, candidates)
        return [candidate.number for candidate in candidates[:RANKED]]

    def save(self, folder: Path) -> None:
        """Write every array of the matcher to a file of *folder*."""
        for name, array in self._matcher.arrays().items():
            np.save(folder / f"{name}.npy", array)


class _Facts(Sequence[Fact]):
    """Facts made of rows as they are passed by, later of the lines that the index has kept."""

    def __init__(self, count: int, rows: Callable[[], Iterable[Row]]) -> None:
        self._count, self._rows = count, rows
        self.lines: Index | None = None

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Fact]:
        return (_fact(row.number, row.text, row.questions) for row in self._rows())

    @overload
    def __getitem__(self, number: int) -> Fact: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Fact]: ...
    def __getitem__(self, number: int | slice) -> Fact | Sequence[Fact]:
        if isinstance(number, slice):
            return [self[i] for i in range(*number.indices(self._count))]
        assert self.lines is not None  # noqa: S101 - asked for by number only once there is an index
        *questions, text = (self.lines.text_of(line) for line in self.lines.lines_of(number))
        return _fact(number, text, tuple(questions))


def _fact(number: int, text: str, questions: tuple[str, ...]) -> Fact:
    """Make a fact of trusted values, in a tenth of the time that `model_construct` takes over a million of them."""
    claims, asked, fact = Claims.__new__(Claims), Questions.__new__(Questions), Fact.__new__(Fact)
    object.__setattr__(claims, "__dict__", {"en": text, "ko": None})
    object.__setattr__(asked, "__dict__", {"en": questions, "ko": ()})
    own = {"id": str(number), "text": claims, "questions": asked, "sources": (f"{number}#s1",)}
    object.__setattr__(fact, "__dict__", _REST | own)
    return fact


_REST = {
    "kind": Kind.WHAT, "also": (), "meeting": None, "basis": Basis.STATED, "inferred_from": None,
    "said_by": "release", "topics": (), "superseded_by": None, "retired": None,
}  # fmt: skip


def _empty_book() -> FactBook:
    file = FactFile.model_construct(
        format=1, releases=_NONE, meetings=_NONE, people=_NONE, terms=_NONE, facts=_NONE, gaps=_NONE
    )
    return FactBook(file, "")


def resident() -> int:
    """Return the bytes that this process holds, once what it no longer needs is given back; 0 where nobody tells."""
    gc.collect()
    if sys.platform != "linux":
        return 0
    ctypes.CDLL(None).malloc_trim(0)
    return 4096 * int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])


def main() -> int:
    """Open the arrays of a folder, print how much the process has grown, and return 0."""
    book = _empty_book()
    warm = np.zeros(1, dtype=np.uint64)  # numpy's own start is not counted
    before = resident()
    arrays = {path.stem: np.load(path) for path in sorted(Path(sys.argv[1]).glob("*.npy"))}
    matcher = Matcher.from_arrays(book, _Facts(len(arrays["claims"]), lambda: ()), arrays)
    Decider(book, matcher)
    print(resident() - before)
    del warm
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
