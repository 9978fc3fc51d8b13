import asyncio
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from structlog.testing import capture_logs

import bot.run
from bot import __version__
from bot.cli import main
from bot.database import Database
from bot.errors import ExitStatus, SettingsError, StorageError
from bot.settings import Settings, right_value

ROOT = Path(__file__).parents[2]
TOKEN = "MTA0NTY3ODkwMTIzNDU2Nzg5.Gabcde.aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789ab"  # noqa: S105 - made up
Result = tuple[int, str, str]
Run = Callable[..., Result]


@pytest.fixture
def facts(data_dir: Path) -> str:
    """Return the path of the small fact file."""
    return str(data_dir / "small_facts.yaml")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs a command line in an empty folder, without any of our variables, and gives status and output."""
    for name in list(os.environ):
        if name.startswith(("COMMUNIQUE_", "DISCORD_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str, piped: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped)))
        status = main(arguments)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def test_ask_answers_on_standard_output(run: Run, facts: str) -> None:
    """Words need no quotes; the answer has its source; nothing goes to standard error."""
    status, out, err = run(
        "ask", "--facts", facts, "Where", "was", "the", "12th", "Coastal", "Security", "Dialogue", "held?"
    )
    assert (status, err) == (0, "")
    assert out.startswith("The 12th Coastal Security Dialogue was held in Busan.\n")
    assert "paragraph 1, sentence 1" in out


def test_ask_explains(run: Run, facts: str) -> None:
    """What matched, and how sure that is."""
    _, out, _ = run("ask", "--explain", "--facts", facts, "Which city hosted CSD 12?")
    assert "Best: csd12-place" in out
    assert "Sureness:" in out


def test_ask_answers_in_the_language_asked_for(run: Run, facts: str) -> None:
    """Whatever the language of the question."""
    _, out, _ = run("ask", "--language", "KO", "--facts", facts, "Which city hosted CSD 12?")
    assert "제12차 연안안보대화는 부산에서 열렸습니다." in out


def test_ask_prints_json(run: Run, facts: str) -> None:
    """With the explanation in it."""
    _, out, err = run("ask", "--json", "--explain", "--facts", facts, "Which city hosted CSD 12?")
    answered = json.loads(out)
    assert answered["answers"][0]["fact"] == "csd12-place"
    assert answered["explain"][0]["best"] == "csd12-place"
    assert err == ""


def test_ask_takes_lines_from_a_pipe(run: Run, facts: str) -> None:
    """One answer a line, and a follow-up may follow."""
    status, out, _ = run("ask", "--facts", facts, piped=b"Which city hosted CSD 12?\n/sources\n")
    assert status == 0
    assert "held in Busan" in out
    assert "Publisher: U.S. Coastal Department" in out


def test_ask_jsonl_answers_every_line(run: Run, facts: str) -> None:
    """The status is 1 when a line was no JSON object."""
    good = b'{"id": "a", "turns": ["Which city hosted CSD 12?"]}\n'
    status, out, _ = run("ask", "--jsonl", "--facts", facts, piped=good)
    assert status == 0
    assert json.loads(out)["answers"][0]["fact"] == "csd12-place"
    status, out, _ = run("ask", "--jsonl", "--facts", facts, piped=b"what?\n" + good)
    assert status == ExitStatus.FOUND
    assert [json.loads(line).get("id") for line in out.splitlines()] == [None, "a"]


def test_ask_explains_lines_as_well(run: Run, facts: str) -> None:
    """Those of people, and those of JSON."""
    _, out, _ = run("ask", "--explain", "--facts", facts, piped=b"Which city hosted CSD 12?\n")
    assert "Best: csd12-place" in out
    _, out, _ = run(
        "ask", "--jsonl", "--explain", "--facts", facts, piped=b'{"turns": ["Which city hosted CSD 12?"]}\n'
    )
    assert json.loads(out)["explain"][0]["best"] == "csd12-place"


@pytest.mark.parametrize("command", [["ask", "q"], ["ask", "--jsonl"], ["console"], ["ask"], ["eval", "--left-out"]])
def test_a_bad_fact_file_is_told_with_its_places(command: list[str], run: Run, tmp_path: Path) -> None:
    """On standard error, as lines that an editor can jump to."""
    path = tmp_path / "bad.yaml"
    path.write_text("format: 1\nfact: []\n")
    status, out, err = run(*command, "--facts", str(path))
    assert (status, out) == (ExitStatus.FACTS, "")
    assert err.startswith(f"{path}:")
    status, _, err = run(*command, "--facts", str(tmp_path / "none.yaml"))
    assert status == ExitStatus.FACTS
    assert err == f"{tmp_path / 'none.yaml'}: it cannot be read (No such file or directory)\n"


def test_check_tells_what_is_in_a_good_file(run: Run, facts: str) -> None:
    """One line."""
    told = "2 releases, 2 meetings, 4 people, 7 terms, 12 facts, 3 gaps, 43 questions"
    assert run("check", facts) == (0, f"{facts}: ok: {told}\n", "")


def test_check_tells_every_problem_of_every_file(run: Run, facts: str, tmp_path: Path) -> None:
    """A good file between bad ones is told too; the status is 1."""
    bad = tmp_path / "bad.yaml"
    bad.write_text("format: 1\nformat: 2\nfacts: no\n")
    status, out, _ = run("check", str(bad), facts, str(tmp_path / "none.yaml"))
    lines = out.splitlines()
    assert status == ExitStatus.FOUND
    assert any(line.startswith(f"{bad}:2:1: ") for line in lines)
    assert sum(line.startswith(f"{bad}:") for line in lines) > 1
    assert any(line.startswith(f"{facts}: ok: ") for line in lines)
    assert lines[-1] == f"{tmp_path / 'none.yaml'}: it cannot be read (No such file or directory)"


def test_check_takes_the_configured_file(run: Run, facts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a name it is the file that the bot would answer from."""
    monkeypatch.setenv("COMMUNIQUE_FACTS_PATH", facts)
    assert run("check")[1].startswith(f"{facts}: ok: ")


