"""Questions and answers as JSON, one a line: the face for scripts and for measuring.

In: ``{"id": "a1", "turns": ["first question", "and a follow-up"]}``; the last turn is answered, the earlier ones give
it its context. Out, one line for each line in, in the same order::

    {"id": "a1", "outcome": "answer", "answers": [{"fact": "...", "text": "...", "score": 97.5, "citations": [...]}],
     "reason": null, "message": null}

``outcome`` is ``answer``, ``correct``, ``suggest`` or ``abstain``; ``answers`` has at most three, best first (for
``abstain`` what is near, or nothing); ``reason`` is the code of an abstention, ``message`` the words shown beside the
facts. ``explain``, where it is asked for, tells for each question of the last turn how its decision came about. What is
JSON but makes no sense (no turns, a number for a turn) is answered like an empty question. What is not a JSON object
gets ``{"id": null, "error": "line 3: ..."}`` in its place.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, BinaryIO, Final

from bot.text.phrases import Phrases
from bot.text.wording import Wording
from knowledge.answer import Answerer
from knowledge.decision import (
    MAX_SHOWN,
    Abstention,
    Answer,
    Citation,
    CitedFact,
    Context,
    Correction,
    Decision,
    Part,
    Reply,
    Suggestions,
    cite,
)
from knowledge.model import Language

MAX_LINE: Final = 1024 * 1024
"""Bytes of one line; a longer one is answered with an error and skipped."""
MAX_TURNS: Final = 8
"""Turns that are read of one conversation, the last ones: no follow-up reaches further back."""

_ID = re.compile(r'\s*\{.{0,200}?"id"\s*:\s*(?P<id>"(?:[^"\\]|\\.){0,200}")', re.DOTALL)


class _BadLine(Exception):
    """The line is no JSON object; the text says why."""


@dataclass(frozen=True, slots=True)
class _Asked:
    id: str | int | None
    turns: tuple[str, ...]


def answer_stream(
    source: BinaryIO,
    write: Callable[[str], None],
    answerer: Answerer,
    wording: Wording,
    *,
    language: Language | None = None,
    explain: bool = False,
) -> int:
    """Answer every line of *source* until it ends, handing each answer to *write* as soon as there is one.

    Args:
        source: bytes; read line by line, never more than `MAX_LINE` at once.
        write: takes one line of ASCII without a newline.
        answerer: answers.
        wording: the words beside the facts.
        language: the language to reply in; None takes that of each question.
        explain: whether to say how each answer came about.

    Returns:
        How many lines were not JSON objects.

    Raises:
        OSError: *source* cannot be read, or *write* raised it.
    """
    bad = 0
    for number, line in enumerate(_read_lines(source), start=1):
        try:
            asked = _parse(line)
        except _BadLine as cause:
            bad += 1
            write(json.dumps({"id": None, "error": f"line {number}: {cause}"}))
        else:
            answered = answer_turns(asked.turns, answerer, wording, language=language, explain=explain)
            write(json.dumps({"id": asked.id, **answered}))
    return bad


def answer_turns(
    turns: tuple[str, ...],
    answerer: Answerer,
    wording: Wording,
    *,
    language: Language | None = None,
    explain: bool = False,
) -> dict[str, Any]:
    """Return what comes of the last of *turns*, as JSON values without an id."""
    context: Context | None = None
    for turn in turns[-MAX_TURNS:-1]:
        context = answerer.answer(turn, context=context, language=language).context
    reply = answerer.answer(turns[-1] if turns else "", context=context, language=language)
    return reply_json(reply, Phrases(wording, reply.language, answerer.book), explain=explain)


def reply_json(reply: Reply, phrases: Phrases, *, explain: bool = False) -> dict[str, Any]:
    """Return *reply* as JSON values: outcome, answers, reason and message; with *explain* how it came about."""
    decisions = [part.decision for part in reply.parts]
    outcome = min((_outcome(decision) for decision in decisions), key=_RANK.index)
    telling = [decision for decision in decisions if _outcome(decision) in _TOGETHER[outcome]]
    answers = [_answer_json(cited, decision, phrases) for decision, cited in _interleave(telling)]
    first = telling[0]
    # Two questions that are declined for one reason are declined in one sentence.
    messages = dict.fromkeys(filter(None, (_message(decision, phrases) for decision in telling)))
    told = {
        "outcome": outcome,
        "answers": answers[:MAX_SHOWN],
        "reason": str(first.reason) if isinstance(first, Abstention) else None,
        "message": " ".join(messages) or None,
    }
    return {**told, "explain": [explain_json(part, phrases) for part in reply.parts]} if explain else told


def explain_json(part: Part, phrases: Phrases) -> dict[str, Any]:
    """Return how the decision on *part* came about."""
    trace = part.trace
    return {
        "question": part.question,
        "understood": part.understood or None,
        "outcome": _outcome(part.decision),
        "reason": str(part.decision.reason) if isinstance(part.decision, Abstention) else None,
        "best": trace.best,
        "variant": trace.variant,
        "words": [{"word": each.word, "weight": round(each.weight, 4)} for each in trace.words],
        "missing": list(trace.missing),
        "respelled": [{"typed": typed, "read": read} for typed, read in trace.respelled],
        "guards": [{"guard": each.guard, "passed": each.passed, "detail": each.detail} for each in trace.guards],
        "confidence": round(trace.confidence, 4),
        "features": [{"name": name, "contribution": round(value, 4)} for name, value in trace.features],
        "margin": round(trace.margin, 4),
        "runner_up": _runner_up_json(trace.runner_up, phrases),
    }


def _runner_up_json(entry: str | None, phrases: Phrases) -> dict[str, Any] | None:
    """Return the entry that came next with its text and where it is printed; a gap is printed nowhere."""
    if entry is None:
        return None
    book, language = phrases.book, phrases.language
    fact, gap = book.facts.get(entry), book.gaps.get(entry)
    if fact is not None and fact.is_current:
        cited = cite(fact, book, language, 0.0)
        return {
            "id": entry,
            "text": cited.text,
            "citations": [_citation_json(each, phrases) for each in cited.citations],
        }
    return {"id": entry, "text": gap.text.get(language) if gap else None, "citations": []}


_RANK = ("answer", "correct", "suggest", "abstain")
"""Outcomes of the parts of one message, the one that stands for all of them first."""
_TOGETHER = {
    "answer": ("answer", "correct"),
    "correct": ("answer", "correct"),
    "suggest": ("suggest",),
    "abstain": ("abstain",),
}
"""Which parts are told under an outcome."""


def _outcome(decision: Decision) -> str:
    match decision:
        case Answer():
            return "answer"
        case Correction():
            return "correct"
        case Suggestions():
            return "suggest"
        case Abstention():
            return "abstain"


def _shown(decision: Decision) -> tuple[CitedFact, ...]:
    return decision.nearest if isinstance(decision, Abstention) else decision.facts


def _interleave(decisions: list[Decision]) -> Iterator[tuple[Decision, CitedFact]]:
    """Yield the best fact of each decision, then the second of each, and so on."""
    for row in zip_longest(*(_shown(decision) for decision in decisions)):
        for decision, cited in zip(decisions, row, strict=True):
            if cited is not None:
                yield decision, cited


def _message(decision: Decision, phrases: Phrases) -> str | None:
    match decision:
        case Answer():
            return None
        case Correction(_, premises):
            return " ".join(phrases.premise(premise) for premise in premises)
        case Suggestions():
            return phrases.say("answers.lead.suggest")
        case Abstention():
            return phrases.abstention(decision)


def _answer_json(cited: CitedFact, decision: Decision, phrases: Phrases) -> dict[str, Any]:
    denied = isinstance(decision, Correction) and cited is decision.facts[0]
    return {
        "fact": cited.fact.id,
        "text": f"{phrases.correction_lead()} {cited.text}" if denied else cited.text,
        "score": round(min(100.0, max(0.0, cited.score)), 2),
        "said_by": cited.fact.said_by,
        "basis": str(cited.fact.basis),
        "citations": [_citation_json(citation, phrases) for citation in cited.citations],
    }


def _citation_json(citation: Citation, phrases: Phrases) -> dict[str, Any]:
    known = citation.published is not None
    return {
        "release": citation.release,
        "place": citation.place,
        "title": citation.title,
        "publisher": citation.publisher,
        "date": citation.published.isoformat() if citation.published else phrases.published(citation),
        "date_basis": str(citation.published_basis) if known and citation.published_basis else None,
        "url": citation.url,
        "locator": phrases.place(citation),
    }


def _read_lines(source: BinaryIO) -> Iterator[bytes | None]:
    """Yield each line without its end; None for one that is longer than `MAX_LINE`."""
    while line := source.readline(MAX_LINE + 1):
        if len(line) <= MAX_LINE or line.endswith(b"\n"):
            yield line.rstrip(b"\r\n")
            continue
        while (rest := source.readline(MAX_LINE)) and not rest.endswith(b"\n"):
            pass
        yield None


def _parse(line: bytes | None) -> _Asked:
    """Read one line.

    Raises:
        _BadLine: it is no JSON object.
    """
    if line is None:
        raise _BadLine(f"it is longer than {MAX_LINE} bytes")
    try:
        # A lone surrogate, written out as bytes, is no reason to refuse a question.
        text = line.decode("utf-8", "surrogatepass").removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise _BadLine("it is not UTF-8") from None
    try:
        # Python knows NaN, JSON does not; raw control characters are no reason to refuse a question either.
        value = json.loads(text, strict=False, parse_int=_whole, parse_float=str, parse_constant=_no_constant)
    except RecursionError:
        return _too_deep(text)
    except ValueError as cause:
        raise _BadLine(f"it is not JSON ({cause.msg if isinstance(cause, json.JSONDecodeError) else cause})") from None
    if not isinstance(value, dict):
        raise _BadLine("it is not a JSON object")
    return _Asked(_scalar_id(value.get("id")), _texts(value.get("turns")))


def _texts(turns: object) -> tuple[str, ...]:
    """Return *turns* as texts; whatever is none counts as an empty question."""
    if not isinstance(turns, list):
        return ()
    return tuple(turn if isinstance(turn, str) else "" for turn in turns[-MAX_TURNS:])


def _scalar_id(value: object) -> str | int | None:
    return value if isinstance(value, str | int) and not isinstance(value, bool) else None


def _whole(digits: str) -> int | str:
    # Python refuses to read numbers of thousands of digits, because that takes quadratic time.
    return int(digits) if len(digits) < 20 else digits  # noqa: PLR2004 - any 64-bit number has fewer


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _too_deep(text: str) -> _Asked:
    """Return the id of an object nested too deeply to be read, and no turns: nobody asks like that.

    Raises:
        _BadLine: it does not begin as an object.
    """
    if not text.lstrip().startswith("{"):
        raise _BadLine("it is not a JSON object")
    found = _ID.match(text)
    return _Asked(json.loads(found["id"], strict=False) if found else None, ())
