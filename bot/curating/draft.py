"""A change that somebody has in hand, as it is kept in the database.

It outlives forms, restarts and other people's changes, because it holds what was shown when it began.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, TypeVar

from bot.quiet import turns_short
from knowledge.editing.change import SECTION_NAMES, Change, Fields, SectionName, dump_changes, load_changes

_MANY: Final = 20
"""Changes of a draft from which on it is written in a thread of its own; a thousand take a quarter of a second."""
_LONG: Final = 100_000
"""Characters of a draft from which on it is read in a thread of its own."""
_Given = TypeVar("_Given")
_Made = TypeVar("_Made")
VERSION: Final = 1
"""Of the form below; work of another version is refused."""


class Deed(StrEnum):
    """What somebody is about to do; also the action in the audit."""

    ADD = "add"
    EDIT = "edit"
    ALIAS = "alias"
    RETIRE = "retire"
    RESTORE = "restore"
    SUPERSEDE = "supersede"
    REVERT = "revert"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a change is about, as far as it has come. Immutable: each step makes another one.

    Attributes:
        deed: what is done, which the preview, the revision and the audit name.
        section: of the entry; of several changes that of the first.
        entry_id: id of the entry; empty for a new one until it gets one.
        before: the entry as it was shown when the change began; None for a new one.
        fields: the entry as it is to be; empty where it is taken out, or where `several` has the change.
        typed: what was typed into fields that could not be read, by the form's keys, so that it is not lost.
        several: a change of several entries, which no form shows: a revert or an import.
        beside: changes that go with that of the entry, such as the fact that is superseded by it.
        is_removal: whether the entry is taken out.
        reason: why; empty where nobody said.
        is_reason_own: whether the member wrote that themselves; else the bot did, or whoever asked for the change.
        revision: number of the newest revision when the change began or was put on top of another; 0 for none.
        published: number of the revision that it became; None before.
        proposal: number of the proposal that it takes up, if any.
        handed_on: number of the proposal that it became; None before.
        unanswered: number of the unanswered question that it answers, if any.
        seen: the questions whose answers would be lost, as the last preview had them.
        step: counts what was sent, so that a form that is older than the draft can be told.
    """

    deed: Deed
    section: SectionName
    entry_id: str = ""
    before: Fields | None = None
    fields: Fields = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    several: tuple[Change, ...] = ()
    beside: tuple[Change, ...] = ()
    is_removal: bool = False
    reason: str = ""
    is_reason_own: bool = False
    revision: int = 0
    published: int | None = None
    proposal: int | None = None
    unanswered: int | None = None
    seen: tuple[str, ...] = ()
    step: int = 0
    handed_on: int | None = None

    @property
    def changes(self) -> tuple[Change, ...]:
        """What is to be changed, all of it."""
        if self.several:
            return self.several
        after = None if self.is_removal else self.fields
        return (Change(self.section, self.entry_id, self.before, after), *self.beside)

    def with_id(self, entry_id: str) -> "Draft":
        """Return the draft with another id for its new entry, also where that is mentioned beside it."""
        old = self.entry_id
        beside = tuple(_renamed(change, old, entry_id) for change in self.beside)
        fields = {"id": entry_id, **{key: value for key, value in self.fields.items() if key != "id"}}
        return replace(self, entry_id=entry_id, fields=fields, beside=beside)


def _renamed(change: Change, old: str, new: str) -> Change:
    after = dict(change.after or {})
    if after.get("superseded_by") in {old, ""}:
        after["superseded_by"] = new
    elif "nearest" in after:
        after["nearest"] = [new if each in {old, ""} else each for each in after["nearest"]]
    return change if change.after is None else replace(change, after=after)


def dump_draft(draft: Draft) -> str:
    """Return *draft* as text that `load_draft` reads back exactly."""
    return json.dumps(
        {
            "v": VERSION,
            "deed": draft.deed,
            "section": draft.section,
            "entry": draft.entry_id,
            "before": draft.before,
            "fields": draft.fields,
            "typed": draft.typed,
            "several": dump_changes(draft.several),
            "beside": dump_changes(draft.beside),
            "removal": draft.is_removal,
            "reason": draft.reason,
            "own": draft.is_reason_own,
            "revision": draft.revision,
            "published": draft.published,
            "proposal": draft.proposal,
            "unanswered": draft.unanswered,
            "seen": draft.seen,
            "step": draft.step,
            "handed_on": draft.handed_on,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


async def dumped(draft: Draft) -> str:
    """Return what `dump_draft` makes of *draft*, and keep nobody waiting for a large one."""
    if len(draft.several) + len(draft.beside) < _MANY:
        return dump_draft(draft)
    return await asyncio.to_thread(_quietly, dump_draft, draft)


async def loaded(text: str) -> Draft:
    """Return what `load_draft` makes of *text*, and keep nobody waiting for a large one.

    Raises:
        ValueError: as `load_draft` does.
    """
    return load_draft(text) if len(text) < _LONG else await asyncio.to_thread(_quietly, load_draft, text)


def _quietly(make: Callable[[_Given], _Made], given: _Given) -> _Made:
    with turns_short():
        return make(given)


def load_draft(text: str) -> Draft:
    """Return the draft that `dump_draft` made *text* of.

    Raises:
        ValueError: *text* is no such text, or of a version this code does not read.
    """
    try:
        data: dict[str, Any] = json.loads(text)
        if data["v"] != VERSION or data["section"] not in SECTION_NAMES:
            raise ValueError("this change cannot be read")
        return Draft(
            deed=Deed(data["deed"]),
            section=data["section"],
            entry_id=data["entry"],
            before=data["before"],
            fields=data["fields"],
            typed=data["typed"],
            several=load_changes(data["several"]),
            beside=load_changes(data["beside"]),
            is_removal=data["removal"],
            reason=data["reason"],
            is_reason_own=data["own"],
            revision=data["revision"],
            published=data["published"],
            proposal=data["proposal"],
            unanswered=data["unanswered"],
            seen=tuple(data["seen"]),
            step=data["step"],
            handed_on=data["handed_on"],
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as cause:
        raise ValueError("this change cannot be read") from cause
