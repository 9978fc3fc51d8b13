"""Work that keeps the processor busy, out of the way of who answers: the garbage collector's, and that of a thread."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

TURN_S: Final = 0.0001
"""How long a thread computes before it lets another one do so that wants to. By itself Python takes 5 ms, and the event
loop waits that long after each call of the system: ten of them in one step are the 50 ms that nobody should wait."""


@contextmanager
def collection_paused(*, stays: bool = False) -> Iterator[None]:
    """Collect no garbage meanwhile: nearly all that a fact file becomes stays, and is walked through at each turn.

    May be nested, and used in several threads at once: only who found the collector on turns it off, and then turns
    it on again whatever happens, so it is never left off. At worst it comes on early.

    Args:
        stays: have the collector never look at what there is by the end. Its first turn would otherwise walk through
            all of it at once, and nobody is answered meanwhile (0.2 s for 10,000 facts). What is frozen is freed as
            ever when nothing refers to it; only cycles stay. So this is for what is made seldom and has none.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
        if stays:
            gc.freeze()
    finally:
        gc.enable()


@contextmanager
def turns_short() -> Iterator[None]:
    """Have every thread make way within `TURN_S` meanwhile, for the event loop's sake; it costs little.

    Nested, or used in several threads at once, the one that comes first decides when it ends.
    """
    before = sys.getswitchinterval()
    if before <= TURN_S * 2:  # what is read is not to the last digit what was set
        yield
        return
    sys.setswitchinterval(TURN_S)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
