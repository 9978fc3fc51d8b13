"""What a text counts: numbers with their nouns, spans of time in one unit."""

import pytest

from knowledge.language.counts import counted
from knowledge.language.normalize import words


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Two U.S. strategic assets", {(2, "asset")}),
        ("Forty South Korean and U.S. officials", {(40, "offici")}),
        ("It was a week long", {(7, "day")}),
        ("a one-day meeting", {(1, "day")}),
        ("four decades", {(40, "year")}),
        ("the 70th anniversary", {(70, "year")}),
        ("a four-year term", {(4, "year")}),
        ("이틀 동안", {(2, "day")}),
        ("3일 동안 열렸나요", {(3, "day")}),
        ("임기는 6년인가요", {(6, "year")}),
        ("July 25-26, 2018", set()),
        ("7월 25일에 열렸나요", set()),
        ("the B-52H drill month", set()),
        ("one of the summits", set()),
        ("14차 KIDD 주요 합의", set()),
    ],
)
def test_numbers_are_read_with_what_they_count(text: str, counts: set[tuple[int, str]]) -> None:
    """Days, years and nouns are counted; dates, years of a calendar and names with digits are not."""
    assert counted(words(text), exactly=True) == counts


def test_rough_numbers_are_left_out_only_on_request() -> None:
    """What a question puts roughly is no claim; what a text tells roughly is told."""
    spoken = words("more than 30 days and two of the boats")
    assert counted(spoken, exactly=True) == frozenset()
    assert (30, "day") in counted(spoken)
