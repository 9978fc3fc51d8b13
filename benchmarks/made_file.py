"""A fact file of any size, made from a seed: valid, in two languages, and about nothing.

    python -m benchmarks.made_file [FACTS] > big.yaml

Each fact has a text of its own, a place in a release, and question variants; one in four is in Korean too. The words
are made up, so the size of the vocabulary grows with the file as that of real texts does (Heaps' law), and nothing
in it can be mistaken for an answer.
"""

import random
import sys
from collections.abc import Iterator

_ONSETS = ["b", "br", "c", "d", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "tr", "v"]
_VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "ou"]
_CODAS = ["", "l", "n", "nd", "r", "rt", "s", "t"]
_SYLLABLES = (
    "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호구누두루무부수우주추쿠투푸후"
)
_OPENINGS = [
    "What did the paper say of",
    "Who agreed to",
    "When was",
    "Where did they discuss",
    "How many were in",
    "Was",
]
_KINDS = ["what", "who", "when", "where", "how_many", "yes_no"]
_SENTENCES = 200
"""Sentences of a release; every one of them bears out some fact."""


class MadeFile:
    """Makes one file; the same seed gives the same text."""

    def __init__(self, facts: int, variants: int = 6, seed: int = 20180726) -> None:
        """Make *facts* facts with *variants* questions each in English, and one in Korean for every fourth."""
        self.facts = facts
        self.variants = variants
        self._random = random.Random(seed)
        self._words: list[str] = [self._word() for _ in range(200)]
        self._korean: list[str] = ["".join(self._random.choices(_SYLLABLES, k=3)) for _ in range(400)]

    def text(self) -> str:
        """Return the file as YAML."""
        return "".join(self.pieces())

    def pieces(self) -> Iterator[str]:
        """Yield the file piece by piece."""
        yield "format: 1\n\nreleases:\n"
        releases = -(-self.facts // _SENTENCES)
        for number in range(releases):
            yield from self._release(number)
        yield "\nterms:\n"
        for number in range(40):
            yield f'  - id: term-{number}\n    kind: concept\n    name: {{en: "{self._say(2).title()}"}}\n'
            yield f'    aliases: ["{self._say(1)}{number}"]\n    sources: ["release-0#s01"]\n'
        yield "\nfacts:\n"
        for number in range(self.facts):
            yield self.fact(number)

    def _release(self, number: int) -> Iterator[str]:
        yield f'  - id: release-{number}\n    title:\n      en: "Release {number} on {self._say(3)}"\n'
        yield '    publisher:\n      en: "The Bureau of Benchmarks"\n    note: "Made up."\n    sentences:\n'
        for sentence in range(1, _SENTENCES + 1):
            digest = f"{self._random.getrandbits(256):064x}"
            yield f'      - {{id: s{sentence:02}, paragraph: {1 + sentence // 4}, sha256: "{digest}"}}\n'

    def fact(self, number: int) -> str:
        """Return one fact as an item of the list under ``facts``."""
        release, sentence = divmod(number, _SENTENCES)
        subject = self._say(3)
        korean = f"{self._say_korean(6)} {number}번입니다."
        lines = [
            f"  - id: fact-{number}",
            "    text:",
            f'      en: "The two sides agreed on point {number}, {subject}, and spoke of {self._say(6)}."',
            *([f'      ko: "{korean}"'] if number % 4 == 0 else []),
            f"    kind: {_KINDS[number % len(_KINDS)]}",
            f'    sources: ["release-{release}#s{sentence + 1:02}"]',
            "    basis: stated",
            "    said_by: both",
            f"    topics: [term-{number % 40}]",
            "    questions:",
            "      en:",
        ]
        for variant in range(self.variants):
            opening = _OPENINGS[variant % len(_OPENINGS)]
            lines.append(f'        - "{opening} {subject}, {self._say(2)}, in point {number}?"')
        if number % 4 == 0:
            lines.append(f'      ko: ["{self._say_korean(4)} {number}번은 무엇입니까?"]')
        return "\n".join(lines) + "\n"

    def _say(self, count: int) -> str:
        # One word in twenty is new, as in texts of this length.
        if self._random.random() < count / 20:
            self._words.append(self._word())
        return " ".join(self._random.choice(self._words) for _ in range(count))

    def _say_korean(self, count: int) -> str:
        return " ".join(self._random.choice(self._korean) for _ in range(count))

    def _word(self) -> str:
        return "".join(
            self._random.choice(part) for _ in range(self._random.randint(1, 3)) for part in (_ONSETS, _VOWELS, _CODAS)
        )


if __name__ == "__main__":
    sys.stdout.writelines(MadeFile(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000).pieces())
