"""A patch leads from one text to the next, whatever the two are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.database.patches import Patch, apply_patch, make_patch, pack, unpack

PIECES = st.lists(st.binary(max_size=40), max_size=4).map(b"".join)


def slow_patch(before: bytes, after: bytes) -> tuple[int, bytes, bytes]:
    """Return what a patch holds, found byte by byte."""
    begin = 0
    while begin < min(len(before), len(after)) and before[begin] == after[begin]:
        begin += 1
    end = 0
    while end < min(len(before), len(after)) - begin and before[-1 - end] == after[-1 - end]:
        end += 1
    return begin, before[begin : len(before) - end], after[begin : len(after) - end]


@given(head=PIECES, taken=PIECES, put=PIECES, tail=PIECES, times=st.sampled_from([1, 3000]))
def test_it_leads_from_one_text_to_the_next(head: bytes, taken: bytes, put: bytes, tail: bytes, times: int) -> None:
    """And holds no more than what differs, as a slow look at each byte finds it."""
    before, after = head * times + taken + tail * times, head * times + put + tail * times
    patch = make_patch(before, after)
    begin, gone, come = slow_patch(before, after)
    if patch is None:
        assert len(gone) + len(come) > len(after) // 4
        return
    assert (patch.begin, unpack(patch.taken), unpack(patch.put)) == (begin, gone, come)
    assert apply_patch(before, patch) == after


@given(left=st.binary(max_size=300), right=st.binary(max_size=300))
def test_two_texts_that_have_nothing_in_common_are_kept_whole_or_come_back(left: bytes, right: bytes) -> None:
    """Whatever they are."""
    patch = make_patch(left, right)
    assert patch is None or apply_patch(left, patch) == right


@pytest.mark.parametrize(
    "patch",
    [
        Patch(0, pack(b"another"), pack(b"")),
        Patch(90, pack(b"text"), pack(b"")),
        Patch(-1, pack(b""), pack(b"")),
        Patch(0, b"no zlib", pack(b"")),
        Patch(0, pack(b""), pack(b"cut off" * 9)[:-4]),
    ],
)
def test_what_does_not_fit_is_refused(patch: Patch) -> None:
    """It is no text that nobody wrote."""
    with pytest.raises(ValueError, match=r"another text|cannot be unpacked"):
        apply_patch(b"a text", patch)
