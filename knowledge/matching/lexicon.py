"""A book's own words: its names and terms, every spelling of them, and how a text reads by them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge.language.english import (
    CHAT,
    FUNCTION_WORDS,
    MONTHS,
    PHRASES,
    TURNING_WEIGHT,
    TURNING_WORDS,
    WEAK_WEIGHT,
    WEAK_WORDS,
)
from knowledge.language.korean import FUNCTION_WORDS as KOREAN_FUNCTION_WORDS
from knowledge.language.korean import PARTICLES, is_hangul, strip_particle, syllable_pairs
from knowledge.language.mentions import number_of, ordinal_of, unit_of
from knowledge.language.normalize import fold, words
from knowledge.language.stem import stem
from knowledge.matching.vocabulary import Spoken, Vocabulary
from knowledge.model import FactBook, TermKind

TYPO_WEIGHT = 0.85
"""What a word counts for that was read as its nearest neighbour in the vocabulary."""
SYLLABLE_WEIGHT = 0.6
"""What a Korean word of one syllable counts for: as likely an ending or a counter as a word."""
PART_WEIGHT = 0.2
"""What a word counts for inside a name that counts as a whole."""
RESPELLED = 8192
"""Words of which it is kept at hand how the book would spell them."""
MIN_NAME = 3
MAX_ALIAS_WORDS = 12
_SHORT_NAME = 3
_CAPITALS = re.compile(r"\b[A-Z]{4,12}\b")
_CHAT_DIGITS = frozenset({"2", "4"})
_GIVING = frozenset({"tell", "give", "show", "let", "remind", "help", "inform"})
_IN_PHRASES = frozenset(word for pair in PHRASES for word in pair)


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


class Names:
    """What the people and terms of one book are called, and how words read by that. Immutable."""

    def __init__(self, book: FactBook) -> None:
        """Gather every spelling of every name from *book*."""
        self._latin: dict[tuple[str, ...], str] = {}
        self._hangul: dict[str, list[tuple[str, str]]] = {}
        self.series_words: frozenset[str] = frozenset(_series_words(book))
        self.kinds: dict[str, TermKind] = {f"t:{term.id}": term.kind for term in book.terms.values()}
        self.outside: frozenset[str] = frozenset(
            [f"t:{term.id}" for term in book.terms.values() if term.outside]
            + [f"p:{person.id}" for person in book.people.values() if person.outside]
        )
        self.spellings: tuple[str, ...] = tuple(name for name, _ in _spellings(book))
        for name, concept in _spellings(book):
            self._add(name, concept)
        lengths: dict[str, set[int]] = {}
        for keys in self._latin:
            lengths.setdefault(keys[0], set()).add(len(keys))
        self._latin_lengths = {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}
        for pairs in self._hangul.values():
            pairs.sort(key=lambda pair: (-len(pair[0]), pair))

    def _add(self, name: str, concept: str) -> None:
        parts = words(name)
        if not parts or len(parts) > MAX_ALIAS_WORDS:
            return
        if all(is_hangul(part) for part in parts):
            joined = "".join(parts)
            self._hangul.setdefault(joined[0], []).append((joined, concept))
        else:
            keys = tuple(_alias_key(part) for part in parts)
            self._latin[keys] = min(self._latin.get(keys, concept), concept)

    def may_begin(self, word: str, key: str) -> bool:
        """Whether a name may begin with *word*, whose alias key is *key*."""
        return key in self._latin_lengths or (is_hangul(word) and word[0] in self._hangul)

    def tokens(self, spelled: list["_Word"]) -> list[Token]:
        """Return the tokens of words in order: names first resolved, then words."""
        tokens: list[Token] = []
        i = 0
        while i < len(spelled):
            found = self._hangul_at(spelled, i) if is_hangul(spelled[i].text) else self._latin_at(spelled, i)
            if found:
                token, taken, rest = found
                tokens.append(token)
                tokens.extend(_parts(token, spelled[i : i + taken]))
                tokens.extend(_hangul_tokens(rest) if rest and rest not in PARTICLES else ())
                i += taken
                continue
            if not _is_chat_digit(spelled, i):
                tokens.extend(spelled[i].tokens)
            i += 1
        return tokens

    def _latin_at(self, spelled: list["_Word"], i: int) -> tuple[Token, int, str] | None:
        """Find the longest name of Latin words or digits that begins at *i*."""
        for n in self._latin_lengths.get(spelled[i].key, ()):
            window = spelled[i : i + n]
            concept = self._latin.get(tuple(word.key for word in window))
            if concept is None or len(window) < n:
                continue
            if n == 1 and window[0].key == "us" and i and spelled[i - 1].text in _GIVING:
                return None
            factor = TYPO_WEIGHT if any(word.is_guess for word in window) else 1.0
            return Token(concept, " ".join(word.text for word in window), factor, known=True), n, ""
        return None

    def _hangul_at(self, spelled: list["_Word"], i: int) -> tuple[Token, int, str] | None:
        """Find the longest name that the run of Hangul words from *i* begins with.

        Returns its token, how many words it takes, and what follows it in the last of them.
        """
        run = ""
        ends: list[int] = []
        for word in spelled[i : i + 6]:
            if not is_hangul(word.text):
                break
            run += word.text
            ends.append(len(run))
        for name, concept in self._hangul.get(run[0], ()):
            if run.startswith(name):
                taken = next(n for n, end in enumerate(ends, 1) if end >= len(name))
                rest = run[len(name) : ends[taken - 1]]
                if len(name) == 1 and rest:
                    continue
                return Token(concept, name, 1.0, True), taken, rest
        return None


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as it is read: as spelled, whether that is a guess, as a part of a name, and by itself."""

    text: str
    is_guess: bool
    key: str
    tokens: tuple[Token, ...]


