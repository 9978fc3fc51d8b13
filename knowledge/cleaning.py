"""What somebody asked, made fit to be kept: without handles, links, and the numbers of people, devices and accounts.

What a question is about stays, names of people and of meetings, years, days and counts among it: without them nobody
could answer it later. A name that a member writes about somebody private cannot be told from those, and stays too;
that is why only moderators see what is kept, and why it is swept.
"""

import re
import unicodedata
from hashlib import sha256

from knowledge.language.normalize import clean, words
from knowledge.plain import Unfit, check_plain_text

MAX_KEPT = 300
"""Characters of a question that are kept; a longer one is cut at a word."""
MAX_READ = 2 * MAX_KEPT
"""Characters of a question that are looked at: enough for what is kept, few enough to be quick whatever they are."""
MAX_DIGITS = 6
"""Digits that may stand together, separators left out of account, in what is neither a day, a year nor a count."""
MAX_COUNT_DIGITS = 12
"""Digits of a number written with commas by thousands: hundreds of billions. Discord's ids have 17 and more."""

_WORD = r"[^\s@<>()\[\]{}\"',;\u2018\u2019\u201c\u201d]"
_HANDLES = re.compile(
    rf"""
      {_WORD}*@{_WORD}*                                # mail, and mentions typed by hand
    | \b\w{{2,32}}\#[0-9]{{4}}\b                       # a user's tag of older days
    | </?[^<>\s]{{1,100}}>                             # what Discord writes between angle brackets
    """,
    re.VERBOSE,
)
_LINKS = re.compile(
    r"""
      \b[a-z][a-z0-9+.-]{1,15}://\S*                    # with a scheme
    | \b(?:mailto|tel|sms|xmpp|magnet|data|javascript):\S+
    | \bwww\.\S+
    | (?<![\w-])(?:[\w-]{1,63}\.){1,9}(?:              # without one, by how it ends
        com|net|org|info|biz|edu|gov|mil|int|io|gg|me|co|tv|ly|be|to|app|dev|xyz|link|site|online|shop|club|page|news
        |kr|us|uk|jp|cn|ru|de|fr|eu|in|ca|au|한국
      )\b(?:[:/?\#]\S*)?
    | (?<![\w-])[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}/\S*   # or by the path behind it
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ADDRESSES = re.compile(
    r"""
      \b(?:[0-9]{1,3}\.){3}[0-9]{1,3}\b(?:[:/]\S*)?     # of four numbers
    | \b(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}\b          # of six to eight groups
    """,
    re.VERBOSE | re.IGNORECASE,
)
_KEYS = re.compile(
    r"""
      \b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b   # a UUID
    | (?<![A-Za-z0-9_])(?=[A-Za-z0-9_]*[0-9])(?=[A-Za-z0-9_]*[A-Za-z])[A-Za-z0-9_]{16,}   # a token, a digest
    | (?<![A-Za-z0-9])[A-Za-z]{1,3}-?[0-9]{6,}[A-Za-z]?(?![A-Za-z0-9])                    # a passport, a plate
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SEPARATOR = r"(?:[ ]?[-./()+:*#][ ]?|[ ]?,(?![ ])|[ ])"
_RUN = re.compile(rf"[+(]?\d(?:(?:{_SEPARATOR}){{0,2}}\d)*")
"""Digits with what people write between the groups of a number."""
_COUNT = re.compile(r"(?<![0-9,])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9,])")
_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_TIMES = re.compile(
    rf"""
      (?<![0-9]) (?:
        {_YEAR}([-./]\ ?|\ ){_MONTH_DAY}\1{_MONTH_DAY}   # 2018-09-14, 2018. 9. 14
      | {_MONTH_DAY}([-./]){_MONTH_DAY}\2{_YEAR}         # 14.09.2018, 9/14/2018
      | {_YEAR}(?:[-./][0-9]{{1,2}})?                    # 2018, 2018-09
      | (?:[01]?[0-9]|2[0-3]):[0-5][0-9]                # 19:30
      ) (?![0-9])
    """,
    re.VERBOSE,
)
"""Days, months, years and hours."""

_LINK_TEXT = re.compile(r"\[([^\[\]]*)\]\((?:[^()\s]*\))?")
"""A Markdown link, also one whose address was taken off already."""
_TAGS = re.compile(r"<[a-z@\#:!/?][^<>]*>? | @(?=everyone\b|here\b) | &\#?\w{1,31};", re.VERBOSE | re.IGNORECASE)
_MARKS = re.compile(r"[*`\\]|~~+|\|\|+|(?<![^\W_])_+|_+(?![^\W_])")
_LIST_MARK = re.compile(r"^(?:(?:[-+•]|\d{1,9}[.)])\s+|-?\#+|>+)\s*")
"""What Discord reads as emphasis, code, a spoiler; and as a list, a heading or a quotation at the beginning."""


def clean_question(text: str) -> str:
    """Return *text* fit to be kept: one line of at most MAX_KEPT characters, empty where nothing is left.

    Mentions, mail addresses, links, telephone numbers, and what looks like the number or the key of a person, a device
    or an account are left out; so is what cannot be seen. Applied twice it does nothing more. Never raises.

    >>> clean_question("@joe did <@123456789012345678> call 010-1234-5678 about 28,500 troops in 2018-09?")
    'did call about 28,500 troops in 2018-09?'
    """
    kept = _whole(text)
    if len(kept) > MAX_KEPT:
        head, _, tail = kept[:MAX_KEPT].rpartition(" ")
        # Cut at a word; where one word is all there is, inside it. What a cut makes is looked at like the rest.
        kept = _whole(head if head and len(tail) < MAX_KEPT // 2 else kept[:MAX_KEPT])
    return kept


def fit_question(text: str) -> str:
    """Return *text* as the fact file may have it as a question: without Markdown, mentions and tags.

    What is between the brackets of a link stays. Empty where nothing is left, or where what is left may not stand
    there either (`knowledge.plain`). Never raises.

    >>> fit_question("What **is** the [KIDD]( `now`?")
    'What is the KIDD now?'
    """
    kept = _unmarked(clean(text))
    while (less := _unmarked(kept)) != kept:
        kept = less
    try:
        return check_plain_text(kept) if kept else ""
    except Unfit:
        return ""


def _unmarked(text: str) -> str:
    text = _LINK_TEXT.sub(r"\1 ", text)
    for pattern in (_TAGS, _LINKS):
        text = pattern.sub(" ", text)
    text = _MARKS.sub("", text)
    return clean(unicodedata.normalize("NFC", _LIST_MARK.sub("", text.strip())))


def digest_of_words(text: str) -> str | None:
    """Return a digest of the words of *text*, the same however it is written; None where it has no words.

    64 hex digits, of SHA-256 over what `knowledge.language.normalize.words` gives.
    """
    found = words(text)
    return sha256(" ".join(found).encode("utf-8", "surrogatepass")).hexdigest() if found else None


def _whole(text: str) -> str:
    """Take off what may not be kept, again where what is left makes another; each turn makes it shorter or ends."""
    kept = clean(unicodedata.normalize("NFKC", clean(text)[:MAX_READ]))
    while (less := _once(kept)) != kept:
        kept = less
    return kept


def _once(text: str) -> str:
    for pattern in (_HANDLES, _LINKS, _KEYS):
        text = pattern.sub(" ", text)
    text = _RUN.sub(lambda found: found.group() if _may_stay(found.group()) else " ", text)
    return clean(_ADDRESSES.sub(" ", text))


def _may_stay(run: str) -> bool:
    """Whether *run*, digits with separators, is a count, days and years, or too short to be anybody's number."""
    if _digits(run) <= MAX_DIGITS:
        return True
    if not run.isascii():
        return False
    rest = _COUNT.sub(lambda found: "" if _digits(found.group()) <= MAX_COUNT_DIGITS else found.group(), run)
    return not _digits(_TIMES.sub("", rest))


def _digits(text: str) -> int:
    return sum(map(str.isdecimal, text))
