"""Fit the weights of `knowledge.matching.confidence`, one configuration for every book.

    python -m benchmarks.calibrate [--facts FILE] [--also SET_DIR ...]

Each question of knowledge/golden that reaches the index is a case, and each labelled question of the dev half of every
SET_DIR (corpus.jsonl and queries.jsonl in the form of `benchmarks.match`). The best entry is right when the set names
it; for a question without an answer every fact is wrong (a gap is no case: it answers by saying so). Every set weighs
the same, and in it the questions with an answer as much as those without. A logistic curve is fitted by iteratively
reweighted least squares with a small ridge; a feature whose weight would have the wrong sign is left out, so that
what speaks for a match never counts against it. Nothing is random. Prints the weights to copy into
`knowledge/matching/confidence.py`, and for each set how well they part right from wrong: fitted to all sets, and to
the other sets only.
"""

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.match import book_of
from knowledge.evaluation.golden import Group, read_golden_set
from knowledge.factfile.parse import parse_fact_file
from knowledge.language.frames import unframe
from knowledge.language.intent import is_about_bot, is_opinion, is_small_talk
from knowledge.matching.confidence import AGAINST, Features
from knowledge.matching.decide import ANSWER_FROM, Decider
from knowledge.matching.matcher import Matcher
from knowledge.matching.query import read_query
from knowledge.model import Gap

ROOT = Path(__file__).resolve().parent.parent
RIDGE = 2.0
ROUNDS = 80
NEAR_WEIGHT = 0.3
"""What an adversarial question of a foreign set weighs: most of them only a reader who understands can tell."""
SET_WEIGHT = 1000.0
_SIGNS = np.array([0, *(-1 if name in AGAINST else 1 for name in Features._fields)])

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """One question, what came out best, and whether that is right; `is_near` marks an adversarial one."""

    features: Features
    is_right: bool
    has_answer: bool
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases of one set as arrays: features with a leading 1, whether right, whether there is an answer, weights."""

    name: str
    x: _Floats
    right: NDArray[np.bool_]
    answer: NDArray[np.bool_]
    near: NDArray[np.bool_]
    weight: _Floats

    @classmethod
    def of(cls, name: str, cases: Iterable[Case]) -> "Cases":
        """Gather *cases*."""
        rows = list(cases)
        answer = np.array([row.has_answer for row in rows])
        near = np.array([row.is_near for row in rows])
        weight = SET_WEIGHT / 2 / np.where(answer, answer.sum(), max(1, (~answer).sum()))
        return cls(
            name,
            np.array([[1.0, *row.features] for row in rows]),
            np.array([row.is_right for row in rows]),
            answer,
            near,
            np.where(near, NEAR_WEIGHT * weight, weight),
        )


def main() -> int:
    """Fit, print, and return 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=Path, default=ROOT / "knowledge" / "facts.yaml")
    parser.add_argument("--also", type=Path, nargs="*", default=[], metavar="SET_DIR")
    options = parser.parse_args()
    sets = [Cases.of("golden", golden(options.facts))]
    sets += [Cases.of(folder.name, labelled(folder)) for folder in options.also]
    weights = fit(sets)
    named = zip(Features._fields, weights[1:], strict=True)
    print("WEIGHTS = Features(\n" + "".join(f"    {name}={weight:.2f},\n" for name, weight in named) + ")")
    print(f"BIAS = {weights[0]:.2f}")
    typical = zip(Features._fields, sets[0].x[sets[0].right & sets[0].answer].mean(axis=0)[1:], strict=True)
    print("TYPICAL = Features(\n" + "".join(f"    {name}={mean:.2f},\n" for name, mean in typical) + ")\n")
    for one in sets:
        print(describe(one, weights, "fitted to all sets"))
        others = [other for other in sets if other.name.split("_")[0] != one.name.split("_")[0]]
        if others:
            print(describe(one, fit(others), "fitted to others"))
    return 0


