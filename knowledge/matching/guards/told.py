"""What an entry's own text tells, apart from what may be asked of it: its words, numbers, days and hours."""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial

from knowledge.language.counts import counted
from knowledge.language.mentions import Mentions, merge_mentions, read_mentions
from knowledge.language.normalize import words
from knowledge.language.stem import stem
from knowledge.matching.lexicon import Lexicon, Token
from knowledge.model import Fact, Gap

KEPT = 4096
"""Entries whose reading is kept; a book's questions meet few of its entries again and again."""


@dataclass(frozen=True)
class Told:
    """One entry's texts; each reading of them is made when the first guard asks for it.

    Attributes:
        english: the English text.
        korean: the Korean text; empty where there is none.
        lexicon: by whose names they are read.
    """

    english: str
    korean: str
    lexicon: Lexicon = field(repr=False)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The English text's words, in order."""
        return words(self.english)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Their stems, in the same order."""
        return tuple(map(stem, self.words))

    @cached_property
    def mentions(self) -> Mentions:
        """Numbers, ordinals, years and days of both texts."""
        series = self.lexicon.series_words
        return merge_mentions(read_mentions(self.words, series), read_mentions(self._korean_words, series))

    @cached_property
    def counts(self) -> frozenset[tuple[int, str]]:
        """What both count (`counts.counted`)."""
        return counted(self.words) | counted(self._korean_words)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The token keys of both texts."""
        return frozenset(token.key for token in (*self._tokens, *self.lexicon.read_words(self._korean_words)))

    @cached_property
    def names(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The names in the English text, each by its token key and the words it is written in."""
        return tuple((token.key, tuple(token.text.split())) for token in self._tokens if token.key[1:2] == ":")

    @cached_property
    def _tokens(self) -> tuple[Token, ...]:
        return self.lexicon.read_words(self.words)

    @cached_property
    def _korean_words(self) -> tuple[str, ...]:
        return words(self.korean)


class Tellings:
    """Reads entries when they are asked for, and keeps what was read."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Read by the names of *lexicon*."""
        self._of = lru_cache(maxsize=KEPT)(partial(Told, lexicon=lexicon))

    def of(self, entry: Fact | Gap) -> Told:
        """Return what *entry* tells."""
        return self._of(entry.text.en, entry.text.ko or "")
