"""Texts are plain words wherever they are shown, addresses are public and https, days are on the calendar."""

# ruff: noqa: RUF001 - characters that look like others are what is tested

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.plain import Unfit, check_address, check_plain_text, parse_iso_date


def _faults(text: str) -> list[str]:
    try:
        assert check_plain_text(text) == text
    except Unfit as error:
        return ["; ".join(fault) for fault in error.faults]
    return []


@pytest.mark.parametrize(
    "text",
    [
        "The talks were held July 25-26.",
        "North Korea’s “reaffirmation” – and 'more'",
        "the B-52H, an SSGN (Ohio class), 100% & more; R&D: yes/no?",
        "U.S. Forces Korea, Brig. Gen. Roberta Shea, 14th",
        "25~26일, 제14차 한미 통합국방협의체",
        "snake_case_word and 5 < 6 > 4 and a = b + c",
        "AT&T; well, no: that is a name",
        "write to press at mnd dot go dot kr, or @mnd",
        "50 % | 60 %",
        "no. #14 is no heading here",
        "합동참모본부 ㄱㄴㄷ",
        "日本 и café",
        "-",
        "14",
    ],
)
def test_ordinary_words_pass(text: str) -> None:
    """What people write in a sentence passes as it is, byte for byte."""
    assert _faults(text) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (" a", "begins or ends with blank space; write it without"),
        ("a ", "begins or ends with blank space; write it without"),
        ("a\nb", "has a line break; write it on one line (after >- where it is long)"),
        ("a\tb", "has a tab; write a blank"),
        ("a\x07b", "has a control character (U+0007); leave it out"),
        ("a\ud83db", "has half of a surrogate pair (U+D83D); write the whole character"),
        ("a\u202eb", "has a character that turns the direction of writing (U+202E); leave it out"),
        ("a\u2066b", "has a character that turns the direction of writing (U+2066); leave it out"),
        ("a\u200bb", "has an invisible character (U+200B); leave it out"),
        ("a\u00adb", "has an invisible character (U+00AD); leave it out"),
        ("a\u3164b", "has an invisible character (U+3164); leave it out"),
        ("a\U000e0041b", "has an invisible character (U+E0041); leave it out"),
        ("a\u00a0b", "has a blank of another width (U+00A0); write a plain blank"),
        ("a\u3000b", "has a blank of another width (U+3000); write a plain blank"),
        ("a\ue000b", "has a private character (U+E000); leave it out"),
        ("a\ufffdb", "has a control character (U+FFFD); leave it out"),
        ("a\u0315\u0316\u0317", "has a pile of accents; write the letter with one"),
        ("see <@123>", "has a Discord mention, <@123>; write the words"),
        ("see <@!123>", "has a Discord mention, <@!123>; write the words"),
        ("see <@&123>", "has a Discord mention, <@&123>; write the words"),
        ("see <#123>", "has a Discord mention, <#123>; write the words"),
        ("at <t:1532476800:D>", "has a Discord mention, <t:1532476800:D>; write the words"),
        ("use </ask:123>", "has a Discord mention, </ask:123>; write the words"),
        ("in <id:customize>", "has a Discord mention, <id:customize>; write the words"),
        ("hi <:wave:123>", "has a custom emoji, <:wave:123>; leave it out"),
        ("hi <a:wave:123>", "has a custom emoji, <a:wave:123>; leave it out"),
        ("hi @everyone", "has a Discord mention, @everyone; leave out the @"),
        ("hi @HERE", "has a Discord mention, @HERE; leave out the @"),
        ("a <b>bold</b> word", "has an HTML tag, <b>; write plain words"),
        ("a <!-- remark -->", "has an HTML tag, <!-- remark -->; write plain words"),
        ("a &amp; b", "has an HTML entity, &amp;; write the character itself"),
        ("a &#x41; b", "has an HTML entity, &#x41;; write the character itself"),
        ("see [here](there)", "has a Markdown link; put the address under url"),
        ("see http://x", "has an address, http://x; leave it out, or put it under url"),
        ("see ftp://x", "has an address, ftp://x; leave it out, or put it under url"),
        ("see www.mnd.go.kr", "has an address, www.mnd.go.kr; leave it out, or put it under url"),
        ("see discord.gg/abc", "has an address, discord.gg/abc; leave it out, or put it under url"),
        ("try javascript:alert", "has an address, javascript:alert; leave it out, or put it under url"),
        ("a \\ b", "has a backslash, which Discord takes for its own; leave it out"),
        ("**bold**", "has an asterisk, which Discord reads as emphasis; leave it out"),
        ("5 * 6", "has an asterisk, which Discord reads as emphasis; leave it out"),
        ("a `code`", "has a backtick, which Discord reads as code; write ' or leave it out"),
        ("an _emphasis_", "has an underscore at the edge of a word, which Discord reads as emphasis; leave it out"),
        ("__underlined__", "has an underscore at the edge of a word, which Discord reads as emphasis; leave it out"),
        ("~~struck~~", "has ~~, which Discord reads as struck out; write one ~"),
        ("a ||spoiler||", "has ||, which Discord reads as a spoiler; leave it out"),
        ("# title", "begins with #, which Discord reads as a heading or a quotation; begin with a word"),
        ("-# small", "begins with -#, which Discord reads as a heading or a quotation; begin with a word"),
        ("> said", "begins with >, which Discord reads as a heading or a quotation; begin with a word"),
        ("- item", "begins as an item of a list; begin with a word"),
        ("1. item", "begins as an item of a list; begin with a word"),
        (
            unicodedata.normalize("NFD", "한국"),
            "has letters stored in parts (not in Unicode form NFC); save it in form NFC, as most keyboards write",
        ),
    ],
)
def test_names_what_is_not_plain(text: str, says: str) -> None:
    """Each thing that some face would take for more than words is named, with its mend."""
    assert _faults(text) == [says]


