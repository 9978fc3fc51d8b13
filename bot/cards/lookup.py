"""A sheet of a look-up (`bot.text.lookups`) as messages, page by page.

Many claims rest on few releases here, so each claim names the place and a release by number, and the releases stand
once under the page. The numbers are those of the whole sheet: a release keeps its number from page to page.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.cards.limits import (
    MAX_CARD_TEXT,
    MAX_COMPONENTS,
    MAX_CONTENT,
    MAX_ROW_BUTTONS,
    WIDE_BUTTON_LABEL,
    length,
    shorten,
)
from bot.cards.markdown import escape, escape_within
from bot.cards.message import Link, Message, Press, Row, Section, Style
from bot.cards.words import Words, by_release, stamped
from bot.text.lookups import Entry, Sheet
from bot.text.phrases import Phrases
from knowledge.decision import Citation, CitedFact

PageId = Callable[[int], str]
"""Gives the custom_id that shows a page, counted from 0."""

_MAX_HEADING = 160
_MAX_TITLE = 120
_MAX_NOTE = 400
_MAX_LINE = 700
"""Longest line of an entry: the meaning of a term, whole; lists of spellings are cut."""
_TURNING = 80
"""Characters kept free for the page number."""
_CHROME = 9
"""Components kept free: container, title, line, releases, page number, and a row of two buttons."""


@dataclass(frozen=True, slots=True)
class _Depth:
    """How much a claim's citation shows; tried from the fullest to the barest."""

    places: int
    releases: int
    note: int
    links: bool = True


