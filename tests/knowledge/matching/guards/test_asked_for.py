"""What is asked for beyond what an entry tells: near misses are left untold, and what is told is let pass."""

from collections.abc import Callable

import pytest

from knowledge.answer import Answerer
from knowledge.matching.guards import Inspection
from knowledge.matching.guards.asked_for import clock
from knowledge.matching.guards.inspection import Case
from knowledge.matching.guards.known import Known
from knowledge.matching.guards.said import Reader
from knowledge.matching.guards.told import Tellings, Told
from knowledge.matching.query import read_query
from knowledge.model import Fact, Language

Hold = Callable[..., Inspection]
Failed = Callable[[Inspection], list[str]]


@pytest.mark.parametrize(
    ("question", "entry", "verdict"),
    [
        ("Where was the USFK headquarters before?", "kidd-14.humphreys-destination", ("detail", "before")),
        ("What new exercises does Lee want?", "milley-2023.posture-means", ("detail", "new")),
        ("What does it cost to fly the B-52H?", "milley-2023.b-52h", ("detail", "cost")),
        ("Which strategic assets are due next?", "milley-2023.washington-declaration", ("detail", "next")),
        ("유해 송환 노력의 구체적 내용은 무엇입니까?", "kidd-14.remains", ("detail", "구체적")),
        ("What time did the 14th KIDD start?", "kidd-14.dates", ("clock", "the hour")),
        ("제14차 KIDD는 몇 시에 시작했나요?", "kidd-14.dates", ("clock", "the hour")),
        ("What time was the 14th KIDD hosted by South Korea?", "kidd-14.dates", ("clock", "the hour")),
        ("What time was the KIDD set for that summer?", "kidd-14.dates", ("clock", "the hour")),
        ("By what time did the 14th KIDD end?", "kidd-14.place", ("clock", "the hour")),
        ("What time of the day did the 14th KIDD start?", "kidd-14.dates", ("clock", "the hour")),
        ("What did the previous KIDD agree on sanctions?", "kidd-14.sanctions", ("detail", "previous")),
        (
            "Which theater-level exercises were expanded? names please",
            "milley-2023.exercises-expanded",
            ("name", "a name"),
        ),
        ("Which hotel hosted the talks?", "kidd-14.organizers", ("focus", "hotel")),
        ("is there a quota for strategic assets", "milley-2023.strategic-assets", ("focus", "quota")),
        ("How many hours did the talks take?", "kidd-14.length", ("counting", "hour")),
        ("이틀 동안 총 몇 시간 진행됐나요?", "kidd-14.length", ("counting", "hour")),
        ("From where did USFK move to Camp Humphreys?", "kidd-14.humphreys-destination", ("answer", "Camp Humphreys")),
        ("What is UNC to do after OPCON?", "kidd-14.cfc-after-opcon", ("subject", "United Nations Command (UNC)")),
    ],
)
def test_what_the_entry_does_not_tell_is_left_untold(
    hold: Hold, failed: Failed, question: str, entry: str, verdict: tuple[str, str]
) -> None:
    """A finer thing, another thing, a price, an hour, a name or a thing that the entry lacks is said plainly."""
    found = hold(question, entry)
    assert verdict[0] in failed(found)
    assert found.untold == verdict[1]
    assert not found.passed


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("Where did the USFK headquarters move?", "kidd-14.humphreys-destination"),
        ("When did Milley go to the memorial, before or after the meeting?", "milley-2023.war-memorial"),
        ("Who paid tribute at the War Memorial?", "milley-2023.who-paid-tribute"),
        ("By what time should the documents be ready?", "kidd-14.key-documents-deadline"),
        ("At what time of day did Lee meet Milley?", "milley-2023.date"),
        ("In what time of year was the 14th KIDD?", "kidd-14.dates"),
        ("In what time frame was the 14th KIDD held?", "kidd-14.dates"),
        ("Was the USFK headquarters in New York?", "kidd-14.humphreys-destination"),
        ("Did they go to New York after the 14th KIDD?", "kidd-14.dates"),
        ("What was the name of the American general?", "kidd-14.us-lead"),
        ("Which submarine made the port call?", "milley-2023.ssgn"),
        ("How many days did the talks take?", "kidd-14.length"),
        ("What does the MND release say about strategic assets?", "milley-2023.strategic-assets"),
        ("What was the first thing they agreed on sanctions?", "kidd-14.sanctions"),
    ],
)
def test_what_the_entry_tells_is_not_held_back(hold: Hold, question: str, entry: str) -> None:
    """Words that sound like a detail and are none, and details that the entry has, pass."""
    assert hold(question, entry).untold is None


def test_a_gap_is_never_said_to_tell_too_little(hold: Hold) -> None:
    """Its word is that the releases do not tell, so no detail is beyond it."""
    found = hold("What exactly was the name of the first submarine before that?", "gap-ssgn-name")
    assert found.untold is None


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("The ceremony began at 9:30 a.m.", None),
        ("The hall closes at 18:00.", None),
        ("The ceremony began at 9 a.m.", None),
        ("The ceremony began at 9 o'clock.", None),
        ("The ceremony began at noon.", None),
        ("The ceremony began early.", "행사는 9시에 시작했습니다."),
        ("The ceremony began early.", "행사는 아홉 시에 시작했습니다."),
    ],
)
def test_an_hour_that_is_told_is_an_answer(small_answerer: Answerer, english: str, korean: str | None) -> None:
    """An hour in digits or in words, in the language of the question, is what "what time" asks for."""
    question = "행사는 몇 시에 시작했나요?" if korean else "What time did the ceremony begin?"
    assert _clock(small_answerer, question, english, korean).untold is None


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("The ceremony began on the 9th.", None),
        ("It took 9 hours and 30 people.", None),
        ("The ceremony took long.", "행사는 9시간 걸렸습니다."),
        ("The ceremony took long.", "한 시대의 행사였습니다."),
    ],
)
def test_a_number_that_is_no_hour_answers_none(small_answerer: Answerer, english: str, korean: str | None) -> None:
    """Days, spans and counts are no hour of the day."""
    question = "행사는 몇 시에 시작했나요?" if korean else "What time did the ceremony begin?"
    assert _clock(small_answerer, question, english, korean).untold == "the hour"


def _clock(answerer: Answerer, question: str, english: str, korean: str | None) -> Inspection:
    """Hold *question* against a made-up fact with these texts, by the clock guard alone."""
    lexicon = answerer.matcher.lexicon
    profile = next(profile for profile in answerer.matcher.profiles if isinstance(profile.entry, Fact))
    query = read_query(question, lexicon)
    reader = Reader(lexicon)
    known = Known(answerer.book, lexicon, Tellings(lexicon))
    told = Told(english, korean or "", lexicon)
    found = Inspection()
    clock(Case(query, reader.read(query.words), profile, told, known, Language.EN), found)
    return found
