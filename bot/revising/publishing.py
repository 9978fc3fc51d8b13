"""A change made: from what there is, checked, and committed; begun anew where others were quicker."""

from bot.database import HeadMoved
from bot.errors import StorageError
from bot.factstore import FactStore
from bot.revising.changed import By, Published
from bot.revising.drafting import Drafting, Ground, Make, Prepared
from bot.revising.errors import FileBroken, LosesAnswers
from bot.revising.overlays import Overlays
from bot.revising.scope import SHARED
from bot.revising.shared import TRIES, Shared


class Publishing:
    """Makes changes of the shared facts and of overlays."""

    def __init__(self, store: FactStore, shared: Shared, overlays: Overlays, drafting: Drafting) -> None:
        """Work changes out by *drafting*, commit them to *shared* or *overlays*."""
        self._store = store
        self._shared = shared
        self._overlays = overlays
        self._drafting = drafting

    async def publish(
        self, scope: int, make: Make, by: By, *, accept_losses: bool, over_broken: bool = False
    ) -> Published:
        """Make what *make* gives; with *over_broken* also in place of a broken file, which is kept aside.

        Raises:
            Overtaken, EditRefused, FactFileError, LosesAnswers, NothingChanges, FileBroken, StorageError: as
                `Keeper.publish`.
        """
        for _ in range(TRIES):
            try:
                if scope == SHARED:
                    return await self._to_shared(make, by, accept_losses=accept_losses, over_broken=over_broken)
                return await self._to_overlay(scope, make, by, accept_losses=accept_losses)
            except HeadMoved:
                continue
        raise StorageError("others change the same facts all the time; try again")

    async def _to_shared(self, make: Make, by: By, *, accept_losses: bool, over_broken: bool) -> Published:
        async with self._shared.alone():
            self._shared.try_again()
            is_broken = False
            try:
                await self._shared.bring()
            except FileBroken:
                if not over_broken:
                    raise
                is_broken = True
            prepared = await self._checked(await self._drafting.ground(SHARED), make, accept_losses=accept_losses)
            # Only now: what is refused leaves the broken file where it is.
            aside = await self._shared.put_aside() if is_broken else None
            revision = await self._shared.commit(prepared.text, prepared.after, prepared.changes, by)
            return Published(revision, self._store.current, aside)

    async def _to_overlay(self, scope: int, make: Make, by: By, *, accept_losses: bool) -> Published:
        async with self._overlays.alone(scope):
            laid = await self._overlays.renewed(scope)
            ground = Ground(scope, laid.head, laid.text, self._shared.text, laid.snapshot)
            prepared = await self._checked(ground, make, accept_losses=accept_losses)
            revision = await self._overlays.commit(laid, prepared.text, prepared.after, prepared.changes, by)
            return Published(revision, prepared.after)

    async def _checked(self, ground: Ground, make: Make, *, accept_losses: bool) -> Prepared:
        prepared = await self._drafting.prepare(ground, make)
        if not accept_losses:
            found = await self._drafting.inspect(prepared)
            if found.lost:
                raise LosesAnswers(found.lost)
        return prepared