@pytest.mark.parametrize("command", [["check"], ["healthcheck"], ["version"], ["--help"]])
def test_quick_commands_load_little(command: list[str], facts: str) -> None:
    """Editors, commit hooks and containers run them all the time: no Discord, no database, no index."""
    heavy = (
        "discord",
        "sqlalchemy",
        "alembic",
        "numpy",
        "knowledge.answer",
        "aiohttp",
        "prometheus_client",
        "structlog",
    )
    code = f"import sys; from bot.cli import main; main({command!r}); print([m for m in {heavy!r} if m in sys.modules])"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "COMMUNIQUE_FACTS_PATH": facts, "COMMUNIQUE_HEALTH_PORT": "1"}
    done = subprocess.run(  # noqa: S603 - our own interpreter, our own code
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]"


def proven(run: Run, facts: str, data_dir: Path, text: str, tmp_path: Path) -> Result:
    """Hold the 12th dialogue's release against *text*."""
    path = tmp_path / "release.txt"
    path.write_text(text, encoding="utf-8")
    return run(
        "verify", "--facts", facts, "--release", f"csd-12={path}", "--release", f"calder-2021={calder(data_dir)}"
    )


def calder(data_dir: Path) -> Path:
    """Return the path of the other release's text."""
    return data_dir / "releases" / "calder-2021.txt"


def test_verify_proves_the_citations(run: Run, facts: str, data_dir: Path, tmp_path: Path) -> None:
    """Against the texts that the small file was made from."""
    text = (data_dir / "releases" / "csd-12.txt").read_text(encoding="utf-8")
    status, out, _ = proven(run, facts, data_dir, text, tmp_path)
    assert status == 0
    assert "csd-12: ok: 10 of 10 sentences stand in " in out
    assert "not looked at" not in out


def test_verify_names_each_sentence_that_fails(run: Run, facts: str, data_dir: Path, tmp_path: Path) -> None:
    """And the facts that lean on it; the other release is still told."""
    text = (data_dir / "releases" / "csd-12.txt").read_text(encoding="utf-8")
    changed = text.replace("Busan", "Pusan")
    assert sha256(changed.encode()).digest() != sha256(text.encode()).digest()
    status, out, _ = proven(run, facts, data_dir, changed, tmp_path)
    assert status == ExitStatus.FOUND
    assert "csd-12#s01 does not stand in this text; it bears out: csd12-place, " in out
    assert "csd-12: FAILED: " in out
    assert "calder-2021: ok: " in out


@pytest.mark.parametrize("content", [None, b"\xff\xff", b"x" * 5_000_000], ids=["missing", "binary", "huge"])
def test_verify_needs_a_text(content: bytes | None, run: Run, facts: str, tmp_path: Path) -> None:
    """A file that cannot be the text of a release proves nothing."""
    path = tmp_path / "release.txt"
    if content is not None:
        path.write_bytes(content)
    status, out, _ = run("verify", "--facts", facts, "--release", f"csd-12={path}")
    assert status == ExitStatus.FOUND
    assert out.startswith(f"{path}: it ")
    assert out.endswith("not looked at: calder-2021\n")


