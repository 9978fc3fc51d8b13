"""`console`: the same answers in a terminal."""

import sys
from functools import partial
from pathlib import Path

from bot.commands.ask import make_console
from bot.commands.facts import load_or_tell
from bot.errors import ExitStatus
from bot.factcache import FactCache
from bot.factstore import open_snapshot
from bot.settings import Settings
from bot.terminal.console import answer_pipe, converse
from bot.terminal.following import Following
from knowledge.model import Language


def run_console(settings: Settings, reply_in: Language | None = None, facts: Path | None = None) -> ExitStatus:
    """Talk on standard input and output; lines that are piped in are answered one by one.

    Args:
        settings: which facts, and where the history is kept.
        reply_in: the language of everything; None answers each question in its own.
        facts: another fact file than that of *settings*.
    """
    cache = FactCache(settings.cache_path)
    path = facts or settings.effective_facts_path
    snapshot = load_or_tell(partial(open_snapshot, cache=cache), path)
    if snapshot is None:
        return ExitStatus.FACTS
    # The file that ships is left behind when somebody changes it for the first time.
    find = (lambda: settings.effective_facts_path) if facts is None else None
    newest = Following(path, snapshot, cache, _tell, find=find) if settings.watch_facts else None
    console = make_console(snapshot, settings.language, reply_in, newest=newest)
    if sys.stdin.isatty() and sys.stdout.isatty():
        converse(console, settings.history_path)
    else:
        answer_pipe(console, sys.stdin.buffer)
    return ExitStatus.OK


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
