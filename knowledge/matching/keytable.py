"""Many strings in three arrays: found by a 64-bit hash, kept as one UTF-8 blob.

A dict of two hundred thousand strings costs some thirty megabytes and has to be built; these arrays cost a quarter
of that, can be written to a file and mapped from it, and are never walked in Python. A string's id is its rank by
hash, so a table of the same strings is the same whatever order they came in.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]
"""Named arrays, as they are written to a file and mapped from it."""
Ids = NDArray[np.int64]

_HASH_BYTES = 8


def hash_of(text: str) -> int:
    """Return the hash of *text*, 0 to 2**64 - 1, the same in every process; lone surrogates are taken as they are."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_HASH_BYTES).digest(), "little")


class KeyTable:
    """Distinct strings, numbered from 0 by their hashes. Immutable."""

    def __init__(self, hashes: NDArray[np.uint64], starts: NDArray[np.int64], blob: NDArray[np.uint8]) -> None:
        """Take sorted *hashes*, the *starts* of each string in *blob* and the end of the last (one more)."""
        self.hashes = hashes
        self.starts = starts
        self.blob = blob
        self._hashes = hashes.data
        self._starts = starts.data
        self._blob = blob.data

    @classmethod
    def of(cls, texts: Iterable[str]) -> tuple["KeyTable", Ids]:
        """Make a table of distinct *texts*; return it and the id of each, in the order they came."""
        raw = [text.encode("utf-8", "surrogatepass") for text in texts]
        digests = b"".join([blake2b(text, digest_size=_HASH_BYTES).digest() for text in raw])
        hashes = np.frombuffer(digests, dtype="<u8").astype(np.uint64)
        order = np.argsort(hashes, kind="stable")
        if len(raw) > 1 and (hashes[order][1:] == hashes[order][:-1]).any():  # equal hashes: by text
            order = np.array(sorted(range(len(raw)), key=lambda i: (int(hashes[i]), raw[i])), dtype=np.int64)
        ids = np.empty(len(raw), dtype=np.int64)
        ids[order] = np.arange(len(raw))
        starts = np.zeros(len(raw) + 1, dtype=np.int64)
        np.cumsum(np.array([len(raw[i]) for i in order.tolist()], dtype=np.int64), out=starts[1:])
        blob = np.frombuffer(b"".join([raw[i] for i in order.tolist()]), dtype=np.uint8)
        return cls(hashes[order], starts, blob), ids

    def __len__(self) -> int:
        return len(self.hashes)

    def __getitem__(self, number: int) -> str:
        return bytes(self._blob[self._starts[number] : self._starts[number + 1]]).decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))

    def __contains__(self, text: str) -> bool:
        return self.find(text) >= 0

    def find(self, text: str) -> int:
        """Return the id of *text*, -1 where the table has no such string."""
        wanted = hash_of(text)
        number = bisect_left(self._hashes, wanted)
        while number < len(self._hashes) and self._hashes[number] == wanted:
            if self[number] == text:
                return number
            number += 1
        return -1

    def keep(self, ids: Ids) -> "KeyTable":
        """Return a table of the strings *ids* (ascending) alone."""
        lengths = np.diff(self.starts)[ids]
        starts = np.zeros(len(ids) + 1, dtype=np.int64)
        np.cumsum(lengths, out=starts[1:])
        return KeyTable(self.hashes[ids], starts, self.blob[spans(self.starts[ids], lengths)])

    def joined(self, more: Iterable[str]) -> tuple["KeyTable", Ids, Ids]:
        """Add strings that the table does not have.

        Returns:
            the new table, the new id of each old string, and the id of each of *more*.
        """
        fresh, ids = KeyTable.of(more)
        places = np.searchsorted(self.hashes, fresh.hashes)
        old = np.arange(len(self)) + np.searchsorted(fresh.hashes, self.hashes, side="right")
        new = places + np.arange(len(fresh))
        lengths = np.empty(len(self) + len(fresh), dtype=np.int64)
        lengths[old], lengths[new] = np.diff(self.starts), np.diff(fresh.starts)
        hashes = np.empty(len(lengths), dtype=np.uint64)
        hashes[old], hashes[new] = self.hashes, fresh.hashes
        starts = np.zeros(len(lengths) + 1, dtype=np.int64)
        np.cumsum(lengths, out=starts[1:])
        blob = np.empty(int(starts[-1]), dtype=np.uint8)
        blob[spans(starts[old], np.diff(self.starts))] = self.blob
        blob[spans(starts[new], np.diff(fresh.starts))] = fresh.blob
        return KeyTable(hashes, starts, blob), old, new[ids]

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Return the table as arrays whose names begin with *name*."""
        return {f"{name}.hashes": self.hashes, f"{name}.starts": self.starts, f"{name}.blob": self.blob}

    @classmethod
    def from_arrays(cls, arrays: Arrays, name: str) -> "KeyTable":
        """Open what `arrays` gave under *name*; nothing is copied."""
        return cls(
            arrays[f"{name}.hashes"].view(np.uint64),
            arrays[f"{name}.starts"].view(np.int64),
            arrays[f"{name}.blob"].view(np.uint8),
        )


def spans(starts: Ids, lengths: Ids) -> Ids:
    """Return the positions starts[0], starts[0] + 1 … of each span of *lengths*, one span after another."""
    total = int(lengths.sum())
    ends = np.cumsum(lengths)
    places: Ids = np.arange(total, dtype=np.int64) + np.repeat(starts - (ends - lengths), lengths)
    return places
