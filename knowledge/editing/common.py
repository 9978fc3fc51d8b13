"""What two long texts have in common at their ends, found by comparing large pieces."""

from typing import AnyStr

_WINDOW = 1 << 16
"""Characters, or bytes, compared in one go."""


def common_prefix(one: AnyStr, other: AnyStr, begin: int = 0, also: int | None = None) -> int:
    """Return how many characters, or bytes, are alike from *begin* of *one* and from *also* (*begin*) of *other* on."""
    also = begin if also is None else also
    most = min(len(one) - begin, len(other) - also)
    same, step = 0, _WINDOW
    while same < most:
        size = min(step, most - same)
        if one[begin + same : begin + same + size] == other[also + same : also + same + size]:
            same += size
        elif size == 1:
            break
        else:
            step = size // 2
    return same


def common_suffix(one: AnyStr, other: AnyStr, most: int) -> int:
    """Return how many of the last characters, or bytes, are the same, at most *most*."""
    same, step = 0, _WINDOW
    while same < most:
        size = min(step, most - same)
        if one[len(one) - same - size : len(one) - same] == other[len(other) - same - size : len(other) - same]:
            same += size
        elif size == 1:
            break
        else:
            step = size // 2
    return same
