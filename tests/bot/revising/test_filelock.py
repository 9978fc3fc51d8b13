"""One process at a time writes the fact file, and one that dies lets go."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.revising.filelock import LockedElsewhere, file_locked

HOLD = """
import sys
from pathlib import Path
from bot.revising.filelock import file_locked
with file_locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("is_there", [True, False])
def test_another_process_waits_until_the_first_is_gone(tmp_path: Path, is_there: bool) -> None:  # noqa: FBT001
    """Killed, it holds nothing any more; nothing is left in the folder."""
    path = tmp_path / "facts.yaml"
    if is_there:
        path.touch()
    holder = subprocess.Popen(  # noqa: S603 - our own interpreter and our own text
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedElsewhere), file_locked(path, wait_s=0.0):
            pass
        holder.kill()
        holder.wait()
        with file_locked(path, wait_s=0.0):
            assert list(tmp_path.iterdir()) == [path] * is_there


def test_a_replaced_file_is_held_by_its_folder(tmp_path: Path) -> None:
    """Each replacing makes another file of it."""
    path = tmp_path / "facts.yaml"
    path.touch()
    with file_locked(path):
        path.unlink()
        path.touch()
        with pytest.raises(LockedElsewhere), file_locked(path, wait_s=0.0):
            pass
