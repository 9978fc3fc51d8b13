"""How likely a word is a slip of the finger, or a misspelling, of another.

What a slip costs is a weighted edit distance with transpositions (optimal string alignment), its weights by the kinds
of F. J. Damerau, "A technique for computer detection and correction of spelling errors", Communications of the ACM
7(3), 1964, and by where the letters lie on a keyboard: what fingers and ears mix up is cheap, any other letter is not.
"""

from itertools import accumulate

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_STAGGER = (0.0, 0.25, 0.75)
"""How far, in keys, each row is set off to the right."""
_REACH = 1.2
"""Keys whose middles are at most this far apart are neighbours."""
_VOWELS = frozenset("aeiouy")
_SOUNDS = frozenset(
    frozenset(pair) for pair in ("sz", "cs", "ck", "kq", "gj", "fv", "vw", "mn", "td", "bp", "xz", "iy", "iu", "ea")
)

SWAPPED, DOUBLED, MISSED, NEAR, HEARD, STRAY, OTHER = 0.5, 0.5, 0.7, 0.7, 0.8, 0.9, 1.25
"""Two letters in each other's place; one twice, or a double one once; one left out; the key beside it; a letter that
sounds alike; one too many; any other letter."""
LEAST = min(SWAPPED, DOUBLED)
FIRST = 0.15
"""What a slip in the first letter costs beside: it is the one that is looked at."""
SHORT, LONG = 4, 8
"""Letters of a word too short for a misspelling, and of one long enough for two slips."""


def _neighbours() -> frozenset[tuple[str, str]]:
    places = {
        letter: (column + _STAGGER[row], float(row))
        for row, keys in enumerate(_ROWS)
        for column, letter in enumerate(keys)
    }
    return frozenset(
        (one, other)
        for one, (x, y) in places.items()
        for other, (u, v) in places.items()
        if one != other and (x - u) ** 2 + (y - v) ** 2 <= _REACH**2
    )


_BESIDE = _neighbours()


def most_slips(word: str) -> int:
    """Return how many slips are forgiven in *word*: one, or two in a long one."""
    return 2 if len(word) >= LONG else 1


def may_mean(typed: str, meant: str) -> float | None:
    """Return what it costs that *typed* is a slip of *meant*, None where that is not to be believed."""
    same = _shared(typed, meant)
    tail = _shared(typed[same:][::-1], meant[same:][::-1])
    # What both begin and end with alike costs nothing; a letter beside the slip is kept, for what it may double.
    begin, end = max(0, same - 2), max(0, tail - 2)
    cost = slip_cost(typed[begin : len(typed) - end], meant[begin : len(meant) - end], is_start=begin == 0)
    longer = max(len(typed), len(meant))
    limit = MISSED + FIRST if longer <= SHORT else 1.0 if longer < LONG - 1 else OTHER + FIRST if longer < LONG else 2.0
    return cost if cost <= limit + 1e-9 else None


def slip_cost(typed: str, meant: str, *, is_start: bool = True) -> float:
    """Return the least cost of turning *meant* into *typed*, parts of words of the letters a-z.

    *is_start* tells whether the first letters are those of the words.
    """
    first = FIRST if is_start else 0.0
    added = [_added(typed, i, first) for i in range(len(typed))]
    last = [0.0, *accumulate(added)]
    before = last
    for j, wanted in enumerate(meant):
        dropped = _dropped(meant, j, first)
        row = [last[0] + dropped]
        for i, letter in enumerate(typed):
            best = last[i] + (0.0 if letter == wanted else _changed(letter, wanted) + (0.0 if i or j else first))
            best = min(best, row[i] + added[i], last[i + 1] + dropped)
            if i and j and letter != wanted and letter == meant[j - 1] and typed[i - 1] == wanted:
                best = min(best, before[i - 1] + SWAPPED + (first if j == 1 else 0.0))
            row.append(best)
        before, last = last, row
    return last[-1]


def _shared(one: str, other: str) -> int:
    """Return how many letters the two begin with in common."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _changed(letter: str, wanted: str) -> float:
    if (letter, wanted) in _BESIDE:
        return NEAR
    if frozenset((letter, wanted)) in _SOUNDS or (letter in _VOWELS and wanted in _VOWELS):
        return HEARD
    return OTHER


def _added(typed: str, i: int, first: float) -> float:
    """Return what it costs that the letter *i* of *typed* is too many."""
    beside = [typed[k] for k in (i - 1, i + 1) if 0 <= k < len(typed)]
    if typed[i] in beside:
        return DOUBLED
    return STRAY - 0.1 if any((typed[i], other) in _BESIDE for other in beside) else STRAY + (0.0 if i else first)


def _dropped(meant: str, j: int, first: float) -> float:
    """Return what it costs that the letter *j* of *meant* is left out."""
    if (j > 0 and meant[j - 1] == meant[j]) or (j + 1 < len(meant) and meant[j + 1] == meant[j]):
        return DOUBLED
    return MISSED + (0.0 if j else first)
