"""Bytes become text only as UTF-8, and characters that would mislead a reader are found, each with its place."""

import codecs
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import FactFileSyntaxError
from knowledge.factfile.filetext import MAX_BYTES, decode_fact_file, find_bad_characters


def _refusal(data: bytes) -> str:
    with pytest.raises(FactFileSyntaxError) as caught:
        decode_fact_file(data)
    (problem,) = caught.value.problems
    return problem.render("f")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param("é: a".encode("latin-1"), "f:1:1: byte 0xE9 is not UTF-8; save the file as UTF-8", id="Latin-1"),
        pytest.param(
            "a: b\n한: 글".encode() + "한글".encode("cp949"),
            "f:2:5: byte 0xC7 is not UTF-8; save the file as UTF-8",
            id="CP949 after two lines",
        ),
        pytest.param("a: b".encode("utf-16"), "f:1:1: is written in UTF-16; save the file as UTF-8", id="UTF-16"),
        pytest.param(
            codecs.BOM_UTF16_BE + "a".encode("utf-16-be"),
            "f:1:1: is written in UTF-16; save the file as UTF-8",
            id="UTF-16 the other way round",
        ),
        pytest.param("a: b".encode("utf-32"), "f:1:1: is written in UTF-32; save the file as UTF-8", id="UTF-32"),
        pytest.param(
            codecs.BOM_UTF32_BE + "a".encode("utf-32-be"),
            "f:1:1: is written in UTF-32; save the file as UTF-8",
            id="UTF-32 the other way round",
        ),
        pytest.param(
            "a: b".encode("utf-16-le"),
            "f:1:1: looks like UTF-16 or UTF-32; save the file as UTF-8",
            id="UTF-16 unmarked",
        ),
        pytest.param(
            b"\xc0\xaf", "f:1:1: byte 0xC0 is not UTF-8; save the file as UTF-8", id="a letter written too long"
        ),
        pytest.param(b"\xed\xa0\x80", "f:1:1: byte 0xED is not UTF-8; save the file as UTF-8", id="a coded surrogate"),
        pytest.param(
            b"x" * (MAX_BYTES + 1),
            "f:1:1: the file is bigger than 16,000,000 bytes; leave out what nobody asks for",
            id="too big",
        ),
    ],
)
def test_refuses_what_is_not_utf8_or_too_big(data: bytes, says: str) -> None:
    """Another encoding is named with the place of the first byte that gives it away."""
    assert _refusal(data) == says


def test_drops_one_byte_order_mark_at_the_beginning() -> None:
    """The mark that some editors write before UTF-8 is no part of the text."""
    assert decode_fact_file(codecs.BOM_UTF8 + "한: b".encode()) == "한: b"


def test_a_file_of_the_largest_size_is_taken() -> None:
    """The cap is the last size that is taken."""
    assert len(decode_fact_file(b"x" * MAX_BYTES)) == MAX_BYTES


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: "\0" not in text))
def test_utf8_comes_back_as_it_was_written(text: str) -> None:
    """Text without a mark of its own survives the way through bytes."""
    assert decode_fact_file(text.encode()) == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("a: b\nc: \0", "f:2:4: has a control character (U+0000); leave it out", id="NUL"),
        pytest.param("\x1b[2J", "f:1:1: has a control character (U+001B); leave it out", id="escape"),
        pytest.param("a\x7f", "f:1:2: has a control character (U+007F); leave it out", id="delete"),
        pytest.param("한글\x9f", "f:1:3: has a control character (U+009F); leave it out", id="C1 after Hangul"),
        pytest.param("a\uffff", "f:1:2: has a control character (U+FFFF); leave it out", id="a noncharacter"),
        pytest.param(
            "a\ud800", "f:1:2: has half of a surrogate pair (U+D800); write the whole character", id="surrogate"
        ),
        pytest.param("a\ufeffb", "f:1:2: has a byte order mark (U+FEFF); leave it out", id="a mark within"),
        pytest.param(
            "a\u2028b",
            "f:1:2: has a line break (U+2028) that not every editor shows; end lines with a line feed",
            id="line separator",
        ),
        pytest.param(
            "a\rb\r\nc",
            "f:1:2: has a line break (U+000D) that not every editor shows; end lines with a line feed",
            id="carriage return alone",
        ),
        pytest.param("a:\n \t b", "f:2:1: is indented with a tab; indent with spaces", id="tab"),
        pytest.param(
            "a: b\n%TAG ! x", "f:2:1: is a YAML directive; leave out the line that begins with %", id="directive"
        ),
        pytest.param(
            "%YAML 1.1", "f:1:1: is a YAML directive; leave out the line that begins with %", id="directive first"
        ),
    ],
)
def test_finds_each_bad_character(text: str, says: str) -> None:
    """Each character that a fact file may not have is found once, where it stands."""
    assert [problem.render("f") for problem in find_bad_characters(text)] == [says]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: b\r\nc: d\r\n",
        "a: b\t# after a tab",
        "\t\n \t \n",
        "한글 “quotes” 🚢 é — … \u00a0",
        "a: 100%\nb: %",
    ],
)
def test_leaves_good_text_alone(text: str) -> None:
    """Windows line ends, tabs within or in blank lines, and every letter of every script are welcome."""
    assert list(find_bad_characters(text)) == []


def test_finds_all_of_them_in_order() -> None:
    """Faults of different kinds come in the order of the text."""
    found = [(each.line, each.column) for each in find_bad_characters("a\0\n\tb\n%c\nd\x07\x07\n\te")]

    assert found == [(1, 2), (2, 1), (3, 1), (4, 2), (4, 3), (5, 1)]


@pytest.mark.parametrize("piece", ["\0", "\t", "\ta\n", "a\t", "%\n", "\r", "\r\n"])
def test_takes_no_longer_for_what_is_not_taken(piece: str) -> None:
    """The search stops when enough was found: of a million faults, three are looked up."""
    assert len(list(islice(find_bad_characters(piece * 1_000_000), 3))) <= 3
