"""The words of a book and how often it says them, and which of them a word it does not have was meant for.

A slip can be in any letter, the first as well. Words that are out of the question are left out by three figures each,
all at once: length, the letters in it, and its pairs of letters; rapidfuzz and `slips` look at the few that remain.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.language.english import (
    CHAT,
    COMMON_WORDS,
    FUNCTION_WORDS,
    MONTHS,
    NUMBERS,
    ORDINALS,
    SYNONYM_GROUPS,
    TURNING_WORDS,
    WEAK_WORDS,
)
from knowledge.language.mentions import DAYS_OF_WEEK
from knowledge.language.ordinary import ORDINARY_WORDS, is_ordinary
from knowledge.language.stem import stem
from knowledge.matching.keytable import Arrays, KeyTable
from knowledge.matching.slips import LEAST, LONG, may_mean, most_slips
from knowledge.remember import remembered

MIN_TYPO_LENGTH = 4
"""Letters of a word in which a slip is looked for; shorter ones are as likely another word."""
UNSAID = 0.3
"""What it costs more to mean a word that the book never says."""
_SPOKEN = frozenset({*FUNCTION_WORDS, *TURNING_WORDS, *MONTHS, *DAYS_OF_WEEK, *NUMBERS, *ORDINALS})
_EXACT = frozenset({*_SPOKEN, *COMMON_WORDS, *ORDINARY_WORDS})
_REPEATS = 3
RECENT = 4096
"""Words whose nearest is remembered."""
LONGEST = 30
"""Letters of the longest word that is looked for: a longer one is no word of a book."""
OFTEN = 3
"""Times that the book says a short word that is rather meant than another form of an ordinary word."""
_A = ord("a")


class Spoken(NamedTuple):
    """How often a word is said, and how often of these in capitals ("SCM"); for a stem, by how many words."""

    times: int = 0
    in_capitals: int = 0


class Tally:
    """Words and how often each is said. Immutable."""

    def __init__(self, keys: KeyTable, counts: NDArray[np.uint32]) -> None:
        """Take the *counts* of each of *keys*: a row of `Spoken` each."""
        self.keys = keys
        self.counts = counts

    @classmethod
    def of(cls, counts: Mapping[str, Spoken]) -> "Tally":
        """Take *counts* by word."""
        keys, ids = KeyTable.of(counts)
        rows = np.zeros((len(keys), 2), dtype=np.uint32)
        rows[ids] = np.array(list(counts.values()), dtype=np.uint32).reshape(-1, 2)
        return cls(keys, rows)

    def changed(self, minus: Mapping[str, Spoken], plus: Mapping[str, Spoken]) -> "Tally":
        """Return a tally with *minus* taken off and *plus* added; a word said no more is left out."""
        keys, moved, _ = self.keys.joined(word for word in plus if word not in self.keys)
        rows = np.zeros((len(keys), 2), dtype=np.int64)
        rows[moved] = self.counts
        for said, sign in ((minus, -1), (plus, 1)):
            for word, counts in said.items():
                rows[keys.find(word)] += sign * np.array(counts, dtype=np.int64)
        kept = np.flatnonzero(rows[:, 0] > 0)
        return Tally(keys if len(kept) == len(keys) else keys.keep(kept), rows[kept].astype(np.uint32))

    def get(self, word: str) -> Spoken:
        """Return how often *word* is said."""
        number = self.keys.find(word)
        return Spoken(*self.counts[number].tolist()) if number >= 0 else Spoken()


class Vocabulary:
    """What words there are, and the nearest to one there is not. Immutable; safe to share between threads."""

    def __init__(self, words: Tally, stems: Tally) -> None:
        """Take *words* of the letters a-z, and their *stems* by the number of words that have each."""
        self.words = words
        self.stems = stems
        self._language = _language()
        self._book = _Shapes(words.keys)
        self._find = remembered(self._nearest, RECENT)

    @classmethod
    def of(cls, counts: Mapping[str, Spoken]) -> "Vocabulary":
        """Take *counts* by word; a word with anything but the letters a-z in it is left out."""
        plain = {word: said for word, said in counts.items() if word.isascii() and word.isalpha()}
        return cls(Tally.of(plain), Tally.of(_stems_of(plain)))

    def changed(self, minus: Mapping[str, Spoken], plus: Mapping[str, Spoken]) -> "Vocabulary":
        """Return the vocabulary of a book that no longer says *minus*, and says *plus*."""
        minus, plus = ({w: n for w, n in said.items() if w.isascii() and w.isalpha()} for said in (minus, plus))
        words = self.words.changed(minus, plus)
        gone = [word for word in minus if word in self.words.keys and word not in words.keys]
        new = [word for word in plus if word not in self.words.keys]
        return Vocabulary(words, self.stems.changed(_stems_of(gone), _stems_of(new)))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return it as named arrays, to be written to a file."""
        return {
            **self.words.keys.arrays("words"),
            "words.counts": self.words.counts,
            **self.stems.keys.arrays("stems"),
            "stems.counts": self.stems.counts,
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "Vocabulary":
        """Open what `arrays` gave; nothing is copied."""
        words, stems = (Tally(KeyTable.from_arrays(arrays, n), arrays[f"{n}.counts"]) for n in ("words", "stems"))
        return cls(words, stems)

    def has(self, word: str) -> bool:
        """Whether the book says *word*."""
        return word in self.words.keys

    def has_stem(self, word: str) -> bool:
        """Whether the book says a word of the same stem."""
        return stem(word) in self.stems.keys

    def knows(self, word: str) -> bool:
        """Whether the book or the language tables know *word*."""
        if word in _SPOKEN or self.has(word):
            return True
        root = stem(word)
        return root in SYNONYM_GROUPS or root in WEAK_WORDS

    def respell(self, word: str) -> tuple[str, bool]:
        """Return *word* as the book would spell it, and whether that was a guess.

        Only a word that neither the book nor the language knows is touched; digits, ordinals, Hangul and words
        under four letters never are.
        """
        if word in CHAT:
            return CHAT[word], False
        if not (word.isascii() and word.isalpha()) or word in _EXACT or self.has(word) or len(word) > LONGEST:
            return word, False
        if (meant := self._swapped(word)) is not None:
            return meant, True
        if self.knows(word):
            return word, False
        for left in (2, 1):
            squeezed = _squeeze(word, left)
            if squeezed != word and (self.knows(squeezed) or squeezed in CHAT):
                return CHAT.get(squeezed, squeezed), False
        near = self.nearest(word)
        return (near, True) if near else (word, False)

    def _swapped(self, word: str) -> str | None:
        """Return the word that the book often says and *word* is with two letters changed round.

        Or, of a long word, with a letter doubled or a double one single. This goes before stems: "soliders" may be
        people who make solid, but hardly in a book about soldiers, nor is "deterence" what deters.
        """
        if len(word) < MIN_TYPO_LENGTH:
            return None
        turned = [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)]
        if len(word) >= LONG:
            turned += [word[:i] + word[i] + word[i:] for i in range(len(word))]
            turned += [word[:i] + word[i + 1 :] for i in range(len(word) - 1) if word[i] == word[i + 1]]
        found = [(self.words.get(near).times, near) for near in turned if near != word]
        times, near = max(found, default=(0, ""))
        return near if times >= (1 if len(word) >= LONG else OFTEN) else None

    def nearest(self, word: str) -> str | None:
        """Return the word that *word*, which nothing knows, is most likely a slip of; None for none.

        None as well for an ordinary word, and for another form of a word that the book has.
        """
        return self._find(word)

    def _nearest(self, word: str) -> str | None:
        if len(word) < MIN_TYPO_LENGTH or is_ordinary(word) or self.has_stem(word):
            return None
        for slips in range(1, most_slips(word) + 1):
            best = min(self._ranked(word, slips, self._book, is_language=False), default=None)
            if best is None or best[0] > UNSAID + LEAST:
                best = min(
                    [*([best] if best else []), *self._ranked(word, slips, self._language, is_language=True)],
                    default=None,
                )
            if best is not None:
                is_language, near = best[1], best[-1]
                return None if is_language and near in _BARRED else near
        return None

    def _ranked(
        self, word: str, slips: int, shapes: "_Shapes", *, is_language: bool
    ) -> Iterator[tuple[float, bool, int, int, str]]:
        """Yield each of *shapes* that is *slips* away from *word*, after what makes one likelier than another."""
        for near in shapes.near(word, slips):
            cost = self._cost(word, near)
            if cost is not None:
                often = self.words.get(near).times
                handicap = UNSAID if is_language and not often else 0.0
                yield cost + handicap, is_language, -often.bit_length(), -_in_common(word, near), near

    def _cost(self, word: str, near: str) -> float | None:
        """Return what the slip costs; an abbreviation is only ever met by its own letters in another order."""
        times, in_capitals = self.words.get(near)
        if times and 2 * in_capitals >= times and sorted({*word}) != sorted({*near}):
            return None
        return may_mean(word, near)


