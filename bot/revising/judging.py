"""What a fact file is in the light of the revisions: as it should be, behind them, or changed by somebody's hand.

    the file                                            the verdict
    says what the newest revision says                  AGREED
    is gone                                             BEHIND
    is the shipped one, of a known revision             BEHIND: it is written beside the database, and never again here
    is the shipped one of another release of the bot    EDITED, while nobody but the program has made revisions; BEHIND
    is what it was brought to last (`mark`)             BEHIND: the revisions went on
    is a newer revision than that                       BEHIND: killed after the replacing, or another process's
    is torn by writing in place                         BEHIND
    is elsewhere than the mark says, with its text      BEHIND: the folder has moved, and the revisions went on
    is elsewhere than the mark says, with another       EDITED from the newest: the operator named another file
    is of a database that is older than the file        EDITED from the newest: somebody brought back a backup
    has no mark, and is of a known revision             BEHIND
    is anything else                                    EDITED from what it was brought to last

That the newest revision is the last word makes it safe to be killed between any two steps: what was written is written
again. That the mark tells what the file was brought to makes an older text, put back by hand, an edit like any other.
"""

from dataclasses import dataclass
from enum import Enum, auto

from bot.database.actors import PROGRAM
from bot.database.revisions import Revision, Revisions
from bot.revising.disk import Found
from bot.revising.durable import is_torn
from bot.revising.mark import Mark
from bot.revising.scope import SHARED


class State(Enum):
    """What a fact file is."""

    AGREED = auto()
    BEHIND = auto()
    EDITED = auto()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a fact file is; *base* is the revision that it was edited from, where it was."""

    state: State
    base: Revision | None = None


_AGREED, _BEHIND = Verdict(State.AGREED), Verdict(State.BEHIND)


class Judge:
    """Judges one fact file by the revisions of the shared facts."""

    def __init__(self, revisions: Revisions) -> None:
        """Look revisions up in *revisions*."""
        self._revisions = revisions

    async def judge(self, found: Found, path: str, mark: Mark | None, head: Revision, *, is_shipped: bool) -> Verdict:
        """Return what *found*, at the absolute *path*, is, given that *head* is the newest revision.

        Raises:
            StorageError: the database does not answer.
        """
        if found.digest == head.digest:
            return _AGREED
        if found.data is None or found.digest is None:
            return _BEHIND
        if is_shipped:
            is_news = head.author == PROGRAM and not await self._is_known(found.digest)
            return Verdict(State.EDITED, head) if is_news else _BEHIND
        if mark is None:
            return _BEHIND if await self._is_known(found.digest) else Verdict(State.EDITED, head)
        if mark.path != path and found.digest != mark.at.digest:
            return Verdict(State.EDITED, head)
        return await self._judge_marked(found.data, found.digest, mark, head)

    async def _judge_marked(self, data: bytes, digest: str, mark: Mark, head: Revision) -> Verdict:
        base = await self._revisions.get(SHARED, mark.at.number)
        if base is None or base.digest != mark.at.digest:
            return Verdict(State.EDITED, head)
        if digest == base.digest or await self._is_torn(data, mark):
            return _BEHIND
        known = await self._revisions.find(SHARED, digest)
        if known is not None and known.number > base.number:
            return _BEHIND
        return Verdict(State.EDITED, base)

    async def _is_known(self, digest: str) -> bool:
        return await self._revisions.find(SHARED, digest) is not None

    async def _is_torn(self, data: bytes, mark: Mark) -> bool:
        if mark.writing is None:
            return False
        before = await self._revisions.text(SHARED, mark.at.number)
        after = await self._revisions.text(SHARED, mark.writing.number)
        return is_torn(data, before, after)
