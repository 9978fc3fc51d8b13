"""A change worked out and not made: the text it gives, what answers from that, and what it would do."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from bot.database import Revision
from bot.errors import SettingsError
from bot.factstore import FactStore, Snapshot
from bot.gateway.bounded import keep
from bot.goldensets import read_golden
from bot.quiet import turns_short
from bot.revising.errors import NothingChanges, OverlayFull
from bot.revising.overlays import Overlays
from bot.revising.scope import SHARED
from bot.revising.shared import Shared
from bot.revising.texts import difference
from knowledge.editing.change import Change
from knowledge.editing.edit import edit
from knowledge.editing.overlay import lay_over, overlay_changes, read_overlay
from knowledge.evaluation.golden import Case, cases_about
from knowledge.factfile.filetext import decode_fact_file, digest_of
from knowledge.reviewing.inspection import Decisions, Inspection, inspect

MOST_OVERLAY_BYTES: Final = 512 * 1024
"""Bytes of a guild's own facts. Every guild that adds the bot may keep some, in a database that all of them share."""
MOST_OVERLAY_ENTRIES: Final = 500
"""Entries of them: as many as a file of the size that ships, several times over, and read in well under a second."""
READY: Final = 2
"""Changes whose snapshots stay at hand: who publishes what they looked at waits a third of the time."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a change begins from.

    Attributes:
        head: the newest revision; None for an overlay that is still empty.
        text: of the scope: of the fact file, or of the overlay alone.
        under: the shared facts, where the scope is an overlay; else the same as *text*.
        snapshot: what the members concerned are answered from.
    """

    scope: int
    head: Revision | None
    text: bytes
    under: bytes
    snapshot: Snapshot

    def whole(self, text: bytes) -> bytes:
        """Return what is answered from once the scope has *text*; blocks.

        Raises:
            FactFileError, EditRefused: nothing, as the two do not go together.
        """
        if self.scope == SHARED:
            return text
        return lay_over(decode_fact_file(self.under), decode_fact_file(text)).encode()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A change worked out and not made.

    Attributes:
        ground: what it begins from; `ground.text` is the text before.
        text: the text of the scope after it.
        after: what would be answered from.
        changes: the entries that differ, as members see them.
    """

    ground: Ground
    text: bytes
    after: Snapshot
    changes: tuple[Change, ...]


Make = Callable[[Ground], tuple[bytes, tuple[Change, ...]]]
"""From what there is to the text after a change, and what that changes as members see it; blocks."""


def make_edit(changes: Sequence[Change]) -> Make:
    """Return what makes *changes*, which raises Overtaken and EditRefused, and FactFileError for an overlay."""

    def make(ground: Ground) -> tuple[bytes, tuple[Change, ...]]:
        text = decode_fact_file(ground.text)
        wanted: Sequence[Change] = changes
        if ground.scope != SHARED:
            wanted = overlay_changes(decode_fact_file(ground.under), text, changes)
        return edit(text, wanted).encode(), tuple(changes)

    return make


def make_whole(text: bytes) -> Make:
    """Return what puts *text* in place of all there is; raises FactFileError."""

    def make(_: Ground) -> tuple[bytes, tuple[Change, ...]]:
        decode_fact_file(text)
        return text, ()

    return make


class Drafting:
    """Works changes out."""

    def __init__(self, store: FactStore, shared: Shared, overlays: Overlays, golden_path: Path) -> None:
        """Work on what these have; the questions of *golden_path* are asked before and after."""
        self._store = store
        self._shared = shared
        self._overlays = overlays
        self._golden_path = golden_path
        self._golden: tuple[Case, ...] | None = None
        self._decisions = Decisions()
        self._ready: OrderedDict[str, Snapshot] = OrderedDict()

    async def ground(self, scope: int) -> Ground:
        """Return what a change of *scope* begins from, as this process knows it.

        Raises:
            StorageError: the database does not answer.
        """
        if scope == SHARED:
            text = self._shared.text
            return Ground(SHARED, self._shared.head, text, text, self._store.current)
        laid = await self._overlays.ready(scope)
        return Ground(scope, laid.head, laid.text, self._shared.text, laid.snapshot)

    async def prepare(self, ground: Ground, make: Make) -> Prepared:
        """Work out what *make* makes of *ground*.

        Raises:
            Overtaken, EditRefused: the change cannot be made.
            OverlayFull: it would be more than a guild may keep.
            FactFileError: what it gives is no valid fact file; places are those of its text.
            NothingChanges: the text would be the same.
        """

        def work() -> tuple[bytes, bytes, tuple[Change, ...]]:
            with turns_short():
                text, changes = make(ground)
                if text == ground.text:
                    raise NothingChanges
                if ground.scope != SHARED:
                    _check_room(ground.text, text)
                return text, ground.whole(text), changes

        text, whole, changes = await asyncio.to_thread(work)
        digest = digest_of(whole)
        after = self._ready.get(digest) or await self._store.prepare(whole, ground.snapshot)
        keep(self._ready, digest, after, READY)
        if not changes:
            before = await asyncio.to_thread(ground.whole, ground.text)
            changes = await asyncio.to_thread(difference, before, whole)
        return Prepared(ground, text, after, changes)

    async def inspect(self, prepared: Prepared) -> Inspection:
        """Tell what *prepared* would do."""
        return await asyncio.to_thread(self._inspect, prepared)

    def _inspect(self, prepared: Prepared) -> Inspection:
        before, after = prepared.ground.snapshot, prepared.after
        with turns_short():
            golden = cases_about(before.book, self._read_golden())
            return inspect(before.answerer, after.answerer, prepared.changes, golden, self._decisions)

    def _read_golden(self) -> tuple[Case, ...]:
        """Return the labelled questions, read at the first look: sets that cannot be read are logged and left out.

        They must not keep anybody from changing anything.
        """
        if self._golden is None:
            try:
                self._golden = read_golden(self._golden_path)
            except SettingsError as refused:
                structlog.get_logger(__name__).warning("golden_sets_left_out", cause=str(refused))
                self._golden = ()
        return self._golden


def _check_room(before: bytes, after: bytes) -> None:
    """Refuse an overlay that grows beyond what a guild may keep; one that is beyond it already may shrink.

    Raises:
        OverlayFull: so it is.
        FactFileError: *after* is not written as an overlay is.
    """
    if len(after) > max(MOST_OVERLAY_BYTES, len(before)):
        raise OverlayFull("kib", MOST_OVERLAY_BYTES // 1024)
    count = _entries_in(after)
    if count > MOST_OVERLAY_ENTRIES and count > _entries_in(before):
        raise OverlayFull("entries", MOST_OVERLAY_ENTRIES)


def _entries_in(overlay: bytes) -> int:
    return sum(map(len, read_overlay(decode_fact_file(overlay)).values()))
