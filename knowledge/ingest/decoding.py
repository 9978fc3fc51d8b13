"""The bytes of a release to text, and which encoding they were in.

First that fits, wins: a byte order mark; UTF-16 without one; what an HTML page declares of itself; UTF-8; then the two
encodings that Korean and American offices wrote before UTF-8, cp949 (EUC-KR with the syllables that it lacks) and
windows-1252. Nearly every text is valid in both of these, so they are told apart by the Hangul that comes out.
"""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from knowledge.ingest.refusal import IngestRefused, Refused

MAX_BYTES = 4 * 1024 * 1024
"""Size of a release's page or text; the ones known are of a few kilobytes, a page around one of some hundred."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHER_FILES = (
    (b"%PDF-", Refused.PDF),
    (b"PK\x03\x04", Refused.ARCHIVE),
    (b"HWP Document File", Refused.HANGUL_FILE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Refused.HANGUL_FILE),  # the container of .hwp and of old .doc
    (b"\x89PNG", Refused.BINARY),
    (b"\xff\xd8\xff", Refused.BINARY),
    (b"GIF8", Refused.BINARY),
)
_SNIFFED = 4096
"""Bytes in which a declaration is looked for; HTML wants it in the first 1024 (html.spec.whatwg.org 4.2.5.4)."""
_DECLARED = re.compile(rb"""<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""")
_KOREAN_NAMES = frozenset(["euc-kr", "euckr", "euc_kr", "ks_c_5601-1987", "ksc5601", "ks_c_5601", "cp949", "uhc"])
_MOST_RARE = 0.02
"""Share of Hangul that EUC-KR does not have (such as 밐), above which cp949 was the wrong guess: no Korean text has
more than a few such syllables in a thousand, an English one with curly quotes has hardly others."""
_MOST_CONTROL = 0.05
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
"""Characters that no text has; form feed and next line are blanks, and stay until lines are split."""


class How(StrEnum):
    """By what the encoding was known; `bot/locale` has the words under ``ingest.how``."""

    MARK = "mark"
    DECLARED = "declared"
    VALID = "valid"
    GUESSED = "guessed"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and how its bytes were read.

    Attributes:
        text: without byte order mark and control characters; lines end with a line feed.
        encoding: the name of the codec, such as ``cp949``.
        how: by what it was known.
        dropped: how many control characters (NULs among them) were left out.
        replaced: how many characters could not be read in an encoding that the page itself declares; each is a ``�``.
    """

    text: str
    encoding: str
    how: How
    dropped: int = 0
    replaced: int = 0


def decode_release(data: bytes) -> Decoded:
    """Read *data*, the bytes of a text or a page.

    Raises:
        IngestRefused: it is empty, bigger than `MAX_BYTES`, another kind of file, or in no encoding known here.
    """
    if len(data) > MAX_BYTES:
        raise IngestRefused(Refused.HUGE, most=MAX_BYTES // (1024 * 1024))
    if not data.strip(b" \t\r\n\x00"):
        raise IngestRefused(Refused.EMPTY)
    for magic, reason in _OTHER_FILES:
        if data.startswith(magic):
            raise IngestRefused(reason)
    text, encoding, how = _decode(data)
    plain, dropped = _CONTROL.subn("", text)
    if dropped > _MOST_CONTROL * len(text):
        raise IngestRefused(Refused.BINARY)
    if not plain.strip():
        raise IngestRefused(Refused.EMPTY)
    lines = plain.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(lines, encoding, how, dropped, plain.count("\ufffd") if how is How.DECLARED else 0)


def _decode(data: bytes) -> tuple[str, str, How]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            # Cut short in the middle of a character is no reason to refuse: the end is told to be missing anyway.
            return data[len(mark) :].decode(encoding, "ignore"), encoding, How.MARK
    wide = _wide(data)
    if wide is not None:
        return wide  # every Latin letter of it is valid UTF-8 with a NUL beside it
    declared = _declared(data)
    valid = _valid(data, "utf-8")
    if declared is not None and not (valid is not None and declared != "utf-8" and not data.isascii()):
        # A page that is valid UTF-8 is that, whatever an old template says: nothing else comes out valid by chance.
        return data.decode(declared, "replace"), declared, How.DECLARED
    if valid is not None:
        return valid, "utf-8", How.VALID
    return _guess(data)


def _declared(data: bytes) -> str | None:
    """Return the codec that the page declares; None where it declares none that we know, or no text is its way."""
    match = _DECLARED.search(data[:_SNIFFED].replace(b"\n", b" ").lower())
    if match is None:
        return None
    name = match[1].decode("ascii")
    if name in _KOREAN_NAMES:
        return "cp949"
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        return None
    if codec.startswith(("utf-16", "utf-32")):
        return None  # whoever could read the declaration knows better
    # Browsers read latin-1 and ASCII as windows-1252 (encoding.spec.whatwg.org, "Names and labels").
    if codec in {"iso8859-1", "ascii"}:
        return "cp1252"
    return codec if codec in {"utf-8", "cp1252", "euc_jp", "shift_jis", "gb18030", "big5"} else None


def _valid(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            return data[: error.start].decode(encoding)  # cut short within its last character
        return None


def _wide(data: bytes) -> tuple[str, str, How] | None:
    """Read UTF-16 without a mark: every other byte of its blanks and Latin letters is NUL."""
    head = data[:_SNIFFED]
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if zeros.count(0) > len(zeros) // 4:
            text = _valid(data[: len(data) // 2 * 2], encoding)
            if text is not None:
                return text, encoding, How.GUESSED
    return None


def _guess(data: bytes) -> tuple[str, str, How]:
    korean = _valid(data, "cp949")
    if korean is not None:
        hangul = [ch for ch in korean if "가" <= ch <= "힣"]
        rare = sum(_valid_euc(ch) is False for ch in hangul)
        if hangul and rare <= _MOST_RARE * len(hangul):
            return korean, "cp949", How.GUESSED
    western = _valid(data, "cp1252")
    if western is not None and _reads_western(western):
        return western, "cp1252", How.GUESSED
    raise IngestRefused(Refused.ENCODING)


def _valid_euc(syllable: str) -> bool:
    try:
        syllable.encode("euc_kr")
    except UnicodeEncodeError:
        return False
    # A syllable that EUC-KR lacks may be written as a run of eight bytes, which nobody does.
    return len(syllable.encode("euc_kr")) == 2  # noqa: PLR2004 - bytes of a syllable


def _reads_western(text: str) -> bool:
    """Whether what is not ASCII in *text* is as rare, and as it should be, in English."""
    odd = [ch for ch in text if ch > "\x7f"]
    letters = sum(unicodedata.category(ch) in {"Lu", "Ll", "Pi", "Pf", "Pd", "Po", "Zs", "Sc", "So"} for ch in odd)
    return bool(odd) and letters == len(odd) and len(odd) * 5 <= len(text)
