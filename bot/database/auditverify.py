"""Whether the audit is as it was written: nothing altered, nothing missing, and every revision told of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, select, tuple_

from bot.database.auditchain import BEGINNING, ENTRY_COLUMNS, REVISION_COLUMNS, seal, seal_content
from bot.database.replies import Read
from bot.database.tables import audit, audit_contents, revisions
from bot.database.textcheck import damaged_texts

ERASE: Final = "erase"
"""The act by which all that is kept of a guild went."""
_ENTRIES_AT_ONCE = 500
_REVISIONS_AT_ONCE = 50
"""A revision names all that it changed, which may be much."""


class Wrong(StrEnum):
    """What may be wrong with an audit."""

    ALTERED = "altered"
    """The entry is not what its digest is of."""
    MISSING = "missing"
    """Entries before this one are not there."""
    UNLINKED = "unlinked"
    """The entry does not follow the one before it."""
    CONTENT_ALTERED = "content altered"
    CONTENT_MISSING = "content missing"
    """What the entry said is gone, and no later entry tells of an erasure."""
    REVISION_ALTERED = "revision altered"
    REVISION_MISSING = "revision missing"
    REVISION_UNTOLD = "revision untold"
    """There is a revision that no entry tells of."""
    TEXT_DAMAGED = "text damaged"
    """The text of a revision is not what its digest is of, or cannot be put together any more."""
    HEAD_UNKNOWN = "head unknown"
    """No entry has the digest that was noted earlier: the end was cut off, or all of it was written anew."""


@dataclass(frozen=True, slots=True)
class AuditFault:
    """Something that is not as it was written.

    Attributes:
        number: of the entry; 0 where no entry is meant.
        wrong: what kind of fault.
        told: the same in words, a clause without a full stop.
    """

    number: int
    wrong: Wrong
    told: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What verifying found.

    Attributes:
        entries: how many entries were looked at.
        head: digest of the last entry, which an operator may note elsewhere; 64 zeros for an empty audit.
        faults: all of them, by entry.
    """

    entries: int
    head: str
    faults: tuple[AuditFault, ...]


async def verify(read: Read, known: str | None) -> AuditReport:
    """Go through the whole audit and all revisions with their texts; memory is bounded but for one item a revision.

    Others may write meanwhile: what does not fit is looked at again, until nothing came in between.

    Raises:
        StorageError: it cannot be read.
    """
    verifier = _Verifier(known)
    await _look_at_entries(read, verifier)
    await _look_at_revisions(read, verifier)
    await _look_at_entries(read, verifier)
    while again := verifier.doubtful():
        for begin in range(0, len(again), _REVISIONS_AT_ONCE):
            places = again[begin : begin + _REVISIONS_AT_ONCE]
            verifier.forget_revisions(places)
            for row in await _some(read, _REVISIONS.where(_PLACE.in_(places)), _REVISIONS_AT_ONCE):
                verifier.look_at_revision(row)
        if not await _look_at_entries(read, verifier):
            break
    verifier.settle_revisions()
    if damaged := await damaged_texts(read):
        still = set(await damaged_texts(read))  # what was erased amid the first look is not damaged
        for scope, number in damaged:
            if (scope, number) in still:
                verifier.text_is_damaged(scope, number)
    return verifier.report()


async def _look_at_entries(read: Read, verifier: "_Verifier") -> bool:
    """Look at the entries after those that were looked at; return whether there were any."""
    found = False
    while rows := await _some(read, _ENTRIES.where(audit.c.number > verifier.last), _ENTRIES_AT_ONCE):
        for row in rows:
            verifier.look_at(row)
        found = True
    return found


async def _look_at_revisions(read: Read, verifier: "_Verifier") -> None:
    place: tuple[int, int] | None = None
    while True:
        query = _REVISIONS if place is None else _REVISIONS.where(_PLACE > place)  # noqa: SIM300 - SQL's tuple, as SQL has it
        found = await _some(read, query, _REVISIONS_AT_ONCE)
        if not found:
            return
        for row in found:
            verifier.look_at_revision(row)
        place = (found[-1].scope, found[-1].number)


async def _some(read: Read, query: Any, most: int) -> Sequence[Row[Any]]:
    return await read(lambda connection: connection.execute(query.limit(most)).all())


_ENTRIES = (
    select(
        audit,
        audit_contents.c.number.label("kept"),
        audit_contents.c.reason,
        audit_contents.c.before,
        audit_contents.c.after,
    )
    .outerjoin(audit_contents, audit_contents.c.number == audit.c.number)
    .order_by(audit.c.number)
)
_REVISIONS = select(*(revisions.c[name] for name in REVISION_COLUMNS)).order_by(revisions.c.scope, revisions.c.number)
_PLACE = tuple_(revisions.c.scope, revisions.c.number)


