"""How much somebody may do in a guild."""

from enum import IntEnum
from typing import Self


class Access(IntEnum):
    """The levels, each with everything of those before it."""

    VIEWER = 1
    """Asks and looks things up."""
    SUGGESTER = 2
    """Suggests corrections."""
    EDITOR = 3
    """Changes the facts of the guild."""
    APPROVER = 4
    """Decides what waits in the review, reads the audit, has a channel told."""
    OWNER = 5
    """Decides who may do what."""

    @property
    def word(self) -> str:
        """The level as tables, settings and catalogues name it: ``editor``."""
        return self.name.lower()

    @classmethod
    def named(cls, word: str) -> Self | None:
        """Return the level that *word* names; None for a word of another version, or somebody's own."""
        return next((level for level in cls if level.word == word), None)


CHOOSABLE = (Access.SUGGESTER, Access.EDITOR, Access.APPROVER, Access.OWNER)
"""What a role can be given. Asking needs no role, so none can be a viewer."""
