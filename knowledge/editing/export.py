"""A book, or the text of a fact file, written for use elsewhere: YAML, JSON, Markdown and CSV.

The same book always gives the same text. A text that is no valid fact file raises `FactFileError`.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from knowledge.chronology import in_order
from knowledge.decision import Citation, cite_place
from knowledge.editing.change import SECTION_NAMES, fields_of
from knowledge.editing.render import Renderer
from knowledge.factfile.parse import parse_fact_file
from knowledge.model import FORMAT, Basis, Fact, FactBook, Gap, Language, Release

_MARKDOWN = str.maketrans({each: f"\\{each}" for each in "\\`*_[]<>#|~"} | {"&": "&amp;"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a cell for a formula, full-width signs too (OWASP, CSV Injection)."""


def export_yaml(source: FactBook | str) -> str:
    """Return *source* as a fact file: a text as it is, a book in the style of the file that ships, without remarks."""
    if isinstance(source, str):
        return source
    book = source
    renderer = Renderer(())
    parts = [f"format: {FORMAT}\n"]
    for section in SECTION_NAMES:
        entries = getattr(book.file, section)
        if entries:
            lines = [line for entry in entries for line in renderer.entry(fields_of(entry), "  ")]
            parts.append("\n".join(["", f"{section}:", *lines, ""]))
    return "".join(parts)


def _book(source: FactBook | str) -> FactBook:
    """Return the book; raises FactFileError where *source* is a text that is no valid fact file."""
    return parse_fact_file(source) if isinstance(source, str) else source


def export_json(source: FactBook | str) -> str:
    """Return *source* as JSON: the sections of the file, each fact with `current` and its `citations`."""
    book = _book(source)
    data: dict[str, Any] = {"format": FORMAT, "digest": book.digest}
    for section in SECTION_NAMES:
        data[section] = [fields_of(entry) for entry in getattr(book.file, section)]
    for fields, fact in zip(data["facts"], book.file.facts, strict=True):
        fields["current"] = fact.is_current
        fields["citations"] = [_citation_fields(cite_place(place, book, Language.EN)) for place in fact.sources]
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _citation_fields(citation: Citation) -> dict[str, Any]:
    fields = {
        "place": citation.place,
        "title": citation.title,
        "publisher": citation.publisher,
        "published": citation.published.isoformat() if citation.published else None,
        "published_basis": citation.published_basis.value if citation.published_basis else None,
        "url": citation.url,
        "paragraph": citation.paragraph,
        "number": citation.number,
    }
    return {key: value for key, value in fields.items() if value is not None}


def export_markdown(source: FactBook | str, language: Language = Language.EN) -> str:
    """Return *source* as Markdown to read: facts by meeting in the order of time, then gaps, then the releases.

    Facts that are no longer given stand apart, each with the reason.
    """
    book = _book(source)
    facts = in_order(book, book.file.facts)
    current = [fact for fact in facts if fact.is_current]
    former = [fact for fact in facts if not fact.is_current]
    lines = ["# Facts", ""]
    for meeting in dict.fromkeys(fact.meeting for fact in current):
        name = book.meetings[meeting].name.get(language) if meeting is not None else "Other"
        lines += [f"## {_md(name)}", ""]
        lines += _bullets(book, [fact for fact in current if fact.meeting == meeting], language)
    if former:
        lines += ["## No longer given", "", *_bullets(book, former, language)]
    if book.file.gaps:
        lines += ["# Not in the releases", "", *(f"- {_md(gap.text.get(language))}" for gap in book.file.gaps), ""]
    lines += ["# Releases", "", *(_release_line(release, language) for release in book.file.releases)]
    return "\n".join(lines) + "\n"


def _bullets(book: FactBook, facts: Iterable[Fact], language: Language) -> list[str]:
    lines: list[str] = []
    for fact in facts:
        lines.append(f"- {_md(fact.text.get(language))} ({_cited(book, fact)}; `{fact.id}`)")
        if fact.basis is Basis.INFERRED and fact.inferred_from:
            lines.append(f"  - Inferred: {_md(fact.inferred_from)}")
        if fact.superseded_by is not None:
            lines.append(f"  - Superseded by `{fact.superseded_by}`")
        if fact.retired is not None:
            lines.append(f"  - Retired: {_md(fact.retired)}")
    return [*lines, ""]


def _cited(book: FactBook, fact: Fact) -> str:
    return ", ".join(f"`{cite_place(place, book, Language.EN).place}`" for place in fact.sources)


def _release_line(release: Release, language: Language) -> str:
    day = ""
    if release.published is not None:
        day = f", {release.published}" + (" (inferred)" if release.published_basis is Basis.INFERRED else "")
    title = _md(release.title.get(language))
    named = f"[{title}](<{release.url}>)" if release.url is not None else title
    return f"- `{release.id}`: {named}, {_md(release.publisher.get(language))}{day}"


def _md(text: str) -> str:
    return text.translate(_MARKDOWN)


_COLUMNS = (
    "id", "section", "current", "kind", "also", "meeting", "text_en", "text_ko", "said_by", "basis", "inferred_from",
    "sources", "citations", "topics", "nearest", "questions_en", "questions_ko", "superseded_by", "retired",
)  # fmt: skip


def export_csv(source: FactBook | str) -> str:
    """Return the facts and gaps of *source* as CSV (RFC 4180, UTF-8): a head, then one row an entry, in file order.

    Several values of one cell are parted by line feeds. A cell that a spreadsheet would run begins with an apostrophe.
    """
    book = _book(source)
    rows: Iterator[Fact | Gap] = iter((*book.file.facts, *book.file.gaps))
    lines = [",".join(_COLUMNS), *(",".join(_cell(cell) for cell in _row(book, entry)) for entry in rows)]
    return "".join(f"{line}\r\n" for line in lines)


def _row(book: FactBook, entry: Fact | Gap) -> Sequence[str]:
    fields = fields_of(entry)
    questions = fields.get("questions", {})
    cells: dict[str, Any] = {
        **fields,
        "section": "gaps",
        "text_en": entry.text.en,
        "text_ko": entry.text.ko,
        "questions_en": questions.get("en"),
        "questions_ko": questions.get("ko"),
    }
    if isinstance(entry, Fact):
        cells["section"] = "facts"
        cells["current"] = "yes" if entry.is_current else "no"
        cells["basis"] = entry.basis.value
        cells["citations"] = [_in_words(cite_place(place, book, Language.EN)) for place in entry.sources]
    return [_flat(cells.get(column)) for column in _COLUMNS]


def _in_words(citation: Citation) -> str:
    parts = [
        citation.publisher,
        citation.title,
        citation.published.isoformat() if citation.published else "",
        citation.url,
    ]
    return ", ".join(part for part in parts if part)


def _flat(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(str(each) for each in value)
    return "" if value is None else str(value)


def _cell(text: str) -> str:
    text = f"'{text}" if text.startswith(_FORMULA) else text
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"\r\n') else text
