"""Compiled books on disk: used when everything agrees, and otherwise as if they were not there."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands.ask import AskOptions, answer_once
from bot.errors import ExitStatus
from bot.factcache import KEPT, FactCache, program_version
from bot.factstore import Snapshot, load_snapshot, open_snapshot
from knowledge.compiled.container import pack

QUESTIONS = (
    "Where was the 12th Coastal Security Dialogue held?",
    "who led it",
    "제12차 연안안보대화는 언제 열렸습니까?",
)
DIGEST = "0" * 64


@pytest.fixture
def path(tmp_path: Path, small_text: str) -> Path:
    """Return the small fact file at a place of its own."""
    path = tmp_path / "facts.yaml"
    path.write_text(small_text, encoding="utf-8")
    return path


@pytest.fixture
def cache(tmp_path: Path) -> FactCache:
    """Return an empty cache."""
    return FactCache(tmp_path / "cache")


def answers(snapshot: Snapshot) -> list[str]:
    """Return what *snapshot* says, whole, so that any difference shows."""
    return [repr(snapshot.answerer.answer(question)) for question in QUESTIONS]


def pieces(version: str, digest: str = DIGEST) -> list[bytes | memoryview]:
    """Return a small container that claims to be of *version* and *digest*."""
    return pack({"version": version, "digest": digest}, {})


def test_what_was_kept_answers_the_same(path: Path, cache: FactCache) -> None:
    """The second opening takes everything from the disk."""
    first = open_snapshot(path, cache)
    second = open_snapshot(path, cache)
    assert (first.is_kept, second.is_kept) == (False, True)
    assert second.digest == first.digest
    assert second.book.file == first.book.file
    assert answers(second) == answers(first) == answers(load_snapshot(path))


def test_the_fact_file_alone_decides(path: Path, cache: FactCache, small_text: str) -> None:
    """An edited file is read anew, however fresh the cache is."""
    open_snapshot(path, cache)
    path.write_text(small_text.replace("held in Busan", "held in Pohang"), encoding="utf-8")
    edited = open_snapshot(path, cache)
    assert not edited.is_kept
    assert "Pohang" in edited.book.facts["csd12-place"].text.en


def test_an_edit_of_what_was_opened_from_the_cache_is_read_by_itself(
    path: Path, cache: FactCache, small_text: str
) -> None:
    """What is kept is enough to check an edit against, and the edit answers as if it had been read whole."""
    open_snapshot(path, cache)
    before = load_snapshot(path, cache)
    assert before.is_kept
    dates = before.book.facts["csd12-dates"]
    path.write_text(small_text.replace("held in Busan", "held in Pohang"), encoding="utf-8")
    after = load_snapshot(path, None, before)
    assert after.ready is not None
    assert after.book.facts["csd12-dates"] is dates
    assert answers(after) == answers(load_snapshot(path))


FAULTS: st.SearchStrategy[Callable[[bytes, int], bytes]] = st.sampled_from(
    [
        lambda data, at: data[:at],
        lambda data, at: data[:at] + bytes([data[at] ^ 0x41]) + data[at + 1 :],
        lambda data, at: data[:at] + bytes(len(data) - at),
        lambda data, at: data[:at] + data[at + 1 :],
        lambda data, at: data + data[at:],
        lambda data, at: data[at:] + data[:at] if at else b"",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 1, exclude_max=True), FAULTS)
def test_any_fault_of_the_file_is_passed_over(
    path: Path, cache: FactCache, place: float, fault: Callable[[bytes, int], bytes]
) -> None:
    """Cut short, torn, altered or added to anywhere: the facts are read anew, answer the same, and are kept again."""
    whole = open_snapshot(path, cache)
    kept = cache.path_of(whole.digest)
    data = kept.read_bytes()
    faulty = fault(data, int(place * len(data)))
    kept.write_bytes(faulty)
    again = open_snapshot(path, cache)
    assert again.is_kept == (faulty == data)  # the last bytes may be zeros already
    assert answers(again) == answers(whole)
    assert kept.read_bytes() == data


def test_what_another_program_wrote_is_passed_over(tmp_path: Path) -> None:
    """A cache of other code or other weights is no cache."""
    old, new = FactCache(tmp_path, "1"), FactCache(tmp_path, "2")
    assert old.write(DIGEST, pieces("1"))
    assert old.read(DIGEST)
    assert new.read(DIGEST) is None


def test_what_is_of_another_file_is_passed_over(tmp_path: Path) -> None:
    """Whatever the name of the cache says."""
    cache = FactCache(tmp_path, "1")
    assert cache.write(DIGEST, pieces("1", "1" * 64))
    assert cache.read(DIGEST) is None


def test_the_version_is_that_of_the_code() -> None:
    """It names this program, the same each time."""
    assert FactCache(Path()).version == program_version()
    assert len(program_version()) == 32


def test_only_the_newest_stay(tmp_path: Path) -> None:
    """Old caches and what was left half written go; whatever else is in the folder is not ours."""
    cache = FactCache(tmp_path, "1")
    (tmp_path / "facts-left.tmp").write_bytes(b"")
    (tmp_path / "notes.bin").write_bytes(b"")
    os.utime(tmp_path / "facts-left.tmp", (0, 0))
    digests = [f"{number:064x}" for number in range(KEPT + 3)]
    for number, digest in enumerate(digests):
        assert cache.write(digest, pieces("1", digest))
        os.utime(cache.path_of(digest), (1000 + number, 1000 + number))
    assert {path.name for path in tmp_path.iterdir()} == {
        "notes.bin",
        *(cache.path_of(digest).name for digest in digests[-KEPT:]),
    }


def test_a_folder_that_cannot_be_used_is_no_error(tmp_path: Path, path: Path) -> None:
    """A file stands where the folder should be, or the folder around it is missing."""
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "file", tmp_path / "none" / "cache"):
        cache = FactCache(folder)
        assert not open_snapshot(path, cache).is_kept
        assert not open_snapshot(path, cache).is_kept
    assert not (tmp_path / "none").exists()


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    """What was there before stays, and no temporary file does."""
    cache = FactCache(tmp_path, "1")
    assert cache.write(DIGEST, pieces("1"))

    def fail_midway() -> Iterator[bytes]:
        yield b"half"
        raise OSError("no space left")

    assert not cache.write(DIGEST, fail_midway())
    assert cache.read(DIGEST)
    assert [each.name for each in tmp_path.iterdir()] == [cache.path_of(DIGEST).name]


def test_asking_in_a_terminal_keeps_and_uses_it(
    path: Path, cache: FactCache, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second question is answered from the disk, word for word as the first."""
    said = []
    for _ in range(2):
        assert answer_once(QUESTIONS[0], AskOptions(path, cache=cache)) is ExitStatus.OK
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert "Busan" in said[0]
    assert load_snapshot(path, cache).is_kept
