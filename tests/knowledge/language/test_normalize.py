"""Text as typed to words to match by: the same for facts and for questions, whatever anybody types."""

# Look-alikes and typographic marks are what is tested here.
# ruff: noqa: RUF001

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.language.normalize import MAX_LENGTH, clean, fold, words

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)
"""Any string at all, lone surrogates too."""
TANGLED = st.lists(
    st.sampled_from(
        [
            "KIDD",
            "14th",
            "１４",
            "제14차",
            "U.S.",
            "can't",
            "won't",
            "Shea's",
            "’s",
            "'",
            "n't",
            "1,000",
            "<@12345>",
            "<:x:1>",
            "https://a.b/c",
            "HTTP",
            "://",
            "<",
            ":1>",
            "\u200b",
            "\u0301",
            "İ",
            "ß",
            "ㅋ",
            "\x00",
            "\ud83d",
            "\x1b[31m",
            "\x1b]0;x\x07",
            "㎏",
            "½",
            ".",
            "-",
            "–",
            "_",
            " ",
            "\n",
            "ﬁ",
            "가",
            "ᄀ",
            "ᅡ",
            "і",
        ]
    ),
    max_size=12,
).map("".join)
"""Strings of the pieces that normalisation treats each in its own way."""


@given(ANY_TEXT | TANGLED)
@example("\u2163\u0301\u200bK")
@example("a\u0345b")
@example("HTTP://")
@example("\uff1c@12> ｈttps://a.b")
@example("</a<@1>b:1>")
@example("a" * (MAX_LENGTH - 1) + " b")
def test_fold_changes_nothing_that_is_folded(text: str) -> None:
    """Folding twice is folding once, for any text."""
    once = fold(text)
    assert fold(once) == once


@given(ANY_TEXT | TANGLED)
def test_clean_changes_nothing_that_is_clean(text: str) -> None:
    """Cleaning twice is cleaning once, for any text."""
    once = clean(text)
    assert clean(once) == once


@given(ANY_TEXT | TANGLED)
def test_words_of_words_are_the_same_words(text: str) -> None:
    """The words of a text, joined by blanks, are read as the same words again."""
    once = words(text)
    assert words(" ".join(once)) == once


@given(ANY_TEXT | TANGLED)
def test_no_text_makes_normalisation_fail(text: str) -> None:
    """Whatever the string, cleaning gives one printable line and words give runs without blanks."""
    line = clean(text)
    assert line == line.strip()
    assert not any(ch in line for ch in "\n\r\t\x00\u200b\u202e")
    assert not any("\ud800" <= ch <= "\udfff" for ch in line)
    assert all(word and not any(ch.isspace() for ch in word) for word in words(text))


@given(st.integers(0, 3 * MAX_LENGTH), st.sampled_from(["a", "가", "\u200b", " ", "ﬃ", "\U0001d400", "İ", "\x1b", "<"]))
def test_nothing_is_longer_than_a_message(length: int, piece: str) -> None:
    """Cleaning and folding give at most MAX_LENGTH characters, though a letter may fold to several."""
    text = piece * length
    assert len(clean(text)) <= MAX_LENGTH
    assert len(fold(text)) <= MAX_LENGTH
    assert len(words(text)) <= MAX_LENGTH


CLEAN = "who led the 14th kidd?"


