import pickle
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from bot.errors import ExitStatus, SettingsError
from bot.settings import SECRETS, Settings, load_settings, load_settings_with_origins, right_value, shipped_facts
from knowledge.model import Language

TOKEN = "MTA0NTY3ODkwMTIzNDU2Nzg5.Gabcde.aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789ab"  # noqa: S105 - made up
WITH_PASSWORD = [
    ("postgresql://bot:hunter2@db/x", "hunter2"),
    ("postgresql://bot:hunter/2@db/x", "hunter/2"),
    ("postgresql://bot:hunter%402@db/x", "hunter%402"),
    ("postgresql://bot:hunter@2@db/x", "hunter@2"),
    ("postgresql://:hunter2@db/x", "hunter2"),
    ("postgresql://db/x?user=bot&password=hunter2", "hunter2"),
    ("postgresql://db/x?sslpassword=hunter2&user=bot", "hunter2"),
    ("mssql+pyodbc:///?odbc_connect=UID%3Dbot%3BPWD%3Dhunter2", "hunter2"),
]
"""URLs of databases, and the password in each."""


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(tmp_path: Path, text: str | bytes) -> Path:
    """Write a configuration file and return its path."""
    path = tmp_path / "settings.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refuse(config: Path | None, env: dict[str, str] | None = None) -> list[str]:
    """Load settings that are wrong and return one line a fault."""
    with pytest.raises(SettingsError) as caught:
        load_settings(config, env or {})
    assert caught.value.key == caught.value.faults[0].key
    return [fault.render() for fault in caught.value.faults]


def test_every_setting_has_a_default() -> None:
    """An empty environment and no file make working settings, with the shipped facts and no token."""
    settings = load_settings(None, {})
    assert settings == Settings()
    assert settings.token is None
    assert settings.facts_path == shipped_facts()


def test_settings_cannot_be_changed() -> None:
    """Nobody changes a setting behind another's back."""
    with pytest.raises(ValidationError):
        Settings().language = Language.KO  # type: ignore[misc] # that is the claim


def test_every_setting_says_what_it_is_and_what_would_be_right() -> None:
    """A fault can always tell what to write, and `config.example.yaml` has something to say."""
    for key, field in Settings.model_fields.items():
        assert right_value(key), key
        assert field.description, key


def test_the_file_gives_values(tmp_path: Path) -> None:
    """Numbers, words, lists and null are read from YAML, with their place as origin."""
    path = write(tmp_path, 'language: ko\nread_channels: [12, "34"]\nsync_guild: null\ndata_dir: /srv/data\n')
    loaded = load_settings_with_origins(path, {})
    assert loaded.settings.language is Language.KO
    assert loaded.settings.read_channels == (12, 34)
    assert loaded.settings.sync_guild is None
    assert loaded.settings.data_dir == Path("/srv/data")
    assert loaded.origins["read_channels"] == f"{path}:2"


def test_a_list_may_be_written_with_dashes(tmp_path: Path) -> None:
    """Both of YAML's ways of writing a list are the same."""
    assert load_settings(write(tmp_path, "read_channels:\n  - 5\n  - 6\n"), {}).read_channels == (5, 6)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """Precedence is: environment, file, default."""
    path = write(tmp_path, "log_level: error\nhealth_port: 9000\n")
    settings = load_settings(path, {"COMMUNIQUE_LOG_LEVEL": "debug", "COMMUNIQUE_READ_CHANNELS": "7, 8"})
    assert (settings.log_level, settings.health_port, settings.read_channels) == ("debug", 9000, (7, 8))


def test_an_empty_variable_counts_as_not_set() -> None:
    """Compose files pass on variables that nobody set."""
    assert load_settings(None, {"DISCORD_TOKEN": " ", "COMMUNIQUE_LOG_LEVEL": ""}) == Settings()


@pytest.mark.parametrize("name", ["DISCORD_TOKEN", "COMMUNIQUE_TOKEN"])
def test_the_token_comes_from_the_environment(name: str) -> None:
    """Both names work, and blanks around the token do not matter."""
    token = load_settings(None, {name: f" {TOKEN}\n"}).token
    assert token is not None
    assert token.get_secret_value() == TOKEN


@pytest.mark.parametrize("name", ["DISCORD_TOKEN_FILE", "COMMUNIQUE_TOKEN_FILE"])
def test_the_token_comes_from_a_secret_file(name: str, tmp_path: Path) -> None:
    """A file that Docker mounts holds the token and a newline."""
    path = tmp_path / "secret"
    path.write_text(f"{TOKEN}\n")
    token = load_settings(None, {name: str(path)}).token
    assert token is not None
    assert token.get_secret_value() == TOKEN


