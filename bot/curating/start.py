"""The way into a change from elsewhere: a draft in the review, a group of questions, a suggested correction."""

from collections.abc import Mapping
from typing import Any

import discord

from bot.curating.desk import Desk
from bot.services import Services
from knowledge.editing.change import Fields, SectionName


async def start(
    services: Services,
    interaction: discord.Interaction,
    *,
    section: SectionName,
    fields: Mapping[str, Any],
    entry_id: str | None = None,
    since: Fields | None = None,
    reason: str = "",
    proposal: int | None = None,
    unanswered: int | None = None,
) -> None:
    """Open the form of a change, filled in, as the first response to *interaction*; it makes no other.

    Args:
        services: the services of the process.
        interaction: a command, a button or a menu, nothing answered yet.
        section: of the entry.
        fields: what the entry is to have, with the file's keys, as far as it is known. With *entry_id* lists such as
            questions and sources grow by what they lack, and everything else is replaced.
        entry_id: the entry to change; None for a new one.
        since: the entry that *fields* is a change of, where they are a whole entry: only what differs between the two
            is put on top of the entry as it is now, so that what the change left out goes.
        reason: why, if it is known already.
        proposal: number of the proposal that this takes up: it is settled when the change is published.
        unanswered: number of the unanswered question that this answers.

    Raises:
        Forbidden: the member may not change facts here.
        UserError: there is no entry *entry_id* (any more).
        StorageError: the database does not take it; no form is open then.
    """
    await Desk(services).start(
        interaction,
        section=section,
        fields=fields,
        entry_id=entry_id,
        since=since,
        reason=reason,
        proposal=proposal,
        unanswered=unanswered,
    )
