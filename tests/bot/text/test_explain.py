import re
from dataclasses import replace

import pytest

from bot.text.explain import Rank, explain, explain_lines
from bot.text.phrases import Phrases
from bot.text.wording import Wording
from knowledge.answer import Answerer
from knowledge.decision import (
    AbstainReason,
    Abstention,
    Answer,
    Context,
    Correction,
    Decision,
    GuardResult,
    Part,
    Premise,
    Reply,
    Suggestions,
    Trace,
    WordWeight,
    cite,
)
from knowledge.matching.confidence import Features
from knowledge.matching.guards import Guards
from knowledge.matching.query import read_query
from knowledge.model import FactBook, Language

EN, KO = Language.EN, Language.KO
TRACE = Trace(
    variant="Which city hosted CSD 12?",
    words=(WordWeight("city", 0.6), WordWeight("?how_many", 0.4)),
    missing=("quay", "~선착"),
    guards=(GuardResult("year", True, "no year asked"), GuardResult("names", False, "no release here names quay")),
    confidence=0.914,
    margin=0.12,
    best="csd12-place",
    runner_up="csd12-dates",
    features=(("wording", 1.84), ("margin", 3.91), ("number", -0.62), ("met", 0.01)),
    respelled=(("citty", "city"),),
)


@pytest.fixture(scope="module")
def wording() -> Wording:
    """Return the words that ship."""
    return Wording.load()


def told(part: Part, phrases: Phrases, *, is_whole: bool = True) -> list[str]:
    """Return the remarks on *part*, each thing that is not ours in angle brackets."""
    return [remark.text for remark in explain(part, phrases, lambda text, _: f"<{text}>", is_whole=is_whole)]


def decisions(book: FactBook) -> list[Decision]:
    """Return one of each kind, and an abstention for each reason."""
    fact = cite(book.facts["csd12-place"], book, EN, 90.0)
    gap = book.gaps["gap-csd12-cost"]
    return [
        Answer((fact,)),
        Correction((fact,), (Premise("place", "seoul", "Busan"),)),
        Suggestions((fact,)),
        *(Abstention(reason, gap=gap if reason is AbstainReason.GAP else None) for reason in AbstainReason),
    ]


def test_an_explanation_is_whole_for_a_curator(small_book: FactBook, wording: Wording) -> None:
    """Outcome, match, words, checks, sureness and what it rests on, and what came next with its source."""
    part = Part("q", decisions(small_book)[0], TRACE)
    fact, source = "The 12th Coastal Security Dialogue was held on May 11-12, 2016.", "“Account of the 12th Coastal"
    lines = told(part, Phrases(wording, EN, small_book))
    assert lines[:-1] == [
        "Answered: sure enough, and no check speaks against it.",
        "Best: csd12-place",
        "Matched with: “<Which city hosted CSD 12?>”",
        "Read as another word: “<citty>” as “<city>”",
        "Words that counted: <city> (60 %), <how many> (40 %)",
        "Words of the question not met: <quay>, <선착>",
        "Check failed: names (<no release here names quay>)",
        "Sureness: 91 %. Lead over the next: 12 %.",
        "Speaks for it: lead over the next (+3.9), the wording (+1.8)",
        "Speaks against it: a number that is not met (\N{MINUS SIGN}0.6)",
        "Checks passed: years (<no year asked>)",
    ]
    assert lines[-1].startswith(f"Next best: csd12-dates: “<{fact}>” Printed in: <{source}")
    assert "paragraph 2, sentence 1" in lines[-1]


def test_a_member_reads_no_ids(small_book: FactBook, wording: Wording) -> None:
    """And of the checks that passed only the names, in Korean all in Korean but for what was typed."""
    part = Part("q", decisions(small_book)[0], TRACE)
    lines = told(part, Phrases(wording, EN, small_book), is_whole=False)
    assert not any("csd12-" in line for line in lines)
    assert "Checks passed: years" in lines
    for line in told(part, Phrases(wording, KO, small_book), is_whole=False):
        assert not re.search("[A-Za-z]", re.sub("<[^>]*>", "", line)), line


