import asyncio
import gc
import threading
import weakref
from pathlib import Path

import pytest

from bot.factcache import FactCache
from bot.factstore import FactStore, Snapshot, load_snapshot
from bot.reading import load_book
from bot.settings import shipped_facts
from knowledge.errors import FactFileError
from knowledge.factfile.filetext import MAX_BYTES

OLD, NEW = "held in Busan", "held in Pohang"


@pytest.fixture
def path(tmp_path: Path, small_text: str) -> Path:
    """Return the small fact file at a place where a test may change it."""
    path = tmp_path / "facts.yaml"
    path.write_text(small_text, encoding="utf-8")
    return path


def rewrite(path: Path, text: str | None) -> None:
    """Put another text into the file, or with None take the file away."""
    if text is None:
        path.unlink()
    else:
        path.write_text(text, encoding="utf-8")


def place(snapshot: Snapshot) -> str:
    """Return what a snapshot says about the place of the 12th dialogue."""
    return snapshot.book.facts["csd12-place"].text.en


async def test_it_answers_from_the_file(path: Path) -> None:
    """The book and the answerer of a snapshot belong together."""
    store = await FactStore.open(path)
    assert OLD in place(store.current)
    assert store.current.answerer.book is store.current.book
    assert store.current.digest == store.current.book.digest


async def test_reloading_takes_over_a_valid_change(path: Path, small_text: str) -> None:
    """A question in flight keeps the snapshot it began with."""
    store = await FactStore.open(path)
    before = store.current
    rewrite(path, small_text.replace(OLD, NEW))
    assert await store.reload()
    assert NEW in place(store.current)
    assert OLD in place(before)


async def test_reloading_the_same_file_changes_nothing(path: Path) -> None:
    """The index is not swapped for an equal one."""
    store = await FactStore.open(path)
    before = store.current
    assert not await store.reload()
    assert store.current is before


async def test_an_edit_of_a_fact_leaves_the_others_as_they_are(path: Path, small_text: str) -> None:
    """Only what changed is read again; the rest is the very same."""
    store = await FactStore.open(path)
    dates = store.current.book.facts["csd12-dates"]
    rewrite(path, small_text.replace(OLD, NEW))
    assert await store.reload()
    assert store.current.book.facts["csd12-dates"] is dates
    assert store.current.answerer.book is store.current.book


async def test_an_edit_of_the_frame_is_taken_over_too(path: Path, small_text: str) -> None:
    """What concerns every fact is read whole."""
    store = await FactStore.open(path)
    rewrite(path, small_text.replace('"부산시"', '"부산광역시"'))
    assert await store.reload()
    assert "부산광역시" in store.current.book.terms["busan"].aliases


async def test_what_was_read_is_kept_for_the_next_start(path: Path, tmp_path: Path, small_text: str) -> None:
    """At the start and after each edit; the folder has the newest two."""
    cache = FactCache(tmp_path / "cache")
    store = await FactStore.open(path, cache=cache)
    assert not cache.folder.exists()
    await store.settle()
    rewrite(path, small_text.replace(OLD, NEW))
    await store.reload()
    assert len(list(cache.folder.iterdir())) == 2
    again = await FactStore.open(path, cache=cache)
    assert again.current.is_kept
    assert NEW in place(again.current)


@pytest.mark.parametrize("new", [f'"{NEW}"', '"부산광역시"'])
async def test_the_old_facts_are_let_go_at_once(path: Path, small_text: str, new: str) -> None:
    """Nothing of them waits for the garbage collector, which never looks at what was made to stay."""
    store = await FactStore.open(path)
    store.current.answerer.answer("Where was the 12th Coastal Security Dialogue held?")
    old = [weakref.ref(each) for each in (store.current.book, store.current.answerer, store.current.answerer.matcher)]
    rewrite(path, small_text.replace(OLD, NEW) if NEW in new else small_text.replace('"부산시"', new))
    gc.disable()
    try:
        assert await store.reload()
        # A thread may hold on to what it was given for a moment after its result is known.
        await asyncio.get_running_loop().shutdown_default_executor()
        assert [each() for each in old] == [None, None, None]
    finally:
        gc.enable()


async def test_a_bad_file_keeps_the_old_facts(path: Path) -> None:
    """It is refused with its problems, and answering goes on."""
    store = await FactStore.open(path)
    before = store.current
    rewrite(path, "format: 1\nfacts: []\n")
    with pytest.raises(FactFileError):
        await store.reload()
    assert store.current is before


async def test_a_vanished_file_keeps_the_old_facts(path: Path) -> None:
    """A mount that goes away for a moment is no reason to stop answering."""
    store = await FactStore.open(path)
    before = store.current
    rewrite(path, None)
    with pytest.raises(FileNotFoundError):
        await store.reload()
    assert store.current is before


async def test_a_file_that_cannot_be_used_does_not_open(tmp_path: Path) -> None:
    """There is no store without facts."""
    with pytest.raises(FileNotFoundError):
        await FactStore.open(tmp_path / "none.yaml")
    (tmp_path / "bad.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FactFileError):
        await FactStore.open(tmp_path / "bad.yaml")


async def test_loading_never_runs_on_the_event_loop(path: Path) -> None:
    """Parsing and indexing take CPU time that heartbeats need."""
    threads: list[threading.Thread] = []

    def load(path: Path, /, cache: FactCache | None = None, before: Snapshot | None = None) -> Snapshot:
        threads.append(threading.current_thread())
        return load_snapshot(path, cache, before)

    store = await FactStore.open(path, load)
    await store.reload()
    assert len(threads) == 2
    assert threading.main_thread() not in threads


async def test_reloads_run_one_after_the_other(path: Path) -> None:
    """Two at once could swap in the older file last."""
    at_work: list[int] = []
    most = 0

    def load(path: Path, /, cache: FactCache | None = None, before: Snapshot | None = None) -> Snapshot:
        nonlocal most
        at_work.append(1)
        most = max(most, len(at_work))
        snapshot = load_snapshot(path, cache, before)
        at_work.pop()
        return snapshot

    store = await FactStore.open(path, load)
    await asyncio.gather(*(store.reload() for _ in range(4)))
    assert most == 1


def test_an_oversize_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    """The parser says that it is too large after one byte too many (a sparse file of a terabyte here)."""
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(FactFileError) as caught:
        load_book(path)
    assert f"{MAX_BYTES:,} bytes" in caught.value.problems[0].wrong


def test_the_shipped_facts_are_in_the_package() -> None:
    """The default path is the file beside the code that reads it."""
    assert shipped_facts().name == "facts.yaml"
    assert shipped_facts().parent.name == "knowledge"
