"""The entries that the index finds, looked at closely: spelling and order, context, and what they lack."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import heappop, heappush
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from knowledge.decision import WordWeight
from knowledge.language.asked import EXACTING
from knowledge.language.normalize import fold
from knowledge.matching import ranking
from knowledge.matching.candidate import Candidate, Evidence
from knowledge.matching.entries import Profile
from knowledge.matching.entry_reader import CLAIM, kind_of
from knowledge.matching.hits import Hits
from knowledge.matching.index import Index
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
ROUNDING = 1e-9
"""What a bound on a score of 0-1 leaves for the rounding of its parts."""

_RIVAL_SORTS = frozenset({"person", TermKind.COUNTRY, TermKind.BODY, TermKind.SERIES, TermKind.EQUIPMENT})

_Floats = NDArray[np.float64]


class Searched(Protocol):
    """What a shortlist is drawn from; `knowledge.matching.matcher.Matcher`, which says what each part is."""

    index: Index
    entries: Sequence[Fact | Gap]
    before: NDArray[np.uint8]
    claims: NDArray[np.uint8]
    mean_claim: float
    profile: Callable[[int], Profile]
    plain_text: Callable[[int], str]
    names_in: Callable[[int], Mapping[str, frozenset[str]]]

    def names_among(self, keys: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """Return those of *keys* that name somebody or something that others can be taken for, by sort."""


class _Found(NamedTuple):
    """An entry with its best line; `place` is its place among the leading, `line` a line's number in the index."""

    score: float
    place: int
    line: int
    is_exact: bool


