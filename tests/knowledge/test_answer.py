"""The one `Answerer`: any text in, a cited answer or an honest word out."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.answer import MAX_CONTEXT, SURE, Answerer
from knowledge.decision import (
    MAX_SHOWN,
    AbstainReason,
    Abstention,
    Answer,
    CitedFact,
    Context,
    Correction,
    Reply,
    Suggestions,
)
from knowledge.language.normalize import MAX_LENGTH
from knowledge.model import FactBook, Language

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=300)
SAMPLE = (
    "Where was the 12th Coastal Security Dialogue held?",
    "who led it for the us",
    "How many cutters are at Pohang?",
    "patrols",
    "12",
    "rescue",
    "what did they agree about radar and patrols",
    "Who led the 11th dialogue?",
    "when did the harbor minister meet calder and where did she go",
    "제12차 연안안보대화는 언제 열렸나요?",
    "합동 순찰의 비용은 얼마인가요?",
    "Was CSD 12 in 2019?",
    "cost",
    "Calder",
    "museum or exercise",
    "hello",
    "Who led the talks of the 12th Coastal Security Dialogue in 2019?",
    "tell me about the minister and the commander",
    "Deep Sea Forum",
    "",
    "Who led the talks at CSD 12? Where was the 12th Coastal Security Dialogue held?",
    "how many",
)
WORDS = " ".join(SAMPLE).split()


def shown(reply: Reply) -> list[CitedFact]:
    """Return every fact that *reply* shows, in any role."""
    found: list[CitedFact] = []
    for part in reply.parts:
        decision = part.decision
        found.extend(decision.nearest if isinstance(decision, Abstention) else decision.facts)
    return found


def ids(reply: Reply) -> list[list[str]]:
    """Return the ids of the facts that each part gives as answer or correction."""
    return [
        [cited.fact.id for cited in part.decision.facts] if isinstance(part.decision, Answer | Correction) else []
        for part in reply.parts
    ]


def outline(reply: Reply) -> object:
    """Return all that a reader or a follow-up sees of *reply*, entries by id."""
    return (
        [
            (
                part.question,
                type(part.decision),
                part.decision.reason if isinstance(part.decision, Abstention) else None,
                part.decision.gap.id if isinstance(part.decision, Abstention) and part.decision.gap else None,
                part.decision.premises if isinstance(part.decision, Correction) else (),
                part.inherited,
                (part.trace.best, part.trace.runner_up, part.trace.guards),
                (part.trace.confidence, part.trace.margin, part.trace.missing),
            )
            for part in reply.parts
        ]
        + [(cited.fact.id, cited.text, cited.citations, cited.score) for cited in shown(reply)]
        + [
            (
                reply.language,
                reply.context.question,
                reply.context.meeting,
                sorted(reply.context.topics),
                reply.context.facts,
            )
        ]
    )


def reason(reply: Reply) -> AbstainReason | None:
    """Return why the first part abstains, None where it does not."""
    decision = reply.parts[0].decision
    return decision.reason if isinstance(decision, Abstention) else None


@given(text=ANY_TEXT | st.lists(st.sampled_from(WORDS), max_size=15).map(" ".join))
def test_any_text_gets_a_reply(small_answerer: Answerer, text: str) -> None:
    """Whatever is typed there are one to three parts; every fact shown has its text and places as the file has them."""
    reply = small_answerer.answer(text)
    assert 1 <= len(reply.parts) <= MAX_SHOWN
    for cited in shown(reply):
        assert cited.text == small_answerer.book.facts[cited.fact.id].text.get(reply.language)
        assert [citation.place for citation in cited.citations] == list(cited.fact.sources)
        assert cited.fact.is_current
        assert 0 <= cited.score <= 100


@given(text=ANY_TEXT, earlier=ANY_TEXT, meeting=st.sampled_from([None, "csd-12", "calder-2021", "gone"]))
def test_any_context_gets_a_reply(small_answerer: Answerer, text: str, earlier: str, meeting: str | None) -> None:
    """A follow-up to anything, even to a meeting that the file no longer has, is answered or not, and never fails."""
    context = Context(earlier, meeting, ("gone",), ("gone",))
    reply = small_answerer.answer(text, context=context)
    assert len(reply.context.question) <= max(MAX_CONTEXT, len(earlier))
    small_answerer.overhear(text, context=context)


@pytest.mark.parametrize(
    "text",
    [
        "\ud800",
        "\x00" * 50,
        "who\x00 led\ud83d it",
        "<@1>" * 400,
        "(" * 1999,
        "?" * 2000,
        "a" * 2000,
        "가" * 2000,
        "\u200b" * 2000,
        "14th " * 400,
        "and who led it, " * 120,
        "who " * 500,
        "is that right? " * 130,
        "said " * 400,
        "." * 2000,
        "' " * 1000,
        "U.S." * 500,
        "\x1b[" * 900,
    ],
)
def test_the_worst_texts_get_a_reply(answerer: Answerer, text: str) -> None:
    """Texts of one thing over and over are read like any other."""
    assert 1 <= len(answerer.answer(text).parts) <= MAX_SHOWN
    assert answerer.overhear(text) is None


@pytest.mark.parametrize(
    "text", ["a" * (MAX_LENGTH + 1), "who led the 14th KIDD? " * 5000, "\x00" * 100_000, "\ud800" * 100_000]
)
def test_a_text_too_long_is_not_read(small_answerer: Answerer, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Beyond a message's length nothing is matched or normalised: the reply says at once that it is too long."""

    def never(*_: object) -> None:
        raise AssertionError("it was read")

    for name in ("split_questions", "clean", "fold", "read_query"):
        monkeypatch.setattr(f"knowledge.answer.{name}", never)
    reply = small_answerer.answer(text)
    assert [part.decision for part in reply.parts] == [Abstention(AbstainReason.TOO_LONG)]
    assert reply.parts[0].question == ""
    assert small_answerer.overhear(text) is None


