"""Fit the weights of `knowledge.matching.confidence` to the golden questions.

    python -m benchmarks.calibrate [FACTS]

Each question of tests/golden that reaches the index is one case: the best entry is right when the set names it; for
a question without an answer every fact is wrong (a gap is no case: it answers by saying so). A logistic curve is
fitted by iteratively reweighted least squares with a small ridge; nothing is random. Prints the weights to copy into
`knowledge/matching/confidence.py`, and what each threshold gives in five-fold cross-validation.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from knowledge.factfile.parse import parse_fact_file
from knowledge.language.frames import unframe
from knowledge.language.intent import is_about_bot, is_opinion, is_small_talk
from knowledge.matching.confidence import Features
from knowledge.matching.decide import Decider
from knowledge.matching.matcher import Matcher
from knowledge.matching.query import read_query
from knowledge.model import FactBook, Gap

ROOT = Path(__file__).resolve().parent.parent
FOLDS = 5
RIDGE = 0.3
ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Case:
    """One question, the features of what came out best, and whether that is right."""

    question: str
    features: Features
    is_right: bool
    has_answer: bool


def main() -> int:
    """Fit, print, and return 0."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "knowledge" / "facts.yaml"
    book = parse_fact_file(path.read_text(encoding="utf-8"))
    answerable, unanswerable = golden("answerable"), golden("unanswerable")
    cases = list(ask(book, [*answerable, *unanswerable]))
    x = np.array([[1.0, *case.features] for case in cases])
    y = np.array([float(case.is_right) for case in cases])
    weights = fit(x, y)
    named = zip(Features._fields, weights[1:], strict=True)
    print(f"{len(cases)} cases of {len(answerable)} questions with an answer and {len(unanswerable)} without")
    print(f"BIAS = {weights[0]:.2f}")
    print("WEIGHTS = Features(" + ", ".join(f"{name}={weight:.2f}" for name, weight in named) + ")")
    report(cases, cross_validated(x, y), len(answerable), len(unanswerable))
    return 0


def golden(name: str) -> list[dict[str, Any]]:
    """Return the questions of one golden set."""
    text = (ROOT / "tests" / "golden" / f"{name}.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = yaml.safe_load(text)["questions"]
    return rows


def ask(book: FactBook, rows: list[dict[str, Any]]) -> Iterator[Case]:
    """Ask each question of *book*; what never reaches the index, or is contradicted by a guard, is no case."""
    matcher = Matcher(book)
    decider = Decider(book, matcher)
    for row in rows:
        question, has_answer = unframe(row["q"]), "facts" in row
        if is_small_talk(question) or is_opinion(question) or is_about_bot(question):
            continue
        query = read_query(question, matcher.lexicon)
        weighed = decider.weigh(query, matcher.rank(query))
        if weighed is None or weighed.contradicted or (not has_answer and isinstance(weighed.entry, Gap)):
            continue
        yield Case(question, weighed.features, weighed.entry.id in row.get("facts", ()), has_answer)


def fit(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fit a logistic curve with a ridge on all but the bias, the first column of *x*."""
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


def cross_validated(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the confidence of each case under weights fitted to the other folds."""
    fold = np.arange(len(y)) % FOLDS
    sure = np.zeros(len(y))
    for each in range(FOLDS):
        weights = fit(x[fold != each], y[fold != each])
        sure[fold == each] = 1 / (1 + np.exp(-x[fold == each] @ weights))
    return sure


def report(cases: list[Case], sure: NDArray[np.float64], answerable: int, unanswerable: int) -> None:
    """Print what each threshold answers, as shares of all questions with and without an answer."""
    right = np.array([case.is_right for case in cases])
    answer = np.array([case.has_answer for case in cases])
    for floor in (0.3, 0.4, 0.5, 0.6, 0.7):
        said = sure >= floor
        print(
            f"from {floor:.1f}: right {(said & right).sum() / answerable:.3f}, "
            f"wrong {(said & ~right & answer).sum() / answerable:.3f}, "
            f"false {(said & ~answer).sum() / unanswerable:.3f}"
        )


if __name__ == "__main__":
    raise SystemExit(main())
