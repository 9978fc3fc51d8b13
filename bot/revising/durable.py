"""Files put in place so that whoever reads sees the old text or the new one, and a crash keeps one of the two.

Write beside it, flush to disk, rename over it, flush the folder: without the last step the rename itself may be lost
with the power, and without the first flush the name may come back with nothing behind it. All of this blocks.
"""

import contextlib
import errno
import os
import secrets
import stat
from pathlib import Path
from typing import Final

from knowledge.editing.common import common_prefix

_CHUNK: Final = 1 << 20
_STALE_S: Final = 3600.0
"""A file beside is somebody's leftover when it is so much older than what was just written; nobody takes so long."""
IN_THE_WAY: Final = frozenset({errno.EBUSY, errno.EXDEV})
"""What renaming over a mount point gives: a single file that is bind-mounted can only be written in place."""
CLOSED: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
"""What making a file in a folder gives that may not be written to."""


def stage(target: Path, data: bytes) -> Path:
    """Write *data* to a new file beside *target*, on disk when it returns, with the mode of *target*; return its path.

    Raises:
        OSError: the folder cannot be written to, or the disk is full; nothing of it stays.
    """
    beside = _beside(target, secrets.token_hex(4))
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        try:
            _take_over_mode(handle, target)
            _write_all(handle, data)
            os.fsync(handle)
        finally:
            os.close(handle)
    except BaseException:
        discard(beside)
        raise
    return beside


def put(staged: Path, target: Path) -> None:
    """Rename *staged* to *target*, durably.

    Raises:
        OSError: it could not be; *target* is then as before, except that flushing the folder may have failed.
    """
    os.replace(staged, target)  # noqa: PTH105 - one call of the system, by the name that tests of crashes know
    sync_folder(target.parent)
    tidy(target.parent, _beside(target, "*").name, target)


def discard(staged: Path) -> None:
    """Remove what `stage` made, if it is there."""
    with contextlib.suppress(OSError):
        staged.unlink()


def write_in_place(target: Path, data: bytes) -> None:
    """Write *data* over what *target* holds, front to back, then cut it, on disk when it returns.

    For a file that cannot be replaced. A crash leaves a beginning of *data* and the rest of what was there (`is_torn`).

    Raises:
        OSError: it could not be; some of *data* may be there.
    """
    handle = os.open(target, os.O_WRONLY | getattr(os, "O_CLOEXEC", 0))
    try:
        _write_all(handle, data)
        os.ftruncate(handle, len(data))
        os.fsync(handle)
    finally:
        os.close(handle)


def is_torn(found: bytes, before: bytes, after: bytes) -> bool:
    """Whether *found* is what `write_in_place` leaves when it is killed while it writes *after* over *before*."""
    same = common_prefix(found, after)
    return found[same:] == before[same:]


def replace_file(target: Path, data: bytes) -> None:
    """Make *target* hold *data*, durably; its folder is made where it is missing.

    Raises:
        OSError: it could not be; what was there is there.
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    staged = stage(target, data)
    try:
        put(staged, target)
    except BaseException:
        discard(staged)
        raise


def tidy(folder: Path, pattern: str, newest: Path) -> None:
    """Remove what processes that were killed left in *folder* by names of *pattern*, an hour before *newest*."""
    with contextlib.suppress(OSError):
        now_s = newest.stat().st_mtime
        for left in folder.glob(pattern):
            if now_s - left.stat().st_mtime > _STALE_S:
                left.unlink()


def sync_folder(folder: Path) -> None:
    """Have the names in *folder* on disk; where a system cannot do that for a folder, it does so by itself."""
    try:
        handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0))
    except OSError:
        return  # Windows opens no folders
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.EBADF, errno.ENOTSUP}:
            raise
    finally:
        os.close(handle)


def _beside(target: Path, sign: str) -> Path:
    return target.with_name(f".{target.name}.{sign}.new")


def _take_over_mode(handle: int, target: Path) -> None:
    """Give the new file the mode, and if that may be the owner, of the one it is to replace."""
    try:
        found = target.stat()
    except OSError:
        return
    if hasattr(os, "fchown"):
        with contextlib.suppress(OSError):
            os.fchown(handle, found.st_uid, found.st_gid)
    if hasattr(os, "fchmod"):
        with contextlib.suppress(OSError):
            os.fchmod(handle, stat.S_IMODE(found.st_mode))


def _write_all(handle: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left[:_CHUNK]) :]
