"""How a text becomes another: what is taken out at one place and what is put there. Pure, and blocks while it works.

One patch is the stretch from the first byte that differs to the last: an edit of an entry is a few hundred bytes of a
file of 20 MB, and nothing is to be searched for.
"""

import zlib
from dataclasses import dataclass
from typing import Final

from knowledge.editing.common import common_prefix, common_suffix

_LEVEL: Final = 1
"""Of zlib: the fact file made up of 10,000 facts shrinks to nearly the same as at level 6, in a third of the time."""
_LARGE: Final = 4
"""A patch of more than one in so many of the text's bytes is no better than the text."""


@dataclass(frozen=True, slots=True)
class Patch:
    """From one text to the next, compressed.

    Attributes:
        begin: byte of the text before, where it begins to differ.
        taken: what is taken out there, compressed.
        put: what stands there instead, compressed.
    """

    begin: int
    taken: bytes
    put: bytes


def make_patch(before: bytes, after: bytes) -> Patch | None:
    """Return what leads from *before* to *after*; None where keeping *after* whole is as good."""
    begin = common_prefix(before, after)
    most = min(len(before), len(after)) - begin
    end = common_suffix(before, after, most)
    taken, put = before[begin : len(before) - end], after[begin : len(after) - end]
    if len(taken) + len(put) > len(after) // _LARGE:
        return None
    return Patch(begin, pack(taken), pack(put))


def apply_patch(before: bytes, patch: Patch) -> bytes:
    """Return what *before* becomes.

    Raises:
        ValueError: *patch* is damaged, or does not begin with this text.
    """
    taken, put = unpack(patch.taken), unpack(patch.put)
    end = patch.begin + len(taken)
    if not 0 <= patch.begin <= end <= len(before) or before[patch.begin : end] != taken:
        raise ValueError("it changes another text")
    return b"".join((memoryview(before)[: patch.begin], put, memoryview(before)[end:]))


def pack(data: bytes) -> bytes:
    """Compress *data*."""
    return zlib.compress(data, _LEVEL)


def unpack(packed: bytes) -> bytes:
    """Return what `pack` was given.

    Raises:
        ValueError: *packed* is damaged.
    """
    try:
        return zlib.decompress(packed)
    except zlib.error as cause:
        raise ValueError(f"it cannot be unpacked ({cause})") from cause
