"""Where an answer is worked out: at once, or beside the event loop when that would take too long."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

from bot.metrics import Metrics

T = TypeVar("T")

INLINE_CHARACTERS = 300
"""Longer texts are answered in a thread, so that no question holds the event loop for more than a few ms."""


async def work_out(text: str, answer: Callable[[], T], metrics: Metrics) -> T:
    """Return what *answer* makes of *text*, and count the time it took."""
    begun = time.perf_counter()
    made = answer() if len(text) <= INLINE_CHARACTERS else await asyncio.to_thread(answer)
    metrics.answer_seconds.observe(time.perf_counter() - begun)
    return made
