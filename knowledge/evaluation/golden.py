"""Golden sets: labelled questions as people keep them in YAML, and the floors that they are held to.

A set has any of three sections: ``questions`` (with `facts` where the releases answer, with a `type` where they do
not), ``conversations`` (whose last turn is asked) and ``lines`` (said in a channel that is read). docs/CURATING.md
tells the form to people. Every problem is found at once, with its line.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.errors import FactFileSyntaxError, GoldenSetError, Problem
from knowledge.factfile.filetext import decode_fact_file
from knowledge.factfile.nearest import Nearest
from knowledge.factfile.places import Finding, Target, to_problems
from knowledge.factfile.show import show
from knowledge.factfile.yamltree import Node, Tree, read_tree
from knowledge.model import FactBook

ALL: Final = "all"
"""The name under which the kinds of a group are counted together."""
FOLLOW_UP: Final = "follow-up"
ASKED: Final = "asked"
NOT_ASKED: Final = "not-asked"

_Typed = Annotated[str, Field(min_length=1, max_length=4000)]
_Kind = Annotated[str, Field(pattern=r"^[a-z]+(?:-[a-z]+)*$", max_length=40)]
_Facts = Annotated[tuple[str, ...], Field(min_length=1, max_length=40)]


class Group(StrEnum):
    """What a question is asked for; each group has a table of its own."""

    ANSWERABLE = "answerable"
    """The releases answer it."""
    FOLLOW_UP = "follow-up"
    """They answer it, and it leans on what was asked before."""
    UNANSWERABLE = "unanswerable"
    """They do not."""
    OVERHEARD = "overheard"
    """Nobody asked the bot; it may speak, or had better not."""


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    why: str = ""


class _Answerable(_Row):
    q: _Typed
    facts: _Facts
    style: _Kind


class _Unanswerable(_Row):
    q: _Typed
    type: _Kind
    right: Annotated[str, Field(min_length=1, max_length=400)] | None = None


class _Conversation(_Row):
    turns: Annotated[tuple[_Typed, ...], Field(min_length=2, max_length=8)]
    facts: _Facts


class _Overheard(_Row):
    text: _Typed
    reply: Annotated[bool, Field(strict=True)]


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled question.

    Attributes:
        line: where it stands in its file.
        turns: what is typed; the last one is what counts, the others come before it.
        kind: its style or type; FOLLOW_UP; of what is overheard ASKED or NOT_ASKED.
        facts: ids of the facts any of which answers it; at least one where the releases answer.
        right: pattern of a text that corrects its false premise; None where none is known.
    """

    line: int
    group: Group
    kind: str
    turns: tuple[str, ...]
    facts: tuple[str, ...] = ()
    right: re.Pattern[str] | None = None


_SECTIONS: Mapping[str, str] = {
    "questions": '[{q: "…", facts: [ID], style: plain}]',
    "conversations": '[{turns: ["…", "…"], facts: [ID]}]',
    "lines": '[{text: "…", reply: true}]',
}
"""Each section with what one of its entries looks like."""
_FORM = " or ".join(f"{name}: {example}" for name, example in _SECTIONS.items())


def read_golden_set(data: bytes, book: FactBook | None) -> tuple[Case, ...]:
    """Read a golden set whose facts are those of *book*, or of any (None); cases come in the order of the file.

    Raises:
        GoldenSetError: it is no such set, or names a fact that *book* may not give; `problems` has all that is wrong.
    """
    tree = _tree_of(data, _FORM)
    found: list[Finding] = []
    cases: list[Case] = []
    nearest = Nearest()
    givable = {fact.id for fact in book.current_facts} if book is not None else set()
    asked: dict[str, Target] = {}
    for section, rows in _sections(tree.data, found):
        for position, raw in enumerate(rows):
            path = (section, position)
            row = _read_row(section, raw, path, found)
            if row is None:
                continue
            if book is not None:
                found.extend(_unknown_facts(row, path, givable, book, nearest))
            marks = tree.places.entries.get(section, [])
            line = marks[position].line + 1 if position < len(marks) else 1
            case = _case_of(row, line, path, found)
            words = "\n".join(case.turns).casefold()
            if words in asked:
                found.append(Finding(Target(path), "is asked again", "keep one of the two", asked[words]))
            asked.setdefault(words, Target(path))
            cases.append(case)
    if not found and not cases and not tree.problems:
        found.append(Finding(Target(()), "the file asks nothing", f"write {_FORM}"))
    _refuse(tree, found)
    return tuple(cases)