def test_names_every_fault_of_a_text() -> None:
    """A text with several faults is refused for all of them at once, and no place is named twice."""
    assert _faults("# see <b>`x`</b> ||@everyone||") == [
        "has a Discord mention, @everyone; leave out the @",
        "has an HTML tag, <b>; write plain words",
        "has a backtick, which Discord reads as code; write ' or leave it out",
        "has ||, which Discord reads as a spoiler; leave it out",
        "begins with #, which Discord reads as a heading or a quotation; begin with a word",
    ]


@given(st.text(max_size=60))
def test_what_passes_is_safe_everywhere(text: str) -> None:
    """Whatever passes is NFC, printable, on one line, and free of what begins a mention, a tag or markup."""
    if not _faults(text):
        assert unicodedata.is_normalized("NFC", text)
        assert not set(text) & set("\n\r\t\\`*\u202e\u200b")
        assert not re.search(r"<[@#a-z/]|@everyone|\|\||~~|://|\]\(", text)
        assert text.encode().decode() == text


@given(st.text(st.sampled_from(list("abAB한국 .,;()?!%\"'-–’ww.www@&<>/_0:")), max_size=30))
def test_the_short_cut_takes_nothing_that_the_rules_refuse(text: str) -> None:
    """A text of harmless characters passes without trying the rules; put in the long way, it passes too."""
    if text and text == text.strip() and not re.fullmatch(r"-.*|\d+[.)]", text):
        # A slash keeps a text from the short cut and breaks no rule by itself; after "1." it would make an item.
        assert bool(_faults(text)) == bool(_faults(f"{text} / x"))


