"""`healthcheck`: whether the running bot is well, for a container."""

import http.client
import sys

from bot.errors import ExitStatus
from bot.settings import Settings

_LIMIT_S = 4.0
_MAX_ANSWER = 4096
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - these are looked for, not bound
"""Where to knock when the bot listens on every address."""


def healthcheck(settings: Settings) -> ExitStatus:
    """Ask the health address of the bot that runs with the same settings; say what it said."""
    if settings.health_port == 0:
        sys.stderr.write("health_port: 0 switches the health address off, so there is nothing to ask; set a port\n")
        return ExitStatus.CONFIG
    host = _EVERYWHERE.get(settings.health_host, settings.health_host)
    connection = http.client.HTTPConnection(host, settings.health_port, timeout=_LIMIT_S)
    try:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        told = response.read(_MAX_ANSWER).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as cause:
        sys.stdout.write(f"failing: no answer from {host}:{settings.health_port} ({type(cause).__name__})\n")
        return ExitStatus.FOUND
    finally:
        connection.close()
    sys.stdout.write(f"{told}\n")
    return ExitStatus.OK if response.status == http.client.OK else ExitStatus.FOUND
