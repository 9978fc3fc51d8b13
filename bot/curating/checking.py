"""What there is to say about a change before it is made: everything that is in its way, and everything it would do."""

import asyncio
import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from bot.curating.clauses import said_in
from bot.curating.draft import Deed, Draft
from bot.curating.forms import unread
from bot.curating.history import revision_line
from bot.curating.preview import MOST_OFFERED, Between, Checked, Offer, Problem
from bot.curating.reading import Fault, Reading
from bot.curating.sections import SECTIONS, ordered
from bot.errors import FileNotWritten
from bot.ingest.intake import same_release
from bot.ingest.texts import KeptTexts
from bot.quiet import turns_short
from bot.revising.errors import FileBroken, NothingChanges, OverlayFull
from bot.revising.scope import SHARED, scope_of
from bot.services import Services
from knowledge.editing.change import Change, EditRefused, Overtaken, SectionName
from knowledge.editing.ids import make_id
from knowledge.errors import FactFileError
from knowledge.errors import Problem as FileProblem
from knowledge.model import FactBook
from knowledge.reviewing.nearest import nearest_sentences

_PATH = re.compile(r"(?P<section>[a-z]+)\[(?P<index>[0-9]+)\](?:\.(?P<rest>.*))?")
_MOST_RELEASES = 200
"""Releases whose texts are looked through for a sentence."""
_NO_SUCH = re.compile(r"there is no [a-z ]+ \"?(?P<id>[^\s\"]+)\"?")
_STEP = re.compile(r"([a-z_]+)|\[([0-9]+)\]")
_FAULT = ("wrong", "right")
_SAME_IDS: Mapping[SectionName, tuple[SectionName, ...]] = {
    "facts": ("facts", "gaps"),
    "gaps": ("facts", "gaps"),
    "terms": ("terms", "people"),
    "people": ("terms", "people"),
}
"""Sections whose entries may not have one id: they are named in the same places."""


class Checker:
    """Looks at drafts. Holds nothing of them."""

    def __init__(self, services: Services) -> None:
        """Look at them by the facts of *services*."""
        self._services = services

    async def check(self, draft: Draft, guild_id: int, reading: Reading) -> Checked:  # noqa: PLR0911 - one a reason
        """Return *draft*, completed, with what was found; `Checked.draft` is the one to keep.

        Raises:
            StorageError: the database does not answer.
        """
        draft, problems = mend(draft, reading)
        if problems:
            offers = await self._offers(draft, guild_id, reading) if _lacks_sources(draft) else ()
            return Checked(draft, (*problems, *await self._others(draft, problems, guild_id, reading)), offers)
        draft = complete(draft, reading.book)
        if all(change.before == change.after for change in draft.changes):
            return Checked(draft, is_same=True)
        waits = bool(await self._services.gate.choice(guild_id, "review_required"))
        scope = scope_of(guild_id, self._services.settings)
        try:
            prepared = await self._services.keeper.prepare(scope, draft.changes)
            inspection = await self._services.keeper.look_at(prepared)
        except Overtaken as overtaken:
            return Checked(draft, between=await self.between(draft, overtaken, guild_id, reading))
        except FactFileError as error:
            told = tuple(_told(problem, draft, scope, reading) for problem in error.problems[:20])
            return Checked(draft, told)
        except NothingChanges:
            return Checked(draft, is_same=True)
        except OverlayFull as full:
            wrong = reading.say(f"fault.full.{full.what}", most=full.most)
            return Checked(draft, (Problem(reading.say("where.file"), Fault(wrong, reading.say("fault.full.right"))),))
        except EditRefused as refused:
            return Checked(
                draft, (Problem(reading.say("where.file"), Fault(refused.why, reading.say("fault.layout.right"))),)
            )
        except FileBroken as broken:
            fault = Fault(broken.in_file, reading.say("fault.broken.right"))
            return Checked(draft, (Problem(reading.say("where.file"), fault),), can_retry=True)
        draft = replace(draft, seen=tuple(moved.question for moved in inspection.lost))
        return Checked(draft, inspection=inspection, waits=waits, book=prepared.after.book)

    async def _others(
        self, draft: Draft, known: Sequence[Problem], guild_id: int, reading: Reading
    ) -> tuple[Problem, ...]:
        """Return what else is wrong with a draft where something is missing or cannot be read: all is told at once."""
        named = any(draft.fields.get(key) for key in ("text", "name", "title"))
        if draft.several or draft.is_removal or not named:
            return ()
        scope = scope_of(guild_id, self._services.settings)
        try:
            await self._services.keeper.prepare(scope, complete(draft, reading.book).changes)
        except FactFileError as error:
            told = (_told(problem, draft, scope, reading) for problem in error.problems[:20])
            return tuple(each for each in told if not any(each.where.startswith(one.where) for one in known))
        except (EditRefused, Overtaken, NothingChanges, FileBroken):
            pass  # told once the fields are in order
        return ()

    async def between(self, draft: Draft, overtaken: Overtaken, guild_id: int, reading: Reading) -> Between:
        """Return what came between *draft* and the entry as it is now, with who did it."""
        change = overtaken.change
        scope = scope_of(guild_id, self._services.settings)
        since = await self._services.database.revisions.since(scope, draft.revision)
        ids = {change.id, str((change.after or {}).get("id", change.id))}
        theirs = [
            each for each in since if any(one.section == change.section and one.id in ids for one in each.changes)
        ]
        members = await self._services.database.actors.members(each.author for each in theirs)
        by = tuple(revision_line(each, members, reading) for each in reversed(theirs))
        if change.before is None and overtaken.now is None:
            return Between(change, change, by)
        return Between(change, Change(change.section, change.id, change.before, overtaken.now), by)

    async def _offers(self, draft: Draft, guild_id: int, reading: Reading) -> tuple[Offer, ...]:
        fields = draft.fields
        claim = str((fields.get("text") or fields.get("name") or {}).get("en") or "")
        if not claim:
            return ()
        settings = self._services.settings
        texts = KeptTexts(settings.data_dir)
        return await asyncio.to_thread(_nearest, claim, reading.book, texts, scope_of(guild_id, settings))


