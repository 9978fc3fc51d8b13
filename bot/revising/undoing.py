"""Changes that take others back, worked out from the facts as they are now."""

import asyncio
from collections.abc import Sequence

from bot.database import Revision, Revisions
from bot.quiet import turns_short
from bot.revising.drafting import Drafting, Ground
from bot.revising.errors import NoSuchRevision, NothingChanges
from bot.revising.scope import SHARED
from bot.revising.texts import difference
from knowledge.editing.change import Change, Fields, Overtaken, same_fields
from knowledge.editing.edit import entry_in
from knowledge.editing.overlay import EMPTY_OVERLAY
from knowledge.factfile.filetext import decode_fact_file


class Undoing:
    """Works out what would take revisions back; nothing is made."""

    def __init__(self, drafting: Drafting, revisions: Revisions) -> None:
        """Look up what there is by *drafting*, and what there was in *revisions*."""
        self._drafting = drafting
        self._revisions = revisions

    async def undo(self, scope: int, number: int) -> tuple[Change, ...]:
        """Return what takes back revision *number* alone (`Keeper.undo`)."""
        revision = await self._revision(scope, number)
        changes = revision.changes
        ground = await self._drafting.ground(scope)
        if not changes and (number > 1 or scope != SHARED):
            # Too many to be named: the texts tell. An overlay begins as an empty one, the shared facts with a file.
            old = await self._revisions.text(scope, number - 1) if number > 1 else EMPTY_OVERLAY.encode()
            new = await self._revisions.text(scope, number)
            before, after = [await asyncio.to_thread(ground.whole, each) for each in (old, new)]
            changes = await asyncio.to_thread(difference, before, after)
        whole = await _whole(ground)
        return await asyncio.to_thread(_taken_back, changes, decode_fact_file(whole))

    async def bring_back(self, scope: int, number: int) -> tuple[Change, ...]:
        """Return what makes every entry as it was at revision *number* (`Keeper.bring_back`)."""
        await self._revision(scope, number)
        ground = await self._drafting.ground(scope)
        old = await asyncio.to_thread(ground.whole, await self._revisions.text(scope, number))
        changes = await asyncio.to_thread(difference, await _whole(ground), old)
        if not changes:
            raise NothingChanges
        return changes

    async def text_at(self, scope: int, number: int) -> str:
        """Return the text of *scope* at revision *number* (`Keeper.text_at`)."""
        await self._revision(scope, number)
        return decode_fact_file(await self._revisions.text(scope, number))

    async def _revision(self, scope: int, number: int) -> Revision:
        revision = await self._revisions.get(scope, number)
        if revision is None:
            head = await self._revisions.head(scope)
            raise NoSuchRevision(number, head.number if head is not None else 0)
        return revision


async def _whole(ground: Ground) -> bytes:
    return await asyncio.to_thread(ground.whole, ground.text)


def _taken_back(changes: Sequence[Change], text: str) -> tuple[Change, ...]:
    """Return what takes *changes* back in *text*; entries that are as before already are left out.

    Raises:
        Overtaken: an entry is neither as they made it nor as it was before them; the first such one.
        NothingChanges: all of it is taken back already.
    """
    back: list[Change] = []
    with turns_short():
        for change in reversed(changes):
            want = change.reversed()
            now = entry_in(text, want.section, want.id)
            if same_fields(want.section, now, want.before):
                back.append(want)
            elif not _is_so_already(text, want, now):
                raise Overtaken(want, now)
    if not back:
        raise NothingChanges
    return tuple(back)


def _is_so_already(text: str, want: Change, now: Fields | None) -> bool:
    """Whether *text* is as *want* makes it, where its entry is *now* under the id before."""
    ident = str((want.after or {}).get("id", want.id))
    if ident == want.id:
        return same_fields(want.section, now, want.after)
    return now is None and same_fields(want.section, entry_in(text, want.section, ident), want.after)
