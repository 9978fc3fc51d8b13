"""The nearest known word is named, or none that is far off, and looking for it is bounded."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.factfile.nearest import Nearest


def test_names_the_nearest() -> None:
    """A slip finds its word."""
    assert Nearest().pick("knid", ["id", "kind", "text"]) == "kind"


def test_names_none_that_is_far_off() -> None:
    """A word like no other finds nothing."""
    assert Nearest().pick("xyzzy", ["id", "kind", "text"]) is None
    assert Nearest().pick("xyzzy", []) is None


def test_names_the_first_of_equals() -> None:
    """Among equally near words the first wins, so that the same file always gives the same line."""
    assert Nearest().pick("cat", ["bat", "hat"]) == "bat"


def test_stops_when_its_budget_is_spent() -> None:
    """After so many comparisons nothing is named any more, and no time is spent."""
    nearest = Nearest(comparisons=3)

    assert nearest.pick("knid", ["kind", "id"]) == "kind"
    assert nearest.pick("knid", ["kind", "id"]) is None


@given(st.text(), st.lists(st.text(max_size=10), max_size=5))
def test_names_nothing_but_what_is_known(word: str, known: list[str]) -> None:
    """Whatever was written, the word named is one of the known."""
    assert Nearest().pick(word, known) in {None, *known}
