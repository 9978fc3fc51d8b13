"""Text as typed to words to match by. Facts and questions go through the same functions.

    clean     what a person meant to type: no mentions, links, invisible or control characters, one line
    fold      the same without case, accents and typographic variants
    words     the folded text as words: letters and digits parted, dotted abbreviations joined

`fold` and `words` are idempotent on their own output.
"""

import re
import unicodedata

MAX_LENGTH = 2000
"""Characters of a question that are looked at; Discord's limit for a message (discord-api-docs, 2026-08-06)."""

_NOT_SAID = re.compile(
    r"""
      <a?:[A-Za-z0-9_]{1,64}:[0-9]{1,25}>     # custom emoji
    | <(?:@[!&]?|\#)[0-9]{1,25}>              # mention of a member, a role or a channel
    | @(?:everyone|here)\b                   # mention of all
    | </[^<>]{1,100}:[0-9]{1,25}>             # mention of a command
    | <t:-?[0-9]{1,15}(?::[A-Za-z])?>         # time stamp
    | <?\b(?:https?|ftp|file)://[^\s>]*>?     # link
    | \b(?:discord\.gg|discord\.com/invite)/\S*
    | \x1b\[[0-9;?]{0,20}[ -/]{0,3}[@-~]      # terminal control: CSI
    | \x1b\][^\x07\x1b]{0,500}(?:\x07|\x1b\\) # terminal control: OSC
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BLANK = re.compile(r"\s+")
_COMMON = re.compile(r"[ -~가-힣]*")
"""Printable ASCII and Hangul syllables: nothing among them is invisible, accented or a variant of another."""
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}|\b[a-z]\.[a-z]\b")
_POSSESSIVE = re.compile(r"(?<=[a-z0-9])'s?(?![a-z])")
_CONTRACTION = re.compile(r"\b([a-z]+)n't\b")
_APOSTROPHE = re.compile(r"(?<=[a-z])'(?=[a-z])")
_DIGIT = re.compile(r"[0-9]")
_PLAIN_WORD = re.compile(r"[a-z]+")
_RUN = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[0-9]+(?:st|nd|rd|th)(?![a-z])|[a-z]+|[0-9]+|[가-힣]+")
_OURS = re.compile(r"[a-z0-9가-힣]+")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")

_PLAIN = str.maketrans({
    "\u2018": "'", "\u2019": "'", "\u201b": "'", "\u02bc": "'", "\u0060": "'", "\u00b4": "'",
    "\u201c": '"', "\u201d": '"', "\u00ab": '"', "\u00bb": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u30fb": " ",
    "\u00b7": " ", "\u318d": " ",
})  # fmt: skip


def clean(text: str) -> str:
    """Return what a person meant to type: one line, at most MAX_LENGTH characters, NFC.

    Mentions, links, custom emoji, terminal control, invisible, bidirectional and control characters and lone
    surrogates are left out. Never raises, whatever the string.
    """
    text = text[: MAX_LENGTH * 2]
    if _COMMON.fullmatch(text) and not _may_be_unsaid(text):
        return _one_line(text)  # nearly every question, and every line of a fact file
    text = "".join(" " if ch in "\t\n\r\v\f\u2028\u2029" else ch for ch in text if not _is_unsaid(ch))
    text = _only_said(unicodedata.normalize("NFC", text))
    return _one_line("".join(" " if unicodedata.category(ch) == "Cc" else ch for ch in text))


def _may_be_unsaid(text: str) -> bool:
    """Whether common text has anything of what `_NOT_SAID` takes off, each kind of which has a sign of its own."""
    return ("<" in text or "@" in text or "/" in text) and _NOT_SAID.search(text) is not None


def _only_said(text: str) -> str:
    """Leave out mentions, links and terminal control; again, where what is left makes another."""
    while (said := _NOT_SAID.sub(" ", text)) != text:
        text = said
    return text


def _one_line(text: str) -> str:
    return _BLANK.sub(" ", text).strip()[:MAX_LENGTH].rstrip()


def _is_unsaid(ch: str) -> bool:
    """Whether *ch* cannot be seen: a format character (zero width, bidi, tags), a lone surrogate, NUL."""
    return ch == "\x00" or (ch > "\x7e" and unicodedata.category(ch) in {"Cf", "Cs", "Co", "Cn"})


def fold(text: str) -> str:
    r"""Return *text* without case, accents and typographic variants (NFKC, marks dropped), cleaned.

    >>> fold("Who LED the １４th KİDD\u200b?")
    'who led the 14th kidd?'
    """
    cleaned = clean(text)
    if _COMMON.fullmatch(cleaned):
        return cleaned.lower().replace("`", "'")  # what follows changes nothing else in common text
    plain = unicodedata.normalize("NFKC", cleaned).translate(_PLAIN)
    # Before as well as after: the case folding of some marks is a letter (U+0345 becomes an iota).
    folded = _without_marks(_without_marks(plain).casefold())
    return _one_line(_only_said(folded))


def _without_marks(text: str) -> str:
    if text.isascii():
        return text
    spread = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(ch for ch in spread if unicodedata.category(ch) != "Mn"))


def words(text: str) -> tuple[str, ...]:
    """Return the words of *text*, folded, in order.

    A word is a run of Latin letters, of digits, of Hangul, or an ordinal such as "14th"; "U.S." is one word,
    "B-52H" is three, "KIDD-14" and "14차" are two. A run with a letter of any other script stays whole: a Cyrillic
    letter in it makes it a word of its own, never one of ours. At most MAX_LENGTH words; empty for no letters.

    >>> words("Didn't the U.S. fly B-52Hs at KIDD-14?")
    ('did', 'not', 'the', 'us', 'fly', 'b', '52', 'hs', 'at', 'kidd', '14')
    """
    folded = fold(text)
    if "." in folded:
        folded = _DOTTED.sub(lambda match: match.group().replace(".", ""), folded)
    if "cannot" in folded:
        folded = folded.replace("cannot", "can not")
    if "'" in folded:
        folded = folded.replace("can't", "can not").replace("cannot", "can not").replace("won't", "will not")
        folded = _POSSESSIVE.sub(" ", _CONTRACTION.sub(r"\1 not", folded))
        folded = _APOSTROPHE.sub("", folded)
    if "," in folded:
        folded = _THOUSANDS.sub("", folded)
    if folded.isascii() and folded.isprintable() and not _DIGIT.search(folded):
        return tuple(_PLAIN_WORD.findall(folded))
    found: list[str] = []
    for run in _RUN.findall(folded):
        found.extend(_WORD.findall(run) if _OURS.fullmatch(run) else (run,))
    return tuple(found)
