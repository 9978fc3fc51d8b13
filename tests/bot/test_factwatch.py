import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, MutableMapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.factcache import FactCache
from bot.factstore import MOST_LOADS, FactStore, Snapshot, load_snapshot
from bot.factwatch import FactWatch, Sleep, notifications
from bot.filelook import LOOKS_BETWEEN, SECOND_LOOKS
from bot.metrics import Metrics
from knowledge.decision import Answer

QUESTION = "Where was the 12th Coastal Security Dialogue held?"
OLD, NEW, NEWER = "held in Busan", "held in Pohang", "held in Gunsan"
LIMIT_S = 10.0
"""Bounds what a test waits for; nothing waits for so long unless it fails."""


class Desk:
    """A fact file that a test edits, the store that answers from it, and what becomes of the edits.

    Attributes:
        path: the file.
        text: what stood in it at first.
        store: answers from it, with a cache beside it.
        metrics: the counters.
        logs: what was logged.
    """

    def __init__(self, path: Path, text: str, store: FactStore, metrics: Metrics) -> None:
        self.path = path
        self.text = text
        self.store = store
        self.metrics = metrics
        self.logs: list[MutableMapping[str, Any]] = []

    def watch(self, sleep: Sleep | None = None, **options: Any) -> FactWatch:
        """Return a watch over the store whose waits take no time, or do what *sleep* does."""
        return FactWatch(self.store, self.metrics, sleep=sleep or no_time, **options)

    def write(self, text: str) -> None:
        """Put *text* into the file, in place."""
        self.path.write_text(text, encoding="utf-8")

    def say(self, place: str) -> None:
        """Have the file tell another place."""
        self.write(self.text.replace(OLD, place))

    def replace(self, place: str) -> None:
        """Do the same as most editors do: write another file and rename it."""
        other = self.path.with_suffix(".new")
        other.write_text(self.text.replace(OLD, place), encoding="utf-8")
        other.replace(self.path)

    def take_away(self) -> None:
        """Leave no file there."""
        self.path.unlink()

    @property
    def said(self) -> str:
        """What is answered to the question after the place."""
        decision = self.store.current.answerer.answer(QUESTION).parts[0].decision
        assert isinstance(decision, Answer)
        return decision.facts[0].text

    @property
    def events(self) -> list[str]:
        """The names of what was logged."""
        return [entry["event"] for entry in self.logs]

    def has_accepted(self, number: int) -> bool:
        """Whether so many edits were accepted."""
        return self.counted[0] == number

    @property
    def counted(self) -> tuple[float, float, float]:
        """How many edits were accepted, refused, and failed."""
        accepted, refused, failed = (
            self.metrics.registry.get_sample_value("communique_fact_reloads_total", {"result": result}) or 0.0
            for result in ("accepted", "refused", "failed")
        )
        return accepted, refused, failed


async def no_time(_: float) -> None:
    """Take the place of sleeping."""


@pytest.fixture
async def desk(tmp_path: Path, small_text: str, metrics: Metrics) -> AsyncIterator[Desk]:
    """Return a desk with the small fact file on it."""
    path = tmp_path / "facts.yaml"
    path.write_text(small_text, encoding="utf-8")
    store = await FactStore.open(path, cache=FactCache(tmp_path / "cache"))
    desk = Desk(path, small_text, store, metrics)
    with capture_logs() as desk.logs:
        yield desk


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until *is_so*, for a bounded time."""
    async with asyncio.timeout(LIMIT_S):
        while not is_so():  # noqa: ASYNC110 - a store and a log tell nobody of what happens to them
            await asyncio.sleep(0)


async def test_an_edit_is_answered_from(desk: Desk) -> None:
    """It is counted, logged once, kept for the next start; a look at a file that is as before does nothing."""
    watch = desk.watch()
    await watch.look()
    assert desk.counted == (0, 0, 0)
    begun = desk.store.since
    desk.say(NEW)
    await watch.look()
    await watch.look()
    assert NEW in desk.said
    assert desk.store.since > begun
    assert desk.counted == (1, 0, 0)
    facts = len(desk.store.current.book.current_facts)
    assert desk.metrics.registry.get_sample_value("communique_facts") == facts
    assert desk.events == ["facts_accepted"]
    again = await FactStore.open(desk.path, cache=FactCache(desk.path.parent / "cache"))
    assert again.current.is_kept


async def test_an_edit_before_the_watch_began_is_taken_over(desk: Desk) -> None:
    """The file may change between being read and being watched."""
    watch = desk.watch()
    desk.say(NEW)
    await watch.look()
    assert NEW in desk.said


async def test_a_file_put_in_its_place_is_taken_over(desk: Desk) -> None:
    """As most editors save, and as git pulls; again and again."""
    watch = desk.watch()
    for place in (NEW, NEWER):
        desk.replace(place)
        await watch.look()
        assert place in desk.said


def mount(folder: Path, texts: dict[str, str]) -> Path:
    """Make a folder for each of *texts*, with a link to the first, and return a link to the file behind that link."""
    for name, text in texts.items():
        (folder / name).mkdir()
        (folder / name / "facts.yaml").write_text(text, encoding="utf-8")
    relink(folder, next(iter(texts)))
    (folder / "facts.yaml").symlink_to("data/facts.yaml")
    return folder / "facts.yaml"


def relink(folder: Path, name: str) -> None:
    """Have the link lead to the folder *name* from now on."""
    (folder / "next").symlink_to(name)
    (folder / "next").replace(folder / "data")


async def test_a_link_that_leads_elsewhere_is_taken_over(tmp_path: Path, small_text: str, metrics: Metrics) -> None:
    """As a cluster swaps what it mounts: a link to a folder is replaced, and never the file's own name."""
    path = mount(tmp_path, {"one": small_text, "two": small_text.replace(OLD, NEW)})
    desk = Desk(path, small_text, await FactStore.open(path), metrics)
    watch = desk.watch()
    await watch.look()
    assert OLD in desk.said
    relink(tmp_path, "two")
    await watch.look()
    assert NEW in desk.said


