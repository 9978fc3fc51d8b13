"""Python's garbage collector, out of the way while much is made that stays."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """Collect no garbage meanwhile: nearly all that a fact file becomes stays, and is walked through at each turn.

    May be nested, and used in several threads at once: only who found the collector on turns it off, and then turns
    it on again whatever happens, so it is never left off. At worst it comes on early.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
