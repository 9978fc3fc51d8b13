"""Scores as lines of a terminal and as JSON values: the tables of `eval`, its misses, and the reach of variants."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from knowledge.decision import Abstention, Trace
from knowledge.evaluation.golden import Group
from knowledge.evaluation.leftout import Reach
from knowledge.evaluation.scoring import Judgement, Table, Verdict, shown
from knowledge.model import FactBook

_ANSWERED: Final = (
    ("right", "right"),
    ("first alone", "first"),
    ("wrong", "wrong"),
    ("suggested", "suggested"),
    ("abstained", "abstained"),
)
_COLUMNS: Final[Mapping[Group, tuple[str, Sequence[tuple[str, str]]]]] = {
    Group.ANSWERABLE: ("the releases answer", _ANSWERED),
    Group.FOLLOW_UP: ("… after other questions", _ANSWERED),
    Group.UNANSWERABLE: (
        "the releases do not say",
        (
            ("false", "false"),
            ("corrected", "corrected"),
            ("beside", "beside"),
            ("suggested", "suggested"),
            ("abstained", "abstained"),
        ),
    ),
    Group.OVERHEARD: ("overheard", (("spoke", "spoke"), ("silent", "silent"))),
}
"""Heading of each group, and its columns: heading and what is counted."""
_WORST: Final = 15
"""Entries that are listed as least reachable."""


def table_lines(table: Table) -> Iterator[str]:
    """Yield a line for each kind, under a heading for each group; shares are of the questions of that kind."""
    wide = max((len(each) for kinds in table.values() for each in kinds), default=0)
    wide = max(wide, *(len(heading) for heading, _ in _COLUMNS.values()))
    for group, (heading, columns) in _COLUMNS.items():
        if group not in table:
            continue
        yield "".join((heading.ljust(wide), f"{'n':>6}", *(f"{name:>13}" for name, _ in columns)))
        for kind, counts in table[group].items():
            shares = (f"{100 * counts[what] / counts['n']:>11.1f} %" for _, what in columns)
            yield "".join((kind.ljust(wide), f"{counts['n']:>6}", *shares))
        yield ""


def table_json(table: Table) -> Iterator[dict[str, Any]]:
    """Yield the counts of each kind."""
    for group, kinds in table.items():
        named = [what for _, what in _COLUMNS[group][1]]
        if group is Group.UNANSWERABLE:
            named += ["tested", "proper"]
        for kind, counts in kinds.items():
            yield {"group": str(group), "kind": kind, "n": counts["n"], **{what: counts[what] for what in named}}


def miss_lines(judgement: Judgement, where: str) -> Iterator[str]:
    """Yield what was asked, what was shown, how sure that was and what spoke against it; *where* is file and line."""
    case = judgement.case
    yield f"{where}: {judgement.verdict} ({case.kind}): {' / '.join(case.turns)}"
    facts = [cited.fact.id for cited in shown(judgement)]
    wanted = f"; wanted: {', '.join(case.facts)}" if case.facts else ""
    pattern = f"; wanted: {case.right.pattern}" if case.right and judgement.verdict is Verdict.BESIDE else ""
    yield f"    shown: {', '.join(facts) or 'nothing'}{wanted}{pattern}"
    for part in judgement.reply.parts if judgement.reply else ():
        yield f"    {_because(part.trace)}"


def _because(trace: Trace) -> str:
    """Return in one line what the decision rests on."""
    if trace.best is None:
        return "nothing came near"
    told = [f"best: {trace.best} ({100 * trace.confidence:.0f} % sure, {100 * trace.margin:.0f} % ahead)"]
    if trace.variant:
        told.append(f"by “{trace.variant}”")
    if trace.missing:
        told.append(f"not met: {', '.join(trace.missing)}")
    told += [f"{guard.guard}: {guard.detail}" for guard in trace.guards if not guard.passed]
    return "; ".join(told)


def judgement_json(judgement: Judgement, where: str) -> dict[str, Any]:
    """Return one question with what came of it."""
    case, reply = judgement.case, judgement.reply
    best = max((part.trace for part in reply.parts), key=lambda trace: trace.confidence) if reply else Trace()
    reasons = (
        [str(part.decision.reason) for part in reply.parts if isinstance(part.decision, Abstention)] if reply else []
    )
    return {
        "where": where,
        "group": str(case.group),
        "kind": case.kind,
        "turns": list(case.turns),
        "wanted": list(case.facts) or (case.right.pattern if case.right else None),
        "verdict": str(judgement.verdict),
        "good": judgement.is_good,
        "first": judgement.first,
        "shown": [cited.fact.id for cited in shown(judgement)],
        "reason": reasons[0] if reasons else None,
        "best": best.best,
        "runner_up": best.runner_up,
        "confidence": round(best.confidence, 4),
        "margin": round(best.margin, 4),
        "missing": list(best.missing),
        "failed": [f"{guard.guard}: {guard.detail}" for guard in best.guards if not guard.passed],
    }


def reach_lines(reached: Sequence[Reach], book: FactBook, *, every_loss: bool) -> Iterator[str]:
    """Yield how many variants find their entry when they are left out, and what is least reachable.

    Args:
        reached: what came of each variant.
        book: the facts they are of.
        every_loss: whether to list every variant that another entry wins, and not only the entries that lose most.
    """
    heading = (
        f"{'left out and asked':<20}{'n':>6}{'found':>13}{'ranked first':>13}{'other first':>13}{'other shown':>13}"
    )
    yield heading
    kinds: dict[str, list[Reach]] = {}
    for reach in reached:
        kinds.setdefault(f"{'gaps' if reach.is_gap else 'facts'}, {reach.language}", []).append(reach)
    for kind, some in (*sorted(kinds.items()), ("all", list(reached))):
        shares = (
            _share(each.found for each in some),
            _share(each.is_best for each in some),
            _share(each.is_lost for each in some),
            _share(each.misled for each in some),
        )
        yield "".join((kind.ljust(20), f"{len(some):>6}", *(f"{100 * share:>11.1f} %" for share in shares)))
    yield ""
    yield "least reachable:"
    yield from (f"  {line}" for line in _least_reachable(reached))
    if every_loss:
        yield ""
        yield "won by another entry:"
        yield from (f"  {line}" for line in _losses(reached, book))


def _share(values: Iterable[bool]) -> float:
    counted = Counter(values)
    return counted[True] / max(1, counted.total())


def _least_reachable(reached: Sequence[Reach]) -> Iterator[str]:
    by_entry: dict[str, list[Reach]] = {}
    for reach in reached:
        by_entry.setdefault(reach.entry, []).append(reach)
    worst = sorted(by_entry.items(), key=lambda item: (_share(each.found for each in item[1]), item[0]))[:_WORST]
    for entry, some in worst:
        rivals = Counter(each.winner for each in some if each.is_lost)
        told = ", ".join(f"{rival} ({times})" for rival, times in rivals.most_common(3))
        yield f"{entry}: {sum(each.found for each in some)} of {len(some)}" + (f"; lost to {told}" if told else "")


def _losses(reached: Iterable[Reach], book: FactBook) -> Iterator[str]:
    for each in sorted((each for each in reached if each.is_lost), key=lambda reach: (reach.entry, reach.variant)):
        kin = " (same sentence)" if _share_sentence(each, book) else ""
        yield f"{each.entry}: {each.variant} → {each.winner}, {100 * each.confidence:.0f} % sure{kin}"


def _share_sentence(reach: Reach, book: FactBook) -> bool:
    own, other = book.facts.get(reach.entry), book.facts.get(reach.winner or "")
    return bool(own and other and set(own.sources) & set(other.sources))


def reach_json(reach: Reach) -> dict[str, Any]:
    """Return what came of one variant."""
    return {
        "entry": reach.entry,
        "language": str(reach.language),
        "variant": reach.variant,
        "found": reach.found,
        "misled": reach.misled,
        "winner": reach.winner,
        "confidence": round(reach.confidence, 4),
    }
