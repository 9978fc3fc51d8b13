import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import discord
import pytest
import structlog
from pydantic import SecretStr

from bot.database import Database
from bot.errors import BotError, ExitStatus, SettingsError, StorageError
from bot.gateway.supervisor import TokenRefused, Watched
from bot.revising.errors import FactsUnusable
from bot.run import PortTaken, Stopper, _ended, run, serve
from bot.services import Services
from bot.settings import Settings

TOKEN = "se.cr.et"  # noqa: S105 - made up


@pytest.fixture
def settings(settings: Settings, data_dir: Path) -> Settings:
    """Return settings with a token and the small facts."""
    return settings.model_copy(update={"token": SecretStr(TOKEN), "facts_path": data_dir / "small_facts.yaml"})


class Client:
    """A client that lives until it is closed."""

    latency = 0.0
    silent_s = 3.5

    def __init__(self, services: Services, *_shared: object) -> None:
        self.services = services
        self.closed = asyncio.Event()
        self.started = asyncio.Event()

    def is_ready(self) -> bool:
        """Say yes."""
        return True

    async def start(self, token: str) -> None:
        """Live."""
        assert token == TOKEN
        self.started.set()
        await self.closed.wait()

    async def close(self) -> None:
        """End."""
        # Everything that a last answer needs is still there.
        assert await self.services.database.ping()
        self.closed.set()


class Refused(Client):
    """A client whose token Discord does not take."""

    async def start(self, token: str) -> None:
        """Fail."""
        raise discord.LoginFailure(f"improper token {token}")


async def test_serves_until_told_to_stop_and_takes_everything_down(settings: Settings, unused_tcp_port: int) -> None:
    """The client closes before the database; health and figures answer meanwhile, and the port is free after."""
    clients: list[Client] = []

    def make(services: Services, *shared: object) -> Watched:
        clients.append(Client(services, *shared))
        return clients[-1]

    stop = asyncio.Event()
    served = settings.model_copy(update={"health_port": unused_tcp_port})
    serving = asyncio.create_task(serve(served, stop, make))
    while not clients:
        await asyncio.sleep(0)
        assert not serving.done()
    await clients[0].started.wait()
    root = f"http://127.0.0.1:{unused_tcp_port}"
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{root}/healthz") as response:
            health = await response.json()
        async with session.get(f"{root}/metrics") as response:
            figures = await response.text()
    assert (health["status"], health["gateway_age_s"], health["database_ok"]) == ("ok", 3.5, True)
    facts = len(clients[0].services.store.current.book.current_facts)
    assert f"communique_facts {float(facts)}" in figures
    stop.set()
    await asyncio.wait_for(serving, 5)
    assert clients[0].closed.is_set()
    with pytest.raises(StorageError):
        await clients[0].services.database.sync.set("global", "x")
    with socket.socket() as again:
        again.bind(("127.0.0.1", unused_tcp_port))


@pytest.fixture
async def standing(
    settings: Settings, tmp_path: Path, small_text: str, request: pytest.FixtureRequest
) -> AsyncIterator[Client]:
    """Return a client that stands, with a fact file of its own; the parameter says whether that is watched."""
    path = tmp_path / "facts.yaml"
    path.write_text(small_text, encoding="utf-8")
    clients: list[Client] = []

    def make(services: Services, *shared: object) -> Watched:
        clients.append(Client(services, *shared))
        return clients[-1]

    stop = asyncio.Event()
    own = settings.model_copy(update={"facts_path": path, "health_port": 0, "watch_facts": request.param})
    serving = asyncio.create_task(serve(own, stop, make))
    while not clients:
        await asyncio.sleep(0)
        assert not serving.done()
    yield clients[0]
    stop.set()
    await asyncio.wait_for(serving, 5)


@pytest.mark.parametrize("standing", [True], indirect=True)
async def test_an_edit_of_the_facts_is_answered_from_without_a_restart(standing: Client, small_text: str) -> None:
    """The watch is at work from the start, and stopping does not wait for it."""
    store = standing.services.store
    edit_to(store.path, small_text)
    async with asyncio.timeout(10):
        while "Pohang" not in store.current.book.facts["csd12-place"].text.en:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0)


@pytest.mark.parametrize("standing", [False], indirect=True)
async def test_the_facts_are_not_watched_where_the_settings_say_so(standing: Client, small_text: str) -> None:
    """No task does it, so that an edit waits for the next start."""
    store = standing.services.store
    edit_to(store.path, small_text)
    doing = [task.get_coro() for task in asyncio.all_tasks()]
    assert not [each for each in doing if getattr(each, "__qualname__", "").startswith("FactWatch")]


def edit_to(path: Path, text: str) -> None:
    """Have the file tell another place."""
    path.write_text(text.replace("held in Busan", "held in Pohang"), encoding="utf-8")


async def test_what_discord_refuses_ends_it(settings: Settings) -> None:
    """The supervisor's verdict comes out, and everything is taken down on the way."""
    with pytest.raises(TokenRefused):
        await asyncio.wait_for(serve(settings, asyncio.Event(), Refused), 5)


