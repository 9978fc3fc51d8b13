"""What pydantic says about an entry, in words a curator can act on, at the key or value to mend."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from knowledge.factfile.nearest import Nearest
from knowledge.factfile.places import Finding, Path, Target
from knowledge.factfile.show import show
from knowledge.factfile.yamltree import Node
from knowledge.model import DIGEST_PATTERN, FORMAT, ID_PATTERN, MAX_ID, PLACE_PATTERN, SENTENCE_PATTERN, Entry
from knowledge.plain import Unfit

_EXAMPLES = {
    "also": "[when]",
    "aliases": '["…"]',
    "basis": "stated",
    "dates_basis": "stated",
    "delegations": "[{side: rok, …}]",
    "en": '"…"',
    "ends_on": '"2018-07-26"',
    "facts": "[{id: …, text: …, …}]",
    "format": str(FORMAT),
    "id": "kidd-14-place",
    "kind": "who",
    "lead": "the id of a person",
    "meeting": "the id of a meeting",
    "name": '{en: "…"}',
    "nearest": "[the id of a fact]",
    "office": '{en: "…"}',
    "paragraph": "1",
    "publisher": '{en: "…"}',
    "questions": '{en: ["…"]}',
    "releases": "[kidd-14]",
    "roles": "[{meeting: kidd-14, …}]",
    "said_by": "both",
    "sentences": '[{id: s01, paragraph: 1, sha256: "…"}]',
    "sessions": "[{id: …, name: …, sources: …}]",
    "sha256": '"…" as the verify command prints it',
    "side": "rok",
    "sources": '["kidd-14#s02"]',
    "starts_on": '"2018-07-25"',
    "text": '{en: "…"}',
    "title": '{en: "…"}',
    "topics": "[kidd]",
}
"""A value that would do, by key."""

_PATTERNS = {
    ID_PATTERN: ("is no id", "write small letters and digits, parted by single hyphens or dots"),
    PLACE_PATTERN: ("is no place in a release", 'write a release, # and a sentence, such as "kidd-14#s02"'),
    SENTENCE_PATTERN: ("is no id of a sentence", "write s01, s02 and so on, or h1 for a heading"),
    DIGEST_PATTERN: ("is no SHA-256", "write its 64 digits, 0-9 and small a-f"),
}

Words = tuple[str, str]
"""What is wrong, what would be right."""


@dataclass(frozen=True, slots=True)
class _Fault:
    """One complaint of pydantic with what is known about its node.

    Attributes:
        key: the innermost key on the way to the node.
        value: what the file has there.
        limits: the figures of the rule that was broken.
        annotation: the type that the schema wants.
    """

    key: str
    value: Node
    limits: Mapping[str, Any]
    annotation: object
    nearest: Nearest


def find_schema_faults(
    error: ValidationError, entry_type: type[Entry], raw: Node, path: Path, nearest: Nearest
) -> Iterator[Finding]:
    """Yield one finding for each node of *raw* that *error* complains about; *path* leads to *raw*."""
    seen: set[Target] = set()
    for details in error.errors(include_url=False):
        # The steps of a union ("said_by", "literal[…]") name pydantic's branches: only steps of the file count.
        inside, value = _follow(details["loc"], raw)
        keys = [step for step in (*path, *inside) if isinstance(step, str)]
        entry, annotation = _schema_at(entry_type, inside)
        fault = _Fault(keys[-1] if keys else "", value, details.get("ctx", {}), annotation, nearest)
        words: Words | None
        if details["type"] == "missing":
            lacking = str(details["loc"][-1])
            target = Target((*path, *inside, lacking))
            words = "is missing", f"add {lacking}: {_EXAMPLES.get(lacking, '…')}"
        elif details["type"] == "extra_forbidden":
            target = Target((*path, *inside), is_key=True)
            words = "is an unknown key", _advise_key(fault.key, entry, nearest)
        else:
            target = Target((*path, *inside))
            words = _DESCRIBERS.get(details["type"], _describe_other)(fault)
        if words and target not in seen:
            seen.add(target)
            yield Finding(target, *words)
            yield from (Finding(target, *more) for more in _more_faults(fault))
    if not seen and path:
        # Whatever pydantic complains about, a faulty entry never passes for one that is not there.
        yield Finding(Target(path), "does not fit here", "compare it with its neighbours")


def _follow(steps: Sequence[str | int], raw: Node) -> tuple[Path, Node]:
    """Return as much of *steps* as *raw* has, and what stands there."""
    path: list[str | int] = []
    for step in steps:
        if isinstance(raw, dict) and isinstance(step, str) and step in raw:
            raw = raw[step]  # a key
        elif isinstance(raw, list) and isinstance(step, int) and step < len(raw):
            raw = raw[step]  # a position
        else:
            break
        path.append(step)
    return tuple(path), raw


def _schema_at(entry_type: type[Entry], path: Path) -> tuple[type[Entry], object]:
    """Return the entry type around the node at *path*, and the type wanted for the node."""
    annotation: object = entry_type
    around = entry_type
    for step in path:
        if isinstance(step, str):
            around = next(_parts(annotation, Entry), around)
            annotation = around.model_fields[step].annotation if step in around.model_fields else object
    return around, annotation


_Part = TypeVar("_Part")


def _parts(annotation: object, kind: type[_Part]) -> Iterator[type[_Part]]:
    """Yield each subclass of *kind* that *annotation* is made of."""
    if isinstance(annotation, type) and issubclass(annotation, kind):
        yield annotation
    for inner in get_args(annotation):
        yield from _parts(inner, kind)


def _quote(value: Node) -> str:
    return f'"{show(value)}"' if isinstance(value, str) else _name_type(value)


def _name_type(value: Node) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"the number {value}"
    if isinstance(value, list):
        return "a list"
    return "a mapping" if isinstance(value, dict) else "a text" if isinstance(value, str) else "nothing"


def _advise_key(key: str, entry: type[Entry], nearest: Nearest) -> str:
    close = nearest.pick(key, entry.model_fields)
    return f"write {close}" if close else f"the keys here are {', '.join(entry.model_fields)}"


def _example(key: str) -> str:
    return f"write {key}: {_EXAMPLES[key]}" if key in _EXAMPLES else "compare it with its neighbours"


def _describe_text_type(fault: _Fault) -> Words:
    value = fault.value
    if isinstance(value, bool):
        return f"is read by YAML as {_name_type(value)}", f'put it in quotes: "{_name_type(value)}"'
    if isinstance(value, int):
        return f"is read by YAML as the number {value}", f'put it in quotes: "{value}"'
    return f"is {_name_type(value)} where a text belongs", _example(fault.key)


def _describe_pattern(fault: _Fault) -> Words:
    wrong, right = _PATTERNS.get(
        str(fault.limits.get("pattern")), ("does not have the right form", _example(fault.key))
    )
    if fault.limits.get("pattern") == ID_PATTERN:
        folded = unicodedata.normalize("NFKC", str(fault.value)[:MAX_ID]).casefold()
        mended = re.sub(r"[^a-z0-9.]+", "-", folded).strip("-.")
        if re.fullmatch(ID_PATTERN, mended):
            right += f": {mended}"
    return f"{_quote(fault.value)} {wrong}", right


def _describe_choice(fault: _Fault) -> Words:
    choices = [str(member.value) for enum in _parts(fault.annotation, Enum) for member in enum]
    close = fault.nearest.pick(fault.value, choices) if isinstance(fault.value, str) else None
    right = f"write {close}" if close else f"write one of {', '.join(choices)}"
    return f"{_quote(fault.value)} is no word for {fault.key}", right


def _describe_speaker(fault: _Fault) -> Words:
    return f"{_quote(fault.value)} is no speaker", "write both, rok, us, officials, release or the id of a person"


def _describe_mapping_type(fault: _Fault) -> Words:
    return f"is {_name_type(fault.value)} where a mapping belongs", _example(fault.key)


def _describe_list_type(fault: _Fault) -> Words:
    wrong = f"is {_name_type(fault.value)} where a list belongs"
    if isinstance(fault.value, str):
        return wrong, f"put it in brackets: [{_quote(fault.value)}]"
    return wrong, _example(fault.key)


def _describe_short_list(fault: _Fault) -> Words | None:
    if not isinstance(fault.value, list) or len(fault.value) >= fault.limits["min_length"]:
        return None  # its items are at fault, and each of them is named
    if fault.key in {"facts", "releases"}:
        return "is an empty list, which would take away every answer", "write at least one item"
    return "is an empty list", "write at least one item"


def _describe_long_list(fault: _Fault) -> Words:
    count = len(fault.value) if isinstance(fault.value, list) else 0
    return f"has {count:,} items", f"write at most {fault.limits['max_length']}"


def _describe_long_text(fault: _Fault) -> Words:
    return f"has {len(str(fault.value)):,} characters", f"write at most {fault.limits['max_length']}"


def _describe_int_type(fault: _Fault) -> Words:
    if isinstance(fault.value, str) and re.fullmatch(r"[0-9]{1,9}", fault.value):
        return "is a text where a number belongs", f"write {int(fault.value)} without quotes"
    return f"is {_name_type(fault.value)} where a number belongs", "write a whole number without quotes"


def _describe_range(fault: _Fault) -> Words:
    if fault.key == "format":
        return f"is format {fault.value}, which this program does not read", f"write format: {FORMAT}"
    least, most = fault.limits.get("ge"), fault.limits.get("le")
    return f"is {fault.value}", f"write at least {least}" if least is not None else f"write at most {most}"


def _describe_value(fault: _Fault) -> Words:
    error = fault.limits.get("error")
    return error.faults[0] if isinstance(error, Unfit) else _describe_other(fault)


def _more_faults(fault: _Fault) -> Sequence[Words]:
    error = fault.limits.get("error")
    return error.faults[1:] if isinstance(error, Unfit) else ()


def _describe_other(fault: _Fault) -> Words:
    return f"{_quote(fault.value)} does not fit here", _example(fault.key)


_DESCRIBERS: Mapping[str, Callable[[_Fault], Words | None]] = {
    "bool_type": lambda fault: (
        f"is {_name_type(fault.value)} where yes or no belongs",
        "write true or false without quotes",
    ),
    "enum": _describe_choice,
    "greater_than_equal": _describe_range,
    "int_type": _describe_int_type,
    "less_than_equal": _describe_range,
    "literal_error": _describe_speaker,
    "model_type": _describe_mapping_type,
    "string_pattern_mismatch": _describe_pattern,
    "string_too_long": _describe_long_text,
    "string_too_short": lambda _: ("is an empty text", "write it, or leave the key out"),
    "string_type": _describe_text_type,
    "string_unicode": lambda _: ("has half of a surrogate pair", "write the whole character"),
    "too_long": _describe_long_list,
    "too_short": _describe_short_list,
    "tuple_type": _describe_list_type,
    "value_error": _describe_value,
}
"""By pydantic's error type (https://docs.pydantic.dev/latest/errors/validation_errors/); a test visits every one."""
