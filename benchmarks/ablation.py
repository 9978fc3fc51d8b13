"""What each part of the matcher is worth: taken out in turn, everything measured again.

    python -m benchmarks.ablation [--also SET_DIR ...]

On the shipped facts: the golden questions answered right and wrong, and those without an answer that got one. On each
SET_DIR (the dev half, in the form of `benchmarks.match`): P@1, and the AUROC of confidence between questions with an
answer and those far from any. The calibration stays as it is; what it could make up for shows as more than it is
worth. Prints a Markdown table, a row as soon as it is measured.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

import numpy as np

from benchmarks.calibrate import ROOT, Cases, auroc, labelled
from knowledge.answer import Answerer
from knowledge.evaluation.golden import Case, Group, read_golden_set
from knowledge.evaluation.scoring import Verdict, judge
from knowledge.factfile.parse import parse_fact_file
from knowledge.matching import confidence, index, lexicon, ranking, shortlist, vocabulary
from knowledge.matching.guards import Guards, Inspection
from knowledge.model import Fact, FactBook, Gap

FEW_VARIANTS = 10
FactOrGap = TypeVar("FactOrGap", Fact, Gap)

PARTS: Mapping[str, tuple[tuple[Any, str, Any], ...]] = {
    "nothing (the whole)": (),
    "synonyms": ((index, "SYNONYM_SHARE", 0.0),),
    "stems": ((lexicon, "stem", str), (vocabulary, "stem", str)),
    "typos forgiven": ((vocabulary.Vocabulary, "respell", lambda _, word: (word, False)),),
    "density (what most variants say)": ((ranking, "DENSITY_SHARE", 0.0),),
    "best variant (only the bag of words counts)": ((ranking, "overlap_of", lambda hits: np.zeros(len(hits.lines))),),
    "the entry's own text, beside variants": ((ranking, "CLAIM_SHARE", 0.0),),
    "context (the entries before it)": ((ranking, "CONTEXT_SHARE", 0.0),),
    "order and spelling (rapidfuzz)": ((shortlist, "ORDER_SHARE", 0.0),),
    "question words": ((shortlist, "SAME_KIND", 0.0), (shortlist, "OTHER_KIND", 0.0), (index, "QUESTION_WEIGHT", 0.0)),
    "guards": ((Guards, "inspect", lambda *_: Inspection()),),
    "margin in confidence": (
        (confidence, "WEIGHTS", confidence.WEIGHTS._replace(margin=0.0)),
        (confidence, "BIAS", confidence.BIAS + confidence.WEIGHTS.margin * confidence.TYPICAL.margin),
    ),
}
"""Each part and what stands in its place while it is out: where, its name, the stand-in."""


def main() -> int:
    """Measure, print, and return 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--also", type=Path, nargs="*", default=[], metavar="SET_DIR")
    also: list[Path] = parser.parse_args().also
    book = parse_fact_file((ROOT / "knowledge" / "facts.yaml").read_text(encoding="utf-8"))
    golden = [
        case
        for name in ("answerable", "unanswerable")
        for case in read_golden_set((ROOT / "knowledge" / "golden" / f"{name}.yaml").read_bytes(), book)
    ]
    print("| without | golden right | wrong | false |" + "".join(f" {folder.name} P@1 | AUROC |" for folder in also))
    print("|---|---|---|---|" + "---|---|" * len(also))
    for part, changes in PARTS.items():
        with without(changes):
            print(row(part, book, golden, also), flush=True)
    print(row("gaps", altered(book, gaps=False), golden, []))
    print(row(f"variants beyond the first {FEW_VARIANTS}", altered(book, variants=FEW_VARIANTS), golden, []))
    return 0


@contextmanager
def without(changes: tuple[tuple[Any, str, Any], ...]) -> Iterator[None]:
    """Put the stand-ins of *changes* in place meanwhile."""
    with ExitStack() as stack:
        for owner, name, instead in changes:
            stack.enter_context(mock.patch.object(owner, name, instead))
        yield


def row(part: str, book: FactBook, golden: list[Case], also: list[Path]) -> str:
    """Measure everything and return it as a row of the table."""
    answerer = Answerer(book)
    verdicts = Counter((case.group, judge(answerer, case).verdict) for case in golden)
    asked = Counter(case.group for case in golden)
    cells = [
        f"{verdicts[group, verdict] / asked[group]:.1%}"
        for group, verdict in (
            (Group.ANSWERABLE, Verdict.RIGHT),
            (Group.ANSWERABLE, Verdict.WRONG),
            (Group.UNANSWERABLE, Verdict.FALSE),
        )
    ]
    for folder in also:
        cases = Cases.of(folder.name, labelled(folder))
        sure = cases.x @ np.array([confidence.BIAS, *confidence.WEIGHTS])
        far = ~cases.answer & ~cases.near
        cells += [f"{cases.right[cases.answer].mean():.3f}", f"{auroc(sure[cases.answer], sure[far]):.3f}"]
    return f"| {part} | " + " | ".join(cells) + " |"


def altered(book: FactBook, *, gaps: bool = True, variants: int | None = None) -> FactBook:
    """Return *book* without its gaps, or with the first *variants* of each entry in each language."""
    file = book.file
    facts, kept = file.facts, file.gaps if gaps else ()
    if variants is not None:
        facts, kept = tuple(_fewer(fact, variants) for fact in facts), tuple(_fewer(gap, variants) for gap in kept)
    return FactBook(file.model_copy(update={"facts": facts, "gaps": kept}), book.digest)


def _fewer(entry: FactOrGap, variants: int) -> FactOrGap:
    asked = entry.questions
    fewer = asked.model_copy(update={"en": asked.en[:variants], "ko": asked.ko[:variants]})
    return entry.model_copy(update={"questions": fewer})


if __name__ == "__main__":
    raise SystemExit(main())
