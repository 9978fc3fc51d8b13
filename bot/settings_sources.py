"""Where settings come from: the environment, secret files and the configuration file, each value with its place.

This module knows no setting by name; `bot.settings` says which keys there are and which are secrets.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.errors import SettingFault

PREFIX = "COMMUNIQUE_"
CONFIG_VARIABLE = f"{PREFIX}CONFIG"
DEFAULT_CONFIG = Path("config.yaml")
_WELL_KNOWN = {"token": "DISCORD_TOKEN"}
"""Names that secrets have elsewhere too."""
_SERVICE_LINK = re.compile(
    rf"{PREFIX}(?:\w+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_[0-9]+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)"
)
_SERVICE_PORT = re.compile(rf"{PREFIX}(?:\w+_)?PORT")
_SERVICE_ADDRESS = re.compile(r"(?:tcp|udp|sctp)://", re.IGNORECASE)
"""What Kubernetes puts into every container for a Service named ``communique`` or ``communique-…`` (kubernetes.io
documentation, "Service", environment variables; ``…_PORT`` holds an address there, a port only with us)."""
_MAX_CONFIG_BYTES = 64 * 1024
_MAX_SECRET_BYTES = 4096
_NEAR = 60
"""Least similarity, 0-100, at which an unknown key is taken for a slip of a known one."""


@dataclass(frozen=True, slots=True)
class Found:
    """A value and where it stood: ``config.yaml:3``, the name of a variable, or ``default``."""

    value: object
    where: str


@dataclass(slots=True)
class Collected:
    """What the sources held: the winning value by key, and every fault."""

    found: dict[str, Found] = field(default_factory=dict)
    faults: list[SettingFault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Keys:
    """The settings there are.

    Attributes:
        known: every one.
        secret: those that may not stand in the configuration file.
        in_files: those that a file of their own may hold, named by ``…_FILE``.
    """

    known: Collection[str]
    secret: Collection[str]
    in_files: Collection[str]


def collect(keys: Keys, config: Path | None, env: Mapping[str, str]) -> Collected:
    """Gather the values of *keys*; the environment wins over the file. Reads the files it is pointed to.

    Args:
        keys: the settings there are.
        config: the configuration file; None takes the usual places.
        env: the environment.
    """
    collected = Collected()
    path = config or (Path(env[CONFIG_VARIABLE]) if env.get(CONFIG_VARIABLE) else None)
    if path is not None or DEFAULT_CONFIG.is_file():
        _take_file(collected, path or DEFAULT_CONFIG, keys)
    _take_environment(collected, keys, env)
    return collected


def _take_environment(collected: Collected, keys: Keys, env: Mapping[str, str]) -> None:
    env = {name: value for name, value in env.items() if not _is_service_link(name, value)}
    known = {CONFIG_VARIABLE}
    for key in keys.known:
        names = [f"{PREFIX}{key.upper()}"]
        if key in _WELL_KNOWN:
            names.append(_WELL_KNOWN[key])
        file_names = [f"{name}_FILE" for name in names] if key in keys.in_files else []
        known.update(names, file_names)
        present = [name for name in (*names, *file_names) if env.get(name, "").strip()]
        if len(present) > 1:
            wrong = f"it is set more than once ({', '.join(present)})"
            collected.faults.append(SettingFault(key, "environment", wrong, "set one of them"))
        elif present and present[0] in file_names:
            _take_secret_file(collected, key, present[0], Path(env[present[0]].strip()))
        elif present:
            collected.found[key] = Found(env[present[0]].strip(), present[0])
    for name in sorted(env):
        if name.startswith(PREFIX) and name not in known:
            collected.faults.append(_unknown(name, "environment", known))


def _is_service_link(name: str, value: str) -> bool:
    """Whether Kubernetes made this variable and nobody meant it as a setting."""
    if _SERVICE_PORT.fullmatch(name) and _SERVICE_ADDRESS.match(value):
        return True
    return bool(_SERVICE_LINK.fullmatch(name))


def _take_secret_file(collected: Collected, key: str, name: str, path: Path) -> None:
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_SECRET_BYTES + 1)
        secret = content.decode("utf-8").strip()
    except OSError as cause:
        wrong = f"the file {str(path)!r} cannot be read ({cause.strerror or type(cause).__name__})"
        collected.faults.append(SettingFault(key, name, wrong, "name a file that this user can read"))
        return
    except UnicodeDecodeError:
        secret = ""
    if not secret or len(content) > _MAX_SECRET_BYTES:
        wrong = f"the file {str(path)!r} does not hold a secret"
        collected.faults.append(SettingFault(key, name, wrong, "put the secret alone into it, as UTF-8 text"))
        return
    collected.found[key] = Found(secret, name)


def _take_file(collected: Collected, path: Path, keys: Keys) -> None:
    seen: set[str] = set()
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_CONFIG_BYTES + 1)
        entries = list(_read_flat(content))
    except OSError as cause:
        wrong = f"it cannot be read ({cause.strerror or type(cause).__name__})"
        collected.faults.append(SettingFault("", str(path), wrong, "name a file that this user can read"))
        return
    except _NotFlat as cause:
        collected.faults.append(SettingFault("", f"{path}:{cause.line}", cause.wrong, cause.right))
        return
    for key, value, line in entries:
        where = f"{path}:{line}"
        if key not in keys.known:
            collected.faults.append(_unknown(key, where, keys.known))
        elif key in keys.secret:
            right = f"take it out and set {_WELL_KNOWN.get(key, PREFIX + key.upper())} in the environment instead"
            collected.faults.append(SettingFault(key, where, "secrets do not belong in this file", right))
        elif key in seen:
            collected.faults.append(SettingFault(key, where, "it stands in the file twice", "keep one of them"))
        else:
            seen.add(key)
            collected.found[key] = Found(value, where)


def _unknown(key: str, where: str, known: Collection[str]) -> SettingFault:
    # Loaded only for somebody's slip: a health check that runs every half minute has no use for it.
    from rapidfuzz import process  # noqa: PLC0415

    near = process.extractOne(key, sorted(known), score_cutoff=_NEAR)
    right = f"did you mean {near[0]}?" if near else "config.example.yaml has every setting"
    shown = "".join(sign if sign.isprintable() else "?" for sign in key[:80])
    return SettingFault(shown, where, "there is no such setting", right)


class _NotFlat(Exception):
    """The text is not a flat YAML mapping."""

    def __init__(self, line: int, wrong: str, right: str) -> None:
        super().__init__(wrong)
        self.line = line
        self.wrong = wrong
        self.right = right


def _read_flat(content: bytes) -> Iterator[tuple[str, object, int]]:
    """Yield key, value and line of each entry of *content*; a value is a str, None, or a list of str.

    Works on the events of the parser, so nothing is built from an alias, a tag or deep nesting, and every
    value stays the text it is written as: `bot.settings` says what it means.

    Raises:
        _NotFlat: it is anything else than a flat mapping.
    """
    events = _events(content)
    if not events or (len(events) == 1 and _scalar(events[0]) is None):
        return
    if not isinstance(events[0], yaml.MappingStartEvent):
        raise _NotFlat(1, "it is not a list of settings", _LOOK)
    rest = iter(events[1:-1])
    for event in rest:
        key = _scalar(event)
        if key is None:
            raise _NotFlat(_line(event), "the name of a setting is missing", _LOOK)
        value = next(rest)
        is_list = isinstance(value, yaml.SequenceStartEvent)
        yield key, list(_read_items(rest)) if is_list else _scalar(value), _line(event)


def _read_items(events: Iterator[yaml.Event]) -> Iterator[str]:
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            return
        item = _scalar(event)
        if item is None:
            raise _NotFlat(_line(event), "the list has an empty entry", "write one id an entry")
        yield item


def _events(content: bytes) -> list[yaml.Event]:
    """Return what the YAML parser sees, without the marks of stream and document."""
    if len(content) > _MAX_CONFIG_BYTES:
        raise _NotFlat(1, f"it is longer than {_MAX_CONFIG_BYTES} bytes", "keep settings alone in it")
    events: list[yaml.Event] = []
    depth = 0
    try:
        for event in yaml.parse(content.decode("utf-8-sig"), Loader=_LOADER):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEPTH:
                # Stops here, before the parser has spent a minute on 30,000 brackets.
                raise _NotFlat(_line(event), _ONLY_PLAIN, _LOOK)
            if not isinstance(event, _FRAME):
                events.append(event)
    except UnicodeDecodeError as cause:
        raise _NotFlat(1, "it is not UTF-8 text", "save it as UTF-8") from cause
    except yaml.MarkedYAMLError as cause:
        line = cause.problem_mark.line + 1 if cause.problem_mark else 1
        raise _NotFlat(line, f"it is not YAML ({cause.problem})", _LOOK) from cause
    except yaml.YAMLError as cause:
        raise _NotFlat(1, "it holds a character that YAML does not allow", "save it as plain text") from cause
    return events


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEPTH = 2
"""A mapping, and lists in it."""
_LOOK = "write lines such as `language: ko`"
_ONLY_PLAIN = "only plain values and lists of them belong here"
_FRAME = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _scalar(event: yaml.Event) -> str | None:
    """Return the text of *event*, None for YAML's null.

    Raises:
        _NotFlat: it is not a plain value.
    """
    if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag:
        raise _NotFlat(_line(event), _ONLY_PLAIN, _LOOK)
    value = str(event.value)
    is_plain = event.implicit[0]  # without quotes
    return None if is_plain and value in {"", "~", "null"} else value
