"""The fact file as values: what a release, a meeting, a person, a term, a fact and a gap are.

Everything here is immutable. The classes are at once the schema of the file (field names are the keys a
curator writes) and the domain that the rest of the code works on; `FactBook` adds look-ups by id.
What one entry alone can tell is checked here; what needs the whole file is checked in `knowledge.factfile.parse`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from knowledge.plain import check_address, check_plain_text, parse_iso_date

FORMAT = 1
"""The fact-file format this code reads; a file says which one it is written in."""

MAX_TEXT = 600
"""Characters in a fact's or a gap's text: two of them and their citations still fit one Discord card
(4000 characters over all text of a Components V2 message, discord-api-docs components/reference, 2026-08-06)."""
MAX_QUESTION = 200
MAX_QUESTIONS = 120
MAX_NAME = 200
MAX_NOTE = 1000
MAX_ID = 64

ID_PATTERN = r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$"
PLACE_PATTERN = r"^[a-z0-9]+(?:[.-][a-z0-9]+)*#[hs][0-9]{1,4}$"
SENTENCE_PATTERN = r"^[hs][0-9]{1,4}$"
DIGEST_PATTERN = r"^[0-9a-f]{64}$"

Id = Annotated[str, Field(min_length=1, max_length=MAX_ID, pattern=ID_PATTERN)]
"""Lower-case letters and digits, parted by single dots or hyphens."""
Place = Annotated[str, Field(max_length=140, pattern=PLACE_PATTERN)]
"""A sentence of a release: ``kidd-14#s02``; ``h`` is a heading line, ``s`` a sentence, counted from 1."""
Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME), AfterValidator(check_plain_text)]
Note = Annotated[str, Field(min_length=1, max_length=MAX_NOTE), AfterValidator(check_plain_text)]
Claim = Annotated[str, Field(min_length=1, max_length=MAX_TEXT), AfterValidator(check_plain_text)]
Question = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION), AfterValidator(check_plain_text)]
Address = Annotated[str, Field(min_length=1, max_length=512), AfterValidator(check_address)]
"""An https address that a reader can safely be sent to; 512 is Discord's limit for a link button."""
Day = Annotated[date, BeforeValidator(parse_iso_date)]
"""A calendar day, written as a quoted ``"2018-07-25"``."""


class Kind(StrEnum):
    """The kind of thing that a fact tells and that a question asks for."""

    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    WHAT = "what"
    WHY = "why"
    HOW = "how"
    HOW_MANY = "how_many"
    LIST = "list"
    YES_NO = "yes_no"


class Basis(StrEnum):
    """Whether the release prints it, or we conclude it."""

    STATED = "stated"
    INFERRED = "inferred"


class Language(StrEnum):
    """The languages that texts come in; the value is the ISO 639-1 code."""

    EN = "en"
    KO = "ko"


class Side(StrEnum):
    """The two sides at a meeting."""

    ROK = "rok"
    US = "us"


