"""A fact file as blocks of text: one for each fact and gap, and the frame that is everything else.

A block that has not changed need not be read again. That holds only where the text falls into blocks just as YAML
takes it, so a split is drawn from the text alone here and then held against the places that the reader kept
(`is_as_read`). A file that is written in another way (braces, a document mark, a dash on a line of its own) has no
split; it is valid as ever, and is read whole each time.

Why a block may be read by itself: every real item of a block list begins on a line with the list's indentation, a
dash and a blank, and every such line begins a block. Where there are as many blocks as items, and each item begins in
its own block, no such line is part of a quoted or a folded text; so the reader is in the same state, whatever stood
before, at the beginning of every block. The same goes for the lines at the left margin and the keys of the file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from knowledge.factfile.places import Places

CLAIMS = ("facts", "gaps")
"""The sections that are split; an edit of any other concerns every fact."""
DIGEST_SIZE = 16
"""Bytes of a block's digest."""

_MARGIN = re.compile(r"\n(?=[^ \n\r#])")
_KEY = re.compile(r"([a-z_]+):(?:[ ]+([^ #\r\n][^\r\n]*)|[ ]*(?:#[^\r\n]*)?)\r?\n")
_FIRST_ITEM = re.compile(r"(?:[ ]*(?:#[^\r\n]*)?\r?\n)*([ ]*)- ")


class Block(NamedTuple):
    """The text of one item: from the beginning of its line to the next item, or to the end of its section."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Split:
    """How a text falls into blocks.

    Attributes:
        text: the text.
        blocks: of each of CLAIMS that the text has, in order.
        margin: the keys at the left margin with their offsets.
    """

    text: str
    blocks: dict[str, tuple[Block, ...]]
    margin: tuple[tuple[str, int], ...]

    def frame_digest(self) -> bytes:
        """Return a digest of everything outside the blocks."""
        digest = blake2b(digest_size=DIGEST_SIZE)
        at = 0
        # A NUL, which no fact file has, stands where blocks are left out.
        for blocks in sorted(self.blocks.values()):
            digest.update(self.text[at : blocks[0].begin].encode() + b"\0")
            at = blocks[-1].end
        digest.update(self.text[at:].encode())
        return digest.digest()

    def block_digests(self, section: str) -> Iterator[bytes]:
        """Yield the digest of each block of *section*."""
        text = self.text
        for begin, end in self.blocks.get(section, ()):
            yield blake2b(text[begin:end].encode(), digest_size=DIGEST_SIZE).digest()

    def is_as_read(self, places: Places) -> bool:
        """Whether the reader, which kept *places*, found the same keys and items at the same places."""
        if [(key, mark.index) for key, mark in places.keys.items()] != list(self.margin):
            return False
        for section in CLAIMS:
            blocks, marks = self.blocks.get(section, ()), places.entries.get(section, [])
            if len(blocks) != len(marks):
                return False
            if not all(begin < mark.index < end for (begin, end), mark in zip(blocks, marks, strict=True)):
                return False
        return True


def split_blocks(text: str) -> Split | None:
    """Split *text* as its lines look; None where that cannot be what YAML sees. Time is linear."""
    if not text.endswith("\n"):
        return None
    margin: list[tuple[str, int]] = []
    bodies: list[tuple[str, int, int]] = []
    """Each section to split, and where its body begins and ends."""
    for at in _margin_lines(text):
        key = _KEY.match(text, at)
        if key is None:
            if margin and text.startswith("- ", at):
                continue  # an item that is not indented
            return None
        if bodies and bodies[-1][2] == len(text):
            bodies[-1] = (*bodies[-1][:2], at)
        name = key.group(1)
        if name in CLAIMS:
            if key.group(2) is not None or any(name == known for known, _ in margin):
                return None
            bodies.append((name, key.end(), len(text)))
        margin.append((name, at))
    blocks: dict[str, tuple[Block, ...]] = {}
    for name, begin, end in bodies:
        found = _split_section(text, begin, end)
        if found is None:
            return None
        blocks[name] = found
    return Split(text, blocks, tuple(margin))


def _margin_lines(text: str) -> Iterator[int]:
    """Yield where each line begins that has something but a remark at the left margin."""
    if text[:1] not in {" ", "\n", "\r", "#"}:
        yield 0
    for line_end in _MARGIN.finditer(text):
        yield line_end.end()


def _split_section(text: str, begin: int, end: int) -> tuple[Block, ...] | None:
    first = _FIRST_ITEM.match(text, begin, end)
    if first is None:
        return None
    item = f"\n{first.group(1)}-"
    after = len(item)
    starts: list[int] = []
    at = first.start(1) - 1
    while 0 <= at < end:
        follower = text[at + after]
        if follower == " ":
            starts.append(at + 1)
        elif follower in "\t\r\n":
            return None  # an item that begins on the next line, or after a tab
        at = text.find(item, at + 1, end)
    return tuple(map(Block, starts, [*starts[1:], end]))
