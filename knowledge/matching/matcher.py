"""Which entries of a book a question means, best first, and how sure that is.

An entry's score joins four views of the match, each 0-1:

    overlap   Tversky's index of the question and the entry's best line (A. Tversky, "Features of Similarity",
              Psychological Review 84(4), 1977): shared weight over shared plus what either has alone
    coverage  how much of the question's weight any line of the entry meets
    density   the same, each word weighed by how many lines of the entry have it: what the entry is mostly about
    order     rapidfuzz's token_sort_ratio of the two, in canonical words: spelling and order beyond the tokens
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from knowledge.decision import WordWeight
from knowledge.language.asked import EXACTING, Asked, read_asked
from knowledge.language.english import FUNCTION_WORDS
from knowledge.language.normalize import words
from knowledge.language.stem import stem
from knowledge.matching.entries import Profile, Reading, claims_of, entries_of, profile_of, texts_of
from knowledge.matching.index import Hits, Index, Line
from knowledge.matching.lexicon import Lexicon, Token
from knowledge.matching.query import Query
from knowledge.model import Fact, FactBook, Gap, Kind

ALONE_IN_QUESTION = 0.55
ALONE_IN_LINE = 0.6
"""Tversky's alpha and beta: a word of the question that the line lacks counts more than the other way round."""
OVERLAP_SHARE, COVERAGE_SHARE, DENSITY_SHARE, ORDER_SHARE = 0.15, 0.11, 0.6, 0.14
SAME_KIND, OTHER_KIND = 0.05, 0.06
"""What a shared question word adds to a score of 0-1, and what one takes off that excludes the line's."""
SUBSTANTIAL = 12.0
"""Matched weight, in units of inverse document frequency, beyond which more says nothing more: three rare words."""
SCANNED_LINES, CANDIDATE_ENTRIES, LINES_EACH = 240, 14, 4
"""Lines looked at for candidates, entries that become candidates, and lines of each that rapidfuzz looks at again."""
MAX_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry with its score, before anything is decided.

    Attributes:
        profile: the entry.
        score: higher is better; about 0-100, at the very ends from -6 (another kind of thing is asked for) to 105.
        overlap, coverage, density, order: the four views, 0-1.
        is_exact: whether the question is, word for word, one of the entry's own; such an entry comes first.
        line: the entry's line that matched best.
        line_keys: that line's token keys.
        line_kind: the kind of thing that line asks for; None for a statement.
        missing: query tokens that no line of the entry has, heaviest first, as typed.
        missing_share: 0-1, their share of the query's weight.
    """

    profile: Profile
    score: float
    overlap: float
    coverage: float
    density: float
    order: float
    is_exact: bool
    line: str
    line_keys: frozenset[str]
    line_kind: Kind | None
    words: tuple[WordWeight, ...]
    missing: tuple[str, ...]
    missing_share: float
    unknown_share: float
    substance: float


class Matcher:
    """Ranks the entries of one book for a question. Immutable; safe to share between threads."""

    def __init__(self, book: FactBook) -> None:
        """Index every line of *book*'s current facts and gaps."""
        entries = entries_of(book)
        spoken = [[(text, words(text)) for text in dict.fromkeys(texts_of(entry))] for entry in entries]
        self.lexicon = Lexicon(book, (said for texts in spoken for _, said in texts))
        readings = [_read_all(entry, texts, self.lexicon) for entry, texts in zip(entries, spoken, strict=True)]
        self.profiles: tuple[Profile, ...] = tuple(
            profile_of(entry, read, book, self.lexicon) for entry, read in zip(entries, readings, strict=True)
        )
        lines = [
            Line(number, reading.text, (*reading.tokens, *_question_tokens(reading.asked)))
            for number, read in enumerate(readings)
            for reading in read
        ]
        self.index = Index(lines, len(entries))
        self._line_keys = tuple(frozenset(token.key for token in line.tokens) for line in lines)
        self._canonical = tuple(" ".join(sorted(keys)) for keys in self._line_keys)
        self._exact = _own_questions(readings)
        self._line_kind = tuple(reading.asked.kind for read in readings for reading in read)
        self._line_entry = np.array([line.entry for line in lines], dtype=np.int32)

    def owns(self, text: str) -> bool:
        """Whether *text* is, word for word, one of the book's own questions."""
        return words(text) in self._exact

    def rank(self, query: Query, weights: dict[str, float] | None = None) -> list[Candidate]:
        """Score entries for *query* and keep the best.

        Args:
            query: the question.
            weights: weight of each token key; None weighs the query's own tokens (a follow-up brings its own).

        Returns:
            At most MAX_CANDIDATES, highest score first, equal scores by id; empty when nothing is shared.
        """
        exact = self._exact.get(query.words) if weights is None else None
        weights = self.index.weigh(query.tokens) if weights is None else weights
        weights = {**weights, **self.index.weigh(_question_tokens(query.asked))}
        hits = self.index.search(weights)
        if not len(hits.lines) or hits.query_weight <= 0:
            return []
        overlap = _overlap(hits)
        asked = " ".join(sorted(weights))
        best: dict[int, tuple[float, float, float, int]] = {}
        coverage = hits.entry_matched / hits.query_weight
        density = hits.entry_density / hits.query_weight
        bag = COVERAGE_SHARE * coverage + DENSITY_SHARE * density
        first = OVERLAP_SHARE * overlap + bag[self._line_entry[hits.lines]]
        for position in _spread(first, hits.lines, self._line_entry):
            number = int(hits.lines[position])
            entry = int(self._line_entry[number])
            order = fuzz.ratio(asked, self._canonical[number]) / 100
            kinds = _compare(query.asked.kind, self._line_kind[number])
            score = float(first[position]) + ORDER_SHARE * order + kinds
            share = float(overlap[position])
            if entry not in best or (-score, number) < (-best[entry][0], best[entry][3]):
                best[entry] = (score, share, order, number)
        ranked = sorted(best.items(), key=lambda item: (item[0] != exact, -item[1][0], self.profiles[item[0]].entry.id))
        return [
            self._candidate(
                query,
                weights,
                entry,
                found,
                bag=(float(coverage[entry]), float(density[entry])),
                is_exact=entry == exact,
            )
            for entry, found in ranked[:MAX_CANDIDATES]
        ]

    def _candidate(
        self,
        query: Query,
        weights: dict[str, float],
        entry: int,
        found: tuple[float, float, float, int],
        *,
        bag: tuple[float, float],
        is_exact: bool,
    ) -> Candidate:
        score, overlap, order, number = found
        coverage, density = bag
        profile, line = self.profiles[entry], self.index.lines[number]
        total = sum(weights.values())
        line_keys = self._line_keys[number]
        said = {token.key: token.text for token in reversed(query.tokens)}
        met = [(key, weight) for key, weight in weights.items() if key in line_keys]
        lacking = [(key, weight) for key, weight in weights.items() if key not in profile.keys and key[0] != "?"]
        met.sort(key=lambda pair: (-pair[1], pair[0]))
        lacking.sort(key=lambda pair: (-pair[1], pair[0]))
        return Candidate(
            profile=profile,
            score=100 * score,
            overlap=overlap,
            coverage=min(1.0, coverage),
            density=min(1.0, density),
            order=order,
            is_exact=is_exact,
            line=line.text,
            line_keys=line_keys,
            line_kind=self._line_kind[number],
            words=tuple(WordWeight(said.get(key, key.lstrip("?")), weight / total) for key, weight in met),
            missing=tuple(dict.fromkeys(said.get(key, key) for key, _ in lacking)),
            missing_share=sum(weight for _, weight in lacking) / total,
            unknown_share=sum(weight for key, weight in lacking if not self.index.knows(key)) / total,
            substance=min(1.0, sum(weight for key, weight in met if key[0] != "?") / SUBSTANTIAL),
        )


