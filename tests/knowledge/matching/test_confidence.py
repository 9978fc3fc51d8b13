"""How sure a match is: one figure, that goes up with what speaks for it and down with what speaks against."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answer import Answerer
from knowledge.matching.confidence import AGAINST, WEIGHTS, Features, confidence, features_of, kind_fits
from knowledge.matching.query import read_query

NAMES = Features._fields
SHARES = st.floats(0, 1)
FEATURES = st.builds(Features, **dict.fromkeys(NAMES, SHARES))


@given(FEATURES)
def test_confidence_is_a_share(features: Features) -> None:
    """Whatever the features, belief lies between none and certainty, and reaches neither."""
    assert 0 < confidence(features) < 1


@given(FEATURES, st.sampled_from(NAMES), SHARES, SHARES)
def test_confidence_follows_the_sign_of_each_weight(features: Features, name: str, one: float, other: float) -> None:
    """More of what speaks for it never lowers belief; more of what speaks against never raises it."""
    low, high = (confidence(features._replace(**{name: value})) for value in sorted((one, other)))
    assert (high >= low) if getattr(WEIGHTS, name) >= 0 else (high <= low)


def test_only_missing_words_speak_against() -> None:
    """Everything that is measured speaks for the match, except what the entry or its line lacks."""
    for name in NAMES:
        weight = getattr(WEIGHTS, name)
        assert weight <= 0 if name in AGAINST else weight >= 0, name


def test_the_best_match_is_sure_and_the_worst_is_not() -> None:
    """All for it and nothing against is nearly certain; nothing for it is nearly nothing."""
    nothing = Features(**dict.fromkeys(NAMES, 0.0))
    everything = Features(**dict.fromkeys(NAMES, 1.0))._replace(**dict.fromkeys(AGAINST, 0.0))
    assert confidence(everything) > 0.9
    assert confidence(nothing) < 0.01


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        ("How many rescue cutters stay at Pohang?", True),
        ("Where do the rescue cutters stay?", True),
        ("What about the rescue cutters at Pohang?", True),
        ("Do the rescue cutters stay at Pohang?", True),
        ("Who keeps the rescue cutters at Pohang?", False),
        ("Why do the rescue cutters stay at Pohang?", False),
        ("rescue cutters at Pohang", True),
    ],
)
def test_kind_fits_what_the_entry_tells(small_answerer: Answerer, question: str, *, fits: bool) -> None:
    """Who, when, where, why and how many need an entry that tells it; what and yes-or-no do not."""
    matcher = small_answerer.matcher
    query = read_query(question, matcher.lexicon)
    (candidate,) = (c for c in matcher.rank(query) if c.profile.entry.id == "csd12-cutters")
    assert kind_fits(query, candidate) is fits


@given(
    text=st.lists(
        st.sampled_from("which port who led the csd 12 cutters patrols zebra at pohang 누가 순찰".split())
    ).map(" ".join)
)
def test_features_are_shares(small_answerer: Answerer, text: str) -> None:
    """Whatever is asked, every feature lies between 0 and 1."""
    matcher = small_answerer.matcher
    query = read_query(text, matcher.lexicon)
    for candidate in matcher.rank(query):
        assert all(0 <= value <= 1 + 1e-9 for value in features_of(query, candidate, 0.3))
