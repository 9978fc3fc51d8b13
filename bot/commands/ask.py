"""`ask`: one question, or many as JSON lines."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from bot.commands.facts import load_or_tell
from bot.errors import ExitStatus
from bot.factcache import FactCache
from bot.factstore import Snapshot, open_snapshot
from bot.terminal.console import Console, answer_pipe
from bot.terminal.jsonl import answer_stream, reply_json
from bot.terminal.output import printer
from bot.text.explain import explain_lines
from bot.text.phrases import Phrases
from bot.text.plaintext import reply_lines
from bot.text.wording import Wording
from knowledge.model import Language


@dataclass(frozen=True, slots=True)
class AskOptions:
    """What the command line asks for.

    Attributes:
        facts: the fact file.
        language: the language to reply in; None takes that of the question.
        explain: whether to show how the answer came about.
        as_json: whether to print the answer as JSON.
        cache: where compiled facts are kept; None keeps none.
    """

    facts: Path
    language: Language | None = None
    explain: bool = False
    as_json: bool = False
    cache: FactCache | None = None


def answer_once(text: str, options: AskOptions) -> ExitStatus:
    """Answer *text* on standard output."""
    snapshot = _open(options)
    if snapshot is None:
        return ExitStatus.FACTS
    wording = Wording.load()
    reply = snapshot.answerer.answer(text, language=options.language)
    phrases = Phrases(wording, reply.language, snapshot.book)
    if options.as_json:
        answered = reply_json(reply, phrases, explain=options.explain)
        sys.stdout.write(f"{json.dumps(answered, ensure_ascii=False, indent=2)}\n")
        return ExitStatus.OK
    show = printer(sys.stdout)
    show(reply_lines(reply, wording, snapshot.book))
    if options.explain:
        show(explain_lines(reply, phrases))
    return ExitStatus.OK


def answer_lines(options: AskOptions) -> ExitStatus:
    """Answer standard input line by line for people; a line may follow up on the one before."""
    snapshot = _open(options)
    if snapshot is None:
        return ExitStatus.FACTS
    console = make_console(snapshot, options.language or Language.EN, options.language, explain=options.explain)
    answer_pipe(console, sys.stdin.buffer)
    return ExitStatus.OK


def answer_jsonl(options: AskOptions) -> ExitStatus:
    """Answer standard input as JSON lines; `bot.terminal.jsonl` has the contract."""
    snapshot = _open(options)
    if snapshot is None:
        return ExitStatus.FACTS
    bad = answer_stream(
        sys.stdin.buffer,
        _write_line,
        snapshot.answerer,
        Wording.load(),
        language=options.language,
        explain=options.explain,
    )
    return ExitStatus.FOUND if bad else ExitStatus.OK


def _open(options: AskOptions) -> Snapshot | None:
    return load_or_tell(partial(open_snapshot, cache=options.cache), options.facts)


def make_console(
    snapshot: Snapshot,
    language: Language,
    reply_in: Language | None,
    *,
    explain: bool = False,
    newest: Callable[[], Snapshot] | None = None,
) -> Console:
    """Return a console on standard output.

    Args:
        snapshot: the facts to begin with.
        language: that of everything but the answers.
        reply_in: that of the answers; None takes that of each question.
        explain: whether to say of each answer how it came about.
        newest: gives the facts as they are by now; None stays with *snapshot*.
    """
    return Console(
        snapshot,
        Wording.load(),
        printer(sys.stdout),
        today=_today,
        language=language,
        reply_in=reply_in,
        explain=explain,
        newest=newest,
    )


def _today() -> date:
    return datetime.now(UTC).date()


def _write_line(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
