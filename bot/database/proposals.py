"""What waits for somebody to decide: corrections, drafts, changes to be approved, changes that were overtaken."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, func, insert, select, update

from bot.database.auditlog import Act, append
from bot.database.replies import Read, Submit
from bot.database.tables import proposals
from bot.database.work import close_work

CORRECTION, DRAFT, CHANGE, OVERTAKEN = "correction", "draft", "change", "overtaken"
"""Kinds: a member's suggestion, the beginning of a fact, a change to be approved, a change that another came before."""
OPEN, APPROVED, DECLINED = "open", "approved", "declined"
WITHDRAWN, REPLACED = "withdrawn", "replaced"
"""States: the last two by their authors, who take back what they proposed or send it anew. `decide` also takes another
word for how it ended."""
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
        takes_up: number of the proposal that this goes back to, which is approved along with it.
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
    takes_up: int | None = None


@dataclass(frozen=True, slots=True)
class HandedOn:
    """A change in hand that becomes a proposal, so that it is in one of the two places whatever happens.

    Attributes:
        work: its number in hand.
        state: what it is closed as there.
        body: gives what is kept of it there, by the number of the proposal.
    """

    work: int
    state: str
    body: Callable[[int], str]


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

        return await self._submit(lambda connection: _add(connection, values, act, now))

    async def hand_on(
        self,
        handed: HandedOn,
        *,
        guild_id: int,
        scope: int,
        author: str,
        text: str,
        now: datetime,
        entry: str,
        body: str,
        takes_up: int | None,
        act: Act,
    ) -> int | None:
        """Close a change in hand and let it wait as a proposal of which its author will hear, all in one write.

        What it takes up stays open until this is approved, with one exception: an open change of the same author is
        replaced by it, and whatever that one took up is taken up by this.

        Returns:
            The number of the proposal; None, and nothing is changed, where it was not in hand any more.
        """
        values = {
            "guild_id": guild_id,
            "scope": scope,
            "kind": CHANGE,
            "state": OPEN,
            "author": author,
            "entry": entry,
            "text": text,
            "body": body,
            "tell": True,
            "made_at": now,
        }

        def write(connection: Connection) -> int | None:
            if not close_work(connection, handed.work, handed.state, now):
                return None
            goes_back_to = _replace(connection, takes_up, author, act, now)
            number = _add(connection, values | {"takes_up": goes_back_to}, act, now)
            close_work(connection, handed.work, handed.state, now, body=handed.body(number), is_again=True)
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
        """Decide an open proposal, with *act* in the audit; True for one caller only, however many try.

        With one that is approved everything is approved that it takes up and that is still open, each with an act.
        """
        values = {"state": state, "decided_by": by, "decision": note, "decided_at": now}
        change = update(proposals).where(_open(number)).values(**values)

        def write(connection: Connection) -> bool:
            is_first = connection.execute(change).rowcount > 0
            if is_first and act is not None:
                append(connection, act, now)
            if is_first and state == APPROVED:
                _approve_taken_up(connection, number, by, now, act)
            return is_first

        return await self._submit(write)

    async def reopen(self, number: int, state: str, act: Act | None = None, now: datetime | None = None) -> bool:
        """Undo a decision that came to nothing, such as an approval whose change could not be published.

        With *act* in the audit, as of *now*, where both are given.

        Returns:
            False, and nothing is changed, where it is not in *state* or its author was told already.
        """
        own = (proposals.c.number == number) & (proposals.c.state == state) & proposals.c.told_at.is_(None)
        change = update(proposals).where(own)
        change = change.values(state=OPEN, decided_by=None, decision=None, decided_at=None)

        def write(connection: Connection) -> bool:
            is_undone = connection.execute(change).rowcount > 0
            if is_undone and act is not None and now is not None:
                append(connection, act, now)
            return is_undone

        return await self._submit(write)

    async def to_tell(self, limit: int = 20) -> list[Proposal]:
        """Return decided proposals whose authors want to be told and were not, oldest decision first.

        Nobody is told of what they decided themselves.
        """
        by_another = proposals.c.decided_by != proposals.c.author
        query = (
            select(proposals)
            .where(proposals.c.tell, proposals.c.state != OPEN, proposals.c.told_at.is_(None), by_another)
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


def _add(connection: Connection, values: dict[str, Any], act: Act | None, now: datetime) -> int:
    number: int = connection.execute(insert(proposals).values(**values).returning(proposals.c.number)).scalar_one()
    if act is not None:
        append(connection, act, now)
    return number


def _replace(connection: Connection, number: int | None, author: str, act: Act, now: datetime) -> int | None:
    """Close proposal *number* where it is an open change of *author*; return what a change in its place takes up."""
    if number is None:
        return None
    own = _open(number) & (proposals.c.kind == CHANGE) & (proposals.c.author == author)
    values = {"state": REPLACED, "decided_by": author, "decided_at": now}
    replaced = connection.execute(update(proposals).where(own).values(**values).returning(proposals.c.takes_up)).all()
    if not replaced:
        return number
    append(connection, replace(act, action="withdraw", target=f"proposal {number}", reason=None), now)
    taken_up: int | None = replaced[0].takes_up
    return taken_up


def _approve_taken_up(connection: Connection, number: int, by: str, now: datetime, act: Act | None) -> None:
    """Approve what proposal *number* takes up, what that took up, and so on."""
    values = {"state": APPROVED, "decided_by": by, "decided_at": now}
    newer, taken_up = number, _taken_up(connection, number)
    # A proposal takes up an older one, so that this ends whatever the rows say.
    while taken_up is not None and taken_up < newer:
        is_first = connection.execute(update(proposals).where(_open(taken_up)).values(**values)).rowcount > 0
        if is_first and act is not None:
            append(connection, replace(act, action="approve", target=f"proposal {taken_up}", reason=None), now)
        newer, taken_up = taken_up, _taken_up(connection, taken_up)


def _taken_up(connection: Connection, number: int) -> int | None:
    query = select(proposals.c.takes_up).where(proposals.c.number == number)
    found: int | None = connection.execute(query).scalar_one_or_none()
    return found


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
