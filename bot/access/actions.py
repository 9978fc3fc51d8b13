"""What can be done, and the least level that it takes."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.access.levels import Access


class Action(StrEnum):
    """Everything that asks the gate."""

    ASK = "ask"
    SUGGEST = "suggest"
    SHOW = "show"
    CHANGE = "change"
    EXPORT = "export"
    REVERT = "revert"
    REVIEW = "review"
    DECIDE = "decide"
    INSIGHT = "insight"
    SUBSCRIBE = "subscribe"
    CONFIG = "config"
    AUDIT = "audit"


NEEDS: Final[Mapping[Action, Access]] = MappingProxyType(
    {
        Action.ASK: Access.VIEWER,
        Action.SUGGEST: Access.SUGGESTER,
        Action.SHOW: Access.EDITOR,
        Action.CHANGE: Access.EDITOR,
        Action.EXPORT: Access.EDITOR,
        Action.REVERT: Access.EDITOR,
        Action.REVIEW: Access.EDITOR,
        Action.INSIGHT: Access.EDITOR,
        Action.DECIDE: Access.APPROVER,
        Action.SUBSCRIBE: Access.APPROVER,
        Action.AUDIT: Access.APPROVER,
        Action.CONFIG: Access.OWNER,
    }
)
"""The least level for each action; a test holds that none is missing."""

OUTSIDE_GUILDS: Final = frozenset({Action.ASK, Action.SUGGEST})
"""What also works in direct messages, and in guilds that the bot is no member of."""

COMMANDS: Final[Mapping[str, Action]] = MappingProxyType(
    {
        "fact": Action.SHOW,
        "gap": Action.SHOW,
        "term": Action.SHOW,
        "release": Action.SHOW,
        "event": Action.SHOW,
        "name": Action.SHOW,
        "review": Action.REVIEW,
        "Propose as fact": Action.CHANGE,
        "insight": Action.INSIGHT,
        "subscribe": Action.SUBSCRIBE,
        "audit": Action.AUDIT,
        "config": Action.CONFIG,
    }
)
"""The least right that makes a moderators' command of any use to somebody; every other command is for all."""
