"""A book written for use elsewhere says all that it holds, and the same each time."""

import csv
import io
import json

import pytest

from knowledge.editing.export import export_csv, export_json, export_markdown, export_yaml
from knowledge.factfile.parse import parse_fact_file
from knowledge.model import FactBook, Language

OLD = """
  - id: old
    text: {en: "It was held in *Pusan*."}
    kind: where
    sources: ["csd-12#s01"]
    said_by: release
    superseded_by: place
  - id: wrong
    text: {en: "It was held at sea."}
    kind: where
    sources: ["csd-12#s02"]
    said_by: release
    basis: inferred
    inferred_from: "The boats."
    retired: "A slip."
gaps:
"""


@pytest.fixture
def book(base_text: str) -> FactBook:
    """Return the base file with facts that are no longer given."""
    return parse_fact_file(base_text.replace("\ngaps:\n", OLD).replace("*Pusan*", "Pusan"))


def test_yaml_is_read_as_the_same_book(shipped_book: FactBook, small_book: FactBook, shipped_text: str) -> None:
    """And written again, it is the same text; a text is exported as it is, with its remarks."""
    for book in (shipped_book, small_book):
        text = export_yaml(book)
        assert parse_fact_file(text).file == book.file
        assert export_yaml(parse_fact_file(text)) == text
    assert export_yaml(shipped_text) == shipped_text


def test_json_has_every_entry_and_marks_current_facts(book: FactBook) -> None:
    """Each fact comes with its citations."""
    data = json.loads(export_json(book))
    assert {fact["id"]: fact["current"] for fact in data["facts"]} == {
        "place": True,
        "leads": True,
        "old": False,
        "wrong": False,
    }
    assert data["facts"][0]["citations"] == [
        {"place": "csd-12#s01", "title": "Dialogue", "publisher": "Harbor Ministry", "paragraph": 1, "number": 1}
    ]
    assert [len(data[section]) for section in ("releases", "meetings", "people", "terms", "gaps")] == [1, 1, 3, 2, 1]
    assert data["digest"] == book.digest


def test_markdown_has_facts_by_meeting_and_former_ones_apart(book: FactBook) -> None:
    """With places, reasons and releases, in either language."""
    text = export_markdown(book)
    assert "## 12th Dialogue\n\n- It was held in Busan. (`csd-12#s01`; `place`)\n" in text
    former = text[text.index("## No longer given") : text.index("# Not in the releases")]
    assert "- It was held in Pusan. (`csd-12#s01`; `old`)\n  - Superseded by `place`\n" in former
    assert "`wrong`)\n  - Inferred: The boats.\n  - Retired: A slip.\n" in former
    assert "- `csd-12`: Dialogue, Harbor Ministry\n" in text
    assert "부산에서 열렸습니다." in export_markdown(book, Language.KO)


def test_csv_is_read_by_a_csv_reader(book: FactBook, shipped_book: FactBook) -> None:
    """One row a fact or gap, whatever quotes and commas they have."""
    rows = list(csv.DictReader(io.StringIO(export_csv(book), newline="")))
    assert [(row["id"], row["section"], row["current"]) for row in rows] == [
        ("place", "facts", "yes"),
        ("leads", "facts", "yes"),
        ("old", "facts", "no"),
        ("wrong", "facts", "no"),
        ("cost", "gaps", ""),
    ]
    assert rows[0]["text_ko"] == "부산에서 열렸습니다."
    assert rows[0]["topics"] == "csd\nbusan"
    assert rows[0]["citations"] == "Harbor Ministry, Dialogue"
    rows = list(csv.DictReader(io.StringIO(export_csv(shipped_book), newline="")))
    facts, gaps = shipped_book.file.facts, shipped_book.file.gaps
    assert [row["text_en"] for row in rows] == [fact.text.en for fact in facts] + [gap.text.en for gap in gaps]


@pytest.mark.parametrize("sign", "=+-@\uff1d\uff0b\uff0d\uff20")
def test_a_cell_that_a_spreadsheet_would_run_is_text(book: FactBook, base_text: str, sign: str) -> None:
    """It begins with an apostrophe, also where the sign is of full width, as some take it for the same."""
    text = base_text.replace("Where was it held?", f"{sign}1+1, where?")
    rows = list(csv.DictReader(io.StringIO(export_csv(text), newline="")))
    assert rows[0]["questions_en"] == f"'{sign}1+1, where?"
    assert export_csv(book) == export_csv(parse_fact_file(export_yaml(book)))


def test_a_text_is_exported_as_its_book(base_text: str) -> None:
    """In every form; reading is the only thing that differs."""
    book = parse_fact_file(base_text)
    for export in (export_json, export_markdown, export_csv):
        assert export(base_text) == export(book)
