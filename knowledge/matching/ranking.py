"""How much a question and each entry that shares words with it are alike: a few sums over arrays.

    overlap   Tversky's index of the question and the entry's best question variant (A. Tversky, "Features of
              Similarity", Psychological Review 84(4), 1977): shared weight over shared plus what either has alone
    claim     how much of the question's weight the entry's own text meets, less for a long text (the length
              normalisation of BM25, S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework", 2009)
    density   how much of it the entry's lines meet, each word weighed by how many of them have it: what an entry
              with many variants is mostly about; it counts the more, the more lines the entry has
    context   how much more of it the lines just before the entry in its passage meet: a sentence that begins with
              "They" is about what the one before named

All are shares of the question's weight, 0-1. An entry without variants is its claim alone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.hits import Hits

ALONE_IN_QUESTION, ALONE_IN_LINE = 0.5, 0.35
"""Tversky's alpha and beta: a word of the question that the line lacks counts more than the other way round."""
CLAIM_SHARE = 0.12
"""What the entry's own text adds where it has question variants."""
CLAIM_AS_VARIANT, CLAIM_LENGTH = 0.8, 0.1
"""What the entry's own text counts for as one more variant, and how much less for each weight of the question more."""
LENGTH_SHARE, LENGTH_SCALE = 0.25, 0.5
"""BM25's b and k1: how much a text longer than the others counts less."""
DENSITY_SHARE, DENSITY_LINES = 3.5, 10.0
"""What density adds to an entry of very many lines, and the lines at which it adds half of that."""
DENSITY_FADES = 0.07
"""How much less density tells of an entry with more lines than others: it meets any word sooner."""
CONTEXT_SHARE = 0.45
"""What the lines before an entry add, for a word that the entry itself lacks."""
CONTEXT_FADES = (1.0, 0.6, 0.4)
"""What a word counts that stands one, two or three entries before."""

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike a question and the entries of `Hits.entries` are; each one figure an entry.

    Attributes:
        overlap, claim, coverage, density: as above, 0-1.
        base: what overlap, claim and density come to, unweighed.
        scale: by what `base` and all that is added to it are divided to be about 0-1.
    """

    overlap: _Floats
    claim: _Floats
    coverage: _Floats
    density: _Floats
    base: _Floats
    scale: _Floats

    @property
    def score(self) -> _Floats:
        """About 0-1, without order and context."""
        result: _Floats = self.base / self.scale
        return result

    def figures(self, positions: NDArray[np.int64]) -> list[list[float]]:
        """Return overlap, coverage and density of each of *positions*."""
        figures: list[list[float]] = np.stack((self.overlap, self.coverage, self.density), axis=1)[positions].tolist()
        return figures


def overlap_of(hits: Hits) -> _Floats:
    """Return Tversky's index of the question and each line, 0-1."""
    shared = np.minimum(hits.matched, hits.totals)
    alone = ALONE_IN_QUESTION * (hits.query_weight - hits.matched) + ALONE_IN_LINE * (hits.totals - shared)
    result: _Floats = shared / (shared + alone + 1e-12)
    return result


def claim_of(hits: Hits, subject_weight: float, mean_total: float) -> _Floats:
    """Return how much of *subject_weight* each line meets, less for one heavier than *mean_total*."""
    length = hits.totals / max(mean_total, 1e-9)
    damp = (1 + LENGTH_SCALE) / (1 + LENGTH_SCALE * (1 - LENGTH_SHARE + LENGTH_SHARE * length))
    result: _Floats = np.minimum(1.0, hits.matched / max(subject_weight, 1e-9)) * damp
    return result


def compare(
    hits: Hits,
    subject_weight: float,
    *,
    is_claim: NDArray[np.bool_],
    sizes: NDArray[np.int64],
    has_variants: NDArray[np.bool_],
    mean_total: float,
    mean_size: float,
) -> tuple[Likeness, _Floats]:
    """Compare the question with every entry of *hits*.

    Args:
        hits: what the index found.
        subject_weight: weight of the question without its question words.
        is_claim: for each line, whether it is the entry's own text and no question variant.
        sizes: for each entry, how many lines it has.
        has_variants: for each entry, whether any of them is a question variant.
        mean_total: mean weight of the entries' own texts.
        mean_size: mean number of lines of an entry.

    Returns:
        The likeness of each entry, and the overlap (of a claim: the share it meets) of each line.
    """
    count = len(hits.entries)
    weight = max(hits.query_weight, 1e-9)
    claims = claim_of(hits, subject_weight, mean_total)
    lines = np.where(is_claim, claims, overlap_of(hits))
    as_variant = CLAIM_AS_VARIANT * np.minimum(1.0, hits.matched / max(subject_weight, 1e-9))
    as_variant /= 1 + CLAIM_LENGTH * np.maximum(0.0, hits.totals / weight - 1)
    overlap, claim, either = np.zeros(count), np.zeros(count), np.zeros(count)
    np.maximum.at(overlap, hits.entry_of[~is_claim], lines[~is_claim])
    np.maximum.at(claim, hits.entry_of[is_claim], claims[is_claim])
    np.maximum.at(either, hits.entry_of[is_claim], as_variant[is_claim])
    np.maximum(either, overlap, out=either)
    density = hits.entry_density / weight * (mean_size / np.maximum(1, sizes)) ** DENSITY_FADES
    more = sizes - 1.0
    share = DENSITY_SHARE * more / (more + DENSITY_LINES)
    base = np.where(has_variants, either + CLAIM_SHARE * claim, claim) + share * density
    scale = 1 + share + np.where(has_variants, CLAIM_SHARE, 0.0)
    likeness = Likeness(
        overlap=np.where(has_variants, overlap, np.minimum(1.0, claim)),
        claim=claim,
        coverage=np.minimum(1.0, hits.entry_matched / weight),
        density=np.minimum(1.0, density),
        base=base,
        scale=scale,
    )
    return likeness, lines


def context_of(shares: _Floats, weights: _Floats) -> _Floats:
    """Return how much more of the question the entries before meet than each entry itself.

    Args:
        shares: keys by entries by 1 + len(CONTEXT_FADES): what share of a key the entry has, and the one before it,
            and the one before that; 0 where that is of another passage.
        weights: the share of each key in the question's weight.
    """
    before = (shares[:, :, 1:] * np.array(CONTEXT_FADES)).max(axis=2)
    result: _Floats = weights @ np.maximum(before - shares[:, :, 0], 0.0)
    return result
