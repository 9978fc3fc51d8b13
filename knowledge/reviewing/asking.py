"""Which questions a change may give another answer, and what becomes of them.

Asked are the changed entries' own questions, those of the entries next to them, and golden ones: first those whose
label names a changed fact, then those that share most with what is changed. A question that shares little with it
keeps its answer, so a large book is not asked all it has.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.answer import Answerer
from knowledge.editing.change import Change
from knowledge.evaluation.golden import Case, Group
from knowledge.matching.entries import texts_of
from knowledge.model import Fact, FactBook, Gap
from knowledge.reviewing.found import Moved
from knowledge.reviewing.told import Decisions, successors_of

GOLDEN, OWN, FELLOWS = 72, 30, 18
"""Golden questions, own questions of changed entries, and those of their fellows that are asked at most."""
SHARED = 0.5
"""Share of a question's weight, 0-1, that changed texts have, from which it is asked."""
COMPARED = 24
"""Changed entries that each question is compared with; of a larger change, with all its words together."""

Found = Fact | Gap


@dataclass(frozen=True, slots=True)
class Changed:
    """The facts and gaps that a change makes, as they were and as they would be; None where one is not asked."""

    pairs: tuple[tuple[Found | None, Found | None], ...]
    fellows: tuple[Found, ...]
    names: frozenset[str]
    """Token keys of changed people and terms."""
    meetings: frozenset[str]

    @property
    def ids(self) -> frozenset[str]:
        """Ids of the changed facts and gaps."""
        return frozenset(each.id for pair in self.pairs for each in pair if each is not None)


@dataclass(slots=True)
class Outcome:
    """What becomes of the questions; *of* counts those that might have been asked, *asked* those that were."""

    lost: list[Moved]
    moved: list[Moved]
    gained: list[Moved]
    missed: list[Moved]
    asked: int = 0
    of: int = 0


def asked_of(book: FactBook, ident: str, section: str) -> Found | None:
    """Return the fact or gap *ident* of *book* if it is asked: a gap, or a current fact."""
    if section == "gaps":
        return book.gaps.get(ident)
    fact = book.facts.get(ident)
    return fact if fact is not None and fact.is_current else None


def ids_of(change: Change) -> tuple[str, str]:
    """Return the id that the entry of *change* has before, and the one it has after."""
    ids = [str((fields or {}).get("id", change.id)) for fields in (change.before, change.after)]
    return ids[0], ids[1]