def test_a_text_of_just_the_length_is_read(small_answerer: Answerer) -> None:
    """A message as long as Discord lets it be is answered."""
    question = "Where was the 12th Coastal Security Dialogue held?"
    assert ids(small_answerer.answer(question + " " * (MAX_LENGTH - len(question)))) == [["csd12-place"]]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", AbstainReason.EMPTY),
        (" \n\t ", AbstainReason.EMPTY),
        ("<@123456789> \u200b", AbstainReason.EMPTY),
        ("hello there", AbstainReason.SMALL_TALK),
        ("감사합니다", AbstainReason.SMALL_TALK),
        ("are you a bot?", AbstainReason.ABOUT_BOT),
        ("do you think the patrols are a good idea?", AbstainReason.OPINION),
        ("Someone said they should stop. Do you think that is wise?", AbstainReason.OPINION),
        ("how do I bake bread", AbstainReason.OFF_TOPIC),
        ("Where was the Deep Sea Forum held?", AbstainReason.OTHER_EVENT),
        ("How much do the joint patrols cost?", AbstainReason.GAP),
        ("Where is Ruth Calder now?", AbstainReason.UNSURE),
    ],
)
def test_why_there_is_no_answer(small_answerer: Answerer, text: str, why: AbstainReason) -> None:
    """Each kind of text that no fact answers is told apart."""
    assert reason(small_answerer.answer(text)) is why


def test_the_reply_speaks_the_language_of_the_question(small_answerer: Answerer) -> None:
    """Hangul is answered in Korean, anything else in English, unless the face says otherwise."""
    question = "제12차 연안안보대화는 어디에서 열렸나요?"
    korean = small_answerer.answer(question)
    assert korean.language is Language.KO
    assert shown(korean)[0].text == small_answerer.book.facts["csd12-place"].text.ko
    assert shown(small_answerer.answer(question, language=Language.EN))[0].text.startswith("The 12th")
    assert small_answerer.answer("CSD 12 venue", language=Language.KO).language is Language.KO
    assert small_answerer.answer("CSD 12 venue").language is Language.EN


