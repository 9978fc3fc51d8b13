"""Greetings, opinions, talk about the bot: what no fact could answer, and what must not be taken for it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.asked import read_asked
from knowledge.language.intent import (
    asks_meaning,
    is_about_bot,
    is_advice,
    is_for_listeners,
    is_opinion,
    is_present,
    is_reported,
    is_small_talk,
    is_statement,
)
from knowledge.language.normalize import words

SMALL_TALK = [
    "hello",
    "Hi there!",
    "good morning everyone",
    "thanks a lot",
    "thx!!",
    "bye, see you tomorrow",
    "lol",
    "ok cool",
    "how are you?",
    "what's up",
    "hey, how's it going?",
    "안녕하세요",
    "감사합니다!",
    "수고하셨습니다",
    "잘 지내?",
    "ㅋㅋㅋ",
]
ABOUT_BOT = [
    "are you a bot?",
    "Who made you?",
    "what is your name?",
    "do you use GPT?",
    "how do you work?",
    "how do you know?",
    "how do you know so much",
    "is this bot open source?",
    "can you speak Korean?",
    "너는 누구야?",
    "넌 봇이야?",
]
OPINION = [
    "do you think it was a good deal?",
    "what's your opinion on sanctions?",
    "Was the summit a success?",
    "who is the better minister?",
    "Is it worth it?",
    "thoughts on OPCON?",
    "어떻게 생각해?",
    "잘한 결정인가요?",
]
ADVICE = ["Should the allies move the talks?", "would it be a mistake to wait", "한국은 어떻게 해야 하나요?"]
PRESENT = [
    "Who is the minister now?",
    "who is minister these days",
    "what's the latest news?",
    "where is he right now?",
    "지금 장관은 누구인가요?",
    "올해 회의는 언제죠?",
]
PLAIN = [
    "Who led the 14th KIDD?",
    "Where was the dialogue held?",
    "What did Milley say about the alliance?",
    "Did the two sides agree on sanctions?",
    "How many stars does the general have?",
    "what does SCM stand for",
    "Was the B-52H sent before the meeting?",
    "14th KIDD dates",
    "제14차 KIDD는 어디에서 열렸나요?",
    "전작권 전환에 대해 무엇을 논의했나요?",
    "밀리 의장은 누구와 함께 방문했습니까?",
    "네 가지 분야는 무엇인가요?",
    "Is it right that they met in Seoul?",
    "Is it right to say that they met?",
    "How do you know that the release is from 2018?",
    "good faith measures by North Korea?",
    "Why is interoperability important?",
]


@pytest.mark.parametrize(
    ("reader", "texts"),
    [
        (is_small_talk, SMALL_TALK),
        (is_about_bot, ABOUT_BOT),
        (is_opinion, OPINION),
        (is_advice, ADVICE),
        (is_present, PRESENT),
    ],
)
def test_each_reader_knows_its_own(reader: Callable[[str], bool], texts: list[str]) -> None:
    """What is meant for a reader is taken by it."""
    assert [text for text in texts if not reader(text)] == []


@pytest.mark.parametrize("reader", [is_small_talk, is_about_bot, is_opinion, is_advice, is_present])
def test_a_plain_question_is_let_through(reader: Callable[[str], bool]) -> None:
    """No reader takes a question that a release may answer."""
    assert [text for text in PLAIN if reader(text)] == []


def test_a_greeting_before_a_question_is_no_small_talk() -> None:
    """Politeness around a question leaves it a question."""
    assert not is_small_talk("Hello! Who led the 14th KIDD? Thanks")
    assert not is_small_talk("안녕하세요, KIDD는 언제 열렸나요?")


@pytest.mark.parametrize("typed", ["HELLO", "\uff48\uff45llo", "he\u200bllo", "<@123> hello", "héllo"])
def test_readers_see_folded_text(typed: str) -> None:
    """Case, width, accents and invisible characters hide nothing."""
    assert is_small_talk(typed)


@pytest.mark.parametrize(
    ("line", "listens"),
    [
        ("Who led the 14th KIDD?", True),
        ("where was the dialogue held", True),
        ("does anyone know when they met?", True),
        ("제14차 KIDD는 언제 열렸나요?", True),
        ("they met in Seoul", False),
        ("I think they met in Seoul?", False),
        ("no idea who led it", False),
        ("What a meeting!", False),
        ("how nice!!", False),
        ("@sam, who led it?", False),
        ("what do you need?", False),
        ("||who led it?||", False),
        ("```\nwho led it?\n```", False),
        ("ERROR: where did it fail?", False),
        ("remember when they met?", False),
    ],
)
def test_only_a_question_to_whoever_knows_is_for_listeners(line: str, *, listens: bool) -> None:
    """Statements, exclamations, pasted logs, spoilers and questions to somebody are not for the bot."""
    assert is_for_listeners(line, read_asked(words(line), marked="?" in line)) is listens


@given(st.text(st.characters(exclude_categories=()), max_size=150))
def test_readers_never_fail(text: str) -> None:
    """Any text is read to a plain yes or no."""
    verdicts = [reader(text) for reader in (is_small_talk, is_about_bot, is_opinion, is_advice, is_present)]
    verdicts.append(is_for_listeners(text, read_asked(words(text), marked=True)))
    assert all(isinstance(verdict, bool) for verdict in verdicts)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("What is OPCON?", True),
        ("what does SPI stand for", True),
        ("define interoperability", True),
        ("전작권이 뭐예요?", True),
        ("KIDD는 무엇의 약자입니까?", True),
        ("Who led the talks?", False),
        ("What did they discuss?", False),
        ("언제 열렸나요?", False),
    ],
)
def test_questions_of_meaning_are_told_from_others(text: str, *, asks: bool) -> None:
    """What something is, means or stands for is asked in few forms."""
    assert asks_meaning(text) is asks


@pytest.mark.parametrize(
    "text",
    ["latest meeting?", "list all meetings", "what can you do", "help", "회의 목록 보여줘", "어떤 회의들이 있어?"],
)
def test_what_a_command_lists_is_about_the_bot(text: str) -> None:
    """The latest meeting, all of them, and what can be asked are shown by commands, not by a fact."""
    assert is_about_bot(text)


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("Milley met Lee on July 15 at the ministry", True),
        ("both sides agreed on more cooperation", True),
        ("meeting venue in Seoul", False),
        ("led by whom", False),
    ],
)
def test_statements_are_told_from_fragments(text: str, *, tells: bool) -> None:
    """A statement has a verb inside and a few words."""
    assert is_statement(words(text)) is tells


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("What did Milley say about how strong collaboration is now?", True),
        ("밀리 의장은 지금 협력이 어떻다고 말했나요?", True),
        ("Where is Milley now?", False),
        ("What did Milley say today?", False),
        ("밀리 의장은 지금 어디 있나요?", False),
    ],
)
def test_what_was_said_then_is_told_from_what_is_now(text: str, *, reported: bool) -> None:
    """The "now" of a speaker is the time of speaking; "today" in a question is always the day it is asked."""
    assert is_reported(text) is reported