class Asking:
    """Asks two books, the one before a change and the one after."""

    def __init__(self, before: Answerer, after: Answerer, decisions: Decisions) -> None:
        """Compare *before* with *after*; *decisions* remembers."""
        self._before = before
        self._after = after
        self._decisions = decisions

    def ask(self, changed: Changed, golden: Sequence[Case]) -> Outcome:
        """Ask what *changed* may give another answer."""
        outcome = Outcome([], [], [], [])
        near = _Nearness(changed, self._after, self._decisions)
        own = list(self._own(changed))
        chosen = _first(own, OWN)
        beside = [
            (question, fellow)
            for fellow in changed.fellows
            for question in fellow.questions.all()
            if near.share(question) >= SHARED
        ]
        beside.sort(key=lambda each: (-near.share(each[0]), each[1].id, each[0]))
        cases = self._cases(changed, golden, near)
        outcome.of = sum(map(len, own)) + len(beside) + len(cases)
        for question in chosen:
            self._ask_own(question, changed, outcome)
        for question, fellow in beside[:FELLOWS]:
            self._ask_fellow(question, fellow, changed, outcome)
        for case in cases[:GOLDEN]:
            self.judge(case, outcome)
        outcome.asked = len(chosen) + min(len(beside), FELLOWS) + min(len(cases), GOLDEN)
        return outcome

    def _own(self, changed: Changed) -> Iterator[tuple[str, ...]]:
        """Yield the questions of each changed entry, those that it has no more or newly has first."""
        for before, after in changed.pairs:
            had, has = (tuple(each.questions.all()) if each is not None else () for each in (before, after))
            differing = [q for q in (*had, *has) if (q in had) is not (q in has)]
            yield tuple(dict.fromkeys((*differing, *has)))

    def _ask_own(self, question: str, changed: Changed, outcome: Outcome) -> None:
        owned, owns = (
            {each.id for pair in changed.pairs if (each := pair[side]) and question in each.questions.all()}
            for side in (0, 1)
        )
        was, now = self._decisions.ask(self._before, question), self._decisions.ask(self._after, question)
        right = owns | set(successors_of(self._after.book, tuple(owned)))
        if was in owned and was != now:
            (outcome.moved if now in right else outcome.lost).append(Moved(question, was, now))
        elif owns and now not in owns:
            outcome.missed.append(Moved(question, was, now))

    def _ask_fellow(self, question: str, fellow: Found, changed: Changed, outcome: Outcome) -> None:
        was, now = self._decisions.ask(self._before, question), self._decisions.ask(self._after, question)
        if was != fellow.id or now == was:
            return
        owns = any(
            after is not None and after.id == now and question in after.questions.all() for _, after in changed.pairs
        )
        (outcome.moved if owns else outcome.lost).append(Moved(question, was, now))

    def judge(self, case: Case, outcome: Outcome) -> None:
        """Ask *case* of both books, and put what comes of it into *outcome*."""
        was, now = self._decisions.judge(self._before, case), self._decisions.judge(self._after, case)
        moved = Moved(case.turns[-1], was.id, now.id, is_golden=True)
        if was.is_good and not now.is_good:
            # Whether the releases do not tell it after all, the label cannot know: that is for people to say.
            declined = case.group is Group.UNANSWERABLE or (case.group is Group.OVERHEARD and was.id is None)
            (outcome.moved if declined else outcome.lost).append(moved)
        elif now.is_good and not was.is_good:
            outcome.gained.append(moved)
        elif was.id != now.id:
            outcome.moved.append(moved)

    def _cases(self, changed: Changed, golden: Sequence[Case], near: "_Nearness") -> list[Case]:
        """Return the golden questions worth asking, those that are nearest to the change first."""
        ids = changed.ids
        ranked: list[tuple[float, int, Case]] = []
        for number, case in enumerate(golden):
            named = not ids.isdisjoint(case.facts) or self._of_meeting(case, changed.meetings)
            named = named or self._decisions.known(self._before, case) in ids
            share = 2.0 if named else max(near.share(turn) for turn in case.turns[-2:])
            if share >= SHARED:
                ranked.append((-share, number, case))
        return [case for *_, case in sorted(ranked, key=lambda each: each[:2])]

    def _of_meeting(self, case: Case, meetings: frozenset[str]) -> bool:
        if not meetings:
            return False
        facts = self._before.book.facts
        return any((fact := facts.get(ident)) is not None and fact.meeting in meetings for ident in case.facts)


class _Nearness:
    """How much of a question's weight the changed texts have."""

    def __init__(self, changed: Changed, after: Answerer, decisions: Decisions) -> None:
        self._lexicon, self._index = after.matcher.lexicon, after.matcher.index
        self._decisions = decisions
        self._names = changed.names
        sets = [
            frozenset(self._keys(text for each in pair if each is not None for text in texts_of(each)))
            for pair in changed.pairs
        ]
        self._sets = sets if len(sets) <= COMPARED else [frozenset[str]().union(*sets)]
        self._shares: dict[str, float] = {}

    def _keys(self, texts: Iterable[str]) -> Iterator[str]:
        return (token.key for text in texts for token in self._lexicon.read(text))

    def share(self, question: str) -> float:
        """Return the share, 0-1, of the changed entry that has most of it; 1 for one that a changed name stands in."""
        found = self._shares.get(question)
        if found is None:
            weights = self._index.weigh(self._decisions.tokens(self._lexicon, question))
            whole = sum(weights.values())
            found = 1.0 if self._names & weights.keys() else 0.0
            if whole and not found:
                shared = (sum(w for key, w in weights.items() if key in keys) for keys in self._sets)
                found = max(shared, default=0.0) / whole
            self._shares[question] = found
        return found


def _first(groups: Sequence[tuple[str, ...]], most: int) -> list[str]:
    """Return up to *most* of the questions of all *groups*, each group's first ones before any group's second."""
    longest = max(map(len, groups), default=0)
    turns = (group[place] for place in range(longest) for group in groups if place < len(group))
    return list(dict.fromkeys(turns))[:most]
