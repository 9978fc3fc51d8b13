import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.terminal.jsonl import MAX_LINE, MAX_TURNS, answer_stream, explain_json, reply_json
from bot.text.phrases import Phrases
from bot.text.wording import Wording
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
    Trace,
    cite,
)
from knowledge.model import FactBook, Language

EN = Language.EN


class Recorder(Answerer):
    """Abstains from everything and keeps what it was asked, with the question of the context."""

    def __init__(self, book: FactBook) -> None:
        """Answer nothing about *book*."""
        self.book = book
        self.asked: list[tuple[str, str | None]] = []

    def answer(self, text: str, *, context: Context | None = None, language: Language | None = None) -> Reply:
        """Keep *text*."""
        self.asked.append((text, context.question if context else None))
        reason = AbstainReason.UNSURE if text else AbstainReason.EMPTY
        return Reply((Part(text, Abstention(reason)),), language or EN, Context(text))


@pytest.fixture(scope="module")
def wording() -> Wording:
    """Return the words that ship."""
    return Wording.load()


@pytest.fixture
def recorder(small_book: FactBook) -> Recorder:
    """Return an answerer that keeps what it was asked."""
    return Recorder(small_book)


@pytest.fixture
def phrases(wording: Wording, small_book: FactBook) -> Phrases:
    """Return English phrases about the small book."""
    return Phrases(wording, EN, small_book)


def run(content: bytes, answerer: Answerer, wording: Wording) -> tuple[list[dict[str, Any]], int]:
    """Answer *content* and return the lines, read back, and how many were bad."""
    lines: list[str] = []
    bad = answer_stream(io.BytesIO(content), lines.append, answerer, wording)
    assert all(line.isascii() and "\n" not in line for line in lines)
    return [json.loads(line) for line in lines], bad


def cited(book: FactBook, fact: str, score: float = 90.0) -> CitedFact:
    """Return a fact of the small book as a reply has it."""
    return cite(book.facts[fact], book, EN, score)


def reply(*decisions: Decision) -> Reply:
    """Return a reply with a part for each of *decisions*."""
    first, *more = (Part("question", decision) for decision in decisions)
    return Reply((first, *more), EN, Context("question"))


def test_a_line_comes_back_for_each_line_in_order(recorder: Recorder, wording: Wording) -> None:
    """Each with the id it came with."""
    content = b"".join(b'{"id": "%d", "turns": ["q%d"]}\n' % (number, number) for number in range(50))
    lines, bad = run(content, recorder, wording)
    assert [line["id"] for line in lines] == [str(number) for number in range(50)]
    assert bad == 0
    assert lines[0] == {
        "id": "0",
        "outcome": "abstain",
        "answers": [],
        "reason": "unsure",
        "message": "The releases do not say, as far as I can tell.",
    }


def test_the_last_turn_is_answered_with_the_context_of_the_earlier(recorder: Recorder, wording: Wording) -> None:
    """Each turn follows the one before it."""
    run(b'{"id": "a", "turns": ["one", "two", "three"]}', recorder, wording)
    assert recorder.asked == [("one", None), ("two", "one"), ("three", "two")]


def test_a_long_conversation_is_read_from_its_end(recorder: Recorder, wording: Wording) -> None:
    """Thousands of turns cost no more than a few."""
    run(json.dumps({"id": "a", "turns": ["q"] * 50_000}).encode(), recorder, wording)
    assert len(recorder.asked) == MAX_TURNS


