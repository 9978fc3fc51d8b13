"""The bytes of a release to the change that brings it into the fact file; nothing is published or kept here."""

import re
from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from knowledge.editing.change import Change, fields_of
from knowledge.editing.ids import make_id
from knowledge.ingest.citing import citing_release
from knowledge.ingest.decoding import MAX_BYTES, Decoded, decode_release
from knowledge.ingest.page import Page
from knowledge.ingest.reading import MAX_SENTENCES, ReadRelease, Told, read_release
from knowledge.ingest.refusal import IngestRefused, Refused
from knowledge.ingest.renumber import Renumbered, number_new, renumber
from knowledge.ingest.webpage import is_html, read_page
from knowledge.model import ID_PATTERN, MAX_ID, FactBook, Release

_SAME_SHARE: Final = 0.5
"""Share of its sentences in another release, from which a new text is a correction of that."""
_PAGES: Final = frozenset([".htm", ".html", ".xhtml"])


@dataclass(frozen=True, slots=True)
class Intake:
    """A release ready to be published.

    Attributes:
        id: of the release.
        decoded: how its bytes were read; `is_page`: whether as HTML.
        read: what was read.
        sentences: what becomes of its sentences.
        change: of the fact file; None where it has all of this already.
        is_new: whether the fact file has no such release yet.
    """

    id: str
    decoded: Decoded
    is_page: bool
    read: ReadRelease
    sentences: Renumbered
    change: Change | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """A release as somebody hands it in.

    Attributes:
        data: its bytes.
        name: of the file; empty for none.
        ident: id that it is to have, or of the release that it corrects; None makes one.
        told: what they say of it.
    """

    data: bytes
    name: str
    ident: str | None
    told: Told


@dataclass(frozen=True, slots=True)
class Opened:
    """A text decoded, and taken for a page or not."""

    decoded: Decoded
    page: Page
    is_page: bool


def open_release(data: bytes, name: str) -> Opened:
    """Decode *data*, from a file called *name* (empty for none), and read it as a page where it is one.

    Blocks on CPU: some 3 s for the largest page that is taken.

    Raises:
        IngestRefused: it is no text.
    """
    decoded = decode_release(data)
    if len(decoded.text.encode("utf-8")) > MAX_BYTES:
        raise IngestRefused(Refused.HUGE, most=MAX_BYTES // (1024 * 1024))
    is_page = PurePath(name).suffix.casefold() in _PAGES or is_html(decoded.text)
    return Opened(decoded, read_page(decoded.text) if is_page else Page(decoded.text), is_page)


def find_same(opened: Opened, told: Told, book: FactBook) -> str | None:
    """Return the id of the release in *book* that most of the sentences of *opened* are in; None for none."""
    read = read_release(opened.page, opened.decoded, replace(told, title=None), needs_names=False)
    return same_release({each.sha256 for each in read.sentences}, book)


def same_release(digests: AbstractSet[str], book: FactBook) -> str | None:
    """Return the id of the release in *book* that has most of the sentences with *digests*; None for none."""
    best = max(
        (
            (len(digests & {each.sha256 for each in release.sentences}), release.id)
            for release in book.releases.values()
        ),
        default=(0, ""),
    )
    return best[1] if best[0] and best[0] >= _SAME_SHARE * len(digests) else None


def take_in(
    offered: Offered, book: FactBook, *, used: Collection[str] = (), words: Mapping[str, str] | None = None
) -> Intake:
    """Make the change that brings a text into *book*. Blocks on CPU.

    Args:
        offered: the text; an id that *book* has is that of a release to be corrected.
        book: the facts of the scope.
        used: sentence ids that the release ever had.
        words: words of its old sentences by digest, as far as held.

    Raises:
        IngestRefused: it is no release, or one that *book* has under another id.
    """
    ident, told = offered.ident, offered.told
    if ident is not None and not (len(ident) <= MAX_ID and re.fullmatch(ID_PATTERN, ident)):
        raise IngestRefused(Refused.BAD_ID, id=ident[:80])
    opened = open_release(offered.data, offered.name)
    before = book.releases.get(ident) if ident is not None else None
    same = find_same(opened, told, book) if before is None else None
    if same is not None:
        raise IngestRefused(Refused.KNOWN, release=same)
    read = read_release(opened.page, opened.decoded, told, needs_names=before is None)
    if before is not None:
        cited = citing_release(book, before.id)
        sentences = renumber(before, read.sentences, cited=cited, used=used, words=words)
        return _correct(before, read, opened, told, sentences)
    numbered = number_new(read.sentences)
    fields = read.fields("", [each.fields() for each in numbered.sentences])
    made = ident or make_id("releases", fields, book.releases.keys())
    fields["id"] = made
    change = Change("releases", made, None, fields)
    return Intake(made, opened.decoded, opened.is_page, read, numbered, change, is_new=True)


def _correct(before: Release, read: ReadRelease, opened: Opened, told: Told, sentences: Renumbered) -> Intake:
    digests = {each.sha256 for each in before.sentences}
    if digests.isdisjoint(each.sha256 for each in read.sentences):
        raise IngestRefused(Refused.ANOTHER, release=before.id)
    if len(sentences.sentences) > MAX_SENTENCES:
        raise IngestRefused(Refused.TOO_MANY, count=len(sentences.sentences), most=MAX_SENTENCES)
    old = fields_of(before)
    fields = dict(old)
    if told.title:
        fields["title"] = {**old["title"], "en": read.title["en"]}
    if told.publisher:
        fields["publisher"] = {**old["publisher"], "en": read.publisher}
    if told.published:
        fields |= {"published": told.published.isoformat(), "published_basis": "stated"}
    if told.url and read.url:
        fields["url"] = read.url
    if told.note and read.note:
        fields["note"] = read.note
    if told.language:
        fields["language"] = told.language.value
    fields["sentences"] = [each.fields() for each in sentences.sentences]
    is_same = Release.model_validate(fields) == before
    change = None if is_same else Change("releases", before.id, old, fields)
    return Intake(before.id, opened.decoded, opened.is_page, read, sentences, change, is_new=False)
