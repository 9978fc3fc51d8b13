"""The choices of a deployment: what they are, and how they are read.

Where a setting comes from, first found wins:

1. the environment: ``COMMUNIQUE_<NAME>``, for the token also ``DISCORD_TOKEN``;
2. for secrets, the file that ``COMMUNIQUE_<NAME>_FILE`` or ``DISCORD_TOKEN_FILE`` names (Docker and systemd put
   secrets into files); naming a secret twice is refused, because nobody could tell which one counts;
3. the configuration file: ``--config``, else ``COMMUNIQUE_CONFIG``, else ``config.yaml`` in the working folder if
   there is one. It holds no secrets: it gets copied, mailed and committed;
4. the default.

A variable that is set but empty counts as not set. Every fault is found, not only the first.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

from bot.database_url import passwords_in, why_unusable, with_driver
from bot.errors import SettingFault, SettingsError
from bot.settings_sources import PREFIX, Collected, Keys, collect
from knowledge.model import Language

SECRETS = frozenset({"token"})
"""Settings that may not stand in the configuration file."""
NEVER_SHOWN = SECRETS | {"database_url"}
"""Settings whose value is never shown, because it or a part of it may be secret."""
_SHOWN = 60
"""Characters of a wrong value that an error shows."""


def shipped_facts() -> Path:
    """Return the path of the fact file that ships with the package."""
    return Path(str(files("knowledge") / "facts.yaml"))


def shipped_golden() -> Path:
    """Return the path of the folder of labelled questions that ships with the package."""
    return Path(str(files("knowledge") / "golden"))


@dataclass(frozen=True, slots=True)
class Right:
    """What would be a right value, as the end of "write …"; shown beside a fault."""

    value: str


def _split_list(value: object) -> object:
    """Let a list be written as ``1, 2`` where only text can be, in the environment."""
    return [item.strip() for item in value.split(",") if item.strip()] if isinstance(value, str) else value


def _check_token(value: SecretStr | None) -> SecretStr | None:
    """Refuse what is plainly no token, so that nobody has to guess from Discord's answer."""
    if value is not None and not re.fullmatch(r"[\w.-]{1,200}", value.get_secret_value(), re.ASCII):
        raise ValueError("not a token")
    return value


def _default_facts(value: object) -> object:
    return shipped_facts() if value is None else value


def _default_golden(value: object) -> object:
    return shipped_golden() if value is None else value


Snowflake = Annotated[int, Field(gt=0, lt=2**63)]
"""A Discord id: 63 bits at most, though Discord calls it unsigned (api-docs reference, "Snowflakes")."""
SnowflakeList = Annotated[
    tuple[Snowflake, ...], BeforeValidator(_split_list), Field(max_length=200), Right("a list of at most 200 ids")
]
_COUNT = Right("a whole number from 1 to 10000")
Count = Annotated[int, Field(ge=1, le=10_000), _COUNT]
_DAYS = Right("a whole number from 1 to 3650")
Days = Annotated[int, Field(ge=1, le=3650), _DAYS]