class Lexicon:
    """Reads texts into tokens by one book's names and vocabulary. Immutable; safe to share between threads."""

    def __init__(self, names: Names, vocabulary: Vocabulary) -> None:
        """Read by *names* and *vocabulary*."""
        self.names = names
        self.vocabulary = vocabulary
        self.series_words = names.series_words
        self.kinds = names.kinds
        self.outside = names.outside
        self.respell: Callable[[str], tuple[str, bool]] = lru_cache(maxsize=RESPELLED)(vocabulary.respell)
        """A word as the book would spell it, and whether that was a guess (`Vocabulary.respell`)."""
        self._word: Callable[[str, bool], _Word] = lru_cache(maxsize=RESPELLED)(
            lambda text, guess: _word(text, guess, known=vocabulary.has(text))
        )

    def unknown_names(self, text: str) -> tuple[str, ...]:
        """Return the words of *text* written as names that neither the book nor the language tables know.

        A word counts when it begins with a capital inside a sentence that is not wholly capitalised.
        """
        if text.islower():
            return ()
        found: list[str] = []
        for sentence in _SENTENCE_END.split(text):
            spoken = _LETTERS.findall(sentence)
            plain_words = any(word[0].islower() and len(word) > MIN_NAME for word in spoken)
            if not plain_words and sum(word[0].isupper() for word in spoken) > len(spoken) / 2:
                continue  # a title, or somebody shouting
            found.extend(word for word in spoken[1:] if word[0].isupper() and self._is_strange(word))
        return tuple(found)

    def _is_strange(self, word: str) -> bool:
        plain = fold(word)
        if len(plain) <= MIN_NAME or not (plain.isascii() and plain.isalpha()):
            return False
        plain = CHAT.get(plain, plain)
        known = self.vocabulary.knows(plain) or self.vocabulary.has_stem(plain)
        return not known and self.vocabulary.nearest(plain) is None

    def read(self, text: str) -> tuple[Token, ...]:
        """Return the tokens of *text* in order; names first resolved, then words; function words are left out."""
        return self.read_words(words(text))

    def read_words(self, spoken: tuple[str, ...]) -> tuple[Token, ...]:
        """Return the tokens of a text whose words (`normalize.words`) are *spoken*."""
        return self.read_spelled([self.respell(word) for word in spoken])

    def read_spelled(self, spelled: list[tuple[str, bool]]) -> tuple[Token, ...]:
        """Return the tokens of a text of which `respell` has been asked for each word."""
        joined = _join_phrases(spelled)
        return tuple(self.names.tokens([self._word(text, guess) for text, guess in joined]))


class Reader:
    """Reads the texts of a book itself, in which every word is known, and gathers its vocabulary from them.

    What a word is read as is remembered as long as the reader is, because most words of a book come again.
    """

    def __init__(self, names: Names) -> None:
        """Read by *names*."""
        self._names = names
        self._words: dict[str, tuple[_Word, bool]] = {}
        self._times: dict[str, int] = {}
        self._in_capitals: dict[str, int] = {}
        for name in names.spellings:
            self.hear(name, words(name))

    def hear(self, text: str, spoken: tuple[str, ...]) -> None:
        """Count the words of *text*, which are *spoken*."""
        times = self._times
        for word in spoken:
            times[word] = times.get(word, 0) + 1
        if not text.isupper():
            for word in _CAPITALS.findall(text):
                self._in_capitals[word.lower()] = self._in_capitals.get(word.lower(), 0) + 1

    def read(self, spoken: tuple[str, ...]) -> tuple[Token, ...]:
        """Return the tokens of a text of the book whose words are *spoken*, as `Lexicon.read_words` does."""
        looked = self._words
        found = [looked.get(word) or self._look(word) for word in spoken]
        if any(special for _, special in found):
            joined = _join_phrases([(word.text, False) for word, _ in found])
            return tuple(self._names.tokens([(looked.get(text) or self._look(text))[0] for text, _ in joined]))
        return tuple([token for word, _ in found for token in word.tokens])

    def _look(self, word: str) -> tuple[_Word, bool]:
        read = _word(CHAT.get(word, word), False, known=True)
        special = read.text in _IN_PHRASES or word in _CHAT_DIGITS or self._names.may_begin(read.text, read.key)
        self._words[word] = read, special
        return read, special

    def counts(self) -> Mapping[str, Spoken]:
        """Return how often each word was heard."""
        capitals = self._in_capitals
        return {word: Spoken(count, min(count, capitals.get(word, 0))) for word, count in self._times.items()}

    def lexicon(self) -> Lexicon:
        """Return the lexicon of what was heard."""
        return Lexicon(self._names, Vocabulary.of(self.counts()))