@pytest.mark.parametrize(
    "typed",
    [
        "Who led the 14th KIDD?",
        "W\u200bho led the 14\u2060th KI\ufeffDD?",
        "<@123456789012345678> Who led the 14th KIDD?",
        "<@!123456789012345678> <@&42> <#42> Who led the 14th KIDD?",
        "Who led <:kidd:123456789012345678> the 14th <a:wave:1> KIDD?",
        "</ask:123456789012345678> Who led the 14th KIDD?",
        "<t:1532476800:D> Who led the 14th KIDD?",
        "https://example.org/a?b=c#d Who led the 14th KIDD?",
        "HTTPS://EXAMPLE.ORG/A Who led the 14th KIDD?",
        "ｈttps://example.org Who led the 14th KIDD?",
        "</a<@1>b:1> Who led the 14th KIDD?",
        "<https://example.org/kidd> Who led the 14th KIDD?",
        "\x1b[1;31mWho led\x1b[0m the 14th KIDD?",
        "\x1b]0;title\x07Who led the 14th KIDD?",
        "Who\tled\r\nthe\u202814th\u3000KIDD?",
        "\u202eWho led the 14th KIDD?\u202c",
        "\u2066Who\u2069 led the 14th KIDD?",
        "Who led the 14th K\x00IDD?",
        "Who led the 14th KIDD?\ud83d",
        "Ｗｈｏ　ｌｅｄ　ｔｈｅ　１４ｔｈ　ＫＩＤＤ？",
        "𝐖𝐡𝐨 𝐥𝐞𝐝 𝐭𝐡𝐞 𝟏𝟒𝐭𝐡 𝐊𝐈𝐃𝐃?",
        "W\u0335\u0321h\u0334o\u0336 l\u0351\u034aed the 14th KI\u0337\u0301DD?",
        "Whó lëd the 14th KİDD?",
        "Who\u00ad led the 14th KIDD?\U000e0041",
    ],
)
def test_what_cannot_be_seen_or_was_not_said_changes_nothing(typed: str) -> None:
    """Mentions, links, zero-width and bidi characters, terminal control, NUL, width and accents fall away."""
    assert fold(typed) == CLEAN


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Who led the 14th KIDD?", ("who", "led", "the", "14th", "kidd")),
        ("KIDD-14, KIDD14", ("kidd", "14", "kidd", "14")),
        ("the 1st, 2nd, 3RD and 21st", ("the", "1st", "2nd", "3rd", "and", "21st")),
        ("U.S. and R.O.K., U.S.A.", ("us", "and", "rok", "usa")),
        ("ROK-U.S.", ("rok", "us")),
        ("B-52H and B-52Hs", ("b", "52", "h", "and", "b", "52", "hs")),
        ("28,500 troops", ("28500", "troops")),
        ("Shea's, Shea’s and the allies' view", ("shea", "shea", "and", "the", "allies", "view")),
        ("didn't can't won’t cannot", ("did", "not", "can", "not", "will", "not", "can", "not")),
        ("Yeo Suk‑joo – Lee Jong—sup", ("yeo", "suk", "joo", "lee", "jong", "sup")),
        ("제14차 KIDD는?", ("제", "14", "차", "kidd", "는")),
        ("전작권(OPCON) 전환", ("전작권", "opcon", "전환")),
        ("7월25일", ("7", "월", "25", "일")),
        ("snake_case_word", ("snake", "case", "word")),
        ("", ()),
        ("?!… 🎉", ()),
    ],
)
def test_words_are_runs_of_one_kind(typed: str, read: tuple[str, ...]) -> None:
    """Letters and digits part, ordinals and dotted abbreviations hold together, Hangul is its own run."""
    assert words(typed) == read


def test_hangul_in_parts_is_hangul_whole() -> None:
    """Syllables stored as their letters, as one file system does, read as the syllables."""
    assert words("\u110c\u1165\u11ab\u110c\u1161\u11a8\u1100\u116f\u11ab") == ("전작권",)


@pytest.mark.parametrize("typed", ["kіdd", "Κidd", "Mіlley", "сfc"])
def test_a_letter_of_another_script_makes_the_word_foreign(typed: str) -> None:
    """A word with a look-alike stays whole, and is not the word that it looks like."""
    (word,) = words(typed)
    assert not word.isascii()


def test_a_long_tangle_is_cut_before_it_is_worked_on() -> None:
    """A hundred thousand characters that each mean work are read like the first few thousand."""
    tangle = "<@1> \x1b]" * 20_000
    assert clean(tangle) == clean(tangle[: 2 * MAX_LENGTH])
