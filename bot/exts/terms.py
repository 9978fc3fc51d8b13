"""`/term`: names, abbreviations and ideas, with every way readers write them."""

from discord.ext import commands

from bot.curating.commands import Curation, add_commands
from bot.interactions.interaction import moderators_only
from bot.interactions.translator import words


@moderators_only
class Terms(
    commands.GroupCog,
    group_name="term",
    group_description=words("Terms: names, abbreviations and what they mean", "term.description"),
):
    """Adds, changes and takes back terms."""

    def __init__(self, curation: Curation) -> None:
        """Work with what all sections share."""
        said = {
            "add": words("Add a term", "term.add"),
            "edit": words("Change a term", "term.edit"),
            "alias": words("Add spellings to a term", "term.alias"),
            "retire": words("Take a term out", "term.retire"),
            "show": words("Show a term with its fields", "term.show"),
            "history": words("Show what became of terms", "term.history"),
            "revert": words("Take a change back", "term.revert"),
        }
        add_commands(self.app_command, curation, "terms", said)
