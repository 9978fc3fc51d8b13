"""A notice tells each entry once, as it is in the end, within Discord's limits, and can be known again."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.database.revisions import Revision, Via
from bot.notices.changes import folded, render_changes
from bot.notices.cursor import Cursor
from bot.text.phrases import Phrases
from bot.text.wording import Wording
from knowledge.editing.change import Change, dump_changes
from knowledge.model import FactBook, Language


def revision(number: int, *changes: Change) -> Revision:
    """Return a revision with *changes*."""
    made = datetime(2026, 11, 18, tzinfo=UTC)
    return Revision(0, number, f"{number:064x}", None, "m-1", Via.DISCORD, "why", dump_changes(changes), made)


def fact(ident: str = "csd12-new", **fields: Any) -> dict[str, Any]:
    """Return a fact as plain data."""
    return {"id": ident, "text": {"en": "Ten ships came."}, "sources": ["csd-12#s01"], **fields}


@pytest.fixture
def phrases(small_book: FactBook) -> Phrases:
    """Return the English words about the small book."""
    return Phrases(Wording.load(), Language.EN, small_book)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (None, fact(), "**New:** Ten ships came."),
        (fact(), None, "**Taken out:** Ten ships came."),
        (fact(), fact(retired="wrong"), "**Retired:** Ten ships came."),
        (fact(), fact(superseded_by="other"), "**Superseded:** Ten ships came."),
        (fact(), fact(text={"en": "Two ships came."}), "**Changed:** Two ships came."),
        (fact(), fact(text={"en": "Two ships came."}), "Before: Ten ships came."),
    ],
)
def test_each_change_is_told_for_what_it_is(
    phrases: Phrases, before: dict[str, Any] | None, after: dict[str, Any] | None, told: str
) -> None:
    """In the words of the fact, with its id."""
    content = render_changes([revision(4, Change("facts", "csd12-new", before, after))], phrases, style="plain").message
    assert told in content.content
    assert "csd12-new" in content.content


def test_a_person_a_release_and_a_meeting_are_told_by_name(phrases: Phrases) -> None:
    """And nothing of a text that they do not have."""
    changes = [
        Change("people", "ann", None, {"id": "ann", "name": {"en": "Ann *Lee*", "ko": "앤"}}),
        Change("releases", "r", None, {"id": "r", "title": {"en": "An account"}}),
    ]
    content = render_changes([revision(4, *changes)], phrases, style="plain").message.content
    assert "Ann \\*Lee\\*" in content
    assert "An account" in content


def test_several_revisions_are_folded(phrases: Phrases) -> None:
    """What came and went again is not told; what changed twice is told once."""
    first, second, third = fact(), fact(text={"en": "Two ships came."}), fact(text={"en": "Six ships came."})
    passing = fact("passing")
    revisions = [
        revision(2, Change("facts", "csd12-new", first, second), Change("facts", "passing", None, passing)),
        revision(3, Change("facts", "csd12-new", second, third), Change("facts", "passing", passing, None)),
    ]
    assert folded(revisions) == [Change("facts", "csd12-new", first, third)]
    notice = render_changes(revisions, phrases, style="card")
    text = "\n".join(each.text for each in notice.message.sections)
    assert "Revisions 2 to 3" in text
    assert all(mark in text for mark in notice.marks)
    assert "Two ships" not in text


@pytest.mark.parametrize("style", ["card", "plain"])
@pytest.mark.parametrize("length", [10, 600, 5000])
def test_any_number_of_any_length_fits(phrases: Phrases, style: Any, length: int) -> None:
    """With how many more there are, and the mark by which it is known again."""
    changes = [Change("facts", f"f{each}", None, fact(f"f{each}", text={"en": "*" * length})) for each in range(40)]
    notice = render_changes([revision(7, *changes)], phrases, style=style)
    assert notice.message.fits
    text = "\n".join(each.text for each in notice.message.sections)
    assert "more entries" in text
    assert all(mark in text for mark in notice.marks)


def test_a_file_replaced_as_a_whole_says_so(phrases: Phrases) -> None:
    """Where nobody could tell which entries differ."""
    assert "as a whole" in render_changes([revision(2)], phrases, style="plain").message.content


def test_a_korean_guild_reads_korean(small_book: FactBook) -> None:
    """The Korean text where there is one."""
    phrases = Phrases(Wording.load(), Language.KO, small_book)
    change = Change("facts", "x", None, fact("x", text={"en": "Ten ships came.", "ko": "배 열 척이 왔습니다."}))
    content = render_changes([revision(2, change)], phrases, style="plain").message.content
    assert "배 열 척이 왔습니다." in content
    assert "사실이 바뀌었습니다" in content


WORDS = st.text("0123456789-W", min_size=1, max_size=12)


@given(WORDS, st.none() | WORDS)
def test_a_cursor_is_read_as_it_was_written(told: str, sending: str | None) -> None:
    """And ends where it began to tell."""
    cursor = Cursor(told, sending)
    assert Cursor.read(cursor.text) == cursor
    assert cursor.end() == Cursor(sending or told)
    assert Cursor(told).begin("9").text == f"{told}>9"
