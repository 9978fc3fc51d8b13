"""The entries that the index finds, looked at closely: spelling and order, context, and what they lack."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from knowledge.decision import WordWeight
from knowledge.language.asked import EXACTING
from knowledge.matching import ranking
from knowledge.matching.candidate import Candidate, Evidence
from knowledge.matching.entries import Profile
from knowledge.matching.entry_reader import CLAIM, kind_of
from knowledge.matching.index import Hits, Index
from knowledge.matching.lexicon import Lexicon
from knowledge.matching.query import Query
from knowledge.model import Fact, Gap, Kind, TermKind

ORDER_SHARE = 0.35
"""What rapidfuzz's ratio of the question and a variant, both as written, adds to its overlap: order and spelling."""
SAME_KIND, OTHER_KIND = 0.05, 0.06
"""What a shared question word adds to a score of 0-1, and what one takes off that excludes the line's."""
RIVAL_NAME = 0.05
"""What a line loses that names another person, country or body in the place of the one that is asked about."""
WORDY = 5
"""Matched words beyond which more say nothing more."""
LEADING, LINES_EACH = 20, 3
"""Entries that are looked at closely, and the variants of each that rapidfuzz looks at."""
MAX_CANDIDATES = 10
COMPARED = 400
"""Characters of a text that rapidfuzz looks at."""

_RIVAL_SORTS = frozenset({"person", TermKind.COUNTRY, TermKind.BODY, TermKind.SERIES, TermKind.EQUIPMENT})

_Floats = NDArray[np.float64]


class Searched(Protocol):
    """What a shortlist is drawn from; `knowledge.matching.matcher.Matcher`, which says what each part is."""

    lexicon: Lexicon
    index: Index
    entries: Sequence[Fact | Gap]
    before: NDArray[np.uint8]
    claims: NDArray[np.uint8]
    mean_claim: float
    profile: Callable[[int], Profile]


@dataclass(frozen=True, slots=True)
class _Found:
    """An entry with its best line; `position` and `line` are positions in `Hits`, `place` is one among the leading."""

    score: float
    position: int
    place: int
    line: int
    is_exact: bool


