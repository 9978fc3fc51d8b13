"""Korean words to what they can be matched by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.korean import MIN_STEM, is_hangul, strip_particle, syllable_pairs

HANGUL = st.text(st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣")), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("word", "bare"),
    [
        ("전작권은", "전작권"),
        ("서울에서", "서울"),
        ("대표단이", "대표단"),
        ("국방부의", "국방부"),
        ("사령부로", "사령부"),
        ("훈련까지는", "훈련"),
        ("논의했나요", "논의"),
        ("합의했습니까", "합의"),
        ("어디에서", "어디"),
        ("한국", "한국"),
        ("전작권", "전작권"),
        ("회의", "회의"),
        ("나라", "나라"),
    ],
)
def test_particles_and_endings_come_off(word: str, bare: str) -> None:
    """What stays is the word; a short word that only looks as if it had a particle keeps it."""
    assert strip_particle(word) == bare


@given(HANGUL)
def test_a_word_keeps_its_beginning(word: str) -> None:
    """Stripping takes from the end only, and leaves two syllables where there were two."""
    bare = strip_particle(word)
    assert word.startswith(bare)
    assert len(bare) >= min(len(word), MIN_STEM)


@given(HANGUL)
def test_pairs_cover_the_word(word: str) -> None:
    """Neighbouring pairs overlap by one syllable and spell the word again."""
    pairs = syllable_pairs(word)
    assert pairs[0] + "".join(pair[-1] for pair in pairs[1:]) == word
    assert all(len(pair) == min(2, len(word)) for pair in pairs)


@pytest.mark.parametrize(("word", "hangul"), [("서울", True), ("kidd", False), ("14", False), ("κidd", False)])
def test_hangul_is_told_from_the_rest(word: str, *, hangul: bool) -> None:
    """Only a run that begins with a syllable is Hangul."""
    assert is_hangul(word) is hangul
