"""Golden sets asked and judged: a verdict for each question, a table by kind, and where it falls below its floors."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from knowledge.answer import Answerer
from knowledge.decision import Abstention, Answer, CitedFact, Context, Correction, Reply, Suggestions
from knowledge.evaluation.golden import ALL, ASKED, Case, Floors, Group


class Verdict(StrEnum):
    """What came of one question."""

    RIGHT = "right"
    """An answer or a correction gives one of the facts that were asked for."""
    WRONG = "wrong"
    """Facts are given, and none of those."""
    SUGGESTED = "suggested"
    """Facts are offered, none is claimed."""
    ABSTAINED = "abstained"
    FALSE = "false"
    """A fact is given as the answer to what the releases do not answer."""
    CORRECTED = "corrected"
    BESIDE = "beside"
    """The premise is corrected by a text that is not what is right."""
    SPOKE = "spoke"
    SILENT = "silent"


_GOOD: Final = {
    Group.ANSWERABLE: frozenset({Verdict.RIGHT}),
    Group.FOLLOW_UP: frozenset({Verdict.RIGHT}),
    Group.UNANSWERABLE: frozenset({Verdict.CORRECTED, Verdict.SUGGESTED, Verdict.ABSTAINED}),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """One case with what came of it.

    Attributes:
        first: whether the first fact given would have been enough, where the releases answer.
        tested: whether a correction could be held against the words that are right.
        reply: None where an overheard line was left alone.
    """

    case: Case
    verdict: Verdict
    reply: Reply | None
    first: bool = False
    tested: bool = False

    @property
    def is_good(self) -> bool:
        """Whether it is what the label asks for."""
        if self.case.group is Group.OVERHEARD:
            return (self.verdict is Verdict.SPOKE) is (self.case.kind == ASKED)
        return self.verdict in _GOOD[self.case.group]


def judge(answerer: Answerer, case: Case) -> Judgement:
    """Ask *case* as a member would, turn by turn, and say what came of it."""
    if case.group is Group.OVERHEARD:
        overheard = answerer.overhear(case.turns[-1])
        return Judgement(case, Verdict.SILENT if overheard is None else Verdict.SPOKE, overheard)
    context: Context | None = None
    for turn in case.turns[:-1]:
        context = answerer.answer(turn, context=context).context
    reply = answerer.answer(case.turns[-1], context=context)
    return _judge_declined(case, reply) if case.group is Group.UNANSWERABLE else _judge_answered(case, reply)


def given(reply: Reply) -> tuple[CitedFact, ...]:
    """Return the facts that *reply* gives, in answers and corrections, as a reader meets them."""
    told = (part.decision for part in reply.parts)
    return tuple(cited for decision in told if isinstance(decision, Answer | Correction) for cited in decision.facts)


def _judge_answered(case: Case, reply: Reply) -> Judgement:
    facts = [cited.fact.id for cited in given(reply)]
    if set(facts) & set(case.facts):
        return Judgement(case, Verdict.RIGHT, reply, first=facts[0] in case.facts)
    return Judgement(case, Verdict.WRONG if facts else _declined(reply), reply)


def _judge_declined(case: Case, reply: Reply) -> Judgement:
    decisions = [part.decision for part in reply.parts]
    if any(isinstance(decision, Answer) for decision in decisions):
        return Judgement(case, Verdict.FALSE, reply)
    if not any(isinstance(decision, Correction) for decision in decisions):
        return Judgement(case, _declined(reply), reply)
    if case.right is None:
        return Judgement(case, Verdict.CORRECTED, reply)
    shown = case.right.search(" ".join(cited.text for cited in given(reply)))
    return Judgement(case, Verdict.CORRECTED if shown else Verdict.BESIDE, reply, tested=True)


def _declined(reply: Reply) -> Verdict:
    offered = any(isinstance(part.decision, Suggestions) for part in reply.parts)
    return Verdict.SUGGESTED if offered else Verdict.ABSTAINED


def shown(judgement: Judgement) -> tuple[CitedFact, ...]:
    """Return every fact that was put before the reader: given, offered, or named as near."""
    decisions = [part.decision for part in judgement.reply.parts] if judgement.reply else []
    return tuple(
        cited
        for decision in decisions
        for cited in (decision.nearest if isinstance(decision, Abstention) else decision.facts)
    )


Table = Mapping[Group, Mapping[str, Counter[str]]]
"""Counts by group and kind: a group's kinds in the order in which they came, then ``all`` where it has several kinds
that can be counted together.

