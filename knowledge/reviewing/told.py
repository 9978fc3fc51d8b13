"""What a book tells when it is asked, remembered by the book's digest: a question is asked of a book once."""

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from knowledge.answer import Answerer
from knowledge.decision import Abstention, Reply
from knowledge.evaluation.golden import Case
from knowledge.evaluation.scoring import given, judge
from knowledge.matching.lexicon import Lexicon, Names, Token
from knowledge.model import FactBook

BOOKS = 3
"""Books of which it is remembered what they tell: the current one, and two that it may become."""
QUESTIONS = 8192
"""Questions remembered of each."""


class Told(NamedTuple):
    """What came of a question.

    Attributes:
        id: of the fact or gap that answers it; None where none does.
        is_good: whether it is what the label of a golden question asks for; True for a question without a label.
    """

    id: str | None
    is_good: bool = True


def told_by(reply: Reply | None) -> str | None:
    """Return the first fact that *reply* gives, else the gap that it names; None where it tells nothing."""
    if reply is None:
        return None
    facts = given(reply)
    if facts:
        return facts[0].fact.id
    decisions = (part.decision for part in reply.parts)
    return next((each.gap.id for each in decisions if isinstance(each, Abstention) and each.gap), None)


class Decisions:
    """What books answer, and how questions read. One for whoever keeps a book; safe to share between threads.

    Two threads that miss the same answer both work it out, and get the same.
    """

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._told: OrderedDict[str, OrderedDict[Hashable, Told]] = OrderedDict()
        self._names: Names | None = None
        self._tokens: dict[str, tuple[Token, ...]] = {}

    def ask(self, answerer: Answerer, question: str) -> str | None:
        """Return the id of the fact or gap that the book of *answerer* tells when asked *question* alone, if any."""
        found = self._get(answerer, question)
        if found is None:
            found = Told(told_by(answerer.answer(question)))
            self._put(answerer, question, found)
        return found.id

    def judge(self, answerer: Answerer, case: Case) -> Told:
        """Return what comes of *case*; a fact that took the place of one that it names is as right as that."""
        key = _key(case)
        found = self._get(answerer, key)
        if found is None:
            more = successors_of(answerer.book, case.facts)
            judged = judge(answerer, replace(case, facts=(*case.facts, *more)))
            found = Told(told_by(judged.reply), judged.is_good)
            self._put(answerer, key, found)
        return found

    def known(self, answerer: Answerer, case: Case) -> str | None:
        """Return the id of what answers *case*, without asking; None where it is not known, or nothing does."""
        found = self._get(answerer, _key(case))
        return found.id if found is not None else None

    def tokens(self, lexicon: Lexicon, question: str) -> tuple[Token, ...]:
        """Return how *question* reads; what was read is kept as long as the names of the book stay the same."""
        if self._names is not lexicon.names:
            self._names, self._tokens = lexicon.names, {}
        known = self._tokens
        read = known.get(question)
        if read is None:
            read = lexicon.read(question)
            if len(known) < QUESTIONS:
                known[question] = read
        return read

    def _get(self, answerer: Answerer, key: Hashable) -> Told | None:
        told = self._told.get(answerer.book.digest)
        return told.get(key) if told is not None else None

    def _put(self, answerer: Answerer, key: Hashable, value: Told) -> None:
        digest = answerer.book.digest
        told = self._told.setdefault(digest, OrderedDict())
        told[key] = value
        _bound(told, QUESTIONS)
        self._told[digest] = self._told.pop(digest, told)  # the latest one stands last
        _bound(self._told, BOOKS)


def successors_of(book: FactBook, ids: Sequence[str]) -> tuple[str, ...]:
    """Return the current facts of *book* that took the place of any of *ids* that are current no more."""
    found: list[str] = []
    for ident in ids:
        seen: set[str] = set()
        fact = book.facts.get(ident)
        while fact is not None and fact.superseded_by and fact.id not in seen:
            seen.add(fact.id)
            fact = book.facts.get(fact.superseded_by)
        if fact is not None and fact.id != ident and fact.is_current:
            found.append(fact.id)
    return tuple(dict.fromkeys(found))


def _key(case: Case) -> Hashable:
    return (case.turns, case.facts, case.group, case.kind)


def _bound(entries: "OrderedDict[Any, Any]", most: int) -> None:
    while len(entries) > most:
        entries.popitem(last=False)
