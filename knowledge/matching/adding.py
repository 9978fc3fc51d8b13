"""A search of an index that is small enough to add up whole: every posting of every key that is asked for.

Postings by line stand beside those by entry. They are worked out when the first question comes, in some ten
milliseconds at most, so that opening an index stays free of it.
"""

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.hits import Hits, best_lines
from knowledge.matching.postings import Lines, Postings
from knowledge.matching.pruning import BOOST, Wanted, top

MOST_KEYS = 1 << 20
"""Keys of all lines together up to which an index is added up whole."""

_Ids = NDArray[np.int32]
_Floats = NDArray[np.float64]


class Adder:
    """Finds the best entries and lines of one index. Immutable; safe to share between threads."""

    def __init__(self, lines: Lines, postings: Postings, totals: NDArray[np.float32]) -> None:
        """Take the *lines* of an index, their *postings* by entry, and the weight of each line."""
        self._postings, self._totals = postings, totals
        self._entry_starts = postings.starts.data
        self._owners = np.repeat(np.arange(postings.size, dtype=np.int32), np.diff(lines.entry_starts))
        pairs = lines.key_ids.astype(np.int64)
        pairs <<= 32
        pairs |= np.repeat(np.arange(len(lines.marks), dtype=np.int64), np.diff(lines.key_starts))
        pairs.sort()
        self._lines = (pairs & 0xFFFFFFFF).astype(np.int32)
        starts = np.zeros(len(lines.keys) + 1, dtype=np.int64)
        np.cumsum(np.bincount(lines.key_ids, minlength=len(lines.keys)), out=starts[1:])
        self._line_starts = starts.data

    def search(self, wanted: Wanted, weight: float, limit: int, count: int) -> Hits:
        """Return the best *count* entries for a query of this *weight*, and *limit* lines and more."""
        postings, starts = self._postings, self._entry_starts
        runs = [slice(starts[number], starts[number + 1]) for number in wanted.ids.tolist()]
        if not runs:
            return Hits.none(weight)
        sizes = [run.stop - run.start for run in runs]
        found = np.concatenate([postings.entries[run] for run in runs])
        counts = np.concatenate([postings.counts[run] for run in runs])
        worth = np.repeat(wanted.densities, sizes)
        boosted = BOOST[counts] * worth
        scores = _sums(found, boosted, postings.size)
        met = np.flatnonzero(scores).astype(np.int32)
        entries = np.sort(met[top(scores[met], met, count)])
        places = np.full(postings.size, -1, dtype=np.int32)
        places[entries] = np.arange(len(entries), dtype=np.int32)
        at = places[found]
        here = np.flatnonzero(at >= 0)
        at = at[here]
        matched = _sums(at, np.repeat(wanted.values, sizes)[here], len(entries))
        for group, near in wanted.several:
            has = np.zeros(len(entries) + 1, dtype=np.bool_)  # the last stands for every other entry
            for slot in group.tolist():
                has[places[postings.entries[runs[slot]]]] = True
            matched += near * has[:-1]
        lines, line_matched, owner = self._matched_lines(wanted, places)
        totals = self._totals[lines].astype(np.float64)
        # Dice's coefficient: of lines that match the same, the one that says least else.
        kept = best_lines(2 * line_matched / (totals + weight), owner, limit)
        return Hits(
            lines=lines[kept],
            matched=line_matched[kept],
            totals=totals[kept],
            entry_of=owner[kept],
            entries=entries,
            entry_matched=matched,
            entry_density=_sums(at, (boosted - worth)[here], len(entries)),
            query_weight=weight,
        )

    def _matched_lines(self, wanted: Wanted, places: _Ids) -> tuple[_Ids, _Floats, _Ids]:
        """Return the lines that match, ascending, what each matches, and its entry's place; -1 in *places* for none."""
        starts = self._line_starts
        runs = [self._lines[starts[number] : starts[number + 1]] for number in wanted.ids.tolist()]
        worth = np.repeat(wanted.values, [len(run) for run in runs])
        matched = _sums(np.concatenate(runs), worth, len(self._owners))
        for group, near in wanted.several:
            has = np.zeros(len(matched), dtype=np.bool_)
            for slot in group.tolist():
                has[runs[slot]] = True
            matched += near * has
        lines = np.flatnonzero(matched).astype(np.int32)
        owner = places[self._owners[lines]]
        here = np.flatnonzero(owner >= 0)
        lines = lines[here]
        return lines, matched[lines], owner[here]


def _sums(places: _Ids, worth: _Floats, size: int) -> _Floats:
    """Return for each of *size* places what *worth* adds up to there."""
    return np.bincount(places, weights=worth, minlength=size).astype(np.float64, copy=False)
