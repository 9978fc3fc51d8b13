"""What a guild can choose for itself: defaults, and choices read back from the database with nothing taken on trust."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

from bot.access.levels import Access


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of one guild. Immutable.

    Attributes:
        everyone: level of a member without a role that has one: viewer or suggester.
        review_required: whether a change waits until somebody else approves it.
        moderators_channel: id of the channel that hears of what needs a moderator; None: nowhere.
        keeps_unanswered: whether questions that were not answered are kept, without who asked.
        roles: level by role id.
    """

    everyone: Access = Access.SUGGESTER
    review_required: bool = False
    moderators_channel: int | None = None
    keeps_unanswered: bool = True
    roles: Mapping[int, Access] = field(default_factory=dict)

    @classmethod
    def read(cls, settings: Mapping[str, Any], roles: Mapping[int, str]) -> Self:
        """Return the choices that the tables hold; what does not fit (a row of another version) stays as by default."""
        read: dict[str, Any] = {key: _READERS[key](value) for key, value in settings.items() if key in _READERS}
        levels = {role: level for role, word in roles.items() if (level := Access.named(word)) is not None}
        return cls(**{key: value for key, value in read.items() if value is not _UNREADABLE}, roles=levels)


def check(key: str, value: object) -> object:
    """Return *value* for *key* as it is kept: plain data for JSON.

    Raises:
        ValueError: there is no such choice, or the value is none for it.
    """
    reader = _READERS.get(key)
    read = reader(value) if reader is not None else _UNREADABLE
    if read is _UNREADABLE:
        raise ValueError(f"{key}: {value!r} is no choice; the choices are {', '.join(_READERS)}")
    return value


def _switch(value: object) -> object:
    return value if isinstance(value, bool) else _UNREADABLE


def _channel(value: object) -> object:
    if value is None:
        return None
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 63 else _UNREADABLE


def _everyone(value: object) -> object:
    level = Access.named(value) if isinstance(value, str) else None
    return level if level in EVERYONE else _UNREADABLE


EVERYONE = (Access.SUGGESTER, Access.VIEWER)
"""What everyone may be; more would be an invitation to anybody who joins."""
_UNREADABLE = object()
_READERS = {
    "everyone": _everyone,
    "review_required": _switch,
    "moderators_channel": _channel,
    "keeps_unanswered": _switch,
}
KEYS = tuple(each.name for each in fields(Choices) if each.name in _READERS)
"""The choices by name, but for the roles."""
