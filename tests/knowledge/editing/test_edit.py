"""What an edit does to the lines of a fact file, by example."""

import re
from typing import Any

import pytest

from benchmarks.made_file import MadeFile
from knowledge.editing.change import Change, EditRefused, Fields, Overtaken, SectionName
from knowledge.editing.edit import edit, entry_in
from knowledge.editing.linediff import line_diff
from knowledge.factfile.parse import parse_fact_file

NEW: dict[str, Any] = {
    "id": "quay",
    "text": {"en": 'They called it "the quay".', "ko": "부두라고 불렀다."},
    "kind": "what",
    "sources": ["csd-12#s02"],
    "said_by": "release",
    "basis": "stated",
    "also": [],
    "questions": {"en": ["What did they call it?"]},
}


def diff(before: str, after: str) -> list[str]:
    """Return the lines that are gone and new, with their sign."""
    return [line for line in line_diff(before, after, context=0) if not line.startswith("@@")]


def changed(text: str, section: SectionName, ident: str, /, **fields: Any) -> str:
    """Return *text* with keys of one entry replaced, or taken out where they are None."""
    before = entry_in(text, section, ident)
    assert before is not None
    after = {key: value for key, value in {**before, **fields}.items() if value is not None}
    return edit(text, [Change(section, ident, before, after)])


def test_a_changed_text_is_one_line(base_text: str) -> None:
    """Only the line with the text changes, and in it only the text."""
    text = changed(base_text, "facts", "place", text={"en": "It met in Busan.", "ko": "부산에서 열렸습니다."})
    assert diff(base_text, text) == [
        '-    text: {en: "It was held in Busan.", ko: "부산에서 열렸습니다."}',
        '+    text: {en: "It met in Busan.", ko: "부산에서 열렸습니다."}',
    ]


def test_a_further_question_in_brackets_is_put_into_the_line(base_text: str) -> None:
    """It stands behind the last one."""
    text = changed(base_text, "facts", "place", questions={"en": ["Where was it held?", "which city"]})
    assert diff(base_text, text) == [
        '-    questions: {en: ["Where was it held?"]}',
        '+    questions: {en: ["Where was it held?", "which city"]}',
    ]


def test_a_further_question_of_the_shipped_file_is_one_line_more(shipped_text: str) -> None:
    """Nothing else of 2 MB changes."""
    fact = entry_in(shipped_text, "facts", "kidd-14.us-lead")
    assert fact is not None
    asked = {**fact["questions"], "en": [*fact["questions"]["en"], "Who spoke for the Americans?"]}
    text = changed(shipped_text, "facts", "kidd-14.us-lead", questions=asked)
    assert diff(shipped_text, text) == ['+        - "Who spoke for the Americans?"']


def test_a_new_key_goes_where_a_fact_file_has_it(base_text: str) -> None:
    """Behind the key that comes before it there."""
    text = changed(base_text, "facts", "leads", also=["what", "yes_no"], retired="Not so: she came later.")
    assert diff(base_text, text) == [
        "+    also: [what, yes_no]",
        '+    retired: "Not so: she came later."',
    ]
    assert text.index("kind: who\n    also:") > 0
    assert text.index('questions: {en: ["Who led it?"]}\n    retired:') > 0


def test_a_key_that_is_taken_out_goes_with_its_line(base_text: str) -> None:
    """No line of another key changes."""
    text = changed(base_text, "facts", "place", topics=None, meeting=None)
    assert diff(base_text, text) == ["-    meeting: csd-12", "-    topics: [csd, busan]"]


def test_a_new_entry_follows_the_last_one_in_the_style_of_the_file(base_text: str) -> None:
    """What goes without saying is left out; mappings are in braces where the file has them so."""
    text = edit(base_text, [Change("facts", "quay", None, NEW)])
    assert diff(base_text, text) == [
        "+  - id: quay",
        r'+    text: {en: "They called it \"the quay\".", ko: "부두라고 불렀다."}',
        "+    kind: what",
        '+    sources: ["csd-12#s02"]',
        "+    said_by: release",
        '+    questions: {en: ["What did they call it?"]}',
    ]
    assert text.index("- id: quay") < text.index("gaps:")
    assert parse_fact_file(text).facts["quay"].text.ko == "부두라고 불렀다."


