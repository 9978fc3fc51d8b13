from pathlib import Path

import pytest

from bot.filelook import LOOKS_BETWEEN, SECOND_LOOKS, FileLook, signature_of
from knowledge.factfile.filetext import digest_of

OLD, NEW = b"old", b"new"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a file that says "old"."""
    path = tmp_path / "facts.yaml"
    path.write_bytes(OLD)
    return path


@pytest.fixture
def look(path: Path) -> FileLook:
    """Return a look at the file, which has been looked at as it is."""
    look = FileLook(path, digest_of(OLD))
    assert look.is_due()
    assert not look.read()
    return look


def dues(look: FileLook, times: int) -> int:
    """Return how often it is time to read in so many looks."""
    return sum(look.is_due() for _ in range(times))


def test_the_first_look_finds_what_came_since_the_file_was_read(path: Path) -> None:
    """Between reading it and looking at it somebody may have edited it."""
    look = FileLook(path, digest_of(NEW))
    assert look.is_due()
    assert look.read()


@pytest.mark.parametrize("how", ["in place", "replaced", "linked"])
def test_an_edit_shows_once(how: str, path: Path, look: FileLook, tmp_path: Path) -> None:
    """Written in place, put in its place by an editor, or linked there, as where a cluster mounts its settings."""
    other = tmp_path / "other"
    if how == "in place":
        path.write_bytes(NEW)
    else:
        other.write_bytes(NEW)
        link = tmp_path / "link"
        link.symlink_to(other)
        (other if how == "replaced" else link).replace(path)
    assert look.is_due()
    assert look.read()
    assert not look.is_due()
    assert not look.read()


def test_a_file_that_is_only_touched_is_no_edit(path: Path, look: FileLook) -> None:
    """It is read, and says the same."""
    path.write_bytes(OLD)
    assert look.is_due()
    assert not look.read()


def test_an_edit_that_does_not_show_is_found_all_the_same(
    path: Path, look: FileLook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a file system with a coarse clock a second edit may leave everything but the text as it was."""
    before = signature_of(path)
    path.write_bytes(NEW)
    monkeypatch.setattr("bot.filelook.signature_of", lambda _: before)
    assert dues(look, LOOKS_BETWEEN) == 1
    assert look.read()


def test_a_file_at_rest_is_left_alone(look: FileLook) -> None:
    """Some reads after an edit, then none until the next."""
    assert dues(look, 2 * LOOKS_BETWEEN * SECOND_LOOKS) == SECOND_LOOKS
    assert dues(look, LOOKS_BETWEEN * SECOND_LOOKS) == 0


def test_a_file_that_was_gone_counts_as_another(path: Path, look: FileLook) -> None:
    """Whoever was told that it cannot be read is told that it can be again."""
    path.unlink()
    assert look.is_due()
    assert look.read()
    assert not look.is_due()
    path.write_bytes(OLD)
    assert look.is_due()
    assert look.read()


def test_what_came_to_nothing_is_read_again(look: FileLook) -> None:
    """A few times, as long as the file stays as it is."""
    look.forget()
    assert dues(look, LOOKS_BETWEEN) == 1
    assert look.read()
    assert not look.read()
