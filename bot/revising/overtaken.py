"""Changes that somebody's edit of the file came before: they wait for a moderator, none of them is lost."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import structlog

from bot.database import Act, Database, Revision
from bot.database.proposals import OVERTAKEN
from bot.revising.scope import SHARED
from knowledge.editing.change import Change, dump_changes

_NO_GUILD: Final = 0
"""For whom they are kept: whoever keeps the shared facts sees them, and they do not go with one guild that leaves."""


class Overtakings:
    """Keeps overtaken changes as proposals."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Keep them in *database*."""
        self._proposals = database.proposals
        self._clock = clock

    async def keep(self, changes: Sequence[Change], head: Revision) -> None:
        """Keep each of *changes* of the revisions up to *head* as a proposal of its own, unless it waits already.

        Raises:
            StorageError: the database does not take them.
        """
        for change in changes:
            body = dump_changes([change])
            waiting = await self._proposals.listing(None, kind=OVERTAKEN, scope=SHARED, entry=change.id, limit=500)
            if any(each.body == body for each in waiting):
                continue  # killed before the file was written, and here once more
            await self._proposals.add(
                guild_id=_NO_GUILD,
                scope=SHARED,
                kind=OVERTAKEN,
                author=head.author,
                text="",
                now=self._clock(),
                entry=change.id,
                body=body,
                act=Act(None, head.author, "overtaken", f"{change.section} {change.id}"),
            )
            structlog.get_logger(__name__).warning("change_overtaken", section=change.section, entry=change.id)