class Shortlist:
    """One question, and the entries that may be meant."""

    def __init__(self, matcher: Searched, query: Query, weights: dict[str, float], hits: Hits, subject: float) -> None:
        self._matcher, self._query, self._weights, self._hits = matcher, query, weights, hits
        is_claim = matcher.index.marks(hits.lines) == CLAIM
        sizes = matcher.index.sizes(hits.entries)
        self._has_variants = sizes > matcher.claims[hits.entries]
        self._likeness, line_scores = ranking.compare(
            hits,
            subject,
            is_claim=is_claim,
            sizes=sizes,
            has_variants=self._has_variants,
            mean_total=matcher.mean_claim,
            mean_size=len(matcher.index) / max(1, matcher.index.entries),
        )
        self._is_claim: list[bool] = is_claim.tolist()
        self._line_scores: list[float] = line_scores.tolist()
        self._first_lines: list[int] = np.searchsorted(hits.entry_of, np.arange(len(sizes) + 1)).tolist()
        self._names = matcher.names_among(query.concepts)
        self._asked = default_process(fold(query.text)[:COMPARED])

    def candidates(self, exact: int | None) -> list[Candidate]:
        """Return the best candidates; the entry *exact* first."""
        leading = self._leading(exact)
        numbers: list[int] = self._hits.entries[leading].tolist()
        context = self._context(leading)
        added = ranking.CONTEXT_SHARE * context / self._likeness.scale[leading]
        bounds = (self._bounds(leading) + added).tolist()
        found: list[_Found] = []
        best: list[float] = []
        for place, (position, more) in enumerate(zip(leading.tolist(), added.tolist(), strict=True)):
            if len(best) == MAX_CANDIDATES and bounds[place] < best[0]:
                continue
            score, line = self._score(position)
            found.append(_Found(score + more, place, line, numbers[place] == exact))
            heappush(best, score + more)
            if len(best) > MAX_CANDIDATES:
                heappop(best)
        figures = self._likeness.figures(leading)
        return [
            Candidate(
                number=numbers[each.place],
                line=each.line,
                score=100 * each.score,
                overlap=figures[each.place][0],
                coverage=figures[each.place][1],
                density=figures[each.place][2],
                context=float(context[each.place]),
                is_exact=each.is_exact,
                source=self,
            )
            for each in self._ordered(found, numbers)[:MAX_CANDIDATES]
        ]

    def _leading(self, exact: int | None) -> NDArray[np.int64]:
        """Return the positions of the entries that lead, and of *exact*."""
        scores = self._likeness.score
        if exact is not None:
            scores = np.where(self._hits.entries == exact, np.inf, scores)
        return np.argsort(-scores, kind="stable")[:LEADING]

    def _bounds(self, leading: NDArray[np.int64]) -> _Floats:
        """Return what the scores of the entries at *leading* cannot exceed, whatever wording and order add."""
        base, scale = self._likeness.base[leading], self._likeness.scale[leading]
        highest = (base + ORDER_SHARE) / (scale + ORDER_SHARE) + SAME_KIND
        result: _Floats = np.where(self._has_variants[leading], highest, base / scale) + ROUNDING
        return result

    def _ordered(self, found: list[_Found], numbers: list[int]) -> list[_Found]:
        """Return *found* best first, equal ones by id: an entry is only looked at where another is as good."""
        found.sort(key=lambda each: (not each.is_exact, -each.score))
        if len({each.score for each in found}) < len(found):
            entries = self._matcher.entries
            found.sort(key=lambda each: (not each.is_exact, -each.score, entries[numbers[each.place]].id))
        return found

    def _context(self, leading: NDArray[np.int64]) -> _Floats:
        """Return how much more of the question the entries before each of *leading* meet."""
        entries = self._hits.entries[leading]
        reach = self._matcher.before[entries]
        if not reach.any():
            return np.zeros(len(entries))
        back = np.arange(1 + len(ranking.CONTEXT_FADES))
        near = np.maximum(entries[:, None] - back, 0)
        shares = self._matcher.index.shares(self._weights, near.ravel()).reshape(len(self._weights), *near.shape)
        shares *= back <= reach[:, None]
        return ranking.context_of(shares, np.array(list(self._weights.values())) / self._hits.query_weight)

    def _score(self, position: int) -> tuple[float, int]:
        """Return the score of the entry at *position* by its best line, and that line."""
        lines = range(self._first_lines[position], self._first_lines[position + 1])
        base, scale = float(self._likeness.base[position]), float(self._likeness.scale[position])
        variants = [line for line in lines if not self._is_claim[line]]
        if self._has_variants[position]:
            scale += ORDER_SHARE
        if not variants:
            return base / scale, int(self._hits.lines[max(lines, key=self._line_scores.__getitem__)])
        base -= float(self._likeness.overlap[position])
        score, best = -math.inf, 0
        for line in sorted(variants, key=self._line_scores.__getitem__, reverse=True)[:LINES_EACH]:
            likely = base + self._line_scores[line]
            if (likely + ORDER_SHARE) / scale + SAME_KIND + ROUNDING < score:
                break  # nor can those after it
            number = int(self._hits.lines[line])
            order = fuzz.ratio(self._asked, self._matcher.plain_text(number)) / 100
            worth = (likely + ORDER_SHARE * order) / scale
            worth += _compare(self._query.asked.kind, kind_of(self._matcher.index.mark_of(number)))
            worth -= RIVAL_NAME * self._rivals(number)
            if worth > score or (worth == score and number < best):
                score, best = worth, number
        return score, best

    def _rivals(self, number: int) -> int:
        """Return for how many sorts of names that are asked about line *number* has others only."""
        if not self._names:
            return 0
        said = self._matcher.names_in(number)
        return sum(sort in said and asked.isdisjoint(said[sort]) for sort, asked in self._names.items())

    def entry_of(self, candidate: Candidate) -> Fact | Gap:
        """Return the entry of *candidate*."""
        return self._matcher.entries[candidate.number]

    def profile_of(self, candidate: Candidate) -> Profile:
        """Gather all that the entry of *candidate* says about itself."""
        return self._matcher.profile(candidate.number)

    def evidence_of(self, candidate: Candidate) -> Evidence:
        """Gather what the best line of *candidate* and its entry meet."""
        index, total, number = self._matcher.index, self._hits.query_weight, candidate.line
        keys = frozenset(index.keys_of(number))
        said = {token.key: token.text for token in reversed(self._query.tokens)}
        subject = [
            (key, weight, index.share_of(key, candidate.number))
            for key, weight in self._weights.items()
            if key[0] != "?"
        ]
        met = sorted(((key, weight) for key, weight in self._weights.items() if key in keys), key=_heaviest)
        lacking = sorted(((key, weight) for key, weight, share in subject if not share), key=_heaviest)
        return Evidence(
            line=index.text_of(number),
            line_keys=keys,
            line_kind=kind_of(index.mark_of(number)),
            words=tuple(WordWeight(said.get(key, key.lstrip("?")), weight / total) for key, weight in met),
            missing=tuple(dict.fromkeys(said.get(key, key) for key, _ in lacking)),
            missing_share=sum(weight for _, weight in lacking) / total,
            unknown_share=sum(weight for key, weight in lacking if not index.knows(key)) / total,
            met=sum(share for _, _, share in subject),
            wording=fuzz.token_set_ratio(self._asked, self._matcher.plain_text(number)) / 100,
        )


def plain_text(index: Index, number: int) -> str:
    """Return the text of line *number* of *index* as rapidfuzz compares it."""
    return default_process(index.text_of(number)[:COMPARED])


def names_by_sort(keys: Iterable[str], kinds: Mapping[str, TermKind]) -> dict[str, frozenset[str]]:
    """Return those of *keys* that are names of a sort of which one is asked about at a time, by sort."""
    found: dict[str, set[str]] = {}
    for key in keys:
        if key[1:2] == ":" and (sort := "person" if key[0] == "p" else kinds.get(key)) in _RIVAL_SORTS:
            found.setdefault(sort, set()).add(key)
    return {sort: frozenset(named) for sort, named in found.items()}


def _heaviest(pair: tuple[str, float]) -> tuple[float, str]:
    return -pair[1], pair[0]


def _compare(asked: Kind | None, line: Kind | None) -> float:
    """Return what it counts that question and line ask for the same kind, or for kinds that exclude each other."""
    if asked is None or line is None:
        return 0.0
    if asked is line:
        return SAME_KIND if asked in EXACTING else 0.0
    return -OTHER_KIND if asked in EXACTING and line in EXACTING else 0.0
