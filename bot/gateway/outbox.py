"""How replies leave: again when Discord stumbles, once however often they are sent, never against its will.

discord.py waits out rate limits and repeats 500, 502 and 504. It does not repeat 503, a reset connection on Linux,
or a timeout; that is done here, with the same nonce, so that Discord drops the copy of a message it had taken.
"""

import asyncio
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import aiohttp
import discord
import structlog

from bot.metrics import Metrics

Sleep = Callable[[float], Awaitable[None]]
Monotonic = Callable[[], float]

TOTAL_S = 90.0
"""After this long a reply is given up for now: Discord remembers a nonce for "a few minutes" only (message,
create message), and a reader has moved on. The question stays claimed and is finished later."""
ATTEMPT_S = 45.0
"""One attempt, with the waits that discord.py makes within it (it waits 25 s in all over five answers of 502)."""
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 15.0

INVALID_LIMIT = 500
"""Answers of 401, 403 and 429 in a window at which we stop: 1/20 of the 10,000 at which Cloudflare shuts out the
whole address (api-docs topics/rate-limits, "Invalid Request Limit", 2026-08-06)."""
INVALID_WINDOW_S = 600.0
SHUT_OUT_S = 60.0
"""Rest after Cloudflare has refused us without saying for how long."""

_CANNOT_QUOTE = 160002
"""Discord's code for "Cannot reply without permission to read message history" (api-docs topics/opcodes)."""
_NOT_A_FORM = 50035
_CLOSED = "Session is closed"
"""What aiohttp raises once the client that would send is closed."""
_UNAUTHORIZED, _FORBIDDEN, _TOO_MANY, _SERVER_ERROR = 401, 403, 429, 500


class Outcome(StrEnum):
    """What became of one thing sent."""

    DONE = "done"
    GONE = "gone"
    """What it answers, changes or deletes is not there any more."""
    FORBIDDEN = "forbidden"
    """The bot may not, here."""
    LATER = "later"
    """Discord did not take it within the time; worth another try later, with the same nonce."""
    REFUSED = "refused"
    """Discord finds fault with what was sent: a mistake of ours, logged."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a send, an edit or a deletion ended; `message_id` is that of the message sent or edited, when DONE."""

    outcome: Outcome
    message_id: int | None = None


