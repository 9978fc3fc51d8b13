"""A reply as text to be kept, and back: what buttons, edits and follow-ups work from, also after a restart.

The text is JSON, compressed, in ASCII: a reply holds whole facts with all their questions, about 13 kB, and a busy
server keeps many. It names each decision's kind, because `Answer` and `Suggestions` have the same fields.
"""

import base64
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from pydantic import ValidationError

from knowledge.decision import (
    AbstainReason,
    Abstention,
    Answer,
    Citation,
    CitedFact,
    CitedFacts,
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
)
from knowledge.model import Basis, Fact, Gap, Language

VERSION: Final = 1
"""Of the form below; a state of another version is refused."""
_MAX_BYTES = 8 * 1024 * 1024
"""Of JSON in one state: nine facts with eighty questions of 200 characters each, and as much again."""


def dump_reply(reply: Reply) -> str:
    """Return *reply* as text that `load_reply` reads back exactly."""
    state = {
        "v": VERSION,
        "language": reply.language,
        "context": asdict(reply.context),
        "parts": [_dump_part(part) for part in reply.parts],
    }
    return _pack(json.dumps(state, separators=(",", ":")))


def load_reply(state: str) -> Reply:
    """Return the reply that `dump_reply` made *state* of.

    Raises:
        ValueError: *state* is no such text, or of a version this code does not read.
    """
    try:
        data = json.loads(_unpack(state))
        if data["v"] != VERSION:
            raise ValueError(f"a reply of version {data['v']!r} cannot be read")
        first, *more = (_load_part(part) for part in data["parts"])
        return Reply((first, *more), Language(data["language"]), Context(**_tuples(data["context"])))
    except (KeyError, TypeError, AttributeError, RecursionError, ValidationError, zlib.error) as cause:
        raise ValueError("the state of a reply cannot be read") from cause


def _pack(text: str) -> str:
    # The quickest level: under half the time, for a sixth more to keep.
    return base64.b64encode(zlib.compress(text.encode(), 1)).decode()


def _unpack(state: str) -> bytes:
    reader = zlib.decompressobj()
    data = reader.decompress(base64.b64decode(state, validate=True), _MAX_BYTES)
    if not reader.eof:
        raise ValueError("the state of a reply is cut off, or longer than any reply")
    return data


def _dump_part(part: Part) -> dict[str, Any]:
    return {
        "question": part.question,
        "decision": _dump_decision(part.decision),
        "trace": asdict(part.trace),
        "inherited": part.inherited,
    }


def _load_part(data: Mapping[str, Any]) -> Part:
    return Part(data["question"], _load_decision(data["decision"]), _load_trace(data["trace"]), data["inherited"])


def _dump_decision(decision: Decision) -> dict[str, Any]:
    match decision:
        case Answer(facts):
            return {"kind": "answer", "facts": _dump_facts(facts)}
        case Correction(facts, premises):
            told = [asdict(premise) for premise in premises]
            return {"kind": "correction", "facts": _dump_facts(facts), "premises": told}
        case Suggestions(facts):
            return {"kind": "suggestions", "facts": _dump_facts(facts)}
        case Abstention(reason, nearest, gap):
            told_gap = gap.model_dump(mode="json") if gap else None
            return {"kind": "abstention", "reason": reason, "nearest": _dump_facts(nearest), "gap": told_gap}


def _load_decision(data: Mapping[str, Any]) -> Decision:
    match data["kind"]:
        case "answer":
            return Answer(_load_facts(data["facts"]))
        case "correction":
            first, *more = (Premise(**premise) for premise in data["premises"])
            return Correction(_load_facts(data["facts"]), (first, *more))
        case "suggestions":
            return Suggestions(_load_facts(data["facts"]))
        case "abstention":
            gap = Gap.model_validate(data["gap"]) if data["gap"] else None
            return Abstention(AbstainReason(data["reason"]), tuple(_load_cited(each) for each in data["nearest"]), gap)
        case kind:
            raise ValueError(f"there is no decision {kind!r}")


def _dump_facts(facts: Iterable[CitedFact]) -> list[dict[str, Any]]:
    return [
        {
            "fact": cited.fact.model_dump(mode="json", exclude_defaults=True),
            "text": cited.text,
            "language": cited.language,
            "citations": [_dump_citation(citation) for citation in cited.citations],
            "score": cited.score,
        }
        for cited in facts
    ]


def _load_facts(data: Iterable[Mapping[str, Any]]) -> CitedFacts:
    first, *more = (_load_cited(each) for each in data)
    return (first, *more)


def _load_cited(data: Mapping[str, Any]) -> CitedFact:
    first, *more = (_load_citation(citation) for citation in data["citations"])
    fact = Fact.model_validate(data["fact"])
    return CitedFact(fact, data["text"], Language(data["language"]), (first, *more), data["score"])


def _dump_citation(citation: Citation) -> dict[str, Any]:
    published = citation.published.isoformat() if citation.published else None
    return {**asdict(citation), "published": published}


def _load_citation(data: Mapping[str, Any]) -> Citation:
    published, basis = data["published"], data["published_basis"]
    return Citation(
        **{
            **data,
            "published": date.fromisoformat(published) if published else None,
            "published_basis": Basis(basis) if basis else None,
        }
    )


def _load_trace(data: Mapping[str, Any]) -> Trace:
    words = tuple(WordWeight(**word) for word in data["words"])
    guards = tuple(GuardResult(**guard) for guard in data["guards"])
    # A reply kept by an older version has neither of these two.
    pairs = {key: tuple((one, other) for one, other in data.get(key, ())) for key in ("features", "respelled")}
    return Trace(**{**_tuples(data), "words": words, "guards": guards, **pairs})


def _tuples(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
