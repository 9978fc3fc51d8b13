"""`run`: the bot in Discord; without a token, the console."""

import sys

from bot import __version__
from bot.commands.console import run_console
from bot.settings import Settings

_HOW_TO_CONNECT = """\
No token is set, so this opens the console and does not connect to Discord.
To connect: README.md, "Five minutes to a bot in your own server", tells how to get a token and an invite link.
Then set DISCORD_TOKEN, or DISCORD_TOKEN_FILE to the path of a file that holds it, and run this again.

"""


def run_bot(settings: Settings) -> int:
    """Run until told to stop; return the status to exit with."""
    if settings.token is None:
        sys.stderr.write(_HOW_TO_CONNECT)
        sys.stderr.flush()
        return run_console(settings)
    import structlog  # noqa: PLC0415 - the console has no use for these three

    from bot.logs import configure_logging  # noqa: PLC0415
    from bot.run import run  # noqa: PLC0415

    configure_logging(settings.log_level, settings.log_format, secrets=settings.secrets)
    structlog.get_logger(__name__).info("starting", version=__version__)
    return run(settings)
