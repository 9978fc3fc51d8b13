"""Follow-ups written out: who, what, where and which question they point back to."""

import pytest

from knowledge.answer import Answerer
from knowledge.matching.query import read_query
from knowledge.matching.resolve import Earlier, Resolver, asks_on, unlead


def read(answerer: Answerer, turns: tuple[str, ...], fact: str | None) -> list[str]:
    """Return the readings of the last of *turns* after the one before, which *fact* answered."""
    lexicon = answerer.matcher.lexicon
    earlier = Earlier(read_query(turns[-2], lexicon), answerer.book.facts[fact] if fact else None)
    return list(Resolver(answerer.book, lexicon).readings(read_query(unlead(turns[-1]), lexicon), earlier))


@pytest.mark.parametrize(
    ("turns", "fact", "reading"),
    [
        (("When did Lee meet Milley?", "why did he thank him?"), "milley-2023.date", "why did Lee thank Milley?"),
        (("Who led the Korean side?", "what was his job?"), "kidd-14.rok-lead", "what was Yeo Suk-joo's job?"),
        (("Who is Kim Seung-kyum?", "where did he go?"), "milley-2023.kim-post", "where did Kim Seung Kyum go?"),
        (("Who led KIDD 14?", "what was her rank?"), "kidd-14.leaders", "what was Roberta Shea's rank?"),
        (
            ("Where did Milley go afterwards?", "and what did he do there?"),
            "milley-2023.war-memorial",
            "what did Milley do at the War Memorial of Korea?",
        ),
        (("Where will the 50th SCM meet?", "and when exactly"), None, "when will the 50th SCM meet?"),
        (("What did Lee stress to Milley?", "why?"), None, "why did Lee stress to Milley?"),
        (("Is OPCON transition on track?", "what happens after it?"), None, "what happens after the opcon transition?"),
        (("14차 KIDD 언제 열렸어?", "어디서?"), None, "14차 KIDD 어디서 열렸어?"),
        (("밀리 의장 임기는 몇 년이었어?", "언제 끝나는데?"), None, "밀리 의장 임기는 언제 끝나는데?"),
    ],
    ids=str,
)
def test_a_follow_up_is_written_out(answerer: Answerer, turns: tuple[str, ...], fact: str | None, reading: str) -> None:
    """Pronouns and bare question words take what they stand for from the question and the reply before."""
    assert reading in read(answerer, turns, fact)


@pytest.mark.parametrize(
    "turns",
    [
        ("Who led the 14th KIDD?", "Where did Milley go after meeting Lee?"),
        ("Where was the 14th KIDD?", "where was the 14th KIDD held?"),
        ("What did the SPI session discuss?", "and the sanctions?"),
        ("When is the 50th SCM?", "when?"),
    ],
    ids=" > ".join,
)
def test_what_points_to_nothing_is_not_written_out(answerer: Answerer, turns: tuple[str, ...]) -> None:
    """A question of its own, or one that the earlier question asked already, has no other reading."""
    assert read(answerer, turns, None) == []


@pytest.mark.parametrize(
    ("typed", "bare", "on"),
    [
        ("and who led it?", "who led it?", False),
        ("what else did they say?", "what did they say?", True),
        ("ok, so which other sessions were there?", "which sessions were there?", True),
        ("what did the other side say?", "what did the other side say?", False),
        ("그럼 누구랑?", "누구랑?", False),
        ("and", "and", False),
    ],
)
def test_what_leads_a_follow_up_is_left_out(typed: str, bare: str, *, on: bool) -> None:
    """The words "and" and "else" tell that it goes on, and nothing of what is asked."""
    assert unlead(typed) == bare
    assert asks_on(typed) is on