@pytest.mark.parametrize(
    ("line", "identity"),
    [
        (b'{"id": "a", "turns": []}', "a"),
        (b'{"id": "a"}', "a"),
        (b"{}", None),
        (b'{"turns": ["q"]}', None),
        (b'{"id": 7, "turns": ["q"]}', 7),
        (b'{"id": true, "turns": "q"}', None),
        (b'{"id": ["a"], "turns": [1, null, {}]}', None),
        (b'{"id": "a", "turns": ["\\ud800 lone", "\\u0000"]}', "a"),
        (b'{"id": "a", "turns": ["\xed\xa0\x80 lone, in bytes"]}', "a"),
        (b'{"id": "a", "turns": ["raw \x00 and \x01"]}', "a"),
        (b'{"id": "a", "turns": ["' + b"x" * 100_000 + b'"]}', "a"),
        (b'{"id": "a", "turns": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", "a"),
        (b'{"turns": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", None),
        (b'{"id": "a", "n": ' + b"9" * 10_000 + b"}", "a"),
        (b'{"id": "a", "n": 1e999}', "a"),
        (b'\xef\xbb\xbf{"id": "a", "turns": ["q"]}\r', "a"),
        (b'{"id": "first", "id": "a", "turns": ["q"]}', "a"),
    ],
    ids=[
        "no-turns", "turns-missing", "empty", "id-missing", "id-number", "turns-text", "turns-mixed", "surrogate",
        "surrogate-bytes", "nul", "long", "deep", "deep-no-id", "digits", "infinite", "bom", "twice",
    ],
)  # fmt: skip
@pytest.mark.parametrize("make", [Recorder, Answerer])
def test_whatever_json_it_is_there_is_an_outcome(
    line: bytes, identity: object, make: type[Answerer], wording: Wording, small_book: FactBook
) -> None:
    """Odd questions are questions, to the real answerer too, and the line after them is answered."""
    lines, bad = run(line + b'\n{"id": "next", "turns": ["q"]}\n', make(small_book), wording)
    assert [each["id"] for each in lines] == [identity, "next"]
    assert all(each["outcome"] in {"answer", "correct", "suggest", "abstain"} for each in lines)
    assert bad == 0


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"what?", "it is not JSON (Expecting value)"),
        (b"", "it is not JSON (Expecting value)"),
        (b'{"id": "a", "turns": ["q"]', "it is not JSON (Expecting ',' delimiter)"),
        (b'{"id": NaN}', "it is not JSON (NaN is not JSON)"),
        (b'["a"]', "it is not a JSON object"),
        (b"7", "it is not a JSON object"),
        (b"[" * 50_000 + b"]" * 50_000, "it is not a JSON object"),
        (b'{"id": "\xff"}', "it is not UTF-8"),
        (b'{"id": "a", "turns": ["' + b"x" * MAX_LINE + b'"]}', f"it is longer than {MAX_LINE} bytes"),
    ],
    ids=["words", "blank", "cut", "nan", "list", "number", "deep-list", "latin-1", "huge"],
)
def test_a_line_that_is_no_object_gets_an_error_in_its_place(
    line: bytes, told: str, recorder: Recorder, wording: Wording
) -> None:
    """The lines around it are answered, and the number of the line is told."""
    good = b'{"id": "good", "turns": ["q"]}\n'
    lines, bad = run(good + line + b"\n" + good, recorder, wording)
    assert [each["id"] for each in lines] == ["good", None, "good"]
    assert lines[1] == {"id": None, "error": f"line 2: {told}"}
    assert bad == 1


def test_a_line_of_the_longest_length_is_answered(recorder: Recorder, wording: Wording) -> None:
    """The bound counts the line without its end."""
    line = b'{"id": "a", "turns": ["' + b"x" * (MAX_LINE - 26) + b'"]}'
    assert len(line) == MAX_LINE
    lines, bad = run(line + b"\n" + line, recorder, wording)
    assert [each.get("outcome") for each in lines] == ["abstain", "abstain"]
    assert bad == 0


def test_nothing_in_gives_nothing_out(recorder: Recorder, wording: Wording) -> None:
    """An empty input is well-formed."""
    assert run(b"", recorder, wording) == ([], 0)


@given(content=st.binary(max_size=200))
def test_any_bytes_get_as_many_lines_out_as_in(content: bytes, small_book: FactBook, wording: Wording) -> None:
    """Nothing that comes in stops the stream."""
    lines, _ = run(content, Recorder(small_book), wording)
    assert len(lines) == content.count(b"\n") + (not content.endswith(b"\n") and content != b"")


