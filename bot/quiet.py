"""Python's garbage collector, out of the way while much is made that stays."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
