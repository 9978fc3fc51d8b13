"""`/name`: people as moderators keep them; `/person` shows one to everybody."""

from discord.ext import commands

from bot.curating.commands import Curation, add_commands
from bot.interactions.interaction import moderators_only
from bot.interactions.translator import words


@moderators_only
class PeopleNames(
    commands.GroupCog,
    group_name="name",
    group_description=words("People: their spellings and offices", "name.description"),
):
    """Adds, changes and takes back people."""

    def __init__(self, curation: Curation) -> None:
        """Work with what all sections share."""
        said = {
            "add": words("Add a person", "name.add"),
            "edit": words("Change a person", "name.edit"),
            "alias": words("Add spellings of a name", "name.alias"),
            "retire": words("Take a person out", "name.retire"),
            "show": words("Show a person with all fields", "name.show"),
            "history": words("Show what became of people", "name.history"),
            "revert": words("Take a change back", "name.revert"),
        }
        add_commands(self.app_command, curation, "people", said)