def cases_about(book: FactBook, cases: Iterable[Case]) -> tuple[Case, ...]:
    """Return those of *cases* that can be held against *book*, in their order.

    A case whose facts it does not know is left out. Where it knows none of the facts that any case names, the cases
    are about something else, and all are left out: what is no question for the one book may be one for the other.
    """
    kept = [case for case in cases if not case.facts or any(ident in book.facts for ident in case.facts)]
    return tuple(kept) if any(case.facts for case in kept) else ()


_Share = Annotated[float, Field(ge=0, le=1)]
_Shares = Mapping[_Kind, _Share]


class Floors(BaseModel):
    """What a golden set is held to: least and greatest shares, 0-1, by kind.

    ``all`` is every style together, or every type; ``follow-up`` is apart from both.

    Attributes:
        min_right: of questions that the releases answer, those answered right.
        max_wrong: of the same, those answered with wrong facts only.
        max_false: of the other questions, those that get a fact for an answer; a correction is none.
        min_corrected: of corrections whose right words are known, those that show them.
        min_spoken: of what is overheard, answered; meant for ``asked``.
        max_spoken: the same; meant for ``not-asked``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    min_right: _Shares = {}
    max_wrong: _Shares = {}
    max_false: _Shares = {}
    min_corrected: _Shares = {}
    min_spoken: _Shares = {}
    max_spoken: _Shares = {}


def read_floors(data: bytes) -> Floors:
    """Read floors; a share is written as a text, such as ``"0.85"``, like every figure that YAML might misread.

    Raises:
        GoldenSetError: they are none; `problems` has all that is wrong.
    """
    form = 'max_wrong: {all: "0.02"}'
    tree = _tree_of(data, form)
    found: list[Finding] = []
    floors = None
    if not isinstance(tree.data, dict):
        found.append(Finding(Target(()), "the file is no mapping", f"write {form}"))
    else:
        try:
            floors = Floors.model_validate(tree.data)
        except ValidationError as error:
            for details in error.errors(include_url=False):
                path = tuple(step for step in details["loc"] if step != "[key]")
                found.append(_floor_finding(details["type"], path, form))
    _refuse(tree, found)
    assert floors is not None  # noqa: S101 - whatever made none of it was refused
    return floors


def _floor_finding(kind: str, path: tuple[str | int, ...], form: str) -> Finding:
    if kind == "extra_forbidden":
        return Finding(Target(path, is_key=True), "is an unknown key", f"write one of {', '.join(Floors.model_fields)}")
    wrong = "is no share" if len(path) > 1 else "does not fit here"
    return Finding(Target(path), wrong, f"write a share from 0 to 1 for each kind, such as {form}")


def _tree_of(data: bytes, form: str) -> Tree:
    try:
        text = decode_fact_file(data)
    except FactFileSyntaxError as refused:
        raise GoldenSetError(refused.problems) from refused
    tree = read_tree(text)
    # The reader speaks of fact files where it says what would be right.
    tree.problems[:] = [
        replace(each, right=f"write {form}") if each.wrong == "the file is empty" else each for each in tree.problems
    ]
    if not tree.is_whole:
        raise GoldenSetError(tuple(tree.problems))
    return tree


def _refuse(tree: Tree, found: list[Finding]) -> None:
    """Raise what is wrong with the YAML and with what it says, if anything is."""
    problems: list[Problem] = sorted({*tree.problems, *to_problems(found, tree.places)})
    if problems:
        raise GoldenSetError(tuple(problems))


def _sections(data: Node, found: list[Finding]) -> Iterator[tuple[str, list[Node]]]:
    if not isinstance(data, dict):
        found.append(Finding(Target(()), "the file is no mapping", f"write {_FORM}"))
        return
    for section, rows in data.items():
        if section not in _SECTIONS:
            right = f"the keys here are {', '.join(_SECTIONS)}"
            found.append(Finding(Target((section,), is_key=True), "is an unknown key", right))
        elif not isinstance(rows, list):
            found.append(Finding(Target((section,)), "is no list", f"write {_SECTIONS[section]}"))
        else:
            yield section, rows


def _read_row(section: str, raw: Node, path: tuple[str, int], found: list[Finding]) -> _Row | None:
    """Return the entry at *path*, or None and what is wrong with it in *found*."""
    if not isinstance(raw, dict):
        found.append(Finding(Target(path), "is no mapping", f"write {_SECTIONS[section][1:-1]}"))
        return None
    if section == "questions" and ("facts" in raw) is ("type" in raw):
        wrong = "has both facts and a type" if "facts" in raw else "has neither facts nor a type"
        right = "write facts and style where the releases answer it, type where they do not"
        found.append(Finding(Target(path), wrong, right))
        return None
    row_type: type[_Row] = {
        "questions": _Answerable if "facts" in raw else _Unanswerable,
        "conversations": _Conversation,
        "lines": _Overheard,
    }[section]
    try:
        return row_type.model_validate(raw)
    except ValidationError as error:
        found.extend(_row_finding(details, row_type, path) for details in error.errors(include_url=False))
        return None


_RIGHT: Mapping[str, str] = {
    "q": 'write what is typed: q: "Who led it?"',
    "turns": 'write two turns or more: turns: ["Who led it?", "and when?"]',
    "facts": 'write ids of facts: facts: ["kidd-14.place"]',
    "style": "write a word in small letters, parted by hyphens, such as style: paraphrase",
    "type": "write a word in small letters, parted by hyphens, such as type: near-miss",
    "right": 'write a pattern that a right correction matches: right: "Seoul"',
    "text": 'write what is said: text: "who led it?"',
    "reply": "write reply: true or reply: false, without quotes",
    "why": 'write a text in quotes: why: "…"',
}
"""What would be right, by key."""


def _row_finding(details: Any, row_type: type[_Row], path: tuple[str, int]) -> Finding:
    inside: tuple[str | int, ...] = details["loc"]
    key = str(inside[0])
    whole = (*path, *inside)
    if details["type"] == "missing":
        return Finding(Target(whole), "is missing", _RIGHT[key])
    if details["type"] == "extra_forbidden":
        known = [name for name in row_type.model_fields if name != "why"]
        return Finding(Target(whole, is_key=True), "is an unknown key", f"the keys here are {', '.join(known)} and why")
    return Finding(Target(whole), "does not fit here", _RIGHT.get(key, "compare it with its neighbours"))


def _unknown_facts(
    row: _Row, path: tuple[str, int], givable: set[str], book: FactBook, nearest: Nearest
) -> Iterator[Finding]:
    if not isinstance(row, _Answerable | _Conversation):
        return
    for position, fact in enumerate(row.facts):
        if fact in givable:
            continue
        target = Target((*path, "facts", position))
        if fact in book.facts:
            yield Finding(target, f"{show(fact)} is retired or superseded", "name the fact that took its place")
        else:
            close = nearest.pick(fact, givable)
            right = f"write {close}" if close else "name a fact of the fact file that is asked"
            yield Finding(target, f"{show(fact)} is no fact", right)


def _case_of(row: _Row, line: int, path: tuple[str, int], found: list[Finding]) -> Case:
    match row:
        case _Answerable():
            return Case(line, Group.ANSWERABLE, row.style, (row.q,), row.facts)
        case _Conversation():
            return Case(line, Group.FOLLOW_UP, FOLLOW_UP, row.turns, row.facts)
        case _Overheard():
            return Case(line, Group.OVERHEARD, ASKED if row.reply else NOT_ASKED, (row.text,))
        case _Unanswerable():
            right = None
            try:
                right = re.compile(row.right, re.IGNORECASE) if row.right else None
            except re.error as fault:
                found.append(Finding(Target((*path, "right")), f"is no pattern ({fault.msg})", _RIGHT["right"]))
            return Case(line, Group.UNANSWERABLE, row.type, (row.q,), right=right)
    raise TypeError(f"a {type(row).__name__} is no entry of a golden set")
