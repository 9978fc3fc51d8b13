"""What somebody wrote is quoted short, on one line and visibly."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.factfile.show import LONGEST, show


def test_shows_ordinary_words_as_they_are() -> None:
    """Words of any script are quoted as written."""
    assert show("여석주 & Yeo (14)") == "여석주 & Yeo (14)"
    assert show(14) == "14"


def test_escapes_what_cannot_be_seen() -> None:
    """Controls, turned writing and half characters become escapes."""
    assert show("a\n\x1b[2J\u202e\ud800") == "a\\n\\x1b[2J\\u202e\\ud800"


def test_cuts_what_is_long() -> None:
    """A long text is cut with an ellipsis."""
    assert show("x" * 100) == "x" * (LONGEST - 1) + "…"


def test_names_the_type_of_anything_else() -> None:
    """What is no word is called by its type."""
    assert show(["a"]) == "list"


@given(st.text())
def test_is_always_printable_and_short(text: str) -> None:
    """Whatever the text, what is shown is printable and bounded, and showing it again changes little."""
    assert show(text).isprintable()
    assert len(show(text)) <= LONGEST * len("\\U0010ffff")
