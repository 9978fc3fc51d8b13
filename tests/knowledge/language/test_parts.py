"""A message to the questions in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.decision import MAX_SHOWN
from knowledge.language.normalize import clean
from knowledge.language.parts import split_questions


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Who led the talks? Where were they held?", ("Who led the talks?", "Where were they held?")),
        ("Who led the talks and where were they held?", ("Who led the talks", "where were they held?")),
        ("who led the talks, where were they held", ("who led the talks", "where were they held")),
        ("Who led the talks?\nWhen did they end?\n", ("Who led the talks?", "When did they end?")),
        (
            "I read the release. Who led the talks? It does not say where. Where were they held?",
            ("Who led the talks?", "Where were they held?"),
        ),
        ("누가 회의를 이끌었나요? 회의는 어디에서 열렸나요?", ("누가 회의를 이끌었나요?", "회의는 어디에서 열렸나요?")),
    ],
)
def test_several_questions_are_parted(text: str, parts: tuple[str, ...]) -> None:
    """Each sentence or clause that asks by itself is a question of its own."""
    found = split_questions(text)
    assert len(found) == len(parts)
    assert all(part in one for part, one in zip(parts, found, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "Who led the talks?",
        "When and where was it held?",
        "Who and what and why?",
        "What did South Korea and the United States agree on?",
        "Did they say when and where the next round will be?",
        "Really? Who led the talks?",
        "Who led the talks??? ?",
        "They met in Busan. Who led the talks?",
        "radar data",
        "",
    ],
)
def test_one_question_stays_one(text: str) -> None:
    """Two question words, a question mark too many or a statement before make no second question."""
    assert split_questions(text) == (clean(text),)


def test_no_more_than_three_are_taken() -> None:
    """A list of questions is cut to the first three."""
    text = " ".join(f"Who led the talks of year {year}?" for year in range(2000, 2010))
    assert [part[-5:] for part in split_questions(text)] == ["2000?", "2001?", "2002?"]


@given(
    st.text(st.characters(exclude_categories=()), max_size=150)
    | st.lists(
        st.sampled_from(
            [
                "who led it",
                "where was that?",
                "and",
                ",",
                ";",
                "?",
                "？",
                "when did they go",
                "\n",
                "누가 했나요?",
                "그리고 ",
                ".",
            ]
        )
    ).map(" ".join)
)
def test_parts_stand_in_the_text(text: str) -> None:
    """Whatever the text there are one to three parts, each of them a piece of it."""
    whole = clean(text)
    parts = split_questions(text)
    assert 1 <= len(parts) <= MAX_SHOWN
    assert all(part in whole for part in parts)
