from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.lookups import (
    Sheet,
    show_glossary,
    show_latest,
    show_meeting,
    show_meetings,
    show_person,
    show_sources,
    show_timeline,
    show_topic,
)
from bot.text.names import Subject, find, near
from bot.text.phrases import Phrases
from bot.text.wording import Wording
from knowledge.model import FactBook, Language

EN, KO = Language.EN, Language.KO
TODAY = date(2026, 1, 1)


@pytest.fixture(scope="module")
def wording() -> Wording:
    """Return the words that ship."""
    return Wording.load()


@pytest.fixture
def phrases(wording: Wording, small_book: FactBook) -> Phrases:
    """Return English phrases about the small book."""
    return Phrases(wording, EN, small_book)


def ids(sheet: Sheet) -> list[str]:
    """Return what stands on a sheet."""
    return [entry.id for entry in sheet.entries]


def test_latest_is_by_meeting_date_as_of_the_day(phrases: Phrases) -> None:
    """A meeting that lies ahead is not the latest; the note says up to when the file reaches."""
    assert ids(show_latest(phrases, TODAY)) == ["calder-2021"]
    assert ids(show_latest(phrases, date(2021, 11, 4))) == ["csd-12"]
    assert show_latest(phrases, TODAY).note == (
        "By meeting date, as of 2026-01-01. The releases here reach up to 2021-11-05."
    )


@pytest.mark.parametrize("series", ["csd", "CSD", " coastal security dialogue", "연안대화"])
def test_latest_of_a_series_by_any_of_its_names(series: str, phrases: Phrases) -> None:
    """Id, abbreviation, name and Korean name are the same series."""
    assert ids(show_latest(phrases, TODAY, series=series)) == ["csd-12"]


def test_a_series_that_nobody_knows_is_not_passed_over(phrases: Phrases) -> None:
    """It must not show another series' meeting; and it does not repeat what was typed."""
    sheet = show_latest(phrases, TODAY, series="<@1>")
    assert ids(sheet) == []
    assert sheet.note == "The releases do not say: there is no such meeting in them."


def test_meetings_are_filtered(phrases: Phrases) -> None:
    """By series, year and place, newest first."""
    assert ids(show_meetings(phrases)) == ["calder-2021", "csd-12"]
    assert ids(show_meetings(phrases, year=2016)) == ["csd-12"]
    assert ids(show_meetings(phrases, place="부산")) == ["csd-12"]
    assert ids(show_meetings(phrases, series="csd", year=2021)) == []


@pytest.mark.parametrize("name", ["csd-12", "CSD 12", "csd-12 ", "12th coastal security dialogue", "연안안보대화 12"])
def test_a_meeting_is_found_by_series_and_number(name: str, phrases: Phrases) -> None:
    """As members write it; it has its sides, its sessions and all of its facts, each cited."""
    sheet = show_meeting(phrases, name)
    (entry,) = sheet.entries
    assert "South Korea: Han Do-yun, Deputy Minister for Coastal Policy" in entry.lines
    assert "Session: Rescue Working Group" in entry.lines
    assert len(entry.facts) == 8
    assert {citation.place for citation in entry.citations} == {"csd-12#s01", "csd-12#s02", "csd-12#s09"}


def test_another_number_of_a_series_is_not_given_this_one(phrases: Phrases) -> None:
    """The 13th is not in the releases; the 12th is offered, not shown."""
    sheet = show_meeting(phrases, "CSD 13")
    assert ids(sheet) == []
    assert sheet.note is not None
    assert sheet.note.endswith("Did you mean: 12th Coastal Security Dialogue?")


def test_a_person_has_the_office_of_each_date(phrases: Phrases) -> None:
    """Meeting by meeting, oldest first, then the facts about them."""
    sheet = show_person(phrases, "admiral calder")
    assert ids(sheet) == ["csd-12", "calder-2021", "ruth-calder"]
    assert sheet.entries[1].lines == ("Commander of the US Coast Command",)
    assert len(sheet.entries[2].facts) == 3


