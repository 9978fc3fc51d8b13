"""An HTML page to the text of the release on it; menus, scripts, forms and what else stands around it are left out.

Where the page marks its main part (``main``, ``article``), that is the release; else everything that is no furniture.
Paragraphs come out parted by empty lines, list items and headings as paragraphs of their own, a row of a table as a
line with `` | `` between short cells. Whatever is not in the text is in `Page.left_out`.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from knowledge.ingest.days import read_day
from knowledge.ingest.markup import Cut, Raw, Tag, Text, read_markup
from knowledge.ingest.page import MAX_LEFT_OUT, LeftOut, Page, Why, left_out

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_PIECE = re.compile(r"<(?:p|div|article|section|table|br|h[1-6]|span|ul)\b[^<>]{0,500}>", re.IGNORECASE)
_PIECES = 2
"""Tags of which a text has at least so many, if it is a piece of HTML without head and body."""

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_BLOCK = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody tfoot thead "
    "tr ul caption".split()
)
_CELLS = frozenset(["td", "th"])
_CLOSED_BY_ITSELF = {
    "p": _BLOCK, "li": frozenset(["li"]), "dt": frozenset(["dt", "dd"]), "dd": frozenset(["dt", "dd"]),
    "tr": frozenset(["tr", "tbody", "tfoot"]), "td": frozenset(["td", "th", "tr", "tbody"]),
    "th": frozenset(["td", "th", "tr", "tbody"]), "option": frozenset(["option", "optgroup"]),
}  # fmt: skip
"""Elements whose end tag may be missing, and what then ends them."""
_DROPPED = {
    **dict.fromkeys(["nav", "aside", "footer", "menu"], Why.MENU),
    **dict.fromkeys(["form", "button", "select", "fieldset", "dialog"], Why.FORM),
    **dict.fromkeys(["noscript", "template"], Why.HIDDEN),
    **dict.fromkeys(
        ["figure", "figcaption", "svg", "math", "object", "video", "audio", "canvas", "picture"], Why.PICTURE
    ),
}
_DROPPED_ROLES = {
    **dict.fromkeys(["navigation", "banner", "contentinfo", "complementary", "menu", "menubar"], Why.MENU),
    **dict.fromkeys(["search", "form", "dialog", "alertdialog"], Why.FORM),
}
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_SENTENCE_END = re.compile("[.!?…][\"')\\]\u201d\u2019]?$")
MAX_DEPTH = 256
"""Elements within elements that are kept account of; in what is nested deeper, text is read as ordinary text."""
_MAX_REGIONS = 6
"""Main parts within main parts that are told apart."""
_LONG_CELL = 80
_LINKED = 0.6
"""Share of a paragraph in links, from which it is a menu unless it ends as a sentence does."""
_MAIN_SHARE = 0.3
"""Share of a page's running text that its main part has at least; less, and the tags are used otherwise."""
_META = {
    "og:title": "title", "twitter:title": "title", "og:site_name": "publisher", "og:url": "url",
    "article:published_time": "day", "date": "day", "dc.date": "day", "dc.date.issued": "day", "dcterms.issued": "day",
    "dcterms.created": "day", "pubdate": "day", "publishdate": "day", "datepublished": "day", "publisher": "publisher",
    "dc.publisher": "publisher",
}  # fmt: skip


def is_html(text: str) -> bool:
    """Whether *text* is a page, or a piece of one, and not words with a bracket in them."""
    return _HTML.match(text[:5000]) is not None or sum(1 for _ in _PIECE.finditer(text[:20_000])) >= _PIECES


@dataclass(slots=True)
class _Open:
    """An element that has begun.

    Attributes:
        drop: why its words are left out: for itself, or for an element around it.
        regions: the main parts that it is in, itself among them. Both are handed down, so that nothing has to look
            through all that is open.
    """

    name: str
    drop: Why | None = None
    regions: tuple[int, ...] = ()


_OUTSIDE = _Open("")
"""Around everything."""


@dataclass(slots=True)
class _Paragraph:
    """Words that stand together."""

    text: str
    linked: float
    drop: Why | None
    regions: tuple[int, ...]
    is_title: bool