def test_two_questions_get_two_answers(small_answerer: Answerer) -> None:
    """Each part has its own facts and citations, in the order asked."""
    reply = small_answerer.answer(
        "Where was the 12th Coastal Security Dialogue held? How many rescue cutters stay at Pohang?"
    )
    assert ids(reply) == [["csd12-place"], ["csd12-cutters"]]
    assert [part.question for part in reply.parts] == [
        "Where was the 12th Coastal Security Dialogue held?",
        "How many rescue cutters stay at Pohang?",
    ]


def test_a_second_question_leans_on_the_first(small_answerer: Answerer) -> None:
    """A question "and where was it held?" in the same message is about the meeting just named."""
    assert ids(small_answerer.answer("Who led the talks at CSD 12? And where was it held?")) == [
        ["csd12-leads"],
        ["csd12-place"],
    ]


def test_a_part_without_answer_says_so_beside_one_with(small_answerer: Answerer) -> None:
    """Of three questions, two told and one not, each keeps its own outcome."""
    reply = small_answerer.answer(
        "How many rescue cutters stay at Pohang? How much do the joint patrols cost? Where was the 12th dialogue held?"
    )
    assert ids(reply) == [["csd12-cutters"], [], ["csd12-place"]]


def test_a_follow_up_inherits_the_meeting_and_says_so(small_answerer: Answerer) -> None:
    """After an answer about CSD 12 "when was that?" is about CSD 12, and the reply tells what it took over."""
    first = small_answerer.answer("Who led the talks at CSD 12?")
    assert (first.context.meeting, first.context.facts) == ("csd-12", ("csd12-leads",))
    follow = small_answerer.answer("when was that?", context=first.context)
    assert ids(follow) == [["csd12-dates"]]
    assert follow.parts[0].inherited == "csd-12"
    assert first.parts[0].inherited is None


def test_a_follow_up_to_a_follow_up_holds(small_answerer: Answerer) -> None:
    """A conversation goes on over several turns."""
    context, told = None, []
    for turn in ("Who led the talks at CSD 12?", "and where was it held?", "and how many people took part?"):
        reply = small_answerer.answer(turn, context=context)
        told.append(ids(reply)[0][:1])
        context = reply.context
    assert told == [["csd12-leads"], ["csd12-place"], ["csd12-attendance"]]


def test_a_question_that_stands_alone_inherits_nothing(small_answerer: Answerer) -> None:
    """Another meeting's fact is never said to be about the meeting of the reply before."""
    context = small_answerer.answer("Who led the talks at CSD 12?").context
    for question, fact in [
        ("Where did Calder go after the meeting?", "calder21-museum"),
        ("Why was Sea Lantern held?", "calder21-exercise"),
    ]:
        reply = small_answerer.answer(question, context=context)
        assert ids(reply) == [[fact]]
        assert reply.parts[0].inherited is None


def test_small_talk_between_keeps_the_subject(small_answerer: Answerer) -> None:
    """A word of thanks does not end a conversation."""
    context = small_answerer.answer("Who led the talks at CSD 12?").context
    thanks = small_answerer.answer("thanks!", context=context)
    assert reason(thanks) is AbstainReason.SMALL_TALK
    assert thanks.context == context


def test_hearsay_around_a_question_changes_nothing(small_answerer: Answerer) -> None:
    """Who said so is no part of the question."""
    assert ids(
        small_answerer.answer("My friend told me that the U.S. will keep rescue cutters at Pohang. Is that right?")
    ) == [["csd12-cutters"]]


def test_the_same_question_gets_the_same_reply(small_book: FactBook, small_answerer: Answerer) -> None:
    """Asked twice, and of an answerer made anew, every reply is equal in everything."""
    again = Answerer(small_book)
    for question in SAMPLE:
        reply = small_answerer.answer(question)
        assert reply == small_answerer.answer(question)
        assert reply == again.answer(question)


