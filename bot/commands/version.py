"""`version`: what runs here."""

import platform
import sys
from importlib.metadata import PackageNotFoundError, version

from bot import __version__
from bot.errors import ExitStatus

_SHOWN = ("discord.py", "rapidfuzz", "SQLAlchemy", "pydantic")


def print_version() -> ExitStatus:
    """Write one line a component to standard output."""
    sys.stdout.write(f"communique {__version__}\nPython {platform.python_version()}\n")
    sys.stdout.write("".join(f"{name} {_version(name)}\n" for name in _SHOWN))
    return ExitStatus.OK


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"
