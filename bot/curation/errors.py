"""What can be in the way of a change, beside what `knowledge` refuses (`EditRefused`, `Overtaken`, `FactFileError`)."""

from pathlib import PurePath

from bot.errors import BotError, ExitStatus
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
