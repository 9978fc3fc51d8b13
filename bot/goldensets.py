"""The labelled questions that a change of the facts is held against: read once, used for whatever book is at hand."""

from pathlib import Path
from typing import Final

from bot.errors import SettingFault, SettingsError
from knowledge.errors import GoldenSetError
from knowledge.evaluation.golden import Case, read_golden_set
from knowledge.factfile.filetext import MAX_BYTES

FLOORS_FILE: Final = "floors.yaml"
"""In a folder of sets, the file that says what they are held to."""
MOST_CASES: Final = 5000
"""Questions that are read at most; the rest would only cost time."""


def set_files(path: Path) -> list[Path]:
    """Return the golden sets at *path*: the file itself, or the YAML files of a folder by name, without the floors."""
    if not path.is_dir():
        return [path]
    return sorted(each for each in path.glob("*.yaml") if each.name != FLOORS_FILE)


def read_golden(path: Path) -> tuple[Case, ...]:
    """Return every question of the sets at *path*, the setting ``golden_path``. Blocks on disk, and CPU for 0.3 s.

    Which facts a question names is not looked at: `knowledge.evaluation.golden.cases_about` picks those for a book.

    Raises:
        SettingsError: a set cannot be read, or is none; every problem of the first such file is in it.
    """
    cases: list[Case] = []
    for file in set_files(path):
        try:
            with file.open("rb") as opened:
                cases += read_golden_set(opened.read(MAX_BYTES + 1), None)
        except GoldenSetError as refused:
            raise SettingsError(*(_fault(file, each.render(str(file))) for each in refused.problems)) from refused
        except OSError as cause:
            raise SettingsError(_fault(file, cause.strerror or type(cause).__name__)) from cause
    return tuple(cases[:MOST_CASES])


def _fault(file: Path, wrong: str) -> SettingFault:
    right = "name a file of labelled questions or a folder of them, or null for those that ship"
    return SettingFault("golden_path", str(file), f"the set cannot be used ({wrong})", right)