_LANGUAGE = tuple(sorted(word for word in {*COMMON_WORDS, *ORDINARY_WORDS} if len(word) >= MIN_TYPO_LENGTH))
_BARRED = ORDINARY_WORDS - COMMON_WORDS
"""Words that a slip may be of without the book saying them: then nothing is put in its place."""


class _Shapes:
    """Words by length, with what their letters and pairs of letters are."""

    def __init__(self, keys: KeyTable) -> None:
        self._keys = keys
        lengths = np.diff(keys.starts)
        self._order = np.argsort(lengths, kind="stable").astype(np.int32)
        ordered = lengths[self._order]
        self._begin = np.searchsorted(ordered, np.arange(34))
        self._letters, self._pairs = _letters_of(keys), _pairs_of(keys)
        self._letters, self._pairs = self._letters[self._order], self._pairs[self._order]

    def near(self, word: str, slips: int) -> Iterator[str]:
        """Yield the words that are exactly *slips* edits from *word* (optimal string alignment)."""
        first, stop = self._begin[max(MIN_TYPO_LENGTH, len(word) - slips)], self._begin[len(word) + slips + 1]
        if first >= stop:
            return
        letters, pairs = _shape(word)
        apart = np.bitwise_count(self._letters[first:stop] ^ letters)
        found = np.flatnonzero(apart <= 2 * slips)
        found = found[np.bitwise_count(self._pairs[first:stop][found] ^ pairs) <= 6 * slips]
        pool = [self._keys[number] for number in self._order[first:stop][found].tolist()]
        for near, distance, _ in process.extract(word, pool, scorer=OSA.distance, score_cutoff=slips, limit=None):
            if distance == slips:
                yield near