def _nearest(claim: str, book: FactBook, texts: KeptTexts, scope: int) -> tuple[Offer, ...]:
    """Return the sentences that come nearest to *claim*, by the texts that are held and by the facts. Blocks."""
    held: dict[str, str] = {}
    with turns_short():
        for release in islice(book.releases.values(), _MOST_RELEASES):
            path = texts.path_for(scope, release)
            if path is not None:
                with contextlib.suppress(OSError, UnicodeDecodeError):
                    held[release.id] = path.read_text(encoding="utf-8")
        near = nearest_sentences(claim, held, book, MOST_OFFERED)
    return tuple(Offer(each.place, each.why) for each in near)


def unwritten(draft: Draft, cause: FileNotWritten, reading: Reading) -> Checked:
    """Return *draft* as one that nothing was wrong with, but the fact file cannot be replaced."""
    fault = Fault(reading.say(f"fault.unwritten.{cause.reason}"), reading.say("fault.unwritten.right"))
    return Checked(draft, (Problem(reading.say("where.file"), fault),), can_retry=True)


def mend(draft: Draft, reading: Reading) -> tuple[Draft, list[Problem]]:
    """Return *draft* with everything read that can be, and what is wrong with its fields or missing."""
    draft, faults = unread(draft, reading)
    problems = [Problem(reading.say(f"field.{field.key}.label"), fault) for field, fault in faults]
    if not draft.several and not draft.is_removal:
        problems += _missing(draft, {field.key for field, _ in faults}, reading)
        problems += _known_release(draft, reading)
    return draft, problems


def _known_release(draft: Draft, reading: Reading) -> Iterator[Problem]:
    """Yield that a new release is in the facts already under another id: two may have added it at the same time."""
    if draft.section != "releases" or draft.before is not None:
        return
    digests = {str(each.get("sha256")) for each in draft.fields.get("sentences") or ()}
    known = same_release(digests, reading.book)
    if known is not None and known != draft.entry_id:
        wrong, right = (reading.wording(f"ingest.known.{key}", reading.language, release=known) for key in _FAULT)
        yield Problem(reading.say("where.file"), Fault(wrong, right))


