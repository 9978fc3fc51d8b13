"""Which fields the entries of each section have, on which form, and how their parts are written in one line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.curating import lines, reading
from bot.curating.fields import Field, read_option, read_options
from bot.curating.reading import SPEAKERS
from knowledge.editing.change import SectionName
from knowledge.model import (
    MAX_NAME,
    MAX_NOTE,
    MAX_QUESTION,
    MAX_TEXT,
    Basis,
    Entry,
    Fact,
    Gap,
    Kind,
    Language,
    Meeting,
    Person,
    Release,
    Term,
    TermKind,
)

_KINDS = tuple(kind.value for kind in Kind)
_BASES = tuple(basis.value for basis in Basis)
_SHORT = 2 * MAX_NAME + 10
"""Characters of two names, each on its line."""
_IDS = 2000
"""Characters of as many ids as an entry may name, twenty, with what stands between them."""

TEXT_EN = Field("text_en", ("text", "en"), long=True, required=True, most=MAX_TEXT)
TEXT_KO = Field("text_ko", ("text", "ko"), long=True, most=MAX_TEXT)
QUESTIONS = Field(
    "questions",
    ("questions",),
    read=reading.read_questions,
    write=reading.write_questions,
    over=reading.more_questions,
    long=True,
)
KIND = Field("kind", ("kind",), read=read_option, required=True, options=_KINDS)
ALSO = Field("also", ("also",), read=read_options, write=reading.write_lines, options=_KINDS, several=True)
MEETING = Field("meeting", ("meeting",), read=reading.read_meeting, most=MAX_NAME)
TOPICS = Field("topics", ("topics",), read=reading.read_topics, write=reading.write_list, most=_IDS)
SOURCES = Field("sources", ("sources",), read=reading.read_sources, write=reading.write_list, long=True, most=3000)
ALIASES = Field(
    "aliases", ("aliases",), read=reading.read_lines, write=reading.write_lines, over=reading.more_lines, long=True
)
NAME = Field(
    "name",
    ("name",),
    read=reading.read_names,
    write=reading.write_names,
    over=reading.more_names,
    long=True,
    required=True,
    most=_SHORT,
)
NOTE = Field("note", ("note",), long=True, most=MAX_NOTE)
OUTSIDE = Field(
    "outside",
    ("outside",),
    read=lines.read_yes,
    write=lines.write_yes,
    required=True,
    options=("no", "yes"),
    usual="no",
)


@dataclass(frozen=True, slots=True)
class Section:
    """How the entries of one section are made and changed.

    Attributes:
        entry: what an entry is.
        pages: the fields of each form, one to five; the first is the form that a new entry begins with.
        more: what more ways to say the same are called here: the field that `alias` adds to.
        required: keys without which an entry is none; `bot.curating.desk` names them before anything else.
        sources: whether an entry is printed somewhere, which a new one then has to say.
    """

    entry: type[Entry]
    pages: tuple[tuple[Field, ...], ...]
    more: Field | None = None
    required: tuple[str, ...] = ()
    sources: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field, in the order of the forms."""
        return tuple(field for page in self.pages for field in page)

    def field(self, key: str) -> Field | None:
        """Return the field with *key*; None where there is none."""
        return next((field for field in self.fields if field.key == key), None)

    def field_at(self, path: tuple[str, ...]) -> Field | None:
        """Return the field whose value stands at *path*, or has it as a part."""
        for field in self.fields:
            if path and field.path and field.path[: len(path)] == path[: len(field.path)]:
                return field
            if path and path[0] in field.keys:
                return field
        return None


