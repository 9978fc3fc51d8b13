"""The day of publication is what a release prints as such, and never a day that it speaks of."""

from datetime import date

import pytest

from knowledge.ingest.days import printed_day, read_day

DAY = date(2018, 7, 26)


@pytest.mark.parametrize(
    "line",
    [
        "July 26, 2018",
        "Jul. 26, 2018",
        "26 July 2018",
        "Thursday, July 26th, 2018",
        "For Immediate Release: July 26, 2018",
        "Posted: 2018-07-26 14:30",
        "2018. 7. 26.",
        "2018. 7. 26.(목)",
        "2018년 7월 26일",
        "등록일 : 2018-07-26 오후 2:30",
        "등록일 | 2018.07.26 | 조회 | 1,234",
    ],
)
def test_a_line_that_says_a_day_and_nothing_else_is_the_day(line: str) -> None:
    """In English and in Korean, with or without a label."""
    assert printed_day([line], "They met.") == DAY


@pytest.mark.parametrize(
    "line",
    [
        "The talks were held July 26, 2018",
        "July 26",
        "2018-13-26",
        "February 30, 2018",
        "Statement of July 26, 2018 on keepers",
        "No. 2018-07-26-1",
    ],
)
def test_any_other_line_is_not(line: str) -> None:
    """A day among words is one that the release speaks of; a day without a year, or that no calendar has, is none."""
    assert printed_day([line], "They met.") is None


def test_a_dateline_is_the_day() -> None:
    """A place and a day before the first sentence; within a sentence it is not."""
    assert printed_day([], "SEOUL, July 26, 2018 -- They met in Busan.") == DAY
    assert printed_day([], "WASHINGTON, July 26, 2018 (AFNS) -- They met.") == DAY
    assert printed_day([], "On July 26, 2018 they met in Busan.") is None


def test_two_days_are_none() -> None:
    """Nobody could tell which of them counts; the same one twice is one."""
    assert printed_day(["July 26, 2018", "July 27, 2018"], "") is None
    assert printed_day(["July 26, 2018", "2018-07-26"], "") == DAY


def test_a_day_in_a_tag_is_read() -> None:
    """As machines write it."""
    assert read_day("2018-07-26T09:00:00+09:00") == DAY
    assert read_day("yesterday") is None