@dataclass(slots=True)
class _Reader:
    paragraphs: list[_Paragraph] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    unread: dict[Why, int] = field(default_factory=dict)
    regions: list[str] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    over: int = 0
    words: list[str] = field(default_factory=list)
    length: int = 0
    linked: int = 0
    has_root: bool = False
    is_ended: bool = False
    is_cut: bool = False

    def start(self, tag: Tag) -> None:
        name = tag.name
        while self.open and name in _CLOSED_BY_ITSELF.get(self.open[-1].name, ()):
            self._pop()
        self._break(name)
        self._note(tag)
        if name in {"html", "body"}:
            self.has_root = True
            return
        if name in _VOID:
            return
        if len(self.open) >= MAX_DEPTH:
            self.over += 1
            return
        around = self._innermost
        region = self._region(tag, around)
        regions = around.regions if region is None else (*around.regions, region)
        self.open.append(_Open(name, around.drop or self._drop(tag, around), regions))
        self.counts[name] = self.counts.get(name, 0) + 1

    def end(self, name: str) -> None:
        if name == "html":
            self.is_ended = True
        self._break(name)
        if self.over and name not in _VOID:
            self.over -= 1
            return
        if self.counts.get(name):
            while self._pop() != name:
                pass

    def say(self, text: str) -> None:
        plain = _CONTROL.sub("", text)
        if not any(each.name == "pre" for each in self.open[-4:]):
            stripped = " ".join(plain.split())
            # Blank space between words matters, whichever side of a tag it is on.
            plain = f"{' ' if plain[:1].isspace() else ''}{stripped}{' ' if stripped and plain[-1:].isspace() else ''}"
        if plain:
            self.words.append(plain)
            self.length += len(plain)
            self.linked += len(plain) if self.counts.get("a") else 0

    def raw(self, event: Raw) -> None:
        if event.name == "title":
            self.told.setdefault("title", event.text)
        elif event.name == "textarea":
            self.paragraphs.append(_Paragraph(event.text, 0, Why.FORM, (), is_title=False))
        else:
            why = Why.COMMENT if event.name == "!" else Why.SCRIPT
            self.unread[why] = self.unread.get(why, 0) + len(event.text)

    def flush(self) -> None:
        text = "".join(self.words)
        lines = [" ".join(line.split()).strip("|").strip() for line in text.split("\n")]
        plain = "\n".join(line for line in lines if line)
        if plain:
            within = self._innermost
            is_title = any(each.name == "h1" for each in self.open[-4:])
            linked = self.linked / self.length if self.length else 0.0
            self.paragraphs.append(_Paragraph(plain, linked, within.drop, within.regions, is_title))
        self.words, self.length, self.linked = [], 0, 0

    def _break(self, name: str) -> None:
        """End the paragraph, the line or the cell where *name* begins or ends."""
        if name in _BLOCK:
            self.flush()
        elif name == "br":
            self.words.append("\n")
        elif name in _CELLS and self.length:
            so_far = "".join(self.words[-3:]).rstrip()
            if self.length > _LONG_CELL or _SENTENCE_END.search(so_far):
                self.flush()
            elif not so_far.endswith("|"):
                self.words.append(" | ")

    def _pop(self) -> str:
        closed = self.open.pop()
        self.counts[closed.name] -= 1
        return closed.name

    @property
    def _innermost(self) -> _Open:
        return self.open[-1] if self.open else _OUTSIDE

    def _drop(self, tag: Tag, around: _Open) -> Why | None:
        attributes = tag.attributes
        if (
            "hidden" in attributes
            or attributes.get("aria-hidden") == "true"
            or _INVISIBLE.search(attributes.get("style", ""))
        ):
            return Why.HIDDEN
        if tag.name == "header" and not around.regions:
            return Why.MENU
        return _DROPPED.get(tag.name) or _DROPPED_ROLES.get(attributes.get("role", "").lower())

    def _region(self, tag: Tag, around: _Open) -> int | None:
        is_main = tag.name in {"main", "article"} or tag.attributes.get("role", "").lower() == "main"
        if not is_main and tag.attributes.get("itemprop", "").lower() != "articlebody":
            return None
        if len(around.regions) >= _MAX_REGIONS:
            return None
        self.regions.append(tag.name)
        return len(self.regions) - 1

    def _note(self, tag: Tag) -> None:
        """Keep what a tag without words of its own tells of the page."""
        attributes = tag.attributes
        if tag.name == "meta":
            key = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
            known = _META.get(key.lower())
            if known and attributes.get("content", "").strip():
                self.told.setdefault(f"meta {known}", attributes["content"].strip())
        elif tag.name == "link" and "canonical" in attributes.get("rel", "").lower().split():
            self.told.setdefault("canonical", attributes.get("href", ""))
        elif tag.name == "time" and attributes.get("datetime") and not self._innermost.drop:
            self.told.setdefault("time", attributes["datetime"])
        elif tag.name == "img" and attributes.get("alt", "").strip():
            self.paragraphs.append(_Paragraph(attributes["alt"], 0, Why.PICTURE, (), is_title=False))


