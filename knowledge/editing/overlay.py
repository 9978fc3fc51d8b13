"""A guild's own facts laid over the shared ones.

An overlay is written as a fact file is, only that nothing is needed in it but its format. Its entries are added to the
shared ones, or stand in place of those with the same id.
"""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from knowledge.editing.change import SECTION_NAMES, Change, EditRefused, Overtaken, SectionName, same_fields
from knowledge.editing.edit import edit
from knowledge.editing.entry import BYTE_ORDER_MARK, find_entries
from knowledge.errors import FactFileInvalid, FactFileSyntaxError
from knowledge.factfile.filetext import MAX_BYTES, oversize
from knowledge.factfile.nearest import Nearest
from knowledge.factfile.places import Finding, Target, to_problems
from knowledge.factfile.references import check_ids
from knowledge.factfile.schemawords import find_schema_faults
from knowledge.factfile.sections import SECTIONS, Sections
from knowledge.factfile.yamltree import Node, Tree, read_tree
from knowledge.model import FORMAT, FactFile

EMPTY_OVERLAY = f"format: {FORMAT}\n"
_NEEDED = frozenset(name for name, info in FactFile.model_fields.items() if info.is_required()) - {"format"}
"""Sections that a fact file needs, and an overlay does not."""

Entries = dict[SectionName, dict[str, dict[str, Any]]]
"""Entries by section and id, in file order."""


def lay_over(shared: str, overlay: str) -> str:
    """Return the fact file *shared* with the entries of *overlay*; whether they fit each other is not looked at.

    Raises:
        FactFileError: the overlay is not written as a fact file, or an entry of it is faulty by itself; places are
            those of the overlay.
        EditRefused: the shared file is written in a way that does not let its entries be changed one by one.
    """
    entries = read_overlay(overlay)
    wanted = [(section, ident) for section, of_section in entries.items() for ident in of_section]
    there = find_entries(shared, wanted)
    return edit(
        shared,
        [Change(section, ident, there.get((section, ident)), entries[section][ident]) for section, ident in wanted],
    )


def read_overlay(overlay: str) -> Entries:
    """Return the entries of *overlay* as YAML reads them, each one valid by itself.

    Raises:
        FactFileError: with every problem found, in file order.
    """
    overlay = overlay.removeprefix(BYTE_ORDER_MARK)
    if len(overlay.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise FactFileSyntaxError((oversize(),))
    tree = read_tree(overlay)
    if tree.problems or not tree.is_whole:
        raise FactFileSyntaxError(tuple(sorted(set(tree.problems))))
    findings = _faults(tree)
    if findings or not isinstance(tree.data, dict):
        raise FactFileInvalid(tuple(sorted(set(to_problems(findings, tree.places)))))
    found: Entries = {}
    for section in SECTION_NAMES:
        written = tree.data.get(section)
        if isinstance(written, list):
            found[section] = {str(entry["id"]): entry for entry in written if isinstance(entry, dict)}
    return found


def _faults(tree: Tree) -> list[Finding]:
    data = tree.data
    if not isinstance(data, dict):
        return [Finding(Target(()), "the file is no mapping", f"begin it with format: {FORMAT}")]
    nearest = Nearest()
    findings: list[Finding] = []
    outline: dict[str, object] = dict(data)
    sections = Sections()
    for section, entry_type in SECTIONS.items():
        written = data.get(section)
        if not isinstance(written, list):
            continue
        outline[section] = ()
        sections.written[section] = written
        for position, raw in enumerate(written):
            try:
                entry_type.model_validate(raw)
            except ValidationError as error:
                findings += find_schema_faults(error, entry_type, raw, (section, position), nearest)
    try:
        FactFile.model_validate(outline)
    except ValidationError as error:
        findings += [
            finding
            for finding in find_schema_faults(error, FactFile, data, (), nearest)
            if not _is_not_needed(finding, data)
        ]
    return [*findings, *check_ids(sections)]


def _is_not_needed(finding: Finding, data: dict[str, Node]) -> bool:
    """Whether *finding* only says that a section is missing, or empty."""
    path = finding.target.path
    return len(path) == 1 and path[0] in _NEEDED and isinstance(data.get(str(path[0]), []), list)


def overlay_changes(shared: str, overlay: str, changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return what is to be changed in *overlay*, so that *changes*, made in view of the merged text, hold.

    An entry of the shared file that is changed gets a place in the overlay; one that is made as it is in the shared
    file again loses it.

    Raises:
        Overtaken: an entry is not as the change has it before.
        EditRefused: an entry of the shared file would be taken out.
    """
    keys = [(change.section, str((change.before or {}).get("id", change.id))) for change in changes]
    own, common = find_entries(overlay, keys), find_entries(shared, keys)
    made: list[Change] = []
    for change, key in zip(changes, keys, strict=True):
        there, under = own.get(key), common.get(key)
        now = there if there is not None else under
        if not same_fields(change.section, now, change.before):
            raise Overtaken(change, now)
        if change.after is None and there is None:
            raise EditRefused(
                f"{change.id} is one of the shared facts and cannot be taken out here; retire it instead."
            )
        if under is not None and change.after is not None and change.after.get("id", key[1]) != key[1]:
            raise EditRefused(
                f"{key[1]} is one of the shared facts and keeps its id here; write the new one beside it."
            )
        after = None if under is not None and same_fields(change.section, change.after, under) else change.after
        if after is not None or there is not None:
            made.append(Change(change.section, key[1], there, after))
    return tuple(made)