def golden(facts: Path) -> Iterator[Case]:
    """Ask each golden question; what never reaches the index, or is contradicted by a guard, is no case."""
    book = parse_fact_file(facts.read_text(encoding="utf-8"))
    matcher = Matcher(book)
    decider = Decider(book, matcher)
    for name in ("answerable", "unanswerable"):
        for case in read_golden_set((ROOT / "knowledge" / "golden" / f"{name}.yaml").read_bytes(), book):
            question, has_answer = unframe(case.turns[-1]), case.group is Group.ANSWERABLE
            if is_small_talk(question) or is_opinion(question) or is_about_bot(question):
                continue
            query = read_query(question, matcher.lexicon)
            weighed = decider.weigh(query, matcher.rank(query))
            if weighed is None or weighed.contradicted or (not has_answer and isinstance(weighed.entry, Gap)):
                continue
            yield Case(weighed.features, weighed.entry.id in case.facts, has_answer)


def labelled(folder: Path) -> Iterator[Case]:
    """Ask the dev half of a set of somebody else's."""
    rows, queries = (
        [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").split("\n") if line]
        for name in ("corpus", "queries")
    )
    book = book_of(rows)
    matcher = Matcher(book, book.file.facts)
    decider = Decider(book, matcher)
    for asked in queries:
        if asked["split"] != "dev":
            continue
        query = read_query(asked["text"], matcher.lexicon)
        weighed = decider.weigh(query, matcher.rank(query))
        if weighed is not None:
            is_right = weighed.entry.id in asked["gold"]
            yield Case(weighed.features, is_right, asked["kind"] == "answerable", asked["kind"] == "unans_near")


def fit(sets: list[Cases]) -> _Floats:
    """Fit a logistic curve whose weights have the signs they should, with a ridge on all but the bias."""
    x, y, weight = (np.concatenate(parts) for parts in zip(*((s.x, s.right, s.weight) for s in sets), strict=True))
    kept = np.ones(x.shape[1], dtype=np.bool_)
    weights = np.zeros(x.shape[1])
    while True:
        weights = np.zeros(x.shape[1])
        weights[kept] = _fit_free(x[:, kept], y.astype(np.float64), weight)
        wrong = weights * _SIGNS < 0
        if not wrong.any():
            return weights
        kept &= ~wrong


def _fit_free(x: _Floats, y: _Floats, weight: _Floats) -> _Floats:
    weights = np.zeros(x.shape[1])
    ridge = RIDGE * np.eye(x.shape[1])
    ridge[0, 0] = 0
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -50, 50)))
        gradient = x.T @ (weight * (p - y)) + ridge @ weights
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + ridge
        step = np.linalg.solve(hessian, gradient)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def describe(one: Cases, weights: _Floats, how: str) -> str:
    """Return one line on how well *weights* part the questions of *one* that have an answer from the others."""
    sure = 1 / (1 + np.exp(-one.x @ weights))
    far, said = ~one.answer & ~one.near, sure >= ANSWER_FROM
    parts = [f"{one.name}, {how}: n {len(sure)}", f"AUROC {auroc(sure[one.answer], sure[far]):.3f}"]
    if one.near.any():
        parts.append(f"near {auroc(sure[one.answer], sure[one.near]):.3f}")
    judged = said & ~one.near
    parts.append(f"answered right {(said & one.right & one.answer).sum() / one.answer.sum():.3f}")
    parts.append(f"precision {(one.right & one.answer)[judged].mean() if judged.any() else 0:.3f}")
    parts.append(f"false {said[~one.answer].mean():.3f}")
    return ", ".join(parts)


def auroc(good: _Floats, bad: _Floats) -> float:
    """Return the probability that one of *good* lies above one of *bad*, ties counted half."""
    _, place, count = np.unique(np.concatenate((good, bad)), return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    return float((rank[: len(good)].sum() - len(good) * (len(good) + 1) / 2) / (len(good) * len(bad)))


if __name__ == "__main__":
    raise SystemExit(main())
