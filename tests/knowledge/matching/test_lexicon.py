"""The book's names and vocabulary: every spelling of a name is that name, and a slip is never another name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answer import Answerer
from knowledge.language.english import CHAT, COMMON_WORDS
from knowledge.matching.lexicon import Lexicon


@pytest.fixture(scope="module")
def lexicon(small_answerer: Answerer) -> Lexicon:
    """Return the lexicon of the small book."""
    return small_answerer.matcher.lexicon


@pytest.fixture(scope="module")
def shipped(answerer: Answerer) -> Lexicon:
    """Return the lexicon of the facts that ship."""
    return answerer.matcher.lexicon


def _vocabulary(lexicon: Lexicon) -> set[str]:
    return {*lexicon.vocabulary.words.keys, *COMMON_WORDS}


def concepts(lexicon: Lexicon, text: str) -> list[str]:
    """Return the people and terms that *text* names, in order."""
    return [token.key for token in lexicon.read(text) if token.key.startswith(("t:", "p:"))]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Coastal Security Dialogue", ["t:csd"]),
        ("CSD", ["t:csd"]),
        ("csd-12", ["t:csd"]),
        ("제12차 연안안보대화에서", ["t:csd"]),
        ("연안 안보 대화", ["t:csd"]),
        ("joint patrols", ["t:patrols"]),
        ("patrol", ["t:patrols"]),
        ("the Sea Lantern exercise in Pusan", ["t:sea-lantern", "t:busan"]),
        ("Ruth B. Calder and Do-yun Han", ["p:ruth-calder", "p:han-do-yun"]),
        ("콜더는 부산에서", ["p:ruth-calder", "t:busan"]),
        ("Secretary Brandt at the DSF", ["p:ida-brandt", "t:deep-sea-forum"]),
        ("a dialogue about security", []),
        ("the coast", []),
    ],
)
def test_every_spelling_of_a_name_is_the_name(lexicon: Lexicon, text: str, keys: list[str]) -> None:
    """Names, abbreviations, plurals and Korean forms are read as the entry, and parts of a name are not the name."""
    assert concepts(lexicon, text) == keys


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("the Combined Forces Command headquarters", "t:cfc"),
        ("the Korea-U.S. Integrated Defense Dialogue", "t:kidd"),
        ("United States Forces Korea", "t:usfk"),
        ("the United Nations Security Council", "t:unsc"),
        ("the United Nations Command", "t:unc"),
    ],
)
def test_the_longest_name_wins(shipped: Lexicon, text: str, key: str) -> None:
    """A name inside a longer one is read as the longer one."""
    assert concepts(shipped, text)[0] == key


@pytest.mark.parametrize("text", ["tell us about the patrols", "give us the place", "let us know when"])
def test_us_after_a_verb_of_giving_is_no_country(shipped: Lexicon, text: str) -> None:
    """What begins "tell us" is about the asker."""
    assert "t:united-states" not in concepts(shipped, text)


@pytest.mark.parametrize("text", ["which bomber was used", "using the sea", "who uses it"])
def test_a_word_whose_stem_is_short_is_no_abbreviation(shipped: Lexicon, text: str) -> None:
    """The stem of "used" is "us", and still it names no country."""
    assert "t:united-states" not in concepts(shipped, text)


def test_a_particle_after_a_name_is_no_word(lexicon: Lexicon) -> None:
    """What a Korean particle after a name leaves is nothing to match by."""
    with_particle, bare = lexicon.read("연안안보대화에서"), lexicon.read("연안안보대화")
    assert [token.key for token in with_particle] == [token.key for token in bare]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("busaan", "busan"),
        ("lighthuose", "lighthouse"),
        ("cutterz", "cutters"),
        ("caldar", "calder"),
        ("rader", "radar"),
        ("dialouge", "dialogue"),
    ],
)
def test_a_slip_is_read_as_the_word_it_is_near(lexicon: Lexicon, typed: str, meant: str) -> None:
    """One slip in a short word, two in a long one, are forgiven, and known for a guess."""
    assert lexicon.respell(typed) == (meant, True)


@pytest.mark.parametrize(("typed", "meant"), [("wat", "what"), ("teh", "the"), ("whennn", "when"), ("u", "you")])
def test_chat_spelling_is_no_guess(lexicon: Lexicon, typed: str, meant: str) -> None:
    """Chat spellings and drawn-out letters are read as the plain word, for certain."""
    assert lexicon.respell(typed) == (meant, False)


@pytest.mark.parametrize(
    "name", "scm mcm sma sca spi kidd idd ssgn ssbn cfc cfr unc unsc usfk rok roc dprk b52h".split()
)
def test_an_abbreviation_is_never_read_as_another(shipped: Lexicon, name: str) -> None:
    """Three and four letters that differ in one are different names, not slips."""
    spelled, _ = shipped.respell(name)
    assert spelled == name


@given(typed=st.integers(0, 99999).map(str) | st.integers(0, 999).map("{}th".format))
def test_numbers_are_never_respelled(shipped: Lexicon, typed: str) -> None:
    """No number or ordinal becomes another."""
    assert shipped.respell(typed) == (typed, False)


@given(typed=st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=3))
def test_short_words_are_never_guessed(shipped: Lexicon, typed: str) -> None:
    """Words under four letters are taken as they stand, chat spellings aside."""
    spelled, guess = shipped.respell(typed)
    assert not guess
    assert typed in CHAT or spelled == typed or typed != spelled == CHAT.get(typed[0], typed[0])


@given(data=st.data())
def test_known_words_are_never_respelled(shipped: Lexicon, data: st.DataObject) -> None:
    """A word of the book or of the language tables is itself."""
    word = data.draw(st.sampled_from(sorted(_vocabulary(shipped))))
    assert shipped.respell(word) == (CHAT.get(word, word), False)


@given(typed=st.text("abcdeghiklmnorstuvy", min_size=4, max_size=14))
def test_a_guess_is_a_word_of_the_vocabulary(shipped: Lexicon, typed: str) -> None:
    """Whatever is typed, a guess names a word that the book or the language has, and is stable."""
    spelled, guess = shipped.respell(typed)
    if guess:
        assert spelled in _vocabulary(shipped)
        assert shipped.respell(spelled) == (CHAT.get(spelled, spelled), False)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Who was told by Esper in the end?", ["Esper"]),
        ("When did Minister Seo meet Zelensky?", ["Zelensky"]),
        ("When did Minister Seo meet Calder?", []),
        ("Esper was where?", []),
        ("WHEN DID ESPER COME?", []),
        ("when did esper come?", []),
        ("Was it in Busan or in Poland's capital?", ["Poland"]),
    ],
)
def test_unknown_names_are_noticed(lexicon: Lexicon, text: str, names: list[str]) -> None:
    """A capital inside a sentence marks a name; where everything is capitals nothing does."""
    assert list(lexicon.unknown_names(text)) == names


def test_function_words_carry_nothing(lexicon: Lexicon) -> None:
    """A text of function words has no tokens, in either language."""
    assert lexicon.read("what is it that they have on the") == ()
    assert lexicon.read("그것은 언제 어디에서") == ()


@given(text=st.text(st.characters(exclude_categories=()), max_size=120))
def test_reading_never_fails(lexicon: Lexicon, text: str) -> None:
    """Any string reads into tokens with a key and a factor above 0 and at most 1.5."""
    for token in lexicon.read(text):
        assert token.key
        assert 0 < token.factor <= 1.5
