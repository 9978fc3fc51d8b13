"""What a method gave lately, remembered without keeping its object alive."""

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast
from weakref import WeakMethod

P = ParamSpec("P")
R = TypeVar("R")


def remembered(method: Callable[P, R], maxsize: int) -> Callable[P, R]:
    """Return *method*, a bound one, with its last *maxsize* results at hand; arguments must be hashable.

    `lru_cache` of a bound method makes a circle: the object holds the cache, and the cache the object. Only the
    garbage collector frees that, and it never looks at what was made to stay. What is returned here may be kept by
    the object itself, and is of no use without it.
    """
    held = WeakMethod(method)

    @lru_cache(maxsize=maxsize)
    def call(*args: object) -> R:
        live = cast("Callable[..., R] | None", held())
        if live is None:
            raise ReferenceError("the object of a remembered method is gone")
        return live(*args)

    return cast("Callable[P, R]", call)
