"""The same answers in a terminal: a prompt for people, line by line for a pipe."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final

from bot.factstore import Snapshot
from bot.terminal.output import Show
from bot.text.explain import explain_lines
from bot.text.lookup import LookUp, LookUpKind
from bot.text.lookups import Sheet
from bot.text.phrases import Phrases
from bot.text.plaintext import Line, Role, reply_lines, sheet_lines
from bot.text.wording import Wording
from knowledge.decision import Reply, Suggestions
from knowledge.model import Language

_MAX_LINE: Final = 64 * 1024
"""Bytes of one line from a pipe; what is longer is cut, and the answerer says that it is too long."""
_HISTORY_LINES: Final = 1000
_HELP: Final = (
    "ask",
    "number",
    "why",
    "latest",
    "meetings",
    "meeting",
    "person",
    "topic",
    "glossary",
    "timeline",
    "sources",
    "new",
    "quit",
)


class Console:
    """One conversation. Knows what was asked last, so that a follow-up can refer to it."""

    def __init__(
        self,
        snapshot: Snapshot,
        wording: Wording,
        show: Show,
        *,
        today: Callable[[], date],
        language: Language = Language.EN,
        reply_in: Language | None = None,
        explain: bool = False,
        newest: Callable[[], Snapshot] | None = None,
    ) -> None:
        """Answer from *snapshot* onto *show*.

        Args:
            snapshot: the facts.
            wording: the words.
            show: takes the lines.
            today: the day that "latest" is counted to.
            language: of the prompt, the help and the look-ups.
            reply_in: the language of answers; None takes that of each question.
            explain: whether to say of each answer how it came about.
            newest: gives the facts to answer from, asked before each line; None stays with *snapshot*.
        """
        self._snapshot = snapshot
        self._wording = wording
        self._show = show
        self._today = today
        self._reply_in = reply_in
        self._language = reply_in or language
        self._newest = newest
        self._phrases = Phrases(wording, self._language, snapshot.book)
        self._explain = explain
        self._last: Reply | None = None
        self._options: tuple[str, ...] = ()

    @property
    def prompt(self) -> str:
        """What stands before the cursor."""
        return self._phrases.say("console.prompt")

    def greet(self) -> None:
        """Show what this is and how to begin."""
        say = self._phrases.say
        hello = Line(Role.LEAD, say("console.hello", scope=self._phrases.scope()))
        self._show((hello, Line(Role.NOTE, say("console.hint"))))

    def take(self, typed: str) -> bool:
        """Answer one line; return False when it asks to end. Blank lines do nothing."""
        typed = typed.strip()
        if not typed:
            return True
        self._follow()
        command, _, argument = typed.partition(" ")
        command = command.casefold()
        if command in {"/quit", "/exit"}:
            return False
        if command.startswith("/"):
            self._command(command, argument.strip())
        elif self._options and typed.isdecimal():
            self._pick(int(typed))
        else:
            self._ask(typed)
        return True

    def _follow(self) -> None:
        snapshot = self._newest() if self._newest is not None else self._snapshot
        if snapshot is not self._snapshot:
            self._snapshot = snapshot
            self._phrases = Phrases(self._wording, self._language, snapshot.book)

    def _ask(self, question: str) -> None:
        context = self._last.context if self._last else None
        self._last = reply = self._snapshot.answerer.answer(question, context=context, language=self._reply_in)
        phrases = Phrases(self._wording, reply.language, self._snapshot.book)
        suggested = (part.decision.facts for part in reply.parts if isinstance(part.decision, Suggestions))
        self._options = tuple(phrases.option(cited) for cited in next(suggested, ()))
        why = explain_lines(reply, phrases) if self._explain else ()
        self._say(*reply_lines(reply, self._wording, self._snapshot.book), *why)

    def _pick(self, number: int) -> None:
        if not 1 <= number <= len(self._options):
            self._say(Line(Role.NOTE, self._phrases.say("console.no_option")))
            return
        question = self._options[number - 1]
        self._say(Line(Role.ASKED, question))
        self._ask(question)

    def _command(self, command: str, argument: str) -> None:
        if command == "/help":
            self._say(*(Line(Role.ROW, self._phrases.say(f"console.help.{key}")) for key in _HELP))
        elif command == "/new":
            self._last, self._options = None, ()
            self._say(Line(Role.NOTE, self._phrases.say("console.fresh")))
        elif command == "/why":
            self._why()
        elif command in {"/meeting", "/person", "/topic"} and not argument:
            self._say(Line(Role.NOTE, self._phrases.say("console.needs_name", command=command)))
        else:
            sheet = self._look_up(command, argument)
            if sheet is None:
                self._say(Line(Role.NOTE, self._phrases.say("console.unknown")))
            else:
                self._say(*sheet_lines(sheet, self._phrases))

    def _why(self) -> None:
        if self._last is None:
            self._say(Line(Role.NOTE, self._phrases.say("console.nothing_asked")))
            return
        phrases = Phrases(self._wording, self._last.language, self._snapshot.book)
        self._say(*explain_lines(self._last, phrases)[1:])  # without the blank line that parts it from an answer

    def _look_up(self, command: str, argument: str) -> Sheet | None:
        """Return what a look-up shows; None when there is no such command."""
        name = command.removeprefix("/")
        if name not in set(LookUpKind):
            return None
        look_up = LookUp(LookUpKind(name), argument or None)
        if look_up.kind is LookUpKind.MEETINGS:
            look_up = _meetings(argument)
        elif look_up.kind is LookUpKind.TIMELINE:
            look_up = LookUp(look_up.kind, second=argument or None)
        return look_up.sheet(self._phrases, self._today())

    def _say(self, *lines: Line) -> None:
        self._show((*lines, Line(Role.BLANK, "")))


def _meetings(argument: str) -> LookUp:
    """Read ``KIDD 2018`` as a series and a year; either may be missing."""
    *before, last = argument.split() or [""]
    if len(last) == len("2018") and last.isdecimal():
        return LookUp(LookUpKind.MEETINGS, " ".join(before) or None, last)
    return LookUp(LookUpKind.MEETINGS, argument or None)


def answer_pipe(console: Console, source: BinaryIO) -> None:
    """Answer each line of *source* until it ends or asks to end.

    Raises:
        OSError: *source* cannot be read.
    """
    while line := source.readline(_MAX_LINE):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = source.readline(_MAX_LINE)
        if not console.take(line.decode("utf-8", "replace")):
            return


def converse(console: Console, history: Path) -> None:
    """Talk with a person at a terminal until they end it; what was typed is kept in *history*, for them alone."""
    console.greet()
    with _line_editing(history):
        while True:
            try:
                typed = input(console.prompt)
            except EOFError:
                sys.stdout.write("\n")  # the shell's prompt belongs on a line of its own
                return
            except KeyboardInterrupt:
                sys.stdout.write("\n")  # the line is given up, as in a shell
                continue
            if not console.take(typed):
                return


@contextlib.contextmanager
def _line_editing(history: Path) -> Iterator[None]:
    """Give `input` editing and a history; without both where the platform or the disk does not have them."""
    try:
        import readline  # noqa: PLC0415 - not on every platform
    except ImportError:
        yield
        return
    readline.set_history_length(_HISTORY_LINES)
    with contextlib.suppress(OSError):
        readline.read_history_file(history)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            history.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            history.touch(mode=0o600)
            readline.write_history_file(history)
