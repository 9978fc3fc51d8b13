import re
from dataclasses import replace

import pytest

from knowledge.answer import Answerer
from knowledge.decision import (
    AbstainReason,
    Abstention,
    Answer,
    CitedFact,
    Context,
    Correction,
    Decision,
    Part,
    Premise,
    Reply,
    Suggestions,
    cite,
)
from knowledge.evaluation.golden import Case, Floors, Group
from knowledge.evaluation.scoring import Judgement, Verdict, find_shortfalls, judge, tabulate
from knowledge.model import FactBook, Language


class Scripted(Answerer):
    """Gives the same reply to everything; keeps what it was asked, and in which context."""

    def __init__(self, book: FactBook, *decisions: Decision) -> None:
        """Decide as *decisions* say; without any, stay silent."""
        self.book = book
        self.decisions = decisions
        self.asked: list[tuple[str, str | None]] = []

    def answer(self, text: str, *, context: Context | None = None, language: Language | None = None) -> Reply:
        """Reply as scripted."""
        self.asked.append((text, context.question if context else None))
        first, *more = (Part(text, decision) for decision in self.decisions)
        return Reply((first, *more), language or Language.EN, Context(text))

    def overhear(self, text: str, *, context: Context | None = None) -> Reply | None:
        """Reply if anything is scripted."""
        return self.answer(text, context=context) if self.decisions else None


@pytest.fixture
def place(small_book: FactBook) -> CitedFact:
    """Return a fact as a reply has it."""
    return cite(small_book.facts["csd12-place"], small_book, Language.EN, 90.0)


@pytest.fixture
def dates(small_book: FactBook) -> CitedFact:
    """Return another."""
    return cite(small_book.facts["csd12-dates"], small_book, Language.EN, 90.0)


ANSWERABLE = Case(1, Group.ANSWERABLE, "plain", ("q?",), ("csd12-place",))
UNANSWERABLE = Case(1, Group.UNANSWERABLE, "false-premise", ("q?",))
PREMISE = Premise("place", "seoul", "Busan")
GAP = Abstention(AbstainReason.GAP)


def test_an_answerable_question_is_right_by_any_fact_given(
    small_book: FactBook, place: CitedFact, dates: CitedFact
) -> None:
    """In an answer or a correction, in any part; whether the first one would do is told apart."""
    scripts: list[tuple[tuple[Decision, ...], tuple[Verdict, bool]]] = [
        ((Answer((place,)),), (Verdict.RIGHT, True)),
        ((Answer((dates, place)),), (Verdict.RIGHT, False)),
        ((GAP, Correction((place,), (PREMISE,))), (Verdict.RIGHT, True)),
        ((Answer((dates,)),), (Verdict.WRONG, False)),
        ((Suggestions((place,)),), (Verdict.SUGGESTED, False)),
        ((replace(GAP, nearest=(place,)),), (Verdict.ABSTAINED, False)),
    ]
    for decisions, expected in scripts:
        judged = judge(Scripted(small_book, *decisions), ANSWERABLE)
        assert (judged.verdict, judged.first) == expected
        assert judged.is_good is (expected[0] is Verdict.RIGHT)


def test_an_unanswerable_question_gets_no_answer(small_book: FactBook, place: CitedFact) -> None:
    """A correction is none, if it shows what is right; suggestions and a gap's word are none either."""
    correction = Correction((place,), (PREMISE,))
    right, beside = (replace(UNANSWERABLE, right=re.compile(each, re.IGNORECASE)) for each in ("busan", "2016"))
    for decisions, case, verdict, is_good in (
        ((GAP, Answer((place,))), UNANSWERABLE, Verdict.FALSE, False),
        ((correction,), UNANSWERABLE, Verdict.CORRECTED, True),
        ((correction,), right, Verdict.CORRECTED, True),
        ((correction,), beside, Verdict.BESIDE, False),
        ((Suggestions((place,)),), right, Verdict.SUGGESTED, True),
        ((GAP,), right, Verdict.ABSTAINED, True),
    ):
        judged = judge(Scripted(small_book, *decisions), case)
        assert (judged.verdict, judged.is_good) == (verdict, is_good)
        assert judged.tested is (case.right is not None and decisions == (correction,))


