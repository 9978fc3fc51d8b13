"""The records of an edited fact file from those of the file before, by reading only the claims that changed.

This path only ever says yes: where the edit touches anything but facts and gaps, or anything at all is wrong with it,
it says nothing, and the file is read whole, which alone decides and alone words problems. Nothing is judged here but
what changed, so the checks of the whole file are run on the changed claims, with every name of the rest at hand; what
an unchanged claim may lose (a fact it names, a question of its own) is kept in the records.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from knowledge.compiled.records import (
    Records,
    entries_in,
    follows_in,
    nearest_in,
    question_hashes,
    rows_of,
    to_json,
)
from knowledge.factfile.blocks import CLAIMS, Split, split_blocks
from knowledge.factfile.consistency import check_facts, is_given
from knowledge.factfile.filetext import MAX_BYTES
from knowledge.factfile.nearest import Nearest
from knowledge.factfile.places import Finding, Places
from knowledge.factfile.references import check_references, check_supersession, fold_id
from knowledge.factfile.sections import SECTIONS, Sections
from knowledge.factfile.yamltree import MAX_EVENTS, Node, Tree, read_tree
from knowledge.model import Fact, FactBook

_T = TypeVar("_T")
_WINDOW = 1 << 18
"""Characters encoded in one go, as nothing else runs meanwhile."""
_NEW = -1
"""Stands for the number of an old claim where there is none."""


@dataclass(frozen=True, slots=True)
class Revision:
    """The records of an edited file.

    Attributes:
        changed: ids of the claims that are new or not as they were; those that are gone are not among them.
        removed: ids of the claims that are gone.
    """

    records: Records
    changed: frozenset[str]
    removed: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Edit:
    """What is new.

    Attributes:
        old: for each claim of the new file, its number in the old one, or _NEW.
        sizes: how many claims each of CLAIMS has now.
        entries: the new claims of each section, as plain data, in order.
        blocks: the digest of every claim's text.
    """

    old: NDArray[np.int64]
    sizes: Mapping[str, int]
    entries: Mapping[str, list[dict[str, Node]]]
    blocks: NDArray[np.uint8]
    events: int


def revise(before: Records, book: FactBook, text: str) -> Revision | None:
    """Return the records of *text*, an edit of the file that *before* and *book* are of; None to read it whole."""
    digest, size = sha256(), 0
    try:
        for begin in range(0, len(text), _WINDOW):
            data = text[begin : begin + _WINDOW].encode()
            digest.update(data)
            size += len(data)
    except UnicodeEncodeError:  # half a surrogate pair
        return None
    split = split_blocks(text) if before.frame and size <= MAX_BYTES else None
    if split is None or split.frame_digest() != before.frame:
        return None
    edit = _find_edit(before, split)
    if edit is None or not edit.sizes["facts"]:
        return None
    after = _join(before, edit, digest.hexdigest())
    if not _is_sound(after, edit, book):
        return None
    old, new = set(before.claim_ids), set(after.claim_ids)
    kept = edit.old[edit.old != _NEW].tolist()
    same = {before.claim_ids[number] for number in kept}
    return Revision(after, frozenset(new - same), frozenset(old - new))


def _find_edit(before: Records, split: Split) -> _Edit | None:
    """Tell new claims from old ones, and read the new ones."""
    names = chain.from_iterable([section] * len(before.ids[section]) for section in CLAIMS)
    rows = (row.tobytes() for row in before.blocks)
    known = {key: number for number, key in enumerate(zip(names, rows, strict=True))}
    old: list[int] = []
    digests: list[bytes] = []
    fresh: dict[str, list[str]] = {}
    for section in CLAIMS:
        blocks = split.blocks.get(section, ())
        for (begin, end), digest in zip(blocks, split.block_digests(section), strict=True):
            number = known.get((section, digest), _NEW)
            old.append(number)
            digests.append(digest)
            if number == _NEW:
                fresh.setdefault(section, []).append(split.text[begin:end])
    tree = _read(fresh)
    if tree is None or before.events + tree.events > MAX_EVENTS:
        return None
    data = tree.data if isinstance(tree.data, dict) else {}
    return _Edit(
        np.array(old, dtype=np.int64),
        {section: len(split.blocks.get(section, ())) for section in CLAIMS},
        {section: entries_in(data, section) for section in CLAIMS},
        rows_of(digests),
        before.events + tree.events,
    )


def _read(fresh: Mapping[str, Sequence[str]]) -> Tree | None:
    """Read the blocks *fresh* as a file of their own; None where they are not exactly as many good entries."""
    if not fresh:
        return Tree({}, Places(""))
    text = "".join(f"{section}:\n{''.join(blocks)}" for section, blocks in fresh.items())
    tree = read_tree(text)
    split = split_blocks(text)
    if not tree.is_whole or tree.problems or split is None or not split.is_as_read(tree.places):
        return None
    if any(len(split.blocks.get(section, ())) != len(blocks) for section, blocks in fresh.items()):
        return None
    data = tree.data if isinstance(tree.data, dict) else {}
    is_whole = all(len(entries_in(data, section)) == len(blocks) for section, blocks in fresh.items())
    return tree if is_whole else None


def _join(before: Records, edit: _Edit, digest: str) -> Records:
    """Return the records of the new file, unchecked."""
    claims = [entry for section in CLAIMS for entry in edit.entries[section]]
    first = before.bases[CLAIMS[0]]
    base = int(before.ends[first - 1]) if first else 0
    pieces = [to_json(claim) for claim in claims]
    blob, ends = _splice(before.blob, before.ends[first:], base, edit.old, pieces)
    hashes = [question_hashes(claim) for claim in claims]
    questions, question_ends = _splice(
        before.questions.tobytes(),
        before.question_ends * before.questions.itemsize,
        0,
        edit.old,
        hashes,
    )
    given = np.empty(len(edit.old), dtype=np.bool_)
    is_new = edit.old == _NEW
    given[is_new] = [is_given(claim) for claim in claims]
    given[~is_new] = before.given[edit.old[~is_new]]
    fresh_ids = iter([str(claim.get("id")) for claim in claims])
    ids = tuple(before.claim_ids[number] if number != _NEW else next(fresh_ids) for number in edit.old.tolist())
    facts, gaps = ids[: edit.sizes["facts"]], ids[edit.sizes["facts"] :]
    kept = {before.claim_ids[number] for number in edit.old.tolist() if number != _NEW}
    return Records(
        digest=digest,
        ids={**before.ids, "facts": facts, "gaps": gaps},
        written=before.written,
        blob=b"".join([memoryview(before.blob)[:base], blob]),
        ends=np.concatenate([before.ends[:first], ends + base]),
        frame=before.frame,
        blocks=edit.blocks,
        given=given,
        questions=np.frombuffer(questions, dtype="<u8"),
        question_ends=question_ends // before.questions.itemsize,
        follows=_kept(before.follows, kept, follows_in(edit.entries["facts"]), facts),
        nearest=_kept(before.nearest, kept, nearest_in(edit.entries["gaps"]), gaps),
        events=edit.events,
    )


def _kept(
    before: Mapping[str, _T], kept: AbstractSet[str], fresh: Mapping[str, _T], order: Iterable[str]
) -> dict[str, _T]:
    """Return what *before* has for the ids *kept* and what *fresh* has, in *order*."""
    both = {key: value for key, value in before.items() if key in kept} | dict(fresh)
    return {each: both[each] for each in order if each in both}


def _splice(
    source: bytes | memoryview, ends: NDArray[np.int64], base: int, old: NDArray[np.int64], fresh: Sequence[bytes]
) -> tuple[bytes, NDArray[np.int64]]:
    """Return the pieces of *source*, and where each ends, in the order of *old*, with *fresh* ones where that is _NEW.

    *ends* are where the pieces end, *base* where the first begins. Runs that stay together are copied in one go.
    """
    begins = np.concatenate([[base], ends[:-1]]) if len(ends) else ends
    sizes = np.empty(len(old), dtype=np.int64)
    is_new = old == _NEW
    sizes[is_new] = [len(piece) for piece in fresh]
    sizes[~is_new] = (ends - begins)[old[~is_new]]
    view = memoryview(source)
    pieces: list[bytes | memoryview] = []
    left = iter(fresh)
    # A run ends where the next number is not the one after, and around everything that is new.
    cuts = np.flatnonzero((np.diff(old) != 1) | is_new[1:] | is_new[:-1]) + 1
    for start, stop in pairwise([0, *cuts.tolist(), len(old)]):
        if start == stop:
            continue
        one, last = int(old[start]), int(old[stop - 1])
        pieces.append(next(left) if one == _NEW else view[int(begins[one]) : int(ends[last])])
    return b"".join(pieces), np.cumsum(sizes, dtype=np.int64)


def _is_sound(after: Records, edit: _Edit, book: FactBook) -> bool:
    """Whether the new file is valid, given that the old one was."""
    sections = _sections(after, edit, book)
    if sections is None or any(True for _ in _findings(sections, after)):
        return False
    facts = set(after.ids["facts"])
    given = {one for one, is_one in zip(after.claim_ids, after.given.tolist(), strict=True) if is_one} & facts
    named = chain.from_iterable(after.nearest.values())
    if not (facts.issuperset(after.follows.values()) and given.issuperset(named)):
        return False
    if len(set(map(fold_id, after.claim_ids))) < len(after.claim_ids):
        return False
    return bool((np.diff(np.sort(after.questions)) > 0).all())


def _sections(after: Records, edit: _Edit, book: FactBook) -> Sections | None:
    """Return the new claims, validated, among the names of everything else; None where one does not fit the schema."""
    sections = Sections(ids={section: dict.fromkeys(after.ids[section], _NEW) for section in SECTIONS})
    for section in CLAIMS:
        try:
            entries = [SECTIONS[section].model_validate(entry) for entry in edit.entries[section]]
        except ValidationError:
            return None
        sections.written[section] = list(edit.entries[section])
        sections.entries[section] = dict(enumerate(entries))
    others = {"meetings": book.meetings, "people": book.people, "terms": book.terms}
    for section, known in others.items():
        sections.ids[section] = {each: number for number, each in enumerate(after.ids[section])}
        sections.entries[section] = dict(enumerate(known.values()))
    facts = [fact for _, fact in sections.each("facts", Fact)]
    cited = {place.partition("#")[0] for fact in facts for place in fact.sources}
    sections.written["releases"] = [
        {"id": each, "sentences": [{"id": sentence.id} for sentence in book.releases[each].sentences]}
        for each in sorted(cited & book.releases.keys())
    ]
    return sections


def _findings(sections: Sections, after: Records) -> Iterator[Finding]:
    """Find what is wrong with the new claims, or with successions as they now are."""
    yield from check_references(sections, Nearest())
    yield from check_facts(sections)
    follows: list[Node] = [{"id": one, "superseded_by": other} for one, other in after.follows.items()]
    yield from check_supersession(Sections(written={"facts": follows}))
