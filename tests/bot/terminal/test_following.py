from pathlib import Path

import pytest

from bot.factcache import FactCache
from bot.factstore import load_snapshot, open_snapshot
from bot.filelook import LOOKS_BETWEEN
from bot.terminal.following import Following

OLD, NEW = "held in Busan", "held in Pohang"


@pytest.fixture
def path(tmp_path: Path, small_text: str) -> Path:
    """Return the small fact file at a place where a test may change it."""
    path = tmp_path / "facts.yaml"
    path.write_text(small_text, encoding="utf-8")
    return path


@pytest.fixture
def told() -> list[str]:
    """Return the lines that are told."""
    return []


@pytest.fixture
def following(path: Path, tmp_path: Path, told: list[str]) -> Following:
    """Return what follows the file."""
    cache = FactCache(tmp_path / "cache")
    return Following(path, open_snapshot(path, cache), cache, told.append)


def test_an_edit_is_there_with_the_next_question(
    path: Path, following: Following, tmp_path: Path, small_text: str
) -> None:
    """And is kept for the next start; without one, the snapshot is the very same."""
    before = following()
    assert following() is before
    path.write_text(small_text.replace(OLD, NEW), encoding="utf-8")
    after = following()
    assert NEW in after.book.facts["csd12-place"].text.en
    assert following() is after
    assert load_snapshot(path, FactCache(tmp_path / "cache")).is_kept


def test_a_broken_file_is_told_once_and_not_answered_from(
    path: Path, following: Following, small_text: str, told: list[str]
) -> None:
    """With its place; the last good one answers until the file is mended."""
    before = following()
    path.write_text("format: 1\nfacts: []\nreleases: []\n", encoding="utf-8")
    assert all(following() is before for _ in range(2 * LOOKS_BETWEEN))
    assert len(told) == 1
    assert told[0].startswith(f"{path}:")
    assert told[0].endswith(" more)")
    path.write_text(small_text.replace(OLD, NEW), encoding="utf-8")
    assert NEW in following().book.facts["csd12-place"].text.en
    assert len(told) == 1


def test_a_file_that_is_gone_is_told_once(path: Path, following: Following, small_text: str, told: list[str]) -> None:
    """It may come back, as it was or as another; gone again, it is told again."""
    before = following()
    for _ in range(2):
        path.unlink()
        assert all(following() is before for _ in range(2 * LOOKS_BETWEEN))
        path.write_text(small_text, encoding="utf-8")
        assert following() is before
    assert told == [f"{path}: it cannot be read (No such file or directory)"] * 2


def test_a_file_that_is_another_from_now_on_is_followed(path: Path, tmp_path: Path, small_text: str) -> None:
    """The shipped one is left behind once somebody changed it; an edit there is no news then."""
    cache, places = FactCache(tmp_path / "cache"), [path]
    following = Following(path, open_snapshot(path, cache), cache, print, find=lambda: places[-1])
    other = tmp_path / "other.yaml"
    other.write_text(small_text.replace(OLD, NEW), encoding="utf-8")
    places.append(other)
    assert NEW in following().book.facts["csd12-place"].text.en
    path.write_text(small_text, encoding="utf-8")
    assert NEW in following().book.facts["csd12-place"].text.en