@given(document=st.dictionaries(st.text(max_size=5), st.recursive(st.none() | st.text(), st.lists), max_size=4))
def test_any_object_gets_an_outcome(document: dict[str, Any], small_book: FactBook, wording: Wording) -> None:
    """Whatever its keys and values."""
    lines, bad = run(json.dumps(document).encode(), Recorder(small_book), wording)
    assert bad == 0
    assert lines[0]["outcome"] == "abstain"


def test_an_answer_is_whole(small_book: FactBook, phrases: Phrases) -> None:
    """Fact, text, score, and for each place what a reader needs to find it."""
    assert reply_json(reply(Answer((cited(small_book, "csd12-place", 97.123),))), phrases) == {
        "outcome": "answer",
        "answers": [
            {
                "fact": "csd12-place",
                "text": "The 12th Coastal Security Dialogue was held in Busan.",
                "score": 97.12,
                "said_by": "release",
                "basis": "stated",
                "citations": [
                    {
                        "release": "csd-12",
                        "place": "csd-12#s01",
                        "title": "Account of the 12th Coastal Security Dialogue",
                        "publisher": "U.S. Coastal Department",
                        "date": "2016-05-12",
                        "date_basis": "inferred",
                        "url": None,
                        "locator": "paragraph 1, sentence 1",
                    }
                ],
            }
        ],
        "reason": None,
        "message": None,
    }


def test_a_date_that_is_not_known_is_said_to_be(small_book: FactBook, phrases: Phrases) -> None:
    """No consumer has to guess what an empty date means; the address is there."""
    (answer,) = reply_json(reply(Answer((cited(small_book, "calder21-museum"),))), phrases)["answers"]
    (citation,) = answer["citations"]
    assert citation["date"] == "date not known"
    assert citation["date_basis"] is None
    assert citation["url"] == "https://harbor.example/releases/calder?page=1&id=H_7"


def test_a_correction_denies_and_then_tells(small_book: FactBook, phrases: Phrases) -> None:
    """The denial stands before the best fact alone; the message says what was wrong."""
    facts = (cited(small_book, "csd12-place"), cited(small_book, "csd12-dates"))
    told = reply_json(reply(Correction(facts, (Premise("place", "seoul", "Busan"),))), phrases)
    assert told["outcome"] == "correct"
    assert [answer["text"] for answer in told["answers"]] == [
        "No. The release says: The 12th Coastal Security Dialogue was held in Busan.",
        small_book.facts["csd12-dates"].text.en,
    ]
    assert told["message"] == "You named seoul; the release names Busan."


def test_a_gap_says_so_and_lists_what_is_near(small_book: FactBook, phrases: Phrases) -> None:
    """The reason is a code, the message the words of the gap."""
    decision = Abstention(
        AbstainReason.GAP, (cited(small_book, "csd12-patrols"),), small_book.gaps["gap-csd12-cost"]
    )  # fmt: skip
    told = reply_json(reply(decision), phrases)
    assert (told["outcome"], told["reason"]) == ("abstain", "gap")
    assert told["message"] == "The release gives no cost of the joint patrols."
    assert [answer["fact"] for answer in told["answers"]] == ["csd12-patrols"]


