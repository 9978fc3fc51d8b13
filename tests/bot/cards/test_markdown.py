"""What a fact says is shown as it is; what a member typed can do nothing."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.cards.limits import length, shorten
from bot.cards.markdown import clean, escape, escape_within, link, quote_typed, shown

_HOSTILE = st.lists(
    st.sampled_from(
        [
            *"@#:/<>[]()*_~|`\\-+.!1& \n\t",
            "everyone", "here", "EVERYONE", "<@123>", "<@!5>", "<@&9>", "<#7>", "<:a:1>", "</ask:1>", "<t:1:D>",
            "https://", "http://a.b", "discord.gg/x", ":smile:", "[a](https://b)", "```", "||", "**", "__", "~~",
            "# ", "> ", "- ", "1. ", "-# ", "\u200b", "\u200d", "\u2060", "\ufeff", "\u202e", "\u00ad", "\x00", "가",
        ]
    )
).map("".join)  # fmt: skip
_ANY = st.one_of(_HOSTILE, st.text())

# What Discord acts on, in a text as it is sent.
_LIVE = re.compile(
    r"(?<!\\)(?:\\\\)*<(?:[@#:/]|a:|t:|id:)|https?://|steam://|discord\.gg/|@everyone\b|@here\b", re.IGNORECASE
)
_BLOCK_START = re.compile(r"^\s*(?:#{1,3}\s|-#\s|>|[-*+]\s|[0-9]+[.)]\s)", re.MULTILINE)
_INLINE = re.compile(r"(?<!\\)(?:\\\\)*[*_~|`\[\]<]")
_EMOJI = re.compile(r"(?<!\\)(?:\\\\)*:[^\s:]+:")
_UNSEEN = re.compile("[\u200b-\u200f\u2060-\u2064\u202a-\u202e\ufeff\u00ad]")


@given(_ANY)
@example("@everyone")
@example("\\@everyone <@1> 1. a")
def test_escaped_text_is_shown_as_it_was(text: str) -> None:
    """Taking the backslashes off again gives the text back, but for the sign in the two mass mentions."""
    broken = re.sub(r"@(?=(?:everyone|here)\b)", "\uff20", text, flags=re.IGNORECASE)
    assert shown(escape(text)) == broken


@given(_ANY)
@example("@\u200beveryone")
def test_escaped_text_does_nothing(text: str) -> None:
    """No mention, link, formatting or emoji is left in it."""
    safe = escape(text)
    for live in (_LIVE, _BLOCK_START, _INLINE, _EMOJI):
        assert not live.search(safe), (live.pattern, safe)


@given(_ANY)
@example("@\u200beveryone")
@example("@\u2060here, <\u200b@1>")
def test_typed_text_stays_harmless_when_unseen_characters_are_stripped(text: str) -> None:
    """Neither our own cleaning nor somebody's after us joins the halves of a mention."""
    safe = quote_typed(text, 4000)
    for version in (safe, _UNSEEN.sub("", safe), "".join(each for each in safe if each.isprintable())):
        assert not _LIVE.search(version)
        assert not _INLINE.search(version)


@given(_ANY, st.integers(2, 120))
def test_typed_text_is_one_bounded_line(text: str, limit: int) -> None:
    """A quoted text has one line, no invisible character, and a bound."""
    safe = quote_typed(text, limit)
    assert length(safe) <= 2 * limit + 1
    assert not any(each in safe for each in "\n\r\t\x00\u200b")


@given(_ANY, st.integers(8, 120))
def test_a_name_is_cut_only_as_far_as_needed(text: str, limit: int) -> None:
    """The bound holds for what is sent; what fits is left whole, and no escape is cut in half."""
    safe = escape_within(text, limit)
    assert length(safe) <= limit
    if length(escape(text)) <= limit:
        assert safe == escape(text)
    else:
        assert shown(safe).endswith("…")


def test_a_long_name_keeps_most_of_itself() -> None:
    """Only signs that must be escaped cost room."""
    assert len(escape_within("a" * 200, 100)) == 100


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """`clean` is idempotent."""
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("July 25-26, 2018 (inferred): 50th SCM.", "July 25-26, 2018 (inferred): 50th SCM."),
        ("a *b* _c_ ~d~ |e| `f`", r"a \*b\* \_c\_ \~d\~ \|e\| \`f\`"),
        ("at 12:30 on https://a.b/c", r"at 12\:30 on https\:\/\/a.b\/c"),
        ("# one\n2. two\n- three\n> four", "\\# one\n2\\. two\n\\- three\n\\> four"),
        ("ask @everyone or <@1>", "ask \uff20everyone or \\<\\@1>"),
        ("전작권 전환", "전작권 전환"),
    ],
    ids=["prose", "emphasis", "link", "blocks", "mentions", "hangul"],
)
def test_only_what_needs_it_is_escaped(text: str, escaped: str) -> None:
    """Ordinary prose stays readable in notifications, which show the text as it was sent."""
    assert escape(text) == escaped


@given(st.text(), st.integers(2, 50))
def test_shortened_text_fits(text: str, limit: int) -> None:
    """`shorten` keeps its bound in UTF-16 units, and leaves short text alone."""
    short = shorten(text, limit)
    assert length(short) <= limit
    assert short == text or short.endswith("…")


def test_shortened_text_ends_at_a_word() -> None:
    """A cut does not leave half a word where a whole one is near."""
    assert shorten("the releases do not say", 15) == "the releases…"


def test_a_link_in_plain_text_has_no_preview() -> None:
    """Angle brackets tell Discord not to unfold an address."""
    assert link("https://example.org/a") == "<https://example.org/a>"


@pytest.mark.parametrize("text", ["_" * 900, "a_" * 400, "*x" * 300 + " end", "x" * 900])
def test_a_text_of_signs_is_cut_and_not_emptied(text: str) -> None:
    """Also where everything in it is escaped, most of the room is used."""
    cut = escape_within(text, 140)
    assert 100 <= len(cut) <= 140
