"""The sentences of a corrected release: unchanged ones keep their ids, new ones get ids that nothing ever had.

A citation names a sentence by its id, so an id once given means these words for good. A sentence that is no longer
in the text stays in the release as long as anything cites it: the entry is kept, its digest proves nothing any more,
and `verify` names whatever leans on it until somebody has settled that. The list follows the text, not the ids.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz

from knowledge.ingest.refusal import IngestRefused, Refused
from knowledge.model import Release, Sentence
from knowledge.release import Segment

MIN_LIKENESS = 60.0
"""0-100; below it a new sentence is no later form of one that is gone."""
MAX_COMPARED = 20_000
"""Pairs of sentences that are compared; where more are gone and new than that, the text is another one."""
MAX_NUMBER = 9999
"""The highest number of a sentence (`knowledge.model.SENTENCE_PATTERN`)."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A sentence under the id that it has in the fact file; `text` is None for one that is gone from the release."""

    id: str
    paragraph: int
    sha256: str
    text: str | None

    def fields(self) -> dict[str, Any]:
        """Return it as the fact file writes it."""
        return {"id": self.id, "paragraph": self.paragraph, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class Gone:
    """A sentence that the corrected text does not have, and what cites it.

    Attributes:
        id: its id.
        cited_by: ids of the entries that cite it, in file order; never empty.
        likely: id of the new sentence that most likely took its place; None where none is alike, or where the words
            of the old one are not held.
        likeness: 0-100.
    """

    id: str
    cited_by: tuple[str, ...]
    likely: str | None = None
    likeness: int = 0


@dataclass(frozen=True, slots=True)
class Renumbered:
    """What became of a release's sentences.

    Attributes:
        sentences: all of them in the order of the text; those that are gone at the end of the paragraph they were in.
        kept, added, dropped: ids.
        gone: what is no longer in the text and still cited.
    """

    sentences: tuple[Placed, ...]
    kept: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    gone: tuple[Gone, ...] = ()


@dataclass(slots=True)
class _Ids:
    """Gives ids that were never given: per letter the highest one ever, and on from there."""

    highest: dict[str, int] = field(default_factory=dict)

    @classmethod
    def after(cls, used: Iterable[str]) -> "_Ids":
        ids = cls()
        for each in used:
            if each[:1] in {"h", "s"} and each[1:].isdecimal():
                ids.highest[each[0]] = max(ids.highest.get(each[0], 0), int(each[1:]))
        return ids

    def next(self, letter: str) -> str:
        number = self.highest[letter] = self.highest.get(letter, 0) + 1
        if number > MAX_NUMBER:
            raise IngestRefused(Refused.TOO_MANY, count=number, most=MAX_NUMBER)
        return f"h{number}" if letter == "h" else f"s{number:02}"


def number_new(sentences: Sequence[Segment]) -> Renumbered:
    """Return the sentences of a release that is new: each under the id that the text gives it."""
    placed = tuple(Placed(each.id, each.paragraph, each.sha256, each.text) for each in sentences)
    return Renumbered(placed, added=tuple(each.id for each in placed))


def renumber(
    before: Release,
    sentences: Sequence[Segment],
    *,
    cited: Mapping[str, Sequence[str]],
    used: Collection[str] = (),
    words: Mapping[str, str] | None = None,
) -> Renumbered:
    """Return the sentences of *before* as they are in a corrected text.

    Args:
        before: the release as the fact file has it.
        sentences: of the corrected text.
        cited: ids of what cites each sentence, by sentence id.
        used: every sentence id that the release ever had, as far as known; those of *before* count anyway.
        words: the texts of the old sentences by digest, as far as held.

    Raises:
        IngestRefused: there are no numbers left for new sentences.
    """
    ids = _Ids.after([*used, *(each.id for each in before.sentences)])
    found = _pair(before.sentences, sentences, cited)
    taken = set(found.values())
    placed: list[Placed] = []
    added: list[str] = []
    for number, each in enumerate(sentences):
        ident = found.get(number)
        if ident is None:
            ident = ids.next("s" if each.paragraph else "h")
            added.append(ident)
        placed.append(Placed(ident, each.paragraph, each.sha256, each.text))
    lost = [each for each in before.sentences if each.id not in taken]
    kept_on = [each for each in lost if cited.get(each.id)]
    come = set(added)
    fresh = [each for each in placed if each.id in come]
    if len(kept_on) * len(fresh) > MAX_COMPARED:
        words = None
    gone = tuple(_gone(each, cited[each.id], fresh, words or {}) for each in kept_on)
    return Renumbered(
        tuple(_with_gone(placed, before.sentences, kept_on)),
        kept=tuple(each.id for each in placed if each.id in taken),
        added=tuple(added),
        dropped=tuple(each.id for each in lost if not cited.get(each.id)),
        gone=gone,
    )


def _pair(before: Sequence[Sentence], now: Sequence[Segment], cited: Mapping[str, Sequence[str]]) -> dict[int, str]:
    """Return the old id of each position of *now* whose words the release had; a heading is no sentence.

    Words that stand there several times keep their ids in order; where they stand there less often than before, what
    is cited keeps its id first.
    """
    old: dict[tuple[bool, str], list[str]] = {}
    for each in before:
        old.setdefault((each.paragraph == 0, each.sha256), []).append(each.id)
    new: dict[tuple[bool, str], list[int]] = {}
    for number, each_now in enumerate(now):
        new.setdefault((each_now.paragraph == 0, each_now.sha256), []).append(number)
    found: dict[int, str] = {}
    for key, numbers in new.items():
        ids = old.get(key, [])
        if len(ids) > len(numbers):
            first = sorted(ids, key=lambda ident: not cited.get(ident))[: len(numbers)]
            ids = [ident for ident in ids if ident in first]
        found.update(zip(numbers, ids, strict=False))
    return found


def _gone(sentence: Sentence, cited_by: Sequence[str], fresh: Sequence[Placed], words: Mapping[str, str]) -> Gone:
    old = words.get(sentence.sha256)
    best, likeness = None, 0.0
    for each in fresh:
        if old is not None and each.text is not None and (each.paragraph == 0) == (sentence.paragraph == 0):
            alike = fuzz.ratio(old, each.text, score_cutoff=MIN_LIKENESS)
            if alike > likeness:
                best, likeness = each.id, alike
    return Gone(sentence.id, tuple(cited_by), best, round(likeness))


def _with_gone(placed: list[Placed], before: Sequence[Sentence], gone: Sequence[Sentence]) -> list[Placed]:
    """Put what is *gone* to the end of the paragraph that its own one, or the nearest before, has become."""
    if not gone:
        return placed
    paragraphs = {each.id: each.paragraph for each in placed}
    leaving = {each.id for each in gone}
    first = next((each.paragraph for each in placed if each.paragraph), 1)
    extra: dict[int, list[Placed]] = {}
    stays = {each.paragraph: paragraphs[each.id] for each in reversed(before) if each.id in paragraphs}
    here = first
    for each in before:
        here = stays.get(each.paragraph, here) if each.paragraph else here
        if each.id in leaving:
            paragraph = here if each.paragraph else 0
            extra.setdefault(paragraph, []).append(Placed(each.id, paragraph, each.sha256, None))
    result: list[Placed] = []
    for number, each_placed in enumerate(placed):
        result.append(each_placed)
        following = placed[number + 1].paragraph if number + 1 < len(placed) else None
        if following != each_placed.paragraph:
            result.extend(extra.pop(each_placed.paragraph, ()))
    # A heading that is gone, where the corrected text has none at all.
    return [*extra.pop(0, ()), *result, *(each for paragraph in sorted(extra) for each in extra[paragraph])]
