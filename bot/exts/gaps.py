"""`/gap`: questions that the releases come near and do not answer."""

from discord.ext import commands

from bot.curating.commands import Curation, add_commands
from bot.interactions.interaction import moderators_only
from bot.interactions.translator import words


@moderators_only
class Gaps(
    commands.GroupCog,
    group_name="gap",
    group_description=words("Gaps: what the releases do not tell", "gap.description"),
):
    """Adds, changes and takes back gaps."""

    def __init__(self, curation: Curation) -> None:
        """Work with what all sections share."""
        said = {
            "add": words("Add a question that the releases do not answer", "gap.add"),
            "edit": words("Change a gap", "gap.edit"),
            "alias": words("Add questions to a gap", "gap.alias"),
            "retire": words("Take a gap out", "gap.retire"),
            "show": words("Show a gap with its fields", "gap.show"),
            "history": words("Show what became of gaps", "gap.history"),
            "revert": words("Take a change back", "gap.revert"),
        }
        add_commands(self.app_command, curation, "gaps", said)
