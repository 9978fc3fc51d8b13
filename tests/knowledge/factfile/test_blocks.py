"""A text falls into blocks only where YAML takes it just so."""

import pytest

from knowledge.factfile.blocks import CLAIMS, split_blocks
from knowledge.factfile.parse import read_fact_file
from knowledge.factfile.yamltree import read_tree


@pytest.mark.parametrize("name", ["small_text", "base_text", "shipped_text"])
def test_a_file_as_people_write_it_falls_into_its_entries(name: str, request: pytest.FixtureRequest) -> None:
    """One block for each fact and gap, and each block read by itself is that entry."""
    text = request.getfixturevalue(name)
    parsed = read_fact_file(text)
    assert parsed.split is not None
    for section in CLAIMS:
        entries = parsed.data.get(section, [])
        assert isinstance(entries, list)
        blocks = parsed.split.blocks.get(section, ())
        alone = [read_tree(f"{section}:\n{text[begin:end]}").data for begin, end in blocks]
        assert alone == [{section: [entry]} for entry in entries]


SPLIT = "facts:\n  - id: a\n    x: y\n  # remark\n\n  - id: b\ngaps: # two\n- c\n- d\n"


def test_remarks_and_blank_lines_belong_to_what_is_before_them() -> None:
    """Every character is in one block or in the frame."""
    split = split_blocks(SPLIT)
    assert split is not None
    texts = {section: [SPLIT[begin:end] for begin, end in blocks] for section, blocks in split.blocks.items()}
    assert texts == {
        "facts": ["  - id: a\n    x: y\n  # remark\n\n", "  - id: b\n"],
        "gaps": ["- c\n", "- d\n"],
    }
    assert split.is_as_read(read_tree(SPLIT).places)


def test_the_frame_is_what_is_around() -> None:
    """It changes with any other section, and with nothing in a block."""
    text = "terms:\n  - x\n" + SPLIT
    frames = [
        split.frame_digest()
        for each in (text, text.replace("id: b", "id: e"), text.replace("- x", "- y"), text.replace("# two", ""))
        if (split := split_blocks(each))
    ]
    assert frames[0] == frames[1]
    assert len(set(frames)) == 3


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("facts:\n  - a", id="no line feed at the end"),
        pytest.param("facts: [a, b]\n", id="brackets"),
        pytest.param("{facts: [a]}\n", id="braces"),
        pytest.param("facts: # none\ngaps:\n", id="nothing"),
        pytest.param("--- # begins\nfacts:\n  - a\n", id="a document mark"),
        pytest.param("facts:\n  - a\n...\n", id="an end mark"),
        pytest.param("facts:\n  -\n    id: a\n", id="a dash alone"),
        pytest.param("facts:\n  - a\n  -\n    b\n", id="a dash alone later"),
        pytest.param("facts:\n  - a\n  -\tb\n", id="a tab after the dash"),
        pytest.param("facts:\n  - a\nfacts:\n  - b\n", id="a section twice"),
        pytest.param('"facts":\n  - a\n', id="a key in quotes"),
        pytest.param("facts: &a\n  - a\n", id="an anchor"),
        pytest.param("", id="no text"),
    ],
)
def test_what_is_written_otherwise_has_no_blocks(text: str) -> None:
    """Such a file is read whole."""
    assert split_blocks(text) is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('facts:\n  - "a\n  - b"\n', id="an item in quotes"),
        pytest.param('facts:\n  - "a\ngaps:\n  - b"\n', id="a section in quotes"),
        pytest.param("facts:\n  - [a,\n  - b]\n", id="an item in brackets"),
        pytest.param("  facts:\n  - a\n", id="an indented file"),
        pytest.param("format: 1\nfacts:\n  a: b\n", id="no list"),
    ],
)
def test_a_text_that_only_looks_so_is_found_out(text: str) -> None:
    """What the lines show is held against what the reader found."""
    split = split_blocks(text)
    assert split is None or not split.is_as_read(read_tree(text).places)