def _own_questions(readings: list[tuple[Reading, ...]]) -> dict[tuple[str, ...], int]:
    """Return the words of each question variant and the number of its entry; what two entries share is left out."""
    owners: dict[tuple[str, ...], int] = {}
    shared: set[tuple[str, ...]] = set()
    for number, read in enumerate(readings):
        for reading in read:
            if not reading.is_claim and owners.setdefault(reading.words, number) != number:
                shared.add(reading.words)
    return {spoken: number for spoken, number in owners.items() if spoken not in shared}


def _read_all(entry: Fact | Gap, texts: list[tuple[str, tuple[str, ...]]], lexicon: Lexicon) -> tuple[Reading, ...]:
    claims = set(claims_of(entry))
    return tuple(
        Reading(text, spoken, lexicon.read_words(spoken), _asked_of(text, spoken), text in claims)
        for text, spoken in texts
    )


def _asked_of(line: str, spoken: tuple[str, ...]) -> Asked:
    """Return what *line* asks for; a statement asks for nothing."""
    asked = read_asked(spoken, marked="?" in line)
    return asked if asked.is_question or asked.kind in EXACTING else Asked(None, is_question=False)


def _question_tokens(asked: Asked) -> Iterator[Token]:
    """Yield what a question word counts for: its kind where it is exacting, and the noun that "which" asks about."""
    if asked.kind in EXACTING:
        yield Token(f"?{asked.kind}", f"{asked.kind}?", 1.0, known=True)
    if asked.focus and asked.focus not in FUNCTION_WORDS:
        yield Token(f"?which {stem(asked.focus)}", f"which {asked.focus}?", 1.0, known=True)


def _compare(asked: Kind | None, line: Kind | None) -> float:
    """Return what it counts that question and line ask for the same kind, or for kinds that exclude each other."""
    if asked is None or line is None:
        return 0.0
    if asked is line:
        return SAME_KIND if asked in EXACTING else 0.0
    return -OTHER_KIND if asked in EXACTING and line in EXACTING else 0.0


def _overlap(hits: Hits) -> NDArray[np.float64]:
    shared = np.minimum(hits.matched, hits.totals)
    alone = ALONE_IN_QUESTION * (hits.query_weight - hits.matched) + ALONE_IN_LINE * (hits.totals - shared)
    result: NDArray[np.float64] = shared / (shared + alone + 1e-12)
    return result


def _spread(values: NDArray[np.float64], ids: NDArray[np.int32], entry_of: NDArray[np.int32]) -> list[int]:
    """Return positions of high *values*, ties by line id: the best LINES_EACH lines of the best CANDIDATE_ENTRIES."""
    count = min(len(values), SCANNED_LINES)
    floor = np.partition(values, len(values) - count)[len(values) - count]
    positions = np.flatnonzero(values >= floor)
    order = positions[np.lexsort((ids[positions], -values[positions]))][: 2 * SCANNED_LINES]
    taken: dict[int, int] = {}
    spread: list[int] = []
    for position in order.tolist():
        entry = int(entry_of[ids[position]])
        held = taken.get(entry, 0)
        if held < LINES_EACH and (held or len(taken) < CANDIDATE_ENTRIES):
            taken[entry] = held + 1
            spread.append(position)
    return spread