_SENTENCE_END = re.compile(r"[.?!]\s+|\n")
_LETTERS = re.compile(r"([^\W\d_]+)(?:['\u2019][a-z]+)?")


def _series_words(book: FactBook) -> Iterator[str]:
    for term in book.terms.values():
        if term.kind is TermKind.SERIES:
            for name in (term.name.en, *term.aliases):
                parts = words(name)
                if len(parts) == 1:  # the last word of a long name is often a common one ("meeting")
                    yield parts[0]


def _spellings(book: FactBook) -> Iterator[tuple[str, str]]:
    for mark, named in (("t", book.terms), ("p", book.people)):
        for entry in named.values():
            for name in (entry.name.en, entry.name.ko, *entry.aliases):
                if name:
                    yield name, f"{mark}:{entry.id}"


def _alias_key(word: str) -> str:
    if is_hangul(word):
        return strip_particle(word)
    word = CHAT.get(word, word)
    stemmed = stem(word)
    return stemmed if len(stemmed) >= MIN_NAME else word  # the stem of "used" is "us", which is a name


def _word(text: str, is_guess: bool, *, known: bool) -> _Word:  # noqa: FBT001 - as `respell` returns them
    return _Word(text, is_guess, _alias_key(text), tuple(_word_tokens(text, is_guess, known=known)))


def _parts(name: Token, spelled: list[_Word]) -> Iterator[Token]:
    """Yield the words inside a name of several, at a fraction: "headquarters move" still says headquarters."""
    if is_hangul(name.text):
        inside: Iterable[Token] = _hangul_tokens(name.text) if len(name.text) > _SHORT_NAME else ()
    elif len(spelled) > 1:
        inside = (token for word in spelled for token in word.tokens)
    else:
        return
    for token in inside:
        yield Token(token.key, token.text, PART_WEIGHT * token.factor, token.known)


def _is_chat_digit(spelled: list[_Word], i: int) -> bool:
    """Whether a digit stands for a word: "wat did lee ask 4"."""
    return spelled[i].text in _CHAT_DIGITS and not (i + 1 < len(spelled) and unit_of(spelled[i + 1].text))


def _word_tokens(word: str, is_guess: bool, *, known: bool) -> Iterator[Token]:  # noqa: FBT001 - the same
    """Yield what *word* is matched by outside any name."""
    if is_hangul(word):
        yield from _hangul_tokens(word)
        return
    number = number_of(word) if word.isdigit() else ordinal_of(word)
    if number is not None:
        yield Token(f"#{number}", word, 1.0, True)
        return
    if word in FUNCTION_WORDS or (len(word) == 1 and word.isascii()):
        return
    if word in MONTHS and word not in {"may", "march", "mar"}:
        yield Token(f"month:{MONTHS[word]}", word, 1.0, True)
        return
    key = stem(word)
    factor = TURNING_WEIGHT if word in TURNING_WORDS else WEAK_WEIGHT if key in WEAK_WORDS else 1.0
    yield Token(key, word, factor * (TYPO_WEIGHT if is_guess else 1.0), known)


def _hangul_tokens(word: str) -> Iterator[Token]:
    bare = strip_particle(word)
    if word in KOREAN_FUNCTION_WORDS or bare in KOREAN_FUNCTION_WORDS:
        return
    pairs = syllable_pairs(bare)
    # The longer a word, the more it tells, though not as much as its pairs would if they were words of their own.
    factor = len(pairs) ** -0.5 if len(bare) > 1 else SYLLABLE_WEIGHT
    for pair in pairs:
        yield Token(f"~{pair}", bare, factor, True)


def _join_phrases(spelled: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Put one word for each pair of words that means one (`english.PHRASES`)."""
    joined: list[tuple[str, bool]] = []
    for word, guess in spelled:
        if joined and (one := PHRASES.get((joined[-1][0], word))):
            joined[-1] = (one, guess)
        else:
            joined.append((word, guess))
    return joined