@cache
def _language() -> _Shapes:
    return _Shapes(KeyTable.of(_LANGUAGE)[0])


def _letters_of(keys: KeyTable) -> NDArray[np.uint32]:
    """Return for each word the set of its letters, as bits."""
    if not len(keys):
        return np.zeros(0, dtype=np.uint32)
    bits = np.uint32(1) << (keys.blob - np.uint8(_A)).astype(np.uint32)
    return np.bitwise_or.reduceat(bits, keys.starts[:-1])


def _pairs_of(keys: KeyTable) -> NDArray[np.uint64]:
    """Return for each word the set of its pairs of letters, each on one of 64 bits."""
    if not len(keys):
        return np.zeros(0, dtype=np.uint64)
    codes = (keys.blob - np.uint8(_A)).astype(np.uint64)
    following = np.append(codes[1:], np.uint64(0))
    bits = np.uint64(1) << ((codes * np.uint64(7) + following * np.uint64(19)) & np.uint64(63))
    bits[keys.starts[1:] - 1] = 0  # a pair of two words is none
    return np.bitwise_or.reduceat(bits, keys.starts[:-1])


def _shape(word: str) -> tuple[np.uint32, np.uint64]:
    """Return the letters and the pairs of *word*, as `_letters_of` and `_pairs_of` do."""
    codes = [ord(letter) - _A for letter in word]
    letters, pairs = 0, 0
    for code in codes:
        letters |= 1 << code
    for code, following in pairwise(codes):
        pairs |= 1 << ((code * 7 + following * 19) & 63)
    return np.uint32(letters), np.uint64(pairs)


def _stems_of(words: Iterable[str]) -> dict[str, Spoken]:
    """Count the words by stem."""
    counts: dict[str, int] = {}
    for word in words:
        root = stem(word)
        counts[root] = counts.get(root, 0) + 1
    return {root: Spoken(count) for root, count in counts.items()}


def _in_common(one: str, other: str) -> int:
    """Return how many letters the two begin and end with in common: "bombr" is rather "bomber" than "bomb"."""
    return _run_in_common(one, other) + _run_in_common(one[::-1], other[::-1])


def _run_in_common(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _squeeze(word: str, left: int) -> str:
    """Shorten runs of three or more equal letters to as many as are *left*: "whennn"."""
    out: list[str] = []
    i = 0
    while i < len(word):
        j = i
        while j < len(word) and word[j] == word[i]:
            j += 1
        out.append(left * word[i] if j - i >= _REPEATS else word[i:j])
        i = j
    return "".join(out)