def test_a_new_entry_is_written_in_braces_among_such(base_text: str) -> None:
    """The people of the file stand on one line each, and so does the new one."""
    text = edit(
        base_text, [Change("people", "kim", None, {"id": "kim", "name": {"en": "Kim"}, "aliases": ["Kim, J."]})]
    )
    assert diff(base_text, text) == ['+  - {id: kim, name: {en: "Kim"}, aliases: ["Kim, J."]}']


def test_a_long_list_in_brackets_goes_on_in_the_next_line(shipped_text: str) -> None:
    """The line that is full stays as it is but for a comma."""
    person = entry_in(shipped_text, "people", "roberta-shea")
    assert person is not None
    more = ["a name of some length " + "x" * 60, "another"]
    text = changed(shipped_text, "people", "roberta-shea", aliases=[*person["aliases"], *more])
    gone, *come = diff(shipped_text, text)
    assert come == [gone.replace("-", "+", 1).replace("]", ","), f'+      "{more[0]}", "{more[1]}"]']


def test_an_entry_that_is_taken_out_leaves_the_remarks_above(shipped_text: str) -> None:
    """A remark may be a heading over many entries."""
    before = entry_in(shipped_text, "gaps", "gap-kidd-remains-number")
    text = edit(shipped_text, [Change("gaps", "gap-kidd-remains-number", before, None)])
    assert entry_in(text, "gaps", "gap-kidd-remains-number") is None
    assert "gaps:\n  # KIDD 14: remains of service members\n  - id:" in text
    assert all(line.startswith("-") for line in diff(shipped_text, text))


def test_remarks_inside_and_right_below_go_with_an_entry() -> None:
    """As far as they stand further right than its dash."""
    text = (
        "facts:\n  # above\n  - id: a\n    # inside\n    kind: who\n    # below\n  # beside\n  - id: b\n    kind: who\n"
    )
    after = edit(text, [Change("facts", "a", {"id": "a", "kind": "who"}, None)])
    assert after == "facts:\n  # above\n  # beside\n  - id: b\n    kind: who\n"


def test_the_last_entry_leaves_an_empty_list_and_the_next_one_fills_it() -> None:
    """The section stays, with its remark, and is as before once the entry is back."""
    text = 'format: 1\ngaps: # none yet\n  - id: a\n    kind: who\n    text:\n      en: "A"\n'
    gap = {"id": "a", "kind": "who", "text": {"en": "A"}}
    without = edit(text, [Change("gaps", "a", gap, None)])
    assert without == "format: 1\ngaps: [] # none yet\n"
    again = edit(without, [Change("gaps", "a", None, gap)])
    assert again == 'format: 1\ngaps: # none yet\n  - id: a\n    text:\n      en: "A"\n    kind: who\n'


def test_a_section_that_is_not_there_is_begun_where_a_fact_file_has_it(base_text: str) -> None:
    """After the sections that come before it, parted from them by a blank line."""
    without = base_text[: base_text.index("people:")] + base_text[base_text.index("terms:") :]
    text = edit(without, [Change("people", "kim", None, {"id": "kim", "name": {"en": "Kim"}})])
    assert '    sources: ["csd-12#s01"]\n\npeople:\n  - id: kim\n    name: {en: "Kim"}\nterms:\n' in text


def test_line_ends_and_a_byte_order_mark_stay(base_text: str) -> None:
    """New lines end as the others do, and a last line without an end stays without."""
    before = "\ufeff" + base_text.replace("\n", "\r\n").removesuffix("\r\n")
    gap = {key: NEW[key] for key in ("text", "kind", "questions")}
    text = edit(before, [Change("gaps", "g", None, {"id": "g", **gap})])
    assert text.startswith("\ufeffformat: 1\r\n")
    assert text.endswith('questions: {en: ["What did they call it?"]}')
    assert text.count("\n") == text.count("\r\n") == before.count("\n") + 4
    assert text.startswith(before)