class Entry(BaseModel):
    """Anything written in the fact file: immutable, and without keys that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Names(Entry):
    """A name in English and, where there is one, in Korean."""

    en: Name
    ko: Name | None = None

    def get(self, language: Language) -> str:
        """Return the name in *language*, else in English."""
        return self.ko if language is Language.KO and self.ko else self.en


class Claims(Entry):
    """A sentence of our own in English and, where there is one, in Korean."""

    en: Claim
    ko: Claim | None = None

    def get(self, language: Language) -> str:
        """Return the sentence in *language*, else in English."""
        return self.ko if language is Language.KO and self.ko else self.en


class Questions(Entry):
    """Questions as members would put them, in each language."""

    en: Annotated[tuple[Question, ...], Field(max_length=MAX_QUESTIONS)] = ()
    ko: Annotated[tuple[Question, ...], Field(max_length=MAX_QUESTIONS)] = ()

    def all(self) -> Iterator[str]:
        """Yield every question, English first, in file order."""
        yield from self.en
        yield from self.ko


class Sentence(Entry):
    """One sentence of a release, by place and digest; its words stay with the release.

    Attributes:
        id: ``h1``, ``h2`` … for heading lines, ``s01``, ``s02`` … for sentences.
        paragraph: 1-based paragraph of the body; 0 for a heading.
        sha256: digest of the sentence's normalised text (`knowledge.release.sentence_digest`), 64 hex digits.
    """

    id: Annotated[str, Field(pattern=SENTENCE_PATTERN)]
    paragraph: Annotated[int, Field(strict=True, ge=0, le=9999)]
    sha256: Annotated[str, Field(pattern=DIGEST_PATTERN)]


class Release(Entry):
    """One published press release. What is not known is left out, and `note` says why."""

    id: Id
    title: Names
    publisher: Names
    published: Day | None = None
    published_basis: Basis | None = None
    url: Address | None = None
    language: Language = Language.EN
    note: Note | None = None
    sentences: Annotated[tuple[Sentence, ...], Field(min_length=1, max_length=2000)]


class Delegation(Entry):
    """One side at one meeting, with the office its lead held at that date."""

    side: Side
    lead: Id
    office: Names
    sources: Annotated[tuple[Place, ...], Field(min_length=1, max_length=20)]


class Session(Entry):
    """A part of a meeting; `term` is the body that met."""

    id: Id
    name: Names
    term: Id | None = None
    sources: Annotated[tuple[Place, ...], Field(min_length=1, max_length=20)]


class Meeting(Entry):
    """One event of a series, or a one-off.

    Attributes:
        series: id of the term that names the series; None for a one-off.
        ordinal: 1-based number within the series.
        starts_on, ends_on: first and last day.
        dates_basis: ``inferred`` where the year is concluded; `note` then says from what.
    """

    id: Id
    series: Id | None = None
    ordinal: Annotated[int, Field(strict=True, ge=1, le=999)] | None = None
    name: Names
    starts_on: Day
    ends_on: Day
    dates_basis: Basis
    place: Names | None = None
    delegations: Annotated[tuple[Delegation, ...], Field(max_length=8)] = ()
    sessions: Annotated[tuple[Session, ...], Field(max_length=20)] = ()
    releases: Annotated[tuple[Id, ...], Field(min_length=1, max_length=20)]
    sources: Annotated[tuple[Place, ...], Field(min_length=1, max_length=20)]
    note: Note | None = None


class Role(Entry):
    """What a person was at a meeting, with the office held at that date."""

    meeting: Id
    office: Names
    side: Side | None = None
    sources: Annotated[tuple[Place, ...], Field(min_length=1, max_length=20)]


class Person(Entry):
    """Somebody whom the releases name, or (`outside`) whom readers confuse with them.

    Attributes:
        aliases: other spellings, in any language, as readers type them.
        outside: True when no release of this file names the person; a question about them has no answer here.
    """

    id: Id
    name: Names
    aliases: Annotated[tuple[Name, ...], Field(max_length=60)] = ()
    roles: Annotated[tuple[Role, ...], Field(max_length=60)] = ()
    outside: Annotated[bool, Field(strict=True)] = False


class TermKind(StrEnum):
    """What sort of thing a term names; guards compare like with like."""

    SERIES = "series"
    BODY = "body"
    PLACE = "place"
    COUNTRY = "country"
    DOCUMENT = "document"
    EQUIPMENT = "equipment"
    CONCEPT = "concept"


class Term(Entry):
    """A name, an abbreviation or an idea, with every way readers write it.

    Attributes:
        aliases: abbreviations, other spellings, synonyms and Korean forms; matched as whole words.
        meaning: what it stands for, in our words and only as far as the releases bear it out.
        outside: True when no release of this file speaks of it; a question about it has no answer here.
    """

    id: Id
    kind: TermKind
    name: Names
    aliases: Annotated[tuple[Name, ...], Field(max_length=120)] = ()
    meaning: Claims | None = None
    sources: Annotated[tuple[Place, ...], Field(max_length=20)] = ()
    outside: Annotated[bool, Field(strict=True)] = False


class Fact(Entry):
    """One claim in our own words, with at least one place where it is printed.

    Attributes:
        kind: what it tells first; `also` what else it tells (a date and a length, say).
        said_by: ``both`` sides, ``rok``, ``us``, ``officials``, ``release`` (its publisher), or a person's id.
        basis, inferred_from: ``inferred`` facts say from what.
        superseded_by: id of the fact that took its place; `retired`: why it is no longer given.
    """

    id: Id
    text: Claims
    kind: Kind
    also: Annotated[tuple[Kind, ...], Field(max_length=8)] = ()
    meeting: Id | None = None
    sources: Annotated[tuple[Place, ...], Field(min_length=1, max_length=20)]
    basis: Basis = Basis.STATED
    inferred_from: Note | None = None
    said_by: Literal["both", "rok", "us", "officials", "release"] | Id
    topics: Annotated[tuple[Id, ...], Field(max_length=12)] = ()
    questions: Questions = Questions()
    superseded_by: Id | None = None
    retired: Note | None = None

    @property
    def is_current(self) -> bool:
        """Whether the fact may be given as an answer."""
        return self.retired is None and self.superseded_by is None


class Gap(Entry):
    """A question that the releases come near and do not answer, with the plain words that say so.

    Attributes:
        text: what a reader is told, such as "The release gives no number of troops."
        kind: what such questions ask for.
        nearest: up to three facts that come closest, best first.
    """

    id: Id
    text: Claims
    kind: Kind
    also: Annotated[tuple[Kind, ...], Field(max_length=8)] = ()
    meeting: Id | None = None
    topics: Annotated[tuple[Id, ...], Field(max_length=12)] = ()
    nearest: Annotated[tuple[Id, ...], Field(max_length=3)] = ()
    questions: Questions


class FactFile(Entry):
    """The whole file, section by section, in the order it is written."""

    format: Annotated[int, Field(strict=True, ge=FORMAT, le=FORMAT)]
    releases: Annotated[tuple[Release, ...], Field(min_length=1)]
    meetings: tuple[Meeting, ...] = ()
    people: tuple[Person, ...] = ()
    terms: tuple[Term, ...] = ()
    facts: Annotated[tuple[Fact, ...], Field(min_length=1)]
    gaps: tuple[Gap, ...] = ()


class FactBook:
    """A valid fact file with look-ups by id. Made once, never changed; safe to share between threads.

    Only `knowledge.factfile.parse` makes one from text, so every id that an entry mentions is known to exist.
    """

    def __init__(self, file: FactFile, digest: str) -> None:
        """Index *file*; *digest* is the SHA-256 of the text it was read from, 64 hex digits."""
        self._file = file
        self.digest = digest

    @property
    def file(self) -> FactFile:
        """Every entry; a compiled book (`knowledge.compiled`) first has to read them all."""
        return self._file

    @cached_property
    def releases(self) -> Mapping[str, Release]:
        """Releases by id, in file order."""
        return {entry.id: entry for entry in self.file.releases}

    @cached_property
    def meetings(self) -> Mapping[str, Meeting]:
        """Meetings by id, in file order."""
        return {entry.id: entry for entry in self.file.meetings}

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """People by id, in file order."""
        return {entry.id: entry for entry in self.file.people}

    @cached_property
    def terms(self) -> Mapping[str, Term]:
        """Terms by id, in file order."""
        return {entry.id: entry for entry in self.file.terms}

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """Every fact by id, in file order, retired and superseded ones too."""
        return {entry.id: entry for entry in self.file.facts}

    @cached_property
    def gaps(self) -> Mapping[str, Gap]:
        """Gaps by id, in file order."""
        return {entry.id: entry for entry in self.file.gaps}

    @cached_property
    def sentences(self) -> Mapping[str, tuple[Release, Sentence]]:
        """Each sentence and its release by place, such as ``kidd-14#s02``."""
        return {
            f"{release.id}#{sentence.id}": (release, sentence)
            for release in self.file.releases
            for sentence in release.sentences
        }

    @cached_property
    def current_facts(self) -> Sequence[Fact]:
        """The facts that may be given as answers, ordered by id, so that file order changes nothing."""
        return tuple(sorted((fact for fact in self.file.facts if fact.is_current), key=lambda fact: fact.id))

    def find(self, ident: str) -> Fact | Gap:
        """Return the fact or gap *ident*; no fact has the id of a gap.

        Raises:
            KeyError: there is neither.
        """
        return self.facts[ident] if ident in self.facts else self.gaps[ident]
