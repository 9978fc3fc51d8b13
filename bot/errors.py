"""What can go wrong around the knowledge, and the status the process ends with.

    BotError                 .exit_status
      SettingsError          .key, .faults: every setting that is wrong, at once
      StorageError           the database did not do it; the cause stays chained
        FileNotWritten       .reason: why the fact file cannot be replaced
      WordingError           the catalogue of words has no such key, or lacks a value
      UserError              its text is safe to show to the member who asked

A fact file that is refused is `knowledge.errors.FactFileError`; having no answer is no error at all.
"""

import errno
from dataclasses import dataclass
from enum import IntEnum


class ExitStatus(IntEnum):
    """What `python -m bot` ends with; the larger numbers are those of BSD's sysexits.h."""

    OK = 0
    FOUND = 1
    """Ran to its end and found something wrong: in a fact file, a release, or a line of input."""
    USAGE = 2
    """The command line was not understood."""
    FACTS = 65
    """The bot has no facts to answer from: the fact file cannot be read, or is none; a restart does not help."""
    UNAVAILABLE = 69
    """Discord could not be reached, or threw the bot out again and again; a restart may help."""
    SOFTWARE = 70
    """A fault of the program itself; the log has the traceback."""
    PORT = 71
    """The address of health and metrics is taken."""
    STORAGE = 74
    """A file or the database could not be read or written."""
    INTENT = 76
    """Discord refuses an intent that is not switched on for the bot; a restart does not help."""
    REFUSED = 77
    """Discord refuses the token; a restart does not help."""
    CONFIG = 78
    """A setting is wrong; a restart does not help."""


class BotError(Exception):
    """Base of every error that `bot` raises on purpose."""

    exit_status = ExitStatus.SOFTWARE


@dataclass(frozen=True, slots=True)
class SettingFault:
    """One setting that is wrong.

    Attributes:
        key: name of the setting, such as ``health_port``; empty when the whole file is meant.
        where: where the value came from: ``config.yaml:12`` or the name of an environment variable.
        wrong: what is wrong, as a clause without a full stop; never holds the value of a secret.
        right: what would be right, as a clause without a full stop.
    """

    key: str
    where: str
    wrong: str
    right: str

    def render(self) -> str:
        """Return ``where: key: what is wrong; what would be right``."""
        return f"{': '.join(part for part in (self.where, self.key) if part)}: {self.wrong}; {self.right}"


class SettingsError(BotError, ValueError):
    """The settings were refused. `key` names the first that is wrong, `faults` has them all."""

    exit_status = ExitStatus.CONFIG

    def __init__(self, *faults: SettingFault) -> None:
        if not faults:
            raise ValueError("refused settings name at least one fault")
        self.faults = faults
        self.key = faults[0].key
        super().__init__("\n".join(fault.render() for fault in faults))


class StorageError(BotError, OSError):
    """The database did not do what was asked; raised only in `bot.database`, from the cause."""

    exit_status = ExitStatus.STORAGE


class FileNotWritten(StorageError):
    """The fact file cannot be replaced, by the rights of its folder or for want of room; nothing was changed.

    Attributes:
        reason: ``denied``, ``read_only``, ``full`` or ``other``, safe to be told to moderators: it names no folder.
    """

    def __init__(self, told: str, cause: OSError) -> None:
        """Tell *told*, with the folder, to the log; *cause* is what the system said."""
        self.reason = _REASONS.get(cause.errno or 0, "other")
        super().__init__(told)


_REASONS = {
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EROFS: "read_only",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
}


class WordingError(BotError, LookupError):
    """The catalogue of words has no such key, or a value that the words need was not given."""


class UserError(BotError):
    """What the member asked for cannot be done; the text is safe to show to them."""