def test_a_conversation_is_asked_turn_by_turn(small_book: FactBook, place: CitedFact) -> None:
    """Each turn follows the reply to the one before it; the last one counts."""
    scripted = Scripted(small_book, Answer((place,)))
    judge(scripted, Case(1, Group.FOLLOW_UP, "follow-up", ("a?", "b?", "c?"), ("csd12-place",)))
    assert scripted.asked == [("a?", None), ("b?", "a?"), ("c?", "b?")]


@pytest.mark.parametrize(("kind", "good"), [("asked", Verdict.SPOKE), ("not-asked", Verdict.SILENT)])
def test_an_overheard_line_wants_a_word_or_silence(
    kind: str, good: Verdict, small_book: FactBook, place: CitedFact
) -> None:
    """Whichever its label says."""
    case = Case(1, Group.OVERHEARD, kind, ("x",))
    for scripted in (Scripted(small_book), Scripted(small_book, Answer((place,)))):
        judged = judge(scripted, case)
        assert judged.is_good is (judged.verdict is good)


def judgements(kind: str, **verdicts: int) -> list[Judgement]:
    """Return so many judgements of each verdict."""
    group = Group.UNANSWERABLE if {"false", "corrected", "beside"} & set(verdicts) else Group.ANSWERABLE
    case = Case(1, group, kind, ("q",), ("f",))
    return [
        Judgement(case, Verdict(verdict), None, first=verdict == "right", tested=verdict in {"corrected", "beside"})
        for verdict, number in verdicts.items()
        for _ in range(number)
    ]


def test_a_table_counts_by_kind_and_over_all() -> None:
    """All comes last, whatever the order of the kinds."""
    table = tabulate([*judgements("plain", right=3, wrong=1), *judgements("noisy", abstained=2)])
    kinds = table[Group.ANSWERABLE]
    assert list(kinds) == ["plain", "noisy", "all"]
    assert kinds["all"] == {"n": 6, "right": 3, "first": 3, "wrong": 1, "abstained": 2}


def test_a_floor_that_is_just_met_holds() -> None:
    """And one that is missed is told in a sentence with both figures."""
    table = tabulate([*judgements("plain", right=17, wrong=3), *judgements("odd", false=1, corrected=3, beside=1)])
    assert list(find_shortfalls(table, Floors(min_right={"all": 0.85}, max_wrong={"plain": 0.15}))) == []
    floors = Floors(
        min_right={"plain": 0.9}, max_wrong={"all": 0.149}, max_false={"odd": 0.1}, min_corrected={"all": 0.8}
    )
    assert [shortfall.render() for shortfall in find_shortfalls(table, floors)] == [
        "answered right (plain): 85.0 %, 17 of 20; at least 90 % is asked for",
        "answered wrong (all): 15.0 %, 3 of 20; at most 14.9 % is asked for",
        "false answers (odd): 20.0 %, 1 of 5; at most 10 % is asked for",
        "corrections that show what is right (all): 75.0 %, 3 of 4; at least 80 % is asked for",
    ]


def test_a_shortfall_too_small_to_see_gets_more_digits() -> None:
    """85.0 % is no shortfall of 85 %."""
    table = tabulate(judgements("plain", right=8499, wrong=1501))
    (shortfall,) = find_shortfalls(table, Floors(min_right={"all": 0.85}))
    assert "84.99 %" in shortfall.render()


def test_a_kind_without_questions_misses_no_floor() -> None:
    """A set that has no follow-ups is not held to their floor."""
    assert list(find_shortfalls(tabulate(judgements("plain", right=1)), Floors(min_right={"follow-up": 1}))) == []
