"""`/event`: meetings as moderators keep them; `/meeting` shows one to everybody."""

from discord.ext import commands

from bot.curating.commands import Curation, add_commands
from bot.interactions.interaction import moderators_only
from bot.interactions.translator import words


@moderators_only
class Events(
    commands.GroupCog,
    group_name="event",
    group_description=words("Meetings: what facts belong to", "event.description"),
):
    """Adds, changes and takes back meetings."""

    def __init__(self, curation: Curation) -> None:
        """Work with what all sections share."""
        said = {
            "add": words("Add a meeting", "event.add"),
            "edit": words("Change a meeting", "event.edit"),
            "retire": words("Take a meeting out", "event.retire"),
            "show": words("Show a meeting with its fields", "event.show"),
            "history": words("Show what became of meetings", "event.history"),
            "revert": words("Take a change back", "event.revert"),
        }
        add_commands(self.app_command, curation, "meetings", said)
