"""Reading only what changed gives what reading everything gives, or nothing at all."""

import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.compiled.book import CompiledBook
from knowledge.compiled.records import Records, compile_records
from knowledge.compiled.revise import revise
from knowledge.errors import FactFileError
from knowledge.factfile.parse import read_fact_file
from knowledge.factfile.yamltree import MAX_EVENTS

MORE = """
  - id: calder2021-quay
    text: {en: "They looked at the new quay."}
    kind: what
    sources: ["calder-2021#s02"]
    said_by: release
    questions:
      en: ["What did they look at?"]
"""


def compiled(text: str) -> CompiledBook:
    """Return the book of a valid *text*, read whole."""
    return CompiledBook(compile_records(read_fact_file(text)))


def bytes_of(records: Records) -> dict[str, bytes]:
    """Return what would be written of *records*, by name."""
    return {
        name: part.tobytes() if isinstance(part, np.ndarray) else bytes(part)
        for name, part in records.pack()[1].items()
    }


def same(one: Records, other: Records) -> bool:
    """Whether two records say the same; the number of events may be put too high in *one*."""
    said = [(bytes_of(each), each.digest, each.frame, each.written) for each in (one, other)]
    return said[0] == said[1] and one.events >= other.events


def check(book: CompiledBook, text: str) -> CompiledBook | None:
    """Revise *book* to *text*, hold the outcome against reading *text* whole, and return the new book if any."""
    revision = revise(book.records, book, text)
    if revision is None:
        return None
    whole = read_fact_file(text)  # raises, and fails the test, where the whole file is not valid
    assert same(revision.records, compile_records(whole))
    after = book.revised(revision.records, revision.changed)
    assert after.file == whole.book.file
    old, new = {**book.facts, **book.gaps}, {**after.facts, **after.gaps}
    # A remark beside an entry counts as a change; nothing that changed is left out.
    assert {key for key in new if key not in old or old[key] != new[key]} <= revision.changed <= new.keys()
    assert revision.removed == old.keys() - new.keys()
    return after


@pytest.mark.parametrize(
    ("edit", "changed", "removed"),
    [
        pytest.param(lambda text: text.replace("held in Busan", "held in Pohang"), {"csd12-place"}, set(), id="a text"),
        pytest.param(
            lambda text: text.replace("\ngaps:", MORE + "\ngaps:"), {"calder2021-quay"}, set(), id="a fact more"
        ),
        pytest.param(lambda text: text, set(), set(), id="nothing"),
    ],
)
def test_a_good_edit_is_read_by_itself(
    small_text: str, edit: Callable[[str], str], changed: set[str], removed: set[str]
) -> None:
    """Only the entry that changed is named, and the rest is taken over."""
    book = compiled(small_text)
    text = edit(small_text)
    revision = revise(book.records, book, text)
    assert revision is not None
    assert revision.changed == changed
    assert revision.removed == removed
    assert check(book, text)


def blocks_of(text: str, section: str) -> tuple[int, list[str], int]:
    """Return where the entries of *section* begin, the text of each, and where they end."""
    split = read_fact_file(text).split
    assert split is not None
    blocks = split.blocks[section]
    return blocks[0].begin, [text[begin:end] for begin, end in blocks], blocks[-1].end


def with_blocks(text: str, section: str, change: Callable[[list[str]], list[str]]) -> str:
    """Return *text* with the entries of *section* changed."""
    begin, blocks, end = blocks_of(text, section)
    return text[:begin] + "".join(change(blocks)) + text[end:]


def test_a_fact_that_goes_away_is_named(small_text: str) -> None:
    """It is removed, and nothing else changed."""
    book = compiled(small_text)
    text = with_blocks(small_text, "facts", lambda blocks: [each for each in blocks if "csd12-place" not in each])
    revision = revise(book.records, book, text)
    assert revision is not None
    assert not revision.changed
    assert revision.removed == {"csd12-place"}
    assert check(book, text)


def test_order_is_no_change(small_text: str) -> None:
    """Entries that only stand elsewhere are as they were, and the file is in the new order."""
    book = compiled(small_text)
    text = with_blocks(small_text, "facts", lambda blocks: blocks[::-1])
    revision = revise(book.records, book, text)
    assert revision is not None
    assert not revision.changed
    assert not revision.removed
    assert check(book, text)


_PIECES = st.sampled_from(
    [
        *(
            "\n  - ",
            "\n- ",
            "\n  -\n",
            "\n  -\t",
            "'",
            '"',
            '"\n  - id: x"',
            "|\n",
            ">-\n",
            "&a ",
            "*a",
            "---\n",
            "...\n",
        ),
        *(
            "gaps:\n",
            "facts:\n",
            "terms:\n",
            "# x\n",
            "\n# x\n",
            "    # y\n",
            "{",
            "}",
            "[",
            "]",
            ": ",
            "\t",
            "\r\n",
            "\r",
        ),
        *("\ud800", "한", "é", " ", "\n", "\n\n", "retired: x\n", "a\n  b", "no", "- a\n", "%YAML\n", "<<", "!!str "),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), st.lists(_PIECES, min_size=1, max_size=4), st.integers(0, 1))
