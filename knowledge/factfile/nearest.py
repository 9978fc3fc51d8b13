"""The known word nearest to one that is not known, for "did you mean"."""

from collections.abc import Collection

from rapidfuzz import fuzz, process

_LEAST_ALIKE = 60
"""Least `fuzz.ratio` (0-100) of a word worth naming: below it, the hints on misspelt keys were misleading."""
_LONGEST = 140


class Nearest:
    """Names the nearest known word, as long as its budget of comparisons lasts.

    A file with ten thousand entries and a thousand wrong ids would otherwise take ten million comparisons.
    """

    def __init__(self, comparisons: int = 2_000_000) -> None:
        """Allow so many *comparisons* in all; one takes about a tenth of a microsecond."""
        self._left = comparisons

    def pick(self, word: str, known: Collection[str]) -> str | None:
        """Return the word of *known* most like *word*, the first of equals; None where none is alike."""
        if self._left < len(known):
            return None
        self._left -= len(known)
        # A list: extractOne takes a mapping for its values.
        best = process.extractOne(word[:_LONGEST], list(known), scorer=fuzz.ratio, score_cutoff=_LEAST_ALIKE)
        return best[0] if best else None
