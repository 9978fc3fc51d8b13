"""Logging: lines for people or JSON, to standard error, without secrets and without what members write.

Events are named and carry ids, counts and durations; a message's text is never a value of one. Libraries that log
more than that at DEBUG (payloads of the gateway, parameters of SQL) are held at INFO or above whatever is set.
"""

import json
import logging
import re
import sys
from collections.abc import Collection
from typing import Literal, TextIO

import structlog
from structlog.typing import Processor

REDACTED = "[redacted]"
_TOKEN_LIKE = re.compile(r"\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}")
"""What Discord's bot tokens look like: an id in base64, a time, a digest, parted by dots."""
_CREDENTIALS = re.compile(r"(?<=://)[^/\s:@]*:[^\s@]+(?=@)")
_PARAMETER = re.compile(r"(?P<name>[?&;]\w*(?:password|passwd|pwd)=)[^&;\s\"']+", re.IGNORECASE)
_HELD_BACK = {
    "discord": logging.INFO,
    "aiosqlite": logging.INFO,
    "asyncio": logging.INFO,
    "sqlalchemy": logging.WARNING,
    "alembic": logging.WARNING,
    "aiohttp.access": logging.WARNING,
    "watchfiles": logging.WARNING,
}
"""Least level of libraries that would log contents below it."""


class Redactor(logging.Formatter):
    """Renders with another formatter and takes out every secret from the finished text, tracebacks included."""

    def __init__(self, inner: logging.Formatter, secrets: Collection[str]) -> None:
        """Take out *secrets* (empty ones are ignored) and whatever looks like a token or a password in a URL."""
        super().__init__()
        self._inner = inner
        # JSON lines and quoted texts write some signs of a secret differently.
        quoted = {quote(secret)[1:-1] for secret in secrets for quote in (json.dumps, repr, ascii)}
        # Longest first: one secret may be a part of another.
        self._secrets = sorted(filter(None, quoted.union(secrets)), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """Return the finished line or lines."""
        return redact(self._inner.format(record), self._secrets)


def redact(text: str, secrets: Collection[str] = ()) -> str:
    """Return *text* without *secrets*, tokens and passwords in URLs."""
    for secret in secrets:
        text = text.replace(secret, REDACTED)
    text = _CREDENTIALS.sub(REDACTED, _TOKEN_LIKE.sub(REDACTED, text))
    return _PARAMETER.sub(rf"\g<name>{REDACTED}", text)


def configure_logging(
    level: str,
    form: Literal["console", "json"],
    *,
    secrets: Collection[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Set up logging for the whole process; only the command line does this, once.

    Args:
        level: ``debug``, ``info``, ``warning`` or ``error``.
        form: lines for people, or one JSON object a line.
        secrets: texts that must never be written.
        stream: where to; None is standard error.
    """
    target = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(target)
    inner = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(form, target)],
    )
    handler.setFormatter(Redactor(inner, secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name, least in _HELD_BACK.items():
        logging.getLogger(name).setLevel(max(least, root.level))
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _rendering(form: Literal["console", "json"], target: TextIO) -> list[Processor]:
    if form == "json":
        # ASCII only: whatever a library logs, the line stays one line of valid UTF-8.
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=True)]
    # Plain tracebacks: the pretty ones print local variables, and a question may be among those.
    return [
        structlog.dev.ConsoleRenderer(
            colors=target.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=32
        )
    ]
