"""A change on top of another: nobody's part of it is lost, and no words come under another's number."""

from typing import Any

import pytest

from bot.curating.rebase import SentencesMoved, on_top


def side(name: str, lead: str, **more: Any) -> dict[str, Any]:
    """Return one delegation."""
    return {"side": name, "lead": lead, **more}


def test_of_a_list_of_mappings_each_keeps_what_they_changed() -> None:
    """They led theirs anew, I mine: both stand; what one took out stays out."""
    before = {"delegations": [side("rok", "a"), side("us", "b")]}
    mine = {"delegations": [side("rok", "new"), side("us", "b")]}
    theirs = {"delegations": [side("rok", "a", office="o"), side("us", "other")]}
    assert on_top(before, mine, theirs) == {"delegations": [side("rok", "new", office="o"), side("us", "other")]}
    assert on_top(before, mine, {"delegations": [side("rok", "a")]}) == {"delegations": [side("rok", "new")]}
    gone = {"delegations": [side("us", "b")]}
    assert on_top(before, gone, theirs) == {"delegations": [side("us", "other")]}


@pytest.mark.parametrize(("key", "told_by"), [("sessions", "id"), ("roles", "meeting")])
def test_what_both_added_is_there(key: str, told_by: str) -> None:
    """By what tells one from the other."""
    old, mine, theirs = ({told_by: each, "sources": [each]} for each in ("old", "mine", "theirs"))
    merged = on_top({key: [old]}, {key: [old, mine]}, {key: [old, theirs]})
    assert merged == {key: [old, theirs, mine]}


def test_an_order_that_i_changed_is_the_order() -> None:
    """Also where they added one."""
    before, mine = {"nearest": ["a", "b"]}, {"nearest": ["b", "a"]}
    assert on_top(before, mine, {"nearest": ["a", "b"], "kind": "who"})["nearest"] == ["b", "a"]
    assert on_top(before, mine, {"nearest": ["a", "b", "c"]})["nearest"] == ["b", "a", "c"]
    assert on_top(before, before, {"nearest": ["b", "a"]})["nearest"] == ["b", "a"]


def test_texts_that_only_one_of_us_touched_stay() -> None:
    """Added by either, taken out by either."""
    assert on_top(["a", "b"], ["a", "c"], ["a", "b", "d"]) == ["a", "d", "c"]


def test_sentences_that_both_changed_are_refused() -> None:
    """One's s02 may be the other's s03."""

    def read(*hashes: str) -> dict[str, Any]:
        return {"sentences": [{"id": f"s{number:02}", "sha256": each} for number, each in enumerate(hashes, 1)]}

    with pytest.raises(SentencesMoved):
        on_top(read("a", "b"), read("a", "x", "b"), read("a", "c", "b"))
    assert on_top(read("a"), read("a", "b"), read("a")) == read("a", "b")
    assert on_top(read("a"), read("a"), read("b")) == read("b")
