"""The latest meeting, and what came when: by date, whatever the order of the file."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import chronology
from knowledge.model import Basis, FactBook, FactFile, Meeting, Names

_DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 31))


@st.composite
def _meetings(draw: st.DrawFn) -> tuple[Meeting, ...]:
    count = draw(st.integers(0, 8))
    return tuple(
        Meeting(
            id=f"m{number}",
            series=draw(st.sampled_from([None, "csd", "deep-sea-forum"])),
            name=Names(en=f"Meeting {number}"),
            starts_on=(start := draw(_DAYS)),
            ends_on=start + timedelta(draw(st.integers(0, 40))),
            dates_basis=Basis.STATED,
            place=draw(st.sampled_from([None, Names(en="Busan", ko="부산"), Names(en="Seoul")])),
            releases=("csd-12",),
            sources=("csd-12#s01",),
        )
        for number in range(count)
    )


def _with_meetings(book: FactBook, meetings: tuple[Meeting, ...]) -> FactBook:
    return FactBook(book.file.model_copy(update={"meetings": meetings, "facts": (), "people": ()}), book.digest)


def _reordered(book: FactBook, rnd: random.Random) -> FactBook:
    def mixed(entries: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(rnd.sample(entries, len(entries)))

    file = book.file
    sections = {name: mixed(getattr(file, name)) for name in FactFile.model_fields if name != "format"}
    return FactBook(file.model_copy(update=sections), book.digest)


@pytest.mark.parametrize(
    ("as_of", "series", "latest"),
    [
        (date(2026, 1, 1), None, "calder-2021"),
        (date(2021, 11, 5), None, "calder-2021"),
        (date(2021, 11, 4), None, "csd-12"),
        (date(2016, 5, 11), None, "csd-12"),
        (date(2016, 5, 10), None, None),
        (date(2026, 1, 1), "csd", "csd-12"),
        (date(2026, 1, 1), "deep-sea-forum", None),
        (date(2026, 1, 1), "no-such-series", None),
    ],
    ids=["today", "on its day", "day before", "first day", "before all", "series", "series without", "unknown"],
)
def test_the_latest_meeting_is_the_last_that_had_begun(
    small_book: FactBook, as_of: date, series: str | None, latest: str | None
) -> None:
    """Dates decide; a meeting counts from its first day on."""
    found = chronology.latest_meeting(small_book, as_of, series=series)
    assert (found.id if found else None) == latest


@given(_meetings(), _DAYS, st.sampled_from([None, "csd"]))
def test_no_meeting_held_is_later_than_the_latest(
    small_book: FactBook, meetings: tuple[Meeting, ...], as_of: date, series: str | None
) -> None:
    """Against a plain search through all of them."""
    found = chronology.latest_meeting(_with_meetings(small_book, meetings), as_of, series=series)
    held = [each for each in meetings if each.starts_on <= as_of and series in (None, each.series)]
    assert (found is None) == (not held)
    if found is not None:
        assert found in held
        assert found.starts_on == max(each.starts_on for each in held)


@given(_meetings(), st.randoms(use_true_random=False))
def test_the_order_of_the_file_changes_nothing(
    small_book: FactBook,
    meetings: tuple[Meeting, ...],
    rnd: random.Random,
) -> None:
    """Every look-up gives the same for a shuffled file."""
    for book in (small_book, _with_meetings(small_book, meetings)):
        other = _reordered(book, rnd)
        for look_up in (
            chronology.reach,
            chronology.filter_meetings,
            chronology.timeline,
            chronology.years,
            chronology.places,
            chronology.series_ids,
            lambda each: chronology.latest_meeting(each, date(2020, 1, 1)),
            lambda each: chronology.facts_about(each, "csd"),
            lambda each: chronology.timeline(each, topic="ruth-calder"),
        ):
            assert look_up(book) == look_up(other)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["calder-2021", "csd-12"]),
        ({"series": "csd"}, ["csd-12"]),
        ({"year": 2021}, ["calder-2021"]),
        ({"year": 2017}, []),
        ({"place": "busan "}, ["csd-12"]),
        ({"place": "부산"}, ["csd-12"]),
        ({"place": "Busan", "year": 2021}, []),
    ],
    ids=["all", "series", "year", "no such year", "place", "place in Korean", "both"],
)
def test_meetings_are_filtered_and_newest_first(
    small_book: FactBook, filters: dict[str, str | int], found: list[str]
) -> None:
    """Each filter narrows; together they must all fit."""
    meetings = chronology.filter_meetings(small_book, **filters)  # type: ignore[arg-type] # values by the key
    assert [meeting.id for meeting in meetings] == found


def test_a_meeting_over_new_year_belongs_to_both_years(small_book: FactBook) -> None:
    """The year filter looks at the first and at the last day."""
    meeting = small_book.meetings["csd-12"].model_copy(
        update={"starts_on": date(2018, 12, 31), "ends_on": date(2019, 1, 1)}
    )
    book = _with_meetings(small_book, (meeting,))
    assert chronology.years(book) == (2019, 2018)
    assert all(chronology.filter_meetings(book, year=year) for year in (2018, 2019))


def test_the_file_reaches_to_the_newest_day_it_knows(small_book: FactBook) -> None:
    """The newest of the meetings' ends and the publications; None for a file that knows no day."""
    assert chronology.reach(small_book) == date(2021, 11, 5)
    releases = tuple(release.model_copy(update={"published": date(2022, 2, 2)}) for release in small_book.file.releases)
    assert chronology.reach(FactBook(small_book.file.model_copy(update={"releases": releases}), "")) == date(2022, 2, 2)
    undated = tuple(release.model_copy(update={"published": None}) for release in small_book.file.releases)
    bare = small_book.file.model_copy(update={"releases": undated, "meetings": ()})
    assert chronology.reach(FactBook(bare, "")) is None


