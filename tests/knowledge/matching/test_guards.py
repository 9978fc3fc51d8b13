"""What in a question contradicts an entry: each guard passes and fails as it says."""

import pytest

from knowledge.answer import Answerer
from knowledge.decision import Premise
from knowledge.matching.guards import GUARDS, Guards, Inspection
from knowledge.matching.query import read_query

NAMES = [name for name, _ in GUARDS]


def inspect(answerer: Answerer, question: str, entry: str) -> Inspection:
    """Hold *question* against the fact or gap with the id *entry*."""
    matcher = answerer.matcher
    (profile,) = (profile for profile in matcher.profiles if profile.entry.id == entry)
    return Guards(answerer.book, matcher.lexicon).inspect(read_query(question, matcher.lexicon), profile)


def failed(found: Inspection) -> list[str]:
    """Return the guards that did not pass."""
    return [result.guard for result in found.results if not result.passed]


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("Where was the 12th Coastal Security Dialogue held?", "csd12-place"),
        ("Was CSD 12 held in Busan in 2016?", "csd12-place"),
        ("Were the talks on May 11-12?", "csd12-dates"),
        ("Were the talks in May?", "csd12-dates"),
        ("Did Ruth Calder and Han Do-yun lead CSD 12?", "csd12-leads"),
        ("Did 40 officials take part?", "csd12-attendance"),
        ("Have they saved 212 people in 20 years?", "csd12-saved"),
        ("Did Minister Seo meet Calder on a Friday?", "calder21-date"),
        ("What did the U.S. promise about rescue cutters?", "csd12-cutters"),
        ("Is this the first dialogue?", "csd12-place"),
        ("제12차 연안안보대화는 2016년 5월 11일에 열렸나요?", "csd12-dates"),
        ("Who led the 11th Coastal Security Dialogue?", "gap-csd11-leads"),
    ],
)
def test_what_agrees_passes_every_guard(small_answerer: Answerer, question: str, entry: str) -> None:
    """Names, numbers and days that the entry or its meeting has are no contradiction."""
    found = inspect(small_answerer, question, entry)
    assert failed(found) == []
    assert found.passed
    assert (found.premises, found.foreign) == ([], None)


@pytest.mark.parametrize(
    ("question", "entry", "guard", "premise"),
    [
        (
            "Did Minister Seo lead the talks at CSD 12?",
            "csd12-leads",
            "people",
            Premise("person", "Seo Ha-rin", "Han Do-yun, Ruth Calder"),
        ),
        ("Who led the 12th dialogue in 2019?", "csd12-leads", "year", Premise("year", "2019", "2016")),
        ("Was CSD 12 on June 3?", "csd12-dates", "day", Premise("date", "06-03", "05-11 to 05-12")),
        ("Did they meet on a Monday?", "calder21-date", "weekday", Premise("date", "Monday", "Friday, 11-05")),
        ("Did 50 people attend?", "csd12-attendance", "number", Premise("number", "50 people", "40 people")),
        ("Did they save people for 30 years?", "csd12-saved", "number", Premise("number", "30 years", "20 years")),
        (
            "What did the U.S. refuse about rescue cutters?",
            "csd12-cutters",
            "denial",
            Premise(
                "polarity", "refuse", "The United States reaffirmed that it will keep three rescue cutters at Pohang."
            ),
        ),
    ],
)
def test_what_contradicts_is_a_premise(
    small_answerer: Answerer, question: str, entry: str, guard: str, premise: Premise
) -> None:
    """A wrong person, year, day, number or deed is told with what is right."""
    found = inspect(small_answerer, question, entry)
    assert failed(found) == [guard]
    assert found.premises == [premise]
    assert found.foreign is None
    assert not found.passed


@pytest.mark.parametrize(
    ("question", "entry", "guard", "foreign"),
    [
        ("Where was the Deep Sea Forum held?", "csd12-place", "names", "Deep Sea Forum"),
        ("What did Ida Brandt say in Busan?", "csd12-place", "names", "Ida Brandt"),
        ("What was told to Zelensky about the patrols?", "csd12-patrols", "names", "Zelensky"),
        ("What did Minister Seo say about radar?", "csd12-radar", "people", "Seo Ha-rin"),
        ("Where was the 13th dialogue held?", "csd12-place", "ordinal", "number 13"),
        ("제13차 연안안보대화는 어디에서 열렸나요?", "csd12-place", "ordinal", "number 13"),
        ("Where was the 2nd Coastal Security Dialogue held?", "csd12-place", "ordinal", "number 2"),
        ("Where were the talks held in 2019?", "csd12-place", "year", "2019"),
        ("How much did the patrols cost on June 3?", "gap-csd12-cost", "day", "another day"),
        ("Do 28,500 people share radar data?", "csd12-leads", "number", "28500"),
    ],
)
def test_what_is_about_something_else_is_foreign(
    small_answerer: Answerer, question: str, entry: str, guard: str, foreign: str
) -> None:
    """Another series, person, ordinal or year than the entry's makes it no answer at all."""
    found = inspect(small_answerer, question, entry)
    assert guard in failed(found)
    assert found.foreign == foreign


def test_every_guard_speaks_in_order(small_answerer: Answerer) -> None:
    """Each guard gives its verdict and a reason, whatever the others found."""
    found = inspect(small_answerer, "Where was the 13th Deep Sea Forum held in 2019?", "csd12-place")
    assert [result.guard for result in found.results] == NAMES
    assert all(result.detail for result in found.results)


def test_another_place_contradicts_where_it_was(answerer: Answerer) -> None:
    """A meeting put in a city where it was not is corrected, by the fact that tells where and by others."""
    where = inspect(answerer, "Was the 14th KIDD in Washington?", "kidd-14.place")
    assert [(premise.kind, premise.said) for premise in where.premises] == [("place", "Washington")]
    other = inspect(answerer, "Who led the KIDD in Singapore for the US?", "kidd-14.us-lead")
    assert [(premise.kind, premise.said) for premise in other.premises] == [("place", "Singapore")]
    assert other.premises[0].right.startswith("Seoul")


def test_first_as_an_adverb_is_no_ordinal_of_a_series(small_answerer: Answerer) -> None:
    """To speak of the first thing names no first dialogue; the 1st CSD does."""
    assert inspect(small_answerer, "What was the first thing they agreed about radar?", "csd12-radar").passed
    assert not inspect(small_answerer, "What did the 1st CSD agree about radar?", "csd12-radar").passed


def test_names_are_given_as_readers_know_them(small_answerer: Answerer) -> None:
    """A key is shown by the English name behind it; an unknown one as it is."""
    guards = Guards(small_answerer.book, small_answerer.matcher.lexicon)
    assert guards.name_of("p:ruth-calder") == "Ruth Calder"
    assert guards.name_of("t:csd") == "Coastal Security Dialogue"
    assert guards.name_of("t:nothing") == "nothing"
