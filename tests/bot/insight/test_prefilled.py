"""What a form begins with that is opened from unanswered questions may be published as it stands."""

from bot.insight.board import questions_of
from knowledge.grouping import Group, Question


def test_questions_come_without_markup() -> None:
    """Two that differ in it alone are one, and what is nothing else is left out."""
    asked = ("What **is** `it`?", "What is it?", "***", "[click]( where is it?", "**누가** 이끌었나요?")
    first, *more = (Question(number, text) for number, text in enumerate(asked, 1))
    assert questions_of(Group((first, *more))) == {
        "en": ["What is it?", "click where is it?"],
        "ko": ["누가 이끌었나요?"],
    }
