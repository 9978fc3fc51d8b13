"""How well the shipped facts answer questions written without sight of them; floors, each kind apart.

The questions stand in knowledge/golden, the floors in its floors.yaml. `python -m bot eval knowledge/golden` prints
the same table, and with --misses every question behind it.
"""

import re
from collections import Counter
from pathlib import Path

import pytest

from bot.terminal.scores import miss_lines, table_lines
from knowledge.answer import Answerer
from knowledge.decision import Suggestions
from knowledge.evaluation.golden import ALL, Case, Floors, Group, read_floors, read_golden_set
from knowledge.evaluation.scoring import Judgement, find_shortfalls, judge, tabulate
from knowledge.model import FactBook

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "knowledge" / "golden"
FLOORS = GOLDEN / "floors.yaml"
SETS = ("answerable", "followup", "overheard", "unanswerable")
_FLOOR_GROUPS = {
    "min_right": {Group.ANSWERABLE, Group.FOLLOW_UP},
    "max_wrong": {Group.ANSWERABLE, Group.FOLLOW_UP},
    "max_false": {Group.UNANSWERABLE},
}


@pytest.fixture(scope="module")
def cases(shipped_book: FactBook) -> list[tuple[str, Case]]:
    """Return every golden question with the name of its set; one that names a fact that is not there fails here."""
    return [
        (name, case) for name in SETS for case in read_golden_set((GOLDEN / f"{name}.yaml").read_bytes(), shipped_book)
    ]


@pytest.fixture(scope="module")
def judged(answerer: Answerer, cases: list[tuple[str, Case]]) -> list[tuple[str, Judgement]]:
    """Return what came of every golden question."""
    return [(f"{name}.yaml:{case.line}", judge(answerer, case)) for name, case in cases]


@pytest.fixture(scope="module")
def floors() -> Floors:
    """Return the floors."""
    return read_floors(FLOORS.read_bytes())


@pytest.mark.parametrize("floor", sorted(Floors.model_fields))
def test_each_floor_holds(floor: str, floors: Floors, judged: list[tuple[str, Judgement]]) -> None:
    """Answered right, answered wrong, false answers and the rest, each apart and each by kind."""
    table = tabulate(judgement for _, judgement in judged)
    alone = Floors.model_validate({floor: getattr(floors, floor)})
    missed = [shortfall.render() for shortfall in find_shortfalls(table, alone)]
    misses = [line for where, each in judged if not each.is_good for line in miss_lines(each, where)]
    assert missed == [], "\n".join(["", *table_lines(table), *misses])


@pytest.mark.parametrize("floor", sorted(_FLOOR_GROUPS))
def test_every_kind_has_its_floor(floor: str, floors: Floors, cases: list[tuple[str, Case]]) -> None:
    """And no floor is for a kind that no question has: it would hold nothing."""
    kinds = {case.kind for _, case in cases if case.group in _FLOOR_GROUPS[floor]}
    assert set(getattr(floors, floor)) == kinds | {ALL}


def test_what_is_spoken_unasked_is_never_a_guess(judged: list[tuple[str, Judgement]]) -> None:
    """No overheard line gets mere suggestions."""
    replies = [each.reply for _, each in judged if each.case.group is Group.OVERHEARD and each.reply]
    assert replies
    assert not any(isinstance(part.decision, Suggestions) for reply in replies for part in reply.parts)


def test_no_golden_question_is_put_twice(cases: list[tuple[str, Case]]) -> None:
    """A question counts once, over all sets."""
    asked = Counter("\n".join(case.turns).casefold() for _, case in cases if case.group is not Group.OVERHEARD)
    assert sorted(question for question, times in asked.items() if times > 1) == []


def test_golden_questions_are_not_the_files_own(shipped_book: FactBook, cases: list[tuple[str, Case]]) -> None:
    """Hardly any was also written into the fact file: they measure understanding, not memory."""
    own = {question.casefold() for fact in shipped_book.current_facts for question in fact.questions.all()}
    asked = [case.turns[-1].casefold() for _, case in cases if case.group is Group.ANSWERABLE]
    assert sum(question in own for question in asked) <= 0.1 * len(asked)


def test_every_folder_of_golden_questions_is_asked() -> None:
    """A set that is added beside the others is one of SETS."""
    assert {path.stem for path in GOLDEN.glob("*.yaml")} == {*SETS, FLOORS.stem}


def test_the_example_for_curators_is_a_set(shipped_book: FactBook) -> None:
    """What CURATING.md shows under Measuring can be copied into a file and asked."""
    section = (ROOT / "docs/CURATING.md").read_text(encoding="utf-8").partition("## Measuring\n")[2]
    example = re.search(r"```yaml\n(.*?)```", section, re.DOTALL)
    assert example is not None
    assert {case.group for case in read_golden_set(example[1].encode(), shipped_book)} == set(Group)


def test_ci_holds_the_floors() -> None:
    """`.ci/run` runs `make test`, which runs this file; `make eval` prints the table that it judges by."""
    assert "make test" in (ROOT / ".ci/run").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^eval:.*\n\t.*-m bot eval knowledge/golden", makefile, re.MULTILINE)
