"""What can be in the way of a change, beside what `knowledge` refuses (`EditRefused`, `Overtaken`, `FactFileError`).

bot.errors.BotError
  FileBroken             .problem, .others, .in_file: the file on disk is broken, and is not written over
  LosesAnswers           .lost: questions that would lose their answer
  NothingChanges         the text would be the same
  NoSuchRevision         .number, .newest: there is none of that number
  FactsUnusable          there is nothing to answer from
  FactsNotReady          the facts of a guild cannot be answered from at this moment
knowledge.editing.change.EditRefused
  OverlayFull            .what, .most: a guild's own facts would be more than one may keep
"""

from pathlib import PurePath
from typing import Literal

from bot.errors import BotError, ExitStatus
from knowledge.editing.change import EditRefused
from knowledge.errors import Problem
from knowledge.reviewing.found import Moved


class FileBroken(BotError):
    """The fact file was changed on disk and is no valid fact file; nothing is written over it.

    Attributes:
        problem: the first thing that is wrong in it, with its line.
        others: how many more there are.
        in_file: the same without the folder, for those who are not to know where the server keeps things.
    """

    exit_status = ExitStatus.FACTS

    def __init__(self, name: str, problem: Problem, others: int = 0) -> None:
        """Tell of *problem* in the file *name*."""
        self.problem = problem
        self.others = others
        more = f" ({others} more)" if others else ""
        self.in_file = problem.render(PurePath(name).name) + more
        super().__init__(problem.render(name) + more)


class LosesAnswers(BotError):
    """Questions that were answered right would not be any more, and nobody said that this is meant.

    Attributes:
        lost: each such question, with what answers it before and after.
    """

    def __init__(self, lost: tuple[Moved, ...]) -> None:
        """Tell of *lost*, at least one."""
        self.lost = lost
        super().__init__(f"{len(lost)} questions that are answered now would not be any more")


class NothingChanges(BotError):
    """The text would be the same as before, so there is nothing to publish."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("nothing would be different")


class NoSuchRevision(BotError, LookupError):
    """There is no revision of that number.

    Attributes:
        number: the one asked for.
        newest: the number of the newest one; 0 where there is none.
    """

    exit_status = ExitStatus.USAGE

    def __init__(self, number: int, newest: int) -> None:
        """Say that *number* is none, and how far they go."""
        self.number = number
        self.newest = newest
        super().__init__(f"there is no revision {number}; the newest is {newest}")


class FactsUnusable(BotError):
    """There are no facts to answer from."""

    exit_status = ExitStatus.FACTS


class FactsNotReady(BotError):
    """A guild has facts of its own, and what is answered from there is not at hand yet, or cannot be read just now.

    The shared facts are no substitute: the guild may have retired or corrected what they say.
    """

    exit_status = ExitStatus.STORAGE

    def __init__(self) -> None:
        """Say so."""
        super().__init__("the facts of this server are being made ready; try again in a moment")


class OverlayFull(EditRefused):
    """A guild's own facts would be more than one guild may keep; nothing was changed.

    Attributes:
        what: what there is too much of.
        most: how much there may be: entries, or KiB of text.
    """

    def __init__(self, what: Literal["entries", "kib"], most: int) -> None:
        """Tell how many, or how much, there may be."""
        self.what = what
        self.most = most
        unit = "entries" if what == "entries" else "KiB of text"
        super().__init__(
            f"A server keeps {most} {unit} of its own at most; take out what is not needed, "
            "or have it put among the shared facts."
        )
