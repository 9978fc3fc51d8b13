"""The fact file of this process, beside the event loop: looked at, locked, written, and marked with what it says.

What cannot be written is owed: answers do not wait for it, and it is tried again.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import structlog

from bot.database import Revision
from bot.errors import FileNotWritten, StorageError
from bot.factwatch import QUIET_S
from bot.revising.disk import FactFile, Found, Staged, Touched
from bot.revising.filelock import LockedElsewhere, file_locked
from bot.revising.mark import At, Mark, MarkFile

Sleep = Callable[[float], Awaitable[None]]

OWED_FOR_S: Final = 30.0
"""How long a file that cannot be written is left alone before it is tried again."""
_LOOKS: Final = 20
"""How often a file is looked at that is being written all the while; then it is taken as it is."""


class Filing:
    """Brings one fact file to revisions."""

    def __init__(
        self, file: FactFile, mark: MarkFile, clock: Callable[[], datetime], sleep: Sleep = asyncio.sleep
    ) -> None:
        """Work on *file*, and keep in *mark* what it was brought to."""
        self._file = file
        self._marks = mark
        self._clock = clock
        self._sleep = sleep
        self._owed: tuple[int, str | None] | None = None
        """The revision that could not be written, and the digest of what stands there instead."""
        self._owed_until = 0.0
        self.unwritten: FileNotWritten | None = None
        """Why a revision is owed; None where none is."""

    @property
    def path(self) -> Path:
        """Where the file is read now."""
        return self._file.path

    @property
    def place_name(self) -> str:
        """The same, absolute, as the mark names it."""
        return str(self.path.absolute())

    @property
    def is_shipped(self) -> bool:
        """Whether that is the file that ships, which is never written."""
        return self._file.is_shipped

    @property
    def is_owed(self) -> bool:
        """Whether the newest revision could not be written."""
        return self._owed is not None

    @contextlib.asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Be the only process meanwhile that writes the file.

        Raises:
            StorageError: another one does so for too long.
        """
        held = contextlib.ExitStack()
        taking = asyncio.ensure_future(asyncio.to_thread(held.enter_context, file_locked(self._file.target)))
        try:
            await asyncio.shield(taking)
        except asyncio.CancelledError:
            # The thread takes the lock all the same, and nobody is left to let go of it.
            taking.add_done_callback(lambda done: _let_go(done, held))
            raise
        except LockedElsewhere as cause:
            raise StorageError(f"{self.path}: another process writes it, and does not come to an end") from cause
        with held:
            yield

    async def look(self, expected: str | None) -> Found:
        """Return what the file holds; unless that has the digest *expected*, once it is left alone for a moment.

        Raises:
            StorageError: there is a file, and it cannot be read.
        """
        try:
            found = await asyncio.to_thread(self._file.look)
            for _ in range(_LOOKS):
                if found.digest is not None and found.digest == expected:
                    break
                await self._sleep(QUIET_S)
                before, found = found, await asyncio.to_thread(self._file.look)
                if found.signature == before.signature:
                    break
        except OSError as cause:
            raise StorageError(self._unreadable(cause)) from cause
        return found

    async def look_now(self) -> Found:
        """Return what the file holds at this moment.

        Raises:
            StorageError: there is a file, and it cannot be read.
        """
        try:
            return await asyncio.to_thread(self._file.look)
        except OSError as cause:
            raise StorageError(self._unreadable(cause)) from cause

    async def mark(self) -> Mark | None:
        """Return what the file was brought to last, by whatever process shares the data folder."""
        return await asyncio.to_thread(self._marks.load)

    async def is_at(self, revision: Revision) -> None:
        """Keep in mind that the file says what *revision* says. A mark that cannot be kept is logged: see `judging`."""
        self._owed = self.unwritten = None
        await self._save(Mark(self.place_name, At(revision.number, revision.digest)))

    def owes(self, revision: Revision, found: Found) -> bool:
        """Whether *revision* could not be written over *found* a moment ago, so that trying again would be no use."""
        return self._owed == (revision.number, found.digest) and time.monotonic() < self._owed_until

    def try_again(self) -> None:
        """Try to write a file that is owed at the next chance."""
        self._owed_until = 0.0

    async def stage(self, data: bytes, found: Found) -> Staged:
        """Get ready to replace *found* by *data* (`FactFile.stage`).

        Raises:
            FileNotWritten: it cannot be replaced; nothing has changed.
        """
        try:
            return await asyncio.to_thread(self._file.stage, data, found, self._clock())
        except OSError as cause:
            raise FileNotWritten(self._cannot(cause), cause) from cause

    async def check_writable(self) -> None:
        """Try whether the file could be replaced.

        Raises:
            FileNotWritten: it could not.
        """
        try:
            await asyncio.to_thread(self._file.try_writing)
        except OSError as cause:
            raise FileNotWritten(self._cannot(cause), cause) from cause

    async def discard(self, staged: Staged) -> None:
        """Let go of what was staged."""
        await asyncio.to_thread(self._file.discard, staged)

    async def place(self, staged: Staged, revision: Revision, before: At | None) -> None:
        """Have the file say what was staged, which *revision* says; *before* is what it was brought to.

        A file that cannot be written any more, though it could be a moment ago, is owed: the revision stands.

        Raises:
            Touched: somebody wrote to the file meanwhile.
        """
        try:
            if not await asyncio.to_thread(self._file.place, staged):
                await self._overwrite(staged, At(revision.number, revision.digest), before)
        except OSError as cause:
            self._owe(revision, None, cause)
        else:
            await self.is_at(revision)

    async def write(self, data: bytes, revision: Revision, found: Found, before: At | None) -> None:
        """Have the file say *data*, the text of *revision*, in place of *found*; what cannot be written is owed.

        Raises:
            Touched: somebody wrote to the file meanwhile.
        """
        try:
            staged = await asyncio.to_thread(self._file.stage, data, found, self._clock())
        except OSError as cause:
            self._owe(revision, found.digest, cause)
        else:
            await self.place(staged, revision, before)

    async def keep(self, found: Found) -> None:
        """Keep a copy of *found*; that it cannot be is logged."""
        try:
            await asyncio.to_thread(self._file.keep, found, self._clock())
        except OSError as cause:
            structlog.get_logger(__name__).warning("facts_not_backed_up", cause=cause.strerror)

    async def put_aside(self, found: Found) -> Path | None:
        """Keep a copy of *found*, which is about to be replaced though it is no revision, and return where.

        Raises:
            StorageError: it cannot be kept.
        """
        try:
            return await asyncio.to_thread(self._file.keep, found, self._clock())
        except OSError as cause:
            raise StorageError(self._cannot(cause)) from cause

    async def _overwrite(self, staged: Staged, at: At, before: At | None) -> None:
        if before is not None:
            # Without a mark a torn file would be taken for somebody's edit, so here it has to be kept.
            await asyncio.to_thread(self._marks.save, Mark(self.place_name, before, at))
        await asyncio.to_thread(self._file.overwrite, staged)

    async def _save(self, mark: Mark) -> None:
        try:
            if await asyncio.to_thread(self._marks.load) != mark:
                await asyncio.to_thread(self._marks.save, mark)
        except OSError as cause:
            structlog.get_logger(__name__).warning("facts_mark_not_kept", cause=cause.strerror)

    def _owe(self, revision: Revision, digest: str | None, cause: OSError) -> None:
        if self._owed is None or self._owed[0] != revision.number:
            structlog.get_logger(__name__).error("facts_not_written", fault=self._cannot(cause))
        self._owed = (revision.number, digest)
        self.unwritten = FileNotWritten(self._cannot(cause), cause)
        self._owed_until = time.monotonic() + OWED_FOR_S

    def _unreadable(self, cause: OSError) -> str:
        return f"{self.path}: it cannot be read ({cause.strerror or type(cause).__name__})"

    def _cannot(self, cause: OSError) -> str:
        return f"{self._file.target}: it cannot be replaced ({cause.strerror or type(cause).__name__})"


def _let_go(taken: "asyncio.Future[None]", held: contextlib.ExitStack) -> None:
    if not taken.cancelled():
        taken.exception()  # is heard: nobody waits for it
    held.close()


__all__ = ["Filing", "Sleep", "Touched"]
