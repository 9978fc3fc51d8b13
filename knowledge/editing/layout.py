"""Where the sections and entries of a fact file stand, by the looks of its lines, without reading them.

What the lines show is only a guess at what YAML sees: a quoted text may hold lines that look like an entry. So an entry
is taken from here only after it was read together with what stands before it (`knowledge.editing.entry`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_MARGIN = re.compile(r"\n(?=[^ \n\r#])")
_KEY = re.compile(r"""(["']?)([A-Za-z_]+)\1[ ]*:(?=[ \r\n]|\Z)([^\r\n]*)""")
_DOCUMENT = re.compile(r"---[ ]*(?:#[^\r\n]*)?(?=\r?\n|\Z)")
_END = re.compile(r"\.\.\.[ ]*(?:#[^\r\n]*)?(?=\r?\n|\Z)")
_FIRST_ITEM = re.compile(r"(?:[ ]*(?:#[^\r\n]*)?\r?\n)*([ ]*)-(?=[ \r\n]|\Z)")
_NO_VALUE = re.compile(r"[ ]*(?:#[^\r\n]*)?")
_EMPTY_LIST = re.compile(r"[ ]+(\[[ ]*\])[ ]*(?:#[^\r\n]*)?")
_ID_LINE = re.compile(r"""(?:^|[{,\s-])(["']?)id\1[ ]*:[ ]+["']?$""")


class Span(NamedTuple):
    """The text of one entry: from the beginning of its first line to the next entry, or to the end of its section."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """A section as its lines look.

    Attributes:
        key: offset of its name.
        colon: offset after the colon.
        body: offset where the line after its name begins.
        end: offset where what follows it begins.
        indent: what stands before the dashes; None where it has no entries on lines of their own.
        empty: offsets of the brackets of an empty list; None where there is none.
    """

    key: int
    colon: int
    body: int
    end: int
    indent: str | None
    empty: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Layout:
    """A text with its sections by name, in order."""

    text: str
    sections: dict[str, Section]
    _indexes: dict[str, dict[str, int]] = field(default_factory=dict)
    """Of the sections that `index` was asked for, the entries whose id is as in the file that ships."""

    def index(self, name: str) -> None:
        """Make looking up many entries of *name* quick; one alone is found sooner without."""
        section = self.sections.get(name)
        if section is None or section.indent is None or name in self._indexes:
            return
        usual = re.compile(rf"^{section.indent}- id: ([a-z0-9.-]+)(?=[ \r\n]|\Z)", re.MULTILINE)
        found = {match[1]: match.start() for match in usual.finditer(self.text, section.body, section.end)}
        if len(found) == sum(1 for _ in self.spans(name)):
            self._indexes[name] = found

    def spans(self, name: str, begin: int = 0, end: int | None = None) -> Iterator[Span]:
        """Yield the entries of the section *name* that begin at *begin* or later and before *end*."""
        section = self.sections.get(name)
        if section is None or section.indent is None:
            return
        stop = section.end if end is None else min(end, section.end)
        at = self._next_item(section, max(begin, section.body))
        while at is not None and at < stop:
            after = self._next_item(section, at + 1)
            yield Span(at, section.end if after is None else after)
            at = after

    def span_at(self, name: str, offset: int) -> Span | None:
        """Return the entry of *name* that *offset* is in."""
        section = self.sections.get(name)
        if section is None or section.indent is None or not section.body <= offset < section.end:
            return None
        line_end = self.text.find("\n", offset)
        begin = self._item_before(section, section.end if line_end < 0 else line_end + 1)
        if begin is None:
            return None
        after = self._next_item(section, begin + 1)
        return Span(begin, section.end if after is None else after)

    def before(self, name: str, span: Span) -> Span | None:
        """Return the entry before *span*; None where it is the first."""
        section = self.sections[name]
        begin = self._item_before(section, span.begin)
        return None if begin is None else Span(begin, span.begin)

    def last(self, name: str) -> Span | None:
        """Return the last entry of *name*."""
        section = self.sections.get(name)
        return None if section is None else self.span_at(name, section.end - 1)

    def find(self, name: str, ident: str) -> Iterator[Span]:
        """Yield the entries of *name* that look as if their id were *ident*, the likeliest first."""
        section = self.sections.get(name)
        if section is None or section.indent is None:
            return
        tried: set[Span] = set()
        known = self._indexes.get(name)
        offsets = self._mentions(section, ident) if known is None else [known[ident]] if ident in known else []
        for offset in offsets:
            span = self.span_at(name, offset)
            if span is not None and span not in tried:
                tried.add(span)
                yield span

    def _mentions(self, section: Section, ident: str) -> Iterator[int]:
        text = self.text
        usual = f"{section.indent}- id: {ident}"
        at = text.find(usual, section.body, section.end)
        while at >= 0:
            after = at + len(usual)
            if text[at - 1 : at] in {"\n", ""} and text[after : after + 1] in {"", " ", "\r", "\n"}:
                yield at
                break
            at = text.find(usual, at + 1, section.end)
        at = text.find(ident, section.body, section.end)
        while at >= 0:
            line = text.rfind("\n", 0, at) + 1
            if text[at + len(ident) : at + len(ident) + 1] in _AFTER_ID and _ID_LINE.search(text[line:at]):
                yield at
            at = text.find(ident, at + 1, section.end)

    def _next_item(self, section: Section, begin: int) -> int | None:
        """Return where the first entry begins at or after *begin*."""
        item = f"\n{section.indent}-"
        at = self.text.find(item, begin - 1, section.end)
        while at >= 0:
            if self.text[at + len(item) : at + len(item) + 1] in _AFTER_DASH:
                return at + 1
            at = self.text.find(item, at + 1, section.end)
        return None

    def _item_before(self, section: Section, end: int) -> int | None:
        """Return where the last entry begins before *end*."""
        item = f"\n{section.indent}-"
        at = self.text.rfind(item, section.body - 1, end)
        while at >= 0:
            if self.text[at + len(item) : at + len(item) + 1] in _AFTER_DASH:
                return at + 1
            at = self.text.rfind(item, section.body - 1, at + len(item) - 1)
        return None


_AFTER_DASH = frozenset(["", " ", "\r", "\n"])
_AFTER_ID = frozenset(["", " ", "\r", "\n", "'", '"', ",", "}", "#"])


def read_layout(text: str) -> Layout | None:
    """Return the layout of *text*, which has no byte order mark; None where its keys are not at the left margin."""
    found: list[tuple[str, int, int, str]] = []
    end = len(text)
    for at in _margin_lines(text):
        key = _KEY.match(text, at)
        if key is not None:
            if any(key[2] == name for name, *_ in found):
                return None
            found.append((key[2], at, key.start(3), key[3]))
        elif found and text.startswith("-", at) and text[at + 1 : at + 2] in _AFTER_DASH:
            continue
        elif found and _END.match(text, at):
            end = at
            break
        elif found or not _DOCUMENT.match(text, at):
            return None
    if not found and text.strip():
        return None
    sections: dict[str, Section] = {}
    for number, (name, at, colon, rest) in enumerate(found):
        stop = found[number + 1][1] if number + 1 < len(found) else end
        sections[name] = _section(text, at, colon, rest, stop)
    return Layout(text, sections)


def _section(text: str, key: int, colon: int, rest: str, end: int) -> Section:
    body = text.find("\n", key, end) + 1 or end
    empty = _EMPTY_LIST.fullmatch(rest)
    first = _FIRST_ITEM.match(text, body, end) if _NO_VALUE.fullmatch(rest) else None
    brackets = (colon + empty.start(1), colon + empty.end(1)) if empty else None
    return Section(key, colon, body, end, first[1] if first else None, brackets)


def _margin_lines(text: str) -> Iterator[int]:
    if text[:1] not in {" ", "\n", "\r", "#", ""}:
        yield 0
    for line_end in _MARGIN.finditer(text):
        yield line_end.end()
