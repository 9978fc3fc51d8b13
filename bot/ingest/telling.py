"""What was read of a release, in words: the same lines in Discord and in a terminal."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from bot.ingest.intake import Intake
from bot.text.wording import Wording
from knowledge.ingest.page import LeftOut
from knowledge.ingest.refusal import IngestRefused
from knowledge.model import Language

Escape = Callable[[str], str]
"""Makes a text from outside fit to be shown where it is shown."""

_BEGIN_WORDS: Final = 5
_BEGIN_LENGTH: Final = 40
"""How much of a sentence is shown."""


class Telling:
    """Words about one release in one language."""

    def __init__(self, wording: Wording, language: Language, escape: Escape) -> None:
        """Say it in *language*; what comes from the release goes through *escape*."""
        self._wording = wording
        self.language = language
        self._escape = escape

    def say(self, key: str, **values: object) -> str:
        """Return the words of ``ingest.<key>``."""
        shown = {name: self._escape(value) if isinstance(value, str) else value for name, value in values.items()}
        return self._wording(f"ingest.{key}", self.language, **shown)

    def count(self, key: str, number: int, **values: object) -> str:
        """Return the words of ``ingest.<key>`` for *number* of something."""
        return self._wording.count(f"ingest.{key}", self.language, number, **values)

    def refused(self, error: IngestRefused) -> str:
        """Return why a text is no release, and what would be right."""
        return self.say(f"refused.{error.reason}", **error.values)

    def read(self, intake: Intake) -> Iterator[str]:
        """Yield what was read: title, publisher, day, counts, encoding."""
        read, sentences = intake.read, intake.sentences
        yield self.say("read.head" if intake.is_new else "read.again", id=intake.id)
        title = read.title.get(self.language.value) or next(iter(read.title.values()), "")
        if title:
            yield self.say("read.title", title=title)
        if read.publisher:
            yield self.say("read.publisher", publisher=read.publisher)
        if read.published is not None:
            yield self.say("read.published", day=read.published.isoformat())
        body = [each for each in sentences.sentences if each.text is not None and each.paragraph]
        headings = sum(1 for each in sentences.sentences if each.text is not None and not each.paragraph)
        paragraphs = len({each.paragraph for each in body})
        yield self.say("read.counts", sentences=len(body), paragraphs=paragraphs, headings=headings)
        how = self.say(f"how.{intake.decoded.how}")
        yield self.say("read.page" if intake.is_page else "read.text", encoding=intake.decoded.encoding, how=how)

    def changed(self, intake: Intake) -> Iterator[str]:
        """Yield what became of the sentences of a release that was there before."""
        if intake.is_new:
            return
        yield from self._fields(intake)
        sentences = intake.sentences
        kept, added = len(sentences.kept), len(sentences.added)
        yield self.say("again.counts", kept=kept, added=added, dropped=len(sentences.dropped))
        if sentences.added:
            yield self.say("again.added", ids=", ".join(sentences.added))
        if sentences.dropped:
            yield self.say("again.dropped", ids=", ".join(sentences.dropped))
        if sentences.gone:
            yield self.count("again.gone", len(sentences.gone))
        for each in sentences.gone:
            ids = ", ".join(each.cited_by)
            key = "again.likely" if each.likely else "again.nothing_like"
            place, likely = f"{intake.id}#{each.id}", f"{intake.id}#{each.likely}"
            yield self.say(key, place=place, ids=ids, likely=likely, likeness=each.likeness)

    def _fields(self, intake: Intake) -> Iterator[str]:
        """Yield what is written anew about a release, each as it was and as it will be."""
        change = intake.change
        if change is None:
            return
        before, after = dict(_flat(change.before or {})), dict(_flat(change.after or {}))
        for key in dict.fromkeys([*before, *after]):
            if before.get(key) != after.get(key):
                none = self.say("again.none")
                yield self.say("again.field", field=key, old=before.get(key) or none, new=after.get(key) or none)

    def sentences(self, intake: Intake) -> Iterator[str]:
        """Yield how each sentence begins and how long it is, after a heading: enough to see whether it is one."""
        present = [each for each in intake.sentences.sentences if each.text is not None]
        if present:
            yield self.say("sentences.head")
        for each in present:
            text = each.text or ""
            key = "sentences.line" if each.paragraph else "sentences.heading"
            yield self.say(key, id=each.id, begin=beginning(text), length=len(text))

    def doubts(self, intake: Intake) -> Iterator[str]:
        """Yield what a person had better look at."""
        for doubt, value in intake.read.doubts:
            if not intake.is_new and doubt in _OF_NEW_ONES:
                continue
            yield self.say(f"doubt.{doubt}", value=value)

    def left_out(self, intake: Intake) -> Iterator[str]:
        """Yield all that is in the file and in no sentence: a heading, then a line a piece."""
        pieces = intake.read.left_out
        yield self.count("left_out.head", count_pieces(pieces)) if pieces else self.say("left_out.nothing")
        yield from map(self.piece, pieces)

    def piece(self, piece: LeftOut) -> str:
        """Return the line of one piece that was left out."""
        if piece.pieces > 1:
            return self.say("left_out.rest", number=piece.pieces, length=piece.length)
        why = self.say(f"why.{piece.why}")
        if not piece.text:
            return self.say("left_out.unshown", why=why, length=piece.length)
        return self.say("left_out.piece", why=why, text=piece.text)


def beginning(text: str) -> str:
    """Return the first words of *text*, at most _BEGIN_WORDS of them and never more than half of it."""
    words, most = text.split(), min(_BEGIN_LENGTH, len(text) // 2)
    kept = words[: max(1, min(_BEGIN_WORDS, len(words) // 2))]
    while len(kept) > 1 and len(" ".join(kept)) > most:
        kept.pop()
    return " ".join(kept)[:most].rstrip()


def _flat(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the fields of a release but its sentences, those by language one by one, as the fact file calls them."""
    for key, value in fields.items():
        if key == "sentences":
            continue
        if isinstance(value, Mapping):
            yield from ((f"{key}.{language}", str(each)) for language, each in value.items())
        else:
            yield key, str(value)


def count_pieces(pieces: Iterable[LeftOut]) -> int:
    """Return how many pieces were left out, those among them that were not kept one by one."""
    return sum(each.pieces for each in pieces)


_OF_NEW_ONES = frozenset(["no_day", "no_address", "title_of_page"])
"""Doubts about what a release that is there already keeps as it was."""