class Breaker:
    """Counts what Discord counts against an address, and says when to leave it in peace.

    One a process: Discord counts by address, over every connection.
    """

    def __init__(self, monotonic: Monotonic = time.monotonic) -> None:
        """Start closed: everything may be sent."""
        self._monotonic = monotonic
        self._invalid: deque[float] = deque(maxlen=INVALID_LIMIT)
        self._shut_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether nothing is to be sent now."""
        now = self._monotonic()
        full = len(self._invalid) == INVALID_LIMIT and now - self._invalid[0] < INVALID_WINDOW_S
        return full or now < self._shut_until

    def note(self, status: int, headers: Mapping[str, str]) -> None:
        """Count one answer of Discord's REST interface.

        A 429 with the scope ``shared`` is not held against us (api-docs topics/rate-limits); one without ``Via``
        comes from Cloudflare, before Discord.
        """
        if status not in {_UNAUTHORIZED, _FORBIDDEN, _TOO_MANY} or headers.get("X-RateLimit-Scope") == "shared":
            return
        self._invalid.append(self._monotonic())
        if status == _TOO_MANY and "Via" not in headers:
            self._shut_until = self._monotonic() + _seconds(headers.get("Retry-After"))
            structlog.get_logger(__name__).error("shut_out_by_cloudflare")
        elif self.is_open:
            structlog.get_logger(__name__).error("too_many_invalid_requests", limit=INVALID_LIMIT)

    def trace(self) -> aiohttp.TraceConfig:
        """Return a listener that notes every answer a client gets; each client needs one of its own."""
        trace = aiohttp.TraceConfig()

        async def note(_session: object, _context: object, answered: aiohttp.TraceRequestEndParams) -> None:
            self.note(answered.response.status, answered.response.headers)

        trace.on_request_end.append(note)
        return trace


def _seconds(retry_after: str | None) -> float:
    try:
        return max(float(retry_after or SHUT_OUT_S), 1.0)
    except ValueError:
        return SHUT_OUT_S


class Outbox:
    """Sends, edits and deletes; every method is bounded in time and raises nothing that Discord caused."""

    def __init__(
        self,
        breaker: Breaker,
        metrics: Metrics,
        *,
        sleep: Sleep = asyncio.sleep,
        monotonic: Monotonic = time.monotonic,
        jitter: Callable[[], float] = random.random,
        total_s: float = TOTAL_S,
    ) -> None:
        """Send nothing while *breaker* is open; *jitter* gives 0-1, so that many processes do not retry as one."""
        self._breaker = breaker
        self._metrics = metrics
        self._sleep = sleep
        self._monotonic = monotonic
        self._jitter = jitter
        self._total_s = total_s

    async def reply(self, question: discord.Message, message: Mapping[str, Any], *, nonce: str) -> Delivery:
        """Reply to *question* where it was asked.

        Args:
            question: the message to reply to; when it is gone by then, so is the reply.
            message: arguments of `discord.abc.Messageable.send`.
            nonce: at most 25 characters; the same for each try, another for each thing said.
        """
        quoting = True

        async def send() -> int:
            quote: dict[str, Any] = {"reference": question.to_reference(fail_if_not_exists=True)} if quoting else {}
            sent: discord.Message = await question.channel.send(**message, **quote, nonce=nonce, mention_author=False)
            return sent.id

        until = self._monotonic() + self._total_s
        end = await self._deliver(send, until)
        if end.error is not None and _lacks_history(end.error):
            # Without "Read Message History" Discord refuses the reply, not the message.
            quoting = False
            end = await self._deliver(send, until)
        return self._count("sent", end)

    async def post(
        self, channel: discord.abc.Messageable, make: Callable[[], Mapping[str, Any]], *, nonce: str
    ) -> Delivery:
        """Say something in *channel* that answers nothing.

        Args:
            channel: where.
            make: returns the arguments of `discord.abc.Messageable.send`, for each try anew: a file is read once.
            nonce: at most 25 characters; the same for each try, another for each thing said.
        """

        async def send() -> int:
            return (await channel.send(**make(), nonce=nonce)).id

        return self._count("sent", await self._deliver(send))

    async def edit(self, target: discord.PartialMessage, message: Mapping[str, Any]) -> Delivery:
        """Replace what *target*, a message of ours, shows."""

        async def edit() -> int:
            await target.edit(**message)
            return target.id

        return self._count("edited", await self._deliver(edit))

    async def fetch(self, target: discord.PartialMessage) -> discord.Message | None:
        """Return *target* as it stands; None where Discord does not show it."""
        found: list[discord.Message] = []

        async def fetch() -> int:
            found.append(await target.fetch())
            return target.id

        await self._deliver(fetch)
        return found[0] if found else None

    async def delete(self, target: discord.PartialMessage) -> Delivery:
        """Delete *target*, a message of ours."""

        async def delete() -> int:
            await target.delete()
            return target.id

        return self._count("deleted", await self._deliver(delete))

    async def whisper(self, person: discord.User | discord.Member, text: str, *, nonce: str) -> Delivery:
        """Write *text* to *person* alone; FORBIDDEN when they take no messages from here."""

        async def send() -> int:
            return (await person.send(text, nonce=nonce)).id

        return self._count("sent", await self._deliver(send))

    async def react(self, question: discord.Message, emoji: str) -> Delivery:
        """Put *emoji* under *question*."""

        async def react() -> int:
            await question.add_reaction(emoji)
            return question.id

        return self._count("reacted", await self._deliver(react))

    async def _deliver(self, act: Callable[[], Awaitable[int]], until: float | None = None) -> "_End":
        """Do *act* until Discord has answered it, the time is over (at *until*), or the breaker opens."""
        until = self._monotonic() + self._total_s if until is None else until
        wait_s = FIRST_WAIT_S
        while not self._breaker.is_open:
            end = await _attempt(act, min(ATTEMPT_S, until - self._monotonic()))
            if isinstance(end, _End):
                return end
            retry_s = max(wait_s, end.wait_s) * (1 + self._jitter() / 2)
            if self._monotonic() + retry_s >= until:
                break
            self._metrics.replies.labels("retried").inc()
            structlog.get_logger(__name__).warning("delivery_retried", reason=end.reason, wait_s=round(retry_s, 2))
            await self._sleep(retry_s)
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)
        return _End(Delivery(Outcome.LATER))

    def _count(self, done: str, end: "_End") -> Delivery:
        outcome = end.delivery.outcome
        self._metrics.replies.labels(done if outcome is Outcome.DONE else outcome.value).inc()
        if outcome is Outcome.REFUSED and end.error is not None:
            # Discord names the fields at fault, not what they hold.
            structlog.get_logger(__name__).error("delivery_refused", status=end.error.status, code=end.error.code)
        return end.delivery


@dataclass(frozen=True, slots=True)
class _End:
    """The last word on a delivery, with the error when Discord's answer was one."""

    delivery: Delivery
    error: discord.HTTPException | None = None


@dataclass(frozen=True, slots=True)
class _Again:
    """Reason to try again, and how long Discord asks to wait at least."""

    reason: str
    wait_s: float = 0.0


async def _attempt(act: Callable[[], Awaitable[int]], limit_s: float) -> _End | _Again:
    try:
        async with asyncio.timeout(limit_s):
            return _End(Delivery(Outcome.DONE, await act()))
    except discord.RateLimited as limited:
        return _Again("RateLimited", limited.retry_after)
    except discord.HTTPException as error:
        outcome = _outcome(error)
        if outcome is Outcome.LATER and error.status != _TOO_MANY:
            return _Again(f"HTTP {error.status}")
        return _End(Delivery(outcome), error)
    except (OSError, aiohttp.ClientError) as error:  # TimeoutError is an OSError
        return _Again(type(error).__name__)
    except RuntimeError as error:
        if str(error) != _CLOSED:
            raise
        return _End(Delivery(Outcome.LATER))


def _lacks_history(error: discord.HTTPException) -> bool:
    return error.code == _CANNOT_QUOTE or (error.code == _NOT_A_FORM and "read message history" in error.text)


def _outcome(error: discord.HTTPException) -> Outcome:
    """Tell what an answer of Discord means for what was sent."""
    if isinstance(error, discord.NotFound):
        return Outcome.GONE
    if isinstance(error, discord.Forbidden):
        return Outcome.FORBIDDEN
    if error.code == _NOT_A_FORM and "message_reference" in error.text and not _lacks_history(error):
        return Outcome.GONE
    return Outcome.LATER if error.status >= _SERVER_ERROR or error.status == _TOO_MANY else Outcome.REFUSED