SECTIONS: Mapping[SectionName, Section] = {
    "facts": Section(
        Fact,
        (
            (TEXT_EN, TEXT_KO, SOURCES, QUESTIONS, KIND),
            (
                Field(
                    "said_by",
                    ("said_by",),
                    read=reading.read_speaker,
                    write=reading.write_speaker,
                    usual="release",
                    most=MAX_NAME,
                ),
                MEETING,
                TOPICS,
                Field(
                    "inferred",
                    keys=("basis", "inferred_from"),
                    read=lines.read_inferred,
                    write=lines.write_inferred,
                    long=True,
                    most=MAX_NOTE,
                ),
                ALSO,
            ),
        ),
        more=QUESTIONS,
        required=("text", "kind", "sources", "said_by"),
        sources=True,
    ),
    "gaps": Section(
        Gap,
        (
            (
                TEXT_EN,
                TEXT_KO,
                QUESTIONS,
                KIND,
                Field("nearest", ("nearest",), read=reading.read_facts, write=reading.write_list, most=_SHORT),
            ),
            (MEETING, TOPICS, ALSO),
        ),
        more=QUESTIONS,
        required=("text", "kind", "questions"),
    ),
    "terms": Section(
        Term,
        (
            (
                NAME,
                Field("term_kind", ("kind",), read=read_option, required=True, options=tuple(TermKind)),
                ALIASES,
                Field(
                    "meaning",
                    ("meaning",),
                    read=reading.read_names,
                    write=reading.write_names,
                    over=reading.more_names,
                    long=True,
                    most=2 * MAX_TEXT + 10,
                ),
                SOURCES,
            ),
            (OUTSIDE,),
        ),
        more=ALIASES,
        required=("name", "kind"),
    ),
    "people": Section(
        Person,
        (
            (
                NAME,
                ALIASES,
                Field(
                    "roles",
                    ("roles",),
                    read=lines.read_roles,
                    write=lines.write_roles,
                    over=lines.more_roles,
                    long=True,
                ),
                OUTSIDE,
            ),
        ),
        more=ALIASES,
        required=("name",),
    ),
    "meetings": Section(
        Meeting,
        (
            (
                NAME,
                Field(
                    "dates",
                    keys=("starts_on", "ends_on"),
                    read=lines.read_days,
                    write=lines.write_days,
                    required=True,
                    most=60,
                ),
                Field("dates_basis", ("dates_basis",), read=read_option, required=True, options=_BASES, usual="stated"),
                Field(
                    "place",
                    ("place",),
                    read=reading.read_names,
                    write=reading.write_names,
                    over=reading.more_names,
                    long=True,
                    most=_SHORT,
                ),
                SOURCES,
            ),
            (
                Field(
                    "series",
                    keys=("series", "ordinal"),
                    read=lines.read_series,
                    write=lines.write_series,
                    most=MAX_NAME,
                ),
                Field("releases", ("releases",), read=reading.read_releases, write=reading.write_list, most=_IDS),
                Field(
                    "delegations",
                    ("delegations",),
                    read=lines.read_delegations,
                    write=lines.write_delegations,
                    over=lines.more_delegations,
                    long=True,
                ),
                Field(
                    "sessions",
                    ("sessions",),
                    read=lines.read_sessions,
                    write=lines.write_sessions,
                    over=lines.more_sessions,
                    long=True,
                ),
                NOTE,
            ),
        ),
        required=("name", "starts_on", "ends_on", "dates_basis", "sources", "releases"),
        sources=True,
    ),
    "releases": Section(
        Release,
        (
            (
                Field(
                    "title",
                    ("title",),
                    read=reading.read_names,
                    write=reading.write_names,
                    over=reading.more_names,
                    long=True,
                    required=True,
                    most=_SHORT,
                ),
                Field(
                    "publisher",
                    ("publisher",),
                    read=reading.read_names,
                    write=reading.write_names,
                    over=reading.more_names,
                    long=True,
                    required=True,
                    most=_SHORT,
                ),
                Field(
                    "published",
                    keys=("published", "published_basis"),
                    read=lines.read_published,
                    write=lines.write_published,
                    most=40,
                ),
                Field("url", ("url",), most=512),
                NOTE,
            ),
            (Field("language", ("language",), read=read_option, required=True, options=tuple(Language), usual="en"),),
        ),
        required=("title", "publisher", "sentences"),
    ),
}
"""By the name of the section in the file."""

MAX_ALIAS = MAX_QUESTION
"""Characters of one of the lines that `alias` adds."""


def ordered(section: SectionName, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return *entry* with its keys in the order in which the file has them."""
    order = list(SECTIONS[section].entry.model_fields)
    return dict(sorted(entry.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order)))


def usual(section: SectionName) -> dict[str, Any]:
    """Return what a new entry has before anybody typed anything."""
    made: dict[str, Any] = {}
    for field in SECTIONS[section].fields:
        if field.usual in SPEAKERS or (field.usual and field.key in {"dates_basis", "language"}):
            made = field.put(made, field.usual)
    return made