def test_facts_about_a_person_stand_in_the_order_of_time_and_text(small_book: FactBook) -> None:
    """Older meetings first, then by sentence; what a person is quoted as saying counts as about them."""
    about = [fact.id for fact in chronology.facts_about(small_book, "ruth-calder")]
    assert about == ["csd12-leads", "calder21-date", "calder21-museum"]
    quoted = small_book.facts["calder21-exercise"].model_copy(update={"said_by": "ruth-calder"})
    facts = tuple(quoted if fact.id == quoted.id else fact for fact in small_book.file.facts)
    book = FactBook(small_book.file.model_copy(update={"facts": facts}), "")
    assert quoted in chronology.facts_about(book, "ruth-calder")


def test_superseded_facts_are_not_told(small_book: FactBook) -> None:
    """A fact that another took the place of is in no list."""
    assert "csd12-crews-old" not in {fact.id for fact in chronology.facts_of_meeting(small_book, "csd-12")}
    assert "csd12-crews-old" not in {fact.id for fact in chronology.facts_about(small_book, "rwg")}


def test_a_timeline_is_oldest_first_and_of_a_topic_has_its_facts(small_book: FactBook) -> None:
    """Without a topic every meeting; with one, those that have a fact about it."""
    assert [moment.meeting.id for moment in chronology.timeline(small_book)] == ["csd-12", "calder-2021"]
    (moment,) = chronology.timeline(small_book, topic="patrols")
    assert (moment.meeting.id, [fact.id for fact in moment.facts]) == ("csd-12", ["csd12-patrols"])
    assert chronology.timeline(small_book, series="csd", topic="sea-lantern") == ()


def test_a_fact_without_a_meeting_is_ordered_by_its_release(small_book: FactBook) -> None:
    """Publication stands in for the day; a release without one comes last."""
    loose = small_book.facts["csd12-saved"].model_copy(update={"meeting": None})
    undated = small_book.facts["calder21-museum"].model_copy(update={"meeting": None})
    dated = small_book.facts["calder21-date"]
    assert chronology.in_order(small_book, [undated, dated, loose]) == (loose, dated, undated)


def test_offices_of_a_person_come_in_the_order_of_time(small_book: FactBook) -> None:
    """Each role with its meeting, oldest first."""
    roles = chronology.roles_in_order(small_book.people["han-do-yun"], small_book)
    assert [(role.office.en, meeting.id) for role, meeting in roles] == [
        ("Deputy Minister for Coastal Policy", "csd-12"),
        ("Vice Minister of the Harbor Ministry", "calder-2021"),
    ]
