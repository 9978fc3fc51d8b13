"""Every entry of a valid fact file as JSON, and the little that must be known of all of them to check an edit of one.

Facts and gaps are numbered together, in the order of the file (facts first): these are the claims. All entries are
numbered in the order of `SECTIONS`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.compiled.container import Packed, Part, Unusable
from knowledge.factfile.blocks import CLAIMS, DIGEST_SIZE, Split
from knowledge.factfile.consistency import claimed_questions, is_given
from knowledge.factfile.parse import Parsed
from knowledge.factfile.sections import SECTIONS
from knowledge.factfile.yamltree import Node

_HASH_SIZE = 8
"""Bytes of a question's hash. Two questions that share one by chance make an edit be checked the long way, no more."""

Ends = NDArray[np.int64]


@dataclass(frozen=True)
class Records:
    """The entries of a book as bytes. Immutable.

    Attributes:
        digest: SHA-256 of the file's text, 64 hex digits.
        ids: the ids of each section, in file order; a section that is not written has none.
        written: the sections that the file has.
        blob: the JSON of every entry, one after the other.
        ends: where in `blob` each ends.
        frame: digest of the text around the claims; empty where the text cannot be split (`blocks`).
        blocks: digest of each claim's text, a row of DIGEST_SIZE bytes; no row where the text cannot be split.
        given: for each claim, whether it may be given as an answer.
        questions: hashes of the questions that no other claim may have; `question_ends`: where each claim's end.
        follows: of each superseded fact, what took its place.
        nearest: of each gap that names some, the nearest facts.
        events: at least the number of YAML events in the file.
    """

    digest: str
    ids: Mapping[str, tuple[str, ...]]
    written: tuple[str, ...]
    blob: bytes | memoryview
    ends: Ends
    frame: bytes
    blocks: NDArray[np.uint8]
    given: NDArray[np.bool_]
    questions: NDArray[np.uint64]
    question_ends: Ends
    follows: Mapping[str, str]
    nearest: Mapping[str, Sequence[str]]
    events: int

    @cached_property
    def bases(self) -> Mapping[str, int]:
        """The number of each section's first entry."""
        sizes = [len(self.ids[section]) for section in SECTIONS]
        return dict(zip(SECTIONS, accumulate(sizes[:-1], initial=0), strict=True))

    @cached_property
    def claim_ids(self) -> tuple[str, ...]:
        """The ids of the claims, by number."""
        return tuple(each for section in CLAIMS for each in self.ids[section])

    def json_of(self, section: str, position: int) -> bytes:
        """Return the entry at *position* of *section*, as the file has it."""
        number = self.bases[section] + position
        begin = int(self.ends[number - 1]) if number else 0
        return bytes(self.blob[begin : int(self.ends[number])])

    def pack(self) -> tuple[dict[str, Any], dict[str, Part]]:
        """Return what `unpack` needs, for `container.pack`."""
        meta = {"digest": self.digest, "written": self.written, "frame": self.frame.hex(), "events": self.events}
        named = {"ids": self.ids, "follows": self.follows, "nearest": self.nearest}
        return meta, {
            "names": json.dumps(named, ensure_ascii=False, separators=(",", ":")).encode(),
            "entries": self.blob,
            "ends": self.ends,
            "blocks": self.blocks,
            "given": self.given,
            "questions": self.questions,
            "question_ends": self.question_ends,
        }

    @classmethod
    def unpack(cls, packed: Packed) -> "Records":
        """Return what was packed.

        Raises:
            Unusable: something is missing.
        """
        try:
            meta, named = packed.meta, json.loads(bytes(packed.view("names")))
            return cls(
                digest=meta["digest"],
                ids={section: tuple(ids) for section, ids in named["ids"].items()},
                written=tuple(meta["written"]),
                blob=packed.view("entries"),
                ends=packed.array("ends"),
                frame=bytes.fromhex(meta["frame"]),
                blocks=packed.array("blocks"),
                given=packed.array("given"),
                questions=packed.array("questions"),
                question_ends=packed.array("question_ends"),
                follows=named["follows"],
                nearest=named["nearest"],
                events=meta["events"],
            )
        except (KeyError, TypeError) as error:
            raise Unusable(f"lacks {error}") from error


def compile_records(parsed: Parsed) -> Records:
    """Return the entries of *parsed* as bytes."""
    data = parsed.data
    sections = {section: entries_in(data, section) for section in SECTIONS}
    claims = [entry for section in CLAIMS for entry in sections[section]]
    pieces = [to_json(entry) for entries in sections.values() for entry in entries]
    hashes = [question_hashes(claim) for claim in claims]
    split = parsed.split
    digests = [digest for section in CLAIMS for digest in split.block_digests(section)] if split else []
    return Records(
        digest=parsed.book.digest,
        ids={section: tuple(str(entry["id"]) for entry in entries) for section, entries in sections.items()},
        written=tuple(section for section in SECTIONS if section in data),
        blob=b"".join(pieces),
        ends=ends_of(pieces),
        frame=_frame(split),
        blocks=rows_of(digests),
        given=np.array([is_given(claim) for claim in claims], dtype=np.bool_),
        questions=np.frombuffer(b"".join(hashes), dtype="<u8"),
        question_ends=ends_of(hashes) // _HASH_SIZE,
        follows=follows_in(sections["facts"]),
        nearest=nearest_in(sections["gaps"]),
        events=parsed.events,
    )


def _frame(split: Split | None) -> bytes:
    return split.frame_digest() if split else b""


def entries_in(data: Mapping[str, Node], section: str) -> list[dict[str, Node]]:
    """Return the entries of *section* in a valid file."""
    entries = data.get(section)
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def to_json(entry: dict[str, Node]) -> bytes:
    """Return *entry* as JSON."""
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()


def question_hashes(claim: dict[str, Node]) -> bytes:
    """Return the hash of each question that no other claim may have."""
    return b"".join(
        blake2b(question.encode(), digest_size=_HASH_SIZE).digest() for question in claimed_questions(claim)
    )


def ends_of(pieces: Sequence[bytes]) -> Ends:
    """Return where each of *pieces* ends when they stand one after the other."""
    return np.cumsum([len(piece) for piece in pieces], dtype=np.int64)


def rows_of(digests: Sequence[bytes]) -> NDArray[np.uint8]:
    """Return one row a digest."""
    return np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(-1, DIGEST_SIZE)


def follows_in(facts: Sequence[dict[str, Node]]) -> dict[str, str]:
    """Return, of each superseded fact, what took its place."""
    return {str(fact["id"]): str(fact["superseded_by"]) for fact in facts if fact.get("superseded_by") is not None}


def nearest_in(gaps: Sequence[dict[str, Node]]) -> dict[str, list[str]]:
    """Return the nearest facts of each gap that names some."""
    return {str(gap["id"]): list(_texts(gap["nearest"])) for gap in gaps if gap.get("nearest")}


def _texts(node: Node) -> Iterator[str]:
    if isinstance(node, list):
        yield from (each for each in node if isinstance(each, str))