@pytest.mark.parametrize(
    "command",
    [
        ["bogus"],
        ["verify", "--release", "csd-12"],
        ["verify"],
        ["verify", "--release", "nothing=x"],
        ["ask", "--language", "fr", "q"],
        ["ask", "--jsonl", "q"],
        ["ask", "--bogus"],
    ],
    ids="-".join,
)
def test_a_command_line_that_makes_no_sense_ends_with_2(command: list[str], run: Run) -> None:
    """With words on standard error and nothing on standard output."""
    status, out, err = run(*command)
    assert (status, out) == (ExitStatus.USAGE, "")
    assert err


def test_wrong_settings_end_every_command(run: Run, tmp_path: Path) -> None:
    """Each fault on a line of its own, with a status of its own."""
    (tmp_path / "config.yaml").write_text("langage: ko\nhealth_port: x\n")
    for command in ("run", "ask", "console", "healthcheck", "config"):
        status, out, err = run(command)
        assert (status, out) == (ExitStatus.CONFIG, ""), command
        assert err.splitlines() == [
            "config.yaml:1: langage: there is no such setting; did you mean language?",
            f"config.yaml:2: health_port: 'x' will not do; write {right_value('health_port')}",
        ]


def test_another_configuration_file_can_be_named(run: Run, tmp_path: Path) -> None:
    """By option."""
    (tmp_path / "other.yaml").write_text("language: ko\n")
    assert 'language: "ko"  # other.yaml:1' in run("config", "--config", "other.yaml")[1]


