import builtins
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.factstore import Snapshot
from bot.terminal.console import Console, answer_pipe, converse
from bot.terminal.output import printer
from bot.text.plaintext import Line, Role
from bot.text.wording import Wording
from knowledge.answer import Answerer
from knowledge.decision import Answer, Context, Part, Reply, Suggestions, cite
from knowledge.model import FactBook, Language


class Scripted(Answerer):
    """Suggests for "unclear", else answers with one fact; keeps what it was asked."""

    def __init__(self, book: FactBook) -> None:
        """Answer from *book*."""
        self.book = book
        self.asked: list[tuple[str, str | None, Language | None]] = []

    def answer(self, text: str, *, context: Context | None = None, language: Language | None = None) -> Reply:
        """Keep the question and what it follows."""
        self.asked.append((text, context.question if context else None, language))
        spoken = language or Language.EN
        place, dates = (cite(self.book.facts[fact], self.book, spoken, 90.0) for fact in ("csd12-place", "csd12-dates"))
        decision = Suggestions((place, dates)) if text == "unclear" else Answer((place,))
        return Reply((Part(text, decision),), spoken, Context(text))


class Screen:
    """Takes what is shown."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def __call__(self, lines: Iterable[Line]) -> None:
        """Keep *lines*."""
        self.lines.extend(lines)

    @property
    def texts(self) -> list[str]:
        """What stands there, without blank lines."""
        return [line.text for line in self.lines if line.role is not Role.BLANK]


@pytest.fixture
def answerer(small_book: FactBook) -> Scripted:
    """Return an answerer that keeps what it was asked."""
    return Scripted(small_book)


@pytest.fixture
def screen() -> Screen:
    """Return what the console shows its lines on."""
    return Screen()


@pytest.fixture
def make(answerer: Scripted, screen: Screen) -> Callable[..., Console]:
    """Return what makes a console on *screen*."""
    snapshot = Snapshot(answerer.book, answerer)

    def make(language: Language = Language.EN, reply_in: Language | None = None) -> Console:
        today = date(2026, 1, 1)
        return Console(snapshot, Wording.load(), screen, today=lambda: today, language=language, reply_in=reply_in)

    return make


@pytest.fixture
def console(make: Callable[..., Console]) -> Console:
    """Return an English console."""
    return make()


def test_every_line_is_answered_from_the_newest_facts(answerer: Scripted, small_book: FactBook, screen: Screen) -> None:
    """They are asked for once a line; what was said before still counts."""
    newer = Scripted(small_book)
    snapshots = iter([Snapshot(small_book, answerer), Snapshot(small_book, newer), Snapshot(small_book, newer)])
    first = Snapshot(answerer.book, answerer)
    today = date(2026, 1, 1)
    console = Console(first, Wording.load(), screen, today=lambda: today, newest=lambda: next(snapshots))
    assert all(console.take(line) for line in ("where?", "", "and when?", "/why"))
    assert answerer.asked == [("where?", None, None)]
    assert newer.asked == [("and when?", "where?", None)]


def test_a_question_is_answered_and_the_next_may_follow_up(
    console: Console, answerer: Scripted, screen: Screen
) -> None:
    """The context of the last reply goes into the next question."""
    assert console.take("  where?  ")
    assert console.take("and when?")
    assert answerer.asked == [("where?", None, None), ("and when?", "where?", None)]
    assert screen.texts[0] == "The 12th Coastal Security Dialogue was held in Busan."


def test_new_forgets_what_was_asked(console: Console, answerer: Scripted, screen: Screen) -> None:
    """The next question stands for itself."""
    console.take("where?")
    console.take("/new")
    console.take("and when?")
    assert answerer.asked[-1] == ("and when?", None, None)
    assert "The next question starts afresh." in screen.texts


def test_a_number_picks_a_suggestion(console: Console, answerer: Scripted, screen: Screen) -> None:
    """It is asked as if it had been typed; afterwards a number is a question like any other."""
    console.take("unclear")
    console.take("3")
    assert screen.texts[-1] == "There is no such number here."
    console.take("2")
    assert answerer.asked[-1][0] == "When was the 12th Coastal Security Dialogue held?"
    console.take("2")
    assert answerer.asked[-1][0] == "2"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("/latest", "Harbor Minister and Ruth Calder"),
        ("/latest CSD", "12th Coastal Security Dialogue"),
        ("/meetings", "Harbor Minister and Ruth Calder"),
        ("/meetings CSD 2016", "12th Coastal Security Dialogue"),
        ("/meetings 2016", "12th Coastal Security Dialogue"),
        ("/meetings 1999", "The releases do not say: there is no such meeting in them."),
        ("/meeting CSD 12", "Place: Busan"),
        ("/person calder", "The releases do not say: there is no such person in them. Did you mean: Ruth Calder?"),
        ("/person Admiral Calder", "Commander of the US Coast Command"),
        ("/topic patrols", "joint patrols"),
        ("/glossary", "Sea Lantern"),
        ("/glossary rwg", "The session of the dialogue that deals with rescue."),
        ("/timeline", "Timeline"),
        ("/timeline patrols", "Timeline: joint patrols"),
        ("/sources", "Published: date not known"),
        ("/SOURCES", "Published: date not known"),
        ("/help", "/quit: end"),
        ("/meeting", "Name one, please: /meeting NAME"),
        ("/nonsense", "There is no such command. /help lists them."),
    ],
)
def test_look_ups(typed: str, shown: str, console: Console, answerer: Scripted, screen: Screen) -> None:
    """Each shows its sheet and asks the answerer nothing."""
    assert console.take(typed)
    assert shown in screen.texts
    assert answerer.asked == []


def test_help_names_every_command(console: Console, screen: Screen) -> None:
    """And every command that it names works."""
    console.take("/help")
    named = [text.split(maxsplit=1)[0].rstrip(":") for text in screen.texts if text.startswith("/")]
    assert len(named) == 11
    for command in named:
        screen.lines.clear()
        assert console.take(f"{command} csd-12") is (command != "/quit")
        assert "There is no such command. /help lists them." not in screen.texts


def test_why_tells_how_the_last_answer_came_about(console: Console, screen: Screen) -> None:
    """As long as there is one."""
    console.take("/why")
    assert screen.texts == ["Nothing has been asked yet."]
    console.take("where?")
    screen.lines.clear()
    console.take("/why")
    assert screen.texts[0] == "Answered: sure enough, and no check speaks against it."
    console.take("/new")
    console.take("/why")
    assert screen.texts[-1] == "Nothing has been asked yet."


@pytest.mark.parametrize("typed", ["/quit", "/exit", " /quit "])
def test_quit_ends(typed: str, console: Console) -> None:
    """And shows nothing more."""
    assert not console.take(typed)


def test_a_blank_line_does_nothing(console: Console, screen: Screen) -> None:
    """Pressing return twice is no question."""
    assert console.take("")
    assert console.take(" \t")
    assert screen.lines == []


def test_it_speaks_korean(make: Callable[..., Console], answerer: Scripted, screen: Screen) -> None:
    """With the setting the prompt and the look-ups; with the option the answers too."""
    console = make(Language.KO)
    assert console.prompt == "질문> "
    console.take("/latest")
    assert screen.texts[0] == "가장 최근 회의"
    console = make(Language.EN, Language.KO)
    console.take("where?")
    assert answerer.asked[-1] == ("where?", None, Language.KO)
    assert console.prompt == "질문> "


def test_piped_lines_are_answered_to_the_end(console: Console, answerer: Scripted) -> None:
    """Whatever they hold; a line without an end counts, and what is too long is cut and does not spill over."""
    answer_pipe(console, io.BytesIO(b"one\n\n\xff\x00\xed\xa0\x80\n" + b"x" * 200_000 + b"\ntwo"))
    assert [asked[0][:3] for asked in answerer.asked] == ["one", "�\x00�", "xxx", "two"]
    assert len(answerer.asked[2][0]) <= 64 * 1024


def test_piped_quit_ends(console: Console, answerer: Scripted) -> None:
    """What comes after it is not read."""
    answer_pipe(console, io.BytesIO(b"/quit\none\n"))
    assert answerer.asked == []


def typing(monkeypatch: pytest.MonkeyPatch, *keys: str | type[BaseException]) -> None:
    """Let a person type *keys*, line by line; an exception is what Ctrl-C or Ctrl-D come as."""
    waiting: Iterator[str | type[BaseException]] = iter(keys)

    def read(_prompt: str) -> str:
        key = next(waiting)
        if isinstance(key, str):
            return key
        raise key

    monkeypatch.setattr(builtins, "input", read)


def test_a_conversation_ends_with_ctrl_d(
    console: Console, answerer: Scripted, screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C gives up a line and nothing else; the history is for this user alone."""
    typing(monkeypatch, "one", KeyboardInterrupt, "two", EOFError)
    history = tmp_path / "data" / "history"
    converse(console, history)
    assert [asked[0] for asked in answerer.asked] == ["one", "two"]
    assert screen.texts[0].startswith("Communiqué. I know 2 releases:")
    assert history.stat().st_mode & 0o777 == 0o600


def test_a_conversation_ends_with_quit(console: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A history that cannot be kept is no reason to fail."""
    (tmp_path / "data").write_text("a file where the folder would be")
    typing(monkeypatch, "/quit")
    converse(console, tmp_path / "data" / "history")


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


SHOWN = (Line(Role.FACT, "a [bold]fact[/bold] :smile: 2018"), Line(Role.ASKED, "\x1b[31mred\x07 \u009b31m"))


def test_a_pipe_gets_plain_text() -> None:
    """No colours, no wrapping, no markup read into a fact; and no control characters from what was typed."""
    stream = io.StringIO()
    printer(stream)((*SHOWN, Line(Role.SOURCE, "x" * 300)))
    assert stream.getvalue() == f"{SHOWN[0].text}\n�[31mred� �31m\n  {'x' * 300}\n"


def test_a_terminal_gets_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fact's own words stay as they are; what was typed cannot colour anything."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = Terminal()
    printer(stream)(SHOWN)
    assert SHOWN[0].text in stream.getvalue()
    assert "\x1b[1;36m" in stream.getvalue()
    assert "\x1b[31m" not in stream.getvalue()


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    """As https://no-color.org has it."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()
    printer(stream)((SHOWN[0],))
    assert "36m" not in stream.getvalue()
