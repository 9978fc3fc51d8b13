"""What is still thin: sentences without a fact, entries with few questions, questions two entries fight over."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from knowledge.answer import Answerer
from knowledge.ingest.citing import citers
from knowledge.ingest.drafting import says_something
from knowledge.language.frames import unframe
from knowledge.matching.decide import Decider
from knowledge.matching.entries import entries_of
from knowledge.matching.query import read_query
from knowledge.model import Fact, FactBook, Gap, Language

FEW = {Language.EN: 8, Language.KO: 4}
"""Questions that an entry had better have at least; docs/CURATING.md asks for as many."""
CLOSE = 0.02
"""Lead, 0-1, below which two entries are as good as level: 1.4 % of the shipped facts' own questions are."""

Heard = Callable[[int, int], None]
"""Is told how many questions were asked, and of how many."""


@dataclass(frozen=True, slots=True)
class Uncited:
    """A sentence that no current fact rests on.

    Attributes:
        place: such as ``kidd-14#s02``.
        cited_by: what else cites it: entries of other sections, and facts that are no longer given.
        says_something: whether it has the words for a fact; None where its words are not held.
    """

    place: str
    paragraph: int
    cited_by: tuple[str, ...]
    says_something: bool | None


@dataclass(frozen=True, slots=True)
class Thin:
    """An entry with few questions in a language."""

    id: str
    language: Language
    count: int
    wanted: int


class Fight(StrEnum):
    """How two entries stand to a question of one of them."""

    LOST = "lost"
    """The other one would answer it, were it put in words just a little different."""
    CLOSE = "close"
    """Its own one would, with hardly any lead."""


@dataclass(frozen=True, slots=True)
class Contested:
    """A question that two entries fight over.

    Attributes:
        question: as its owner has it.
        owner: id of the fact or gap whose question it is.
        rival: id of the other one.
        margin: 0-1, by how much the better one leads.
    """

    question: str
    language: Language
    owner: str
    rival: str
    fight: Fight
    margin: float


@dataclass(frozen=True, slots=True)
class ReleaseCoverage:
    """How much of a release is told by facts.

    Attributes:
        sentences: of its body, and where the words are held, of those that say something.
        rested_on: how many of these a current fact cites.
    """

    release: str
    sentences: int
    rested_on: int

    @property
    def share(self) -> float:
        """0-1; 1 for a release without a body."""
        return self.rested_on / self.sentences if self.sentences else 1.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """All three, each in the order of the file."""

    releases: tuple[ReleaseCoverage, ...]
    uncited: tuple[Uncited, ...]
    thin: tuple[Thin, ...]
    contested: tuple[Contested, ...] = ()
    asked: int = 0

    @property
    def share(self) -> float:
        """0-1, over the sentences of every release."""
        total = sum(each.sentences for each in self.releases)
        return sum(each.rested_on for each in self.releases) / total if total else 1.0


def cover(book: FactBook, texts: Mapping[str, Mapping[str, str]] | None = None) -> Coverage:
    """Return what no fact rests on and what has few questions.

    Args:
        book: the facts.
        texts: by release, the words of its sentences by digest, as far as held.
    """
    held = texts or {}
    citing = citers(book)
    uncited: list[Uncited] = []
    releases: list[ReleaseCoverage] = []
    for release in book.releases.values():
        total = rested = 0
        for sentence in release.sentences:
            place = f"{release.id}#{sentence.id}"
            cites = citing.get(place, ())
            is_told = any(citer.section == "facts" and citer.is_current for citer in cites)
            words = held.get(release.id, {}).get(sentence.sha256)
            tells = None if words is None else says_something(words)
            counts = sentence.paragraph > 0 and (tells is not False or is_told)
            total += counts
            rested += counts and is_told
            if counts and not is_told:
                uncited.append(Uncited(place, sentence.paragraph, tuple(each.id for each in cites), tells))
        releases.append(ReleaseCoverage(release.id, total, rested))
    return Coverage(tuple(releases), tuple(uncited), tuple(_thin(book)))


def _thin(book: FactBook) -> Iterator[Thin]:
    entries: list[Fact | Gap] = [*(fact for fact in book.facts.values() if fact.is_current), *book.gaps.values()]
    for entry in entries:
        for language, wanted in FEW.items():
            count = len(getattr(entry.questions, language.value))
            if count < wanted:
                yield Thin(entry.id, language, count, wanted)


def contested(answerer: Answerer, heard: Heard | None = None) -> Iterator[Contested]:
    """Ask every entry's own questions and yield those that another entry wins, or nearly.

    A question in an entry's very words is always that entry's. Here each is asked as if it were nobody's, because
    members word it a little otherwise; then it may be the rival's. Facts that rest on the same sentence are no rivals.
    """
    matcher, book = answerer.matcher, answerer.book
    decider = Decider(book, matcher)
    asked = [
        (entry, language, question)
        for entry in entries_of(book)
        for language in Language
        for question in getattr(entry.questions, language.value)
    ]
    for number, (entry, language, question) in enumerate(asked, start=1):
        query = read_query(unframe(question), matcher.lexicon)
        ranked = matcher.rank(query, matcher.index.weigh(query.tokens))
        trace = decider.judge(query, ranked, language).trace
        if heard is not None:
            heard(number, len(asked))
        if trace.best is None:
            continue
        if trace.best != entry.id:
            if not _is_one(book, entry, trace.best):
                yield Contested(question, language, entry.id, trace.best, Fight.LOST, trace.margin)
        elif trace.runner_up is not None and trace.margin < CLOSE:
            yield Contested(question, language, entry.id, trace.runner_up, Fight.CLOSE, trace.margin)


def _is_one(book: FactBook, entry: Fact | Gap, other: str) -> bool:
    """Whether the two are facts that rest on a common sentence: whichever answers, the reader is told where."""
    rival = book.facts.get(other)
    return isinstance(entry, Fact) and rival is not None and bool(set(entry.sources) & set(rival.sources))