def test_parts_that_answer_stand_for_the_whole(small_book: FactBook, phrases: Phrases) -> None:
    """The best of each part comes first, at most three, and near facts of an abstention stay out."""
    told = reply_json(
        reply(
            Abstention(AbstainReason.UNSURE, (cited(small_book, "csd12-radar"),)),
            Answer((cited(small_book, "csd12-place"), cited(small_book, "csd12-leads"))),
            Answer((cited(small_book, "csd12-dates"), cited(small_book, "csd12-saved"))),
        ),
        phrases,
    )
    assert told["outcome"] == "answer"
    assert [answer["fact"] for answer in told["answers"]] == ["csd12-place", "csd12-dates", "csd12-leads"]


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [
        ("abstain answer", "answer"),
        ("correct answer", "answer"),
        ("suggest correct", "correct"),
        ("abstain suggest", "suggest"),
        ("abstain abstain", "abstain"),
    ],
)
def test_the_outcome_of_several_parts(outcomes: str, whole: str, small_book: FactBook, phrases: Phrases) -> None:
    """What tells most stands for the whole."""
    facts = (cited(small_book, "csd12-place"),)
    decisions: dict[str, Decision] = {
        "answer": Answer(facts),
        "correct": Correction(facts, (Premise("year", "2015", "2016"),)),
        "suggest": Suggestions(facts),
        "abstain": Abstention(AbstainReason.UNSURE),
    }
    assert reply_json(reply(*(decisions[each] for each in outcomes.split())), phrases)["outcome"] == whole


def test_an_explanation_is_given_when_it_is_asked_for(small_book: FactBook, wording: Wording) -> None:
    """With the runner-up's text and where it is printed; without it, nothing is added."""
    line = b'{"id": 1, "turns": ["Which city hosted CSD 12?"]}\n'
    written: list[str] = []
    answerer = Answerer(small_book)
    for explain in (False, True):
        assert answer_stream(io.BytesIO(line), written.append, answerer, wording, explain=explain) == 0
    plain, explained = map(json.loads, written)
    (told,) = explained.pop("explain")
    assert explained == plain
    assert (told["question"], told["outcome"], told["best"]) == ("Which city hosted CSD 12?", "answer", "csd12-place")
    assert told["variant"] == "Which city hosted CSD 12?"
    assert {"words", "missing", "respelled", "guards", "confidence", "features", "margin"} <= set(told)
    assert told["runner_up"]["text"]


def test_a_runner_up_is_cited_unless_it_is_a_gap(phrases: Phrases) -> None:
    """And one that is not given any more has no text."""
    texts = {}
    for entry in ("csd12-dates", "gap-csd12-cost", "csd12-crews-old", "no-such"):
        part = Part("q", Abstention(AbstainReason.UNSURE), Trace(best="csd12-place", runner_up=entry))
        told = explain_json(part, phrases)["runner_up"]
        texts[entry] = (told["text"] is not None, [each["place"] for each in told["citations"]])
    assert texts == {
        "csd12-dates": (True, ["csd-12#s02"]),
        "gap-csd12-cost": (True, []),
        "csd12-crews-old": (False, []),
        "no-such": (False, []),
    }


def test_a_refusal_is_not_said_twice(phrases: Phrases) -> None:
    """Two questions declined for one reason get one sentence, two reasons two."""
    off, opinion = Abstention(AbstainReason.OFF_TOPIC), Abstention(AbstainReason.OPINION)
    assert reply_json(reply(off, off), phrases)["message"] == "The releases do not say: that is another subject."
    assert reply_json(reply(off, opinion), phrases)["message"].count("The releases do not say") == 2


def test_each_answer_is_out_before_the_next_question_is_read(recorder: Recorder, wording: Wording) -> None:
    """A program that talks with this one, line by line, does not wait for ever."""
    written: list[str] = []

    class Talking(io.BytesIO):
        def readline(self, _size: int | None = -1, /) -> bytes:
            if len(written) == 2:
                return b""
            assert len(recorder.asked) == len(written)
            return b'{"id": "a", "turns": ["q"]}\n'

    assert answer_stream(Talking(), written.append, recorder, wording) == 0
    assert len(written) == 2


def test_the_language_can_be_chosen(small_book: FactBook, wording: Wording) -> None:
    """For every line alike."""
    lines: list[str] = []
    source = io.BytesIO(b'{"id": "a", "turns": ["q"]}')
    answer_stream(source, lines.append, Recorder(small_book), wording, language=Language.KO)
    assert json.loads(lines[0])["message"].endswith("나와 있지 않습니다.")
