"""What a question takes for granted and an entry contradicts: each guard finds its own kind."""

from collections.abc import Callable

import pytest

from knowledge.answer import Answerer
from knowledge.decision import Answer, Correction
from knowledge.matching.guards import Inspection
from knowledge.model import Language

Hold = Callable[..., Inspection]
Failed = Callable[[Inspection], list[str]]


@pytest.mark.parametrize(
    ("question", "entry", "expected"),
    [
        ("Was Roberta Shea a Navy admiral?", "kidd-14.us-lead", ("office", "person", "navy admiral", "Marine Corps")),
        ("Was Shea a lieutenant general?", "kidd-14.us-lead", ("office", "person", "lieutenant general", "Brigadier")),
        ("What did Army Brig. Gen. Shea do?", "kidd-14.us-lead", ("office", "person", "army", "Marine Corps")),
        ("Was Lee Jong-sup the foreign minister?", "milley-2023.lee-post", ("office", "person", "foreign", "National")),
        (
            "Was Milley the Secretary of Defense?",
            "milley-2023.milley-post",
            ("office", "person", "secretary", "Chairman"),
        ),
        ("Is Kim Seung-kyum the US chairman?", "milley-2023.kim-post", ("office", "person", "us chairman", "Chairman")),
        ("Was Shea the Korean delegate?", "kidd-14.us-lead", ("side", "body", "South Korea", "United States")),
        (
            "Did Yeo Suk-joo lead the US delegation?",
            "kidd-14.rok-lead",
            ("side", "body", "United States", "South Korea"),
        ),
        ("Did Milley thank Lee?", "milley-2023.gratitude", ("speaker", "person", "Mark Milley", "Lee Jong-sup")),
        (
            "밀리 의장이 이종섭 장관에게 감사를 표했나요?",
            "milley-2023.gratitude",
            ("speaker", "person", "Mark Milley", "Lee Jong-sup"),
        ),
        ("Did Lee accompany Milley?", "milley-2023.companion", ("speaker", "person", "Lee Jong-sup", "Kim Seung-kyum")),
        ("Did Lee meet Milley on Sunday?", "milley-2023.date", ("weekday", "date", "Sunday", "Saturday")),
        ("이종섭 장관은 일요일에 밀리를 만났나요?", "milley-2023.date", ("weekday", "date", "Sunday", "Saturday")),
        ("Did Lee meet Milley in the morning?", "milley-2023.date", ("hour", "date", "morning", "afternoon")),
        ("Was the 14th KIDD a week long?", "kidd-14.length", ("number", "number", "7 day", "2 day")),
        ("Was the 14th KIDD a one-day meeting?", "kidd-14.length", ("number", "number", "1 day", "2 day")),
        ("Was it the 75th anniversary?", "milley-2023.anniversary", ("number", "number", "75 year", "70 year")),
        ("밀리의 임기는 6년인가요?", "milley-2023.term-length", ("number", "number", "6 year", "4 year")),
        ("Were there five sessions at KIDD 14?", "kidd-14.sessions", ("number", "number", "5 session", "3 session")),
        ("Was the 14th KIDD in Busan?", "kidd-14.place", ("place", "place", "Busan", "Seoul")),
        (
            "Did Lee meet Milley at the Pentagon?",
            "milley-2023.who-met",
            ("place", "place", "Defense", "National Defense"),
        ),
        ("Did Milley go to the National Cemetery?", "milley-2023.war-memorial", ("place", "place", "National", "War")),
        ("Was OPCON a subject of the SPI session?", "kidd-14.spi-session", ("session", "body", "SPI", "COTWG")),
        ("Did they agree to lift the sanctions?", "kidd-14.sanctions", ("denial", "polarity", "lift", "enforced")),
        (
            "Why did Milley disagree with Lee?",
            "milley-2023.milley-agreed",
            ("denial", "polarity", "disagree", "agreed"),
        ),
        ("한미는 제재를 해제하기로 했나요?", "kidd-14.sanctions", ("denial", "polarity", "해제", "sanctions")),
        (
            "제14차 KIDD는 이틀 동안 제재를 해제하기로 합의했나요?",
            "kidd-14.sanctions",
            ("denial", "polarity", "해제", "sanctions"),
        ),
        ("현안인 제재의 해제 방안에 합의했나요?", "kidd-14.sanctions", ("denial", "polarity", "해제", "sanctions")),
        ("Was the 14th KIDD in 2016 or 2017?", "kidd-14.dates", ("year", "year", "2016", "2018")),
        (
            "Did Milley go to the memorial before meeting Lee?",
            "milley-2023.war-memorial",
            ("order", "polarity", "before", "after"),
        ),
        ("How did Kim Jong Il reaffirm it?", "kidd-14.kim-jong-un", ("names", "person", "Kim Jong Il", "Kim Jong Un")),
    ],
)
def test_a_false_premise_is_found_by_its_guard(
    hold: Hold, failed: Failed, question: str, entry: str, expected: tuple[str, str, str, str]
) -> None:
    """The premise says what the question has and what the entry has, and nothing else speaks against the entry."""
    guard, kind, said, right = expected
    found = hold(question, entry)
    assert failed(found) == [guard]
    (premise,) = found.premises
    assert premise.kind == kind
    assert said in premise.said
    assert right in premise.right
    assert found.foreign is None
    assert found.untold is None
    assert found.aside


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("Was Roberta Shea a Marine Corps general?", "kidd-14.us-lead"),
        ("What did Brig. Gen. Shea do?", "kidd-14.us-lead"),
        ("Was Milley a general?", "milley-2023.milley-post"),
        ("Was Lee Jong-sup the defense minister?", "milley-2023.lee-post"),
        ("Was Yeo a vice minister or a deputy minister?", "kidd-14.rok-lead"),
        ("Was Shea the American delegate?", "kidd-14.us-lead"),
        ("Did Shea lead the talks with the Korean side?", "kidd-14.us-lead"),
        ("Was Milley thanked by Lee?", "milley-2023.gratitude"),
        ("How did Milley react to what Lee said?", "milley-2023.milley-agreed"),
        ("밀리 의장은 이종섭 장관에게 감사를 받았나요?", "milley-2023.gratitude"),
        ("Did Kim Seung-kyum accompany Milley?", "milley-2023.companion"),
        ("Did Lee meet Milley on Saturday?", "milley-2023.date"),
        ("Was it in the morning or in the afternoon?", "milley-2023.date"),
        ("Did the 14th KIDD last two days?", "kidd-14.length"),
        ("Did the 14th KIDD last more than a day?", "kidd-14.length"),
        ("Is Milley's term four years long?", "milley-2023.term-length"),
        ("Were the talks on July 25 and 26, 2018?", "kidd-14.length"),
        ("Was the 14th KIDD in Seoul?", "kidd-14.place"),
        ("Was the KIDD in the same year as the summit in Singapore?", "kidd-14.year"),
        ("Was deterrence discussed at the DSC session?", "kidd-14.dsc-agenda"),
        ("Did they refuse to lift the sanctions?", "kidd-14.sanctions"),
        ("Did they not lift the sanctions?", "kidd-14.sanctions"),
        ("제재를 해제하기로 합의하지 않았나요?", "kidd-14.sanctions"),
        ("제재를 해제하기로 합의하지 못했나요?", "kidd-14.sanctions"),
        ("제재를 안 해제하기로 했나요?", "kidd-14.sanctions"),
        ("Would sanctions be lifted if the North took steps?", "kidd-14.sanctions"),
        ("Did Kim Jong Un agree to give up nuclear weapons?", "kidd-14.kim-jong-un"),
        ("Did Milley go to the memorial after meeting Lee?", "milley-2023.war-memorial"),
        ("Did Milley meet Lee before he went to the War Memorial?", "milley-2023.war-memorial"),
    ],
)
def test_a_true_question_contradicts_nothing(hold: Hold, question: str, entry: str) -> None:
    """What the entry bears out, denies twice, leaves open or asks as an alternative is no false premise."""
    assert hold(question, entry).premises == []


