"""From the text of a release to its sentences, each with an id, a paragraph and a digest.

The fact file names sentences by place and digest and does not ship their words. Whoever holds the text can
prove every citation with `verify`. Digests are taken of `normalise_sentence`, so a sentence copied from a web
page, a PDF or a mail proves alike; what differs in a word does not.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import islice, takewhile

from knowledge.model import Release

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ`´", "'"),  # noqa: RUF001 - typographic quotes are the subject here
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),  # noqa: RUF001 - typographic dashes are the subject here
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    }
)

_LABELS = frozenset(["news", "news zone", "press release", "press releases"])
"""Lines that a web page sets around a release, case-folded."""
_ATTACHMENTS = frozenset(["file", "files", "attachment", "attachments"])
"""Lines after which a web page lists attachments, case-folded."""

_TITLE = re.compile(
    r"""
      adm | brig | capt | cmdr | col | cpl | dr | gen | gov | hon | lt | maj | mr | mrs | ms | pfc | ph | pres
    | prof | pvt | rear | rep | rev | sen | sgt | st | vs
    """,
    re.VERBOSE,
)
"""Shortened words that a name follows, so their full stop never ends a sentence."""
_SHORTENED = re.compile(
    r"""
      jan | feb | mar | apr | jun | jul | aug | sept? | oct | nov | dec | no | art | para | fig | approx | est
    | inc | corp | co | ltd | dept | etc | am | pm
    """,
    re.VERBOSE,
)
"""Other shortened words: their full stop ends a sentence only before a word that starts one."""
_STARTER = re.compile(
    r"""
      a | after | also | although | an | and | as | at | before | both | but | by | during | each | following | for
    | from | furthermore | he | her | his | however | if | in | it | its | meanwhile | moreover | most | no | officials
    | on | one | our | participants | she | since | some | that | the | their | there | these | they | this | those
    | through | to | under | we | when | while | with
    """,
    re.VERBOSE,
)
"""Words that begin a sentence far more often than they go on after a shortened word."""

_SENTENCE_END = re.compile(
    r"""
    (?<![.!?…])                   # runs of marks are taken whole, so that a million dots are read once
    (?P<mark> [.!?…]++ )
    (?P<close> ["')\]]*+ )
    (?P<gap> \s++ | (?=[A-Z가-힣]) | $ )
    (?= ["'(\[]*+ (?P<next> [A-Z0-9가-힣] | $ ) )
    """,
    re.VERBOSE,
)
_LAST_WORD = re.compile(r"[^\s(\[\"']+$")
_DAY_IN_DIGITS = re.compile(
    r"""
    (?<![0-9]) (?:19|20)[0-9]{2}
    (?: (?P<year> $ ) | \.\s?[0-9]{1,2} (?: (?P<month> $ ) | \.\s?[0-9]{1,2} $ ) )
    """,
    re.VERBOSE,
)
"""The beginning of a day as Korean writes it, up to a full stop: those of "2018. 7. 26." end no sentence."""
_MONTH_FOLLOWS, _DAY_FOLLOWS, _KOREAN_FOLLOWS = map(re.compile, (r"[0-9]{1,2}\.", r"[0-9]{1,2}(?![0-9])", "[가-힣]"))
_ITEM_NUMBER = re.compile(r"\s*(?:[0-9]{1,2}|[가나다라마바사아자차카타파하])")
"""What numbers an item of a list: "1." or "가." alone is no sentence."""
_ENDS = re.compile(r"""[.!?…]["')\]]*$""")
_CUT = re.compile(r"(?:\.\.\.|…)$")
_BULLET = re.compile(r"^\s*[-•·*▪◦○●□■ㅇ]\s+")
_WRAPPED_LINE = 160
"""Characters; a text with a longer line is not hard-wrapped, so each of its lines is a paragraph."""
_LONGEST_WORD = 40
_SHORT_NUMBER = 4
_SHORT_LINE = 12
"""Words; an unended line inside the body of up to so many is a subheading or page furniture."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence or a heading line of a release.

    Attributes:
        id: ``h1`` or ``s01``, counted from 1.
        paragraph: 1-based; 0 for a heading.
        text: as normalised by `normalise_sentence`.
    """

    id: str
    paragraph: int
    text: str

    @property
    def sha256(self) -> str:
        """Digest of the text, 64 hex digits."""
        return sentence_digest(self.text)


@dataclass(frozen=True, slots=True)
class Segmented:
    """The sentences of a text in order, headings first, and the lines taken for page furniture."""

    sentences: tuple[Segment, ...]
    furniture: tuple[str, ...]


class Proof(StrEnum):
    """How a sentence of the fact file fared against a text."""

    PROVEN = "proven"
    MOVED = "moved"
    """The words stand in the text, under another number."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class SentenceProof:
    """One sentence of the fact file and where the text has it.

    Attributes:
        id: as in the fact file.
        found: the id the text gives it; None where it is missing.
    """

    id: str
    proof: Proof
    found: str | None


@dataclass(frozen=True, slots=True)
class Verification:
    """Every sentence of a release held against a text, in the order of the fact file."""

    release: str
    sentences: tuple[SentenceProof, ...]

    @property
    def is_proven(self) -> bool:
        """Whether every sentence stands in the text, wherever."""
        return not self.missing

    @property
    def missing(self) -> tuple[str, ...]:
        """Ids of the sentences that the text does not have, first ones first."""
        return tuple(each.id for each in self.sentences if each.proof is Proof.MISSING)

    @property
    def moved(self) -> tuple[tuple[str, str], ...]:
        """Pairs of the id in the fact file and the id in the text, where they differ."""
        return tuple((each.id, each.found) for each in self.sentences if each.proof is Proof.MOVED and each.found)


def normalise_sentence(text: str) -> str:
    """Fold what copying changes: quotes, dashes, ligatures, invisible characters and blank space; idempotent.

    Case and every word stay, so two sentences that say different things stay different.
    """
    folded = unicodedata.normalize("NFKC", text.translate(_FOLDED)).translate(_FOLDED)
    return " ".join(folded.split())


def sentence_digest(text: str) -> str:
    """Return the SHA-256 of the normalised *text* as 64 hex digits; never raises."""
    return sha256(normalise_sentence(text).encode("utf-8", "surrogatepass")).hexdigest()


def segment(text: str) -> Segmented:
    """Split the *text* of a release into headings, sentences and page furniture; never raises.

    A heading is a line before the first paragraph of the body that does not end as a sentence does. A line is
    page furniture when it is a known label, a title that the page cut short, or a loose line after the body began.
    A full stop with a capital glued to it (``said.During``) is a lost paragraph break.
    """
    headings: list[str] = []
    body: list[list[str]] = []
    furniture: list[str] = []
    paragraphs = list(_paragraphs(text))
    known = sorted(set(paragraphs))
    in_attachments = False
    for paragraph in paragraphs:
        line = _BULLET.sub("", paragraph)
        pieces = _split(line)
        is_sentence = bool(_ENDS.search(line)) or len(pieces) > 1
        label = line.casefold()
        if label in _LABELS or label in _ATTACHMENTS:
            in_attachments = in_attachments or (bool(body) and label in _ATTACHMENTS)
            furniture.append(paragraph)
        elif in_attachments or _is_cut_title(paragraph, known):
            furniture.append(paragraph)
        elif is_sentence or (body and len(line.split()) > _SHORT_LINE):
            body.extend(_by_paragraph(pieces))
        elif body:
            furniture.append(paragraph)
        else:
            headings.append(line)
    return Segmented(tuple(_number(headings, body)), tuple(furniture))


def verify(release: Release, text: str) -> Verification:
    """Look for every sentence of *release* in *text* by digest, under its own number first."""
    numbers: dict[str, list[str]] = {}
    for found in segment(text).sentences:
        numbers.setdefault(found.sha256, []).append(found.id)
    proofs = []
    for sentence in release.sentences:
        found_ids = numbers.get(sentence.sha256, [])
        if sentence.id in found_ids:
            proofs.append(SentenceProof(sentence.id, Proof.PROVEN, sentence.id))
        elif found_ids:
            proofs.append(SentenceProof(sentence.id, Proof.MOVED, found_ids[0]))
        else:
            proofs.append(SentenceProof(sentence.id, Proof.MISSING, None))
    return Verification(release.id, tuple(proofs))


def _paragraphs(text: str) -> Iterator[str]:
    """Yield normalised paragraphs: lines, or blocks of lines where the text is hard-wrapped."""
    lines = text.splitlines()
    is_wrapped = all(len(line) <= _WRAPPED_LINE for line in lines)
    block: list[str] = []
    for line in [*lines, ""]:
        folded = normalise_sentence(line)
        if folded and is_wrapped:
            block.append(folded)
            continue
        if block:
            yield " ".join(block)
            block = []
        if folded:
            yield folded


def _is_cut_title(line: str, known: Sequence[str]) -> bool:
    """Whether *line* ends in dots and another of the sorted lines *known* goes on where it breaks off."""
    start = _CUT.sub("", line)
    if start == line or not start:
        return False
    following = islice(known, bisect_left(known, start), None)
    return any(other != line for other in takewhile(lambda other: other.startswith(start), islice(following, 2)))


def _split(paragraph: str) -> list[tuple[str, bool]]:
    """Split into sentences, each with whether a lost paragraph break follows it."""
    pieces: list[tuple[str, bool]] = []
    begin = 0
    for match in _SENTENCE_END.finditer(paragraph):
        is_glued = bool(match["next"]) and not match["gap"]
        # A shortened word is short: what stands further back need not be looked at.
        before = paragraph[max(begin, match.start() - _LONGEST_WORD) : match.start()]
        after = paragraph[match.end() : match.end() + _LONGEST_WORD]
        if _goes_on(before, after, match["mark"], is_glued=is_glued):
            continue
        if not begin and match.start() < _SHORT_NUMBER and _ITEM_NUMBER.fullmatch(before):
            continue
        pieces.append((paragraph[begin : match.end("close")], is_glued))
        begin = match.end()
    if paragraph[begin:]:
        pieces.append((paragraph[begin:], False))
    return pieces


def _goes_on(before: str, after: str, mark: str, *, is_glued: bool) -> bool:
    """Whether the full stop after *before* belongs to a shortened word and the sentence goes on with *after*."""
    if mark != "." or not after:
        return False
    if (day := _DAY_IN_DIGITS.search(before)) is not None:
        follows = _KOREAN_FOLLOWS
        if day["year"] is not None:
            follows = _MONTH_FOLLOWS
        elif day["month"] is not None:
            follows = _DAY_FOLLOWS
        return follows.match(after) is not None
    last = _LAST_WORD.search(before)
    word = last.group().rpartition("-")[2] if last else ""
    plain = word.replace(".", "").casefold()
    if _TITLE.fullmatch(plain):
        return True
    is_initial = len(plain) == 1 and plain.isalpha() and plain.isascii()
    is_lettered = "." in word and all(len(part) == 1 for part in word.split("."))
    if not (is_initial or is_lettered or _SHORTENED.fullmatch(plain)):
        return False
    next_word = re.split(r"[\s,]", after.lstrip("\"'(["), maxsplit=1)[0].casefold()
    # "U.S.A" is one word, "in the U.S.The talks" is two sentences.
    return (is_glued and len(next_word) == 1) or not _STARTER.fullmatch(next_word)


def _by_paragraph(pieces: list[tuple[str, bool]]) -> Iterator[list[str]]:
    paragraph: list[str] = []
    for sentence, breaks_after in pieces:
        paragraph.append(sentence)
        if breaks_after:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _number(headings: list[str], body: list[list[str]]) -> Iterator[Segment]:
    for number, heading in enumerate(headings, 1):
        yield Segment(f"h{number}", 0, heading)
    count = 0
    for number, paragraph in enumerate(body, 1):
        for sentence in paragraph:
            count += 1
            yield Segment(f"s{count:02}", number, sentence)
