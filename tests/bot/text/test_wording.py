import ast
import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.errors import WordingError
from bot.text.wording import Wording
from knowledge.decision import AbstainReason
from knowledge.model import Language, Side

EN, KO = Language.EN, Language.KO
HANGUL = re.compile("[가-힣]")


@pytest.fixture(scope="module")
def wording() -> Wording:
    """Return the catalogues that ship."""
    return Wording.load()


def of(en: dict[str, str], ko: dict[str, str]) -> Wording:
    """Return a wording of these texts."""
    return Wording({EN: en, KO: ko})


def test_both_languages_have_the_same_keys_and_places(wording: Wording) -> None:
    """Loading is the parity test: it refuses anything else."""
    assert len(wording.keys()) > 50


@pytest.mark.parametrize(
    ("en", "ko", "told"),
    [
        ({"a": "x"}, {}, "a has no words in ko"),
        ({}, {"a": "x"}, "a has no words in en"),
        ({"a": "{x}"}, {"a": "{y}"}, "a has different places in the languages"),
        ({"a": "{x}"}, {"a": "no place"}, "a has different places in the languages"),
        ({"a": "{X}"}, {"a": "{X}"}, "a has a stray brace in en; a has a stray brace in ko"),
        ({"a": "{x"}, {"a": "x}"}, "a has a stray brace in en; a has a stray brace in ko"),
    ],
)
def test_catalogues_that_differ_are_refused(en: dict[str, str], ko: dict[str, str], told: str) -> None:
    """A missing word is found when the program starts, not when a member asks."""
    with pytest.raises(WordingError, match=re.escape(told)):
        of(en, ko)


def test_a_language_must_be_there() -> None:
    """English alone is not enough."""
    with pytest.raises(WordingError, match="has no words in ko"):
        Wording({EN: {"a": "x"}})


def test_values_go_in_as_they_are() -> None:
    """A value that looks like a place is not filled again."""
    wording = of({"a": "{x} and {y}"}, {"a": "{y}, {x}"})
    assert wording("a", EN, x="{y}", y="<b>") == "{y} and <b>"
    assert wording("a", KO, x=1, y=2) == "2, 1"


@given(st.text())
def test_any_value_can_be_inserted(value: str) -> None:
    """Nothing that a member types breaks a sentence."""
    assert of({"a": "[{x}]"}, {"a": "[{x}]"})("a", EN, x=value) == f"[{value}]"


def test_a_missing_key_or_value_is_an_error() -> None:
    """It names the key, and the value."""
    wording = of({"a": "{x}"}, {"a": "{x}"})
    with pytest.raises(WordingError, match="there are no words for 'b'"):
        wording("b", EN)
    with pytest.raises(WordingError, match="a needs a value for 'x'"):
        wording("a", EN)


def test_counting_takes_the_right_form() -> None:
    """One is one; none and many are other."""
    texts = {"n.one": "{number} fact", "n.other": "{number} facts"}
    wording = of(texts, texts)
    assert [wording.count("n", EN, number) for number in (0, 1, 2)] == ["0 facts", "1 fact", "2 facts"]


def test_every_reason_side_and_speaker_has_words(wording: Wording) -> None:
    """A value that the domain knows can always be told."""
    keys = [f"answers.abstain.{reason}" for reason in AbstainReason]
    keys += [f"lookups.side.{side}" for side in Side]
    keys += [f"answers.said_by.{who}" for who in ("both", "rok", "us", "officials", "release", "person")]
    keys += [f"lookups.language.{language}" for language in Language]
    assert [key for key in keys if not wording.has(key)] == []


def test_korean_texts_are_korean(wording: Wording) -> None:
    """No text was left in English; those without any words of a language are let through."""
    for key in wording.keys():  # noqa: SIM118 - a method of ours, not of a dict
        if re.search("[a-z]{4}", re.sub(r"\{[a-z_]+\}", "", wording._catalogues[EN][key])):
            assert HANGUL.search(wording._catalogues[KO][key]) or key in SAME_IN_BOTH, key


SAME_IN_BOTH = {"cards.citation.bibtex", "cards.citation.markdown"}


def used_keys() -> set[str]:
    """Return the keys that the code names in full, by reading its string constants."""
    folders = {path.stem for path in (Path(bot.__file__).parent / "locale" / "en").glob("*.yaml")}
    texts: set[str] = set()
    for path in Path(bot.__file__).parent.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts.update(
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )
    allowed = set(string.ascii_lowercase + "_.")
    return {
        each
        for each in texts
        if each.partition(".")[0] in folders and set(each) <= allowed and not each.endswith((".", "_"))
    }


def test_every_key_that_the_code_names_has_words(wording: Wording) -> None:
    """A slip in a key is found here and not in Discord."""
    whole = {key for key in used_keys() if "." in key}
    known = wording.keys()
    counted = {key.removesuffix(".one") for key in known if key.endswith(".one")}
    folders = {key.rpartition(".")[0] for key in known}
    assert whole, "the search finds the keys in the code"
    assert sorted(key for key in whole if key not in known | counted | folders) == []
