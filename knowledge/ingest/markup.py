"""HTML as a stream of tags and texts, in one pass over the text and without a tree.

A tree builder that follows the standard closes and reopens elements by searching what is open, so a page made for it
takes the square of its length: four megabytes of nested ``<div>`` kept lexbor busy for ten minutes and more (selectolax
1.0.2). Reading a release needs no tree. Time here is linear in the text, whatever it is.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]{0,30})(?=[\s/>])")
_MARKUP = re.compile(r"<(?:[!?]|/?[a-zA-Z][a-zA-Z0-9:-]{0,30}[\s/>])")
"""What may be a tag, a comment or a declaration; any other bracket is a word's."""
_ATTRIBUTE = re.compile(
    r"""([^\s"'<>/=]{1,60})(?:\s{0,20}=\s{0,20}(?:"([^"]{0,4000})"|'([^']{0,4000})'|([^\s"'<>=`]{1,4000})))?"""
)
_TAG_END = re.compile(r"""(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
RAW = frozenset(["script", "style", "textarea", "title", "iframe", "xmp", "noembed", "noframes"])
"""Elements whose content is no markup; it ends at their end tag."""
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in RAW}
_BROKEN = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9:-]{0,30}|[/!?])?\Z")
MAX_ATTRIBUTES = 40
_LONGEST_TAG = 20_000


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag (with attributes), or an end tag."""

    name: str
    is_end: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Text:
    """Words between tags, entities resolved."""

    text: str


@dataclass(frozen=True, slots=True)
class Raw:
    """What stands in an element that has no markup in it, or a comment (`name` is ``!``)."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Cut:
    """The text ends within a tag, a comment or a script."""


Event = Tag | Text | Raw | Cut


def read_markup(text: str) -> Iterator[Event]:
    """Yield what *text* consists of, in order; never raises, whatever the text."""
    at = 0
    while (found := _MARKUP.search(text, at)) is not None:
        if found.start() > at:
            yield Text(unescape(text[at : found.start()]))
        events, at = (_declaration if found[0] in {"<!", "<?"} else _element)(text, found.start())
        yield from events
    # A tag that breaks off in its name is no words either.
    rest = _BROKEN.sub("", text[at:])
    if rest:
        yield Text(unescape(rest))
    if len(rest) < len(text) - at:
        yield Cut()


def _declaration(text: str, start: int) -> tuple[list[Event], int]:
    """Return what the comment or declaration at *start* is, and where it ends."""
    if text.startswith("<!--", start):
        close = text.find("-->", start + 4)
        comment = Raw("!", text[start + 4 : close if close >= 0 else len(text)])
        return ([comment], close + 3) if close >= 0 else ([comment, Cut()], len(text))
    close = text.find(">", start)
    return ([], close + 1) if close >= 0 else ([Cut()], len(text))


def _element(text: str, start: int) -> tuple[list[Event], int]:
    """Return what the tag at *start* is, with what stands in it where that is no markup, and where it ends."""
    tag = _TAG.match(text, start)
    assert tag is not None  # noqa: S101 - `_MARKUP` finds nothing else
    # A quote that is never closed must not have the rest of the page searched for it at every tag.
    whole = _TAG_END.match(text, tag.end(), min(len(text), tag.end() + _LONGEST_TAG))
    close = whole.end() if whole else text.find(">", tag.end()) + 1
    if not close:
        return [Cut()], len(text)
    name, is_end = tag["name"].lower(), bool(tag["end"])
    events: list[Event] = [Tag(name, is_end, {} if is_end else _attributes(text[tag.end() : close - 1]))]
    if is_end or name not in RAW:
        return events, close
    stop = _RAW_END[name].search(text, close)
    events.append(Raw(name, text[close : stop.start() if stop else len(text)]))
    return (events, stop.start()) if stop else ([*events, Cut()], len(text))


def _attributes(text: str) -> dict[str, str]:
    if not text.strip(" \t\n\r\f/"):
        return {}
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text[:_LONGEST_TAG]):
        if len(found) >= MAX_ATTRIBUTES:
            break
        found.setdefault(match[1].lower(), unescape(match[2] or match[3] or match[4] or ""))
    return found
