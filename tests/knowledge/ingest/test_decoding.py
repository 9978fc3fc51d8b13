"""A release's bytes are read in the encoding they are in, and it is said which that was and how it was known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.decoding import MAX_BYTES, How, decode_release
from knowledge.ingest.refusal import IngestRefused, Refused

KOREAN = "항만부 장관은 6월 3일 부산에서 등대지기 마흔 명을 훈련하기로 했다. 두 사람은 웃었다."
ENGLISH = "The minister said “keepers” — and the crew’s lamp — will stay. It is so."  # noqa: RUF001 - what is tested


@pytest.mark.parametrize(
    ("data", "encoding", "how", "text"),
    [
        pytest.param(KOREAN.encode(), "utf-8", How.VALID, KOREAN, id="utf-8"),
        pytest.param(KOREAN.encode("utf-8-sig"), "utf-8", How.MARK, KOREAN, id="utf-8 with a mark"),
        pytest.param(b"\xff\xfe" + KOREAN.encode("utf-16-le"), "utf-16-le", How.MARK, KOREAN, id="utf-16"),
        pytest.param(b"\xfe\xff" + KOREAN.encode("utf-16-be"), "utf-16-be", How.MARK, KOREAN, id="utf-16, turned"),
        pytest.param(ENGLISH.encode("utf-16-le"), "utf-16-le", How.GUESSED, ENGLISH, id="utf-16 without a mark"),
        pytest.param(KOREAN.encode("euc-kr"), "cp949", How.GUESSED, KOREAN, id="euc-kr"),
        pytest.param((KOREAN * 9 + "똠").encode("cp949"), "cp949", How.GUESSED, KOREAN * 9 + "똠", id="cp949"),
        pytest.param(ENGLISH.encode("cp1252"), "cp1252", How.GUESSED, ENGLISH, id="windows-1252"),
        pytest.param(b"plain words", "utf-8", How.VALID, "plain words", id="ascii"),
    ],
)
def test_the_encoding_is_found(data: bytes, encoding: str, how: How, text: str) -> None:
    """By mark, by validity, or by what comes out."""
    decoded = decode_release(data)
    assert (decoded.encoding, decoded.how, decoded.text) == (encoding, how, text)


@pytest.mark.parametrize("name", ["euc-kr", "EUC-KR", "ks_c_5601-1987", "cp949"])
def test_a_page_is_read_as_it_declares(name: str) -> None:
    """Every name that Korean pages have for it; a syllable that EUC-KR lacks is read all the same."""
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={name}"></head>{KOREAN}뷁'
    decoded = decode_release(page.encode("cp949"))
    assert (decoded.encoding, decoded.how, decoded.text) == ("cp949", How.DECLARED, page)


def test_a_page_that_is_utf_8_is_so_whatever_it_declares() -> None:
    """An old template says otherwise; no other encoding comes out as valid UTF-8 by chance."""
    page = f'<meta charset="euc-kr">{KOREAN}'
    decoded = decode_release(page.encode())
    assert (decoded.encoding, decoded.text) == ("utf-8", page)


def test_what_cannot_be_read_in_the_declared_encoding_is_counted() -> None:
    """And shown as what it is, not left out."""
    data = b'<meta charset="utf-8">' + KOREAN.encode("euc-kr")
    decoded = decode_release(data)
    assert decoded.how is How.DECLARED
    assert decoded.replaced > 10


def test_control_characters_are_left_out_and_counted() -> None:
    """NULs between words, which some exports leave."""
    decoded = decode_release(b"They met\x00 in\x07 Busan.\r\nThen they left." + b" It was so." * 20)
    assert decoded.text.startswith("They met in Busan.\nThen they left.")
    assert decoded.dropped == 2


def test_a_text_cut_within_a_character_is_read_to_there() -> None:
    """That it breaks off is told by its last sentence."""
    assert decode_release(KOREAN.encode()[:-2]).text == KOREAN[:-1] or decode_release(KOREAN.encode()[:-1])
    assert decode_release("가나다".encode()[:-1]).text == "가나"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Refused.EMPTY),
        (b" \r\n\t\x00 ", Refused.EMPTY),
        (b"\xef\xbb\xbf", Refused.EMPTY),
        (b"%PDF-1.7\n...", Refused.PDF),
        (b"PK\x03\x04....", Refused.ARCHIVE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", Refused.HANGUL_FILE),
        (b"\x89PNG\r\n....", Refused.BINARY),
        (bytes(range(32)) * 40, Refused.BINARY),
        (b"\x81\x8d\x8f\xff\x90" * 40, Refused.ENCODING),
        (b"x" * (MAX_BYTES + 1), Refused.HUGE),
        (b"y" * 50_000_000, Refused.HUGE),
    ],
)
def test_what_is_no_text_is_refused_by_what_it_is(data: bytes, reason: Refused) -> None:
    """So that whoever sent it knows what to send instead."""
    with pytest.raises(IngestRefused) as refused:
        decode_release(data)
    assert refused.value.reason is reason


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Nothing else is raised, and what comes out has no control characters."""
    try:
        text = decode_release(data).text
    except IngestRefused:
        return
    assert not any(ord(ch) < 32 and ch not in "\n\t\x0c" for ch in text)
    text.encode("utf-8")


@given(st.text(alphabet="가나다라마바사아자차카타파하 .,abc", min_size=12, max_size=80))
def test_korean_in_euc_kr_reads_as_in_utf_8(text: str) -> None:
    """Whatever it says, as long as it says something in Korean."""
    if sum("가" <= ch <= "힣" for ch in text) < 4:
        return
    assert decode_release(text.encode("euc-kr")).text == decode_release(text.encode()).text
