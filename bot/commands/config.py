"""`config`: the settings in force, and where each comes from."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from bot.errors import ExitStatus
from bot.settings import NEVER_SHOWN, load_settings_with_origins

_UNSHOWN = "(set, not shown)"


def show_config(config: Path | None, env: Mapping[str, str]) -> ExitStatus:
    """Write each setting as a line of YAML with its origin as a comment; secrets are not shown.

    Raises:
        SettingsError: a setting is wrong.
    """
    loaded = load_settings_with_origins(config, env)
    for key in type(loaded.settings).model_fields:
        value = getattr(loaded.settings, key)
        shown = _UNSHOWN if key in NEVER_SHOWN and value is not None else _as_yaml(value)
        origin = loaded.origins.get(key, "default")
        sys.stdout.write(f"{key}: {shown}  # {origin}\n")
    return ExitStatus.OK


def _as_yaml(value: object) -> str:
    """Return *value* on one line (JSON is YAML)."""
    plain = list(value) if isinstance(value, tuple) else value
    return json.dumps(plain if isinstance(plain, list | int | None) else str(plain), ensure_ascii=False)
