"""What the URL of a database holds: passwords, and a driver that has to be there.

SQLAlchemy is loaded only for a URL that is not SQLite's: a health check reads the settings every half minute.
"""

import re
from urllib.parse import unquote, unquote_plus

_SQLITE = re.compile(r"sqlite(?:\+(?:aiosqlite|pysqlite))?://", re.IGNORECASE)
_DRIVERS = (
    (re.compile(r"sqlite(?:\+pysqlite)?:", re.IGNORECASE), "sqlite+aiosqlite:"),
    (re.compile(r"postgres(?:ql)?(?:\+asyncpg)?:", re.IGNORECASE), "postgresql+asyncpg:"),
)
"""How URLs are written elsewhere, and how SQLAlchemy finds the drivers that are made for asyncio."""
_IN_FRONT = re.compile(r"://[^:/@\s]*:(?P<password>.*)@", re.DOTALL)
"""As SQLAlchemy reads it: the password may hold a slash, and the user may be left out."""
_AS_PARAMETER = re.compile(r"[?&;{][^=?&;{]*(?:pass|pwd|secret|token)[^=?&;{]*=(?P<password>[^&;}]+)", re.IGNORECASE)
"""Drivers take it in the query too, also as ``sslpassword`` or within ``odbc_connect``."""


def passwords_in(url: str) -> frozenset[str]:
    """Return every password in *url*, as it is written there and as the database gets it."""
    plain = unquote_plus(url)
    found = {match["password"] for text in (url, plain) for match in _AS_PARAMETER.finditer(text)}
    if not _SQLITE.match(url) and (match := _IN_FRONT.search(url)):
        found.add(match["password"])
    return frozenset(form for text in found for form in (text, unquote(text), unquote_plus(text)) if form)


def with_driver(url: str) -> str:
    """Return *url* with the driver that we have for its database, where it names none that will do."""
    for pattern, prefix in _DRIVERS:
        if match := pattern.match(url):
            return prefix + url[match.end() :]
    return url


def why_unusable(url: str) -> str | None:
    """Return why this installation cannot open *url*, as a clause; None if it can. It never holds the URL."""
    if _SQLITE.match(url):
        return None
    # Loaded only for what few set; see the module.
    from sqlalchemy.engine import make_url  # noqa: PLC0415
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    try:
        dialect = make_url(with_driver(url)).get_dialect()
    except (ArgumentError, ImportError, ValueError):  # a database nobody knows is an ArgumentError too
        return "it is no URL of a database that SQLAlchemy knows"
    wrong = None
    if dialect.name == "sqlite":
        wrong = f"SQLite is opened with aiosqlite, not with {dialect.driver}"
    elif not dialect.is_async:
        wrong = f"its driver {dialect.driver} is not made for asyncio"
    else:
        try:
            dialect.import_dbapi()
        except ModuleNotFoundError as cause:
            wrong = f"its driver {cause.name} is not installed"
        except ImportError:
            wrong = f"its driver {dialect.driver} cannot be loaded"
    return wrong
