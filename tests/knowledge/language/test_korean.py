"""Korean words to what they can be matched by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.korean import MIN_STEM, PARTICLES, is_hangul, strip_particle, syllable_pairs

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
        ("끝났대", "끝나"),
        ("끝나나요", "끝나"),
        ("끝난다던데", "끝나"),
        ("끝남", "끝나"),
        ("열렸나요", "열리"),
        ("열리나요", "열리"),
        ("이끌었나요", "이끌"),
        ("갔던데", "갔"),
        ("갔습니까", "갔"),
        ("입항했음", "입항"),
        ("유지한대", "유지"),
        ("논의됐냐", "논의"),
        ("평가함", "평가"),
        ("잠수함", "잠수함"),
        ("해병연대", "해병연대"),
        ("언제함", "언제"),
        ("누구더라", "더라"),
        ("어디서했음", "했"),
        ("어디로요", "어디로"),
    ],
)
def test_particles_and_endings_come_off(word: str, bare: str) -> None:
    """What stays is the word; a short word that only looks as if it had a particle keeps it."""
    assert strip_particle(word) == bare


@given(HANGUL)
def test_a_word_without_a_verb_keeps_its_beginning(word: str) -> None:
    """What stays is never empty and never longer, and differs from what was typed in its last syllable at most."""
    bare = strip_particle(word)
    assert 1 <= len(bare) <= len(word)
    assert bare[:-1] in word


@given(HANGUL, st.sampled_from(PARTICLES))
def test_a_particle_leaves_two_syllables(word: str, particle: str) -> None:
    """A word of one syllable is no more than its particle, so it keeps it."""
    bare = strip_particle(word[:1] + particle[:1])
    assert len(bare) >= min(len(word[:1] + particle[:1]), MIN_STEM) or bare == word[:1]


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