class _Verifier:
    """What was seen so far."""

    def __init__(self, known: str | None) -> None:
        self._known = known
        self._is_known = known is None or known == BEGINNING
        self._count = 0
        self._last = 0
        self._head = BEGINNING
        self._faults: list[AuditFault] = []
        self._contentless: dict[int, list[int]] = {}
        """Entries whose content is gone, by guild: an erasure later in the chain accounts for them."""
        self._told: dict[tuple[int, int], tuple[int, str]] = {}
        """The entry that tells of a revision, and the digest it gives."""
        self._seen: dict[tuple[int, int], str] = {}
        """The digest of each revision that is there."""

    @property
    def last(self) -> int:
        """The number of the last entry that was looked at."""
        return self._last

    def look_at(self, row: Row[Any]) -> None:
        """Take the next entry."""
        values = row._mapping  # noqa: SLF001 - SQLAlchemy's public way to a row's names
        number: int = row.number
        self._count += 1
        if number != self._last + 1:
            gone = (
                f"entry {self._last + 1}" if number == self._last + 2 else f"entries {self._last + 1} to {number - 1}"
            )
            self._fault(number, Wrong.MISSING, f"{gone} before it cannot be found")
        elif row.previous != self._head:
            self._fault(number, Wrong.UNLINKED, "it does not carry the digest of the entry before it")
        if seal([values[name] for name in ENTRY_COLUMNS]) != row.digest:
            self._fault(number, Wrong.ALTERED, "it is not what its digest is of")
        self._look_at_content(row)
        if row.revision is not None:
            self._told[row.scope, row.revision] = (number, row.revision_digest)
        if row.action == ERASE and row.guild_id is not None:
            self._contentless.pop(row.guild_id, None)
            for place in [place for place in self._told if place[0] == row.guild_id]:
                del self._told[place]
        self._last, self._head = number, row.digest
        self._is_known = self._is_known or row.digest == self._known

    def _look_at_content(self, row: Row[Any]) -> None:
        if row.kept is None:
            if row.content is not None and row.guild_id is None:
                self._fault(row.number, Wrong.CONTENT_MISSING, _CONTENT_GONE)
            elif row.content is not None:
                self._contentless.setdefault(row.guild_id, []).append(row.number)
        elif seal_content(row.reason, row.before, row.after) != row.content:
            self._fault(row.number, Wrong.CONTENT_ALTERED, "its reason or what it changed is not what it was")

    def look_at_revision(self, row: Row[Any]) -> None:
        """Take a revision as it is now."""
        self._seen[row.scope, row.number] = seal(tuple(row))

    def doubtful(self) -> list[tuple[int, int]]:
        """Return scope and number of revisions that are not as the entries have it, as far as was looked."""
        unlike = [place for place, (_, digest) in self._told.items() if self._seen.get(place) != digest]
        return unlike + [place for place in self._seen if place not in self._told]

    def forget_revisions(self, places: Iterable[tuple[int, int]]) -> None:
        """Take some revisions for missing, until they are looked at again."""
        for place in places:
            self._seen.pop(place, None)

    def settle_revisions(self) -> None:
        """Take what is in doubt still for a fault."""
        for place in self.doubtful():
            number, name = self._told.get(place, (0, ""))[0], _revision(*place)
            if not number:
                self._fault(0, Wrong.REVISION_UNTOLD, f"no entry tells of {name}")
            elif place in self._seen:
                self._fault(number, Wrong.REVISION_ALTERED, f"{name} is not what it made")
            else:
                self._fault(number, Wrong.REVISION_MISSING, f"{name}, which it made, cannot be found")

    def text_is_damaged(self, scope: int, number: int) -> None:
        """Note that the text of a revision is lost."""
        self._fault(0, Wrong.TEXT_DAMAGED, f"the text of {_revision(scope, number)} is not what was kept")

    def report(self) -> AuditReport:
        """Return what was found."""
        for number in (number for numbers in self._contentless.values() for number in numbers):
            self._fault(number, Wrong.CONTENT_MISSING, _CONTENT_GONE)
        if not self._is_known:
            self._fault(
                0, Wrong.HEAD_UNKNOWN, "no entry has the digest that was noted: the end is cut off, or rewritten"
            )
        return AuditReport(self._count, self._head, tuple(self._in_order()))

    def _in_order(self) -> Iterator[AuditFault]:
        yield from sorted(self._faults, key=lambda fault: fault.number)

    def _fault(self, number: int, wrong: Wrong, told: str) -> None:
        self._faults.append(AuditFault(number, wrong, told))


_CONTENT_GONE = "its reason and what it changed are gone, and no erasure tells of it"


def _revision(scope: int, number: int) -> str:
    return f"revision {number}" if scope == 0 else f"revision {number} of guild {scope}"
