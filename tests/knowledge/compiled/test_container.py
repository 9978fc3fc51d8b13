"""What was packed comes back, and what was not is refused."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from knowledge.compiled.container import Part, Unusable, pack, unpack

PARTS: dict[str, Part] = {
    "numbers": np.arange(10, dtype=np.int64).reshape(5, 2),
    "words": "가나다 words".encode(),
    "nothing": b"",
    "none": np.zeros(0, dtype=np.float32),
    "flags": np.array([True, False]),
}


def whole() -> bytes:
    """Return PARTS, packed."""
    return b"".join(pack({"version": "é"}, PARTS))


def as_bytes(part: Part) -> bytes:
    """Return the bytes of a part."""
    return part.tobytes() if isinstance(part, np.ndarray) else bytes(part)


def test_what_was_packed_comes_back() -> None:
    """Types, shapes and bytes are as they were."""
    packed = unpack(whole())
    assert packed.meta == {"version": "é"}
    assert list(packed.parts) == list(PARTS)
    for name, part in PARTS.items():
        found = packed.parts[name]
        assert as_bytes(found) == as_bytes(part)
        if isinstance(part, np.ndarray) and isinstance(found, np.ndarray):
            assert (found.dtype, found.shape) == (part.dtype, part.shape)


@given(st.data(), st.sampled_from(["<u1", "<i2", ">i4", ">f8", "|b1"]))
def test_any_array_comes_back(data: st.DataObject, kind: str) -> None:
    """Whatever the order of its bytes here, it is kept little-endian."""
    array: NDArray[Any] = data.draw(hnp.arrays(np.dtype(kind), hnp.array_shapes()))
    found = unpack(b"".join(pack({}, {"a": array}))).array("a")
    assert found.tobytes() == array.astype(array.dtype.newbyteorder("<")).tobytes()
    assert found.shape == array.shape
    assert not found.flags.writeable


def test_arrays_are_views_at_aligned_places() -> None:
    """Nothing is copied, and every array begins where a processor likes to read it."""
    data = whole()
    numbers = unpack(data).array("numbers")
    base = np.frombuffer(data, dtype=np.uint8)
    assert np.shares_memory(numbers, base)
    assert (numbers.ctypes.data - base.ctypes.data) % 64 == 0


def test_every_flipped_bit_is_found() -> None:
    """No byte is outside the checksums."""
    data = whole()
    for at in range(len(data)):
        altered = bytearray(data)
        altered[at] ^= 1 << at % 8
        with pytest.raises(Unusable):
            unpack(bytes(altered))


def test_every_cut_is_found() -> None:
    """So is anything added at the end."""
    data = whole()
    for size in range(len(data)):
        with pytest.raises(Unusable):
            unpack(data[:size])
    with pytest.raises(Unusable):
        unpack(data + b"\0")


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    """Whatever stands in the file, it is a container or it is refused."""
    with pytest.raises(Unusable):
        unpack(data)


def test_a_part_that_is_missing_or_of_another_sort_is_refused() -> None:
    """Bytes are no array, and an array is no bytes."""
    packed = unpack(whole())
    for refused in (lambda: packed.array("words"), lambda: packed.view("numbers"), lambda: packed.array("other")):
        with pytest.raises(Unusable):
            refused()
