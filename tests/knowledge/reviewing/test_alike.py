"""Near-duplicates and contradictions: what a text shares with the others, and in what it differs from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answer import Answerer
from knowledge.reviewing.alike import Alike, differs
from knowledge.reviewing.found import Differs
from knowledge.reviewing.reading import Texts, dice, likeness

DIALOGUE = "The 12th Coastal Security Dialogue was held in Busan."
ATTENDED = "Forty South Korean and U.S. officials took part in the talks."


@pytest.fixture(scope="module")
def texts(small_answerer: Answerer) -> Texts:
    """Return what reads texts by the small book."""
    return Texts(small_answerer)


@pytest.mark.parametrize(
    ("mine", "theirs", "kind", "says", "say"),
    [
        (ATTENDED, ATTENDED.replace("Forty", "Fifty"), Differs.NUMBER, "40", "50"),
        (
            "The talks were held in 2016 at the port.",
            "The talks were held in 2015 at the port.",
            Differs.DATE,
            "2016",
            "2015",
        ),
        (
            "The dialogue was held on May 11-12 at the port.",
            "The dialogue was held on May 13 at the port.",
            Differs.DATE,
            "5-11, 5-12",
            "5-13",
        ),
        (
            "Han Do-yun led the talks of both delegations.",
            "Ruth Calder led the talks of both delegations.",
            Differs.NAME,
            "p:han-do-yun",
            "p:ruth-calder",
        ),
        (
            "The two sides agreed to share radar data on missing boats.",
            "The two sides never agreed to share radar data on missing boats.",
            Differs.POLARITY,
            "yes",
            "no",
        ),
        ("한미 당국자 40명이 참석했습니다.", "한미 당국자 50명이 참석했습니다.", Differs.NUMBER, "40", "50"),
    ],
)
def test_what_differs_in_one_thing_contradicts(  # noqa: PLR0917 - a row of the table
    mine: str, theirs: str, kind: Differs, says: str, say: str, texts: Texts
) -> None:
    """A number, a date, a name, or a no, the wording being alike otherwise."""
    found = differs(texts.read(mine), texts.read(theirs))
    assert found is not None
    assert (found.kind, found.mine, found.theirs) == (kind, says, say)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (DIALOGUE, DIALOGUE),
        (ATTENDED, "Officials took part in the talks."),  # the one leaves out what the other tells
        ("Forty officials took part in the talks.", "Fifty rescue cutters stay at Pohang."),
        # two things differ: these are two meetings, and not one told twice
        (
            "The dialogue was held in 2016 and 40 officials took part.",
            "The dialogue was held in 2017 and 50 officials took part.",
        ),
        # what the one side does is not what the other does
        ("South Korea keeps three rescue cutters there.", "The United States keeps four rescue cutters there."),
    ],
)
def test_what_may_both_be_true_does_not_contradict(mine: str, theirs: str, texts: Texts) -> None:
    """The same, less of the same, something else, something of another meeting or of the other side."""
    assert differs(texts.read(mine), texts.read(theirs)) is None


def test_no_fact_of_the_small_book_is_near_or_against_another(small_answerer: Answerer) -> None:
    """They tell different things, though some share most of their words with their neighbours."""
    alike = Alike(small_answerer, Texts(small_answerer))
    for fact in small_answerer.book.current_facts:
        fellows = alike.fellows(fact)
        assert fact.id not in {each.id for each in fellows}
        assert list(alike.near(fact, fellows)) == []
        assert list(alike.contradictions(fact, fellows)) == []


def test_the_shipped_facts_contradict_each_other_nowhere(answerer: Answerer) -> None:
    """A hint that fires on good facts is soon not read any more; a third of them are tried, for the time it takes."""
    alike = Alike(answerer, Texts(answerer))
    found = [
        each for fact in answerer.book.current_facts[::3] for each in alike.contradictions(fact, alike.fellows(fact))
    ]
    assert found == []


_TEXTS = st.lists(
    st.sampled_from("the talks Busan 2016 May 11 forty officials Han Do-yun not 합동 순찰은 never agreed".split()),
    max_size=9,
).map(" ".join)


@given(one=_TEXTS, other=_TEXTS)
def test_likeness_is_the_same_from_both_sides(texts: Texts, one: str, other: str) -> None:
    """It stays within 0 and 100, and is 100 for the same words only; a contradiction is one from either side, too."""
    mine, theirs = texts.read(one), texts.read(other)
    found = likeness(mine, theirs)
    assert found == likeness(theirs, mine)
    assert 0 <= found <= 100
    assert (found == 100) is (mine.words == theirs.words)
    there, here = differs(mine, theirs), differs(theirs, mine)
    assert (there is None) is (here is None)
    if there is not None and here is not None:
        assert (there.kind, there.mine, there.theirs) == (here.kind, here.theirs, here.mine)


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.floats(0.1, 9)),
    st.dictionaries(st.sampled_from("abcdef"), st.floats(0.1, 9)),
)
def test_dice_grows_with_what_is_shared(one: dict[str, float], other: dict[str, float]) -> None:
    """0 for nothing in common, 1 for the same, and never beyond."""
    assert 0.0 <= dice(one, other) <= 1.0 + 1e-9
    assert dice(one, one) == pytest.approx(1.0 if one else 0.0)
    if not one.keys() & other.keys():
        assert dice(one, other) == 0.0
