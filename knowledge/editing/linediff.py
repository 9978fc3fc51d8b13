"""What differs between two long texts, line by line, by looking only at what differs."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import chain, pairwise
from typing import NamedTuple

from knowledge.editing.common import common_prefix

_SURE = 3
"""Lines that are the same in a row, after which two texts count as together again."""
_STEPS = (100, 400, 1600)
"""Lines looked at to find where two texts come together again."""


_Opcode = tuple[str, int, int, int, int]
"""What `SequenceMatcher` says of some lines."""


class _Run(NamedTuple):
    """Lines of both texts that differ, as offsets; either may be none."""

    begin: int
    end: int
    also_begin: int
    also_end: int


def line_diff(before: str, after: str, *, context: int = 2, most: int = 60) -> tuple[str, ...]:
    """Return what differs between two texts as a unified diff without file names, line ends left out.

    Only what differs is looked at line by line. Where more than *most* lines would be returned, the last one is ``…``.

    Args:
        before: a text.
        after: another one.
        context: lines shown around each difference.
        most: lines returned, at least 2.
    """
    lines: list[str] = []
    for hunk in _hunks(before, after, context, most):
        lines += hunk
        if len(lines) > most:
            return (*lines[: most - 1], "…")
    return tuple(lines)


def _hunks(before: str, after: str, context: int, most: int) -> Iterator[list[str]]:
    """Yield each hunk: its head, and its lines."""
    together: list[_Run] = []
    lines, counted, also_counted = (1, 1), 0, 0
    for run in chain(_runs(before, after, most), [None]):
        if together and (run is None or before.count("\n", together[-1].end, run.begin) > 2 * context):
            begin = _back(before, together[0].begin, context)
            shift = together[0].begin - begin
            also_begin = together[0].also_begin - shift
            lines = (
                lines[0] + before.count("\n", counted, begin),
                lines[1] + after.count("\n", also_counted, also_begin),
            )
            counted, also_counted = begin, also_begin
            yield _hunk(before, after, together, (begin, _forth(before, together[-1].end, context)), lines)
            together = []
        if run is not None:
            together.append(run)


def _hunk(before: str, after: str, runs: Sequence[_Run], span: tuple[int, int], lines: tuple[int, int]) -> list[str]:
    shown: list[str] = []
    at = span[0]
    for run in runs:
        shown += [f" {line}" for line in _split(before[at : run.begin])]
        shown += [f"-{line}" for line in _split(before[run.begin : run.end])]
        shown += [f"+{line}" for line in _split(after[run.also_begin : run.also_end])]
        at = run.end
    shown += [f" {line}" for line in _split(before[at : span[1]])]
    old = sum(line[0] != "+" for line in shown)
    new = sum(line[0] != "-" for line in shown)
    return [f"@@ -{_range(lines[0], old)} +{_range(lines[1], new)} @@", *shown]


def _range(first: int, count: int) -> str:
    """Return lines as a unified diff writes them (POSIX, diff -u): no lines stand behind the one before."""
    return str(first) if count == 1 else f"{first if count else first - 1},{count}"


def _runs(before: str, after: str, most: int) -> Iterator[_Run]:
    """Yield what differs, in order, until more than *most* lines do."""
    at = also = 0
    seen = 0
    while seen <= most:
        same = common_prefix(before, after, at, also)
        if at + same == len(before) and also + same == len(after):
            return
        begin = before.rfind("\n", at, at + same) + 1 or at
        also, at = also + begin - at, begin
        opcodes, left, right = _resync(before, after, at, also)
        for tag, i1, i2, j1, j2 in opcodes:
            if tag != "equal":
                yield _Run(left[i1], left[i2], right[j1], right[j2])
                seen += i2 - i1 + j2 - j1
        _, _, last, _, also_last = opcodes[-1]
        at, also = left[last], right[also_last]


def _resync(before: str, after: str, at: int, also: int) -> tuple[list[_Opcode], list[int], list[int]]:
    """Compare some lines; what is returned ends where the texts are together again, or with the last line looked at."""
    for step in _STEPS:
        left, right = _line_starts(before, at, step), _line_starts(after, also, step)
        lines, others = ([text[a:b] for a, b in pairwise(starts)] for text, starts in ((before, left), (after, right)))
        matcher = SequenceMatcher(None, lines, others, autojunk=False)
        opcodes: list[_Opcode] = list(matcher.get_opcodes())
        if left[-1] == len(before) and right[-1] == len(after):
            break
        while opcodes and not (opcodes[-1][0] == "equal" and opcodes[-1][2] - opcodes[-1][1] >= _SURE):
            opcodes.pop()
        if opcodes:
            break
    return opcodes or [("replace", 0, len(left) - 1, 0, len(right) - 1)], left, right


def _line_starts(text: str, at: int, most: int) -> list[int]:
    """Return where up to *most* lines from *at* on begin, and where the last of them ends."""
    starts = [at]
    while len(starts) <= most and starts[-1] < len(text):
        starts.append(text.find("\n", starts[-1]) + 1 or len(text))
    return starts


def _split(text: str) -> list[str]:
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    return lines[:-1] if not lines[-1] else lines


def _back(text: str, at: int, lines: int) -> int:
    for _ in range(lines):
        at = text.rfind("\n", 0, max(at - 1, 0)) + 1
    return at


def _forth(text: str, at: int, lines: int) -> int:
    for _ in range(lines):
        at = text.find("\n", at) + 1 or len(text)
    return at
