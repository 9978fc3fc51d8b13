"""Two fact files are compared entry by entry, whatever their layout."""

import random
from collections.abc import Sequence
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.made_file import MadeFile
from knowledge.editing import compare as module
from knowledge.editing.change import SECTION_NAMES, Change, SectionName, reduced
from knowledge.editing.compare import compare
from knowledge.editing.edit import edit, entry_in
from knowledge.editing.entry import read_spans
from knowledge.editing.layout import Layout, Span
from knowledge.factfile.yamltree import read_tree
from tests.knowledge.filekit import Data, Writer, entry, file_data


def slow(before: str, after: str) -> set[tuple[str, str]]:
    """Return section and id of what differs, by reading both whole."""
    found: set[tuple[str, str]] = set()
    both = [cast("dict[str, Any]", read_tree(text).data) for text in (before, after)]
    for section in SECTION_NAMES:
        old, new = ({each["id"]: reduced(section, each) for each in data.get(section, [])} for data in both)
        found |= {(section, key) for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    return found


@given(seed=st.integers(0, 2**32 - 1), also=st.integers(0, 2**32 - 1))
def test_what_differs_is_what_differs_when_all_is_read(seed: int, also: int) -> None:
    """Of two files that have much in common and are written each in its own way."""
    rnd = random.Random(seed)  # noqa: S311 - nothing is secret
    data = file_data(rnd)
    other: Data = {section: list(entries) for section, entries in data.items() if rnd.random() < 0.9}
    for section, entries in other.items():
        if rnd.random() < 0.6:
            entries[rnd.randrange(len(entries))] = entry(rnd, section, f"{section}-{rnd.randint(5, 9)}")
    other = {section: entries for section, entries in other.items() if len({e["id"] for e in entries}) == len(entries)}
    style = seed if also % 2 else also
    one, two = (
        Writer(random.Random(each)).write(what).text  # noqa: S311 - nothing is secret
        for each, what in ((seed, data), (style, other or data))
    )

    changes = compare(one, two)

    assert {(each.section, each.id) for each in changes} == slow(one, two)
    for each in changes:
        assert entry_in(one, each.section, each.id) == each.before
        assert entry_in(two, each.section, each.id) == each.after


def test_remarks_order_and_layout_are_no_difference(base_text: str) -> None:
    """Nor is a default that one file has and the other leaves out, or the way an entry is written."""
    other = base_text.replace("facts:\n", "facts: # of the talks\n  # first\n").replace("\n", "\r\n")
    other = other.replace("kind: where", "kind: where # y\r\n    basis: stated").replace("[csd-12]", '["csd-12"]')
    other = other.replace('{id: han, name: {en: "Han"}}', "id: han\r\n    name: {en: Han}")
    assert compare(base_text, other) == ()
    assert compare(base_text, base_text) == ()
    assert compare("\ufeff" + base_text, base_text) == ()


def test_files_without_a_layout_are_read_whole(base_text: str) -> None:
    """In braces, a file is compared as any other."""
    one = "format: 1\nfacts: [{id: a, kind: who}, {id: b, kind: who}]\n"
    two = "{format: 1, facts: [{id: a, kind: what}], gaps: [{id: c, kind: who}]}\n"
    assert compare(one, two) == (
        Change("facts", "a", {"id": "a", "kind": "who"}, {"id": "a", "kind": "what"}),
        Change("facts", "b", {"id": "b", "kind": "who"}, None),
        Change("gaps", "c", None, {"id": "c", "kind": "who"}),
    )
    assert len(compare(base_text, one)) == 12


@pytest.mark.parametrize("section", ["terms", "facts"])
def test_of_a_big_file_only_what_differs_is_read(monkeypatch: pytest.MonkeyPatch, section: SectionName) -> None:
    """A single entry and those before it, of which a look back is enough."""
    text = MadeFile(2000).text()
    ident = {"terms": "term-20", "facts": "fact-1000"}[section]
    before = entry_in(text, section, ident)
    assert before is not None
    other = edit(text, [Change(section, ident, before, {**before, "kind": "body" if section == "terms" else "why"})])
    read: list[int] = []

    def spy(layout: Layout, name: str, spans: Sequence[Span]) -> object:
        read.append(len(spans))
        return read_spans(layout, name, spans)

    monkeypatch.setattr(module, "read_spans", spy)
    assert [each.id for each in compare(text, other)] == [ident]
    assert read == [1, 1]