def test_config_shows_what_is_in_force_and_no_secret(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every setting on a line, with where it comes from."""
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("COMMUNIQUE_DATABASE_URL", "sqlite+aiosqlite:////srv/facts?password=hunter2")
    status, out, _ = run("config")
    assert status == 0
    assert [line.partition(":")[0] for line in out.splitlines()] == list(Settings.model_fields)
    assert "token: (set, not shown)  # DISCORD_TOKEN\n" in out
    assert "database_url: (set, not shown)  # COMMUNIQUE_DATABASE_URL\n" in out
    assert "health_port: 8080  # default\n" in out
    assert TOKEN not in out
    assert "hunter2" not in out


def test_config_shows_that_no_secret_is_set(run: Run) -> None:
    """As null: what is not set is not hidden."""
    out = run("config")[1]
    assert "token: null  # default\n" in out
    assert "database_url: null  # default\n" in out


def test_a_missing_driver_is_a_setting_that_is_wrong(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The status says that a restart does not help, and the line names the package."""
    monkeypatch.setenv("COMMUNIQUE_DATABASE_URL", "mysql+aiomysql://me:hunter2@db/facts")
    status, out, err = run("run")
    assert (status, out) == (ExitStatus.CONFIG, "")
    assert "its driver aiomysql is not installed" in err
    assert "hunter2" not in err


def test_healthcheck_tells_that_nothing_answers(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """1, as containers expect; with the port off there is nothing to ask."""
    monkeypatch.setenv("COMMUNIQUE_HEALTH_PORT", "1")
    status, out, _ = run("healthcheck")
    assert status == ExitStatus.FOUND
    assert out == "failing: no answer from 127.0.0.1:1 (ConnectionRefusedError)\n"
    monkeypatch.setenv("COMMUNIQUE_HEALTH_PORT", "0")
    assert run("healthcheck")[0] == ExitStatus.CONFIG


def test_schema_is_the_one_in_the_package(run: Run) -> None:
    """What it prints can be put in the place of the file that editors are pointed to."""
    shipped = (ROOT / "knowledge" / "facts.schema.json").read_text(encoding="utf-8")
    assert run("schema") == (0, shipped, "")


def test_version_names_what_runs(run: Run) -> None:
    """For bug reports."""
    _, out, _ = run("version")
    assert out.startswith(f"communique {__version__}\n")
    assert f"Python {sys.version_info.major}.{sys.version_info.minor}" in out
    assert "discord.py " in out


def test_run_without_a_token_says_how_to_connect_and_answers(
    run: Run, facts: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The advice goes to standard error; what was piped in is answered, and it ends well."""
    monkeypatch.setenv("COMMUNIQUE_FACTS_PATH", facts)
    status, out, err = run("run", piped=b"Which city hosted CSD 12?\n")
    assert status == 0
    assert "DISCORD_TOKEN" in err
    assert "README.md" in err
    assert out.startswith("The 12th Coastal Security Dialogue was held in Busan.")


def test_run_with_a_token_runs_the_bot(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """And ends with the bot's status; the log hears of the version, and is told what it must leave out."""
    started: list[Settings] = []
    kept_out: list[str] = []

    def start(settings: Settings) -> int:
        started.append(settings)
        return ExitStatus.REFUSED

    monkeypatch.setattr(bot.run, "run", start)
    monkeypatch.setattr("bot.logs.configure_logging", lambda *_, secrets: kept_out.extend(secrets))
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("COMMUNIQUE_DATABASE_URL", "sqlite+aiosqlite:////srv/facts?password=hunter2")
    with capture_logs() as events:
        assert run("run")[0] == ExitStatus.REFUSED
    assert started[0].token is not None
    assert {TOKEN, "hunter2"} == set(kept_out)
    assert events == [{"event": "starting", "log_level": "info", "version": __version__}]


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (StorageError("the database is closed"), ExitStatus.STORAGE, "the database is closed\n"),
        (PermissionError(13, "Permission denied", "data"), ExitStatus.STORAGE, "data: Permission denied\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
    ids=["ours", "disk", "ctrl-c"],
)
def test_an_error_ends_with_its_status(
    error: BaseException, status: int, told: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line, no traceback."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("bot.commands.version.print_version", fail)
    assert run("version") == (status, "", told)


def test_a_fault_of_the_program_shows_its_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """And does not end with 1, which would look like a finding."""

    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.commands.version.print_version", fail)
    status, _, err = run("version")
    assert status == ExitStatus.SOFTWARE
    assert "ZeroDivisionError" in err


def test_settings_errors_are_both_ours_and_value_errors() -> None:
    """Callers outside of the command line may catch the builtin."""
    assert issubclass(SettingsError, ValueError)
    assert issubclass(StorageError, OSError)


def test_a_reader_that_has_seen_enough_is_no_fault(facts: str) -> None:
    """``ask --jsonl | head -1`` ends quietly."""
    lines = b'{"id": "a", "turns": ["Which city hosted CSD 12?"]}\n' * 2000
    command = f'"{sys.executable}" -m bot ask --jsonl --facts "{facts}" | head -n 1'
    done = subprocess.run(  # noqa: S602 - the pipe is the point, and the command is ours
        command, shell=True, input=lines, capture_output=True, cwd=ROOT, check=False, timeout=60
    )
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == b""


def test_korean_is_written_whatever_the_terminal_takes(facts: str) -> None:
    """An encoding without Hangul gets escapes, no traceback."""
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(  # noqa: S603 - our own interpreter, our own code
        [sys.executable, "-m", "bot", "ask", "--language", "ko", "--facts", facts, "Which city hosted CSD 12?"],
        capture_output=True, cwd=ROOT, env=env, check=True, timeout=60,
    )  # fmt: skip
    assert b"\\uc81c12\\ucc28" in done.stdout


def keep_a_question(path: Path, asker_id: int) -> None:
    """Make a database at *path* with one question of *asker_id*."""

    async def keep() -> None:
        database = await Database.open(f"sqlite+aiosqlite:///{path}")
        now = datetime(2026, 1, 2, tzinfo=UTC)
        await database.replies.claim(1, guild_id=None, channel_id=2, asker_id=asker_id, now=now)
        await database.close()

    asyncio.run(keep())


def test_forget_deletes_what_is_kept_about_a_member(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says how much that was, and nothing is left of it."""
    monkeypatch.setenv("COMMUNIQUE_DATA_DIR", str(tmp_path))
    keep_a_question(tmp_path / "communique.sqlite", asker_id=7)
    assert run("forget", "8") == (ExitStatus.OK, "0 rows deleted\n", "")
    assert run("forget", "7") == (ExitStatus.OK, "1 row deleted\n", "")
    assert run("forget", "7") == (ExitStatus.OK, "0 rows deleted\n", "")


@pytest.mark.parametrize("member", ["joe", "0", "-7", str(2**63)])
def test_forget_takes_ids_alone(run: Run, member: str) -> None:
    """A name, or what no id can be, is a usage error and opens no database."""
    assert run("forget", member)[0] == ExitStatus.USAGE
    assert not Path("data").exists()
