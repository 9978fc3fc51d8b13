"""What asks the same is one group; what differs in anything exact never is."""

import random
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answer import Answerer
from knowledge.grouping import MOST, Question, group
from knowledge.matching.matcher import Matcher


@pytest.fixture(scope="module")
def matcher(answerer: Answerer) -> Matcher:
    """Return the matcher of the fact file that ships."""
    return answerer.matcher


def grouped(matcher: Matcher, *texts: str) -> list[set[str]]:
    """Return the texts of each group."""
    found = group([Question(number, text) for number, text in enumerate(texts)], matcher)
    return [{each.text for each in one.members} for one in found]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("how many submarines does north korea have?", "How many submarines has North Korea?"),
        ("is the opcon transfer delayed", "Is the transfer of operational control delayed?"),
        ("How much did the submarine visit cost?", "how much did the submarine vist cost"),
        ("전작권 전환은 연기됐나요?", "전작권 전환 연기됐어?"),
        ("How long will the sanctions on the DPRK last?", "how long will sanctions on north korea last"),
    ],
)
def test_what_asks_the_same_is_one_group(matcher: Matcher, one: str, other: str) -> None:
    """In other forms of words, by other names of the same thing, with a slip."""
    assert grouped(matcher, one, other) == [{one, other}]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Who led the 13th KIDD?", "Who led the 15th KIDD?"),
        ("What was agreed in 2019?", "What was agreed in 2020?"),
        ("When does the next KIDD begin?", "Where does the next KIDD begin?"),
        ("Did Mattis attend the dinner in Seoul?", "Did Milley attend the dinner in Seoul?"),
        ("How many submarines came?", "what is the weather tomorrow"),
        ("제13차 KIDD는 누가 이끌었나요?", "제15차 KIDD는 누가 이끌었나요?"),
        ("?", "!"),
    ],
)
def test_what_differs_in_something_exact_is_apart(matcher: Matcher, one: str, other: str) -> None:
    """Ordinals, years, the kind of thing asked for, people; and what shares nothing."""
    assert len(grouped(matcher, one, other)) == 2


def test_the_most_asked_comes_first_and_leads(matcher: Matcher) -> None:
    """Groups by how often all of their questions were asked, and in each its most asked question first."""
    few = Question(1, "How many submarines has North Korea?", 2)
    most = Question(2, "how many submarines does north korea have", 3)
    other = Question(3, "what is the weather tomorrow", 4)
    first, second = group([few, other, most], matcher)
    assert (first.lead, first.members, first.times) == (most, (most, few), 5)
    assert second.lead == other


WORDS = (
    "who led how many submarines north korea opcon transfer 14th 13th 2019 weather milley 전작권 전환 언제 kidd".split()
)
QUESTIONS = st.lists(
    st.tuples(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), st.integers(1, 5)), max_size=30
)


@given(QUESTIONS, st.randoms(use_true_random=False))
def test_order_changes_nothing_and_nothing_is_lost(
    answerer: Answerer, asked: list[tuple[str, int]], shuffling: random.Random
) -> None:
    """Every question is in one group, whatever order they come in; the same text never is in two."""
    questions = [Question(number, text, times) for number, (text, times) in zip(count(1), asked, strict=False)]
    groups = group(questions, answerer.matcher)
    shuffled = list(questions)
    shuffling.shuffle(shuffled)
    assert group(shuffled, answerer.matcher) == groups
    assert sorted(each.number for one in groups for each in one.members) == [each.number for each in questions]
    assert [one.times for one in groups] == sorted((one.times for one in groups), reverse=True)
    holds = [{each.text for each in one.members} for one in groups if answerer.matcher.lexicon.read(one.lead.text)]
    assert sum(map(len, holds)) == len(set().union(*holds))


def test_too_many_are_refused(matcher: Matcher) -> None:
    """Whoever calls bounds what is asked of it."""
    with pytest.raises(ValueError, match="at most 2000"):
        group([Question(number, "who") for number in range(MOST + 1)], matcher)


def test_variants_of_one_fact_come_together_more_than_those_of_others(answerer: Answerer) -> None:
    """Over the shipped file's own questions, of what is put together a third or more asks for one and the same fact.

    By chance it would be one in a hundred. They are made to be unlike each other, so few come together at all, and most
    of the others ask for neighbouring facts. The figure holds the threshold where it was tuned.
    """
    by_number = dict(
        enumerate((text, fact.id) for fact in answerer.book.current_facts for text in fact.questions.en[::4])
    )
    chosen = sorted(by_number)[:MOST]
    groups = group([Question(number, by_number[number][0]) for number in chosen], answerer.matcher)
    joined = [(by_number[one.lead.number][1], by_number[each.number][1]) for one in groups for each in one.members[1:]]
    assert len(joined) >= 10
    assert sum(lead == fact for lead, fact in joined) >= len(joined) / 3