class Settings(BaseModel):
    """Every choice of a deployment; immutable. `load_settings` reads it, tests construct it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    token: Annotated[
        SecretStr | None,
        AfterValidator(_check_token),
        Field(description="The bot's token; without one there is only the console."),
        Right('the token alone, without "Bot" before it or quotes around it'),
    ] = None
    facts_path: Annotated[
        Path,
        BeforeValidator(_default_facts),
        Field(description="The fact file; null means the one that ships."),
        Right("the path of a fact file, or null for the one that ships"),
    ] = Field(default_factory=shipped_facts)
    home_guilds: Annotated[
        SnowflakeList,
        Field(description="Guilds whose moderators keep the shared facts; any other keeps an overlay of its own."),
    ] = ()
    golden_path: Annotated[
        Path,
        BeforeValidator(_default_golden),
        Field(description="Labelled questions that no change may lose unseen; null means those that ship."),
        Right("the path of a file of labelled questions or of a folder of them, or null for those that ship"),
    ] = Field(default_factory=shipped_golden)
    watch_facts: Annotated[
        bool, Field(description="Whether edits of the fact file are taken over at once."), Right("true or false")
    ] = True
    data_dir: Annotated[
        Path, Field(description="Folder for the database and the console's history."), Right("the path of a folder")
    ] = Path("data")
    database_url: Annotated[
        str | None,
        Field(repr=False, description="SQLAlchemy URL; null means SQLite in data_dir.", min_length=1),
        Right("sqlite:////var/lib/communique/bot.sqlite, postgresql://host/name, or null for SQLite in data_dir"),
    ] = None
    language: Annotated[
        Language, Field(description="Language where neither the question nor the member tells."), Right("en or ko")
    ] = Language.EN
    read_channels: Annotated[
        SnowflakeList, Field(description="Channels where plain questions are answered (needs message content).")
    ] = ()
    reply_style: Annotated[
        Literal["card", "plain"], Field(description="Cards, or plain text."), Right("card or plain")
    ] = "card"
    member_questions: Annotated[Count, Field(description="Questions one member may ask in a window.")] = 8
    channel_questions: Annotated[Count, Field(description="Questions one channel may ask in a window.")] = 30
    limit_window_s: Annotated[
        int,
        Field(ge=1, le=86_400, description="Length of that window, in seconds."),
        Right("a whole number from 1 to 86400"),
    ] = 60
    retention_days: Annotated[
        int,
        Field(ge=1, le=3650, description="Days that replies and votes are kept."),
        _DAYS,
    ] = 90
    retention_unanswered_days: Annotated[
        Days, Field(description="Days that a question without an answer is kept after it was asked last.")
    ] = 180
    retention_proposals_days: Annotated[
        Days, Field(description="Days that a suggestion, a draft or a waiting change is kept after it was decided.")
    ] = 365
    retention_work_days: Annotated[
        Days, Field(description="Days that a change somebody began is kept after they last touched it.")
    ] = 30
    retention_tallies_days: Annotated[Days, Field(description="Days that the counts of a day are kept.")] = 730
    guild_grace_days: Annotated[
        Days, Field(description="Days after which what is kept of a guild that removed the bot is deleted.")
    ] = 30
    health_host: Annotated[
        str, Field(min_length=1, description="Address that health and metrics listen on."), Right("127.0.0.1")
    ] = "127.0.0.1"
    health_port: Annotated[
        int,
        Field(ge=0, le=65_535, description="Port of health and metrics; 0 switches them off."),
        Right("a whole number from 0 to 65535; 0 switches health and metrics off"),
    ] = 8080
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Field(description="Least level that is logged."),
        Right("debug, info, warning or error"),
    ] = "info"
    log_format: Annotated[
        Literal["console", "json"], Field(description="Lines for people, or JSON."), Right("console or json")
    ] = "console"
    sync_guild: Annotated[
        Snowflake | None,
        Field(description="Register commands in this guild only, at once (for trying out); null means everywhere."),
        Right("the id of a guild, or null"),
    ] = None
    shard_id: Annotated[
        int, Field(ge=0, le=9999, description="Which shard this process is."), Right("a whole number below shard_count")
    ] = 0
    shard_count: Annotated[
        int, Field(ge=1, le=10_000, description="How many shards there are, one a process."), _COUNT
    ] = 1

    @model_validator(mode="after")
    def _check_shards(self) -> Self:
        if self.shard_id >= self.shard_count:
            raise ValueError(f"there is no shard {self.shard_id} of {self.shard_count}")
        return self

    @property
    def own_facts_path(self) -> Path:
        """Where the fact file is written when the one that ships is changed for the first time."""
        return self.data_dir / "facts.yaml"

    @property
    def effective_facts_path(self) -> Path:
        """The fact file as it is now: `facts_path`, but `own_facts_path` once the shipped one was changed. Blocks."""
        is_own = self.facts_path == shipped_facts() and os.path.lexists(self.own_facts_path)
        return self.own_facts_path if is_own else self.facts_path

    @property
    def backups_path(self) -> Path:
        """Where each fact file that is replaced is kept for a while."""
        return self.data_dir / "backups"

    @property
    def history_path(self) -> Path:
        """Where the console keeps its history."""
        return self.data_dir / "history"

    @property
    def cache_path(self) -> Path:
        """Where compiled facts are kept, from which they open at once; may be deleted at any time."""
        return self.data_dir / "cache"

    @property
    def database_file(self) -> Path | None:
        """The file of the database; None where it is on a server."""
        found = re.match(r"sqlite\+aiosqlite:///([^?]+)", self.effective_database_url)
        return Path(found[1]) if found else None

    @property
    def effective_database_url(self) -> str:
        """The URL to open: `database_url`, else SQLite in `data_dir`. May hold a password: never log it."""
        url = self.database_url or f"sqlite:///{(self.data_dir / 'communique.sqlite').absolute()}"
        return with_driver(url)

    @property
    def secrets(self) -> frozenset[str]:
        """What may never be written anywhere: the token and the database's passwords."""
        token = self.token.get_secret_value() if self.token else ""
        return passwords_in(self.database_url or "") | ({token} if token else set())


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings, and where each that is no default came from, by key."""

    settings: Settings
    origins: Mapping[str, str]


def load_settings(config: Path | None, env: Mapping[str, str]) -> Settings:
    """Read the settings of this deployment; the module says what wins.

    Args:
        config: the configuration file; None takes the usual places.
        env: the environment.

    Raises:
        SettingsError: with every fault in it. No error ever holds the value of a secret.
    """
    return load_settings_with_origins(config, env).settings


def load_settings_with_origins(config: Path | None, env: Mapping[str, str]) -> LoadedSettings:
    """Do what `load_settings` does, and tell where each value came from.

    Raises:
        SettingsError: with every fault in it.
    """
    collected = collect(Keys(Settings.model_fields, SECRETS, NEVER_SHOWN), config, env)
    faults = collected.faults
    found = collected.found.get("database_url")
    if found is not None and isinstance(found.value, str) and found.value:
        faults.extend(_database_faults(found.value, found.where))
    values = {key: found.value for key, found in collected.found.items()}
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        faults.extend(
            _fault(str(each["loc"][0]) if each["loc"] else "", collected, each["msg"]) for each in error.errors()
        )
        raise SettingsError(*_in_order(faults)) from None  # the cause would show the values
    if faults:
        raise SettingsError(*_in_order(faults))
    return LoadedSettings(settings, {key: found.where for key, found in collected.found.items()})


def right_value(key: str) -> str:
    """Return what would be right for *key*, as the end of "write …"."""
    for item in Settings.model_fields[key].metadata:
        if isinstance(item, Right):
            return item.value
    raise LookupError(f"{key} does not say what would be right")


def _fault(key: str, collected: Collected, message: str) -> SettingFault:
    if key not in Settings.model_fields:
        # What no single key can tell: `Settings._check_shards`.
        where = collected.found["shard_id"].where if "shard_id" in collected.found else ""
        return SettingFault("shard_id", where, message.removeprefix("Value error, "), "count shards from 0")
    found = collected.found[key]
    shown = "the value" if key in NEVER_SHOWN else _shorten(found.value)
    return SettingFault(key, found.where, f"{shown} will not do", f"write {right_value(key)}")


def _shorten(value: object) -> str:
    shown = ascii(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def _in_order(faults: list[SettingFault]) -> list[SettingFault]:
    """Return one fault a key and place (a list of bad ids is one thing to mend), by line within the file."""
    single: dict[tuple[str, str], SettingFault] = {}
    for fault in faults:
        single.setdefault((fault.key, fault.where), fault)
    return sorted(single.values(), key=_place)


def _place(fault: SettingFault) -> tuple[bool, int]:
    line = fault.where.rpartition(":")[2]
    return (not line.isdecimal(), int(line) if line.isdecimal() else 0)


def _database_faults(url: str, where: str) -> Iterator[SettingFault]:
    """Yield what is wrong with *url* before anything is opened; a URL in the environment may hold a password."""
    if not where.startswith(PREFIX) and passwords_in(url):
        right = f"set {PREFIX}DATABASE_URL or {PREFIX}DATABASE_URL_FILE in the environment instead"
        yield SettingFault("database_url", where, "it holds a password", right)
    elif wrong := why_unusable(url):
        yield SettingFault("database_url", where, wrong, f"write {right_value('database_url')}")
