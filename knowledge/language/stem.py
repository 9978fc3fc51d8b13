"""English words to stems: Porter's algorithm, so that "relocated" and "relocation" meet.

Source: M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980, pp. 130-137. Step names and the
measure m are the paper's. A stem is a key to match by, not a word to show.
"""

from functools import lru_cache
from itertools import pairwise

from knowledge.language.irregular import BASES

_VOWELS = frozenset("aeiou")

_STEP_2 = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize", "isation": "ize",
    "ization": "ize", "abli": "able", "alli": "al", "entli": "ent", "eli": "e", "ousli": "ous", "ation": "ate",
    "ator": "ate", "alism": "al", "iveness": "ive", "fulness": "ful", "ousness": "ous", "aliti": "al",
    "iviti": "ive", "biliti": "ble",
}  # fmt: skip
_STEP_3 = {"icate": "ic", "ative": "", "alize": "al", "alise": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": ""}
_STEP_4 = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ise",
    "ion", "al", "er", "ic", "ou",
)  # fmt: skip


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return the stem of *word*, a run of the letters a-z; anything else, and words under four letters, unchanged.

    >>> stem("relocated"), stem("relocation"), stem("relocating")
    ('reloc', 'reloc', 'reloc')
    >>> stem("officials"), stem("peace")
    ('offici', 'peac')
    """
    word = BASES.get(word, word)
    if len(word) < 4 or not (word.isascii() and word.isalpha()):  # noqa: PLR2004 - shorter words have no suffix to lose
        return word
    return _step_5(_step_4(_swap(_swap(_step_1c(_step_1b(_step_1a(word))), _STEP_2), _STEP_3)))


def _is_consonant(word: str, i: int) -> bool:
    if word[i] in _VOWELS:
        return False
    if word[i] == "y":
        return i == 0 or not _is_consonant(word, i - 1)
    return True


def _measure(base: str) -> int:
    """Count m, the vowel-consonant sequences of *base*."""
    kinds = [_is_consonant(base, i) for i in range(len(base))]
    return sum(1 for before, after in pairwise(kinds) if not before and after)


def _has_vowel(base: str) -> bool:
    return any(not _is_consonant(base, i) for i in range(len(base)))


def _ends_double(word: str) -> bool:
    return len(word) > 1 and word[-1] == word[-2] and _is_consonant(word, len(word) - 1)


def _ends_cvc(word: str) -> bool:
    end = len(word) - 1
    return (
        end >= 2  # noqa: PLR2004 - three letters: consonant, vowel, consonant
        and _is_consonant(word, end)
        and not _is_consonant(word, end - 1)
        and _is_consonant(word, end - 2)
        and word[end] not in "wxy"
    )


def _step_1a(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith("ies"):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _step_1b(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for suffix in ("ed", "ing"):
        base = word.removesuffix(suffix)
        if base != word and _has_vowel(base):
            if base.endswith(("at", "bl", "iz")):
                return base + "e"
            if _ends_double(base) and base[-1] not in "lsz":
                return base[:-1]
            return base + "e" if _measure(base) == 1 and _ends_cvc(base) else base
    return word


def _step_1c(word: str) -> str:
    """Turn y into i; not after a vowel, as Porter's later revision has it, so that "days" and "day" meet."""
    after_consonant = word.endswith("y") and not word.endswith(("ay", "ey", "iy", "oy", "uy"))
    return word[:-1] + "i" if after_consonant and _has_vowel(word[:-1]) else word


def _swap(word: str, suffixes: dict[str, str]) -> str:
    for suffix, put in suffixes.items():
        if word.endswith(suffix):
            base = word[: -len(suffix)]
            return base + put if _measure(base) > 0 else word
    return word


def _step_4(word: str) -> str:
    for suffix in _STEP_4:
        if word.endswith(suffix):
            base = word[: -len(suffix)]
            if suffix == "ion" and not base.endswith(("s", "t")):
                return word
            return base if _measure(base) > 1 else word
    return word


def _step_5(word: str) -> str:
    if word.endswith("e"):
        base = word[:-1]
        if _measure(base) > 1 or (_measure(base) == 1 and not _ends_cvc(base)):
            word = base
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word