@pytest.mark.parametrize(
    "address",
    [
        "https://www.mnd.go.kr/user/boardList.action?command=view&page=1&boardId=I_8576246&column=null",
        "https://dod.defense.gov:443/News/Article/1234/",
        "https://xn--9n2bp8q.xn--3e0b707e/",
        "https://a-b.example.org/~x/@y/%20z;p=1,2#part-1",
    ],
)
def test_public_addresses_pass(address: str) -> None:
    """Ordinary https addresses are kept as they are."""
    assert check_address(address) == address


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://www.example.org/", "has the scheme http; write an address that begins with https://"),
        ("javascript:alert(1)", "has the scheme javascript; write an address that begins with https://"),
        ("JaVaScRiPt:alert(1)", "has the scheme javascript; write an address that begins with https://"),
        ("file:///etc/passwd", "has the scheme file; write an address that begins with https://"),
        ("data:text/html,x", "has the scheme data; write an address that begins with https://"),
        ("www.example.org", "does not begin with https://; write the whole address, https:// in small letters"),
        ("//www.example.org", "does not begin with https://; write the whole address, https:// in small letters"),
        ("HTTPS://www.example.org", "does not begin with https://; write the whole address, https:// in small letters"),
        (
            " https://www.example.org",
            "does not begin with https://; write the whole address, https:// in small letters",
        ),
        ("https:www.example.org", "does not begin with https://; write the whole address, https:// in small letters"),
        (
            "https:\\\\www.example.org",
            "does not begin with https://; write the whole address, https:// in small letters",
        ),
        ("https://www.example.org/a b", "has ' ' in it; write %20 for that character"),
        ("https://www.example.org/\u202e", "has '\\u202e' in it; write %E2%80%AE for that character"),
        ("https://www.example.org/(x)", "has '(' in it; write %28 for that character"),
        ("https://한국.example.org/", "has '한' in the host name; write the name in ASCII, other letters as xn--…"),
        (
            "https://www.example.org\\@evil.org/",
            "has '\\\\' in the host name; write the name in ASCII, other letters as xn--…",
        ),
        ("https://www.example.org/%0d%0aX", "has an encoded control character in it; leave it out"),
        ("https://user@www.example.org/", "has a user name in it; leave out everything up to the @"),
        ("https://user:pw@www.example.org/", "has a user name in it; leave out everything up to the @"),
        ("https://www.example.org:8443/", "names a port; leave it out"),
        ("https://www.example.org:/", "names a port; leave it out"),
        ("https://127.0.0.1/", "has a number for a host; write the host's name"),
        ("https://2130706433/", "has a number for a host; write the host's name"),
        ("https://0x7f.1/", "has a number for a host; write the host's name"),
        ("https://[::1]/", "has a number for a host; write the host's name"),
        ("https://localhost/", "leads to localhost, which is no public host; write a public address"),
        ("https://printer.LOCAL/", "leads to printer.LOCAL, which is no public host; write a public address"),
        ("https://db.internal/", "leads to db.internal, which is no public host; write a public address"),
        ("https://intranet/", "leads to intranet, which is no public host; write a public address"),
        ("https://www/", "has 'www' for a host; write a public host name such as www.mnd.go.kr"),
        ("https:///path", "has '' for a host; write a public host name such as www.mnd.go.kr"),
        ("https://-x.example.org/", "has '-x.example.org' for a host; write a public host name such as www.mnd.go.kr"),
        ("https://example.org./", "has 'example.org.' for a host; write a public host name such as www.mnd.go.kr"),
        ("https://[x/", "is no address; write one that begins with https://"),
    ],
)
def test_names_why_an_address_is_refused(address: str, says: str) -> None:
    """Each address that a reader cannot safely be sent to is refused with its reason."""
    with pytest.raises(Unfit) as caught:
        check_address(address)

    assert str(caught.value) == says


@given(st.one_of(st.text(max_size=40), st.text(max_size=30).map("https://{}".format)))
def test_no_address_raises_anything_else(address: str) -> None:
    """Whatever the text, it is kept as it is or refused."""
    try:
        kept = check_address(address)
    except Unfit:
        return

    assert kept == address
    assert kept.startswith("https://")


@given(st.dates())
def test_a_day_is_read_as_it_is_written(day: date) -> None:
    """Each day of the calendar is read back from its ISO form, and a date is taken as it is."""
    assert parse_iso_date(day.isoformat()) == day
    assert parse_iso_date(day) == day


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("2018-02-30", "there is no day 2018-02-30; write a day that the calendar has"),
        ("2018-13-01", "there is no day 2018-13-01; write a day that the calendar has"),
        ("0000-01-01", "there is no day 0000-01-01; write a day that the calendar has"),
        ("20180725", 'is not a day; write it in quotes as "2018-07-25"'),
        ("2018-7-25", 'is not a day; write it in quotes as "2018-07-25"'),
        ("٢٠١٨-٠٧-٢٥", 'is not a day; write it in quotes as "2018-07-25"'),
        ("2018-07-25\n", 'is not a day; write it in quotes as "2018-07-25"'),
        (2018, 'is not a day; write it in quotes as "2018-07-25"'),
        (None, 'is not a day; write it in quotes as "2018-07-25"'),
    ],
)
def test_names_why_a_day_is_refused(value: object, says: str) -> None:
    """What is no day is told apart from a day that does not exist."""
    with pytest.raises(Unfit) as caught:
        parse_iso_date(value)

    assert str(caught.value) == says
