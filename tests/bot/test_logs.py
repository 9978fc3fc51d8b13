import io
import json
import logging
import warnings
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import REDACTED, configure_logging, redact

TOKEN = "MTA0NTY3ODkwMTIzNDU2Nzg5.Gabcde.aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789ab"  # noqa: S105 - made up
QUESTION = "what a member asked in confidence"
SECRET = "hunter2-hunter2"  # noqa: S105 - made up


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Put back what logging keeps for the whole process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in ("discord", "sqlalchemy")}
    yield
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, kept in levels.items():
        logging.getLogger(name).setLevel(kept)
    structlog.reset_defaults()


@pytest.fixture(params=["console", "json"])
def form(request: pytest.FixtureRequest) -> str:
    """Return each way of writing."""
    return str(request.param)


def configured(form: str, level: str = "info") -> io.StringIO:
    """Set logging up and return what it writes to."""
    stream = io.StringIO()
    configure_logging(level, "json" if form == "json" else "console", secrets=[SECRET], stream=stream)
    return stream


def test_an_event_is_one_object_a_line() -> None:
    """With its name, level, time in UTC and values; a library's record looks the same."""
    stream = configured("json")
    structlog.get_logger("bot.test").info("replied", asked_id=5, ms=1.5)
    logging.getLogger("discord.client").warning("shard %s", 3)
    ours, theirs = map(json.loads, stream.getvalue().splitlines())
    assert (ours["event"], ours["level"], ours["logger"], ours["asked_id"]) == ("replied", "info", "bot.test", 5)
    assert ours["timestamp"].endswith("Z")
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("shard 3", "warning", "discord.client")


def test_secrets_never_come_out(form: str) -> None:
    """As a value, in a text, in a traceback, from a library: given ones and what looks like a token."""
    stream = configured(form)
    log = structlog.get_logger("bot.test")
    log.info("start", token=TOKEN, nested={"deep": [SECRET]})
    logging.getLogger("discord").error("login with %s failed", TOKEN)
    try:
        int(f"postgresql://me:{SECRET}-more@host/name and {TOKEN}")
    except ValueError:
        log.exception("failed")
    text = stream.getvalue()
    assert TOKEN not in text
    assert SECRET not in text
    assert text.count(REDACTED) >= 4
    assert "ValueError" in text


def test_tracebacks_have_no_local_variables(form: str) -> None:
    """A question is a local variable of whatever fails to answer it."""
    stream = configured(form)

    def answer(question: str) -> None:
        raise ValueError(len(question))

    try:
        answer(QUESTION)
    except ValueError:
        structlog.get_logger("bot.test").exception("failed")
    assert "ValueError" in stream.getvalue()
    assert QUESTION not in stream.getvalue()


@pytest.mark.parametrize("name", ["discord.gateway", "discord.http", "sqlalchemy.engine", "sqlalchemy.pool"])
def test_libraries_do_not_log_contents(name: str, form: str) -> None:
    """At DEBUG they write payloads and parameters; they are held back even when our own level is debug."""
    stream = configured(form, "debug")
    logging.getLogger(name).debug("payload: what a member wrote")
    structlog.get_logger("bot.test").debug("ours")
    assert "what a member wrote" not in stream.getvalue()
    assert "ours" in stream.getvalue()


def test_the_level_holds(form: str) -> None:
    """What is less is not written."""
    stream = configured(form, "warning")
    structlog.get_logger("bot.test").info("quiet")
    structlog.get_logger("bot.test").warning("loud")
    assert "quiet" not in stream.getvalue()
    assert "loud" in stream.getvalue()


def test_warnings_are_logged(form: str) -> None:
    """They would go to standard error past everything otherwise."""
    stream = configured(form)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("soon gone", DeprecationWarning, stacklevel=1)
    assert "soon gone" in stream.getvalue()


@given(before=st.text(), after=st.text())
def test_a_given_secret_is_redacted_wherever_it_stands(before: str, after: str) -> None:
    """Whatever is around it."""
    assert SECRET not in redact(f"{before}{SECRET}{after}", [SECRET])


@pytest.mark.parametrize(
    "url",
    [f"postgresql://bot:{SECRET}/x@db/facts", f"postgresql://:{SECRET}@db/x", f"postgresql://db/x?password={SECRET}"],
)
def test_a_password_in_a_url_is_redacted_though_nobody_registered_it(url: str) -> None:
    """Whichever of the three ways it is written in; the rest of a query stays."""
    shown = redact(f"no connection to {url}&sslmode=require at 5 o'clock")
    assert SECRET not in shown
    assert shown.endswith(" at 5 o'clock")


def test_a_secret_is_redacted_as_it_is_written_in_a_log(form: str) -> None:
    """JSON and quoted texts write quotation marks, backslashes and Korean in ways of their own."""
    secret = 'pass"wort\\비밀'  # noqa: S105 - made up
    stream = io.StringIO()
    configure_logging("info", "json" if form == "json" else "console", secrets=[secret], stream=stream)
    structlog.get_logger("bot.test").info("opened", url=f"x {secret} y", nested=[secret])
    assert stream.getvalue().count(REDACTED) == 2
    assert "wort" not in stream.getvalue()


def test_what_is_no_secret_stays() -> None:
    """Ids, digests and addresses are needed to find out what happened."""
    text = (
        "asked 1300000000000000001 digest " + "ab" * 32 + " at https://www.mnd.go.kr/user/boardList.action?id=mndEN_02"
    )
    assert redact(text) == text
