"""How much one member and one channel may ask: token buckets, in bounded memory, without a clock of their own."""

import math
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from bot.gateway.bounded import keep

Scope = Literal["member", "channel"]

MAX_BUCKETS = 20_000
"""Members, and channels, remembered at once: about 4 MB. Whoever was quiet the longest is forgotten first, and
has full buckets again."""


def _count_nothing(_scope: Scope) -> None:
    """Count a refusal nowhere."""


class Limiter:
    """Lets a member and a channel ask so many questions in any window, after a first burst of as many.

    A bucket holds `member_questions` (`channel_questions`) and refills evenly over the window.
    """

    def __init__(
        self,
        *,
        member_questions: int,
        channel_questions: int,
        window_s: float,
        on_refusal: Callable[[Scope], None] = _count_nothing,
        max_buckets: int = MAX_BUCKETS,
    ) -> None:
        """Start with full buckets; *on_refusal* is told whose limit a refused question met."""
        self._window_s = window_s
        self._members = _Buckets(member_questions, window_s, max_buckets)
        self._channels = _Buckets(channel_questions, window_s, max_buckets)
        self._told: OrderedDict[int, float] = OrderedDict()
        self._on_refusal = on_refusal
        self._max_buckets = max_buckets

    def check(self, member_id: int, channel_id: int, now: datetime) -> float | None:
        """Take one question from the buckets of *member_id* and *channel_id*.

        Returns:
            None when it may be asked; else the seconds until it may, and then nothing was taken.
        """
        at = now.timestamp()
        member_wait = self._members.wait_s(member_id, at)
        channel_wait = self._channels.wait_s(channel_id, at)
        if member_wait or channel_wait:
            self._on_refusal("member" if member_wait else "channel")
            return max(member_wait, channel_wait)
        self._members.take(member_id, at)
        self._channels.take(channel_id, at)
        return None

    def may_tell(self, member_id: int, now: datetime) -> bool:
        """Whether *member_id* may be told of a refusal: yes once a window, so that telling is no flood itself."""
        at = now.timestamp()
        told_at = self._told.get(member_id, -math.inf)
        if at - told_at < self._window_s:
            return False
        keep(self._told, member_id, at, self._max_buckets)
        return True


class _Buckets:
    """Buckets by id: how full each was when it was last used."""

    def __init__(self, size: int, window_s: float, capacity: int) -> None:
        self._size = size
        self._per_s = size / window_s
        self._capacity = capacity
        self._levels: OrderedDict[int, tuple[float, float]] = OrderedDict()

    def _level(self, key: int, at: float) -> float:
        level, used_at = self._levels.get(key, (float(self._size), at))
        # A clock that was set back refills nothing, and takes nothing away either.
        return min(float(self._size), level + max(0.0, at - used_at) * self._per_s)

    def wait_s(self, key: int, at: float) -> float:
        return max(0.0, 1.0 - self._level(key, at)) / self._per_s

    def take(self, key: int, at: float) -> None:
        keep(self._levels, key, (self._level(key, at) - 1.0, at), self._capacity)