_DEPTHS = (_Depth(8, 4, 300), _Depth(4, 2, 150), _Depth(2, 1, 0), _Depth(2, 1, 0, links=False))


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is never torn apart: a claim with its citation.

    Attributes:
        cited: a citation of each release that the text names by number.
        link: address and title of something that is no citation, such as the release that an entry is about.
        linked: whether there is room for addresses.
    """

    text: str
    cited: tuple[Citation, ...] = ()
    link: tuple[str, str] | None = None
    linked: bool = True


@dataclass(slots=True)
class _Page:
    """Pieces that stand together, while there is room."""

    book: "_Volume"
    pieces: list[_Piece] = field(default_factory=list)

    def takes(self, piece: _Piece) -> bool:
        """Whether *piece* still fits."""
        pieces = [*self.pieces, piece]
        releases, links = self.book.releases(pieces), _links(pieces)
        used = sum(length(each.text) + 2 for each in pieces) + sum(length(line) + 1 for line in releases)
        if self.book.style == "plain":
            used += sum(length(address) + WIDE_BUTTON_LABEL + 5 for address in links)
        components = len(pieces) + 1 + len(links)
        return used <= self.book.room and len(links) <= MAX_ROW_BUTTONS and components <= MAX_COMPONENTS - _CHROME


@dataclass(frozen=True, slots=True)
class _Volume:
    """A sheet on its way to pages: the numbers of its releases, the room on a page."""

    words: Words
    style: Style
    room: int
    numbers: Mapping[str, int]

    def releases(self, pieces: list[_Piece]) -> list[str]:
        """Return the line of each release that *pieces* cite, by number."""
        first = {citation.release: citation for piece in pieces for citation in piece.cited}
        return [self._release(first[release]) for release in self.numbers if release in first]

    def _release(self, citation: Citation) -> str:
        phrases = self.words.phrases
        return self.words.say(
            "release",
            number=self.numbers[citation.release],
            title=escape_within(citation.title, _MAX_TITLE),
            publisher=escape_within(citation.publisher, _MAX_TITLE),
            published=stamped(escape(phrases.published(citation))),
        )

    def cite(self, citations: tuple[Citation, ...], depth: _Depth) -> tuple[list[str], tuple[Citation, ...]]:
        """Return the line that cites *citations*, and one citation of each release that it names."""
        if not citations:
            return [], ()
        words = Words(self.words.phrases, max_places=depth.places)
        groups = by_release(citations)
        told = [
            words.say("numbered", number=self.numbers[group[0].release], places=words.places(group))
            for group in groups[: depth.releases]
        ]
        if len(groups) > depth.releases:
            told.append(words.count("more_releases", len(groups) - depth.releases))
        line = words.say("cited", sources="; ".join(told))
        return [line], tuple(group[0] for group in groups[: depth.releases])


def render_sheet(
    sheet: Sheet, phrases: Phrases, *, style: Style, page: int = 0, page_id: PageId | None = None
) -> Message:
    """Return one page of *sheet* as a message that Discord takes.

    Args:
        sheet: what to show; all its text is plain.
        phrases: the words.
        style: a card, or plain text.
        page: from 0; past the end the last page is shown.
        page_id: makes the buttons that turn pages; None shows a single page and says how much is left out.
    """
    head = f"### {escape_within(sheet.title, _MAX_HEADING)}"
    room = (MAX_CARD_TEXT if style == "card" else MAX_CONTENT) - length(head) - _TURNING
    volume = _Volume(Words(phrases), style, room, _numbers(sheet))
    pages = _fill(volume, _pieces(sheet, volume))
    shown = min(max(page, 0), len(pages) - 1)
    return _message(volume, head, pages, shown, page_id)


def _message(volume: _Volume, head: str, pages: list[_Page], shown: int, page_id: PageId | None) -> Message:
    words, pieces = volume.words, pages[shown].pieces
    sections = [Section(head), *(Section(piece.text) for piece in pieces)]
    releases, links = volume.releases(pieces), _links(pieces)
    row: Row = tuple(_link(words, title, address, one=len(links) == 1) for address, title in links.items())
    if releases:
        sections.append(Section("\n".join(releases), apart=True))
    if row:
        sections[-1] = Section(sections[-1].text, (row,), apart=sections[-1].apart)
    rows: tuple[Row, ...] = ()
    if len(pages) > 1 and page_id is not None:
        sections.append(Section(words.say("page", number=shown + 1, pages=len(pages))))
        rows = (_turners(words, shown, len(pages), page_id),)
    elif len(pages) > 1:
        sections.append(Section(words.count("left_out", sum(len(other.pieces) for other in pages[1:]))))
    return Message(volume.style, tuple(sections), rows)


def _numbers(sheet: Sheet) -> dict[str, int]:
    """Return a number, from 1, for each release that *sheet* cites, in the order in which they come."""
    citations = (
        citation
        for entry in sheet.entries
        for citation in (*entry.citations, *(each for cited in entry.facts for each in cited.citations))
    )
    return {release: number for number, release in enumerate(dict.fromkeys(each.release for each in citations), 1)}


def _links(pieces: list[_Piece]) -> dict[str, str]:
    """Return the titles of what *pieces* cite or are about, by address."""
    links: dict[str, str] = {}
    for piece in pieces:
        if piece.linked:
            links.update((citation.url, citation.title) for citation in piece.cited if citation.url)
        if piece.linked and piece.link is not None:
            links.setdefault(*piece.link)
    return links


def _link(words: Words, title: str, address: str, *, one: bool) -> Link:
    return Link(words.say("open_release") if one else shorten(title, WIDE_BUTTON_LABEL), address)


def _turners(words: Words, page: int, pages: int, page_id: PageId) -> Row:
    # At an end the dead button names the page that is shown, so that the two never have the same custom_id.
    back = Press(words.say("button.previous"), page_id(max(page - 1, 0)), disabled=page == 0)
    onward = Press(words.say("button.next"), page_id(min(page + 1, pages - 1)), disabled=page == pages - 1)
    return back, onward


def _fill(volume: _Volume, pieces: Iterator[_Piece]) -> list[_Page]:
    """Return the pages that *pieces* fill, in order; at least one, and none but that empty."""
    pages = [_Page(volume)]
    for piece in pieces:
        if pages[-1].pieces and not pages[-1].takes(piece):
            pages.append(_Page(volume))
        pages[-1].pieces.append(piece)
    return pages


def _pieces(sheet: Sheet, volume: _Volume) -> Iterator[_Piece]:
    for entry in sheet.entries:
        head = [] if entry.heading in {"", sheet.title} else [f"**{escape_within(entry.heading, _MAX_HEADING)}**"]
        lines = [stamped(escape_within(line, _MAX_LINE)) for line in entry.lines]
        if head or lines:
            yield from _entry_pieces(entry, head, lines, volume)
        for cited in entry.facts:
            yield _fact_piece(cited, volume)
    if sheet.note is not None:
        yield _Piece(stamped(escape_within(sheet.note, _MAX_NOTE)))


def _entry_pieces(entry: Entry, head: list[str], lines: list[str], volume: _Volume) -> Iterator[_Piece]:
    """Yield *lines* under *head* with the entry's sources, in halves where one page does not take them all."""
    link = (entry.address, entry.heading) if entry.address and entry.heading else None
    for depth in _DEPTHS:
        sources, cited = volume.cite(entry.citations, depth)
        piece = _Piece("\n".join([*head, *lines, *sources]), cited, link, depth.links)
        if _Page(volume).takes(piece):
            yield piece
            return
    if len(lines) <= 1:
        yield piece
        return
    half = len(lines) // 2
    yield from _entry_pieces(entry, head, lines[:half], volume)
    yield from _entry_pieces(entry, head, lines[half:], volume)


def _fact_piece(cited: CitedFact, volume: _Volume) -> _Piece:
    for depth in _DEPTHS:
        sources, named = volume.cite(cited.citations, depth)
        piece = _Piece("\n".join([*volume.words.claim(cited, depth.note), *sources]), named, linked=depth.links)
        if _Page(volume).takes(piece):
            break
    return piece