def test_hardly_any_own_question_is_contradicted(answerer: Answerer, hold: Hold) -> None:
    """Curators' own questions, some of which doubt on purpose, are contradicted in one of two hundred at most."""
    asked = [(question, fact) for fact in answerer.book.current_facts for question in [*fact.questions.all()][::5]]
    contradicted = [(question, fact.id) for question, fact in asked if not hold(question, fact.id).passed]
    assert len(contradicted) <= len(asked) / 200, contradicted


def test_premises_are_worded_in_the_language_of_the_reply(hold: Hold) -> None:
    """Names, days and hours are Korean in a Korean reply."""
    found = hold("Did Lee meet Milley on Sunday morning?", "milley-2023.date", Language.KO)
    assert [(premise.said, premise.right.split(",")[0]) for premise in found.premises] == [
        ("일요일", "토요일"),
        ("오전", "오후"),
    ]


def test_an_office_that_nobody_told_contradicts_nothing(hold_small: Hold) -> None:
    """Where the file gives no service or rank, none is wrong."""
    assert hold_small("Was Han Do-yun an Army colonel?", "csd12-leads").premises == []
    assert hold_small("Was Han Do-yun the prime minister?", "csd12-leads").premises != []


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("Was the 14th KIDD in 2017 or 2018?", "kidd-14.year"),
        ("Was the 14th KIDD in June or July?", "kidd-14.dates"),
        ("Was it the 13th or the 14th KIDD?", "kidd-14.round"),
        ("Did Lee meet Milley in 2022 or 2023?", "milley-2023.year"),
        ("제14차 KIDD는 2017년인가요, 2018년인가요?", "kidd-14.year"),
        ("제14차 KIDD는 2017년에 열렸나요 아니면 2018년에 열렸나요?", "kidd-14.year"),
        ("My first question: who led the KIDD?", "kidd-14.us-lead"),
        ("Was the KIDD's third language Korean?", "kidd-14.us-lead"),
        ("Second try: who led the KIDD?", "kidd-14.us-lead"),
        ("3번째 질문: KIDD 대표는 누구였나요?", "kidd-14.us-lead"),
    ],
)
def test_a_choice_with_the_entry_s_own_and_a_count_of_something_else_pass(
    hold: Hold, question: str, entry: str
) -> None:
    """One of the years, months or ordinals offered is the entry's; a first question is no first round."""
    found = hold(question, entry)
    assert found.foreign is None
    assert found.premises == []


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("Who led the 3rd KIDD?", 3),
        ("Who led the first ever KIDD?", 1),
        ("Who led the KIDD at its second round?", 2),
        ("Who led KIDD 2?", 2),
        ("제3차 KIDD 대표는 누구였나요?", 3),
        ("2번째 KIDD 대표는 누구였나요?", 2),
        ("Was it the 12th or 13th KIDD that Shea led?", 12),
    ],
)
def test_another_round_of_the_series_is_foreign(hold: Hold, question: str, number: int) -> None:
    """A small ordinal next to the series or a word for a meeting counts its rounds."""
    assert hold(question, "kidd-14.us-lead").foreign == f"number {number}"


def test_only_the_words_of_the_day_are_put_aside(hold: Hold) -> None:
    """An English day of the week is a whole word: others that begin as it does stay in the question."""
    found = hold("Did Lee meet Milley on Sunday to sum up such success?", "milley-2023.date")
    assert found.aside == {"sunday"}


def test_the_choice_is_answered_with_the_entry_that_has_one(answerer: Answerer) -> None:
    """Which of two months it was is told by the entry on the dates."""
    part = answerer.answer("Was the 14th KIDD in June or July?").parts[0]
    assert isinstance(part.decision, Answer)
    assert part.decision.facts[0].fact.id == "kidd-14.dates"


def test_two_days_deny_nothing(answerer: Answerer) -> None:
    """A span of days in a Korean question does not undo the correction of what is false in it."""
    part = answerer.answer("제14차 KIDD는 이틀 동안 제재를 해제하기로 합의했나요?").parts[0]
    assert isinstance(part.decision, Correction)
