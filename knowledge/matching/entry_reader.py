"""The texts of an entry to the lines that a question can match, and the question words among their tokens."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.language.asked import EXACTING, Asked, read_asked
from knowledge.language.english import FUNCTION_WORDS
from knowledge.language.normalize import words
from knowledge.language.stem import stem
from knowledge.matching.entries import claims_of, passage_of, texts_of
from knowledge.matching.lexicon import Names, Reader, Token
from knowledge.matching.postings import Line
from knowledge.matching.ranking import CONTEXT_FADES
from knowledge.matching.vocabulary import Spoken
from knowledge.model import Fact, Gap, Kind

CLAIM = 0x80
"""The mark of a line that is an entry's own text; a question variant is marked with what it asks for (`kind_of`)."""
_KINDS = tuple(Kind)


@dataclass(frozen=True, slots=True)
class EntryLines:
    """One entry, read.

    Attributes:
        lines: one for each of its texts.
        questions: the words of each question variant.
        claims: how many of the lines are its own texts.
    """

    lines: tuple[Line, ...]
    questions: tuple[tuple[str, ...], ...]
    claims: int


class EntryReader:
    """Reads entries of one book, and counts the words that they say."""

    def __init__(self, names: Names) -> None:
        """Read by *names*."""
        self._reader = Reader(names)

    def read(self, entry: Fact | Gap, number: int) -> EntryLines:
        """Read *entry*, which is entry *number* of the index."""
        claims = set(claims_of(entry))
        lines: list[Line] = []
        questions: list[tuple[str, ...]] = []
        for text in texts_of(entry):
            spoken = words(text)
            self._reader.hear(text, spoken)
            asked = _asked_of(text, spoken)
            is_claim = text in claims
            tokens = (*self._reader.read(spoken), *question_tokens(asked))
            lines.append(Line(number, text, tokens, CLAIM if is_claim else _mark(asked.kind)))
            if not is_claim:
                questions.append(spoken)
        return EntryLines(tuple(lines), tuple(questions), len(claims))

    def counts(self) -> dict[str, Spoken]:
        """Return how often each word was read."""
        return dict(self._reader.counts())


def kind_of(mark: int) -> Kind | None:
    """Return what a line of this *mark* asks for; None for a statement, or an open question."""
    return _KINDS[mark - 1] if 0 < mark < CLAIM else None


def _mark(kind: Kind | None) -> int:
    return _KINDS.index(kind) + 1 if kind else 0


def entries_before(entries: Iterable[Fact | Gap]) -> NDArray[np.uint8]:
    """Return how many entries stand before each in its passage, at most as many as context looks at."""
    before: list[int] = []
    last: str | None = None
    for entry in entries:
        passage = passage_of(entry)
        before.append(min(before[-1] + 1, len(CONTEXT_FADES)) if passage is not None and passage == last else 0)
        last = passage
    return np.array(before, dtype=np.uint8)


def _asked_of(line: str, spoken: tuple[str, ...]) -> Asked:
    """Return what *line* asks for; a statement asks for nothing."""
    asked = read_asked(spoken, marked="?" in line)
    return asked if asked.is_question or asked.kind in EXACTING else Asked(None, is_question=False)


def question_tokens(asked: Asked) -> Iterator[Token]:
    """Yield what a question word counts for: its kind where it is exacting, and the noun that "which" asks about."""
    if asked.kind in EXACTING:
        yield Token(f"?{asked.kind}", f"{asked.kind}?", 1.0, known=True)
    if asked.focus and asked.focus not in FUNCTION_WORDS:
        yield Token(f"?which {stem(asked.focus)}", f"which {asked.focus}?", 1.0, known=True)
