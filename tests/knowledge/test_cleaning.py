"""What is kept of a question holds nothing by which anybody could be reached, looked up or recognised."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.cleaning import (
    MAX_COUNT_DIGITS,
    MAX_DIGITS,
    MAX_KEPT,
    clean_question,
    digest_of_words,
    fit_question,
)
from knowledge.language.normalize import MAX_LENGTH
from knowledge.plain import check_plain_text

PLAIN_WORDS = st.lists(
    st.sampled_from(
        "who led the 14th KIDD in Seoul on 2018-09-14 28,500 troops 누가 이끌었나요 제14차 U.S. ROK's".split()
    ),
    min_size=1,
    max_size=12,
).map(" and ".join)
SEPARATORS = st.sampled_from(["", " ", "-", ".", "/", ") ", " - "])


@st.composite
def spread_digits(draw: st.DrawFn) -> str:
    """Return 7 to 20 digits as people write numbers of telephones, cards and accounts, and never a year or a day."""
    groups = draw(st.lists(st.text("3456789", min_size=1, max_size=6), min_size=2, max_size=6))
    if sum(map(len, groups)) <= MAX_DIGITS:
        groups.append("3456789")
    return draw(st.sampled_from(["", "+", "(", "+82 "])) + draw(SEPARATORS).join(groups)


USERS = st.text("abcdefghijklmnopqrstuvwxyz0123456789._", min_size=1, max_size=20)
SNOWFLAKES = st.integers(min_value=10**16, max_value=2**63 - 1)
SECRETS = st.one_of(
    SNOWFLAKES.map(str),
    SNOWFLAKES.map(lambda each: f"<@{each}>"),
    SNOWFLAKES.map(lambda each: f"<@!{each}>"),
    SNOWFLAKES.map(lambda each: f"<@&{each}>"),
    SNOWFLAKES.map(lambda each: f"<#{each}>"),
    SNOWFLAKES.map(lambda each: f"<:smile:{each}>"),
    USERS.map(lambda each: f"@{each}"),
    st.tuples(USERS, USERS).map(lambda each: f"{each[0]}@{each[1]}.com"),
    USERS.map(lambda each: f"https://{each}.test/{each}?q=1"),
    USERS.map(lambda each: f"discord.gg/{each}"),
    USERS.map(lambda each: f"www.{each}"),
    spread_digits(),
)
_REACHABLE = re.compile(
    r"@|<[@#:/][^\s<>]*[0-9][^\s<>]*>|[a-z][a-z0-9+.-]*://|\bwww\.|discord\.gg|\b[\w-]+\.(?:com|net|org|kr)\b",
    re.IGNORECASE,
)
_COUNTS = re.compile(r"(?<![\d,])[1-9]\d{0,2}(?:,\d{3})+(?![\d,])")
_DIGITS = re.compile(r"\d(?:[ .\-/()+:]{0,2}\d)*")


_WIDE = str.maketrans({chr(each): chr(each + 0xFEE0) for each in range(0x21, 0x7F)})
"""Signs as a full-width keyboard writes them."""


def assert_clean(text: str) -> None:
    """Hold that nobody can be reached by *text*, and that every long number in it is a day, a year or a count."""
    assert not _REACHABLE.search(text), text
    counts = [each for each in _COUNTS.findall(text) if len(each.replace(",", "")) <= MAX_COUNT_DIGITS]
    for count in counts:
        text = text.replace(count, "n")
    for run in _DIGITS.findall(text):
        groups = re.findall(r"\d+", run)
        if sum(map(len, groups)) > MAX_DIGITS:
            # What stays is made of years, and of months, days and hours beside them.
            assert all(len(each) <= 2 or re.fullmatch(r"(?:19|20)\d\d", each) for each in groups), run
            assert any(len(each) == 4 for each in groups) or ":" in run, run


@given(st.text(max_size=400))
def test_whatever_is_typed_nothing_to_reach_anybody_by_is_left(text: str) -> None:
    """Any text at all, of any characters."""
    assert_clean(clean_question(text))


@given(st.text("0123456789 -.,/()+:@<>#&!abx.com\u200b\uff11\uff12\uff20", max_size=60))
def test_nothing_slips_through_among_look_alikes(text: str) -> None:
    """Texts of nothing but the signs that numbers, mentions and links are made of."""
    assert_clean(clean_question(text))


@given(PLAIN_WORDS, SECRETS, PLAIN_WORDS)
def test_what_is_personal_goes_and_the_question_stays(before: str, secret: str, after: str) -> None:
    """Around it every word is kept, as it was; of the secret a sign may be left, and no letter or digit."""
    kept = clean_question(f"{before} is {secret} and {after}").split()
    words = [each for each in kept if any(map(str.isalnum, each))]
    assert " ".join(words) == f"{before} is and {after}"


@given(PLAIN_WORDS)
def test_a_question_about_the_releases_is_kept_as_it_is(text: str) -> None:
    """Ordinals, days, counts, possessives, abbreviations and Korean."""
    assert clean_question(text) == text


@given(st.text(max_size=400))
def test_twice_is_once(text: str) -> None:
    """Cleaning what is clean does nothing."""
    once = clean_question(text)
    assert clean_question(once) == once
    assert len(once) <= MAX_KEPT


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("@joe call 010-1234-5678 about the KIDD", "call about the KIDD"),
        ("was it 9/14/2018 or 14.09.2018?", "was it 9/14/2018 or 14.09.2018?"),
        ("KIDD in Sept. 2018 (2018. 9. 14.)", "KIDD in Sept. 2018 (2018. 9. 14.)"),
        ("2016, 2017, 2018-2019 and 2018-09", "2016, 2017, 2018-2019 and 2018-09"),
        ("28,500 troops for $1,000,000,000?", "28,500 troops for $1,000,000,000?"),
        ("in 2018 28,500 troops, 2018-09-14 1,200", "in 2018 28,500 troops, 2018-09-14 1,200"),
        ("at 19:30 on 2018-09-14", "at 19:30 on 2018-09-14"),
        ("제14차 KIDD는 2018년 9월 14일?", "제14차 KIDD는 2018년 9월 14일?"),
        ("is the R.O.K.-U.S. 2+2 the SCM? F-35, B-52H", "is the R.O.K.-U.S. 2+2 the SCM? F-35, B-52H"),
        ("my number 900101-1234567", "my number"),
        ("pay to 4111 1111 1111 1111", "pay to"),
        ("010-2018-1999", ""),
        ("1,234,567,890,123,456,789", ""),
        ("passport M12345678, joe#1234", "passport ,"),
        ("key 3f2a9c01-1111-2222-3333-444455556666", "key"),
        ("from 192.168.1.10 or example.co.kr/x", "from or"),
        ("@everyone 010-1234-5678".translate(_WIDE), ""),
        ("01\u200b0-1234\u200b-5678", ""),
        ("<@123<@1234567890123456789>4567890>", "< >"),
    ],
)
def test_examples(typed: str, kept: str) -> None:
    """What people really write."""
    assert clean_question(typed) == kept


def test_a_long_question_is_cut_at_a_word() -> None:
    """And one long word inside it."""
    assert clean_question("word " * 500).endswith("word")
    assert len(clean_question("한" * MAX_LENGTH)) == MAX_KEPT


@given(PLAIN_WORDS)
def test_the_digest_knows_a_question_however_it_is_written(text: str) -> None:
    """Case, blanks and punctuation are not what is asked."""
    digest = digest_of_words(text)
    assert digest is not None
    assert re.fullmatch("[0-9a-f]{64}", digest)
    assert digest_of_words(f"  {text.upper()}  ??") == digest
    assert digest_of_words(f"{text} denuclearization") != digest


@pytest.mark.parametrize("text", ["", "???", "😀 !"])
def test_what_has_no_words_has_no_digest(text: str) -> None:
    """There is nothing to know it by, and nothing to answer."""
    assert digest_of_words(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "UNSC resolution 2375, 2397, 1718",
        "resolutions 2375, 2397 and 1718 of 2006, 2017",
        "제12차, 제13차, 제14차 회의",
    ],
)
def test_a_comma_and_a_blank_part_numbers(text: str) -> None:
    """A list of short numbers is nobody's number."""
    assert clean_question(text) == text


@pytest.mark.parametrize(
    ("asked", "fit"),
    [
        ("What **is** the `KIDD`?", "What is the KIDD?"),
        ("See [click]( what is __it__?", "See click what is it?"),
        ("Is [the KIDD](https://evil.test) ||secret|| or ~~not~~?", "Is the KIDD secret or not?"),
        ("- who led it?", "who led it?"),
        ("> # 누가 *이끌었나요*?", "누가 이끌었나요?"),
        ("snake_case stays", "snake_case stays"),
        ("***", ""),
    ],
)
def test_a_question_loses_its_markup(asked: str, fit: str) -> None:
    """Its words stay."""
    assert fit_question(asked) == fit


MARKED = st.text(st.sampled_from(list("ab ?가1.[]()<>@#*`_~|\\&;:/-+\u200b\u0301\n")), max_size=40)


@given(MARKED | st.text(max_size=60))
def test_what_is_fit_passes_the_fact_file(asked: str) -> None:
    """Whatever was asked: it may be a question of a fact, or nothing is left."""
    fit = fit_question(asked)
    assert not fit or check_plain_text(fit) == fit
    assert fit_question(fit) == fit
