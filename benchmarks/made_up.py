"""Made-up facts in any number, and questions on them whose answer is known; the same for the same seed.

Words follow Zipf's law over some five thousand ordinary English words and two hundred thousand pronounceable ones
that nobody ever used; names, numbers and dates are mixed in as releases have them. A question keeps three to six of
a fact's telling words, in another order, and one word in seven is mistyped.
Facts come as a stream: a million of them are never held at once.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.language.english import FUNCTION_WORDS, MONTHS
from knowledge.language.ordinary import ORDINARY_WORDS

MADE_UP_WORDS, NAMES = 200_000, 30_000
ZIPF, OFFSET = 1.15, 3
"""Exponent of the frequency of a word by its rank, and what is added to each rank (Mandelbrot's correction)."""
TYPO_SHARE = 0.15
_CHUNK = 2_000
_ONSETS = "b br c ch cl d dr f fl g gl gr h j k kl l m n p pl pr qu r s sh sk sl sp st str t th tr v w y z".split()
_CORES = "a e i o u ai ea ee oa ou".split()
_CODAS = ["", "", "", "", *"b d g k l m n p r s t x nd nt rn st rk lt".split()]
_GLUE = "the of in a to for and on with by from at".split()
_HEADS = "what who when where why how many which tell me about is it true that did".split()
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_MONTHS = [name.capitalize() for name in MONTHS if len(name) > 4]


@dataclass(frozen=True, slots=True)
class Row:
    """A made-up fact: its number, its text, and questions that its curator would have written."""

    number: int
    text: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the number of the fact that answers it."""

    text: str
    gold: int


class World:
    """The words that everything is made of."""

    def __init__(self, seed: int) -> None:
        """Make up words and names from *seed*."""
        self.seed = seed
        rng = random.Random(seed)
        ordinary = sorted(word for word in ORDINARY_WORDS if word not in FUNCTION_WORDS)
        rng.shuffle(ordinary)
        made = sorted({_made_up(rng) for _ in range(int(MADE_UP_WORDS * 1.3))} - ORDINARY_WORDS)
        rng.shuffle(made)
        # Frequent words are ordinary ones; further down, ever more of them nobody has heard.
        self.words = np.array([*ordinary[:1500], *_mixed(ordinary[1500:], made[:MADE_UP_WORDS], rng)])
        weights = 1 / np.arange(OFFSET, len(self.words) + OFFSET) ** ZIPF
        self._reach = np.cumsum(weights / weights.sum())
        self.names = [made[i].capitalize() for i in range(MADE_UP_WORDS, min(len(made), MADE_UP_WORDS + NAMES))]

    def rows(self, count: int) -> Iterator[Row]:
        """Yield *count* facts; the first ones are the same whatever the count."""
        for begin in range(0, count, _CHUNK):
            rng = random.Random(self.seed * 1_000_003 + begin)
            ranks = np.searchsorted(self._reach, np.random.default_rng(self.seed + begin).random((_CHUNK, 20)))
            words: NDArray[np.str_] = self.words[np.minimum(ranks, len(self.words) - 1)]
            for offset in range(min(_CHUNK, count - begin)):
                yield self._row(begin + offset, words[offset].tolist(), rng)

    def _row(self, number: int, words: list[str], rng: random.Random) -> Row:
        said = words[: rng.randint(6, 16)]
        parts = [f"{rng.choice(self.names)} {rng.choice(self.names)}"] if rng.random() < 0.6 else []
        for word in said:
            if rng.random() < 0.35:
                parts.append(rng.choice(_GLUE))
            parts.append(word)
        if rng.random() < 0.4:
            parts.insert(rng.randrange(1, len(parts)), str(rng.choice([rng.randint(2, 99), rng.randint(100, 30_000)])))
        if rng.random() < 0.35:
            parts.append(f"on {rng.choice(_MONTHS)} {rng.randint(1, 28)}, {rng.randint(1950, 2026)}")
        text = " ".join(parts)
        questions = tuple(
            f"{rng.choice(('What', 'Who', 'When', 'Where', 'Why'))} {rng.choice(('did', 'was', 'is'))} "
            + " ".join(rng.sample(said, k=min(len(said), rng.randint(3, 5))))
            + "?"
            for _ in range(rng.randint(1, 2))
        )
        return Row(number, f"{text[0].upper()}{text[1:]}.", questions)

    def ask(self, row: Row, rng: random.Random) -> Asked:
        """Put a question that *row* answers."""
        telling = [word for word in row.text.rstrip(".").replace(",", "").split() if word.lower() not in FUNCTION_WORDS]
        kept = rng.sample(telling, k=min(len(telling), rng.randint(3, 6)))
        said = [*rng.sample(_HEADS, k=rng.randint(1, 3)), *kept]
        return Asked(" ".join(mistyped(word, rng) if rng.random() < TYPO_SHARE else word for word in said), row.number)


def mistyped(word: str, rng: random.Random) -> str:
    """Return *word* with one slip, in any letter: two swapped, one left out, doubled, or the key beside it.

    Words under four letters, and words with a digit, are typed as they are.
    """
    if len(word) < 4 or not word.isalpha():
        return word
    i = rng.randrange(len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    if kind == 1:
        return word[:i] + word[i + 1 :]
    if kind == 2:
        return word[: i + 1] + word[i:]
    return word[:i] + rng.choice(_beside(word[i].lower())) + word[i + 1 :]


def _beside(letter: str) -> str:
    """Return the keys left and right of *letter*."""
    row = next((row for row in _ROWS if letter in row), letter)
    at = row.index(letter)
    return row[max(0, at - 1) : at] + row[at + 1 : at + 2] or letter


def _made_up(rng: random.Random) -> str:
    return "".join(
        rng.choice(_ONSETS) + rng.choice(_CORES) + (rng.choice(_CODAS) if last else "")
        for last in [*[False] * rng.randint(1, 2), True]
    )


def _mixed(known: list[str], made: list[str], rng: random.Random) -> list[str]:
    """Spread the *known* words over the first tenth of the *made* ones."""
    head = [*known, *made[: len(made) // 10]]
    rng.shuffle(head)
    return [*head, *made[len(made) // 10 :]]
