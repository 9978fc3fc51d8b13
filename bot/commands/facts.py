"""What several subcommands need: a fact file loaded, or its problems told."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from knowledge.errors import FactFileError

T = TypeVar("T")


def load_or_tell(load: Callable[[Path], T], path: Path) -> T | None:
    """Return what *load* makes of *path*; when that fails, write every problem to standard error and return None."""
    try:
        return load(path)
    except FactFileError as refused:
        lines = (problem.render(str(path)) for problem in refused.problems)
        sys.stderr.write("".join(f"{line}\n" for line in lines))
    except OSError as cause:
        sys.stderr.write(f"{path}: it cannot be read ({cause.strerror or type(cause).__name__})\n")
    return None
