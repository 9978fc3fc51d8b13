"""What an entry's own text tells, apart from what may be asked of it: its words, numbers, days and hours."""

from dataclasses import dataclass

from knowledge.language.counts import counted
from knowledge.language.mentions import Mentions, merge_mentions, read_mentions
from knowledge.language.normalize import words
from knowledge.language.stem import stem
from knowledge.matching.lexicon import Lexicon
from knowledge.model import Fact, Gap
from knowledge.remember import remembered

KEPT = 4096
"""Entries whose reading is kept; a book's questions meet few of its entries again and again."""


@dataclass(frozen=True, slots=True)
class Told:
    """One entry's texts, read.

    Attributes:
        words: the English text's words, in order.
        stems: their stems, in the same order.
        korean: the Korean text; empty where there is none.
        mentions: numbers, ordinals, years and days of both texts.
        counts: what both count (`number.counted`).
        keys: the token keys of both texts.
        names: the names in the English text, each by its token key and the words it is written in.
    """

    words: tuple[str, ...]
    stems: tuple[str, ...]
    korean: str
    mentions: Mentions
    counts: frozenset[tuple[int, str]]
    keys: frozenset[str]
    names: tuple[tuple[str, tuple[str, ...]], ...]


class Tellings:
    """Reads entries when they are asked for, and keeps what was read."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Read by the names of *lexicon*."""
        self._lexicon = lexicon
        self._of = remembered(self._read, KEPT)

    def of(self, entry: Fact | Gap) -> Told:
        """Return what *entry* tells."""
        return self._of(entry.text.en, entry.text.ko or "")

    def _read(self, english: str, korean: str) -> Told:
        spoken, also = words(english), words(korean)
        series = self._lexicon.series_words
        english_tokens = self._lexicon.read_words(spoken)
        tokens = (*english_tokens, *self._lexicon.read_words(also))
        return Told(
            words=spoken,
            stems=tuple(map(stem, spoken)),
            korean=korean,
            mentions=merge_mentions(read_mentions(spoken, series), read_mentions(also, series)),
            counts=counted(spoken) | counted(also),
            keys=frozenset(token.key for token in tokens),
            names=tuple((t.key, tuple(t.text.split())) for t in english_tokens if t.key[1:2] == ":"),
        )