def test_a_token_given_twice_is_refused() -> None:
    """Nobody could tell which of the two counts."""
    assert refuse(None, {"DISCORD_TOKEN": TOKEN, "COMMUNIQUE_TOKEN": TOKEN}) == [
        "environment: token: it is set more than once (COMMUNIQUE_TOKEN, DISCORD_TOKEN); set one of them"
    ]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"x" * 5000], ids=["empty", "binary", "huge"])
def test_a_secret_file_without_a_secret_is_refused(content: bytes, tmp_path: Path) -> None:
    """The fault names the file, never what is in it."""
    path = tmp_path / "secret"
    path.write_bytes(content)
    (line,) = refuse(None, {"DISCORD_TOKEN_FILE": str(path)})
    assert line.startswith("DISCORD_TOKEN_FILE: token: the file ")
    assert "does not hold a secret" in line


def test_a_secret_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    """The fault says which variable named it."""
    (line,) = refuse(None, {"DISCORD_TOKEN_FILE": str(tmp_path / "none")})
    assert "cannot be read (No such file or directory)" in line


def test_a_token_in_the_file_is_refused_with_advice(tmp_path: Path) -> None:
    """Configuration files get copied and committed; the token is not repeated in the fault either."""
    (line,) = refuse(write(tmp_path, f"language: en\ntoken: {TOKEN}\n"))
    assert line.endswith(
        "settings.yaml:2: token: secrets do not belong in this file; "
        "take it out and set DISCORD_TOKEN in the environment instead"
    )
    assert TOKEN not in line


@pytest.mark.parametrize(("url", "password"), WITH_PASSWORD)
def test_a_database_password_in_the_file_is_refused(url: str, password: str, tmp_path: Path) -> None:
    """A URL with a password is a secret too, wherever in it the password stands."""
    (line,) = refuse(write(tmp_path, f"database_url: {url}\n"))
    assert "it holds a password" in line
    assert password not in line


@pytest.mark.parametrize(("url", "password"), WITH_PASSWORD)
def test_the_secrets_of_the_settings_are_known(url: str, password: str) -> None:
    """What the log has to leave out: the token, and the password as written and as the database gets it."""
    settings = Settings(token=SecretStr(TOKEN), database_url=url)
    assert {TOKEN, password, unquote(password)} <= settings.secrets


@pytest.mark.parametrize(
    "url", ["sqlite:////srv/at@home:5/bot.sqlite", "postgresql://db:5432/facts", "postgresql://me@db/facts?sslmode=x"]
)
def test_a_url_without_a_password_has_no_secret(url: str) -> None:
    """A port, a user alone and a sign in a path are none."""
    assert Settings(database_url=url).secrets == frozenset()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql+psycopg2://me:hunter2@db/facts", "its driver psycopg2 is not made for asyncio"),
        ("mysql+pymysql://me:hunter2@db/facts", "its driver pymysql is not made for asyncio"),
        ("mysql+aiomysql://me:hunter2@db/facts", "its driver aiomysql is not installed"),
        ("sqlite+pysqlcipher://:hunter2@/facts", "SQLite is opened with aiosqlite, not with pysqlcipher"),
        ("nosuch://me:hunter2@db/facts", "it is no URL of a database that SQLAlchemy knows"),
        ("facts.sqlite", "it is no URL of a database that SQLAlchemy knows"),
    ],
)
def test_a_database_that_cannot_be_opened_here_is_refused(url: str, told: str) -> None:
    """Before anything is started, with what is missing, and without the password."""
    (line,) = refuse(None, {"COMMUNIQUE_DATABASE_URL": url})
    assert line.startswith(f"COMMUNIQUE_DATABASE_URL: database_url: {told}")
    assert line.endswith(f"write {right_value('database_url')}")
    assert "hunter2" not in line


@pytest.mark.parametrize("scheme", ["sqlite", "sqlite+aiosqlite", "sqlite+pysqlite"])
def test_sqlite_needs_no_driver(scheme: str) -> None:
    """Every way of writing it is taken, and opened with aiosqlite."""
    url = f"{scheme}:////srv/bot.sqlite"
    opened = load_settings(None, {"COMMUNIQUE_DATABASE_URL": url}).effective_database_url
    assert opened == "sqlite+aiosqlite:////srv/bot.sqlite"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg", "PostgreSQL"])
