"""Slips of the finger: found in any letter, and never from one name, number or abbreviation to another."""

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarks.made_up import mistyped
from knowledge.answer import Answerer
from knowledge.language.english import CHAT
from knowledge.language.stem import stem
from knowledge.matching.slips import FIRST, MISSED, NEAR, OTHER, SWAPPED, may_mean, slip_cost
from knowledge.matching.vocabulary import Spoken, Vocabulary

WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)
BOOK = "headquarters submarine relocation minister dialogue deterrence alliance exercise commander peninsula"


@pytest.fixture(scope="module")
def shipped(answerer: Answerer) -> Vocabulary:
    """Return the vocabulary of the facts that ship."""
    return answerer.matcher.lexicon.vocabulary


def of(words: str, capitals: str = "") -> Vocabulary:
    """Return the vocabulary of a book that says *words* ten times each, those of *capitals* in capitals."""
    counts = {word: Spoken(10, 0) for word in words.split()} | {word: Spoken(10, 10) for word in capitals.split()}
    return Vocabulary.of(counts)


@pytest.mark.parametrize(
    ("typed", "meant", "cost"),
    [
        ("north", "north", 0.0),
        ("norht", "north", SWAPPED),
        ("nroth", "north", SWAPPED),
        ("onrth", "north", SWAPPED + FIRST),
        ("nort", "north", MISSED),
        ("orth", "north", MISSED + FIRST),
        ("nirth", "north", NEAR),
        ("nzrth", "north", OTHER),
    ],
)
def test_a_slip_costs_what_its_kind_costs(typed: str, meant: str, cost: float) -> None:
    """Swapped letters are the likeliest slip, then one left out and the key beside; the first letter costs more."""
    assert slip_cost(typed, meant) == pytest.approx(cost)


@given(WORDS, WORDS)
def test_only_the_same_word_costs_nothing(one: str, other: str) -> None:
    """A cost is above 0 unless the words are one, and what is believed is below 2."""
    assert (slip_cost(one, other) < 1e-9) == (one == other)
    believed = may_mean(one, other)
    assert believed is None or 0 <= believed <= 2 + 1e-6


@given(WORDS, WORDS, WORDS, WORDS)
def test_what_both_begin_and_end_with_costs_nothing(head: str, one: str, other: str, tail: str) -> None:
    """Looking only at where two words part finds no cheaper and no dearer slip."""
    whole, short = head + one + tail, head + other + tail
    believed = may_mean(whole, short)
    assert believed is None or believed == pytest.approx(slip_cost(whole, short))


@given(word=st.sampled_from(BOOK.split()), rng=st.randoms(use_true_random=False))
def test_one_slip_in_any_letter_of_a_long_word_is_mended(word: str, rng: random.Random) -> None:
    """Swapped, left out, doubled or on the key beside: the book's word is found, by its stem at least.

    Unless what was typed is a form of a word that the language knows.
    """
    typed = mistyped(word, rng)
    assume(typed == word or not of(BOOK).knows(typed))
    spelled, _ = of(BOOK).respell(typed)
    assert stem(spelled) == stem(word)


@given(data=st.data(), rng=st.randoms(use_true_random=False))
def test_a_word_of_the_book_is_never_touched(shipped: Vocabulary, data: st.DataObject, rng: random.Random) -> None:
    """Whatever else is near it, a word that the book says is that word, and no slip leads to another it is not near."""
    word = data.draw(st.sampled_from(sorted(shipped.words.keys)))
    assert shipped.respell(word) == (CHAT.get(word, word), False)
    typed = mistyped(word, rng)
    spelled, guess = shipped.respell(typed)
    assert not guess or may_mean(typed, spelled) is not None or sorted(typed) == sorted(spelled)


@pytest.mark.parametrize(
    ("typed", "words", "capitals"),
    [
        ("ssgn", "", "ssbn"),
        ("usfk", "", "usfj"),
        ("kidd", "", "kidz"),
        ("dprk", "", "dpro"),
        ("forteenth", "thirteenth", ""),
    ],
)
def test_an_abbreviation_or_ordinal_is_no_slip_of_another(typed: str, words: str, capitals: str) -> None:
    """Names in capitals that differ in a letter are different names, and so are ordinals."""
    assert of(words, capitals).respell(typed)[0] not in {*words.split(), *capitals.split()}


def test_an_abbreviation_is_met_by_its_own_letters_in_another_order() -> None:
    """Letters that changed places are a slip even in a name in capitals."""
    assert of("", "usfk").respell("ufsk") == ("usfk", True)


@pytest.mark.parametrize(
    ("typed", "words"),
    [("horse", "house"), ("contract", "contact"), ("movie", "move"), ("books", "brooks")],
)
def test_an_ordinary_word_that_the_book_lacks_is_no_slip(typed: str, words: str) -> None:
    """Turning an ordinary word into one of the book's would answer what nobody asked."""
    spelled, guess = of(words).respell(typed)
    assert (spelled, guess) == (typed, False)


@given(
    st.lists(st.sampled_from(BOOK.split()), max_size=6, unique=True),
    st.lists(st.sampled_from(BOOK.split()), max_size=6, unique=True),
)
def test_a_changed_vocabulary_is_as_if_it_had_always_been_so(before: list[str], after: list[str]) -> None:
    """Taking words off and adding others gives what the new words alone give."""
    said = {word: Spoken(2, 1) for word in before}, {word: Spoken(3, 0) for word in after}
    changed, anew = Vocabulary.of(said[0]).changed(*said), Vocabulary.of(said[1])
    assert list(changed.words.keys) == list(anew.words.keys)
    assert list(changed.stems.keys) == list(anew.stems.keys)
    assert [changed.words.get(word) for word in after] == [Spoken(3, 0)] * len(after)
    again = Vocabulary.from_arrays(anew.arrays())
    assert [again.respell(word + "x") for word in BOOK.split()] == [anew.respell(word + "x") for word in BOOK.split()]