def test_somebody_from_elsewhere_is_told_so(phrases: Phrases) -> None:
    """A person whom readers confuse with these has no answer here."""
    assert show_person(phrases, "Secretary Brandt") == Sheet(
        "Ida Brandt", note="The releases do not say: they do not speak of Ida Brandt."
    )
    assert show_topic(phrases, "DSF").note == "The releases do not say: they do not speak of Deep Sea Forum."
    assert show_glossary(phrases, "DSF").note == "The releases do not say: they do not speak of Deep Sea Forum."


def test_a_topic_has_its_meaning_and_facts(phrases: Phrases) -> None:
    """A person is a topic too."""
    (entry,) = show_topic(phrases, "Sea Lantern exercise").entries
    assert entry.lines[0] == "A search exercise that both fleets held."
    assert [cited.fact.id for cited in entry.facts] == ["calder21-exercise"]
    assert show_topic(phrases, "Ruth Calder") == show_person(phrases, "Ruth Calder")


def test_the_glossary_is_by_name_and_has_only_what_is_explained(phrases: Phrases) -> None:
    """Terms without a meaning would be empty lines; one asked for by name is shown all the same."""
    assert ids(show_glossary(phrases)) == ["csd", "rwg", "sea-lantern"]
    assert ids(show_glossary(phrases, "pusan")) == ["busan"]
    assert ids(show_glossary(phrases, "  ")) == ids(show_glossary(phrases))


def test_the_timeline_is_oldest_first(phrases: Phrases) -> None:
    """With a topic it has that topic's facts, and meetings without one are left out."""
    assert ids(show_timeline(phrases)) == ["csd-12", "calder-2021"]
    sheet = show_timeline(phrases, topic="patrols")
    assert ids(sheet) == ["csd-12"]
    assert [cited.fact.id for cited in sheet.entries[0].facts] == ["csd12-patrols"]
    assert show_timeline(phrases, topic="nothing like it").entries == ()


def test_sources_say_what_is_not_known(phrases: Phrases) -> None:
    """A missing date is a line, not a hole; the address is there where there is one."""
    first, second = show_sources(phrases).entries
    assert "Published: 2016-05-12 (inferred)" in first.lines
    assert first.address is None
    assert "Published: date not known" in second.lines
    assert second.address == "https://harbor.example/releases/calder?page=1&id=H_7"


def test_everything_is_korean_for_korean_readers(wording: Wording, small_book: FactBook) -> None:
    """Names, sides and notes."""
    phrases = Phrases(wording, KO, small_book)
    (entry,) = show_meeting(phrases, "csd-12").entries
    assert entry.heading == "제12차 연안안보대화"
    assert "한국: 한도윤, 연안정책실장" in entry.lines
    assert show_person(phrases, "nobody at all").note == "보도자료에 나와 있지 않습니다. 그런 인물이 없습니다."


@given(typed=st.text(), subject=st.sampled_from(Subject))
def test_whatever_is_typed_finds_something_or_nothing(typed: str, subject: Subject, small_book: FactBook) -> None:
    """No text is an error, and what is found exists."""
    known = {*small_book.meetings, *small_book.people, *small_book.terms}
    found = find(small_book, subject, typed)
    assert found is None or found in known
    assert {choice.id for choice in near(small_book, subject, typed, EN)} <= known


def test_choices_begin_with_what_was_typed(small_book: FactBook) -> None:
    """Beginnings come before middles, middles before slips; nothing typed gives everything by name."""
    assert [choice.label for choice in near(small_book, Subject.PERSON, "", EN)] == [
        "Han Do-yun",
        "Ida Brandt",
        "Ruth Calder",
        "Seo Ha-rin",
    ]
    assert near(small_book, Subject.PERSON, "ruth", EN)[0].id == "ruth-calder"
    assert near(small_book, Subject.PERSON, "do-yun", EN)[0].id == "han-do-yun"
    assert near(small_book, Subject.TERM, "sea lantrn", EN)[0].id == "sea-lantern"
    assert near(small_book, Subject.PERSON, "콜더", KO)[0].label == "루스 콜더"
    assert near(small_book, Subject.PERSON, "zzzzqqq", EN) == ()
    assert len(near(small_book, Subject.TOPIC, "", EN, limit=3)) == 3
