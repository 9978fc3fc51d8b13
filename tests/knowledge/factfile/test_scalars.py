"""Text without quotes stays text, unless every reader of YAML agrees on what else it is."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.factfile.scalars import SUSPECT_STARTS, SUSPECT_WORDS, take_plain


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("no", "no is read by YAML as false"),
        ("On", "On is read by YAML as true"),
        ("y", "y is read by YAML as true"),
        ("FALSE", "FALSE is read by YAML as false"),
        ("~", "~ is read by YAML as no value"),
        ("Null", "Null is read by YAML as no value"),
        ("", "has no value"),
        ("010", "010 is read by YAML as the number 8"),
        ("+12", "+12 is read by YAML as the number 12"),
        ("-0b11", "-0b11 is read by YAML as the number -3"),
        ("0x1F", "0x1F is read by YAML as the number 31"),
        ("1_000", "1_000 is read by YAML as the number 1000"),
        ("0x_", "0x_ is read by YAML as the number 0"),
        ("12:30", "12:30 is read by YAML as the number 750"),
        ("190:20:30", "190:20:30 is read by YAML as the number 685230"),
        ("1e3", "1e3 is read by YAML as a number"),
        ("08", "08 is read by YAML as a number"),
        ("0o17", "0o17 is read by YAML as a number"),
        ("1.5", "1.5 is read by YAML as a number"),
        (".5", ".5 is read by YAML as a number"),
        ("12:30.5", "12:30.5 is read by YAML as a number"),
        ("-.inf", "-.inf is read by YAML as a number"),
        (".NaN", ".NaN is read by YAML as a number"),
        ("9" * 30, f"{'9' * 24}… is read by YAML as a number"),
        ("2018-07-25", "2018-07-25 is read by YAML as a date"),
        ("2018-07-25T10:00:00Z", "2018-07-25T10:00:00Z is read by YAML as a date"),
        ("2018-02-30", "there is no day 2018-02-30, and YAML reads it as a date"),
        ("=", "= is a special key to YAML"),
        ("<<", "<< is a special key to YAML"),
    ],
)
def test_names_what_yaml_would_make_of_it(text: str, wrong: str) -> None:
    """Each surprise is called by what YAML reads, and the text comes back as it was written."""
    value, said, right = take_plain(text)

    assert (value or "", said) == ("" if "no value" in wrong else text, wrong)
    assert "quotes" in right or "write one" in right


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("14", 14), ("-3", -3), ("true", True), ("false", False)])
def test_takes_plain_numbers_and_truths_at_their_word(text: str, value: object) -> None:
    """What every reader of YAML reads alike is taken so."""
    assert take_plain(text) == (value, "", "")


@pytest.mark.parametrize(
    "text", ["busan", "14th", "B-52H", "3-1", "1.2.3", "-", "+", ".", "...", "0x", "2018-07", "12:60", "no."]
)
def test_leaves_text_alone(text: str) -> None:
    """What only looks like something else is text."""
    assert take_plain(text) == (text, "", "")


@given(st.one_of(st.text(max_size=12), st.from_regex(r"[-+]?[0-9_.:xobeE-]{1,10}", fullmatch=True)))
def test_never_lets_pass_what_the_yaml_library_would_turn_into_something_else(text: str) -> None:
    """Whatever PyYAML resolves to another type is either a plain number or truth here, or named."""
    tag = yaml.SafeLoader("").resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]  # bare stub
    value, wrong, _ = take_plain(text)

    if tag != "tag:yaml.org,2002:str":
        assert text in SUSPECT_WORDS or text[0] in SUSPECT_STARTS
        assert wrong or isinstance(value, int)
