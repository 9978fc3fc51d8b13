"""From scored candidates to a decision, and why."""

import pytest

from knowledge.answer import Answerer
from knowledge.decision import MAX_SHOWN, AbstainReason, Abstention, Answer, Context, Correction, Suggestions
from knowledge.matching.corrections import CORRECT_FROM
from knowledge.matching.decide import ANSWER_FROM, SUGGEST_FROM, Decider
from knowledge.matching.guards import GUARDS
from knowledge.matching.judged import Judged
from knowledge.matching.query import read_query
from knowledge.model import Fact, Gap, Language


def judge(answerer: Answerer, question: str, context: Context | None = None) -> Judged:
    """Judge *question* by *answerer*'s book."""
    matcher = answerer.matcher
    query = read_query(question, matcher.lexicon)
    return Decider(answerer.book, matcher).judge(query, matcher.rank(query), Language.EN, context=context)


def test_without_candidates_it_is_another_subject(small_answerer: Answerer) -> None:
    """What shares no word with the book is off topic, and the trace is empty."""
    judged = judge(small_answerer, "zebra crossing")
    assert judged.decision == Abstention(AbstainReason.OFF_TOPIC)
    assert (judged.trace.best, judged.trace.confidence, judged.meeting) == (None, 0.0, None)


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("Where was the 12th Coastal Security Dialogue held?", "csd12-place"),
        ("How many rescue cutters stay at Pohang?", "csd12-cutters"),
        ("What should the two sides agree about radar data?", "csd12-radar"),
    ],
)
def test_a_sure_match_is_an_answer(small_answerer: Answerer, question: str, fact: str) -> None:
    """The best fact comes first, with its confidence for a score and the meeting it is about."""
    judged = judge(small_answerer, question)
    assert isinstance(judged.decision, Answer)
    best = judged.decision.facts[0]
    assert best.fact.id == fact == judged.trace.best
    assert judged.trace.confidence >= ANSWER_FROM
    assert best.score == pytest.approx(100 * judged.trace.confidence)
    assert judged.meeting == "csd-12"


def test_a_fair_match_is_only_suggested(small_answerer: Answerer) -> None:
    """Between two thresholds nothing is claimed, and near facts are offered, best first."""
    judged = judge(small_answerer, "the Busan talks")
    assert SUGGEST_FROM <= judged.trace.confidence < ANSWER_FROM
    assert isinstance(judged.decision, Suggestions)
    scores = [cited.score for cited in judged.decision.facts]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)


def test_a_contradiction_is_corrected_by_the_right_fact(small_answerer: Answerer) -> None:
    """A wrong year is corrected, and the fact that tells the date comes first."""
    judged = judge(small_answerer, "Who led the talks of the 12th Coastal Security Dialogue in 2019?")
    assert isinstance(judged.decision, Correction)
    assert judged.trace.confidence >= CORRECT_FROM
    assert [cited.fact.id for cited in judged.decision.facts] == ["csd12-dates", "csd12-leads"]
    assert [(premise.kind, premise.said, premise.right) for premise in judged.decision.premises] == [
        ("year", "2019", "2016")
    ]


def test_a_gap_says_that_the_releases_do_not_tell(small_answerer: Answerer) -> None:
    """A question that a gap asks is answered by the gap, with the facts that come nearest."""
    judged = judge(small_answerer, "How much do the joint patrols cost?")
    assert isinstance(judged.decision, Abstention)
    assert judged.decision.reason is AbstainReason.GAP
    assert judged.decision.gap == small_answerer.book.gaps["gap-csd12-cost"]
    assert [cited.fact.id for cited in judged.decision.nearest] == ["csd12-patrols"]


def test_another_event_is_not_answered_by_this_one(small_answerer: Answerer) -> None:
    """The 13th never gets the 12th's answer, however sure the rest; the nearest facts may help on."""
    judged = judge(small_answerer, "When was the 13th Coastal Security Dialogue held?")
    assert isinstance(judged.decision, Abstention)
    assert judged.decision.reason is AbstainReason.OTHER_EVENT
    assert judged.decision.nearest[0].fact.id == "csd12-dates"


def test_the_present_is_not_told_by_the_past(small_answerer: Answerer) -> None:
    """What asks how things stand now gets no fact of long ago; a question that names its event does."""
    now = judge(small_answerer, "Where is Ruth Calder now?")
    assert isinstance(now.decision, Abstention)
    assert now.decision.reason is AbstainReason.UNSURE
    named = judge(small_answerer, "Where was the 12th Coastal Security Dialogue held, as we know today?")
    assert isinstance(named.decision, Answer)


def test_the_meeting_talked_about_is_favoured(answerer: Answerer) -> None:
    """The same vague question finds another meeting's fact when that meeting is being talked about."""
    found = {
        meeting: judge(answerer, "when did they meet", Context("?", meeting)).meeting
        for meeting in ("kidd-14", "milley-2023")
    }
    assert found == {"kidd-14": "kidd-14", "milley-2023": "milley-2023"}


