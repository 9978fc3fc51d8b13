"""Entries that are new to a file: where they go, and in whose style they are written."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from knowledge.editing.change import SECTION_NAMES, Fields, SectionName, reduced
from knowledge.editing.entry import content_end, node_of, read_blocks, refused
from knowledge.editing.layout import Layout, Span
from knowledge.editing.lines import Piece, insertion, line_end, line_start
from knowledge.editing.nodes import Node
from knowledge.editing.render import Renderer

_SAMPLES = 3
"""Entries of a section whose style a new value takes on."""
_LONGEST = 1 << 13
"""Characters of an entry that is read for its style alone; a release with all its sentences may be longer."""
_OTHERS = ("facts", "gaps", "terms", "meetings", "people", "releases")
"""Sections looked at, in this order, for the style of a key that the own section does not have."""


class Samples:
    """The last entries of each section, read when they are asked for."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._nodes: dict[str, list[Node]] = {}

    def near(self, section: str) -> Iterator[Node]:
        """Yield entries whose style one of *section* takes on, the nearest first."""
        if section not in self._nodes:
            self._nodes[section] = list(self._last(section, _SAMPLES))
        yield from self._nodes[section]
        for name in _OTHERS:
            if name != section:
                yield from self._nodes.setdefault(name, list(self._last(name, 1)))

    def _last(self, section: str, count: int) -> Iterator[Node]:
        span = self._layout.last(section)
        for _ in range(count):
            if span is None:
                return
            node = node_of(self._layout.text[span.begin : span.end]) if span.end - span.begin < _LONGEST else None
            if node is not None:
                yield node
            span = self._layout.before(section, span)


def added(layout: Layout, samples: Samples, fresh: Mapping[SectionName, Sequence[Fields]]) -> Iterator[Piece]:
    """Yield the pieces that put the entries *fresh* behind the last ones of their sections, in their order.

    Raises:
        EditRefused: a section's entries do not stand on lines of their own, or YAML does not give back what is written.
    """
    for section in SECTION_NAMES:
        if section not in fresh:
            continue
        indent = _indent(layout, section)
        renderer = Renderer(samples.near(section))
        blocks: list[list[str]] = []
        for fields in fresh[section]:
            wanted = reduced(section, fields)
            lines = renderer.entry(wanted, indent)
            read = read_blocks(section, "".join(f"{line}\n" for line in lines))
            if read is None or [reduced(section, each) for each in read] != [wanted]:
                raise refused(layout, section, fields.get("id"))
            blocks.append(lines)
        yield from _appended(layout, section, blocks)


def _indent(layout: Layout, section: SectionName) -> str:
    known = layout.sections.get(section)
    if known is not None and known.indent is not None:
        return known.indent
    if known is not None and known.empty is None:
        raise refused(layout, section)
    return next((each.indent for each in layout.sections.values() if each.indent is not None), "  ")


def _appended(layout: Layout, section: SectionName, blocks: Sequence[list[str]]) -> Iterator[Piece]:
    text, known, last = layout.text, layout.sections.get(section), layout.last(section)
    if known is None:
        yield _new_section(layout, section, blocks)
    elif last is not None:
        block = text[last.begin : last.end]
        node = node_of(block)
        if node is None:
            raise refused(layout, section)
        parter = [""] if _is_parted(layout, section, last) else []
        at = last.begin + content_end(block, node)
        yield insertion(text, at, [line for lines in blocks for line in (*parter, *lines)])
    elif known.empty is not None:
        yield Piece(known.colon, known.empty[1], "")
        yield insertion(text, line_end(text, known.empty[1]), list(chain.from_iterable(blocks)))
    else:
        raise refused(layout, section)


def _new_section(layout: Layout, section: SectionName, blocks: Sequence[list[str]]) -> Piece:
    """Return the piece that puts *section* behind those that come before it in a fact file."""
    order = ("format", *SECTION_NAMES)
    ahead = order[: order.index(section)]
    before = [name for name in layout.sections if name in ahead]
    lines = [f"{section}:", *chain.from_iterable(blocks)]
    if before:
        return insertion(layout.text, _end_of(layout, before[-1]), ["", *lines])
    first = min((each.key for each in layout.sections.values()), default=len(layout.text))
    return insertion(layout.text, first, lines)


def _end_of(layout: Layout, name: str) -> int:
    """Return where the content of the section *name* ends, without the remarks and blank lines below it."""
    section, last = layout.sections[name], layout.last(name)
    if last is not None and (node := node_of(layout.text[last.begin : last.end])) is not None:
        return last.begin + content_end(layout.text[last.begin : last.end], node)
    return section.body if name == "format" or section.empty is not None else section.end


def _is_parted(layout: Layout, section: SectionName, last: Span) -> bool:
    """Whether blank lines part the entries of *section*, as the last two of them show."""
    if layout.before(section, last) is None:
        return False
    return not layout.text[line_start(layout.text, last.begin - 1) : last.begin].strip()
