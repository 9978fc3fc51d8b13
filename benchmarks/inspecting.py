"""What looking at a change costs in a large book, and whether the questions that are not asked would have mattered.

    python -m benchmarks.inspecting [--facts 10000]

A made-up book (`benchmarks.made_file`), one question of a fact reworded, golden questions made of other facts. "near"
is the change as it is; "all" takes every question for near, so that as many are asked as there may be. Times are CPU
time of this thread: "first" with nothing remembered of either book, "again" right after. Then facts of the shipped
book are retired one by one: golden questions lost that an inspection names, beside those that asking every golden
question finds.
"""

import argparse
import random
import time

from benchmarks.calibrate import ROOT
from benchmarks.made_file import MadeFile
from bot.goldensets import read_golden
from knowledge.answer import Answerer
from knowledge.compiled.ready import make_ready, revise_ready
from knowledge.editing.change import Change, fields_of
from knowledge.evaluation.golden import Case, Group
from knowledge.factfile.parse import parse_fact_file
from knowledge.model import FactBook, FactFile
from knowledge.reviewing import asking
from knowledge.reviewing.asking import Asking, Outcome
from knowledge.reviewing.inspection import Decisions, inspect

GOLDEN = 900
RETIRED = 8


def main() -> int:
    """Measure, print, and return 0."""
    parser = argparse.ArgumentParser(prog="benchmarks.inspecting")
    parser.add_argument("--facts", type=int, default=10_000)
    large(parser.parse_args().facts)
    shipped()
    return 0


def large(facts: int) -> None:
    """Print what an inspection costs in a book of *facts* facts."""
    text = MadeFile(facts).text()
    ready = make_ready(text)
    ready.book.read_all()
    rnd = random.Random(1)
    cases = [
        Case(number, Group.ANSWERABLE, "plain", (rnd.choice(fact.questions.en),), (fact.id,))
        for number, fact in enumerate(rnd.sample(list(ready.book.current_facts), GOLDEN))
    ]
    fact = rnd.choice(list(ready.book.current_facts))
    cut = text.index(fact.questions.en[0], text.index(fact.id))
    after = revise_ready(ready, f"{text[:cut]}Altogether {text[cut:]}")
    if after is None:
        raise SystemExit("the made-up file is not one that an edit can be read in by itself")
    change = Change("facts", fact.id, fields_of(fact), fields_of(after.book.facts[fact.id]))
    print(f"{facts} facts, {GOLDEN} golden questions")
    print(f"{'asked':8} {'questions':>9} {'first s':>8} {'again s':>8}")
    near = asking.SHARED
    for name, share in (("near", near), ("all", 0.0)):
        asking.SHARED = share
        decisions = Decisions()
        spent = []
        for _ in range(2):
            begun = time.thread_time()
            found = inspect(ready.answerer, after.answerer, [change], cases, decisions)
            spent.append(time.thread_time() - begun)
        print(f"{name:8} {found.asked:9} {spent[0]:8.2f} {spent[1]:8.2f}")
    asking.SHARED = near


def shipped() -> None:
    """Print how many lost golden questions an inspection names, of those there are."""
    book = parse_fact_file((ROOT / "knowledge" / "facts.yaml").read_text(encoding="utf-8"))
    before, cases = Answerer(book), read_golden(ROOT / "knowledge" / "golden")
    decisions = Decisions()
    named = there = 0
    for number, ident in enumerate(random.Random(2).sample(sorted(fact.id for fact in book.current_facts), RETIRED)):
        fields = fields_of(book.facts[ident])
        change = Change("facts", ident, fields, {**fields, "retired": "to measure"})
        after = Answerer(_with(book, change, f"{number:064x}"))
        found = inspect(before, after, [change], cases, decisions)
        whole = Outcome([], [], [], [])
        every = Asking(before, after, decisions)
        for case in cases:
            every.judge(case, whole)
        named += len({*whole.lost} & {*found.lost})
        there += len(whole.lost)
    print(f"{RETIRED} facts retired: {named} of {there} lost golden questions named")


def _with(book: FactBook, change: Change, digest: str) -> FactBook:
    data = book.file.model_dump(mode="json", exclude_defaults=True)
    data["facts"] = [change.after if row["id"] == change.id else row for row in data["facts"]]
    return FactBook(FactFile.model_validate(data), digest)


if __name__ == "__main__":
    raise SystemExit(main())