@pytest.mark.parametrize(
    "question", ["Who led the 14th KIDD?", "what did Milley and Lee discuss", "sanctions", "13th KIDD", "전작권"]
)
def test_the_trace_explains_the_decision(answerer: Answerer, question: str) -> None:
    """Confidence and margin are shares, every guard spoke, the runner-up rests on other sentences."""
    judged = judge(answerer, question)
    trace, book = judged.trace, answerer.book
    assert 0 <= trace.confidence <= 1
    assert 0 <= trace.margin <= 1
    assert [result.guard for result in trace.guards] == [name for name, _ in GUARDS]
    assert trace.best
    best, other = (book.facts.get(ident) or book.gaps.get(ident) for ident in (trace.best, trace.runner_up or ""))
    assert isinstance(best, Fact | Gap)
    if isinstance(best, Fact) and isinstance(other, Fact):
        assert not set(best.sources) & set(other.sources)
    assert len(getattr(judged.decision, "facts", ())) <= MAX_SHOWN


def test_what_calibration_weighs_is_what_is_judged(small_answerer: Answerer) -> None:
    """The entry and the contradiction handed to calibration are those of the decision."""
    matcher = small_answerer.matcher
    decider = Decider(small_answerer.book, matcher)
    for question, contradicted in [
        ("How many rescue cutters stay at Pohang?", False),
        ("Where was the 13th CSD?", True),
    ]:
        query = read_query(question, matcher.lexicon)
        candidates = matcher.rank(query)
        weighed = decider.weigh(query, candidates)
        assert weighed is not None
        assert weighed.entry.id == decider.judge(query, candidates, Language.EN).trace.best
        assert weighed.contradicted is contradicted
    assert decider.weigh(read_query("zebra", matcher.lexicon), []) is None


@pytest.mark.parametrize(
    ("question", "kind", "fact"),
    [
        ("Was the 14th KIDD held in 2019?", "year", "kidd-14.year"),
        ("Was the 14th KIDD in Busan?", "place", "kidd-14.place"),
        ("Did both sides refuse to continue the sanctions?", "polarity", "kidd-14.sanctions"),
        ("Was Roberta Shea a Navy admiral?", "person", "kidd-14.us-lead"),
        ("Was the 14th KIDD a week long?", "number", "kidd-14.length"),
        ("did milley disagree with lee", "polarity", "milley-2023.milley-agreed"),
    ],
)
def test_a_question_whether_something_false_is_so_is_denied(
    answerer: Answerer, question: str, kind: str, fact: str
) -> None:
    """The false words are put aside, and what remains finds the fact that tells what is right."""
    decision = judge(answerer, question).decision
    assert isinstance(decision, Correction)
    assert decision.premises[0].kind == kind
    assert fact in [cited.fact.id for cited in decision.facts]


def test_a_meaning_that_no_fact_tells_is_left_to_the_glossary(answerer: Answerer) -> None:
    """A fact that spells an abbreviation out answers what it is; a term that none explains is not answered by one."""
    spelled = judge(answerer, "what is USFK").decision
    assert isinstance(spelled, Answer)
    assert "(USFK)" in spelled.facts[0].text
    unexplained = judge(answerer, "define interoperability").decision
    assert isinstance(unexplained, Abstention)
    assert unexplained.reason is AbstainReason.DEFINITION
    assert unexplained.nearest


def test_a_statement_is_checked_against_facts(answerer: Answerer) -> None:
    """What a true statement says is told by a fact, though a gap comes near."""
    decision = judge(answerer, "Roberta Shea led the US side at the 14th KIDD").decision
    assert isinstance(decision, Answer)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Was Shea a brigadier general?", "brigadier general"),
        ("Was Yeo Suk-joo deputy minister?", "deputy minister"),
        ("제14차 KIDD는 서울에서 열렸나요?", "Seoul"),
    ],
)
def test_what_a_fact_says_outright_is_affirmed(answerer: Answerer, question: str, text: str) -> None:
    """A plain question whether somebody was something, or something somewhere, is not left to a gap beside it."""
    decision = judge(answerer, question).decision
    assert isinstance(decision, Answer)
    assert any(text in cited.fact.text.en for cited in decision.facts)


def test_what_is_told_of_another_is_not_affirmed(answerer: Answerer) -> None:
    """The words of a question standing in a text on somebody else say nothing."""
    for question in ("Was Yeo a brigadier general?", "Was the minister at the War Memorial too?"):
        assert not isinstance(judge(answerer, question).decision, Answer), question


def test_who_said_it_is_no_premise_where_the_right_fact_comes_near(answerer: Answerer) -> None:
    """What one said to the other is not corrected by what the other said."""
    for question, speaker in (
        ("what did Lee tell Milley?", "lee-jong-sup"),
        ("what did Milley tell Lee?", "mark-milley"),
    ):
        decision = judge(answerer, question).decision
        assert not isinstance(decision, Correction) or decision.facts[0].fact.said_by == speaker, question
