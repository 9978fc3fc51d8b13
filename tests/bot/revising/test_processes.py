"""Several processes on one database: with one file, and with a file each."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from benchmarks.own_postgres import MISSING, Server, is_installed, server
from bot.database import FILE
from bot.revising.scope import SHARED
from knowledge.editing.change import Change, Overtaken
from knowledge.editing.edit import entry_in

QUESTION = "In which port town did they dock?"


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    """Return a PostgreSQL of these tests' own."""
    if not is_installed():
        pytest.skip(MISSING)
    with server("-c fsync=off") as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a new database that several processes share."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shared.sqlite'}"
    running: Server = request.getfixturevalue("postgres")
    name = f"shared_{uuid4().hex}"
    connection = await asyncpg.connect(running.url("postgres"))
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return running.url(name)


@contextlib.asynccontextmanager
async def apart(home: Any, url: str) -> AsyncIterator[tuple[Any, Any]]:
    """Open two processes that share the database at *url* and nothing else."""
    async with contextlib.AsyncExitStack() as stack:
        both = []
        for name in ("one", "two"):
            path = home.folder / name / "facts.yaml"
            path.parent.mkdir(exist_ok=True)
            if not path.exists():
                path.write_text(home.text, encoding="utf-8")
            own = {"data_dir": home.folder / name, "facts_path": path, "database_url": url}
            both.append(await stack.enter_async_context(home.opened(home.settings.model_copy(update=own))))
        yield both[0], both[1]


async def test_a_process_with_a_file_of_its_own_follows(home: Any, url: str) -> None:
    """Its file and its answers are as the other made the facts, after one look."""
    async with apart(home, url) as (one, two):
        await one.asks(QUESTION)
        await two.keeper.follow()
        assert two.path.read_text(encoding="utf-8") == one.path.read_text(encoding="utf-8")
        assert await two.agrees()
        await two.asks("And the radar?", of="csd12-radar")
        await one.keeper.follow()
        assert await one.agrees()
        assert one.keeper.head.number == two.keeper.head.number == 3


async def test_a_process_that_was_away_catches_up_at_its_start(home: Any, url: str) -> None:
    """Its file is several revisions behind, and nobody's edit."""
    async with apart(home, url):
        pass
    async with home.opened(
        home.settings.model_copy(
            update={
                "data_dir": home.folder / "one",
                "facts_path": home.folder / "one" / "facts.yaml",
                "database_url": url,
            }
        )
    ) as one:
        for number in range(3):
            await one.asks(f"Question {number}?")
    async with apart(home, url) as (one, two):
        assert two.keeper.head.number == 4
        assert two.path.read_bytes() == one.path.read_bytes()


async def test_a_change_begins_from_what_the_other_made_also_before_the_next_look(home: Any, url: str) -> None:
    """And one of the same entry hears of it."""
    async with apart(home, url) as (one, two):
        text = await two.keeper.text(SHARED)
        await one.asks(QUESTION)
        await two.asks("And the radar?", of="csd12-radar")
        assert QUESTION in two.path.read_text(encoding="utf-8")
        before = entry_in(text, "facts", "csd12-place")
        assert before is not None
        with pytest.raises(Overtaken):
            await two.publish(Change("facts", "csd12-place", before, {**before, "kind": "what"}))


async def test_an_edit_by_hand_and_a_revision_of_another_process_go_together(home: Any, url: str) -> None:
    """The remark, the edited entry and the other's question are all in both files."""
    async with apart(home, url) as (one, two):
        await one.asks("And the radar?", of="csd12-radar")
        two.path.write_text(home.text.replace("held in Busan", "held in Pohang") + "# a remark\n", encoding="utf-8")
        assert await two.keeper.take_over_file()
        await one.keeper.follow()
        for process in (one, two):
            text = process.path.read_text(encoding="utf-8")
            assert text.endswith("# a remark\n")
            assert "held in Pohang" in text
            assert "And the radar?" in text
            assert await process.agrees()
        assert [each.author for each in await one.database.revisions.listing(SHARED)] == [FILE, "m-joe", FILE]


async def test_a_broken_file_keeps_no_process_from_answering_what_another_made(home: Any, url: str) -> None:
    """Its file stays broken and untouched; mended, it is put together with what came meanwhile."""
    async with apart(home, url) as (one, two):
        two.path.write_text("facts: [\n", encoding="utf-8")
        await one.asks(QUESTION)
        with contextlib.suppress(Exception):
            await two.keeper.follow()
        assert two.store.current.digest == one.store.current.digest
        assert two.path.read_text(encoding="utf-8") == "facts: [\n"
        two.path.write_text(home.text + "# mended\n", encoding="utf-8")
        assert await two.keeper.take_over_file()
        text = two.path.read_text(encoding="utf-8")
        assert QUESTION in text
        assert text.endswith("# mended\n")


async def test_two_processes_on_one_file_take_turns(home: Any, url: str) -> None:
    """However they are mixed: no revision is lost, and the file says the last one."""
    shared = home.settings.model_copy(update={"database_url": url})
    async with home.opened(shared) as one, home.opened(shared) as two:
        facts = ["csd12-place", "csd12-dates", "csd12-leads", "csd12-radar", "csd12-patrols", "csd12-cutters"]
        asked = [
            process.asks(f"Question {number} of {name}?", of=of)
            for number, of in enumerate(facts)
            for name, process in (("one", one), ("two", two))
        ]
        results = await asyncio.gather(*asked, return_exceptions=True)
        made = [each for each in results if not isinstance(each, Exception)]
        assert all(isinstance(each, Overtaken) for each in results if isinstance(each, Exception))
        assert len(made) >= len(facts)
        for process in (one, two):
            await process.keeper.follow()
            assert await process.agrees()
            assert process.keeper.head.number == len(made) + 1
