"""Fit the weights of `knowledge.matching.confidence` to the fact file itself, each question variant left out in turn.

    python -m benchmarks.calibrate [FACTS]

Every fifth of the variants is taken out of the book and asked of the rest: the best entry is right when it is the
variant's own, or a fact that rests on the same sentences. Every fifth of the gaps is taken out whole, and its
questions asked of a book that does not know the gap: then no fact is right. A logistic curve is fitted to the
features of what came out best, by iteratively reweighted least squares with a small ridge (deterministic).
Prints the weights to copy into `knowledge/confidence.py`, and what they give on the same data.
"""

import sys
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from knowledge.factfile.parse import parse_fact_file
from knowledge.matching.confidence import Features
from knowledge.matching.decide import Decider
from knowledge.matching.matcher import Matcher
from knowledge.matching.query import read_query
from knowledge.model import Fact, FactBook, FactFile, Gap, Questions

_Entry = TypeVar("_Entry", Fact, Gap)

FOLDS = 5
RIDGE = 1.0
ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Case:
    """One question asked of a book that does not have it: what came out best, and whether that is right."""

    question: str
    expected: str
    best: str
    features: Features
    is_right: bool
    is_gap_left_out: bool


def main() -> int:
    """Fit, print, and return 0."""
    shipped = Path(__file__).resolve().parent.parent / "knowledge" / "facts.yaml"
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else shipped
    book = parse_fact_file(path.read_text(encoding="utf-8"))
    cases = [*variants_left_out(book), *gaps_left_out(book)]
    names = [field.name for field in fields(Features)]
    x = np.array([[1.0, *astuple(case.features)] for case in cases])
    y = np.array([float(case.is_right) for case in cases])
    weights = fit(x, y)
    print(f"BIAS = {weights[0]:.2f}")
    print("WEIGHTS = Features(" + ", ".join(f"{n}={w:.2f}" for n, w in zip(names, weights[1:], strict=True)) + ")")
    report(cases, 1 / (1 + np.exp(-x @ weights)))
    return 0


def without(book: FactBook, questions: set[str], gaps: set[str]) -> FactBook:
    """Return *book* without these questions (folded as written) and gaps."""

    def thinned(entry: _Entry) -> _Entry:
        kept = Questions(
            en=tuple(q for q in entry.questions.en if q not in questions),
            ko=tuple(q for q in entry.questions.ko if q not in questions),
        )
        return entry.model_copy(update={"questions": kept})

    file = book.file
    return FactBook(
        FactFile.model_construct(
            format=file.format,
            releases=file.releases,
            meetings=file.meetings,
            people=file.people,
            terms=file.terms,
            facts=tuple(thinned(fact) for fact in file.facts),
            gaps=tuple(thinned(gap) for gap in file.gaps if gap.id not in gaps),
        ),
        book.digest,
    )


def variants_left_out(book: FactBook) -> Iterator[Case]:
    """Ask each variant of the book without it."""
    entries: list[Fact | Gap] = [*book.current_facts, *book.gaps.values()]
    for fold in range(FOLDS):
        asked: list[tuple[str, Fact | Gap]] = [
            (q, entry) for entry in entries for i, q in enumerate(entry.questions.all()) if i % FOLDS == fold
        ]
        rest = without(book, {q for q, _ in asked}, set())
        yield from ask(rest, asked, gap_left_out=False)


def gaps_left_out(book: FactBook) -> Iterator[Case]:
    """Ask the questions of each gap of the book without it."""
    gaps = sorted(book.gaps.values(), key=lambda gap: gap.id)
    for fold in range(FOLDS):
        mine = gaps[fold::FOLDS]
        rest = without(book, set(), {gap.id for gap in mine})
        yield from ask(rest, [(q, gap) for gap in mine for q in gap.questions.all()], gap_left_out=True)


def ask(book: FactBook, asked: list[tuple[str, Fact | Gap]], *, gap_left_out: bool) -> Iterator[Case]:
    """Ask each question of *book*; what finds nothing at all is no case."""
    matcher = Matcher(book)
    decider = Decider(book, matcher)
    for question, expected in asked:
        query = read_query(question, matcher.lexicon)
        weighed = decider.weigh(query, matcher.rank(query))
        if weighed is None or weighed.contradicted:
            continue
        best = weighed.entry
        right = best.id == expected.id or (
            isinstance(best, Fact) and isinstance(expected, Fact) and bool(set(best.sources) & set(expected.sources))
        )
        if gap_left_out:
            right = isinstance(best, Gap)
        yield Case(question, expected.id, best.id, weighed.features, right, gap_left_out)


def fit(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fit a logistic curve with a ridge on all but the bias."""
    weights = np.zeros(x.shape[1])
    ridge = RIDGE * np.eye(x.shape[1])
    ridge[0, 0] = 0
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (p - y) + ridge @ weights
        hessian = (x * (p * (1 - p))[:, None]).T @ x + ridge
        step = np.linalg.solve(hessian, gradient)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def report(cases: list[Case], sure: NDArray[np.float64]) -> None:
    """Print how the fitted confidence parts right from wrong."""
    right = np.array([case.is_right for case in cases])
    left = np.array([case.is_gap_left_out for case in cases])
    print(f"{len(cases)} cases; best entry right for {right[~left].mean():.3f} of variants left out")
    for floor in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        said = sure >= floor
        print(
            f"from {floor:.1f}: variants answered right {(said & right & ~left).sum() / (~left).sum():.3f}, "
            f"wrong {(said & ~right & ~left).sum() / (~left).sum():.3f}; gaps unknown, a fact given "
            f"{(said & ~right & left).sum() / max(1, left.sum()):.3f}"
        )


if __name__ == "__main__":
    raise SystemExit(main())
