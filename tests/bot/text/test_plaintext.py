from dataclasses import replace
from datetime import date

import pytest

from bot.text.lookups import show_latest, show_meeting
from bot.text.phrases import Phrases
from bot.text.plaintext import Line, Role, plain_text, reply_lines, sheet_lines
from bot.text.wording import Wording
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
    cite_place,
)
from knowledge.model import FactBook, Language

EN, KO = Language.EN, Language.KO


@pytest.fixture(scope="module")
def wording() -> Wording:
    """Return the words that ship."""
    return Wording.load()


def cited(book: FactBook, fact: str, language: Language = EN) -> CitedFact:
    """Return a fact of the small book as a reply has it."""
    return cite(book.facts[fact], book, language, 90.0)


def reply(*decisions: Decision, language: Language = EN, inherited: str | None = None) -> Reply:
    """Return a reply with a part for each of *decisions*."""
    first, *more = (Part(f"question {n}", decision, inherited=inherited) for n, decision in enumerate(decisions, 1))
    return Reply((first, *more), language, Context("question"))


def test_an_answer_has_its_text_speaker_and_place(small_book: FactBook, wording: Wording) -> None:
    """The fact comes first, byte for byte; then who said it and where it is printed."""
    title = "Account of the 12th Coastal Security Dialogue"
    shown = plain_text(reply(Answer((cited(small_book, "csd12-cutters"),))), wording, small_book)
    assert shown.splitlines() == [
        small_book.facts["csd12-cutters"].text.en,
        "  Said by the United States",
        f"  “{title}”, U.S. Coastal Department, 2016-05-12 (inferred), paragraph 5, sentence 1",
    ]


def test_an_answer_in_korean_is_korean_throughout(small_book: FactBook, wording: Wording) -> None:
    """Text, speaker, title, publisher and place."""
    shown = plain_text(reply(Answer((cited(small_book, "csd12-cutters", KO),)), language=KO), wording, small_book)
    assert shown.splitlines() == [
        small_book.facts["csd12-cutters"].text.ko,
        "  말한 쪽: 미국",
        "  「제12차 연안안보대화 보도」, 미국 연안부, 2016-05-12(추정), 5번째 문단 1번째 문장",
    ]


def test_an_inferred_fact_says_from_what(small_book: FactBook, wording: Wording) -> None:
    """What is concluded is never shown as if it were printed; an address stands on a line of its own."""
    shown = plain_text(reply(Answer((cited(small_book, "calder21-date"),))), wording, small_book)
    assert "  Inferred: Day and weekday as printed; the year is concluded from the weekday." in shown
    assert "date not known" in shown
    assert shown.endswith("\n  https://harbor.example/releases/calder?page=1&id=H_7")


def test_a_correction_begins_with_a_denial(small_book: FactBook, wording: Wording) -> None:
    """The reader sees at once that the question was wrong, and in what."""
    decision = Correction((cited(small_book, "csd12-place"),), (Premise("place", "seoul", "Busan"),))
    lines = reply_lines(reply(decision), wording, small_book)
    assert lines[0] == Line(Role.LEAD, "No. The release says:")
    assert lines[1] == Line(Role.FACT, "The 12th Coastal Security Dialogue was held in Busan.")
    assert lines[-1] == Line(Role.PREMISE, "You named seoul; the release names Busan.")
    korean = reply_lines(reply(decision, language=KO), wording, small_book)
    assert korean[0].text.startswith("아닙니다.")


def test_suggestions_claim_nothing(small_book: FactBook, wording: Wording) -> None:
    """They are questions to choose from, numbered, and no fact is shown."""
    decision = Suggestions((cited(small_book, "csd12-place"), cited(small_book, "csd12-dates")))
    assert plain_text(reply(decision), wording, small_book).splitlines() == [
        "Did you mean one of these?",
        "  1. Where was the 12th Coastal Security Dialogue held?",
        "  2. When was the 12th Coastal Security Dialogue held?",
    ]


def test_a_gap_is_told_in_its_own_words(small_book: FactBook, wording: Wording) -> None:
    """The nearest facts follow, each with its citation."""
    gap = small_book.gaps["gap-csd12-cost"]
    decision = Abstention(AbstainReason.GAP, (cited(small_book, "csd12-patrols"),), gap)
    lines = reply_lines(reply(decision), wording, small_book)
    assert lines[0] == Line(Role.LEAD, "The release gives no cost of the joint patrols.")
    assert [line.role for line in lines[1:4]] == [Role.BLANK, Role.LEAD, Role.FACT]
    assert lines[-1].role is Role.SOURCE
    korean = reply_lines(reply(decision, language=KO), wording, small_book)
    assert korean[0].text == gap.text.ko


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reason", AbstainReason)
def test_every_abstention_has_words(
    reason: AbstainReason, language: Language, small_book: FactBook, wording: Wording
) -> None:
    """Whatever the reason, there is a sentence that ends, and no place left open."""
    shown = reply_lines(reply(Abstention(reason), language=language), wording, small_book)
    assert shown[0].role is Role.LEAD
    assert shown[0].text.endswith(".")
    assert "{" not in "".join(line.text for line in shown)


def test_off_topic_tells_what_is_covered(small_book: FactBook, wording: Wording) -> None:
    """A reader learns what there is to ask about, and up to when."""
    shown = plain_text(reply(Abstention(AbstainReason.OFF_TOPIC)), wording, small_book)
    assert shown.startswith("The releases do not say")
    assert "I know 2 releases:" in shown
    assert "They reach up to 2021-11-05." in shown