@pytest.fixture
def taken_port() -> Iterator[int]:
    """Return a port that somebody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


async def test_a_taken_port_is_named(settings: Settings, taken_port: int) -> None:
    """With what to do, in one line; the database is closed again."""
    with pytest.raises(PortTaken, match=rf":{taken_port} .*health_port") as raised:
        await serve(settings.model_copy(update={"health_port": taken_port}), asyncio.Event(), Client)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "none.yaml: cannot be read (No such file or directory)"),
        ("format: 1\nfacts: [\n", "none.yaml:"),
        ("format: 1\nfacts: []\nreleases: []\n", "more: python -m bot check"),
    ],
    ids=["missing", "no YAML", "no facts"],
)
async def test_facts_that_cannot_be_used_are_named(
    text: str | None, words: str, settings: Settings, tmp_path: Path
) -> None:
    """File, place and fault in one line."""
    path = tmp_path / "none.yaml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(FactsUnusable) as raised:
        await serve(settings.model_copy(update={"facts_path": path}), asyncio.Event(), Client)
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


async def test_no_token_is_a_fault_of_the_settings(settings: Settings) -> None:
    """The command line opens the console instead; whoever calls this without one has made a mistake."""
    with pytest.raises(SettingsError, match="token"):
        await serve(settings.model_copy(update={"token": None}), asyncio.Event(), Client)


def never(_status: int) -> None:
    """Take the place of the hard end, which would end the tests."""


class TestStatus:
    """`run` turns each failure into one line on standard error and a status of its own."""

    def check(self, settings: Settings, status: ExitStatus, words: str, capsys: pytest.CaptureFixture[str]) -> None:
        """Run with *settings* and compare."""
        assert run(settings, end=never) == status
        line = capsys.readouterr().err
        assert words in line
        assert line.count("\n") == 1
        assert TOKEN not in line

    def test_facts(self, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """The fact file is missing."""
        missing = settings.model_copy(update={"facts_path": tmp_path / "none.yaml"})
        self.check(missing, ExitStatus.FACTS, "none.yaml", capsys)

    def test_port(self, settings: Settings, taken_port: int, capsys: pytest.CaptureFixture[str]) -> None:
        """The port is taken."""
        taken = settings.model_copy(update={"health_port": taken_port})
        self.check(taken, ExitStatus.PORT, "health_port", capsys)

    def test_database(self, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """The folder for the database is a file."""
        (tmp_path / "file").write_text("", encoding="utf-8")
        blocked = settings.model_copy(update={"data_dir": tmp_path / "file"})
        self.check(blocked, ExitStatus.STORAGE, "file", capsys)

    def test_setting(self, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
        """The token is missing."""
        self.check(settings.model_copy(update={"token": None}), ExitStatus.CONFIG, "token", capsys)

    def test_fault(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Anything else is a fault of the program, named without its text."""

        async def fail(*_args: object, **_options: object) -> Database:
            raise KeyError(TOKEN)

        monkeypatch.setattr(Database, "open", fail)
        assert run(settings, end=never) == ExitStatus.SOFTWARE
        assert capsys.readouterr().err.endswith("a fault of the program, KeyError; the log has more\n")

    def test_each_has_its_own(self) -> None:
        """No two kinds of failure end alike, so that whoever starts the bot can tell them apart."""
        assert len({status.value for status in ExitStatus}) == len(ExitStatus)
        kinds: list[type[BotError]] = [TokenRefused, FactsUnusable, PortTaken, SettingsError]
        assert len({kind.exit_status for kind in kinds}) == len(kinds)


def call_off(stopper: Stopper) -> None:
    """End the thread that waits to end the process."""
    assert stopper._timer is not None
    stopper._timer.cancel()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_asks_for_the_stop(number: signal.Signals) -> None:
    """Both ways to end a process politely are heard."""
    loop, ends = asyncio.get_running_loop(), list[int]()
    stopper = Stopper(60.0, ends.append)
    stopper.install(loop)
    try:
        os.kill(os.getpid(), number)
        await asyncio.wait_for(stopper.event.wait(), 5)
    finally:
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(each)
        call_off(stopper)
    assert ends == []


async def test_a_second_signal_ends_at_once() -> None:
    """Somebody is in a hurry."""
    ends: list[int] = []
    stopper = Stopper(60.0, ends.append)
    stopper.stop()
    stopper.stop()
    call_off(stopper)
    assert ends == [0]


@pytest.mark.parametrize("status", [ExitStatus.OK, ExitStatus.INTENT])
async def test_ends_in_time_although_something_hangs(status: ExitStatus) -> None:
    """The end depends neither on the event loop nor on a signal, and keeps the status."""
    loop, ended = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()
    stopper = Stopper(0.0, lambda status: loop.call_soon_threadsafe(ended.set_result, status))
    stopper.end_with(status)
    assert await asyncio.wait_for(ended, 5) == status


async def test_a_chore_that_fails_is_told_to_the_log() -> None:
    """By its name; one that is ended is not."""

    async def fails() -> None:
        raise RuntimeError("boom")

    with structlog.testing.capture_logs() as logs:
        for chore in (fails(), asyncio.sleep(60)):
            task: asyncio.Task[None] = asyncio.ensure_future(chore)
            task.add_done_callback(_ended)
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    (told,) = logs
    assert told["event"] == "chore_failed"
    assert told["chore"].endswith("fails")
