"""A guild's own entries over the shared ones."""

import pytest

from knowledge.editing.change import Change, EditRefused, Overtaken
from knowledge.editing.compare import compare
from knowledge.editing.edit import edit, entry_in
from knowledge.editing.overlay import EMPTY_OVERLAY, lay_over, overlay_changes, read_overlay
from knowledge.errors import FactFileError
from knowledge.factfile.parse import parse_fact_file

OWN = """format: 1

# ours
facts:
  - id: parking
    text:
      en: "Members park at the harbor."
    kind: where
    sources: ["csd-12#s01"]
    said_by: release
    questions: {en: ["Where do we park?"]}
  - id: place
    text: {en: "It was held in Busan, by the sea."}
    kind: where
    sources: ["csd-12#s01"]
    said_by: release
"""


def test_an_empty_overlay_changes_nothing(base_text: str) -> None:
    """The shared text is given back byte for byte."""
    assert lay_over(base_text, EMPTY_OVERLAY) == base_text
    assert lay_over(base_text, "format: 1\nfacts: []\n") == base_text


def test_own_entries_are_added_or_stand_in_place_of_shared_ones(base_text: str) -> None:
    """The rest of the file is as it was, and the whole is valid."""
    merged = lay_over(base_text, OWN)
    book = parse_fact_file(merged)
    assert book.facts["place"].text.en == "It was held in Busan, by the sea."
    assert book.facts["place"].topics == ()
    assert list(book.facts) == ["place", "leads", "parking"]
    assert [each.id for each in compare(base_text, merged)] == ["place", "parking"]
    assert "\ufeff" + merged == lay_over("\ufeff" + base_text, OWN)


FOLDED = (
    "the id A is a but for case, dots or hyphens (first on line 3); give it an id that nobody mistakes for the other"
)


@pytest.mark.parametrize(
    ("overlay", "problems"),
    [
        ("", ["1:1: the file is empty; write format, releases and facts"]),
        ("- a\n", ["1:1: the file is no mapping; begin it with format: 1"]),
        ("format: 2\n", ["1:9: format: is format 2, which this program does not read; write format: 1"]),
        ("facts: []\n", ["1:1: format: is missing; add format: 1"]),
        (
            "format: 1\nfact: []\n",
            [
                "2:1: fact: is an unknown key; write facts",
            ],
        ),
        (
            "format: 1\nterms:\n- {id: a, kind: body, name: {en: A}}\n- {id: A, kind: body, name: {en: A}, kin: z}\n",
            [
                '4:8: terms[1].id: "A" is no id; write small letters and digits, parted by single hyphens or dots: a',
                f"4:8: terms[1].id: {FOLDED}",
                "4:38: terms[1].kin: is an unknown key; write kind",
            ],
        ),
        ("format: 1\nfacts:\n\t- a\n", ["3:1: is indented with a tab; indent with spaces"]),
        ("format: 1\nfacts: {a: b}\n", None),
        ("format: 1\nfacts:\n  - 3\n", None),
    ],
)
def test_what_is_wrong_in_an_overlay_is_named_with_its_line(
    base_text: str, overlay: str, problems: list[str] | None
) -> None:
    """All of it at once, and nothing is laid over."""
    with pytest.raises(FactFileError) as caught:
        lay_over(base_text, overlay)
    if problems is not None:
        assert [each.render("").removeprefix(":") for each in caught.value.problems] == problems
    assert caught.value.problems[0].line == len(overlay.splitlines()) or not overlay


def test_an_overlay_is_read_without_what_a_file_needs() -> None:
    """Nothing but its format must be there."""
    assert read_overlay(EMPTY_OVERLAY) == {}
    assert list(read_overlay(OWN)["facts"]) == ["parking", "place"]


def test_a_change_of_a_shared_entry_gets_a_place_in_the_overlay(base_text: str) -> None:
    """And loses it again when the entry is made as it is shared."""
    shared = entry_in(base_text, "facts", "leads")
    assert shared is not None
    change = Change("facts", "leads", shared, {**shared, "retired": "Not here."})
    overlay = edit(OWN, overlay_changes(base_text, OWN, [change]))
    assert overlay.startswith(OWN)
    assert entry_in(lay_over(base_text, overlay), "facts", "leads") == change.after
    back = overlay_changes(base_text, overlay, [change.reversed()])
    assert edit(overlay, back) == OWN


def test_own_entries_are_changed_and_taken_out_in_the_overlay(base_text: str) -> None:
    """As in any file; where a shared entry is under it, that one is given again."""
    own = entry_in(OWN, "facts", "parking")
    assert own is not None
    changed = overlay_changes(base_text, OWN, [Change("facts", "parking", own, {**own, "kind": "what"})])
    assert changed == (Change("facts", "parking", own, {**own, "kind": "what"}),)
    place = entry_in(OWN, "facts", "place")
    both = [Change("facts", "parking", own, None), Change("facts", "place", place, None)]
    without = edit(OWN, overlay_changes(base_text, OWN, both))
    assert without == "format: 1\n\n# ours\nfacts: []\n"
    assert lay_over(base_text, without) == base_text


def test_a_new_entry_goes_into_the_overlay(base_text: str) -> None:
    """Its section is begun where there is none."""
    gap = {"id": "gap-tea", "text": {"en": "No tea."}, "kind": "what", "questions": {"en": ["Tea?"]}}
    changes = overlay_changes(base_text, EMPTY_OVERLAY, [Change("gaps", "gap-tea", None, gap)])
    overlay = edit(EMPTY_OVERLAY, changes)
    assert overlay == (
        'format: 1\n\ngaps:\n  - id: gap-tea\n    text:\n      en: "No tea."\n    kind: what\n'
        '    questions:\n      en:\n        - "Tea?"\n'
    )
    assert parse_fact_file(lay_over(base_text, overlay)).gaps.keys() == {"cost", "gap-tea"}


def test_a_shared_entry_stays(base_text: str) -> None:
    """It can neither be taken out nor get another id, and what it is now counts."""
    shared = entry_in(base_text, "facts", "leads")
    assert shared is not None
    with pytest.raises(EditRefused, match="retire"):
        overlay_changes(base_text, OWN, [Change("facts", "leads", shared, None)])
    with pytest.raises(EditRefused, match="keeps its id"):
        overlay_changes(base_text, OWN, [Change("facts", "leads", shared, {**shared, "id": "other"})])
    place = entry_in(base_text, "facts", "place")
    with pytest.raises(Overtaken) as caught:
        overlay_changes(base_text, OWN, [Change("facts", "place", place, shared)])
    assert caught.value.now == entry_in(OWN, "facts", "place")
