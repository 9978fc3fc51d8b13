"""Digests that hold the audit together. Pure: values in, hex digits out."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from json import dumps
from typing import Any, Final

BEGINNING: Final = "0" * 64
"""What stands as the digest before the first entry."""

ENTRY_COLUMNS: Final = (
    "number",
    "guild_id",
    "at",
    "actor",
    "action",
    "target",
    "scope",
    "revision",
    "revision_digest",
    "content",
    "previous",
)
"""Every column of `audit` but the digest over them, in the order in which they are digested."""

REVISION_COLUMNS: Final = (
    "scope",
    "number",
    "digest",
    "parent",
    "author",
    "via",
    "reason",
    "changes",
    "made_at",
)
"""Every column of `revisions` but those that hold the text, which `digest` is of."""


def seal(values: Sequence[Any]) -> str:
    """Return the SHA-256 of *values* (text, integers, times, None), 64 hex digits; no two lists read the same."""
    return sha256(dumps([_plain(value) for value in values], separators=(",", ":")).encode()).hexdigest()


def seal_content(reason: str | None, before: str | None, after: str | None) -> str | None:
    """Return the digest of what an act says; None where it says nothing."""
    return None if reason is before is after is None else seal((reason, before, after))


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
