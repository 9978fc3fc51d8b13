from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gateway.limiter import Limiter

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
JOE, ANN = 1, 2
HALL, ROOM = 10, 20


def make(**changes: object) -> Limiter:
    """Return a limiter with small limits, and *changes* to them."""
    values = {"member_questions": 2, "channel_questions": 3, "window_s": 60.0} | changes
    return Limiter(**values)  # type: ignore[arg-type] # a table of keywords


def test_lets_a_burst_through_and_then_says_how_long_to_wait() -> None:
    """Two questions in a window of 60 s refill at one in 30 s."""
    limiter = make()
    assert limiter.check(JOE, HALL, NOON) is None
    assert limiter.check(JOE, HALL, NOON) is None
    assert limiter.check(JOE, HALL, NOON) == pytest.approx(30.0)
    assert limiter.check(JOE, HALL, NOON + timedelta(seconds=30)) is None


def test_a_member_s_limit_holds_over_channels_and_leaves_others_alone() -> None:
    """The member bucket follows the member; another member asks freely."""
    limiter = make()
    limiter.check(JOE, HALL, NOON)
    limiter.check(JOE, ROOM, NOON)
    assert limiter.check(JOE, 30, NOON) is not None
    assert limiter.check(ANN, HALL, NOON) is None


def test_a_channel_s_limit_holds_over_members() -> None:
    """The fourth question in one channel waits, whoever asks; another channel is free."""
    limiter = make()
    assert [limiter.check(member, HALL, NOON) for member in (1, 2, 3)] == [None, None, None]
    assert limiter.check(4, HALL, NOON) == pytest.approx(20.0)
    assert limiter.check(4, ROOM, NOON) is None


def test_a_refused_question_takes_nothing() -> None:
    """Knocking on a closed door does not keep it closed, and costs the channel nothing."""
    limiter = make(channel_questions=3)
    for _ in range(50):
        limiter.check(JOE, HALL, NOON)
    assert limiter.check(ANN, HALL, NOON) is None
    assert limiter.check(JOE, HALL, NOON + timedelta(seconds=30)) is None


def test_tells_whose_limit_was_met() -> None:
    """The counter is given the scope of each refusal."""
    scopes: list[str] = []
    limiter = make(on_refusal=scopes.append)
    for member in (JOE, JOE, JOE, ANN, 3):
        limiter.check(member, HALL, NOON)
    assert scopes == ["member", "channel"]


def test_a_clock_set_back_neither_gives_nor_takes() -> None:
    """A level is the same an hour before it was written."""
    limiter = make()
    limiter.check(JOE, HALL, NOON)
    assert limiter.check(JOE, HALL, NOON - timedelta(hours=1)) is None
    assert limiter.check(JOE, HALL, NOON - timedelta(hours=1)) is not None


def test_forgets_the_longest_quiet_member_when_memory_is_full() -> None:
    """Memory is bounded; the member asked about last is kept."""
    limiter = make(member_questions=1, channel_questions=10_000, max_buckets=2)
    for member in (1, 2, 3):
        limiter.check(member, HALL, NOON)
    assert limiter.check(3, HALL, NOON) is not None
    assert limiter.check(1, HALL, NOON) is None


def test_a_refusal_is_told_once_a_window() -> None:
    """A flood of questions is not answered with a flood of excuses."""
    limiter = make()
    assert limiter.may_tell(JOE, NOON)
    assert not limiter.may_tell(JOE, NOON + timedelta(seconds=59))
    assert limiter.may_tell(ANN, NOON)
    assert limiter.may_tell(JOE, NOON + timedelta(seconds=60))


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 2), st.floats(0, 20)), max_size=60))
def test_no_member_exceeds_burst_plus_refill(asked: list[tuple[int, int, float]]) -> None:
    """Whatever the order and pace, a member gets at most the burst and what refilled since the start."""
    limiter = make(channel_questions=10_000)
    elapsed_s = 0.0
    allowed: dict[int, int] = {}
    for member, channel, pause_s in asked:
        elapsed_s += pause_s
        if limiter.check(member, channel, NOON + timedelta(seconds=elapsed_s)) is None:
            allowed[member] = allowed.get(member, 0) + 1
    assert all(count <= 2 + elapsed_s * 2 / 60 + 1e-6 for count in allowed.values())


@given(st.integers(0, 5), st.floats(0, 120))
def test_the_wait_it_names_is_enough(asked: int, pause_s: float) -> None:
    """Whoever waits as long as told is let through (timestamps resolve microseconds)."""
    limiter = make()
    for _ in range(asked):
        limiter.check(JOE, HALL, NOON)
    now = NOON + timedelta(seconds=pause_s)
    wait_s = limiter.check(JOE, HALL, now)
    if wait_s is not None:
        assert limiter.check(JOE, HALL, now + timedelta(seconds=wait_s + 1e-4)) is None
