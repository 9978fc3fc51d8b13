"""What is told of a change, and by whom it is made."""

from dataclasses import dataclass
from pathlib import Path

from bot.database.revisions import Revision, Via
from bot.factstore import Snapshot
from bot.revising.errors import FileBroken


@dataclass(frozen=True, slots=True)
class Published:
    """A change that is made: kept, and answered from.

    Attributes:
        aside: where a broken file is kept that it replaced; None where there was none.
    """

    revision: Revision
    snapshot: Snapshot
    aside: Path | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """Answers come from another revision than before; what is in between may be several (`Revisions.since`).

    Attributes:
        before, after: what the guilds concerned were answered from, and are now.
    """

    scope: int
    revision: Revision
    before: Snapshot
    after: Snapshot


@dataclass(frozen=True, slots=True)
class Refused:
    """The facts of a scope cannot be taken as they are, and the last good ones answer.

    Attributes:
        fault: tells the file, the line, and what would be right; safe to show to moderators.
    """

    scope: int
    fault: FileBroken


@dataclass(frozen=True, slots=True)
class By:
    """Who makes a change, where from and why.

    Attributes:
        actor: a token (`bot.database.actors`).
        guild_id: where; None outside guilds.
        action: one word for the audit.
    """

    actor: str
    guild_id: int | None = None
    reason: str | None = None
    via: Via = Via.DISCORD
    action: str = "publish"
