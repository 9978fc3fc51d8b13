"""One process at a time between a revision and its file, so that an older text never lands on a newer one.

The folder is locked, and the file itself where it is there: a lock file would litter a folder that people keep in git,
the file alone is another one after each replacing, and a bind-mounted file has another folder in each container. The
system lets go of a lock when its process dies. Where it knows no such locks (Windows, some network file systems), the
database alone keeps revisions in order, and the file follows within a second.
"""

import contextlib
import importlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

WAIT_S: Final = 10.0
_STEP_S: Final = 0.01


class LockedElsewhere(TimeoutError):
    """Another process has held the file for too long."""


@contextlib.contextmanager
def file_locked(path: Path, wait_s: float = WAIT_S) -> Iterator[None]:
    """Be the only process that holds *path* meanwhile. Blocks.

    Raises:
        LockedElsewhere: another one held it for all of *wait_s* seconds.
    """
    system = _locks()
    with contextlib.ExitStack() as held:
        if system is not None:
            until = time.monotonic() + wait_s
            for place in (path.parent, path):
                _lock(system, held, place, until)
        yield


def _lock(system: ModuleType, held: contextlib.ExitStack, place: Path, until: float) -> None:
    try:
        handle = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return  # it is not there, or may not be opened: nothing to hold
    held.callback(os.close, handle)
    while True:
        try:
            system.flock(handle, system.LOCK_EX | system.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise LockedElsewhere(f"{place} is held by another process") from None
            time.sleep(_STEP_S)
        except OSError:
            return  # this file system has no such locks
        else:
            return


def _locks() -> ModuleType | None:
    try:
        return importlib.import_module("fcntl")
    except ImportError:
        return None
