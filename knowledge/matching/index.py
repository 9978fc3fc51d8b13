"""An inverted index over the lines of a book: which entries and lines share how much weight with a question.

A line is one question variant or one text of an entry (a fact or a gap). Weights are inverse document frequencies
over entries, as in Robertson and Sparck Jones (1976), so that thirty variants of one fact do not make its words
common. Everything is a few numpy arrays: postings by entry choose the entries (`knowledge.matching.pruning`), and
the lines' own keys tell the rest of those few. A search of a large index touches only what its rare words reach.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.language.english import SYNONYM_GROUPS
from knowledge.matching.adding import MOST_KEYS, Adder
from knowledge.matching.hits import Hits, best_lines
from knowledge.matching.keytable import Arrays, spans
from knowledge.matching.lexicon import Token
from knowledge.matching.postings import Line, LineBuilder, Lines, Postings, changed
from knowledge.matching.pruning import EFFORT, Scorer, Wanted, best_entries, saturate

SYNONYM_SHARE = 0.5
"""What a word is worth that only a synonym of it meets."""
QUESTION_WEIGHT = 1.8
"""What it weighs that two questions ask for the same kind of thing, where a rare word weighs 4 or 5."""
UNKNOWN_SHARE = 1.0
"""What a word weighs that the book does not have at all, against the rarest word it has."""
LIMIT, ENTRIES = 240, 64
"""Lines and entries that a search returns unless told otherwise."""
_DIRECT = 1 << 16
"""Keys up to which a table over all keys is quicker to look up in than the few of the query."""

_Ids = NDArray[np.int32]
_Floats = NDArray[np.float64]


class Index:
    """Postings of keys over entries, and the lines of each. Immutable once built; safe to share between threads."""

    def __init__(self, lines: Iterable[Line], entries: int) -> None:
        """Index *lines*, entry after entry, of *entries* entries, numbered from 0."""
        builder = LineBuilder()
        for line in lines:
            builder.add(line.entry, line.text, line.tokens, line.mark)
        self._take(builder.lines(entries), None, None)

    @classmethod
    def of(cls, lines: Lines) -> "Index":
        """Index lines that a `LineBuilder` has taken."""
        index = cls.__new__(cls)
        index._take(lines, None, None)  # noqa: SLF001 - the class's own
        return index

    def _take(self, lines: Lines, postings: Postings | None, totals: NDArray[np.float32] | None) -> None:
        self._lines = lines
        self._keys = lines.keys
        self._postings = Postings.of(lines) if postings is None else postings
        self._starts, self._posting_entries = self._postings.starts.data, self._postings.entries.data
        # What has been looked up once is at hand; only of keys that the book has, so no more than there are.
        self._decoded: list[str | None] = [None] * len(self._keys)
        self._found: dict[str, int] = {}
        self._groups: dict[str, tuple[int, ...]] = {}
        self._texts, self._text_starts = lines.texts.data, lines.text_starts.data
        self.entries = len(lines.entry_starts) - 1
        self._unknown = UNKNOWN_SHARE * self._idf(0)
        self._totals = self._weigh_lines() if totals is None else totals
        self._adder: Adder | None = None  # of two threads that make it, either may win: they are alike

    def __len__(self) -> int:
        """Return the number of lines."""
        return len(self._lines.marks)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the whole index as named arrays, to be written to a file."""
        postings = self._postings
        return {
            **self._lines.arrays(),
            "posting_starts": postings.starts,
            "posting_entries": postings.entries,
            "posting_counts": postings.counts,
            "posting_most": postings.most,
            "totals": self._totals,
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "Index":
        """Open what `arrays` gave, memory-mapped or not; nothing is copied and nothing computed."""
        index = cls.__new__(cls)
        names = ("posting_starts", "posting_entries", "posting_counts", "posting_most")
        postings = Postings(len(arrays["entry_starts"]) - 1, *(arrays[name] for name in names))
        index._take(Lines.from_arrays(arrays), postings, arrays["totals"])  # noqa: SLF001 - the class's own
        return index

    def replaced(self, first: int, stop: int, entries: Sequence[Sequence[Line]]) -> "Index":
        """Return an index with the lines of *entries* in the place of entries *first* to *stop* (not included)."""
        return Index.of(changed(self._lines, first, stop, entries))

    def text_of(self, line: int) -> str:
        """Return the text of *line*."""
        run = self._texts[self._text_starts[line] : self._text_starts[line + 1]]
        return str(run, "utf-8", "surrogatepass")

    def mark_of(self, line: int) -> int:
        """Return what the caller wanted remembered of *line*, 0-255."""
        return int(self._lines.marks[line])

    def keys_of(self, line: int) -> list[str]:
        """Return the distinct token keys of *line*, in order of first appearance; synonym groups are left out."""
        starts = self._lines.key_starts
        run = slice(int(starts[line]), int(starts[line + 1]))
        ids, codes = self._lines.key_ids[run], self._lines.key_codes[run]
        decoded = self._decoded
        return [decoded[number] or self._decode(number) for number in ids[codes > 0].tolist()]

    def keys_of_entry(self, entry: int) -> Iterator[str]:
        """Yield the distinct token keys of all lines of *entry*; synonym groups are left out."""
        lines = self.lines_of(entry)
        starts = self._lines.key_starts
        run = slice(int(starts[lines.start]), int(starts[lines.stop]))
        ids, codes = self._lines.key_ids[run], self._lines.key_codes[run]
        return (self._decoded[number] or self._decode(number) for number in set(ids[codes > 0].tolist()))

    def _decode(self, number: int) -> str:
        key = self._decoded[number] = self._keys[number]
        return key

    def marks_of_entry(self, entry: int) -> set[int]:
        """Return the marks that the lines of *entry* have."""
        lines = self.lines_of(entry)
        return set(self._lines.marks[lines.start : lines.stop].tolist())

    def lines_of(self, entry: int) -> range:
        """Return the ids of the lines of *entry*."""
        starts = self._lines.entry_starts
        return range(int(starts[entry]), int(starts[entry + 1]))

    def entry_of(self, line: int) -> int:
        """Return the number of the entry that *line* belongs to."""
        return int(np.searchsorted(self._lines.entry_starts, line, side="right")) - 1

    def marks(self, lines: _Ids) -> NDArray[np.uint8]:
        """Return the mark of each of *lines*."""
        return self._lines.marks[lines]

    def mean_total(self, mark: int) -> float:
        """Return the mean weight of the lines with *mark*; 0 for none."""
        found = self._totals[self._lines.marks == mark]
        return float(found.mean()) if len(found) else 0.0

    def sizes(self, entries: _Ids) -> NDArray[np.int64]:
        """Return how many lines each of *entries* has."""
        starts = self._lines.entry_starts
        return starts[entries + 1].astype(np.int64) - starts[entries].astype(np.int64)

    def shares(self, weights: dict[str, float], entries: _Ids) -> _Floats:
        """Return what share of each key of *weights* each of *entries* has: 1, SYNONYM_SHARE or 0; keys by entries."""
        result = np.zeros((len(weights), len(entries)), dtype=np.float64)
        for row, key in enumerate(weights):
            for number in self._groups_of(key):
                result[row, self._have(number, entries)] = SYNONYM_SHARE
            if (number := self._find(key)) >= 0:
                result[row, self._have(number, entries)] = 1.0
        return result

    def share_of(self, key: str, entry: int) -> float:
        """Return what share of *key* the entry has: 1, SYNONYM_SHARE or 0."""
        if self._has(self._find(key), entry):
            return 1.0
        return SYNONYM_SHARE if any(self._has(number, entry) for number in self._groups_of(key)) else 0.0

    def _has(self, number: int, entry: int) -> bool:
        if number < 0:
            return False
        stop = self._starts[number + 1]
        at = bisect_left(self._posting_entries, entry, self._starts[number], stop)
        return at < stop and self._posting_entries[at] == entry

    def _have(self, number: int, entries: _Ids) -> NDArray[np.bool_]:
        found = self._postings.entries[self._starts[number] : self._starts[number + 1]]
        result: NDArray[np.bool_] = found.take(found.searchsorted(entries), mode="clip") == entries
        return result

    def knows(self, key: str) -> bool:
        """Whether any line has *key*."""
        return self._find(key) >= 0

    def _find(self, key: str) -> int:
        """Return the id of *key*, -1 where no line has it."""
        number = self._found.get(key)
        if number is None:
            number = self._keys.find(key)
            if number >= 0:
                self._found[key] = number
        return number

    def _groups_of(self, key: str) -> tuple[int, ...]:
        """Return the ids of the synonym groups of *key* that any line has."""
        names = SYNONYM_GROUPS.get(key)
        if names is None:
            return ()
        groups = self._groups.get(key)
        if groups is None:
            groups = self._groups[key] = tuple(number for name in names if (number := self._find(name)) >= 0)
        return groups

    def frequency(self, key: str) -> int:
        """Return how many entries have *key*."""
        number = self._find(key)
        return self._starts[number + 1] - self._starts[number] if number >= 0 else 0

    def _idf(self, frequency: int) -> float:
        return math.log(1 + (self.entries - frequency + 0.5) / (frequency + 0.5))

    def weigh(self, tokens: Iterable[Token]) -> dict[str, float]:
        """Return the weight of each distinct key of *tokens*, in order of first appearance; each is above 0."""
        bases: dict[str, float] = {}
        weights: dict[str, float] = {}
        for token in tokens:
            key = token.key
            if key not in bases:
                bases[key] = self._base(key)
            weights[key] = max(weights.get(key, 0.0), bases[key] * token.factor)
        return weights

    def _base(self, key: str) -> float:
        if key[0] == "?":
            return QUESTION_WEIGHT
        frequency = self.frequency(key)
        return self._idf(frequency) if frequency else self._unknown

    def _weigh_lines(self) -> NDArray[np.float32]:
        """Return the weight of every line: `weigh` of its tokens, added up."""
        lines, frequencies = self._lines, np.diff(self._postings.starts)
        bases = np.log(1 + (self.entries - frequencies + 0.5) / (frequencies + 0.5))
        if len(self._keys):
            bases[self._keys.blob[self._keys.starts[:-1]] == ord("?")] = QUESTION_WEIGHT
        sums = np.zeros(len(lines.key_ids) + 1, dtype=np.float64)
        np.cumsum(bases[lines.key_ids] * lines.factors[lines.key_codes], out=sums[1:])
        totals: NDArray[np.float32] = np.diff(sums[lines.key_starts]).astype(np.float32)
        return totals

    def search(self, weights: dict[str, float], limit: int = LIMIT, entries: int = ENTRIES) -> Hits:
        """Find the entries and lines that share tokens with a query of these *weights* (`weigh`).

        Args:
            weights: the weight of each key of the query.
            limit: lines to return, at most, beside the best of each entry.
            entries: entries to return, at most: those with the highest sum of matched weight and density.
        """
        wanted, weight = self._wanted(weights), sum(weights.values())
        if self.entries <= EFFORT.dense and len(self._lines.key_ids) <= MOST_KEYS:
            if self._adder is None:
                self._adder = Adder(self._lines, self._postings, self._totals)
            return self._adder.search(wanted, weight, limit, entries)
        chosen = best_entries(self._postings, entries, Scorer(wanted, self._count))
        return self._hits(chosen, wanted, limit, weight)

    def _wanted(self, weights: dict[str, float]) -> Wanted:
        """Say of each key and group that the index has what it is worth to a query."""
        slots: dict[int, float] = {}
        several: list[tuple[tuple[int, ...], float]] = []
        densities: dict[int, float] = {}
        for key, weight in weights.items():
            groups = self._groups_of(key)
            exact = self._find(key)
            near = SYNONYM_SHARE * weight
            for number in groups:
                slots[number] = slots.get(number, 0.0) + (near if len(groups) == 1 else 0.0)
                densities[number] = densities.get(number, 0.0) + near / len(groups)
            if len(groups) > 1:
                several.append((groups, near))
            if exact >= 0:
                rest = weight - near if groups else weight
                slots[exact] = slots.get(exact, 0.0) + rest
                densities[exact] = densities.get(exact, 0.0) + rest
        return Wanted.of(slots, densities, several)

    def _count(self, entries: _Ids, wanted: Wanted) -> tuple[NDArray[np.int64], NDArray[np.int64], _Floats]:
        """Return the lines of *entries*, the position of each line's entry, and which of *wanted* each line has."""
        lines = self._lines
        first, stop = lines.entry_starts[entries].astype(np.int64), lines.entry_starts[entries + 1].astype(np.int64)
        ids = spans(first, stop - first)
        owner = np.repeat(np.arange(len(entries)), stop - first)
        begin = lines.key_starts[ids].astype(np.int64)
        sizes = lines.key_starts[ids + 1].astype(np.int64) - begin
        keys = lines.key_ids[spans(begin, sizes)]
        if len(self._keys) <= _DIRECT:
            table = np.zeros(len(self._keys), dtype=np.int8 if len(wanted.ids) < 127 else np.int32)  # noqa: PLR2004 - int8
            table[wanted.ids] = np.arange(1, len(wanted.ids) + 1)
            slot = table[keys]
            met = np.flatnonzero(slot)
            slot = slot[met] - 1
        else:
            slot = np.minimum(np.searchsorted(wanted.ids, keys), len(wanted.ids) - 1)
            met = np.flatnonzero(wanted.ids[slot] == keys)
            slot = slot[met]
        has = np.zeros((len(ids), len(wanted.ids)), dtype=np.float64)
        has[np.repeat(np.arange(len(ids)), sizes)[met], slot] = 1.0
        return ids, owner, has

    def _hits(self, chosen: _Ids, wanted: Wanted, limit: int, weight: float) -> Hits:
        if not len(chosen):
            return Hits.none(weight)
        chosen.sort()
        ids, owner, has = self._count(chosen, wanted)
        matched = wanted.matched(has)
        counts = np.add.reduceat(has, np.searchsorted(owner, np.arange(len(chosen))), axis=0)
        met = np.flatnonzero(matched > 0)
        matched, totals = matched[met], self._totals[ids[met]].astype(np.float64)
        kept = best_lines(2 * matched / (totals + weight), owner[met], limit)
        return Hits(
            lines=ids[met[kept]].astype(np.int32),
            matched=matched[kept],
            totals=totals[kept],
            entry_of=owner[met[kept]].astype(np.int32),
            entries=chosen,
            entry_matched=wanted.matched(np.minimum(counts, 1.0)),
            entry_density=saturate(counts) @ wanted.densities,
            query_weight=weight,
        )
