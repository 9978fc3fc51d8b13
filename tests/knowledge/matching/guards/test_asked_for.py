"""What is asked for beyond what an entry tells: near misses are left untold, and what is told is let pass."""

from collections.abc import Callable

import pytest

from knowledge.matching.guards import Inspection

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
