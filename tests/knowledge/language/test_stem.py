"""English stems, held against the examples printed with Porter's algorithm; and every doctest of the package."""

import doctest
import importlib
import pkgutil
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

import knowledge
from knowledge.language.irregular import BASES
from knowledge.language.stem import stem

# The words are the examples of M. F. Porter, "An algorithm for suffix stripping" (1980); the stems are what all
# steps together make of them, where the paper shows one step at a time.
PAPER = """
caresses caress | ponies poni | ties ti | caress caress | cats cat | feed feed | agreed agre | plastered plaster
bled bled | motoring motor | sing sing | conflated conflat | troubled troubl | sized size | hopping hop
tanned tan | falling fall | hissing hiss | fizzed fizz | failing fail | filing file | happy happi | sky sky
relational relat | conditional condit | rational ration | valenci valenc | hesitanci hesit | digitizer digit
conformabli conform | radicalli radic | differentli differ | vileli vile | analogousli analog
vietnamization vietnam | predication predic | operator oper | feudalism feudal | decisiveness decis
hopefulness hope | callousness callous | formaliti formal | sensitiviti sensit | sensibiliti sensibl
triplicate triplic | formative form | formalize formal | electriciti electr | electrical electr | hopeful hope
goodness good | revival reviv | allowance allow | inference infer | airliner airlin | gyroscopic gyroscop
adjustable adjust | defensible defens | irritant irrit | replacement replac | adjustment adjust
dependent depend | adoption adopt | communism commun | activate activ | angulariti angular | homologous homolog
effective effect | bowdlerize bowdler | probate probat | rate rate | cease ceas | controll control | roll roll
generalizations gener | oscillators oscil
connect connect | connected connect | connecting connect | connection connect | connections connect
"""
PAIRS = [tuple(pair.split()) for line in PAPER.strip().splitlines() for pair in line.split("|")]


@pytest.mark.parametrize(("word", "stemmed"), PAIRS, ids=[word for word, _ in PAIRS])
def test_stem_agrees_with_the_paper(word: str, stemmed: str) -> None:
    """Each of the paper's examples comes out as printed."""
    assert stem(word) == stemmed


@pytest.mark.parametrize("family", ["relocate relocated relocating relocation", "strengthen strengthens strengthened"])
def test_forms_of_a_word_meet(family: str) -> None:
    """The forms of one word have one stem."""
    assert len({stem(word) for word in family.split()}) == 1


@given(st.text(max_size=30))
def test_what_is_no_english_word_stays(word: str) -> None:
    """Digits, Hangul, ordinals and mixed runs come back as they are, short words too, and nothing raises."""
    if len(word) < 4 or not (word.isascii() and word.isalpha()):
        assert stem(word) == word


@given(st.text(ascii_lowercase, min_size=1, max_size=30))
def test_a_stem_is_never_empty_nor_longer(word: str) -> None:
    """A suffix is taken off or swapped; of an irregular form it is taken off the base."""
    assert 1 <= len(stem(word)) <= len(BASES.get(word, word))


def test_every_example_in_a_docstring_is_true() -> None:
    """The examples printed in the package's docstrings run and give what they show."""
    modules = [importlib.import_module(found.name) for found in pkgutil.walk_packages(knowledge.__path__, "knowledge.")]
    results = {module.__name__: doctest.testmod(module) for module in modules}
    assert {name: result.failed for name, result in results.items() if result.failed} == {}
    assert sum(result.attempted for result in results.values()) >= 5