def test_postgresql_needs_no_driver(scheme: str) -> None:
    """Every way of writing it is taken, and opened with asyncpg."""
    url = f"{scheme}://me:hunter2@db/facts"
    settings = load_settings(None, {"COMMUNIQUE_DATABASE_URL": url})
    assert settings.effective_database_url == "postgresql+asyncpg://me:hunter2@db/facts"
    assert settings.secrets == {"hunter2"}


def test_reading_the_default_settings_does_not_load_sqlalchemy() -> None:
    """A health check reads them every half minute."""
    code = (
        "import sys; from bot.settings import load_settings; "
        "load_settings(None, {'COMMUNIQUE_DATABASE_URL': 'sqlite:////srv/x'}); sys.exit('sqlalchemy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False, timeout=30)  # noqa: S603 - our own code
    assert done.returncode == 0


SERVICE_LINKS = {
    "SERVICE_HOST": "10.0.0.7",
    "SERVICE_PORT": "8080",
    "SERVICE_PORT_HTTP": "8080",
    "PORT": "tcp://10.0.0.7:8080",
    "PORT_8080_TCP": "tcp://10.0.0.7:8080",
    "PORT_8080_TCP_PROTO": "tcp",
    "PORT_8080_TCP_PORT": "8080",
    "PORT_8080_TCP_ADDR": "10.0.0.7",
}
"""What Kubernetes tells every container about a Service, after the Service's name."""


@pytest.mark.parametrize("service", ["COMMUNIQUE", "COMMUNIQUE_METRICS", "COMMUNIQUE_HEALTH"])
def test_what_kubernetes_tells_of_a_service_is_no_setting(service: str) -> None:
    """A Service of our name does not stop the start, though ``COMMUNIQUE_HEALTH_PORT`` is a setting as well."""
    env = {f"{service}_{name}": value for name, value in SERVICE_LINKS.items()}
    assert load_settings(None, env) == Settings()


@pytest.mark.parametrize("name", ["PORT", "SERVICE", "PORT_HTTP", "HEALTH_PORTS", "PORT_8080_TCP_X"])
def test_what_only_resembles_it_is_still_refused(name: str) -> None:
    """A slip is told; a number in ``COMMUNIQUE_PORT`` is somebody's slip, as Kubernetes writes an address."""
    (line,) = refuse(None, {f"COMMUNIQUE_{name}": "8080"})
    assert line.startswith(f"environment: COMMUNIQUE_{name}: there is no such setting; ")


def test_a_database_url_may_come_from_a_secret_file(tmp_path: Path) -> None:
    """Its password then stays out of the environment as well."""
    path = tmp_path / "url"
    path.write_text("sqlite:////srv/facts?password=hunter2\n")
    settings = load_settings(None, {"COMMUNIQUE_DATABASE_URL_FILE": str(path)})
    assert settings.effective_database_url == "sqlite+aiosqlite:////srv/facts?password=hunter2"
    assert "hunter2" not in repr(settings)


def test_the_default_database_is_a_file_in_the_data_folder() -> None:
    """Its path is absolute, so that changing the working folder does not change the database."""
    url = Settings(data_dir=Path("here")).effective_database_url
    assert url == f"sqlite+aiosqlite:///{Path.cwd() / 'here' / 'communique.sqlite'}"


def test_every_fault_is_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Each names where it stands, the key, the value, and what would be right."""
    path = write(tmp_path, "language: kr\nhelth_port: 3\nhealth_port: 99999\nread_channels: [1, abc, -4]\n")
    assert refuse(path, {"COMMUNIQUE_SHARD_ID": "x", "COMMUNIQUE_LOG_LEVL": "info"}) == [
        f"{path}:1: language: 'kr' will not do; write en or ko",
        f"{path}:2: helth_port: there is no such setting; did you mean health_port?",
        f"{path}:3: health_port: '99999' will not do; write {right_value('health_port')}",
        f"{path}:4: read_channels: ['1', 'abc', '-4'] will not do; write a list of at most 200 ids",
        "environment: COMMUNIQUE_LOG_LEVL: there is no such setting; did you mean COMMUNIQUE_LOG_LEVEL?",
        "COMMUNIQUE_SHARD_ID: shard_id: 'x' will not do; write a whole number below shard_count",
    ]


def test_a_key_like_nothing_known_is_sent_to_the_example(tmp_path: Path) -> None:
    """No far-fetched guess is made; control characters do not reach the terminal."""
    (line,) = refuse(write(tmp_path, '"qqq\\e[31m": 1\n'))
    assert line.endswith("settings.yaml:1: qqq?[31m: there is no such setting; config.example.yaml has every setting")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("language: en\nlanguage: ko\n", ":2: language: it stands in the file twice; keep one of them"),
        ("- language\n", ":1: it is not a list of settings; write lines such as `language: ko`"),
        ("just words\n", ":1: it is not a list of settings; write lines such as `language: ko`"),
        ("language: &a en\n", ":1: only plain values and lists of them belong here; write lines such as `"),
        ("language: !!str en\n", ":1: only plain values and lists of them belong here; "),
        ("language: {a: b}\n", ":1: only plain values and lists of them belong here; "),
        ("read_channels: [[1]]\n", ":1: only plain values and lists of them belong here; "),
        ("read_channels: [1, ]\nlanguage: [\n", ":3: it is not YAML ("),
        ("read_channels: [1, ~]\n", ":1: the list has an empty entry; write one id an entry"),
        ("~: 1\n", ":1: the name of a setting is missing; "),
        (b"language: \xff\n", ":1: it is not UTF-8 text; save it as UTF-8"),
        (b"language: \x00\n", ":1: it holds a character that YAML does not allow; save it as plain text"),
        ("#" * 70_000, ":1: it is longer than 65536 bytes; keep settings alone in it"),
        ("[" * 30_000 + "]" * 30_000, ":1: only plain values and lists of them belong here; "),
        ("a: " + "[" * 30_000, ":1: only plain values and lists of them belong here; "),
    ],
    ids=[
        "duplicate", "list", "words", "anchor", "tag", "mapping", "nested", "broken", "null-item", "null-key",
        "latin-1", "nul", "huge", "deep", "deep-open",
    ],
)  # fmt: skip
def test_a_file_that_is_no_flat_yaml_is_refused(text: str | bytes, fault: str, tmp_path: Path) -> None:
    """Whatever stands in it, there is one line with file and line, and nothing is built from it."""
    (line,) = refuse(write(tmp_path, text))
    assert fault in line


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    """Comments alone are fine too."""
    assert load_settings(write(tmp_path, ""), {}) == Settings()
    assert load_settings(write(tmp_path, "# nothing yet\n"), {}) == Settings()


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    """A name that leads nowhere is a slip, from the option and from the environment alike."""
    missing = tmp_path / "none.yaml"
    fault = f"{missing}: it cannot be read (No such file or directory); name a file that this user can read"
    assert refuse(missing) == [fault]
    assert refuse(None, {"COMMUNIQUE_CONFIG": str(missing)}) == [fault]


def test_config_yaml_in_the_working_folder_is_taken(tmp_path: Path) -> None:
    """It is the last of the places that are looked at."""
    (tmp_path / "config.yaml").write_text("language: ko\n")
    other = write(tmp_path, "reply_style: plain\n")
    assert load_settings(None, {}).language is Language.KO
    assert load_settings(other, {}) == Settings(reply_style="plain")
    assert load_settings(None, {"COMMUNIQUE_CONFIG": str(other)}) == Settings(reply_style="plain")


def test_a_shard_beyond_the_count_is_refused() -> None:
    """Shards are counted from 0."""
    (line,) = refuse(None, {"COMMUNIQUE_SHARD_ID": "3", "COMMUNIQUE_SHARD_COUNT": "3"})
    assert line == "COMMUNIQUE_SHARD_ID: shard_id: there is no shard 3 of 3; count shards from 0"


def test_refused_settings_end_with_their_own_status() -> None:
    """A container that restarts on failure can tell a slip in the settings from a fault."""
    with pytest.raises(SettingsError) as caught:
        load_settings(None, {"COMMUNIQUE_LANGUAGE": "xx"})
    assert caught.value.exit_status == ExitStatus.CONFIG


@given(st.text(min_size=1).map(str.strip).filter(bool))
def test_no_fault_ever_shows_a_secret(text: str) -> None:
    """Whatever is put where the token belongs, no error and no repr repeats it."""
    secret = f"{text} {TOKEN}"
    with pytest.raises(SettingsError) as caught:
        load_settings(None, {"DISCORD_TOKEN": secret, "COMMUNIQUE_SHARD_ID": "-1"})
    assert TOKEN not in str(caught.value)
    assert TOKEN not in repr(caught.value)
    assert caught.value.__cause__ is None


def test_the_token_is_in_no_form_of_the_settings() -> None:
    """Neither repr, str nor JSON shows it."""
    settings = load_settings(None, {"DISCORD_TOKEN": TOKEN})
    for shown in (repr(settings), str(settings), settings.model_dump_json(), str(settings.model_dump())):
        assert TOKEN not in shown
    assert "token" in SECRETS
    assert TOKEN.encode() in pickle.dumps(settings.token)  # it is really there, so the claim above means something
