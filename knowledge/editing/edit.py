"""Changes put into the text of a fact file, line by line: whatever does not change stays byte for byte.

Only the lines of an entry's changed keys and items are written; remarks, order, layout, line ends, a byte order mark
and a missing line end after the last line stay. A new entry follows the last one of its section, in the file's own
style. One that is taken out goes with the remarks inside it, and with those right below it that stand further right
than its dash; remarks above it stay, since nothing tells whether they are about it alone. Every entry that was touched
is read again before the text is handed out.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from knowledge.editing.adding import Samples, added
from knowledge.editing.change import Change, EditRefused, Fields, Overtaken, SectionName, reduced, same_fields
from knowledge.editing.entry import (
    BYTE_ORDER_MARK,
    FEW,
    Doubtful,
    Found,
    content_end,
    entry_in,
    find_entry,
    node_of,
    read_blocks,
    refused,
)
from knowledge.editing.layout import Layout, Span, read_layout
from knowledge.editing.lines import Collision, Piece, after_blanks, eol_at, line_start, put_in
from knowledge.editing.render import Renderer
from knowledge.editing.rewrite import Unusual, rewrite
from knowledge.editing.shape import shape_of

__all__ = ["EditRefused", "Overtaken", "edit", "entry_in"]


def edit(text: str, changes: Sequence[Change]) -> str:
    """Return *text*, a valid fact file, with *changes* made in it; a valid file again only if what they say is valid.

    Several changes of one entry are taken one after the other.

    Raises:
        Overtaken: an entry is not as the change has it before.
        EditRefused: the file is written in a way that does not let its entries be changed one by one.
    """
    merged = _merge(changes)
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    text = text.removeprefix(mark)
    # Every line has an end meanwhile, so that the last one is like any other.
    end = "" if text.endswith("\n") or not text else eol_at(text, 0)
    text += end
    layout = read_layout(text)
    if layout is None:
        _hold_against(text, merged)
        raise EditRefused(
            "The file is not written section by section at the left margin; write each section's name and a colon "
            "there, and its entries below, each beginning with a dash."
        )
    work = _Edit(layout, merged)
    pieces = list(work.pieces())
    text = put_in(text, pieces)
    if work.fresh:
        layout = (read_layout(text) if pieces else layout) or layout
        text = put_in(text, list(added(layout, Samples(layout), work.fresh)))
    return mark + text.removesuffix(end)


def _merge(changes: Sequence[Change]) -> list[Change]:
    """Return one change for each entry.

    Raises:
        Overtaken: one change of an entry does not go on from the one before it.
    """
    merged: dict[tuple[SectionName, str], Change] = {}
    for change in map(_with_id, changes):
        key = (change.section, _ident(change))
        first = merged.pop(key, None)
        if first is None:
            merged[key] = change
        elif not same_fields(change.section, first.after, change.before):
            raise Overtaken(change, first.after)
        elif first.before is not None or change.after is not None:
            merged[change.section, first.id] = Change(change.section, first.id, first.before, change.after)
    return list(merged.values())


def _with_id(change: Change) -> Change:
    """Return *change* with the entry's id in it, where only the change names it."""
    if change.after is None or "id" in change.after:
        return change
    return Change(change.section, change.id, change.before, {"id": _ident(change), **change.after})


def _ident(change: Change) -> str:
    return str((change.before or {}).get("id", change.id))


def _hold_against(text: str, changes: Iterable[Change]) -> None:
    for change in changes:
        now = entry_in(text, change.section, _ident(change))
        if not same_fields(change.section, now, change.before):
            raise Overtaken(change, now)


class _Edit:
    """The pieces that make up the changes of one text."""

    def __init__(self, layout: Layout, changes: Sequence[Change]) -> None:
        self._layout = layout
        self._text = layout.text
        self._changes = changes
        self._samples = Samples(layout)
        self.fresh: dict[SectionName, list[Fields]] = {}
        """Entries that are new, by section."""
        if len(changes) > FEW:
            for section in {change.section for change in changes}:
                layout.index(section)

    def pieces(self) -> Iterator[Piece]:
        """Yield what changes and goes; what is new is put into `fresh`."""
        gone: dict[SectionName, list[Span]] = {}
        for change in self._changes:
            found = self._find(change)
            if not same_fields(change.section, found.fields if found else None, change.before):
                raise Overtaken(change, found.fields if found else None)
            if found is None:
                self.fresh.setdefault(change.section, []).append(change.after or {})
            elif change.after is None:
                gone.setdefault(change.section, []).append(found.span)
            else:
                yield from self._rewritten(change, change.after, found)
        for section, spans in gone.items():
            yield from self._taken_out(section, spans)

    def _find(self, change: Change) -> Found | None:
        section, ident = change.section, _ident(change)
        try:
            found = find_entry(self._layout, section, ident)
            after = (change.after or {}).get("id", ident)
            if after != ident and (other := find_entry(self._layout, section, str(after))):
                raise Overtaken(change, other.fields)
        except Doubtful:
            _hold_against(self._text, [change])
            raise refused(self._layout, section, ident) from None
        return found

    # An entry that is there.

    def _rewritten(self, change: Change, after: Fields, found: Found) -> Iterator[Piece]:
        section, (begin, end) = change.section, (found.span.begin, found.span.end)
        block = self._text[begin:end]
        node = node_of(block)
        if node is None:
            raise refused(self._layout, section, change.id, begin)
        renderer = Renderer(chain([node], self._samples.near(section)))
        wanted = reduced(section, after)
        for is_coarse in (False, True):
            try:
                pieces = rewrite(block, node, shape_of(section), dict(after), renderer, is_coarse=is_coarse)
                new = put_in(block, pieces)
            except (Unusual, Collision):
                continue
            read = read_blocks(section, new)
            if read is not None and [reduced(section, each) for each in read] == [wanted]:
                yield from (Piece(begin + piece.begin, begin + piece.end, piece.new) for piece in pieces)
                return
        raise refused(self._layout, section, change.id, begin)

    def _taken_out(self, section: SectionName, spans: list[Span]) -> Iterator[Piece]:
        text = self._text
        runs: list[Span] = []
        for span in sorted(spans):
            block = text[span.begin : span.end]
            node = node_of(block)
            if node is None:
                raise refused(self._layout, section, at=span.begin)
            end = span.begin + content_end(block, node)
            if not text[line_start(text, span.begin - 1) : span.begin].strip():
                # It is parted from its neighbours by blank lines, of which those above are enough.
                end = min(after_blanks(text, end), span.end)
            if runs and runs[-1].end == span.begin:
                runs[-1] = Span(runs[-1].begin, end)
            else:
                runs.append(Span(span.begin, end))
        yield from (Piece(*run, "") for run in runs)
        if len(spans) == sum(1 for _ in islice(self._layout.spans(section), len(spans) + 1)):
            colon = self._layout.sections[section].colon
            yield Piece(colon, colon, " []")
