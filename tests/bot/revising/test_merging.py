"""An edit by hand and revisions made meanwhile, put together."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.revising.merging import keep_edited, merge
from knowledge.editing.change import Change, same_fields
from knowledge.editing.compare import compare
from knowledge.editing.edit import edit, entry_in
from knowledge.factfile.parse import parse_fact_file

_STEPS = st.tuples(
    st.sampled_from(("ask", "out", "add", "name")),
    st.sampled_from(("csd12-place", "csd12-radar", "csd12-dates", "one")),
    st.sampled_from(("one", "two")),
)


def asked(text: str, ident: str, question: str) -> str:
    """Return *text* in which a fact has another question."""
    entry = entry_in(text, "facts", ident)
    assert entry is not None
    questions = {**entry["questions"], "en": [*entry["questions"]["en"], question]}
    return edit(text, [Change("facts", ident, entry, {**entry, "questions": questions})])


def added(text: str, ident: str) -> str:
    """Return *text* with another fact at its end."""
    made: dict[str, Any] = {
        "id": ident,
        "text": {"en": f"There was a part called {ident}."},
        "kind": "what",
        "sources": ["csd-12#s01"],
        "said_by": "both",
        "questions": {"en": [f"What was {ident}?"]},
    }
    return edit(text, [Change("facts", ident, None, made)])


def test_changes_of_different_places_are_joined_byte_for_byte(small_text: str) -> None:
    """Remarks and blank lines of both sides stay."""
    revised = asked(small_text, "csd12-radar", "Their question?")
    edited = small_text.replace("held in Busan", "held in Pohang").replace("\nfacts:\n", "\n# a remark\n\nfacts:\n")
    both = merge(small_text, revised, edited)
    assert both.text == asked(edited, "csd12-radar", "Their question?")
    assert both.overtaken == ()
    assert merge(small_text, edited, revised).text == both.text


def test_entries_added_at_the_same_place_are_both_there(small_text: str) -> None:
    """Each as it was written."""
    both = merge(small_text, added(small_text, "theirs"), added(small_text, "mine"))
    assert both.overtaken == ()
    assert {"theirs", "mine"} <= parse_fact_file(both.text).facts.keys()


def test_of_an_entry_that_both_changed_the_hand_stays(small_text: str) -> None:
    """The other change is handed back, from the entry as it is now; what else was changed goes in."""
    revised = asked(asked(small_text, "csd12-place", "Theirs?"), "csd12-radar", "Free?")
    edited = asked(small_text, "csd12-place", "Mine?")
    both = merge(small_text, revised, edited)
    assert both.text == asked(edited, "csd12-radar", "Free?")
    (change,) = both.overtaken
    assert (change.section, change.id) == ("facts", "csd12-place")
    assert edit(both.text, [change]) != both.text
    assert "Theirs?" in edit(both.text, [change])
    assert "Mine?" not in edit(both.text, [change])


def test_the_same_change_on_both_sides_is_one(small_text: str) -> None:
    """As after a crash between the two: merging once more changes nothing."""
    edited = asked(small_text, "csd12-place", "Same?") + "# a remark\n"
    revised = asked(asked(small_text, "csd12-radar", "Free?"), "csd12-place", "Same?")
    first = merge(small_text, revised, edited)
    assert first.overtaken == ()
    assert merge(small_text, first.text, edited).text == first.text
    assert merge(small_text, first.text, first.text).text == first.text


def test_an_entry_taken_out_by_hand_overtakes_a_change_of_it(small_text: str) -> None:
    """Putting the change on top brings the entry back."""
    gone = entry_in(small_text, "gaps", "gap-csd11-leads")
    assert gone is not None
    edited = edit(small_text, [Change("gaps", "gap-csd11-leads", gone, None)])
    questions = {"en": ["Another?"]}
    revised = edit(small_text, [Change("gaps", "gap-csd11-leads", gone, {**gone, "questions": questions})])
    both = merge(small_text, revised, edited)
    assert both.text == edited
    (change,) = both.overtaken
    assert change.before is None
    assert entry_in(edit(edited, [change]), "gaps", "gap-csd11-leads") == {**gone, "questions": questions}


@pytest.mark.parametrize("ident", ["csd12-place", "csd12-radar"])
def test_what_does_not_go_together_is_handed_back_whole(small_text: str, ident: str) -> None:
    """The hand's text stays letter by letter."""
    revised = asked(small_text, ident, "Theirs?")
    edited = asked(small_text, "csd12-place", "Mine?")
    kept = keep_edited(small_text, revised, edited)
    assert kept.text == edited
    assert [change.id for change in kept.overtaken] == [ident]
    assert "Theirs?" in edit(edited, kept.overtaken)


@given(theirs=st.lists(_STEPS, max_size=4), mine=st.lists(_STEPS, max_size=4))
def test_whatever_two_people_did_it_is_put_together_without_a_fault(
    small_text: str, theirs: list[tuple[str, str, str]], mine: list[tuple[str, str, str]]
) -> None:
    """Entries asked more, taken out, added or renamed on either side: no side's change is lost, none raises."""
    revised, edited = stepped(small_text, theirs), stepped(small_text, mine)
    both = merge(small_text, revised, edited)
    kept = keep_edited(small_text, revised, edited)
    assert kept.text == edited
    for joined in (both, kept):
        waiting = {(change.section, change.id) for change in joined.overtaken}
        for change in compare(small_text, revised):
            now = entry_in(joined.text, change.section, change.id)
            assert same_fields(change.section, now, change.after) or (change.section, change.id) in waiting


def stepped(text: str, steps: list[tuple[str, str, str]]) -> str:
    """Return *text* after *steps*, leaving out those that do not go."""
    for step, ident, word in steps:
        entry = entry_in(text, "facts", ident)
        if step == "add" and entry_in(text, "facts", word) is None:
            text = added(text, word)
        elif entry is not None and step == "ask":
            text = asked(text, ident, f"And {word}?")
        elif entry is not None and step in {"out", "name"}:
            named = {**entry, "id": word} if step == "name" and entry_in(text, "facts", word) is None else None
            text = edit(text, [Change("facts", ident, entry, named)])
    return text
