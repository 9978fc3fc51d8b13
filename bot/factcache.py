"""Compiled books on disk: one file a fact file, found by the digest of its text, never trusted over it.

A cache saves time and nothing else. It is used only when the fact file's own digest and the program that wrote it
agree and every checksum holds; whatever else is found there, or cannot be written, is passed over without a word.
"""

import contextlib
import os
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np

import knowledge
from bot import __version__
from knowledge.compiled.container import Packed, Unusable, unpack

KEPT: Final = 2
"""Caches that stay: of the facts as they are, and as they were before the last edit, should it be taken back."""
MAX_SIZE: Final = 1 << 28
"""Bytes of a cache that is read: ten for each byte of the largest fact file, which compiles to two or three."""
_PATTERN: Final = "facts-*.bin"
_NO_SOURCES: Final = frozenset({"facts.yaml", "facts.schema.json"})
_TEMPORARY: Final = "facts-*.tmp"


@lru_cache(maxsize=1)
def program_version() -> str:
    """Return a digest of all that a compiled book depends on: the code and weights of `knowledge`, and what they use.

    A version number would not do: whoever works on the code would be answered from what the old code made. Nor would
    sizes and times: images are built with all times alike, and a weight that changes is as long as before. Blocks on
    disk for 2 ms, once.
    """
    used = f"{__version__} {sys.version} {unicodedata.unidata_version} {np.__version__}"
    digest = blake2b(used.encode(), digest_size=16)
    package = str(Path(knowledge.__file__).parent)
    for path in _sources(package):
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - half the time, for a hundred small files
            digest.update(f"\0{path.removeprefix(package)}\0".encode() + file.read())
    return digest.hexdigest()


def _sources(folder: str) -> Iterator[str]:
    """Yield the files of the package, always in the same order."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _sources(entry.path)
        elif entry.name not in _NO_SOURCES:
            yield entry.path


class FactCache:
    """The compiled books in one folder."""

    def __init__(self, folder: Path, version: str | None = None) -> None:
        """Keep caches in *folder*, which need not be there; *version* names the program, None this one."""
        self.folder = folder
        self._version = version

    @property
    def version(self) -> str:
        """What has to agree beside the fact file."""
        return self._version or program_version()

    def path_of(self, digest: str) -> Path:
        """Return where the cache of the fact file with *digest* (SHA-256, 64 hex digits) is kept."""
        return self.folder / f"facts-{digest}.bin"

    def read(self, digest: str) -> Packed | None:
        """Return what is kept for *digest*; None where nothing is, or nothing that can be used. Blocks on disk.

        The file is read, not mapped: its checksums take every page anyhow, and a mapped file that somebody cuts
        short ends the process.
        """
        try:
            with self.path_of(digest).open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                packed = unpack(file.read(size + 1)) if size <= MAX_SIZE else None
        except (OSError, Unusable):
            return None
        if packed is None or (packed.meta.get("digest"), packed.meta.get("version")) != (digest, self.version):
            return None
        return packed

    def write(self, digest: str, pieces: Iterable[bytes | memoryview]) -> bool:
        """Keep *pieces* for *digest* and remove what is old. Blocks on disk.

        Returns:
            Whether it is kept; a folder that cannot be written to is no error.
        """
        try:
            self.folder.mkdir(exist_ok=True)
            self._replace(self.path_of(digest), pieces)
            self._tidy()
        except OSError:
            return False
        return True

    def _replace(self, path: Path, pieces: Iterable[bytes | memoryview]) -> None:
        handle, temporary = tempfile.mkstemp(prefix="facts-", suffix=".tmp", dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise

    def _tidy(self) -> None:
        """Remove all but the newest caches, and what a process that was ended left half written."""
        caches = sorted(self.folder.glob(_PATTERN), key=_age, reverse=True)
        # Another process may be writing one just now: only those older than any cache that stays are left over.
        oldest = min((_age(path) for path in caches[:KEPT]), default=0.0)
        left_over = (path for path in self.folder.glob(_TEMPORARY) if _age(path) < oldest)
        for path in (*caches[KEPT:], *left_over):
            path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    """Return when *path* was written, in seconds since 1970; 0 when it is gone."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