def test_any_edit_gives_what_reading_it_whole_gives(
    small_text: str,
    base_text: str,
    rnd: random.Random,
    pieces: list[str],
    small: int,
) -> None:
    """Pieces of YAML are put in, cut out or written over anywhere, one edit after another."""
    text = small_text if small else base_text
    book = compiled(text)
    for piece in pieces:
        begin = rnd.randrange(len(text) + 1)
        edited = text[:begin] + piece + text[begin + rnd.choice([0, 0, 0, 1, 10, 60]) :]
        after = check(book, edited)
        if after is not None:
            text, book = edited, after


_ENDS = st.sampled_from(["", "\n", "# remark\n", "\n\n  # remark\n", "    # remark\n"])
_ENTRY = st.tuples(
    st.sampled_from(["f1", "f2", "f3", "F.2", "csd12-place", "csd12-leads"]),
    st.sampled_from(
        [
            "It was so.",
            "It was\n      so.",
            "그랬습니다.",
            "'- id: f2'",
            '"It\n\n  was so."',
            ">-\n      It was\n      so.",
            "|\n      So",
        ]
    ),
    st.sampled_from(["Was it so?", "was it  so", "Where?", "When was it?"]),
    st.sampled_from(
        ["", "    superseded_by: f2\n", "    superseded_by: f3\n", "    retired: gone\n", "    topics: [csd]\n"]
    ),
    st.sampled_from(["csd-12#s01", "csd-12#s99", "calder-2021#h1"]),
    _ENDS,
)


def _written(entry: tuple[str, ...]) -> str:
    name, text, question, more, place, end = entry
    return (
        f'  - id: {name}\n    text:\n      en: {text}\n    kind: what\n    sources: ["{place}"]\n    said_by: both\n'
        f'    questions: {{en: ["{question}"]}}\n{more}{end}'
    )


_DRAWN = st.lists(_ENTRY, max_size=3)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(_DRAWN, st.integers(0, 20), st.integers(0, 1)), min_size=1, max_size=3))
@example([([("f1", "It was so.", "Was it so?", "    superseded_by: f2\n", "csd-12#s01", "")], 0, 0)])
def test_entries_that_come_and_go_give_what_reading_them_whole_gives(
    small_text: str, edits: list[tuple[list[tuple[str, ...]], int, int]]
) -> None:
    """Entries are added, taken away and put elsewhere, with ids, questions and successions that may meet."""
    text, book = small_text, compiled(small_text)
    for entries, number, takes_away in edits:
        fresh = [_written(entry) for entry in entries]

        def change(blocks: list[str], fresh: list[str] = fresh, at: int = number, gone: int = takes_away) -> list[str]:
            at %= len(blocks)
            return blocks[:at] + fresh + blocks[at + gone :]

        edited = with_blocks(text, "facts", change)
        after = check(book, edited)
        if after is None:
            with pytest.raises(FactFileError):
                read_fact_file(edited)  # such an edit is read whole only to say what is wrong with it
        else:
            text, book = edited, after


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("format: 1", "format: 1 # one", id="the frame"),
        pytest.param('"부산시"', '"부산광역시"', id="a term"),
        pytest.param("held in Busan", "held in *Busan*", id="a bad text"),
        pytest.param("- id: csd12-place", "- id: csd12-leads", id="an id twice"),
    ],
)
def test_what_is_more_than_facts_is_read_whole(small_text: str, old: str, new: str) -> None:
    """A change of the frame concerns every fact; a fault is for the whole reading to word."""
    assert old in small_text
    book = compiled(small_text)
    assert revise(book.records, book, small_text.replace(old, new)) is None


def test_a_file_without_blocks_is_read_whole(small_text: str) -> None:
    """A document mark is no fault, but what follows it cannot be told apart by its lines."""
    text = "---\n" + small_text
    book = compiled(text)
    assert not book.records.frame
    assert revise(book.records, book, text.replace("held in Busan", "held in Pohang")) is None


def test_edits_never_hide_that_a_file_has_too_many_values(small_text: str) -> None:
    """Events are counted on from edit to edit; when they might be too many, the file is read whole."""
    book = compiled(small_text)
    full = CompiledBook(replace(book.records, events=MAX_EVENTS))
    assert revise(full.records, full, small_text) is not None
    assert revise(full.records, full, small_text.replace("held in Busan", "held in Pohang")) is None
