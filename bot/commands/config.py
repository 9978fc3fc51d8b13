"""`config`: the settings in force, and where each comes from."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from bot.errors import ExitStatus
from bot.logs import redact
from bot.settings import load_settings_with_origins


def show_config(config: Path | None, env: Mapping[str, str]) -> ExitStatus:
    """Write each setting as a line of YAML with its origin as a comment; secrets are not shown.

    Raises:
        SettingsError: a setting is wrong.
    """
    loaded = load_settings_with_origins(config, env)
    for key in type(loaded.settings).model_fields:
        value = getattr(loaded.settings, key)
        origin = loaded.origins.get(key, "default")
        sys.stdout.write(f"{key}: {_shown(value)}  # {origin}\n")
    return ExitStatus.OK


def _shown(value: object) -> str:
    """Return *value* as YAML on one line (JSON is YAML)."""
    if isinstance(value, SecretStr):
        return "(set, not shown)"
    plain = list(value) if isinstance(value, tuple) else value
    return redact(json.dumps(plain if isinstance(plain, list | int | None) else str(plain), ensure_ascii=False))
