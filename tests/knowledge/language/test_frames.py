"""What people put around a question comes off; the question stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.frames import unframe


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Someone on Twitter said that the talks were in Busan.", "the talks were in Busan."),
        ("my friend told me the talks ran for a week", "the talks ran for a week"),
        ("A user here claims the minister went home early", "the minister went home early"),
        ("I heard that the cutters stay at Pohang.", "the cutters stay at Pohang."),
        ("The talks were in Busan. Is that right?", "The talks were in Busan."),
        ("The talks were in Busan, right?", "The talks were in Busan,"),
        ("the minister went home early, true or false?", "the minister went home early,"),
        ("They share radar data. Can you confirm?", "They share radar data."),
        ("For my essay, where were the talks held?", "where were the talks held?"),
        ("fact check: the talks were in Busan", "the talks were in Busan"),
        ("Quick question: where were the talks held?", "where were the talks held?"),
    ],
)
def test_frames_come_off(text: str, bare: str) -> None:
    """Who told them, what they need it for and "is that right?" are no part of the subject."""
    assert unframe(text) == bare


@pytest.mark.parametrize(
    "text",
    [
        "Who led the 14th KIDD?",
        "What did Milley say about the alliance?",
        "Did the minister say that the alliance is strong?",
        "Is that right?",
        "my friend said",
        "true or false?",
        "Which side asked for it?",
        "The right answer is what?",
        "제14차 KIDD는 어디에서 열렸나요?",
        "",
    ],
)
def test_a_plain_question_keeps_all_its_words(text: str) -> None:
    """What has no frame stays; so does a text of which too little would be left."""
    assert unframe(text) == text


@given(st.text(st.characters(exclude_categories=()), max_size=150))
def test_unframing_only_takes_away(text: str) -> None:
    """Whatever the text, what comes back stands in it."""
    assert unframe(text) in text