@settings(max_examples=8)
@given(seed=st.integers(0, 2**32))
def test_the_order_of_the_file_changes_no_reply(
    small_book: FactBook, small_answerer: Answerer, reordered: Callable[[FactBook, random.Random], FactBook], seed: int
) -> None:
    """Sections, questions, aliases and topics in any order give the same replies."""
    other = Answerer(reordered(small_book, random.Random(seed)))  # noqa: S311 - a shuffle to be had again
    for question in SAMPLE:
        assert outline(other.answer(question)) == outline(small_answerer.answer(question)), question


def test_a_listener_speaks_only_when_asked_and_sure(small_answerer: Answerer) -> None:
    """A plain question that is surely answered gets a reply; talk, doubt and questions to somebody do not."""
    reply = small_answerer.overhear("Where was the 12th Coastal Security Dialogue held?")
    assert reply is not None
    assert ids(reply) == [["csd12-place"]]
    assert reply.parts[0].trace.confidence >= SURE
    silent = [
        "the 12th Coastal Security Dialogue was held in Busan",
        "do you know where the 12th Coastal Security Dialogue was held?",
        "hello",
        "where was the forum held?",
        "who won the cup?",
        "tell me about the minister and the commander",
        "",
        "Where is Ruth Calder now?",
        "who led the talks",
        "how many people were saved?",
        "where was it held?",
    ]
    assert [line for line in silent if small_answerer.overhear(line) is not None] == []


def test_a_listener_goes_on_where_it_has_spoken(small_answerer: Answerer) -> None:
    """A question that names nothing is for the bot only when it follows the bot's own reply."""
    context = small_answerer.answer("Where was the 12th Coastal Security Dialogue held?").context
    assert small_answerer.overhear("and who led the talks?") is None
    reply = small_answerer.overhear("and who led the talks?", context=context)
    assert reply is not None
    assert ids(reply) == [["csd12-leads"]]


@given(text=st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join))
def test_what_a_listener_says_is_what_anybody_is_told(small_answerer: Answerer, text: str) -> None:
    """An overheard reply is the reply to the same text, and never a mere suggestion."""
    reply = small_answerer.overhear(text)
    if reply is not None:
        assert reply == small_answerer.answer(text)
        assert not any(isinstance(part.decision, Suggestions) for part in reply.parts)


@given(typed=ANY_TEXT | st.sampled_from(WORDS), language=st.sampled_from(Language), limit=st.integers(1, 30))
def test_completions_are_questions_of_the_book(
    small_answerer: Answerer, typed: str, language: Language, limit: int
) -> None:
    """At most *limit* different questions of current facts, in the language asked for."""
    found = small_answerer.complete(typed, language=language, limit=limit)
    questions = {
        question for fact in small_answerer.book.current_facts for question in getattr(fact.questions, language.value)
    }
    assert len(found) <= limit
    assert len(set(found)) == len(found)
    assert set(found) <= questions


def test_completions_begin_as_typed_first(small_answerer: Answerer) -> None:
    """What goes on from the typed beginning comes before what only shares words with it."""
    found = small_answerer.complete("Who led", language=Language.EN)
    assert found[0] == "Who led the talks at CSD 12?"
    assert small_answerer.complete("", language=Language.EN, limit=5)
    assert all("가" <= question[-2] <= "힣" for question in small_answerer.complete("", language=Language.KO))


@pytest.mark.parametrize(
    ("question", "said", "right"),
    [
        ("Why did Milley thank Lee?", "Mark Milley", "Lee Jong-sup"),
        ("Why did South Korea thank the US for Camp Humphreys?", "South Korea", "United States"),
    ],
)
def test_a_deed_is_not_given_to_the_other_one(answerer: Answerer, question: str, said: str, right: str) -> None:
    """Who thanked whom is not taken from the question: the reply says who it was."""
    decision = answerer.answer(question).parts[0].decision
    assert isinstance(decision, Correction)
    assert [(premise.said, premise.right) for premise in decision.premises] == [(said, right)]


