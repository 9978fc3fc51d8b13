"""Which entries of a book a question means, best first: candidates from the index, ranked by how alike they are."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.language.normalize import words
from knowledge.matching.candidate import Candidate
from knowledge.matching.differences import differences
from knowledge.matching.entries import Profile, entries_of, profile_of
from knowledge.matching.entry_reader import CLAIM, EntryLines, EntryReader, entries_before, kind_of, question_tokens
from knowledge.matching.index import Index
from knowledge.matching.keytable import Arrays
from knowledge.matching.lexicon import Lexicon, Names
from knowledge.matching.own_questions import OwnQuestions
from knowledge.matching.postings import LineBuilder
from knowledge.matching.query import Query
from knowledge.matching.shortlist import Shortlist, names_by_sort, plain_text
from knowledge.matching.vocabulary import Vocabulary
from knowledge.model import Fact, FactBook, Gap, TermKind

PROFILES = 4096
"""Profiles kept at hand."""
LINES = 16_384
"""Lines of which it is kept at hand how they are compared."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is worked out from a book's entries."""

    lexicon: Lexicon
    index: Index
    own: OwnQuestions
    claims: NDArray[np.uint8]
    before: NDArray[np.uint8]


class Matcher:
    """Ranks the entries of one book for a question. Immutable; safe to share between threads.

    Attributes:
        entries: what can be found, in the order of the index.
        lexicon: how texts are read.
        index: the entries' lines.
        before: for each entry, how many entries stand before it in its passage (`ranking.CONTEXT_FADES`).
        claims: for each entry, how many of its lines are its own texts and no question variants.
        mean_claim: mean weight of such a line.
    """

    entries: Sequence[Fact | Gap]
    lexicon: Lexicon
    index: Index
    before: NDArray[np.uint8]
    claims: NDArray[np.uint8]
    mean_claim: float

    def __init__(self, book: FactBook, entries: Sequence[Fact | Gap] | None = None) -> None:
        """Index every line of *entries*, by default *book*'s current facts and gaps.

        Each entry is asked for once here and again when it is a candidate, so *entries* may make them as they are
        asked for.
        """
        entries = entries_of(book) if entries is None else entries
        names = Names(book)
        reader, builder, claims = EntryReader(names), LineBuilder(), bytearray()

        def questions() -> Iterator[tuple[tuple[str, ...], int]]:
            for number, entry in enumerate(entries):
                read = reader.read(entry, number)
                for line in read.lines:
                    builder.add(line.entry, line.text, line.tokens, line.mark)
                claims.append(read.claims)
                yield from ((spoken, number) for spoken in read.questions)

        own = OwnQuestions.of(questions())
        lexicon = Lexicon(names, Vocabulary.of(reader.counts()))
        counted = np.frombuffer(bytes(claims), dtype=np.uint8)
        index = Index.of(builder.lines(len(entries)))
        self._take(book, entries, _Parts(lexicon, index, own, counted, entries_before(entries)))

    @classmethod
    def _of(cls, book: FactBook, entries: Sequence[Fact | Gap], parts: _Parts) -> "Matcher":
        matcher = cls.__new__(cls)
        matcher._take(book, entries, parts)  # noqa: SLF001 - the class's own
        return matcher

    def _take(self, book: FactBook, entries: Sequence[Fact | Gap], parts: _Parts) -> None:
        self._book, self._own = book, parts.own
        self.entries, self.lexicon, self.index = entries, parts.lexicon, parts.index
        self.before, self.claims = parts.before, parts.claims
        self.mean_claim = parts.index.mean_total(CLAIM)
        # Of a function that knows nothing of this matcher: what nobody refers to any more is then freed at once.
        gather = partial(_profile, entries, parts.index, book, parts.lexicon)
        self.profile: Callable[[int], Profile] = lru_cache(maxsize=PROFILES)(gather)
        self.plain_text: Callable[[int], str] = lru_cache(maxsize=LINES)(partial(plain_text, parts.index))
        names_in = partial(_names_in, parts.index, parts.lexicon.kinds)
        self.names_in: Callable[[int], Mapping[str, frozenset[str]]] = lru_cache(maxsize=LINES)(names_in)

    def names_among(self, keys: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """Return those of *keys* that name somebody or something that others can be taken for, by sort."""
        return names_by_sort(keys, self.lexicon.kinds)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return all that was worked out from the book as named arrays, to be written to a file."""
        parts = (self.index.arrays(), self.lexicon.vocabulary.arrays(), self._own.arrays())
        merged = {name: array for part in parts for name, array in part.items()}
        return {**merged, "before": self.before, "claims": self.claims}

    @classmethod
    def from_arrays(cls, book: FactBook, entries: Sequence[Fact | Gap], arrays: Arrays) -> "Matcher":
        """Open what `arrays` gave of the same *book* and *entries*; nothing is copied, and no entry is looked at."""
        lexicon = Lexicon(Names(book), Vocabulary.from_arrays(arrays))
        index, own = Index.from_arrays(arrays), OwnQuestions.from_arrays(arrays)
        return cls._of(book, entries, _Parts(lexicon, index, own, arrays["claims"], arrays["before"]))

    def changed(self, book: FactBook, entries: Sequence[Fact | Gap] | None = None) -> "Matcher":
        """Return a matcher of *book*; where little differs from this one's book, little is read anew.

        *entries* are, as for a new matcher, by default the book's current facts and gaps.
        """
        entries = entries_of(book) if entries is None else entries
        if (book.terms, book.people) != (self._book.terms, self._book.people):
            return Matcher(book, entries)
        names = self.lexicon.names
        gone, come = EntryReader(names), EntryReader(names)
        index, own, claims = self.index, self._own, self.claims
        # From the last to the first, so that the numbers of what comes before stay what they are.
        for first, stop, begin, end in reversed(differences(self.entries, entries)):
            for number in range(first, stop):
                gone.read(self.entries[number], number)
            read: list[EntryLines] = [come.read(entries[number], number) for number in range(begin, end)]
            questions = [(spoken, first + i) for i, each in enumerate(read) for spoken in each.questions]
            index = index.replaced(first, stop, [each.lines for each in read])
            own = own.replaced(first, stop, questions, (end - begin) - (stop - first))
            counted = np.array([each.claims for each in read], dtype=np.uint8)
            claims = np.concatenate((claims[:first], counted, claims[stop:]))
        vocabulary = self.lexicon.vocabulary.changed(gone.counts(), come.counts())
        parts = _Parts(Lexicon(names, vocabulary), index, own, claims, entries_before(entries))
        return Matcher._of(book, entries, parts)

    def owns(self, text: str) -> bool:
        """Whether *text* is, word for word, one of the book's own questions, and of one entry only."""
        return self._own.owner(words(text)) is not None

    @property
    def profiles(self) -> Iterator[Profile]:
        """Every entry's profile, in the order of the index."""
        return (self.profile(number) for number in range(len(self.entries)))

    def rank(self, query: Query, weights: dict[str, float] | None = None) -> list[Candidate]:
        """Score entries for *query* and keep the best.

        Args:
            query: the question.
            weights: weight of each token key; None weighs the query's own tokens (a follow-up brings its own).

        Returns:
            At most `shortlist.MAX_CANDIDATES`, highest score first, equal scores by id; empty when nothing is shared.
        """
        exact = self._own.owner(query.words) if weights is None else None
        weights = self.index.weigh(query.tokens) if weights is None else weights
        asked = [token for token in question_tokens(query.asked) if self.index.knows(token.key)]
        sought = {**weights, **self.index.weigh(asked)}
        hits = self.index.search(sought)
        if not len(hits.lines) or hits.query_weight <= 0:
            return []
        return Shortlist(self, query, sought, hits, sum(weights.values())).candidates(exact)


def _profile(entries: Sequence[Fact | Gap], index: Index, book: FactBook, lexicon: Lexicon, number: int) -> Profile:
    asked = filter(None, map(kind_of, index.marks_of_entry(number)))
    return profile_of(entries[number], asked, index.keys_of_entry(number), book, lexicon.series_words)


def _names_in(index: Index, kinds: Mapping[str, TermKind], line: int) -> dict[str, frozenset[str]]:
    return names_by_sort(index.keys_of(line), kinds)
