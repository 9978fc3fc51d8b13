"""Memory that does not grow: the newest of something, by key."""

from collections import OrderedDict
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


def keep(kept: OrderedDict[K, V], key: K, value: V, capacity: int) -> None:
    """Put *value* at the end of *kept*; where that is more than *capacity*, what was put the longest ago goes."""
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > capacity:
        kept.popitem(last=False)
