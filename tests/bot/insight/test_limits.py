"""Whatever was asked, and however much: Discord takes what is shown of it, and what is left out is counted."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.ids import open_id
from bot.cards.message import Press, Section, Style
from bot.database.unanswered import Question as Kept
from bot.factstore import Snapshot
from bot.insight.board import PAGE, Board, render_board
from bot.insight.figures import MOST_WEEKS, Week
from bot.insight.sheets import render_stats
from bot.text.phrases import Phrases
from bot.text.wording import Wording
from knowledge.cleaning import MAX_KEPT
from knowledge.grouping import Group, Question
from knowledge.model import FactBook, Language

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
TEXTS = st.one_of(
    st.text(min_size=1, max_size=MAX_KEPT),
    st.sampled_from(["*" * MAX_KEPT, "x" * MAX_KEPT, "한 " * (MAX_KEPT // 2), "\U0001f6a2" * MAX_KEPT]),
)
STYLES = st.sampled_from(["card", "plain"])
LANGUAGES = st.sampled_from(list(Language))
REASONS = st.sampled_from(["off_topic", "other_event", "definition", "unsure", "suggested"])
COUNTS = st.integers(0, 10**9)


@pytest.fixture(scope="module")
def wording() -> Wording:
    """Return the shipped words."""
    return Wording.load()


@st.composite
def boards(draw: st.DrawFn) -> Board:
    """Return up to six groups of up to six wordings."""
    groups: list[Group] = []
    kept: dict[int, Kept] = {}
    blank: dict[str, Any] = dict.fromkeys(each.name for each in dataclasses.fields(Kept))
    for _ in range(draw(st.integers(1, 6))):
        members = []
        for text in draw(st.lists(TEXTS, min_size=1, max_size=6)):
            number = 10**18 + len(kept)
            members.append(Question(number, text, draw(st.integers(1, 10**9))))
            values: dict[str, Any] = {**blank, "number": number, "text": text, "last_at": NOW, "reason": draw(REASONS)}
            kept[number] = Kept(**values)
        groups.append(Group((members[0], *members[1:])))
    return Board(tuple(groups), kept, cast("Snapshot", None))


@given(board=boards(), faces=st.tuples(STYLES, LANGUAGES), page=st.integers(0, 1), noted=st.booleans())
def test_every_page_of_unanswered_questions_fits(
    wording: Wording, small_book: FactBook, board: Board, faces: tuple[Style, Language], page: int, *, noted: bool
) -> None:
    """In both styles and languages, also below what a press says above it."""
    style, language = faces
    phrases = Phrases(wording, language, small_book)
    note = Section("n" * 260, ((Press("Undo", open_id("undo", 1)),),)) if noted else None
    message = render_board(board, phrases, style=style, page=page, note=note)
    assert message.fits
    message.kwargs()


def test_wordings_that_are_not_shown_are_counted(wording: Wording, small_book: FactBook) -> None:
    """A moderator sees that there are more."""
    blank: dict[str, Any] = dict.fromkeys(each.name for each in dataclasses.fields(Kept))
    members = [Question(number, f"{number} " + "y" * (MAX_KEPT - 4), 1) for number in range(PAGE * 5)]
    values: dict[str, Any] = {**blank, "last_at": NOW, "reason": "unsure"}
    kept = {each.number: Kept(**{**values, "number": each.number, "text": each.text}) for each in members}
    groups = tuple(Group((one[0], *one[1:])) for one in (members[start : start + 5] for start in range(0, 20, 5)))
    board = Board(groups, kept, cast("Snapshot", None))
    message = render_board(board, Phrases(wording, Language.EN, small_book), style="plain", page=0)
    assert message.fits
    for section in message.sections[1:]:
        shown = section.text.count("“") - 1
        assert f"and {4 - shown} more wording" in section.text


@given(
    figures=st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=1, max_size=MOST_WEEKS),
    faces=st.tuples(STYLES, LANGUAGES),
    with_direct=st.booleans(),
)
def test_any_number_of_weeks_fits(
    wording: Wording,
    small_book: FactBook,
    figures: list[tuple[int, int, int]],
    faces: tuple[Style, Language],
    *,
    with_direct: bool,
) -> None:
    """The newest weeks stay, and how many are not told one by one is said."""
    style, language = faces
    weeks = [Week(date(2026, 1, 5) + timedelta(weeks=number), *each) for number, each in enumerate(figures)]
    message = render_stats(weeks, Phrases(wording, language, small_book), style=style, with_direct=with_direct)
    assert message.fits
    asked = next((number for number, each in enumerate(weeks) if each.asked), None)
    if asked is not None:
        *lines, last = message.sections[1].text.splitlines()
        told = len(lines) if last.startswith("-# ") else len(lines) + 1
        assert message.sections[1].text.startswith(weeks[-1].monday.isoformat())
        assert told == len(weeks) - asked or str(len(weeks) - asked - told) in last
