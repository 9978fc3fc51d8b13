"""`revert`: takes back one revision, and nothing that came after it."""

from collections.abc import Sequence

from bot.commands.keeping import Desk, change_facts, entries_line, overtaken_line, scope_for
from bot.database import COMMAND_LINE, Via
from bot.errors import ExitStatus, UserError
from bot.revising.errors import NothingChanges
from bot.settings import Settings
from knowledge.editing.change import Overtaken


def revert(
    settings: Settings, number: int, *, guild_id: int | None, reason: str | None, accept_losses: bool
) -> ExitStatus:
    """Take back revision *number*, as a revision of its own, and say which that is.

    Raises:
        BotError: it cannot be; nothing has changed.
    """
    scope = scope_for(guild_id, settings)

    async def work(desk: Desk) -> Sequence[str]:
        try:
            changes = await desk.keeper.undo(scope, number)
            made = await desk.keeper.publish(
                scope,
                changes,
                by=COMMAND_LINE,
                guild_id=scope or None,
                reason=reason or f"takes back revision {number}",
                via=Via.COMMAND_LINE,
                action="revert",
                accept_losses=accept_losses,
            )
        except NothingChanges as nothing:
            raise Blocked(
                f"revision {number} changed no entry, or all of it is taken back already; its whole text before is "
                f"brought back by python -m bot restore {max(1, number - 1)}"
            ) from nothing
        except Overtaken as overtaken:
            raise Blocked(overtaken_line(overtaken, number)) from overtaken
        return [f"revision {made.revision.number} takes back revision {number}: {entries_line(changes)}"]

    return change_facts(settings, work, f"the facts without revision {number}")


class Blocked(UserError):
    """Something that was done later is in the way."""

    exit_status = ExitStatus.FOUND