def complete(draft: Draft, book: FactBook) -> Draft:
    """Return *draft* with what can be worked out: the id of a new entry, the releases of a meeting."""
    if draft.several or draft.is_removal:
        return draft
    fields = dict(draft.fields)
    if draft.section == "meetings" and not fields.get("releases") and fields.get("sources"):
        fields["releases"] = list(dict.fromkeys(place.partition("#")[0] for place in fields["sources"]))
    draft = replace(draft, fields=ordered(draft.section, fields))
    if draft.before is not None or draft.deed not in {Deed.ADD, Deed.SUPERSEDE}:
        return draft
    taken = frozenset(ident for name in _SAME_IDS.get(draft.section, (draft.section,)) for ident in getattr(book, name))
    if draft.entry_id and (draft.entry_id not in taken or draft.section == "releases"):
        # The text of a release is kept under its id, so it is never given another one; that it is taken is told.
        return draft
    named = draft.with_id(make_id(draft.section, {**fields}, taken))
    return replace(named, fields=ordered(draft.section, named.fields))


def _missing(draft: Draft, faulty: set[str], reading: Reading) -> Iterator[Problem]:
    section = SECTIONS[draft.section]
    named: set[str] = set()
    for key in section.required:
        field = section.field_at((key,))
        if draft.fields.get(key) or field is None or field.key in faulty | named:
            continue
        if draft.section == "meetings" and key == "releases" and draft.fields.get("sources"):
            continue
        named.add(field.key)
        label = reading.say(f"field.{field.key}.label")
        what = "no_sources" if key == "sources" and draft.section == "facts" else "missing"
        yield Problem(label, reading.fault(what, what=label))


def _lacks_sources(draft: Draft) -> bool:
    return SECTIONS[draft.section].sources and not draft.fields.get("sources") and "sources" not in draft.typed


def _told(problem: FileProblem, draft: Draft, scope: int, reading: Reading) -> Problem:
    """Return a problem of the file as one of the form, where it is about the entry of *draft*."""
    missing = _NO_SUCH.fullmatch(problem.wrong)
    if missing is not None and any(change.after is None and change.id == missing["id"] for change in draft.changes):
        # Another one that is spelt alike is nothing to propose for what is being taken out.
        return Problem(_where(problem, draft, scope, reading), reading.fault("taken_out", id=missing["id"]))
    wrong, right = (
        said_in(reading.language, reading.wording, each, in_form=True) for each in (problem.wrong, problem.right)
    )
    return Problem(_where(problem, draft, scope, reading), Fault(wrong, right))


def _where(problem: FileProblem, draft: Draft, scope: int, reading: Reading) -> str:
    found = _PATH.fullmatch(problem.path)
    if found is None or found["section"] not in SECTIONS:
        return problem.path or reading.say("where.file")
    name: Any = found["section"]
    ident = _ident_at(name, int(found["index"]), draft, reading.book)
    label = _label_at(name, found["rest"] or "", draft, reading)
    if name == draft.section and label and (scope != SHARED or ident in {draft.entry_id, None}):
        return label
    what = reading.say(f"section.{name}.one")
    if scope != SHARED or ident is None:
        return f"{what}: {label}" if label else what
    return reading.say("where.entry", what=what, id=ident, key=label) if label else f"{what} {ident}"


def _label_at(name: SectionName, path: str, draft: Draft, reading: Reading) -> str:
    """Return what the forms call what stands at *path* of an entry, such as ``questions.en[0]``; empty for no field."""
    steps = [key or int(number) for key, number in _STEP.findall(path)]
    keys = tuple(step for step in steps if isinstance(step, str))
    field = SECTIONS[name].field_at(keys)
    key = field.key if field is not None else keys[0] if keys else ""
    if key == "retired" and draft.deed is Deed.RETIRE:
        key = "retire"  # what the form of retiring asks for
    if not reading.wording.has(f"keeping.field.{key}.label"):
        return ""
    label = reading.say(f"field.{key}.label")
    number = next((step for step in steps if isinstance(step, int)), None)
    return label if number is None else reading.say("where.number", field=label, number=number + 1)


def _ident_at(section: SectionName, index: int, draft: Draft, book: FactBook) -> str | None:
    """Return the id of an entry of the file as it would be: changed ones stay where they are, new ones come last."""
    changes = {change.id: change for change in draft.changes if change.section == section}
    idents = [ident for ident in getattr(book, section) if ident not in changes or changes[ident].after is not None]
    idents += [ident for ident, change in changes.items() if change.before is None]
    return idents[index] if index < len(idents) else None
