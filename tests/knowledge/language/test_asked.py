"""What kind of thing a question asks for, in English and in Korean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.asked import Asked, read_asked
from knowledge.language.normalize import words
from knowledge.model import Kind


def asked(text: str) -> Asked:
    """Read *text* as the query does."""
    return read_asked(words(text), marked="?" in text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Who led the talks?", Kind.WHO),
        ("whose idea was it?", Kind.WHO),
        ("Which general came along?", Kind.WHO),
        ("What was the name of the minister?", Kind.WHO),
        ("When did they meet?", Kind.WHEN),
        ("On which day did they meet?", Kind.WHEN),
        ("In what year was that?", Kind.WHEN),
        ("how soon will they be done?", Kind.WHEN),
        ("Where was it held?", Kind.WHERE),
        ("In which city was it?", Kind.WHERE),
        ("what two cities were visited?", Kind.WHERE),
        ("Why did they move?", Kind.WHY),
        ("how come they moved?", Kind.WHY),
        ("What was the reason for the move?", Kind.WHY),
        ("How did they decide?", Kind.HOW),
        ("How many boats came?", Kind.HOW_MANY),
        ("how long did it last?", Kind.HOW_MANY),
        ("what number of boats came?", Kind.HOW_MANY),
        ("the number of boats, please", Kind.HOW_MANY),
        ("What did they agree on?", Kind.WHAT),
        ("which treaty was signed?", Kind.WHAT),
        ("Did they agree?", Kind.YES_NO),
        ("is it true?", Kind.YES_NO),
        ("Do you know when they met?", Kind.WHEN),
        ("can you tell me who led it?", Kind.WHO),
        ("wen did they meet", Kind.WHEN),
        ("wher was it", Kind.WHERE),
        ("meeting date", Kind.WHEN),
        ("meeting location", Kind.WHERE),
        ("radar data", None),
        ("누가 회의를 이끌었나요?", Kind.WHO),
        ("대표는 누구입니까?", Kind.WHO),
        ("언제 만났어요?", Kind.WHEN),
        ("몇 월에 열렸나요?", Kind.WHEN),
        ("어디에서 열렸습니까?", Kind.WHERE),
        ("왜 옮겼나요?", Kind.WHY),
        ("몇 명이 왔나요?", Kind.HOW_MANY),
        ("무엇을 논의했나요?", Kind.WHAT),
        ("합의했습니까?", Kind.YES_NO),
        ("합동 순찰", None),
    ],
)
def test_the_question_word_tells_the_kind(text: str, kind: Kind | None) -> None:
    """A question word, or the noun that "which" and "what" ask about, tells what is wanted."""
    assert asked(text).kind == kind


@pytest.mark.parametrize(
    ("text", "is_question"),
    [
        ("Who led the talks?", True),
        ("who led the talks", True),
        ("did they agree", True),
        ("so tell me who led it", True),
        ("in which city was it", True),
        ("radar data?", True),
        ("radar data", False),
        ("they agreed on radar data", False),
        ("the minister said on Friday what he always says", False),
        ("누가 이끌었나요", True),
        ("합의했습니까", True),
        ("합동 순찰입니다", False),
        ("", False),
    ],
)
def test_questions_are_told_from_statements(text: str, *, is_question: bool) -> None:
    """A question begins as one or is marked as one; a question word deep in a statement asks nothing."""
    assert asked(text).is_question is is_question


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("Which port did they visit?", "port"),
        ("Which two ports did they visit?", "ports"),
        ("How many rescue cutters are there?", "cutters"),
        ("What did they visit?", None),
        ("Who visited the port?", None),
        ("Where is the port?", None),
    ],
)
def test_focus_is_the_noun_asked_about(text: str, focus: str | None) -> None:
    """With "which port" a port is asked about a port; a bare question word asks about no noun."""
    assert asked(text).focus == focus


@given(text=st.text(st.characters(exclude_categories=()), max_size=80), marked=st.booleans())
def test_any_text_can_be_read(text: str, *, marked: bool) -> None:
    """No text makes reading fail, and a question mark always makes a question where no statement is plain."""
    read = read_asked(words(text), marked=marked)
    assert read.kind is None or isinstance(read.kind, Kind)
    assert read.is_question or not marked