async def test_a_broken_file_is_refused_once_with_its_place(desk: Desk) -> None:
    """The last good one answers on; one line tells file, line, column and what would be right, until it changes."""
    watch = desk.watch()
    first = next(number for number, line in enumerate(desk.text.splitlines(), 1) if "id: csd12-place" in line)
    desk.write(desk.text.replace("id: csd12-place", "id: csd12-dates", 1))
    for _ in range(2 * LOOKS_BETWEEN * SECOND_LOOKS):
        await watch.look()
    assert OLD in desk.said
    assert watch.is_behind
    assert desk.counted == (0, 1, 0)
    assert desk.events == ["facts_refused"]
    file, line, column, told = desk.logs[0]["problem"].split(":", 3)
    assert file == str(desk.path)
    assert int(line) >= first
    assert column.isdecimal()
    assert "; " in told
    desk.write(desk.text[: len(desk.text) // 2])
    await watch.look()
    assert desk.events == ["facts_refused", "facts_refused"]
    desk.say(NEW)
    await watch.look()
    assert NEW in desk.said
    assert not watch.is_behind
    assert desk.counted == (1, 2, 0)


async def test_an_edit_taken_back_is_no_edit(desk: Desk) -> None:
    """After a broken file the text that answers already makes all well again, and nothing is swapped."""
    watch, before = desk.watch(), desk.store.current
    desk.write("format: 1\nfacts: [\n")
    await watch.look()
    desk.write(desk.text)
    await watch.look()
    assert desk.store.current is before
    assert not watch.is_behind
    assert desk.counted == (0, 1, 0)
    assert desk.events == ["facts_refused", "facts_as_before"]


async def test_a_file_still_being_written_is_waited_for(desk: Desk) -> None:
    """The first half has faults or, worse, none; nobody reads it before it has come to rest."""
    edited = desk.text.replace(OLD, NEW)
    written = size = len(edited) // 4

    async def write_on(_: float) -> None:
        nonlocal written
        written += size
        desk.write(edited[:written])

    desk.write(edited[:size])
    await desk.watch(write_on).look()
    assert NEW in desk.said
    assert desk.counted == (1, 0, 0)


async def test_a_broken_file_still_being_written_is_told_of_once(desk: Desk) -> None:
    """What was found of it halfway is not told, and the whole is no news at the next look."""
    broken = desk.text.replace("id: csd12-place", "id: csd12-dates", 1)

    async def write_on(_: float) -> None:
        if desk.path.stat().st_size == 0:
            desk.write(broken)

    desk.write("")
    watch = desk.watch(write_on)
    for _ in range(2 * LOOKS_BETWEEN):
        await watch.look()
    assert desk.events == ["facts_refused"]
    assert "csd12-dates" in desk.logs[0]["problem"]


async def test_a_file_that_never_rests_is_read_all_the_same(desk: Desk) -> None:
    """Waiting for it ends."""
    waits = 0

    async def touch(_: float) -> None:
        nonlocal waits
        waits += 1
        os.utime(desk.path, ns=(waits, waits))

    desk.say(NEW)
    await desk.watch(touch).look()
    assert waits == MOST_LOADS - 1
    assert NEW in desk.said


async def test_a_file_that_is_gone_keeps_the_facts(desk: Desk) -> None:
    """It is told once; when it comes back it is taken over."""
    watch = desk.watch()
    desk.take_away()
    for _ in range(LOOKS_BETWEEN * SECOND_LOOKS):
        await watch.look()
    assert OLD in desk.said
    assert watch.is_behind
    desk.say(NEW)
    await watch.look()
    assert NEW in desk.said
    assert not watch.is_behind
    assert desk.events == ["facts_unreadable", "facts_accepted"]
    assert desk.counted == (1, 0, 1)


async def test_an_editor_that_leaves_no_file_for_a_moment_is_not_told_of(desk: Desk) -> None:
    """The old one is moved away before the new one comes."""

    async def save(_: float) -> None:
        desk.say(NEW)

    desk.take_away()
    await desk.watch(save).look()
    assert NEW in desk.said
    assert desk.events == ["facts_accepted"]


class Failing:
    """Loads facts, and fails at an edit while it is told to."""

    def __init__(self) -> None:
        self.fails = True
        self.tries = 0

    def __call__(self, path: Path, /, cache: FactCache | None = None, before: Snapshot | None = None) -> Snapshot:
        """Load *path*, or fail."""
        if before is not None:
            self.tries += 1
            if self.fails:
                raise MemoryError
        return load_snapshot(path, cache, before)


async def test_a_fault_of_ours_is_tried_again_a_few_times(desk: Desk) -> None:
    """Whatever goes wrong, the watch goes on; it logs it once and does not try for ever."""
    load = Failing()
    desk.store = await FactStore.open(desk.path, load)
    watch = desk.watch()
    desk.say(NEW)
    for _ in range(2 * LOOKS_BETWEEN * SECOND_LOOKS):
        await watch.look()
    assert load.tries == 1 + SECOND_LOOKS
    assert desk.counted == (0, 0, 1)
    assert desk.events == ["facts_not_taken_over"]
    load.fails = False
    desk.say(NEWER)
    await watch.look()
    assert NEWER in desk.said


async def test_it_looks_when_it_hears(desk: Desk) -> None:
    """Told of a change it takes it over, without waiting for its next look; cancelled, it stops listening."""
    told: list[asyncio.Event] = []
    ended = asyncio.Event()

    @contextlib.asynccontextmanager
    async def listen(_: Path, heard: asyncio.Event) -> AsyncIterator[None]:
        told.append(heard)
        try:
            yield
        finally:
            ended.set()

    watching = asyncio.create_task(desk.watch(listen=listen, look_every_s=3600).run())
    await until(lambda: bool(told))
    for number, place in enumerate((NEW, NEWER), 1):
        desk.say(place)
        told[0].set()
        await until(partial(desk.has_accepted, number))
        assert place in desk.said
    watching.cancel()
    await asyncio.wait({watching}, timeout=LIMIT_S)
    assert ended.is_set()


async def test_it_looks_by_itself_where_nothing_tells(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without notifications there is one line in the log, and an edit is taken over all the same."""

    def refuse(*_: object) -> None:
        raise OSError(28, "no watches left")

    monkeypatch.setattr("bot.factwatch._tell", refuse)
    watching = asyncio.create_task(desk.watch(look_every_s=0.001).run())
    desk.say(NEW)
    await until(lambda: desk.counted == (1, 0, 0))
    watching.cancel()
    await asyncio.wait({watching}, timeout=LIMIT_S)
    assert desk.events.count("facts_notifications_off") == 1
    assert NEW in desk.said


async def until_heard(heard: asyncio.Event, act: Callable[[], object]) -> None:
    """Do *act* until *heard*: it takes a moment until the system listens."""
    async with asyncio.timeout(LIMIT_S):
        while not heard.is_set():
            act()
            await asyncio.sleep(0)


@pytest.mark.parametrize("how", ["in place", "replaced", "behind a link"])
async def test_the_system_tells(how: str, desk: Desk, tmp_path: Path) -> None:
    """Of each way to edit the file; leaving ends it in time, so that stopping need not wait."""
    watched = desk.path
    if how == "behind a link":
        (tmp_path / "elsewhere").mkdir()
        watched = tmp_path / "elsewhere" / "link.yaml"
        watched.symlink_to(desk.path)
    heard = asyncio.Event()
    async with notifications(watched, heard):
        await until_heard(heard, lambda: (desk.replace if how == "replaced" else desk.say)(NEW))
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "fact-notifications"]


async def test_the_system_tells_of_nothing_else(desk: Desk, tmp_path: Path) -> None:
    """The database may stand in the same folder, and is written to all the time."""
    other = tmp_path / "communique.sqlite-wal"
    heard, seen = asyncio.Event(), asyncio.Event()
    async with notifications(desk.path, heard), notifications(other, seen):
        await until_heard(heard, lambda: desk.say(NEW))
        await until_heard(seen, lambda: other.write_bytes(b"x"))
        # Both listen by now. What was told late of the file itself is out of the way after another round.
        seen.clear()
        await until_heard(seen, lambda: other.write_bytes(b"y"))
        heard.clear()
        for _ in range(3):
            seen.clear()
            await until_heard(seen, lambda: other.write_bytes(b"z"))
        assert not heard.is_set()


async def test_a_file_that_is_another_from_now_on_is_watched(desk: Desk) -> None:
    """The shipped one is left behind once somebody changed it; whoever takes it over says where it is by then."""
    other = desk.path.with_name("other.yaml")
    other.write_text(desk.text, encoding="utf-8")
    places: list[Path] = []

    @contextlib.asynccontextmanager
    async def listen(path: Path, heard: asyncio.Event) -> AsyncIterator[None]:
        places.append(path)
        heard.set()
        yield

    watch = desk.watch(listen=listen, look_every_s=0.0)
    watching = asyncio.create_task(watch.run())
    await until(lambda: bool(places))
    desk.store.path = other
    await until(lambda: len(places) == 2)
    other.write_text(desk.text.replace(OLD, NEW), encoding="utf-8")
    await until(lambda: NEW in desk.said)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assert places == [desk.path, other]
