"""Entries ranked for a question: best first, the same whatever the order of the file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answer import Answerer
from knowledge.matching.candidate import Candidate
from knowledge.matching.matcher import Matcher
from knowledge.matching.query import read_query
from knowledge.matching.shortlist import MAX_CANDIDATES
from knowledge.model import Claims, FactBook, Kind, Questions

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

REWORDED = (
    "Two harbours trade weather notes each spring.",
    "The patrols were praised by nobody in particular.",
    "Which lighthouse did Calder paint?",
    "레이더 자료는 봄마다 나눕니다.",
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
    assert len({candidate.entry.id for candidate in found}) == len(found)
    assert found == sorted(found, key=lambda c: (-c.score, c.entry.id))
    for candidate in found:
        assert -6 <= candidate.score <= 105 + 1e-6
        shares = (
            candidate.overlap,
            candidate.coverage,
            candidate.density,
            candidate.context,
            candidate.evidence.wording,
        )
        assert all(
            0 <= value <= 1 + 1e-9
            for value in (*shares, candidate.evidence.missing_share, candidate.evidence.unknown_share)
        )
        assert sum(word.weight for word in candidate.evidence.words) <= 1 + 1e-9


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
    assert [candidate.entry.id for candidate in best] == ["a-radar", "csd12-radar", "z-radar"]
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
    assert best.evidence.missing == ("helicopters",)
    assert 0 < best.evidence.missing_share < 0.5


def test_a_profile_is_gathered_from_what_the_index_keeps(small_answerer: Answerer) -> None:
    """What the guards see of an entry: its meeting, names, numbers, and the kinds of question that it answers."""
    profile = rank(small_answerer.matcher, "How many cutters are at Pohang?")[0].profile
    assert profile.entry.id == "csd12-cutters"
    assert profile.meeting is small_answerer.book.meetings["csd-12"]
    assert Kind.HOW_MANY in profile.kinds
    assert "t:rescue-cutters" in profile.concepts
    assert profile.concepts < profile.keys


def same_ranking(one: Matcher, other: Matcher) -> None:
    """See that two matchers rank every question alike, to the last figure."""
    for text in QUESTIONS:
        ranked, expected = rank(one, text), rank(other, text)
        assert [(c.entry.id, c.evidence.line) for c in ranked] == [(c.entry.id, c.evidence.line) for c in expected]
        assert [c.score for c in ranked] == pytest.approx([c.score for c in expected], abs=1e-4)


def test_a_matcher_opens_from_its_arrays(small_answerer: Answerer) -> None:
    """What was worked out once is not worked out again."""
    matcher = small_answerer.matcher
    opened = Matcher.from_arrays(small_answerer.book, matcher.entries, matcher.arrays())
    same_ranking(opened, matcher)
    assert opened.owns("where was csd 12 held") == matcher.owns("where was csd 12 held")


@given(data=st.data())
def test_a_changed_matcher_is_as_one_made_anew(
    small_answerer: Answerer, small_book: FactBook, data: st.DataObject
) -> None:
    """Whatever facts come, go or change, a matcher that is told of it ranks as one that never knew another book."""
    facts = []
    for old in small_book.file.facts:
        fact = old
        change = data.draw(st.sampled_from(("keep", "keep", "keep", "drop", "reword", "ask")), label=old.id)
        if change == "reword":
            fact = fact.model_copy(update={"text": Claims(en=data.draw(st.sampled_from(REWORDED)))})
        if change == "ask":
            asked = (*fact.questions.en, data.draw(st.sampled_from(REWORDED)))
            fact = fact.model_copy(update={"questions": Questions(en=asked, ko=fact.questions.ko)})
        facts += [] if change == "drop" else [fact]
    gaps = tuple(gap.model_copy(update={"nearest": ()}) for gap in small_book.file.gaps)
    book = FactBook(small_book.file.model_copy(update={"facts": tuple(facts), "gaps": gaps}), "0" * 64)
    same_ranking(small_answerer.matcher.changed(book), Matcher(book))


def test_a_book_with_other_names_is_read_anew(small_answerer: Answerer, small_book: FactBook) -> None:
    """A new name changes how every text is read."""
    term = small_book.terms["busan"]
    terms = tuple(
        other.model_copy(update={"aliases": (*other.aliases, "steel city")}) if other.id == term.id else other
        for other in small_book.file.terms
    )
    book = FactBook(small_book.file.model_copy(update={"terms": terms}), "0" * 64)
    changed = small_answerer.matcher.changed(book)
    assert rank(changed, "which city hosted csd 12, steel city?")[0].entry.id == "csd12-place"
    same_ranking(changed, Matcher(book))
