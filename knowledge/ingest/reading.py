"""A page or a text to a release: title, day, publisher, sentences, and all that was left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from knowledge.ingest.days import printed_day
from knowledge.ingest.decoding import Decoded, How
from knowledge.ingest.page import MAX_LEFT_OUT, LeftOut, Page, Why, left_out
from knowledge.ingest.refusal import IngestRefused, Refused
from knowledge.model import MAX_NAME, MAX_NOTE, Basis, Language
from knowledge.plain import Unfit, check_address, check_plain_text
from knowledge.release import Segment, normalise_sentence, segment

MAX_SENTENCES = 2000
"""Of one release (`knowledge.model.Release`)."""
_HANGUL_TEXT = 0.3
"""Share of Hangul among letters from which a release counts as Korean: names in brackets are Latin, or Hangul."""
_ENDS = tuple(".!?…\"')]\u201d\u2019")
_MIN_WORDS = 2
_DAY_LINE = 120


class Doubt(StrEnum):
    """What a person had better look at; `bot/locale` has the words under ``ingest.doubt``."""

    CUT = "cut"
    UNENDED = "unended"
    NO_DAY = "no_day"
    NO_ADDRESS = "no_address"
    BAD_ADDRESS = "bad_address"
    GUESSED = "guessed"
    REPLACED = "replaced"
    CONTROL = "control"
    TITLE_OF_PAGE = "title_of_page"
    TWICE = "twice"
    LONG = "long"


_LONG_SENTENCE = 900
"""Characters; a sentence so long is likely several that the text does not part."""


@dataclass(frozen=True, slots=True)
class Told:
    """What whoever adds a release says of it; each wins over what the text says. None where they say nothing."""

    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    url: str | None = None
    language: Language | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ReadRelease:
    """A release as it was read.

    Attributes:
        text: what is kept for proving: `knowledge.release.segment` gives `sentences` of it.
        title: in the languages it is known in, English among them.
        published: the day; None where the text prints none and nobody says.
        sentences: headings first, each with the id that the text alone gives it.
        left_out: everything that is in the file and not in `sentences`, in order.
        doubts: what to look at, each with a value for its words.
    """

    text: str
    title: dict[str, str]
    publisher: str
    published: date | None
    url: str | None
    language: Language
    note: str | None
    sentences: tuple[Segment, ...]
    left_out: tuple[LeftOut, ...]
    doubts: tuple[tuple[Doubt, str], ...] = ()

    def fields(self, ident: str, sentences: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Return the release as the fact file writes it, under *ident* and with *sentences*."""
        fields: dict[str, Any] = {"id": ident, "title": dict(self.title), "publisher": {"en": self.publisher}}
        if self.published is not None:
            fields |= {"published": self.published.isoformat(), "published_basis": Basis.STATED.value}
        if self.url is not None:
            fields["url"] = self.url
        fields["language"] = self.language.value
        note = self.note or _note(self)
        if note:
            fields["note"] = note
        return {**fields, "sentences": list(sentences)}


def read_release(page: Page, decoded: Decoded, told: Told, *, needs_names: bool = True) -> ReadRelease:
    """Make a release of *page*, whose bytes were *decoded*.

    Args:
        page: the text, and what its reader knows.
        decoded: for the doubts that it gives.
        told: what somebody says of the release.
        needs_names: whether title and publisher have to be known; not so for a release that the book has already.

    Raises:
        IngestRefused: nothing in it is a sentence, or there is no title or publisher, or one that is told is unfit.
    """
    page = _without_day_lines(page)
    segmented = segment(page.text)
    body = [each for each in segmented.sentences if each.paragraph]
    if not any(len(each.text.split()) >= _MIN_WORDS for each in body):
        raise IngestRefused(Refused.NO_SENTENCES)
    if len(segmented.sentences) > MAX_SENTENCES:
        raise IngestRefused(Refused.TOO_MANY, count=len(segmented.sentences), most=MAX_SENTENCES)
    headings = [each.text for each in segmented.sentences if not each.paragraph]
    language = told.language or _language(" ".join(each.text for each in body))
    title, of_page = _title(page, headings, told, needs_names=needs_names)
    publisher = _fit(told.publisher) if told.publisher else _fit_or_none(page.publisher)
    if publisher is None and needs_names:
        raise IngestRefused(Refused.NO_PUBLISHER)
    url, bad_address = _address(page, told)
    printed = printed_day((*headings, *segmented.furniture, *(each.text for each in page.left_out)), body[0].text)
    published = told.published or printed or page.published
    note = _fit_note(told.note) if told.note else None
    release = ReadRelease(
        text=page.text,
        title=title,
        publisher=publisher or "",
        published=published,
        url=url,
        language=language,
        note=note,
        sentences=segmented.sentences,
        left_out=_all_left_out(page, decoded, segmented.furniture),
    )
    doubts = tuple(_doubts(release, page, decoded, bad_address=bad_address, of_page=of_page))
    return replace(release, doubts=doubts)


def _without_day_lines(page: Page) -> Page:
    """Leave out lines that say a day and nothing else and end as a sentence does ("등록일: 2018. 7. 26.")."""
    lines = page.text.split("\n")
    alone = {
        number
        for number, line in enumerate(lines)
        if line.rstrip().endswith(".") and len(line) <= _DAY_LINE and printed_day([normalise_sentence(line)], "")
    }
    if not alone:
        return page
    kept = "\n".join("" if number in alone else line for number, line in enumerate(lines))
    gone = tuple(left_out(Why.LINE, lines[number]) for number in sorted(alone))
    return replace(page, text=kept, left_out=(*page.left_out, *gone))