@pytest.mark.parametrize("language", Language)
def test_every_outcome_has_its_word(language: Language, small_book: FactBook, wording: Wording) -> None:
    """An answer, a correction, suggestions, and each reason to abstain; with a trace and without one."""
    phrases = Phrases(wording, language, small_book)
    firsts = set()
    for decision in decisions(small_book):
        for trace in (Trace(), TRACE):
            first, *_ = explain(Part("q", decision, trace), phrases, lambda text, _: text, is_whole=False)
            assert first.rank is Rank.OUTCOME
            firsts.add(first.text)
    assert len(firsts) == 3 + len(AbstainReason)


def test_what_was_never_looked_up_has_no_sureness(small_book: FactBook, wording: Wording) -> None:
    """A greeting has one line."""
    part = Part("hi", Abstention(AbstainReason.SMALL_TALK))
    assert told(part, Phrases(wording, EN, small_book)) == ["Not looked up: it asks nothing of the releases."]


def test_a_korean_correction_says_what_was_wrong(small_book: FactBook, wording: Wording) -> None:
    """The detail of a check is English; the premise is not."""
    correction = decisions(small_book)[1]
    lines = told(Part("q", correction, TRACE), Phrases(wording, KO, small_book))
    assert "<질문에는 seoul, 보도자료에는 Busan(으)로 되어 있습니다.>" in lines
    assert not any("no release here" in line for line in lines)


def test_a_gap_that_came_next_needs_no_source(small_book: FactBook, wording: Wording) -> None:
    """It claims nothing; an entry that is gone, or not given any more, is not shown at all."""
    phrases = Phrases(wording, EN, small_book)
    answer = decisions(small_book)[0]
    by_gap = told(Part("q", answer, replace(TRACE, runner_up="gap-csd12-cost")), phrases, is_whole=False)
    assert by_gap[-1] == "Next best: “<The release gives no cost of the joint patrols.>”"
    for gone in ("left-the-file", "csd12-crews-old"):
        lines = told(Part("q", answer, replace(TRACE, runner_up=gone)), phrases)
        assert not any(line.startswith("Next best") for line in lines)


def test_a_follow_up_says_how_it_was_read(small_book: FactBook, wording: Wording) -> None:
    """With the names that it took over."""
    part = Part("and when?", decisions(small_book)[0], TRACE, "csd-12", "when CSD 12")
    assert told(part, Phrases(wording, EN, small_book))[1] == "After the question before, read as: “<when CSD 12>”"


def test_several_questions_are_explained_one_by_one(small_book: FactBook, wording: Wording) -> None:
    """Each under its own."""
    first, second = (Part(f"question {n}", decisions(small_book)[0], TRACE) for n in (1, 2))
    texts = [
        line.text for line in explain_lines(Reply((first, second), EN, Context("q")), Phrases(wording, EN, small_book))
    ]
    assert [text for text in texts if text.startswith("On ")] == ["On “question 1”:", "On “question 2”:"]


def test_every_check_and_feature_has_a_name(small_answerer: Answerer, wording: Wording) -> None:
    """A name of the code is no word for a reader."""
    guards = Guards(small_answerer.book, small_answerer.matcher.lexicon)
    query = read_query("who led the 12th dialogue?", small_answerer.matcher.lexicon)
    profile = next(small_answerer.matcher.profiles)
    names = {result.guard for result in guards.inspect(query, profile).results} | {"wording"}
    missing = [f"guard.{name}" for name in names] + [f"feature.{name}" for name in Features._fields]
    assert [key for key in missing if not wording.has(f"explain.{key}")] == []
    named = {key for key in sorted(wording.keys()) if ".guard." in key}
    assert named == {f"explain.guard.{name}" for name in names}
