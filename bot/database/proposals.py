"""What waits for somebody to decide: corrections, drafts, changes to be approved, changes that were overtaken."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, func, insert, select, update

from bot.database.auditlog import Act, append
from bot.database.replies import Read, Submit
from bot.database.tables import proposals

CORRECTION, DRAFT, CHANGE, OVERTAKEN = "correction", "draft", "change", "overtaken"
"""Kinds: a member's suggestion, the beginning of a fact, a change to be approved, a change that another came before."""
OPEN, APPROVED, DECLINED = "open", "approved", "declined"
"""States. `decide` also takes another word for how it ended."""
MOST_LISTED: Final = 500


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something proposed.

    Attributes:
        author: their token (`bot.database.actors`).
        entry: id of the entry it is about, if any.
        text: what the author says, in their words.
        body: the change or draft, as JSON.
        asked_id: the question whose answer it is about, and `reply` that answer as it was (`bot.replystate`).
        tell: whether the author wants to hear what becomes of it; `told_at` is when they did.
        decided_by: the token of whoever decided, and `decision` what they said to it.
    """

    number: int
    guild_id: int
    scope: int
    kind: str
    state: str
    author: str
    entry: str | None
    text: str
    body: str | None
    asked_id: int | None
    reply: str | None
    tell: bool
    made_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None
    told_at: datetime | None


class Proposals:
    """Proposals of every guild. Every method may raise StorageError."""

    def __init__(self, submit: Submit, read: Read) -> None:
        """Write through *submit*, read through *read*."""
        self._submit = submit
        self._read = read

    async def add(
        self,
        *,
        guild_id: int,
        scope: int,
        kind: str,
        author: str,
        text: str,
        now: datetime,
        entry: str | None = None,
        body: str | None = None,
        asked_id: int | None = None,
        reply: str | None = None,
        tell: bool = False,
        act: Act | None = None,
    ) -> int:
        """Keep a proposal, with *act* in the audit if there is one, and return its number. Durable when it returns."""
        values = {
            "guild_id": guild_id,
            "scope": scope,
            "kind": kind,
            "state": OPEN,
            "author": author,
            "entry": entry,
            "text": text,
            "body": body,
            "asked_id": asked_id,
            "reply": reply,
            "tell": tell,
            "made_at": now,
        }

        def write(connection: Connection) -> int:
            statement = insert(proposals).values(**values).returning(proposals.c.number)
            number: int = connection.execute(statement).scalar_one()
            if act is not None:
                append(connection, act, now)
            return number

        return await self._submit(write)

    async def get(self, number: int) -> Proposal | None:
        """Return the proposal *number*, or None when it was never there or is swept."""
        found = await self._several(select(proposals).where(proposals.c.number == number))
        return found[0] if found else None

    async def listing(
        self,
        guild_id: int | None,
        state: str | None = OPEN,
        kind: str | Collection[str] | None = None,
        limit: int = 20,
        offset: int = 0,
        *,
        scope: int | None = None,
        entry: str | None = None,
    ) -> list[Proposal]:
        """Return proposals, oldest first, at most *limit* (500 at most) after the first *offset*; None means any."""
        query = select(proposals).where(_which(guild_id, state, kind, scope, entry))
        query = query.order_by(proposals.c.number).limit(min(limit, MOST_LISTED)).offset(offset)
        return await self._several(query)

    async def count(
        self,
        guild_id: int | None,
        state: str | None = OPEN,
        kind: str | Collection[str] | None = None,
        *,
        scope: int | None = None,
        entry: str | None = None,
    ) -> int:
        """Return how many `listing` would give in all."""
        which = _which(guild_id, state, kind, scope, entry)
        query = select(func.count()).select_from(proposals).where(which)
        return await self._read(lambda connection: connection.execute(query).scalar_one())

    async def of_author(self, token: str, limit: int = 100) -> list[Proposal]:
        """Return what an author proposed, the newest first."""
        query = select(proposals).where(proposals.c.author == token).order_by(proposals.c.number.desc())
        return await self._several(query.limit(min(limit, MOST_LISTED)))

    async def put(self, number: int, *, text: str, body: str | None) -> bool:
        """Keep another *text* and *body* for an open proposal; return False, and change nothing, when it is decided."""
        change = update(proposals).where(_open(number)).values(text=text, body=body)
        return await self._submit(lambda connection: connection.execute(change).rowcount > 0)

    async def decide(  # noqa: PLR0917 - a row, in the order of its columns
        self, number: int, state: str, by: str, note: str | None, now: datetime, act: Act | None = None
    ) -> bool:
        """Decide an open proposal, with *act* in the audit; True for one caller only, however many try."""
        values = {"state": state, "decided_by": by, "decision": note, "decided_at": now}
        change = update(proposals).where(_open(number)).values(**values)

        def write(connection: Connection) -> bool:
            is_first = connection.execute(change).rowcount > 0
            if is_first and act is not None:
                append(connection, act, now)
            return is_first

        return await self._submit(write)

    async def reopen(self, number: int, state: str) -> bool:
        """Undo a decision that came to nothing, such as an approval whose change could not be published.

        Returns:
            False, and nothing is changed, where it is not in *state* or its author was told already.
        """
        own = (proposals.c.number == number) & (proposals.c.state == state) & proposals.c.told_at.is_(None)
        change = update(proposals).where(own)
        change = change.values(state=OPEN, decided_by=None, decision=None, decided_at=None)
        return await self._submit(lambda connection: connection.execute(change).rowcount > 0)

    async def to_tell(self, limit: int = 20) -> list[Proposal]:
        """Return decided proposals whose authors want to be told and were not, oldest decision first."""
        query = (
            select(proposals)
            .where(proposals.c.tell, proposals.c.state != OPEN, proposals.c.told_at.is_(None))
            .order_by(proposals.c.decided_at, proposals.c.number)
            .limit(min(limit, MOST_LISTED))
        )
        return await self._several(query)

    async def told(self, number: int, now: datetime) -> bool:
        """Note that the author was told, or cannot be; True for one caller only."""
        own = (proposals.c.number == number) & proposals.c.told_at.is_(None)
        change = update(proposals).where(own).values(told_at=now)
        return await self._submit(lambda connection: connection.execute(change).rowcount > 0)

    async def _several(self, query: Select[Any]) -> list[Proposal]:
        return await self._read(lambda connection: [_proposal(row) for row in connection.execute(query)])


def _open(number: int) -> Any:
    return (proposals.c.number == number) & (proposals.c.state == OPEN)


def _which(
    guild_id: int | None, state: str | None, kind: str | Collection[str] | None, scope: int | None, entry: str | None
) -> Any:
    equals = ((proposals.c.guild_id, guild_id), (proposals.c.state, state), (proposals.c.scope, scope))
    conditions = [column == value for column, value in (*equals, (proposals.c.entry, entry)) if value is not None]
    if kind is not None:
        conditions.append(proposals.c.kind.in_([kind] if isinstance(kind, str) else list(kind)))
    return and_(True, *conditions)


def _proposal(row: Sequence[Any]) -> Proposal:
    return Proposal(*row)
