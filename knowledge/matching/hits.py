"""What a search of an index gives: the best entries for a question, and of these the best lines."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_Ids = NDArray[np.int32]
_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found: the best entries, and of these the best lines.

    Attributes:
        lines: ids of lines that share a token with the query, ascending; every entry's best line is among them.
        matched: for each line, the query weight it matches.
        totals: for each line, its own weight.
        entry_of: for each line, the position of its entry in `entries`; ascending.
        entries: numbers of the entries, ascending.
        entry_matched: for each entry, the query weight that any of its lines matches, those left out here as well.
        entry_density: the same, each word weighed by how many of the entry's lines have it (BM25's saturation
            tf / (tf + k), Robertson and Zaragoza 2009); below entry_matched.
        query_weight: the weight of the whole query; 0 for a query without tokens.
    """

    lines: _Ids
    matched: _Floats
    totals: _Floats
    entry_of: _Ids
    entries: _Ids
    entry_matched: _Floats
    entry_density: _Floats
    query_weight: float

    @classmethod
    def none(cls, query_weight: float) -> "Hits":
        """Return what a search gives that finds nothing."""
        ids, nothing = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float64)
        return cls(ids, nothing, nothing, ids, ids, nothing, nothing, query_weight)


def best_lines(likeness: _Floats, owner: NDArray[np.integer], limit: int) -> NDArray[np.int64]:
    """Return positions, ascending, of the *limit* lines most like the query, and each entry's best.

    Args:
        likeness: of each line.
        owner: of each line, its entry; ascending.
        limit: of equal lines the first come in.
    """
    if len(likeness) <= limit:
        return np.arange(len(likeness))
    floor = np.partition(likeness, len(likeness) - limit)[len(likeness) - limit]
    kept = likeness > floor
    kept[np.flatnonzero(likeness == floor)[: limit - np.count_nonzero(kept)]] = True
    first = np.flatnonzero(np.concatenate(([True], owner[1:] != owner[:-1])))
    most = np.repeat(np.maximum.reduceat(likeness, first), np.diff(first, append=len(owner)))
    best = np.flatnonzero(likeness == most)
    kept[best[np.concatenate(([True], owner[best][1:] != owner[best][:-1]))]] = True
    return np.flatnonzero(kept)
