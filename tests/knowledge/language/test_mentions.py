"""Numbers, ordinals, years and days as texts mention them, in English and in Korean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.mentions import Day, Mentions, number_of, ordinal_of, read_mentions, unit_of
from knowledge.language.normalize import words

SERIES = frozenset({"kidd", "scm"})


def mentions(text: str) -> Mentions:
    """Read *text* with KIDD and SCM for series."""
    return read_mentions(words(text), SERIES)


@pytest.mark.parametrize(
    ("text", "ordinals"),
    [
        ("the 14th KIDD", {14}),
        ("the fourteenth round", {14}),
        ("the twenty-first KIDD", {21}),
        ("KIDD 14", {14}),
        ("KIDD-14", {14}),
        ("the 50 SCM", {50}),
        ("from the 13th to the 15th", {13, 15}),
        ("제14차 KIDD", {14}),
        ("14차 회의", {14}),
        ("14번째 회의", {14}),
        ("KIDD", set()),
        ("KIDD 2018", set()),
        ("14 officials", set()),
        ("대통령 2명", set()),
        ("the 70th anniversary", set()),
    ],
)
def test_ordinals(text: str, ordinals: set[int]) -> None:
    """An ordinal is written out, marked in Korean, or a bare number beside the name of a series."""
    assert mentions(text).ordinals == ordinals


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("in 2018", {2018}),
        ("2018년 7월", {2018}),
        ("from 1950 to 1953", {1950, 1953}),
        ("the 2018 KIDD", {2018}),
        ("1899 or 2100", set()),
        ("20180 troops", set()),
        ("12345678901234567890", set()),
    ],
)
def test_years(text: str, years: set[int]) -> None:
    """A year has four digits, from 1900 to 2099."""
    assert mentions(text).years == years


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("July 25-26", {Day(7, 25), Day(7, 26)}),
        ("25 and 26 July", {Day(7, 25), Day(7, 26)}),
        ("on the 25th of July", {Day(7, 25)}),
        ("Jul 25th", {Day(7, 25)}),
        ("in July", {Day(7, None)}),
        ("May 11", {Day(5, 11)}),
        ("may I ask", set()),
        ("the march of time", set()),
        ("7월 25일", {Day(7, 25)}),
        ("7월 25~26일", {Day(7, 25), Day(7, 26)}),
        ("7월에", {Day(7, None)}),
        ("월요일", set()),
        ("25 officials", set()),
    ],
)
def test_days(text: str, days: set[Day]) -> None:
    """A day stands beside its month, before or after it; a month may stand alone; the verb "may" is no month."""
    assert mentions(text).days == days


def test_a_day_is_no_ordinal() -> None:
    """The 25th of July is not the 25th of a series."""
    assert mentions("the KIDD of July 25th").ordinals == frozenset()


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("40 years", {(40, "year")}),
        ("forty years", {(40, "year")}),
        ("the 70th anniversary", {(70, "year")}),
        ("two days", {(2, "day")}),
        ("a day or 3 weeks", {(3, "week")}),
        ("a four-star general", {(4, "star")}),
        ("28,500 troops", {(28500, "person")}),
        ("40년", {(40, "year")}),
        ("70주년", {(70, "year")}),
        ("이틀, 2일", {(2, "day")}),
        ("212명을", {(212, "person")}),
        ("years and years", set()),
        ("40 winks", set()),
    ],
)
def test_counts(text: str, counts: set[tuple[int, str]]) -> None:
    """A number counts the unit that follows it, in digits or in words."""
    assert mentions(text).counts == counts


@pytest.mark.parametrize(
    ("text", "weekdays"), [("on Saturday", {5}), ("Monday or Friday", {0, 4}), ("토요일", {5}), ("one day", set())]
)
def test_days_of_the_week(text: str, weekdays: set[int]) -> None:
    """Days of the week are numbered from Monday."""
    assert mentions(text).days_of_week == weekdays


@given(st.integers(1, 999))
def test_any_ordinal_is_read_as_its_number(number: int) -> None:
    """However an ordinal is written, its number is what is read, and no other."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    for text in (f"the {number}{ending} KIDD", f"KIDD {number}", f"KIDD-{number}", f"제{number}차 KIDD"):
        assert mentions(text).ordinals == {number}


@given(st.integers(1900, 2099), st.integers(1, 31))
def test_a_day_with_a_year_keeps_both(year: int, day: int) -> None:
    """A text such as "July 25, 2018" is a day and a year, in both orders and in Korean."""
    for text in (f"July {day}, {year}", f"{day} July {year}", f"{year}년 7월 {day}일"):
        read = mentions(text)
        assert read.days == {Day(7, day)}
        assert read.years == {year}
        assert read.ordinals == frozenset()


@given(
    st.lists(st.sampled_from("7 14th 25 월 일 년 차 제 july may and of 2018 forty twenty first kidd days 명".split()))
)
def test_no_order_of_words_makes_reading_fail(tokens: list[str]) -> None:
    """Whatever stands beside whatever, days are in the calendar's range and nothing raises."""
    read = read_mentions(tuple(tokens), SERIES)
    assert all(1 <= (day.day or 1) <= 31 for day in read.days)
    assert all(1900 <= year <= 2099 for year in read.years)


@pytest.mark.parametrize(("word", "number"), [("14", 14), ("forty", 40), ("zero", 0), ("1" * 10, None), ("kidd", None)])
def test_number_of(word: str, number: int | None) -> None:
    """Digits up to nine and the number words are numbers."""
    assert number_of(word) == number


@pytest.mark.parametrize(("word", "ordinal"), [("14th", 14), ("fourteenth", 14), ("ninetieth", 90), ("14", None)])
def test_ordinal_of(word: str, ordinal: int | None) -> None:
    """An ordinal has its ending, or is a word."""
    assert ordinal_of(word) == ordinal


@pytest.mark.parametrize(
    ("word", "unit"),
    [("year", "year"), ("years", "year"), ("day", "day"), ("days", "day"), ("명이", "person"), ("kidd", None)],
)
def test_unit_of(word: str, unit: str | None) -> None:
    """One and many of a thing are one unit."""
    assert unit_of(word) == unit
