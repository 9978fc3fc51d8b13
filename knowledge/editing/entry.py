"""One entry of a fact file, found and read without reading the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import yaml

from knowledge.editing.change import SECTION_NAMES, EditRefused, SectionName
from knowledge.editing.layout import Layout, Span, read_layout
from knowledge.editing.lines import after_remarks, line_end
from knowledge.editing.nodes import Node, read_nodes
from knowledge.factfile.yamltree import read_tree
from knowledge.model import MAX_NOTE

_LOOK_BACK = 4 * MAX_NOTE
"""Characters read before an entry. Nothing but a quoted text can swallow a line that looks like the beginning of an
entry, and no text of a valid file is longer than MAX_NOTE: whoever begins to read this far back, and finds as many
sound entries as the lines show, is not within one."""
BYTE_ORDER_MARK = "\ufeff"
FEW = 4
"""Entries up to which each is looked for by itself."""


class Doubtful(Exception):
    """The lines look otherwise than YAML sees them."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry with its place.

    Attributes:
        fields: the entry as YAML reads it.
    """

    span: Span
    fields: dict[str, Any]


def find_entry(layout: Layout, section: SectionName, ident: str) -> Found | None:
    """Return the entry *ident* of *section*; None where there is none.

    Raises:
        Doubtful: there may be one, and its lines cannot be told from others.
    """
    if section not in layout.sections:
        return None
    is_doubtful = layout.sections[section].indent is None and layout.sections[section].empty is None
    for span in layout.find(section, ident):
        fields = read_span(layout, section, span)
        if fields is None:
            is_doubtful = True
        elif fields.get("id") == ident:
            return Found(span, fields)
    if is_doubtful:
        raise Doubtful
    return None


def read_span(layout: Layout, section: str, span: Span) -> dict[str, Any] | None:
    """Return the entry at *span*, read after what stands before it; None where that is no row of sound entries."""
    entries = read_spans(layout, section, [span])
    return entries[0] if entries is not None else None


def read_spans(layout: Layout, section: str, spans: Sequence[Span]) -> list[dict[str, Any]] | None:
    """Return the entries at *spans*, which follow each other; as `read_span`."""
    first, count = spans[0], len(spans)
    while spans[0].begin - first.begin < _LOOK_BACK:
        before = layout.before(section, first)
        if before is None:
            break
        first, count = before, count + 1
    entries = read_blocks(section, layout.text[first.begin : spans[-1].end])
    return entries[-len(spans) :] if entries is not None and len(entries) == count else None


def read_blocks(section: str, text: str) -> list[dict[str, Any]] | None:
    """Return the entries that *text* has, read by itself; None where it is not exactly some sound entries."""
    tree = read_tree(f"{section}:\n{text}")
    data = tree.data
    if not tree.is_whole or tree.problems or not isinstance(data, dict) or data.keys() != {section}:
        return None
    entries = data[section]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return None
    return cast("list[dict[str, Any]]", entries)


def read_whole(text: str) -> dict[str, list[dict[str, Any]]]:
    """Return the entries of every section of *text*, whatever its layout; what is no entry is left out."""
    data = read_tree(text).data
    if not isinstance(data, dict):
        return {}
    return {
        key: [entry for entry in value if isinstance(entry, dict)]
        for key, value in data.items()
        if isinstance(value, list)
    }


def entry_in(text: str, section: SectionName, id: str) -> dict[str, Any] | None:  # noqa: A002 - the word of the file
    """Return the entry *id* of *section* in a valid fact file, as YAML reads it; None where there is none.

    Only the entry and a few before it are read where the lines of *text* allow it, else the whole file.
    """
    return find_entries(text, [(section, id)]).get((section, id))


def find_entries(text: str, keys: Sequence[tuple[SectionName, str]]) -> dict[tuple[SectionName, str], dict[str, Any]]:
    """Return of *keys*, sections and ids, the entries that a valid *text* has; as `entry_in`, in one go."""
    text = text.removeprefix(BYTE_ORDER_MARK)
    layout = read_layout(text)
    if layout is not None:
        if len(keys) > FEW:
            for section in {section for section, _ in keys}:
                layout.index(section)
        try:
            found = {(section, ident): find_entry(layout, section, ident) for section, ident in keys}
        except Doubtful:
            pass
        else:
            return {key: each.fields for key, each in found.items() if each is not None}
    whole = read_whole(text)
    entries = {(section, str(entry.get("id"))): entry for section in SECTION_NAMES for entry in whole.get(section, ())}
    return {key: entries[key] for key in keys if key in entries}


def node_of(block: str) -> Node | None:
    """Return the mapping that is the one entry of *block*, with offsets in *block*; None where it is none."""
    try:
        root = read_nodes(block)
    except yaml.YAMLError:
        return None
    if root is None or root.kind != "list" or root.style or len(root.items) != 1:
        return None
    return root.items[0] if root.items[0].kind == "mapping" else None


def content_end(block: str, node: Node) -> int:
    """Return where the lines of the entry *node* of *block* end, with the remarks that belong to it."""
    column = len(block) - len(block.lstrip(" "))
    return after_remarks(block, line_end(block, node.end), column)


def refused(layout: Layout, section: str, ident: object = "", at: int | None = None) -> EditRefused:
    """Return the error of an entry, at the offset *at*, whose lines cannot be exchanged; without one, of a section."""
    at = layout.sections[section].key if at is None else at
    what = f"the entry {ident}" if ident else "what stands"
    line = layout.text.count("\n", 0, at) + 1
    return EditRefused(
        f"Line {line}: {what} under {section} is written in a way that does not let its "
        "lines be changed one by one; write each entry as the file that ships has it, beginning with a dash on a line "
        "of its own."
    )
