import gc
import sys
import threading
from collections.abc import Iterator

import pytest

from bot.quiet import TURN_S, collection_paused, turns_short


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    """Begin and end with the collector on, whatever happens between."""
    gc.enable()
    yield
    gc.enable()


def test_the_collector_rests_and_comes_back() -> None:
    """Also when what was done meanwhile fails, and only at the end of the outermost pause."""

    def fail() -> None:
        with collection_paused():
            with collection_paused():
                assert not gc.isenabled()
            assert not gc.isenabled()
            raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        fail()
    assert gc.isenabled()


def test_what_stays_is_never_looked_at_again() -> None:
    """It is frozen before the collector comes back, unless it was of no use or somebody else paused."""
    gc.unfreeze()
    try:
        with collection_paused(stays=True):
            with collection_paused(stays=True):
                pass
            assert not gc.get_freeze_count()
        assert gc.get_freeze_count()
    finally:
        gc.unfreeze()


def test_a_collector_that_is_off_stays_off() -> None:
    """Whoever turned it off has reasons."""
    gc.disable()
    with collection_paused():
        pass
    assert not gc.isenabled()


@pytest.mark.parametrize("first_ends_first", [True, False])
def test_pauses_in_two_threads_leave_it_on(first_ends_first: bool) -> None:  # noqa: FBT001 - pytest gives it by name
    """In whichever order they end."""
    inside, end = threading.Event(), threading.Event()

    def pause() -> None:
        with collection_paused():
            inside.set()
            end.wait(10)

    other = threading.Thread(target=pause)
    with collection_paused():
        other.start()
        assert inside.wait(10)
        if not first_ends_first:
            end.set()
            other.join()
            assert not gc.isenabled()
    end.set()
    other.join()
    assert gc.isenabled()


def test_threads_make_way_meanwhile_and_not_after() -> None:
    """Nested or not, and whatever happens within, Python's own turns come back."""
    usual = sys.getswitchinterval()
    assert usual > 2 * TURN_S

    def fail() -> None:
        with turns_short():
            with turns_short():
                assert sys.getswitchinterval() == pytest.approx(TURN_S)
            assert sys.getswitchinterval() == pytest.approx(TURN_S)
            raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        fail()
    assert sys.getswitchinterval() == usual
