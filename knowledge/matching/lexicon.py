"""The book's own words: its names and terms, every spelling of them, and the vocabulary that typos are resolved to."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.language.english import (
    CHAT,
    COMMON_WORDS,
    FUNCTION_WORDS,
    MONTHS,
    NUMBERS,
    ORDINALS,
    PHRASES,
    SYNONYM_GROUPS,
    TURNING_WEIGHT,
    TURNING_WORDS,
    WEAK_WEIGHT,
    WEAK_WORDS,
)
from knowledge.language.korean import FUNCTION_WORDS as KOREAN_FUNCTION_WORDS
from knowledge.language.korean import PARTICLES, is_hangul, strip_particle, syllable_pairs
from knowledge.language.mentions import DAYS_OF_WEEK, number_of, ordinal_of, unit_of
from knowledge.language.normalize import fold, words
from knowledge.language.stem import stem
from knowledge.model import FactBook, TermKind

TYPO_WEIGHT = 0.85
"""What a word counts for that was read as its nearest neighbour in the vocabulary."""
PART_WEIGHT = 0.2
"""What a word counts for inside a name that counts as a whole."""
_SHORT_NAME = 3
MIN_TYPO_LENGTH = 4
MIN_NAME = 3
LONG_WORD = 8
"""Letters from which two slips are forgiven; below, one."""
MAX_ALIAS_WORDS = 12
_REPEATS = 3


@dataclass(frozen=True, slots=True)
class Token:
    """One unit of a text to match by.

    Attributes:
        key: what is compared: ``t:opcon`` (a term), ``p:mark-milley`` (a person), ``#14`` (a number), ``~전작``
            (a syllable pair) or a stem.
        text: the words it was read from, for people.
        factor: 0-1, how much of its weight it carries: a syllable pair shares its word's, a guess has less.
        known: whether the book has this key anywhere.
    """

    key: str
    text: str
    factor: float
    known: bool


class Lexicon:
    """Reads texts into tokens by one book's names. Immutable; safe to share between threads."""

    def __init__(self, book: FactBook, spoken: Iterable[tuple[str, ...]]) -> None:
        """Gather aliases from *book*, and the vocabulary from *spoken*: the words of all its texts and questions."""
        self._latin: dict[tuple[str, ...], str] = {}
        self._hangul: dict[str, list[tuple[str, str]]] = {}
        self.series_words: frozenset[str] = frozenset(self._series_words(book))
        self.kinds: dict[str, TermKind] = {f"t:{term.id}": term.kind for term in book.terms.values()}
        self.outside: frozenset[str] = frozenset(
            [f"t:{term.id}" for term in book.terms.values() if term.outside]
            + [f"p:{person.id}" for person in book.people.values() if person.outside]
        )
        names = list(self._names(book))
        for name, concept in names:
            self._add(name, concept)
        lengths: dict[str, set[int]] = {}
        for keys in self._latin:
            lengths.setdefault(keys[0], set()).add(len(keys))
        self._latin_lengths = {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}
        for pairs in self._hangul.values():
            pairs.sort(key=lambda pair: (-len(pair[0]), pair))
        seen: dict[str, None] = {}
        for said in [*spoken, *(words(name) for name, _ in names)]:
            seen.update(dict.fromkeys(word for word in said if word.isascii() and word.isalpha()))
        self._vocabulary = tuple(sorted(word for word in {*seen, *COMMON_WORDS} if len(word) >= MIN_TYPO_LENGTH))
        self._known_words = frozenset(seen)
        self._known_stems = frozenset(map(stem, seen))
        self._by_first = {first: tuple(group) for first, group in groupby(self._vocabulary, key=lambda word: word[0])}
        self._nearest = lru_cache(maxsize=4096)(self._nearest_uncached)

    @staticmethod
    def _series_words(book: FactBook) -> Iterator[str]:
        for term in book.terms.values():
            if term.kind is TermKind.SERIES:
                for name in (term.name.en, *term.aliases):
                    parts = words(name)
                    if len(parts) == 1:  # the last word of a long name is often a common one ("meeting")
                        yield parts[0]

    @staticmethod
    def _names(book: FactBook) -> Iterator[tuple[str, str]]:
        for term in book.terms.values():
            for name in (term.name.en, term.name.ko, *term.aliases):
                if name:
                    yield name, f"t:{term.id}"
        for person in book.people.values():
            for name in (person.name.en, person.name.ko, *person.aliases):
                if name:
                    yield name, f"p:{person.id}"

    def _add(self, name: str, concept: str) -> None:
        parts = words(name)
        if not parts or len(parts) > MAX_ALIAS_WORDS:
            return
        if all(is_hangul(part) for part in parts):
            joined = "".join(parts)
            self._hangul.setdefault(joined[0], []).append((joined, concept))
        else:
            keys = tuple(self._alias_key(part) for part in parts)
            self._latin[keys] = min(self._latin.get(keys, concept), concept)

    @staticmethod
    def _alias_key(word: str) -> str:
        if is_hangul(word):
            return strip_particle(word)
        word = CHAT.get(word, word)
        stemmed = stem(word)
        return stemmed if len(stemmed) >= MIN_NAME else word  # the stem of "used" is "us", which is a name

    def respell(self, word: str) -> tuple[str, bool]:
        """Return *word* as the book would spell it, and whether that was a guess.

        Only a word that neither the book nor the language tables know is touched; digits, ordinals, Hangul and
        words under four letters never are.
        """
        if word in CHAT:
            return CHAT[word], False
        if not (word.isascii() and word.isalpha()) or self._is_known(word):
            return word, False
        squeezed = _squeeze(word)
        if squeezed != word and (self._is_known(squeezed) or squeezed in CHAT):
            return CHAT.get(squeezed, squeezed), False
        if len(word) < MIN_TYPO_LENGTH:
            return word, False
        near = self._nearest(word)
        return (near, True) if near else (word, False)

    def unknown_names(self, text: str) -> tuple[str, ...]:
        """Return the words of *text* written as names that neither the book nor the language tables know.

        A word counts when it begins with a capital inside a sentence that is not wholly capitalised.
        """
        found: list[str] = []
        for sentence in re.split(r"[.?!]\s+|\n", text):
            spoken = re.findall(r"([^\W\d_]+)(?:['\u2019][a-z]+)?", sentence)
            plain_words = any(word[0].islower() and len(word) > MIN_NAME for word in spoken)
            if not plain_words and sum(word[0].isupper() for word in spoken) > len(spoken) / 2:
                continue  # a title, or somebody shouting
            for word in spoken[1:]:
                plain = fold(word)
                if word[0].isupper() and len(plain) > MIN_NAME and plain.isascii() and plain.isalpha():
                    plain = CHAT.get(plain, plain)
                    if not self._is_known(plain) and self._nearest(plain) is None and not self._knows_stem(plain):
                        found.append(word)
        return tuple(found)

    def _knows_stem(self, word: str) -> bool:
        return stem(word) in self._known_stems

    def _is_known(self, word: str) -> bool:
        return (
            word in self._known_words
            or word in FUNCTION_WORDS
            or word in TURNING_WORDS
            or word in MONTHS
            or word in DAYS_OF_WEEK
            or word in NUMBERS
            or word in ORDINALS
            or stem(word) in SYNONYM_GROUPS
            or stem(word) in WEAK_WORDS
        )

    def _nearest_uncached(self, word: str) -> str | None:
        """Find the one vocabulary word that *word* is a slip of: same first letter, one edit, two in long words."""
        slips = 2 if len(word) >= LONG_WORD else 1
        starts = {word[0], word[1]}
        pool = [near for start in sorted(starts) for near in self._by_first.get(start, ())]
        best: tuple[int, int, str] | None = None
        for near, distance, _ in process.extract(word, pool, scorer=OSA.distance, score_cutoff=slips, limit=None):
            if near[0] != word[0] and near[:2] != word[1::-1]:
                continue
            if len(near) == len(word) == MIN_TYPO_LENGTH and sorted(near) != sorted(word):
                continue  # four letters with one changed: as likely another word ("cost", "host")
            key = (int(distance), -_in_common(word, near), near)
            best = min(best, key) if best else key
        return best[2] if best else None

    def read(self, text: str) -> tuple[Token, ...]:
        """Return the tokens of *text* in order; names first resolved, then words; function words are left out."""
        return self.read_words(words(text))

    def read_words(self, spoken: tuple[str, ...]) -> tuple[Token, ...]:
        """Return the tokens of a text whose words (`normalize.words`) are *spoken*."""
        spelled = _join_phrases([self.respell(word) for word in spoken])
        keys = [self._alias_key(word) for word, _ in spelled]
        tokens: list[Token] = []
        i = 0
        while i < len(spelled):
            hangul = is_hangul(spelled[i][0])
            found = self._hangul_at(spelled, i) if hangul else self._latin_at(spelled, keys, i)
            if found:
                token, taken, rest = found
                tokens.append(token)
                tokens.extend(self._parts(token, spelled[i : i + taken]))
                tokens.extend(self._hangul_tokens(rest) if rest and rest not in PARTICLES else ())
                i += taken
                continue
            tokens.extend(self._word_tokens(spelled, i))
            i += 1
        return tuple(tokens)

    def _parts(self, name: Token, spelled: list[tuple[str, bool]]) -> Iterator[Token]:
        """Yield the words inside a name of several, at a fraction: "headquarters move" still says headquarters."""
        if is_hangul(name.text):
            inside: Iterable[Token] = self._hangul_tokens(name.text) if len(name.text) > _SHORT_NAME else ()
        elif len(spelled) > 1:
            inside = (token for j in range(len(spelled)) for token in self._word_tokens(spelled, j))
        else:
            return
        for token in inside:
            yield Token(token.key, token.text, PART_WEIGHT * token.factor, token.known)

    def _latin_at(self, spelled: list[tuple[str, bool]], keys: list[str], i: int) -> tuple[Token, int, str] | None:
        """Find the longest name of Latin words or digits that begins at *i*."""
        for n in self._latin_lengths.get(keys[i], ()):
            concept = self._latin.get(tuple(keys[i : i + n]))
            if concept is None or i + n > len(keys):
                continue
            if n == 1 and keys[i] == "us" and i and spelled[i - 1][0] in _GIVING:
                return None
            window = spelled[i : i + n]
            factor = TYPO_WEIGHT if any(guess for _, guess in window) else 1.0
            return Token(concept, " ".join(word for word, _ in window), factor, known=True), n, ""
        return None

    def _hangul_at(self, spelled: list[tuple[str, bool]], i: int) -> tuple[Token, int, str] | None:
        """Find the longest name that the run of Hangul words from *i* begins with.

        Returns its token, how many words it takes, and what follows it in the last of them.
        """
        run = ""
        ends: list[int] = []
        for word, _ in spelled[i : i + 6]:
            if not is_hangul(word):
                break
            run += word
            ends.append(len(run))
        for name, concept in self._hangul.get(run[0], ()):
            if run.startswith(name):
                taken = next(n for n, end in enumerate(ends, 1) if end >= len(name))
                rest = run[len(name) : ends[taken - 1]]
                if len(name) == 1 and rest:
                    continue
                return Token(concept, name, 1.0, True), taken, rest
        return None

    def _word_tokens(self, spelled: list[tuple[str, bool]], i: int) -> Iterator[Token]:
        word, guess = spelled[i]
        if is_hangul(word):
            yield from self._hangul_tokens(word)
            return
        number = number_of(word) if word.isdigit() else ordinal_of(word)
        if number is not None:
            if word in _CHAT_DIGITS and not (i + 1 < len(spelled) and unit_of(spelled[i + 1][0])):
                return  # "wat did lee ask 4": a word in chat, not a number
            yield Token(f"#{number}", word, 1.0, True)
            return
        if word in FUNCTION_WORDS or (len(word) == 1 and word.isascii()):
            return
        if word in MONTHS and word not in {"may", "march", "mar"}:
            yield Token(f"month:{MONTHS[word]}", word, 1.0, True)
            return
        key = stem(word)
        factor = TURNING_WEIGHT if word in TURNING_WORDS else WEAK_WEIGHT if key in WEAK_WORDS else 1.0
        yield Token(key, word, factor * (TYPO_WEIGHT if guess else 1.0), word in self._known_words)

    @staticmethod
    def _hangul_tokens(word: str) -> Iterator[Token]:
        bare = strip_particle(word)
        if word in KOREAN_FUNCTION_WORDS or bare in KOREAN_FUNCTION_WORDS:
            return
        pairs = syllable_pairs(bare)
        if len(bare) == 1:
            return
        for pair in pairs:
            yield Token(f"~{pair}", bare, 1.0 / len(pairs) if len(pairs) > 1 else 1.0, True)


_CHAT_DIGITS = frozenset({"2", "4"})
_GIVING = frozenset({"tell", "give", "show", "let", "remind", "help", "inform"})


def _join_phrases(spelled: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Put one word for each pair of words that means one (`english.PHRASES`)."""
    joined: list[tuple[str, bool]] = []
    for word, guess in spelled:
        if joined and (one := PHRASES.get((joined[-1][0], word))):
            joined[-1] = (one, guess)
        else:
            joined.append((word, guess))
    return joined


def _in_common(one: str, other: str) -> int:
    """Return how many letters the two begin and end with in common: "bombr" is rather "bomber" than "bomb"."""
    return _run_in_common(one, other) + _run_in_common(one[::-1], other[::-1])


def _run_in_common(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _squeeze(word: str) -> str:
    """Shorten runs of three or more equal letters to one: "whennn"."""
    out: list[str] = []
    i = 0
    while i < len(word):
        j = i
        while j < len(word) and word[j] == word[i]:
            j += 1
        out.append(word[i] if j - i >= _REPEATS else word[i:j])
        i = j
    return "".join(out)
