"""Which entries of an index are worth a closer look, without looking at all that share a word with the question.

An index of some thousand entries is added up whole. In a larger one the keys are taken by the most they can add, as
in MaxScore (H. Turtle and J. Flood, "Query evaluation: strategies and optimizations", Information Processing &
Management 31(6), 1995): keys that can lift an entry into the best open new candidates; once the rest together
cannot, they only score the candidates there are, and those that cannot reach the best any more drop out.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.postings import MOST, Postings

SATURATION = 4.0
"""Lines of an entry that must have a word for it to count half."""
_Ids = NDArray[np.int32]
_Floats = NDArray[np.float64]
_Scores = NDArray[np.float64] | NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Effort:
    """How far a search goes; the defaults are those of the bot.

    Attributes:
        dense: entries up to which everything is added up.
        sure: best entries that pruning never loses; beyond them, as many as are asked for, as far as they were met.
        budget: postings that may open candidates; past them, a key only scores those there are, so that of entries
            which only have words that stand in very many, not all are looked at.
        probe: postings after which the best so far are scored in full, to learn what the others have to reach.
        few: candidates that are quicker to score by their own lines than by postings.
    """

    dense: int = 12_000
    sure: int = 10
    budget: int = 32_000
    probe: int = 1_000
    few: int = 96


EFFORT = Effort()


@dataclass(frozen=True, slots=True)
class Wanted:
    """The keys of an index that a query asks for, ascending by id, and what each is worth.

    Attributes:
        ids: key ids.
        values: what having a key adds to the matched weight.
        densities: what having it in all lines adds to the density.
        several: synonym groups of one word, as positions in `ids`, of which any adds the weight, once.
    """

    ids: NDArray[np.int64]
    values: _Floats
    densities: _Floats
    several: tuple[tuple[NDArray[np.int64], float], ...]

    @classmethod
    def of(
        cls, values: dict[int, float], densities: dict[int, float], several: list[tuple[tuple[int, ...], float]]
    ) -> "Wanted":
        """Order what a query wants, given by key id."""
        ids = np.array(sorted(values), dtype=np.int64)
        place = {number: i for i, number in enumerate(ids.tolist())}
        return cls(
            ids=ids,
            values=np.array([values[number] for number in place], dtype=np.float64),
            densities=np.array([densities[number] for number in place], dtype=np.float64),
            several=tuple((np.array([place[n] for n in groups]), near) for groups, near in several),
        )

    def matched(self, has: _Floats) -> _Floats:
        """Return the weight that each row of *has* (0 or 1 for each key) matches."""
        result: _Floats = has @ self.values
        for places, near in self.several:
            result += near * has[:, places].max(axis=1)
        return result


def saturate(counts: _Floats) -> _Floats:
    """Return how much a word counts that *counts* lines of an entry have, 0-1."""
    return counts / (counts + SATURATION)


BOOST = 1 + saturate(np.arange(MOST + 1, dtype=np.float64))
"""What a key counts for by the number of lines that have it: once for being there, and its density."""

Count = Callable[[_Ids, Wanted], tuple[NDArray[np.int64], NDArray[np.int64], _Floats]]


class Scorer:
    """Scores entries in full, by their own lines."""

    def __init__(self, wanted: Wanted, count: Count) -> None:
        """Score for *wanted*; *count* tells which lines have what."""
        self.wanted, self._count = wanted, count

    def __call__(self, entries: _Ids) -> _Floats:
        """Return the score of each of *entries*, as `best_entries` adds it up."""
        _, owner, has = self._count(entries, self.wanted)
        counts = np.add.reduceat(has, np.searchsorted(owner, np.arange(len(entries))), axis=0)
        boost = BOOST[np.minimum(counts, MOST).astype(np.int64)] * (counts > 0)
        result: _Floats = boost @ self.wanted.densities
        return result


def best_entries(postings: Postings, count: int, scorer: Scorer, effort: Effort = EFFORT) -> _Ids:
    """Return the *count* entries that score highest, in no order; fewer where fewer match."""
    if not len(scorer.wanted.ids):
        return np.zeros(0, dtype=np.int32)
    if postings.size <= effort.dense:
        return _all_added(postings, scorer.wanted, count)
    return _Pruned(postings, count, scorer, effort).run()


def _all_added(postings: Postings, wanted: Wanted, count: int) -> _Ids:
    runs = [slice(postings.starts[number], postings.starts[number + 1]) for number in wanted.ids.tolist()]
    counts = np.concatenate([postings.counts[run] for run in runs])
    worth = BOOST[counts] * np.repeat(wanted.densities, [run.stop - run.start for run in runs])
    found = np.concatenate([postings.entries[run] for run in runs])
    scores = np.bincount(found, weights=worth, minlength=postings.size).astype(np.float64, copy=False)
    met = np.flatnonzero(scores).astype(np.int32)
    return met[top(scores[met], met, count)]


def top(scores: _Scores, ids: _Ids, count: int) -> NDArray[np.int64]:
    """Return positions of the *count* highest *scores*; equal ones by id."""
    if len(scores) <= count:
        return np.arange(len(scores))
    high = _high(scores, count)
    floor = np.partition(scores[high], len(high) - count)[len(high) - count]
    above = high[scores[high] > floor]
    level = high[scores[high] == floor]
    if len(above) + len(level) > count:
        level = level[np.argsort(ids[level], kind="stable")[: count - len(above)]]
    return np.concatenate((above, level))


def _high(scores: _Scores, count: int) -> NDArray[np.int64]:
    """Return positions of at least *count* of the highest *scores*, few of them where a few stand out."""
    most = float(scores.max())
    for share in (0.9, 0.75, 0.5, 0.3):
        high = np.flatnonzero(scores >= share * most)
        if len(high) >= count:
            return high
    return np.arange(len(scores))


class _Pruned:
    """One search of a large index."""

    def __init__(self, postings: Postings, count: int, scorer: Scorer, effort: Effort) -> None:
        self._postings, self._count, self._scorer, self._effort = postings, count, scorer, effort
        wanted = scorer.wanted
        bounds = wanted.densities * BOOST[postings.most[wanted.ids]]
        order = np.argsort(-bounds, kind="stable")
        self._ids = wanted.ids[order].tolist()
        self._values = wanted.densities[order].tolist()
        sizes = (postings.starts[wanted.ids + 1] - postings.starts[wanted.ids])[order]
        self._sizes = sizes.tolist()
        # left[i]: the most that keys i, i + 1 … can add together
        self._left = [*np.cumsum(bounds[order][::-1])[::-1].tolist(), 0.0]

    def run(self) -> _Ids:
        """Return the best entries."""
        effort = self._effort
        opened = self._until(
            0, lambda size, i: size >= effort.probe or (size >= self._count and size + self._sizes[i] > effort.budget)
        )
        found, scores = self._open(opened)
        if opened < len(self._ids):
            floor = self._floor(found, scores)
            more = self._until(opened, lambda size, i: self._left[i] < floor or size + self._sizes[i] > effort.budget)
            if more > opened:
                opened = more
                found, scores = self._open(opened)
                floor = max(floor, self._floor(found, scores))
            found, scores = self._score_rest(found, scores, opened, floor)
        return found[top(scores, found, self._count)]

    def _until(self, begin: int, enough: Callable[[int, int], bool]) -> int:
        """Return how many keys to open, at least one, until it is *enough* by postings opened and the next key."""
        size, i = sum(self._sizes[:begin]), begin
        while i < len(self._ids) and (i == 0 or not enough(size, i)):
            size += self._sizes[i]
            i += 1
        return i

    def _run(self, i: int) -> tuple[_Ids, NDArray[np.uint8], NDArray[np.float32]]:
        """Return the entries that have key *i*, in how many lines, and what that is worth by their number."""
        number = self._ids[i]
        run = slice(self._postings.starts[number], self._postings.starts[number + 1])
        # Half the digits are enough to choose by, and half the memory to go through.
        worth = (self._values[i] * BOOST).astype(np.float32)
        return self._postings.entries[run], self._postings.counts[run], worth

    def _candidates(self, i: int) -> tuple[_Ids, NDArray[np.float32]]:
        """Return the entries that key *i* opens and what it adds; of very many, those that have it most often."""
        ids, counts, worth = self._run(i)
        budget = self._effort.budget
        if len(ids) > budget:
            often = np.flatnonzero(counts >= self._often(counts, budget))[:budget]
            ids, counts = ids[often], counts[often]
        return ids, worth[counts]

    def _often(self, counts: NDArray[np.uint8], budget: int) -> int:
        """Return the lowest count that at most *budget* entries reach, unless that is too few to choose from."""
        for least in range(2, int(counts.max()) + 1):
            reached = np.count_nonzero(counts >= least)
            if reached <= budget:
                return least if reached >= self._count else least - 1
        return int(counts.max())

    def _open(self, stop: int) -> tuple[_Ids, _Scores]:
        """Return the entries that have any of the first *stop* keys, ascending, and what these add up to."""
        runs = [self._candidates(i) for i in range(stop)]
        if stop == 1:
            return runs[0]
        ids = np.concatenate([found for found, _ in runs])
        order = np.argsort(ids, kind="stable")  # ascending runs: it only merges them
        ids = ids[order]
        first = np.flatnonzero(np.concatenate(([True], ids[1:] != ids[:-1])))
        return ids[first], np.add.reduceat(np.concatenate([added for _, added in runs])[order], first)

    def _floor(self, found: _Ids, scores: _Scores) -> float:
        """Return a score that enough entries have at least: of some that lead so far, in full."""
        sure = self._effort.sure
        if len(found) < sure:
            return 0.0
        leading = _high(scores, sure)[: 4 * sure]
        full = self._scorer(found[leading])
        return float(np.partition(full, len(full) - sure)[len(full) - sure]) * (1 - 1e-5)

    def _score_rest(self, found: _Ids, scores: _Scores, begin: int, floor: float) -> tuple[_Ids, _Scores]:
        """Add what the keys from *begin* on give to the candidates there are; drop those that cannot reach *floor*."""
        for i in range(begin, len(self._ids)):
            reach = np.flatnonzero(scores + np.float32(self._left[i]) >= floor)
            if len(reach) < self._count < len(found):
                reach = _high(scores, self._count)  # those that reach it are among the highest
            found, scores = found[reach], scores[reach]
            if len(found) <= self._effort.few:
                return found, self._scorer(found)
            ids, counts, worth = self._run(i)
            at = np.minimum(np.searchsorted(ids, found), len(ids) - 1)
            scores = scores + np.where(ids[at] == found, worth[counts[at]], np.float32(0))
        return found, scores
