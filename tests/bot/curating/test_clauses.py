"""What is wrong with an entry is told in the moderator's language, with the values that it is about."""

import re

import pytest

from bot.curating.clauses import _PLACES, said_in
from bot.text.wording import Wording
from knowledge.model import Language
from knowledge.plain import _TEXT_RULES, Unfit, check_address, check_plain_text, parse_iso_date

WORDING = Wording.load()
HANGUL = re.compile("[가-힣]")


def korean(clause: str) -> str:
    """Return *clause* in Korean."""
    return said_in(Language.KO, WORDING, clause)


@pytest.mark.parametrize("rule", _TEXT_RULES, ids=lambda rule: rule.wrong[:40])
def test_every_rule_on_plain_text_has_korean_words(rule: object) -> None:
    """What is wrong and what would be right, as `knowledge` words them now."""
    for clause in (rule.wrong.format(hit="x", code="U+0041"), rule.right):  # type: ignore[attr-defined] # a private type
        assert HANGUL.search(korean(clause)), clause


@pytest.mark.parametrize(
    ("text", "values"),
    [("two *stars*", []), ("see @everyone", ["@everyone"]), (" a", []), ("a\u200bb", ["U+200B"]), ("# head", ["#"])],
)
def test_a_complaint_keeps_its_values(text: str, values: list[str]) -> None:
    """What was found stands in it."""
    with pytest.raises(Unfit) as refused:
        check_plain_text(text)
    wrong, right = refused.value.faults[0]
    told = korean(wrong)
    assert HANGUL.search(told)
    assert HANGUL.search(korean(right))
    assert all(value in told for value in values)


def test_addresses_and_days_have_words_too() -> None:
    """Those that a form can send."""
    for check, value in ((check_address, "http//x"), (parse_iso_date, "2018-02-30")):
        with pytest.raises(Unfit) as refused:
            check(value)
        assert HANGUL.search(korean(refused.value.faults[0][0]))


def test_english_stays_as_it_is_and_so_does_what_has_no_words() -> None:
    """Nothing is lost on the way."""
    assert said_in(Language.EN, WORDING, "has a tab") == "has a tab"
    assert korean("something nobody has worded yet") == "something nobody has worded yet"


def test_the_longest_clause_wins() -> None:
    """A clause is not taken for a shorter one whose place could hold all of it."""
    assert korean("write the id of a fact, or add it") != korean("write something")
    assert "fact" in korean("write the id of a fact, or add it")


def test_every_place_is_known() -> None:
    """The values that a clause may have, and no others."""
    given = {each: f"<{each}>" for each in _PLACES}
    clauses = [key for key in WORDING.keys() if key.startswith("clauses.")]  # noqa: SIM118 - it is no mapping
    texts = [WORDING(key, Language.EN, **given) for key in clauses]
    assert {place for text in texts for place in re.findall(r"<([a-z]+)>", text)} == set(_PLACES)