def _title(page: Page, headings: list[str], told: Told, *, needs_names: bool) -> tuple[dict[str, str], bool]:
    """Return the title by language, and whether it is only the page's and not the text's."""
    printed = _fit_or_none(headings[0] if headings else page.title)
    of_page = not headings and printed is not None and told.title is None
    if told.title:
        title = {"en": _fit(told.title)}
        if printed and _is_korean(printed) and not _is_korean(told.title):
            title["ko"] = printed
        return title, False
    if printed is None:
        if needs_names:
            raise IngestRefused(Refused.NO_TITLE)
        return {}, False
    if _is_korean(printed):
        if needs_names:
            raise IngestRefused(Refused.NO_ENGLISH_TITLE, title=printed)
        return {"ko": printed}, of_page
    return {"en": printed}, of_page


def _address(page: Page, told: Told) -> tuple[str | None, str | None]:
    """Return the address, and one that was found and will not do."""
    if told.url:
        try:
            return check_address(told.url), None
        except Unfit as unfit:
            raise IngestRefused(Refused.BAD_ADDRESS, why=str(unfit)) from unfit
    if page.url is None:
        return None, None
    try:
        return check_address(page.url), None
    except Unfit:
        return None, page.url


def _doubts(
    release: ReadRelease, page: Page, decoded: Decoded, *, bad_address: str | None, of_page: bool
) -> Iterator[tuple[Doubt, str]]:
    last = release.sentences[-1].text
    found = (
        (Doubt.REPLACED, decoded.replaced, str(decoded.replaced)),
        (Doubt.GUESSED, decoded.how is How.GUESSED, decoded.encoding),
        (Doubt.CONTROL, decoded.dropped, str(decoded.dropped)),
        (Doubt.CUT, page.is_cut, ""),
        (Doubt.UNENDED, not last.endswith(_ENDS), last[-60:]),
        (Doubt.TITLE_OF_PAGE, of_page, next(iter(release.title.values()), "")),
        (Doubt.NO_DAY, release.published is None, ""),
        (Doubt.BAD_ADDRESS, bad_address, (bad_address or "")[:100]),
        (Doubt.NO_ADDRESS, release.url is None and bad_address is None, ""),
    )
    yield from ((doubt, value) for doubt, is_so, value in found if is_so)
    yield from _odd_sentences(release.sentences)


def _odd_sentences(sentences: Sequence[Segment]) -> Iterator[tuple[Doubt, str]]:
    seen: dict[str, str] = {}
    for each in sentences:
        if each.sha256 in seen:
            yield Doubt.TWICE, f"{seen[each.sha256]}, {each.id}"
        seen.setdefault(each.sha256, each.id)
        if len(each.text) > _LONG_SENTENCE:
            yield Doubt.LONG, each.id


def _all_left_out(page: Page, decoded: Decoded, furniture: tuple[str, ...]) -> tuple[LeftOut, ...]:
    pieces = [*page.left_out, *(left_out(Why.LINE, line) for line in furniture)]
    if decoded.dropped:
        pieces.append(LeftOut(Why.CONTROL, "", decoded.dropped))
    if len(pieces) <= MAX_LEFT_OUT:
        return tuple(pieces)
    rest = pieces[MAX_LEFT_OUT - 1 :]
    more = LeftOut(rest[0].why, "", sum(each.length for each in rest), sum(each.pieces for each in rest))
    return (*pieces[: MAX_LEFT_OUT - 1], more)


def _note(release: ReadRelease) -> str | None:
    lacking = [
        words for words, value in (("day of publication", release.published), ("address", release.url)) if value is None
    ]
    return f"No {' and no '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} known to us." if lacking else None


def _language(text: str) -> Language:
    letters = [ch for ch in text[:20_000] if ch.isalpha()]
    hangul = sum("가" <= ch <= "힣" for ch in letters)
    return Language.KO if letters and hangul >= _HANGUL_TEXT * len(letters) else Language.EN


def _is_korean(text: str) -> bool:
    return _language(text) is Language.KO


def _fit(text: str) -> str:
    """Return *text* as the fact file may have it.

    Raises:
        IngestRefused: it is too long, or has what no text there may have.
    """
    plain = normalise_sentence(text)
    if not plain or len(plain) > MAX_NAME:
        raise IngestRefused(Refused.BAD_WORDS, text=plain[:60], why=f"write 1 to {MAX_NAME} characters")
    try:
        return check_plain_text(plain)
    except Unfit as unfit:
        raise IngestRefused(Refused.BAD_WORDS, text=plain[:60], why=str(unfit)) from unfit


def _fit_or_none(text: str | None) -> str | None:
    """Return what a page says where the fact file may have it, else None; a line too long is no title."""
    try:
        return _fit(text) if text else None
    except IngestRefused:
        return None


def _fit_note(text: str) -> str:
    plain = " ".join(text.split())
    try:
        check_plain_text(plain)
    except Unfit as unfit:
        raise IngestRefused(Refused.BAD_WORDS, text=plain[:60], why=str(unfit)) from unfit
    if len(plain) > MAX_NOTE:
        raise IngestRefused(Refused.BAD_WORDS, text=plain[:60], why=f"write at most {MAX_NOTE} characters")
    return plain
