"""Entries ranked for a question: best first, the same whatever the order of the file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answer import Answerer
from knowledge.matching.matcher import MAX_CANDIDATES, Candidate, Matcher
from knowledge.matching.query import read_query
from knowledge.model import FactBook

QUESTIONS = (
    "Where was the 12th Coastal Security Dialogue held?",
    "who led it for the us",
    "How many cutters are at Pohang?",
    "patrols",
    "12",
    "what did they agree about radar and patrols",
    "Who led the 11th dialogue?",
    "when did the harbor minister meet calder and where did she go",
    "제12차 연안안보대화는 언제 열렸나요?",
    "합동 순찰",
    "Was CSD 12 in 2019?",
    "cost",
    "Calder",
    "the sides",
    "museum or exercise",
)


def rank(matcher: Matcher, text: str) -> list[Candidate]:
    """Rank the entries of *matcher*'s book for *text*."""
    return matcher.rank(read_query(text, matcher.lexicon))


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Where was the 12th Coastal Security Dialogue held?", "csd12-place"),
        ("the city that hosted CSD 12", "csd12-place"),
        ("how many rescue ships will stay at Pohang", "csd12-cutters"),
        ("How much do the patrols cost?", "gap-csd12-cost"),
        ("Why was the Sea Lantern exercise held?", "calder21-exercise"),
        ("레이더 자료에 대해 무엇을 합의했나요?", "csd12-radar"),
    ],
)
def test_the_entry_that_tells_it_ranks_first(small_answerer: Answerer, question: str, best: str) -> None:
    """Facts and gaps are found by wording, synonym and language."""
    assert rank(small_answerer.matcher, question)[0].profile.entry.id == best


@given(text=st.text(max_size=80) | st.lists(st.sampled_from(" ".join(QUESTIONS).split()), max_size=12).map(" ".join))
def test_candidates_keep_what_they_promise(small_answerer: Answerer, text: str) -> None:
    """At most MAX_CANDIDATES, each entry once, best first, ties by id, every figure in its range."""
    found = rank(small_answerer.matcher, text)
    assert len(found) <= MAX_CANDIDATES
    assert len({candidate.profile.entry.id for candidate in found}) == len(found)
    assert found == sorted(found, key=lambda c: (-c.score, c.profile.entry.id))
    for candidate in found:
        assert -6 <= candidate.score <= 105 + 1e-6
        shares = (candidate.overlap, candidate.coverage, candidate.density, candidate.order)
        assert all(0 <= value <= 1 + 1e-9 for value in (*shares, candidate.missing_share, candidate.unknown_share))
        assert sum(word.weight for word in candidate.words) <= 1 + 1e-9


def test_nothing_shared_ranks_nothing(small_answerer: Answerer) -> None:
    """A question without a common word has no candidates."""
    assert rank(small_answerer.matcher, "zebra crossing") == []
    assert rank(small_answerer.matcher, "") == []


def test_equal_entries_stand_in_the_order_of_their_ids(small_book: FactBook) -> None:
    """Two facts with the same words have the same score, and their ids decide."""
    fact = small_book.facts["csd12-radar"]
    twins = tuple(fact.model_copy(update={"id": ident}) for ident in ("z-radar", "a-radar"))
    book = FactBook(small_book.file.model_copy(update={"facts": (*small_book.file.facts, *twins)}), "0" * 64)
    best = rank(Matcher(book), "What did the two sides agree about radar data?")[:3]
    assert [candidate.profile.entry.id for candidate in best] == ["a-radar", "csd12-radar", "z-radar"]
    assert len({candidate.score for candidate in best}) == 1


def test_retired_and_superseded_facts_are_never_found(small_answerer: Answerer) -> None:
    """Only facts that may be given are indexed."""
    indexed = {profile.entry.id for profile in small_answerer.matcher.profiles}
    assert "csd12-crews-old" in small_answerer.book.facts
    assert indexed == {fact.id for fact in small_answerer.book.current_facts} | set(small_answerer.book.gaps)


def test_missing_words_are_those_the_entry_lacks(small_answerer: Answerer) -> None:
    """What the question says and no line of the entry has is listed as typed."""
    best = rank(small_answerer.matcher, "How many rescue cutters stay at Pohang with helicopters?")[0]
    assert best.profile.entry.id == "csd12-cutters"
    assert best.missing == ("helicopters",)
    assert 0 < best.missing_share < 0.5