def test_several_changes_of_one_entry_follow_each_other(base_text: str) -> None:
    """The second begins with what the first ends with."""
    old = entry_in(base_text, "facts", "leads")
    assert old is not None
    one = {**old, "kind": "what"}
    two = {**one, "said_by": "calder"}
    text = edit(base_text, [Change("facts", "leads", old, one), Change("facts", "leads", one, two)])
    assert entry_in(text, "facts", "leads") == two
    with pytest.raises(Overtaken) as caught:
        edit(base_text, [Change("facts", "leads", old, one), Change("facts", "leads", old, two)])
    assert caught.value.now == one


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param({"id": "place", "kind": "who"}, {"id": "place", "kind": "what"}, id="changed meanwhile"),
        pytest.param({"id": "gone", "kind": "who"}, {"id": "gone", "kind": "what"}, id="gone"),
        pytest.param(None, {"id": "place", "kind": "what"}, id="there already"),
        pytest.param({"id": "place", "kind": "who"}, None, id="to be taken out"),
    ],
)
def test_an_entry_that_is_not_as_it_was_is_not_touched(
    base_text: str, before: Fields | None, after: Fields | None
) -> None:
    """What it is now is told."""
    ident = str((before or after or {})["id"])
    change = Change("facts", ident, before, after)
    with pytest.raises(Overtaken) as caught:
        edit(base_text, [change])
    assert caught.value.change == change
    assert caught.value.now == entry_in(base_text, "facts", ident)


def test_what_goes_without_saying_is_no_difference(base_text: str) -> None:
    """An entry may have been shown with its defaults, and with lists that are empty."""
    before = {**(entry_in(base_text, "facts", "leads") or {}), "basis": "stated", "also": [], "topics": None}
    text = edit(base_text, [Change("facts", "leads", before, {**before, "kind": "what"})])
    assert diff(base_text, text) == ["-    kind: who", "+    kind: what"]


ENTRY = {"id": "a", "kind": "who"}
UNSUPPORTED = {
    "all in braces": "{format: 1, facts: [{id: a, kind: who}]}\n",
    "a section in brackets": "format: 1\nfacts: [{id: a, kind: who}]\n",
    "brackets over several lines": "format: 1\nfacts: [\n  {id: a, kind: who},\n  {id: b, kind: who}\n  ]\n",
    "an indented file": "  format: 1\n  facts:\n  - id: a\n    kind: who\n",
    "an entry within a quoted text": 'facts:\n  - id: b\n    note: "x\n  - id: a\n    kind: who"\n  - id: c\n',
}


@pytest.mark.parametrize("name", ["all in braces", "a section in brackets", "brackets over several lines"])
def test_an_entry_that_shares_its_lines_is_read_and_not_changed(name: str) -> None:
    """The refusal says what would be right."""
    text = UNSUPPORTED[name]
    assert entry_in(text, "facts", "a") == ENTRY
    with pytest.raises(EditRefused) as caught:
        edit(text, [Change("facts", "a", ENTRY, {**ENTRY, "kind": "what"})])
    assert re.match(
        r"Line 2: the entry a under facts .*; write each entry|The file .*; write each sec", caught.value.why
    )
    with pytest.raises(EditRefused):
        edit(text, [Change("facts", "n", None, {**ENTRY, "id": "n"})])
    with pytest.raises(EditRefused):
        edit(text, [Change("facts", "a", ENTRY, None)])
    with pytest.raises(Overtaken):
        edit(text, [Change("facts", "a", {"id": "a"}, None)])


def test_an_indented_file_is_refused() -> None:
    """Its sections are not at the left margin."""
    text = UNSUPPORTED["an indented file"]
    assert entry_in(text, "facts", "a") == ENTRY
    with pytest.raises(EditRefused, match="left margin"):
        edit(text, [Change("facts", "a", ENTRY, {**ENTRY, "kind": "what"})])


def test_lines_of_a_quoted_text_are_no_entry() -> None:
    """What only looks like an entry is neither given nor changed."""
    text = UNSUPPORTED["an entry within a quoted text"]
    assert entry_in(text, "facts", "a") is None
    assert entry_in(text, "facts", "b") == {"id": "b", "note": "x - id: a kind: who"}
    with pytest.raises(Overtaken) as caught:
        edit(text, [Change("facts", "a", ENTRY, {**ENTRY, "kind": "what"})])
    assert caught.value.now is None


@pytest.mark.parametrize("count", [1, 10_000])
def test_the_difference_of_one_edit_does_not_grow_with_the_file(count: int) -> None:
    """One line for a question more, two for another text, in a file of any size."""
    text = MadeFile(count).text()
    ident = f"fact-{count // 2}"
    fact = entry_in(text, "facts", ident)
    assert fact is not None
    asked = {**fact["questions"], "en": [*fact["questions"]["en"], "What else?"]}
    assert diff(text, changed(text, "facts", ident, questions=asked)) == ['+        - "What else?"']
    said = {**fact["text"], "en": "They agreed."}
    assert [line[0] for line in diff(text, changed(text, "facts", ident, text=said))] == ["-", "+"]