def read_page(text: str) -> Page:
    """Return the release on the page *text*, with all that was left out; never raises."""
    reader = _Reader()
    for event in read_markup(text):
        match event:
            case Tag(is_end=False):
                reader.start(event)
            case Tag():
                reader.end(event.name)
            case Text():
                reader.say(event.text)
            case Raw():
                reader.raw(event)
            case Cut():
                reader.is_cut = True
    reader.flush()
    main = _main_part(reader)
    whys = [(_why_not(each, main), each) for each in reader.paragraphs]
    kept = [each for why, each in whys if why is None]
    gone = [(why, each.text) for why, each in whys if why is not None]
    pieces = [left_out(why, text) for why, text in gone[:MAX_LEFT_OUT]]
    if more := gone[MAX_LEFT_OUT:]:
        pieces.append(LeftOut(more[0][0], "", sum(len(text) for _, text in more), len(more)))
    pieces += [LeftOut(why, "", length) for why, length in sorted(reader.unread.items())]
    told = reader.told
    return Page(
        text="\n\n".join(each.text for each in kept) + "\n",
        title=_title(kept, told),
        publisher=told.get("meta publisher"),
        url=told.get("canonical") or told.get("meta url"),
        published=_day(told),
        left_out=tuple(pieces),
        is_cut=reader.is_cut or (reader.has_root and not reader.is_ended),
    )


def _why_not(paragraph: _Paragraph, main: int | None) -> Why | None:
    if paragraph.drop is not None:
        return paragraph.drop
    if main is not None and main not in paragraph.regions:
        return Why.AROUND
    if _SENTENCE_END.search(paragraph.text):
        return None
    if paragraph.linked > _LINKED:
        return Why.MENU
    # A row of short cells: when it was posted, by whom, how often it was read.
    return Why.LINE if " | " in paragraph.text else None


def _main_part(reader: _Reader) -> int | None:
    """Return the number of the element that holds the release; None where the page does not mark it."""
    sizes = dict.fromkeys(range(len(reader.regions)), 0)
    total = 0
    for each in reader.paragraphs:
        if _why_not(each, None) is None:
            total += len(each.text)
            for region in each.regions:
                sizes[region] += len(each.text)
    big = [region for region, size in sizes.items() if size and size >= _MAIN_SHARE * total]
    if not big:
        return None
    # The innermost that still has most of what the largest has: an article within main, not one of many teasers.
    largest = max(sizes[region] for region in big)
    return max(region for region in big if sizes[region] >= (1 - _MAIN_SHARE) * largest)


def _title(kept: list[_Paragraph], told: dict[str, str]) -> str | None:
    printed = next((each.text for each in kept if each.is_title), None)
    if printed is None and "meta title" in told:
        printed = told["meta title"]
    if printed is None and told.get("title", "").strip():
        # "Title - Ministry of …" or "Title | Site": the page's own name comes last.
        printed = re.split(r"\s+[|<>»·]\s+|\s+[-–—]\s+(?=[^-–—]*$)", told["title"].strip())[0]  # noqa: RUF001 - dashes
    return " ".join(printed.split()) if printed else None


def _day(told: dict[str, str]) -> date | None:
    days = (read_day(told[key]) for key in ("meta day", "time") if key in told)
    return next((day for day in days if day is not None), None)


def read_plain(text: str) -> Page:
    """Return a text that is no page, as it is."""
    return Page(text)