Counted are ``n``, each verdict, ``first`` (of right answers, those whose first fact suffices), ``tested`` (corrections
whose right words are known) and ``proper`` (of these, those that show them).
"""


def tabulate(judgements: Iterable[Judgement]) -> Table:
    """Count *judgements* by group and kind."""
    table: dict[Group, dict[str, Counter[str]]] = {}
    for judgement in judgements:
        kinds = table.setdefault(judgement.case.group, {})
        for kind in (judgement.case.kind, ALL) if judgement.case.group in _SUMMED else (judgement.case.kind,):
            proper = judgement.tested and judgement.verdict is Verdict.CORRECTED
            counted = {"first": judgement.first, "tested": judgement.tested, "proper": proper}
            names = (name for name, is_so in counted.items() if is_so)
            kinds.setdefault(kind, Counter()).update(("n", judgement.verdict.value, *names))
    for group in _SUMMED & table.keys():
        table[group][ALL] = table[group].pop(ALL)
    return table


_SUMMED: Final = frozenset({Group.ANSWERABLE, Group.UNANSWERABLE})


class _Rule(NamedTuple):
    """How a floor is held: the share of *part* in *whole* of *groups*, at least or at most; *words* name it."""

    groups: tuple[Group, ...]
    part: str
    whole: str
    is_least: bool
    words: str


_RULES: Final[Mapping[str, _Rule]] = {
    "min_right": _Rule((Group.ANSWERABLE, Group.FOLLOW_UP), Verdict.RIGHT, "n", True, "answered right"),
    "max_wrong": _Rule((Group.ANSWERABLE, Group.FOLLOW_UP), Verdict.WRONG, "n", False, "answered wrong"),
    "max_false": _Rule((Group.UNANSWERABLE,), Verdict.FALSE, "n", False, "false answers"),
    "min_corrected": _Rule((Group.UNANSWERABLE,), "proper", "tested", True, "corrections that show what is right"),
    "min_spoken": _Rule((Group.OVERHEARD,), Verdict.SPOKE, "n", True, "spoken to what is overheard"),
    "max_spoken": _Rule((Group.OVERHEARD,), Verdict.SPOKE, "n", False, "spoken to what is overheard"),
}


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A floor that was missed.

    Attributes:
        floor: its name, such as ``max_wrong``.
        part, whole: how many of how many.
        asked: the share, 0-1, that is asked for.
    """

    floor: str
    kind: str
    part: int
    whole: int
    asked: float

    def render(self) -> str:
        """Return it as one sentence."""
        rule = _RULES[self.floor]
        bound = "at least" if rule.is_least else "at most"
        share = self.part / self.whole
        # As many digits as it takes to see the difference: 85.0 % is no shortfall of 85 %.
        digits = next((n for n in (1, 2, 3) if round(100 * share, n) != round(100 * self.asked, n)), 4)
        return (
            f"{rule.words} ({self.kind}): {100 * share:.{digits}f} %, {self.part} of {self.whole}; "
            f"{bound} {100 * self.asked:g} % is asked for"
        )


def find_shortfalls(table: Table, floors: Floors) -> Iterator[Shortfall]:
    """Yield every floor of *floors* that *table* misses; a kind without questions misses none."""
    for name, rule in _RULES.items():
        shares: Mapping[str, float] = getattr(floors, name)
        for kind, asked in shares.items():
            counts = Counter[str]()
            for group in rule.groups:
                counts.update(table.get(group, {}).get(kind, {}))
            part, whole = counts[rule.part], counts[rule.whole]
            if whole and (part / whole < asked if rule.is_least else part / whole > asked):
                yield Shortfall(name, kind, part, whole, asked)
