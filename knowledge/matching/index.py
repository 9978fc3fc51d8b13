"""An inverted index over the lines of a book: which lines share which tokens with a question, and how much weight.

A line is one question variant or one text of an entry (a fact or a gap). Weights are inverse document frequencies
over entries, as in Robertson and Sparck Jones (1976), so that thirty variants of one fact do not make its words
common. Arrays are numpy; a search touches only the postings of the query's tokens.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.language.english import SYNONYM_GROUPS
from knowledge.matching.lexicon import Token

SYNONYM_SHARE = 0.6
"""What a word is worth that only a synonym of it meets."""
SATURATION = 1.5
"""Lines of an entry that must have a word for it to count half."""
QUESTION_WEIGHT = 1.8
"""What it weighs that two questions ask for the same kind of thing, where a rare word weighs 4 or 5."""
UNKNOWN_SHARE = 0.7
"""What a word weighs that the book does not have at all, against the rarest word it has."""

_Ids = NDArray[np.int32]
_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """One text that a question can match: entry number, the text, its tokens."""

    entry: int
    text: str
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found.

    Attributes:
        lines: ids of the lines that share a token with the query, ascending.
        matched: for each, the query weight it matches.
        totals: for each, its own weight.
        query_weight: the weight of the whole query; 0 for a query without tokens.
        entry_matched: for each entry, the query weight that any of its lines matches; float64, one an entry.
        entry_density: the same, each word weighed by how many of the entry's lines have it (BM25's saturation
            tf / (tf + k), Robertson and Zaragoza 2009); below entry_matched.
    """

    lines: _Ids
    matched: _Floats
    totals: _Floats
    query_weight: float
    entry_matched: _Floats
    entry_density: _Floats


class Index:
    """Postings of tokens over lines and over entries. Immutable once built."""

    def __init__(self, lines: Sequence[Line], entries: int) -> None:
        """Index *lines* of *entries* entries, numbered from 0."""
        self.lines = tuple(lines)
        self.entries = entries
        by_line: dict[str, list[int]] = {}
        by_entry: dict[str, Counter[int]] = {}
        for number, line in enumerate(self.lines):
            for key in _keys(line.tokens):
                by_line.setdefault(key, []).append(number)
                by_entry.setdefault(key, Counter())[line.entry] += 1
        self._lines = {key: np.array(ids, dtype=np.int32) for key, ids in by_line.items()}
        self._entries = {key: np.array(sorted(ids), dtype=np.int32) for key, ids in by_entry.items()}
        self._density = {
            key: np.array([counts[n] / (counts[n] + SATURATION) for n in sorted(counts)], dtype=np.float64)
            for key, counts in by_entry.items()
        }
        self._unknown = UNKNOWN_SHARE * self._idf(0)
        self._weights = {key: self._idf(len(ids)) for key, ids in by_entry.items()}
        self._totals = np.array([sum(self.weigh(line.tokens).values()) for line in self.lines], dtype=np.float64)

    def _idf(self, frequency: int) -> float:
        return math.log(1 + (self.entries - frequency + 0.5) / (frequency + 0.5))

    def weigh(self, tokens: Iterable[Token]) -> dict[str, float]:
        """Return the weight of each distinct key of *tokens*, in order of first appearance; each is above 0."""
        weights: dict[str, float] = {}
        for token in tokens:
            base = QUESTION_WEIGHT if token.key[0] == "?" else self._weights.get(token.key, self._unknown)
            weight = base * token.factor
            weights[token.key] = max(weights.get(token.key, 0.0), weight)
        return weights

    def knows(self, key: str) -> bool:
        """Whether any line has *key*."""
        return key in self._lines

    def search(self, weights: dict[str, float]) -> Hits:
        """Find the lines that share tokens with a query of these *weights* (`weigh`)."""
        matched = np.zeros(len(self.lines), dtype=np.float64)
        entries = np.zeros(self.entries, dtype=np.float64)
        density = np.zeros(self.entries, dtype=np.float64)
        for key, weight in weights.items():
            groups = [f"{name}" for name in SYNONYM_GROUPS.get(key, ()) if name in self._lines]
            exact, exact_entries = self._lines.get(key), self._entries.get(key)
            if groups:
                near = _union([self._lines[name] for name in groups])
                matched[near] += SYNONYM_SHARE * weight
                entries[_union([self._entries[name] for name in groups])] += SYNONYM_SHARE * weight
                for name in groups:
                    density[self._entries[name]] += SYNONYM_SHARE * weight * self._density[name] / len(groups)
            if exact is not None and exact_entries is not None:
                rest = weight * (1 - SYNONYM_SHARE) if groups else weight
                matched[exact] += rest
                entries[exact_entries] += rest
                density[exact_entries] += rest * self._density[key]
        ids = np.flatnonzero(matched).astype(np.int32)
        return Hits(ids, matched[ids], self._totals[ids], sum(weights.values()), entries, density)


def _keys(tokens: Iterable[Token]) -> dict[str, None]:
    """Return the distinct keys of *tokens* and the synonym groups they are in."""
    keys: dict[str, None] = {}
    for token in tokens:
        keys.setdefault(token.key)
        for name in SYNONYM_GROUPS.get(token.key, ()):
            keys.setdefault(name)
    return keys


def _union(arrays: list[_Ids]) -> _Ids:
    return arrays[0] if len(arrays) == 1 else np.unique(np.concatenate(arrays))