@pytest.mark.parametrize(
    "turns",
    [
        ("When was the 13th KIDD?", "and who led the US side?"),
        ("14th KIDD", "and the 13th?", "who led it?"),
        ("15차 KIDD는 언제였나요?", "미국 대표는 누구였나요?"),
        ("When was the 15th KIDD? Who led the US side?",),
        ("When was the 23rd KIDD held and who led it?",),
    ],
    ids=" > ".join,
)
def test_a_follow_up_to_another_event_is_never_answered_from_ours(answerer: Answerer, turns: tuple[str, ...]) -> None:
    """A refused event stays the one that is asked about until the reader names another."""
    context = None
    for turn in turns:
        reply = answerer.answer(turn, context=context)
        context = reply.context
    assert all(isinstance(part.decision, Abstention) for part in reply.parts)


def test_a_day_without_a_meeting_is_not_corrected_by_one(answerer: Answerer) -> None:
    """Where no meeting is named, no meeting's date can be wrong."""
    assert not isinstance(answerer.answer("What happened on July 25?").parts[0].decision, Correction)


def test_an_answer_does_not_say_the_same_twice(answerer: Answerer) -> None:
    """A second fact stands beside the first only when it rests on something more, or may be the one that was meant."""
    decision = answerer.answer("Where was the 14th KIDD held?").parts[0].decision
    assert isinstance(decision, Answer)
    assert [cited.fact.id for cited in decision.facts] == ["kidd-14.place"]


@pytest.mark.parametrize(
    ("turns", "fact"),
    [
        (("When was KIDD 14?", "what year again?"), "kidd-14.year"),
        (("Who took part in the 14th KIDD?", "who else?"), "kidd-14.other-participants"),
        (("What did Lee stress to Milley?", "did Milley agree with him?"), "milley-2023.milley-agreed"),
        (("Did the 14th KIDD take place in Tokyo?", "where then?"), "kidd-14.place"),
        (("When did Lee and Milley meet?", "which year?"), "milley-2023.year"),
        (("밀리 의장은 면담 뒤에 어디로 갔습니까?", "거기서 뭘 했나요?"), "milley-2023.tribute"),
    ],
    ids=str,
)
def test_a_follow_up_is_answered_by_what_it_points_to(answerer: Answerer, turns: tuple[str, ...], fact: str) -> None:
    """A pronoun, a bare question word and "else" are read in the light of the reply before, corrections included."""
    context = None
    for turn in turns:
        reply = answerer.answer(turn, context=context)
        context = reply.context
    assert fact in ids(reply)[0]


@pytest.mark.parametrize(
    ("turns"),
    [
        ("14차 KIDD 대표 누구야?", "그 사람 나이는?"),
        ("Who led the 14th KIDD?", "what did they eat?"),
        ("Which three groups met at KIDD 14?", "what did the last one discuss?"),
    ],
    ids=" > ".join,
)
def test_a_follow_up_is_not_answered_with_the_question_before(answerer: Answerer, turns: tuple[str, ...]) -> None:
    """Where nothing found meets what the follow-up itself says, what was just told is no answer to it."""
    context = answerer.answer(turns[0]).context
    assert not isinstance(answerer.answer(turns[1], context=context).parts[0].decision, Answer)


def test_now_in_what_somebody_said_is_the_time_of_saying(answerer: Answerer) -> None:
    """A "now" ends an answer about the present, and not one about the words of the meeting."""
    said = answerer.answer("What did Lee say the alliance is currently evolving toward?")
    assert ids(said)[0][:1] == ["milley-2023.alliance-labels"]
    assert not isinstance(answerer.answer("Is Milley still chairman now?").parts[0].decision, Answer)