def test_several_questions_are_told_apart(small_book: FactBook, wording: Wording) -> None:
    """Each part says which question it answers; a single one does not repeat it."""
    answers = [Answer((cited(small_book, fact),)) for fact in ("csd12-place", "csd12-dates")]
    shown = plain_text(reply(*answers), wording, small_book).splitlines()
    assert shown[0] == "On “question 1”:"
    assert "On “question 2”:" in shown
    assert "On “question" not in plain_text(reply(answers[0]), wording, small_book)


def test_a_long_question_is_shortened_where_it_is_repeated(small_book: FactBook, wording: Wording) -> None:
    """A reply does not grow with what was typed."""
    part = Part("x" * 5000, Abstention(AbstainReason.EMPTY))
    long = Reply((part, part), EN, Context("question"))
    assert len(reply_lines(long, wording, small_book)[0].text) < 150


def test_a_follow_up_says_what_it_took_over(small_book: FactBook, wording: Wording) -> None:
    """A wrong guess can be seen."""
    shown = plain_text(reply(Answer((cited(small_book, "csd12-place"),)), inherited="csd-12"), wording, small_book)
    assert shown.startswith("  Taken to be about 12th Coastal Security Dialogue.\n")


def test_a_reply_kept_from_an_older_file_can_be_shown(small_book: FactBook, wording: Wording) -> None:
    """A person or meeting that is gone is left out and nothing fails."""
    fact = small_book.facts["csd12-place"].model_copy(update={"said_by": "nobody-known"})
    old = replace(cited(small_book, "csd12-place"), fact=fact)
    shown = plain_text(reply(Answer((old,)), inherited="gone"), wording, small_book)
    assert shown.startswith("The 12th Coastal Security Dialogue was held in Busan.")
    assert "Said by" not in shown


def test_a_person_is_named_as_speaker(small_book: FactBook, wording: Wording) -> None:
    """By name, in the reader's language."""
    fact = small_book.facts["csd12-place"].model_copy(update={"said_by": "ruth-calder"})
    assert Phrases(wording, EN, small_book).said_by(fact) == "Said by Ruth Calder"
    assert Phrases(wording, KO, small_book).said_by(fact) == "말한 사람: 루스 콜더"


def test_places_of_one_release_stand_on_one_line(small_book: FactBook, wording: Wording) -> None:
    """Its title is not repeated, and its address is not given to another release."""
    fact = small_book.facts["csd12-place"].model_copy(
        update={"sources": ("calder-2021#s01", "csd-12#s01", "calder-2021#h1")}
    )
    lines = reply_lines(reply(Answer((cite(fact, small_book, EN, 90.0),))), wording, small_book)
    assert [line.role for line in lines[2:]] == [Role.SOURCE, Role.ADDRESS, Role.SOURCE]
    assert lines[2].text.endswith("date not known, paragraph 1, sentence 1; line 1 of the heading")


def test_a_heading_of_one_line_has_no_number(small_book: FactBook, wording: Wording) -> None:
    """There is but one line to find; a release that the book lost since keeps the number."""
    release = small_book.releases["calder-2021"]
    short = release.model_copy(update={"sentences": tuple(each for each in release.sentences if each.id != "h2")})
    book = FactBook(small_book.file.model_copy(update={"releases": (small_book.releases["csd-12"], short)}), "")
    citation = cite_place("calder-2021#h1", small_book, EN)
    assert Phrases(wording, EN, book).place(citation) == "heading"
    assert Phrases(wording, KO, book).place(citation) == "제목"
    assert Phrases(wording, EN, small_book).place(citation) == "line 1 of the heading"
    gone = replace(citation, release="gone")
    assert Phrases(wording, KO, small_book).place(gone) == "제목 1번째 줄"


def test_questions_declined_alike_are_declined_once(small_book: FactBook, wording: Wording) -> None:
    """Both are named above the one refusal, and what is covered stands once, at the end."""
    off = Abstention(AbstainReason.OFF_TOPIC)
    answer = Answer((cited(small_book, "csd12-place"),))
    shown = plain_text(reply(off, off, answer), wording, small_book).splitlines()
    assert shown[:4] == [
        "On “question 1”:",
        "On “question 2”:",
        "The releases do not say: that is another subject.",
        "",
    ]
    assert shown[4] == "On “question 3”:"
    assert sum("I know 2 releases" in line for line in shown) == 1
    assert "I know 2 releases" in shown[-1]


def test_questions_declined_for_different_reasons_are_declined_apart(small_book: FactBook, wording: Wording) -> None:
    """And so are two that each have something near."""
    near = Abstention(AbstainReason.UNSURE, (cited(small_book, "csd12-place"),))
    apart = plain_text(reply(Abstention(AbstainReason.UNSURE), Abstention(AbstainReason.OPINION)), wording, small_book)
    assert apart.splitlines()[2:4] == ["", "On “question 2”:"]
    assert plain_text(reply(near, near), wording, small_book).count("The releases do not say") == 2


def test_a_look_up_is_shown_with_its_places(small_book: FactBook, wording: Wording) -> None:
    """Title, rows, sources; the heading is not said twice."""
    phrases = Phrases(wording, EN, small_book)
    lines = sheet_lines(show_meeting(phrases, "csd-12"), phrases)
    texts = [line.text for line in lines]
    assert texts.count("12th Coastal Security Dialogue") == 1
    assert "Dates: 2016-05-11 to 2016-05-12 (inferred)" in texts
    assert sum(line.role is Role.FACT for line in lines) == 8
    latest = sheet_lines(show_latest(phrases, date(2020, 1, 1)), phrases)
    assert latest[2] == Line(Role.HEADING, "12th Coastal Security Dialogue")
    assert latest[-1].role is Role.NOTE