class Shortlist:
    """One question, and the entries that may be meant."""

    def __init__(self, matcher: Searched, query: Query, weights: dict[str, float], hits: Hits, subject: float) -> None:
        self._matcher, self._query, self._weights, self._hits = matcher, query, weights, hits
        self._is_claim = matcher.index.marks(hits.lines) == CLAIM
        sizes = matcher.index.sizes(hits.entries)
        self._has_variants = sizes > matcher.claims[hits.entries]
        self._likeness, self._line_scores = ranking.compare(
            hits,
            subject,
            is_claim=self._is_claim,
            sizes=sizes,
            has_variants=self._has_variants,
            mean_total=matcher.mean_claim,
        )
        self._names = _names_by_sort(query.concepts, matcher.lexicon)
        self._asked = default_process(query.text[:COMPARED])

    def candidates(self, exact: int | None) -> list[Candidate]:
        """Return the best candidates; the entry *exact* first."""
        leading = self._leading(exact)
        entries = self._hits.entries[leading]
        weights = np.array(list(self._weights.values())) / self._hits.query_weight
        shares, context = self._context(entries, weights)
        lines = self._best_lines()
        found: list[_Found] = []
        for place, position in enumerate(leading.tolist()):
            score, line = self._score(position, lines[position])
            score += ranking.CONTEXT_SHARE * float(context[place]) / float(self._likeness.scale[position])
            found.append(_Found(score, position, place, line, is_exact=int(entries[place]) == exact))
        ids = [self._matcher.entries[number].id for number in entries.tolist()]
        found.sort(key=lambda each: (not each.is_exact, -each.score, ids[each.place]))
        return [
            self._candidate(each, shares[:, each.place], float(context[each.place])) for each in found[:MAX_CANDIDATES]
        ]

    def _leading(self, exact: int | None) -> NDArray[np.int64]:
        """Return the positions of the entries that lead, and of *exact*."""
        scores = self._likeness.score
        if exact is not None:
            scores = np.where(self._hits.entries == exact, np.inf, scores)
        return np.argsort(-scores, kind="stable")[:LEADING]

    def _context(self, entries: NDArray[np.int32], weights: _Floats) -> tuple[_Floats, _Floats]:
        """Return what each of *entries* has of each key, and what the entries before it have besides."""
        reach = self._matcher.before[entries].astype(np.int64)
        if not reach.any():
            return self._matcher.index.shares(self._weights, entries), np.zeros(len(entries))
        back = np.arange(1 + len(ranking.CONTEXT_FADES))
        near = np.maximum(entries[:, None] - back, 0).astype(np.int32)
        shares = self._matcher.index.shares(self._weights, near.ravel()).reshape(len(weights), *near.shape)
        shares *= back <= reach[:, None]
        return shares[:, :, 0], ranking.context_of(shares, weights)

    def _best_lines(self) -> dict[int, list[int]]:
        """Return the positions of the best lines of each entry, by its position: variants before its own texts."""
        order = np.lexsort((self._hits.lines, -self._line_scores, self._is_claim, self._hits.entry_of))
        best: dict[int, list[int]] = {}
        for line, entry in zip(order.tolist(), self._hits.entry_of[order].tolist(), strict=True):
            lines = best.setdefault(entry, [])
            if len(lines) < LINES_EACH:
                lines.append(line)
        return best

    def _score(self, position: int, lines: list[int]) -> tuple[float, int]:
        """Return the score of the entry at *position* with its best line among *lines*, and that line."""
        likeness, index = self._likeness, self._matcher.index
        base, scale = float(likeness.base[position]), float(likeness.scale[position])
        if not self._has_variants[position]:
            return base / scale, lines[0]
        scale += ORDER_SHARE
        variants = [line for line in lines if not self._is_claim[line]]
        if not variants:
            return base / scale, lines[0]
        base -= float(likeness.overlap[position])
        found: list[tuple[float, int]] = []
        for line in variants:
            number = int(self._hits.lines[line])
            order = fuzz.ratio(self._asked, default_process(index.text_of(number)[:COMPARED])) / 100
            score = (base + float(self._line_scores[line]) + ORDER_SHARE * order) / scale
            score += _compare(self._query.asked.kind, kind_of(index.mark_of(number)))
            found.append((score - RIVAL_NAME * self._rivals(number), -line))
        score, line = max(found)
        return score, -line

    def _rivals(self, number: int) -> int:
        """Return for how many sorts of names that are asked about line *number* has others only."""
        if not self._names:
            return 0
        said = _names_by_sort(self._matcher.index.keys_of(number), self._matcher.lexicon)
        return sum(sort in said and not (asked & said[sort]) for sort, asked in self._names.items())

    def _candidate(self, found: _Found, shares: _Floats, context: float) -> Candidate:
        position, likeness = found.position, self._likeness
        entry = int(self._hits.entries[position])
        return Candidate(
            entry=self._matcher.entries[entry],
            score=100 * found.score,
            overlap=float(likeness.overlap[position]),
            coverage=float(likeness.coverage[position]),
            density=float(likeness.density[position]),
            context=context,
            is_exact=found.is_exact,
            gather=partial(self._evidence, int(self._hits.lines[found.line]), shares),
            load=partial(self._matcher.profile, entry),
        )

    def _evidence(self, number: int, shares: _Floats) -> Evidence:
        """Gather what line *number* and its entry meet, which has *shares* of the keys."""
        index, total = self._matcher.index, self._hits.query_weight
        text, keys = index.text_of(number), frozenset(index.keys_of(number))
        said = {token.key: token.text for token in reversed(self._query.tokens)}
        weighed = zip(self._weights.items(), shares.tolist(), strict=True)
        subject = [(key, weight, share) for (key, weight), share in weighed if key[0] != "?"]
        met = sorted(((key, weight) for key, weight in self._weights.items() if key in keys), key=_heaviest)
        lacking = sorted(((key, weight) for key, weight, share in subject if not share), key=_heaviest)
        return Evidence(
            line=text,
            line_keys=keys,
            line_kind=kind_of(index.mark_of(number)),
            words=tuple(WordWeight(said.get(key, key.lstrip("?")), weight / total) for key, weight in met),
            missing=tuple(dict.fromkeys(said.get(key, key) for key, _ in lacking)),
            missing_share=sum(weight for _, weight in lacking) / total,
            unknown_share=sum(weight for key, weight in lacking if not index.knows(key)) / total,
            met=sum(share for _, _, share in subject),
            wording=fuzz.token_set_ratio(self._asked, default_process(text[:COMPARED])) / 100,
        )


def _names_by_sort(keys: Iterable[str], lexicon: Lexicon) -> dict[str, set[str]]:
    """Return those of *keys* that are names of a sort of which one is asked about at a time, by sort."""
    found: dict[str, set[str]] = {}
    for key in keys:
        if key[1:2] == ":" and (sort := "person" if key[0] == "p" else lexicon.kinds.get(key)) in _RIVAL_SORTS:
            found.setdefault(sort, set()).add(key)
    return found


def _heaviest(pair: tuple[str, float]) -> tuple[float, str]:
    return -pair[1], pair[0]


def _compare(asked: Kind | None, line: Kind | None) -> float:
    """Return what it counts that question and line ask for the same kind, or for kinds that exclude each other."""
    if asked is None or line is None:
        return 0.0
    if asked is line:
        return SAME_KIND if asked in EXACTING else 0.0
    return -OTHER_KIND if asked in EXACTING and line in EXACTING else 0.0
