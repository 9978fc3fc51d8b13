"""Files put in place whole, and what is left of one that was written in place and was not finished."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.revising.backups import KEPT, Backups
from bot.revising.durable import is_torn, replace_file, stage, write_in_place
from bot.revising.mark import At, Mark, MarkFile


def test_a_file_is_replaced_with_its_mode(tmp_path: Path) -> None:
    """Nothing else is left beside it."""
    path = tmp_path / "some.yaml"
    path.write_bytes(b"old")
    path.chmod(0o604)
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o604
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing beside it, whichever step fails."""
    path = tmp_path / "some.yaml"
    path.write_bytes(b"old")
    for step in ("write", "fsync", "replace"):
        with monkeypatch.context() as patched:

            def fail(*_: object, step: str = step) -> None:
                raise OSError(5, step)

            patched.setattr(os, step, fail)
            with pytest.raises(OSError, match=step):
                replace_file(path, b"new")
        assert path.read_bytes() == b"old"
        assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_process_left_is_removed_in_time(tmp_path: Path) -> None:
    """What is new may be another process's at work."""
    path = tmp_path / "some.yaml"
    left = stage(path, b"left")
    replace_file(path, b"new")
    assert left.exists()
    old = path.stat().st_mtime - 7200
    os.utime(left, (old, old))
    replace_file(path, b"newer")
    assert list(tmp_path.iterdir()) == [path]


_BYTES = st.lists(st.sampled_from([b"a", b"b", b"abc", b"\n"]), max_size=12).map(b"".join)


@given(before=_BYTES, after=_BYTES, at=st.integers(min_value=0, max_value=40))
def test_every_state_of_writing_in_place_is_known_as_torn(before: bytes, after: bytes, at: int) -> None:
    """A beginning of the new text and the rest of the old one, until that is cut off."""
    at = min(at, len(after))
    assert is_torn(after[:at] + before[at:], before, after)


@given(before=_BYTES, after=_BYTES, found=_BYTES)
def test_nothing_else_is_taken_for_torn(before: bytes, after: bytes, found: bytes) -> None:
    """It holds exactly where some place parts a beginning of the one from the rest of the other."""
    states = {after[:at] + before[at:] for at in range(len(after) + 1)}
    assert is_torn(found, before, after) == (found in states)


def test_writing_in_place_keeps_the_file(tmp_path: Path) -> None:
    """Longer and shorter texts."""
    path = tmp_path / "some.yaml"
    path.write_bytes(b"old text")
    before = path.stat().st_ino
    for text in (b"a longer text than that", b"short", b""):
        write_in_place(path, text)
        assert path.read_bytes() == text
        assert path.stat().st_ino == before


def test_copies_are_kept_once_and_only_so_many(tmp_path: Path) -> None:
    """The newest stay; a text that is kept already is not kept twice."""
    backups = Backups(tmp_path / "backups")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(KEPT + 5):
        for _ in range(2):
            backups.keep(f"text {number}".encode(), f"{number:064x}"[::-1], now + timedelta(seconds=number))
    kept = backups.listing()
    assert len(kept) == KEPT
    assert kept[0].read_bytes() == f"text {KEPT + 4}".encode()
    assert stat.S_IMODE(kept[0].stat().st_mode) == 0o600


@pytest.mark.parametrize("writing", [None, At(3, "c" * 64)])
def test_a_mark_comes_back(tmp_path: Path, writing: At | None) -> None:
    """As it was kept."""
    mark = Mark("/facts.yaml", At(2, "b" * 64), writing)
    marks = MarkFile(tmp_path / "data" / "facts.at.json")
    assert marks.load() is None
    marks.save(mark)
    assert marks.load() == mark


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"path": "x"}', '{"path": "x", "at": {"number": "2"}, "writing": null}']
)
def test_a_damaged_mark_is_none(tmp_path: Path, text: str) -> None:
    """The fact file is then judged without it."""
    path = tmp_path / "facts.at.json"
    path.write_text(text, encoding="utf-8")
    assert MarkFile(path).load() is None
