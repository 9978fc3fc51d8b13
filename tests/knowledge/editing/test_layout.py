"""Entries are found by the looks of the lines, and taken only when YAML sees them there."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.editing.change import SectionName
from knowledge.editing.entry import Doubtful, find_entries, find_entry, read_whole
from knowledge.editing.layout import read_layout
from tests.knowledge.filekit import Writer, file_data


@given(seed=st.integers(0, 2**32 - 1))
def test_every_entry_is_where_its_lines_are(seed: int) -> None:
    """Each by itself, all at once, with an index and without; and nothing else is found."""
    rnd = random.Random(seed)  # noqa: S311 - nothing is secret
    data = file_data(rnd)
    file = Writer(rnd).write(data)
    layout = read_layout(file.text)
    indexed = read_layout(file.text)
    assert layout is not None
    assert indexed is not None
    for section, entries in data.items():
        indexed.index(section)
        begins = [span.begin for span in layout.spans(section)]
        assert begins == [file.spans[section, each["id"]][0] for each in entries]
        for each in entries:
            for one in (layout, indexed):
                found = find_entry(one, section, each["id"])  # type: ignore[arg-type]
                assert found is not None
                assert found.fields == each
                assert found.span.begin == file.spans[section, each["id"]][0]
                assert found.span.end >= file.spans[section, each["id"]][1]
        assert find_entry(layout, section, "nobody") is None  # type: ignore[arg-type]
        assert find_entry(indexed, section, "nobody") is None  # type: ignore[arg-type]
    assert {key: each for key, each in read_whole(file.text).items() if each} == data


@pytest.mark.parametrize(
    "text",
    [
        "{facts: [{id: a}]}\n",
        "  facts:\n    - id: a\n",
        "facts:\n  - id: a\nfacts:\n  - id: b\n",
        "facts:\n  - id: a\n---\nfacts:\n",
        "- id: a\n",
        "some words\n",
        'facts:\n  - id: a\n    note: "x\nsome words"\n',
    ],
)
def test_a_text_whose_keys_are_not_at_the_margin_has_no_layout(text: str) -> None:
    """It is read whole."""
    assert read_layout(text) is None


def test_marks_of_a_document_and_quoted_names_are_taken() -> None:
    """As YAML takes them."""
    layout = read_layout('--- # a file\n"facts": # those\n- id: a\n-\n  id: b\n...\n')
    assert layout is not None
    assert list(layout.sections) == ["facts"]
    assert [layout.text[span.begin : span.end] for span in layout.spans("facts")] == ["- id: a\n", "-\n  id: b\n"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('facts:\n  - "id": "a"\n    kind: who\n', {"id": "a", "kind": "who"}),
        ("facts:\n  - {kind: who, 'id': 'a'}\n", {"id": "a", "kind": "who"}),
        (
            "facts:\n  - kind: who\n    topics: [a]\n    id: a # the first\n",
            {"kind": "who", "topics": ["a"], "id": "a"},
        ),
        ("facts:\n  - id: ab\n    superseded_by: a\n  - id: b-a\n    sessions:\n      - id: a\n", None),
        ("facts:\n  # - id: a\n  - id: b\n", None),
        ("gaps:\n  - id: a\n", None),
        ("facts:\n  - id: b\n    note: >-\n      - id: a\n", None),
    ],
)
def test_an_id_is_found_wherever_it_stands_in_its_entry(text: str, expected: object) -> None:
    """And nowhere else: not in a mention, a remark, an entry inside or another section."""
    key: tuple[SectionName, str] = ("facts", "a")
    assert find_entries(text, [key]).get(key) == expected


def test_what_only_looks_like_an_entry_is_doubted() -> None:
    """A quoted text that begins before it is read with it."""
    text = 'facts:\n  - id: b\n    note: "x\n  - id: a"\n  - id: c\n'
    layout = read_layout(text)
    assert layout is not None
    with pytest.raises(Doubtful):
        find_entry(layout, "facts", "a")
