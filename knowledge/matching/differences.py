"""Where two lists of entries differ: runs of the one that have become runs of the other."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from knowledge.model import Fact, Gap

MOST_RUNS = 8
"""Runs beyond which one run from the first to the last is given: putting one in its place costs as much as reading
some hundred entries anew."""


class Run(NamedTuple):
    """Entries *first* to *stop* (not included) of the old list that have become *begin* to *end* of the new one."""

    first: int
    stop: int
    begin: int
    end: int


def differences(old: Sequence[Fact | Gap], new: Sequence[Fact | Gap]) -> list[Run]:
    """Return the runs in which *old* and *new* differ, ascending; both have any id once."""
    known = {entry.id: (place, entry) for place, entry in enumerate(old)}
    kept = [(-1, -1)]
    for place, entry in enumerate(new):
        before, was = known.get(entry.id, (-1, None))
        # What stands before something that it stood behind counts as new.
        if before > kept[-1][0] and (was is entry or was == entry):
            kept.append((before, place))
    kept.append((len(old), len(new)))
    runs = [
        Run(before + 1, after, begin + 1, end)
        for (before, begin), (after, end) in pairwise(kept)
        if (after, end) != (before + 1, begin + 1)
    ]
    if len(runs) > MOST_RUNS:
        return [Run(runs[0].first, runs[-1].stop, runs[0].begin, runs[-1].end)]
    return runs
