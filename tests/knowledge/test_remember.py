import gc
import weakref

import pytest

from knowledge.remember import remembered


class Counter:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.double = remembered(self._double, 2)

    def _double(self, number: int) -> int:
        self.asked.append(number)
        return 2 * number


def test_what_was_given_lately_is_not_worked_out_again() -> None:
    """As far back as it may remember."""
    counter = Counter()
    assert [counter.double(number) for number in (1, 1, 2, 1, 3, 2)] == [2, 2, 4, 2, 6, 4]
    assert counter.asked == [1, 2, 3, 2]


def test_the_object_goes_when_nobody_holds_it() -> None:
    """Without the garbage collector; the method alone is of no use."""
    gc.disable()
    try:
        counter = Counter()
        double, held = counter.double, weakref.ref(counter)
        assert double(1) == 2
        del counter
        assert held() is None
    finally:
        gc.enable()
    with pytest.raises(ReferenceError):
        double(4)
