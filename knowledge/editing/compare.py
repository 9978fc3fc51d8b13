"""What differs between two fact files, entry by entry; `line_diff` tells it line by line."""

from collections.abc import Iterator, Sequence
from typing import Any

from knowledge.editing.change import SECTION_NAMES, Change, SectionName, same_fields
from knowledge.editing.common import common_prefix, common_suffix
from knowledge.editing.entry import BYTE_ORDER_MARK, read_spans, read_whole
from knowledge.editing.layout import Layout, Span, read_layout
from knowledge.editing.linediff import line_diff
from knowledge.editing.lines import line_start

__all__ = ["compare", "line_diff"]

_Entries = dict[str, dict[str, Any]]
"""Entries by id, in file order."""


def compare(before: str, after: str) -> tuple[Change, ...]:
    """Return what makes *after* of *before*, both valid fact files: one change an entry, in the order of sections.

    An entry that has got another id counts as one that is gone and one that is new. Where few entries differ, only
    these and their neighbours are read.
    """
    one, other = (text.removeprefix(BYTE_ORDER_MARK) for text in (before, after))
    if one == other:
        return ()
    found = _differing(one, other)
    if found is None:
        found = [_by_id(read_whole(text)) for text in (one, other)]
    old, new = found
    return tuple(change for section in SECTION_NAMES for change in _changes(section, old[section], new[section]))


def _changes(section: SectionName, old: _Entries, new: _Entries) -> Iterator[Change]:
    for ident, fields in old.items():
        if not same_fields(section, fields, new.get(ident)):
            yield Change(section, ident, fields, new.get(ident))
    for ident, fields in new.items():
        if ident not in old:
            yield Change(section, ident, None, fields)


def _by_id(entries: dict[str, list[dict[str, Any]]]) -> dict[SectionName, _Entries]:
    return {section: {str(entry.get("id")): entry for entry in entries.get(section, ())} for section in SECTION_NAMES}


def _differing(one: str, other: str) -> list[dict[SectionName, _Entries]] | None:
    """Return the entries of both whose texts differ; None where their lines do not tell."""
    left, right = read_layout(one), read_layout(other)
    if left is None or right is None:
        return None
    begin = common_prefix(one, other)
    rest = common_suffix(one, other, min(len(one), len(other)) - begin)
    first = min(_anchor_before(left, begin), _anchor_before(right, begin))
    rest = min(_anchor_after(left, len(one) - rest), _anchor_after(right, len(other) - rest))
    if _where(left, len(one) - rest) != _where(right, len(other) - rest):
        return None
    old: dict[SectionName, _Entries] = {}
    new: dict[SectionName, _Entries] = {}
    for section in SECTION_NAMES:
        if not (_has_lines(left, section) and _has_lines(right, section)):
            return None
        spans = list(left.spans(section, first, len(one) - rest))
        others = list(right.spans(section, first, len(other) - rest))
        same = {one[begin:end] for begin, end in spans} & {other[begin:end] for begin, end in others}
        for entries, layout, each in ((old, left, spans), (new, right, others)):
            read = _read(layout, section, [span for span in each if layout.text[span.begin : span.end] not in same])
            if read is None:
                return None
            entries[section] = read
    return [old, new]


def _anchor_before(layout: Layout, at: int) -> int:
    """Return where the entry begins that *at* is in, counting only what stands clearly before *at*."""
    for name, section in layout.sections.items():
        if section.body < at <= section.end and section.indent is not None:
            span = layout.span_at(name, line_start(layout.text, at) - 1)
            return span.begin if span else section.body
    return at


def _anchor_after(layout: Layout, at: int) -> int:
    """Return how far before the end of the text the first entry begins after *at*."""
    for name, section in layout.sections.items():
        if section.body <= at < section.end:
            span = next(layout.spans(name, at + 1), None)
            return len(layout.text) - (span.begin if span else section.end)
    return len(layout.text) - at


def _where(layout: Layout, at: int) -> tuple[str, str | None] | None:
    """Return the section that *at* is in, and how far it is indented."""
    for name, section in layout.sections.items():
        if section.body <= at < section.end:
            return name, section.indent
    return None


def _has_lines(layout: Layout, name: str) -> bool:
    """Whether the entries of *name*, if any, stand on lines of their own."""
    section = layout.sections.get(name)
    return section is None or section.indent is not None or section.empty is not None


def _read(layout: Layout, section: SectionName, spans: Sequence[Span]) -> _Entries | None:
    """Return the entries at *spans*; None where one cannot be read."""
    found: _Entries = {}
    run: list[Span] = []
    for span, following in zip(spans, [*spans[1:], None], strict=False):
        run.append(span)
        if following is not None and following.begin == span.end:
            continue
        entries = read_spans(layout, section, run)
        if entries is None:
            return None
        found |= {str(entry.get("id")): entry for entry in entries}
        run = []
    return found
