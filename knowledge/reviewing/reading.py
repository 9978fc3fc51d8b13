"""The texts of entries as they are compared: what each weighs, names, counts and denies, by one book."""

from dataclasses import dataclass
from functools import lru_cache

from knowledge.answer import Answerer
from knowledge.language.mentions import DAYS_OF_WEEK, Mentions, number_of, ordinal_of
from knowledge.matching.guards.said import Reader
from knowledge.matching.query import read_query
from knowledge.model import TermKind

READ = 4096
"""Texts kept at hand."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text, read.

    Attributes:
        words: its words in order.
        weights: how much each of its token keys tells, in this book.
        loose: the same without numbers, dates, people, places and countries: what makes wording alike or not.
        people, places: token keys of the people and of the places it names.
        countries: of the countries and sides.
        mentions, counts: its dates and ordinals; numbers with what they count.
        negated: whether it denies something.
    """

    words: tuple[str, ...]
    weights: dict[str, float]
    loose: dict[str, float]
    people: frozenset[str]
    places: frozenset[str]
    countries: frozenset[str]
    mentions: Mentions
    counts: frozenset[tuple[int, str]]
    negated: bool


class Texts:
    """Reads texts by one book, each once."""

    def __init__(self, answerer: Answerer) -> None:
        """Read by the names of the book of *answerer*, weigh by its index."""
        self._lexicon = answerer.matcher.lexicon
        self._index = answerer.matcher.index
        self._said = Reader(self._lexicon)
        self.read = lru_cache(maxsize=READ)(self._read)

    def _read(self, text: str) -> Text:
        query = read_query(text, self._lexicon)
        said = self._said.read(query.words)
        weights = self._index.weigh(query.tokens)
        kinds = self._lexicon.kinds
        sorts = {key: kinds.get(key) for key in query.concepts}
        people = frozenset(key for key in query.concepts if key.startswith("p:"))
        places = frozenset(key for key, kind in sorts.items() if kind is TermKind.PLACE)
        countries = frozenset(key for key, kind in sorts.items() if kind is TermKind.COUNTRY)
        exact = people | places | countries
        loose = {
            token.key: weights[token.key]
            for token in query.tokens
            if token.key not in exact and not _is_exact(token.key, token.text)
        }
        return Text(
            query.words, weights, loose, people, places, countries, query.mentions, said.counts, negated=said.negated
        )


def likeness(one: Text, other: Text) -> int:
    """Return how alike two texts are, 0-100: Dice's coefficient of their words by weight; 100 for the same words."""
    if one.words == other.words:
        return 100
    return min(99, round(100 * dice(one.weights, other.weights)))


def dice(one: dict[str, float], other: dict[str, float]) -> float:
    """Return Dice's coefficient, 0-1, of two sets of weighed keys; 0 where both are empty."""
    shared = sum(min(weight, other[key]) for key, weight in one.items() if key in other)
    whole = sum(one.values()) + sum(other.values())
    return 2 * shared / whole if whole else 0.0


def _is_exact(key: str, word: str) -> bool:
    if key.startswith(("#", "month:")):
        return True
    return number_of(word) is not None or ordinal_of(word) is not None or word in DAYS_OF_WEEK
