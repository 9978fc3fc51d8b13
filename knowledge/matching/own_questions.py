"""Whose question a text is, word for word: a sorted table of digests, 12 bytes a question variant."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.keytable import Arrays


class OwnQuestions:
    """Question variants by their words, and the entries they belong to. Immutable."""

    def __init__(self, digests: NDArray[np.uint64], owners: NDArray[np.int32]) -> None:
        """Take *digests*, ascending, and the number of the entry of each."""
        self._digests, self._owners = digests, owners

    @classmethod
    def of(cls, questions: Iterable[tuple[tuple[str, ...], int]]) -> "OwnQuestions":
        """Make the table of the words of each question and the number of its entry."""
        pairs = [(_digest(spoken), entry) for spoken, entry in questions]
        digests = np.array([digest for digest, _ in pairs], dtype=np.uint64)
        owners = np.array([entry for _, entry in pairs], dtype=np.int32)
        order = np.argsort(digests, kind="stable")
        return cls(digests[order], owners[order])

    def owner(self, spoken: tuple[str, ...]) -> int | None:
        """Return the entry whose question *spoken* is; None when it is nobody's, or of two entries."""
        digest = np.uint64(_digest(spoken))
        first, stop = (int(self._digests.searchsorted(digest, side)) for side in ("left", "right"))
        owners = set(self._owners[first:stop].tolist())
        return owners.pop() if len(owners) == 1 else None

    def replaced(
        self, first: int, stop: int, questions: Iterable[tuple[tuple[str, ...], int]], by: int
    ) -> "OwnQuestions":
        """Return the table with other questions for entries *first* to *stop* (not included); later ones move *by*."""
        kept = (self._owners < first) | (self._owners >= stop)
        owners = self._owners[kept]
        owners = owners + np.where(owners >= stop, np.int32(by), np.int32(0))
        new = OwnQuestions.of(questions)
        digests = np.concatenate((self._digests[kept], new._digests))  # noqa: SLF001 - the class's own
        owners = np.concatenate((owners, new._owners)).astype(np.int32)  # noqa: SLF001 - the class's own
        order = np.argsort(digests, kind="stable")
        return OwnQuestions(digests[order], owners[order])

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the table as named arrays, to be written to a file."""
        return {"own_digests": self._digests, "own_owners": self._owners}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "OwnQuestions":
        """Open what `arrays` gave; nothing is copied."""
        return cls(arrays["own_digests"], arrays["own_owners"])


def _digest(spoken: tuple[str, ...]) -> int:
    return int.from_bytes(blake2b(" ".join(spoken).encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
