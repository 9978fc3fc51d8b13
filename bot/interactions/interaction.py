"""What commands and buttons do alike: where they show, the member's language, limits, a private word, an apology."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.cards.limits import RESPONSE_LIMIT_S
from bot.errors import FileNotWritten, StorageError, UserError
from bot.gateway.limiter import Limiter
from bot.services import Clock
from bot.text.wording import Wording
from knowledge.model import Language

RESPOND_WITHIN_S = RESPONSE_LIMIT_S - 0.5
"""How long a command or a button waits for the database before it answers; the rest is for the way to Discord."""
_ENGLISH = frozenset({discord.Locale.american_english, discord.Locale.british_english})
_TOO_LATE = frozenset({10008, 10015, 10062, 40060})
"""Unknown message, unknown webhook, unknown interaction, already acknowledged (discord-api-docs
topics/opcodes-and-status-codes, 2026-08-06): nobody waits for the response any more."""


_ACKNOWLEDGED = 40060
_ATTEMPT_S = 1.4
"""One try at a response; discord.py waits 1 s after a 503 and tries again within it."""
_RETRY_WAIT_S = 0.2
_ATTEMPTS = 3
_SERVER_ERROR = 500

_T = TypeVar("_T")
Respond = Callable[[], Awaitable["discord.InteractionCallbackResponse[discord.Client] | None"]]
"""Makes the first response anew each time it is called."""


def everywhere(command: _T) -> _T:
    """Let *command* be installed by guilds and by members, and used in guilds, DMs and group messages."""
    in_all = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)(command)
    return app_commands.allowed_installs(guilds=True, users=True)(in_all)


def moderators_only(command: _T) -> _T:
    """Let *command* be installed by guilds alone, and shown by Discord to whoever may manage the server.

    A guild's admins can show it to other roles. What somebody may do is asked by the gate in any case, at each use.
    """
    in_guilds = app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)(command)
    installed = app_commands.allowed_installs(guilds=True, users=False)(in_guilds)
    return app_commands.default_permissions(manage_guild=True)(installed)


def guild_of(interaction: discord.Interaction) -> int | None:
    """Return the guild where *interaction* comes from, if the bot is a member of it.

    Whoever installed the bot for themselves uses it in guilds that never asked for it: nothing is noted for those.
    """
    guild_id = interaction.guild_id
    return guild_id if guild_id is not None and interaction.client.get_guild(guild_id) is not None else None


def language_of(interaction: discord.Interaction, otherwise: Language) -> Language:
    """Return the language of the member's Discord; *otherwise* where it is neither English nor Korean."""
    if interaction.locale is discord.Locale.korean:
        return Language.KO
    return Language.EN if interaction.locale in _ENGLISH else otherwise


def admit(
    interaction: discord.Interaction, limiter: Limiter, clock: Clock, wording: Wording, language: Language
) -> None:
    """Count one question of the member against the limits; whoever may manage messages is not limited.

    Raises:
        UserError: it is one too many; the text says when to try again.
    """
    if interaction.guild_id is not None and interaction.permissions.manage_messages:
        return
    wait_s = limiter.check(interaction.user.id, interaction.channel_id or interaction.user.id, clock())
    if wait_s is not None:
        raise UserError(wording("runtime.slow_down", language, seconds=max(1, round(wait_s))))


async def respond(
    interaction: discord.Interaction,
    send: Respond,
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> int | None:
    """Make the first response by *send*, again where Discord stumbles, while there is time for it.

    An interaction that is acknowledged already counts as answered: only we can have done that, by a try whose own
    answer was lost. (One that is delivered twice is sorted out before.)

    Returns:
        The id of the message that responds; None where Discord did not tell.
    """
    until = monotonic() + RESPONSE_LIMIT_S
    for left in reversed(range(_ATTEMPTS)):
        try:
            async with asyncio.timeout(max(0.0, min(_ATTEMPT_S, until - monotonic()))):
                response = await send()
        except discord.HTTPException as error:
            if error.code == _ACKNOWLEDGED:
                return await _response_id(interaction)
            if error.status < _SERVER_ERROR or left == 0 or monotonic() + _RETRY_WAIT_S >= until:
                raise
        except (aiohttp.ClientError, OSError):  # TimeoutError is an OSError
            if left == 0 or monotonic() + _RETRY_WAIT_S >= until:
                raise
        else:
            return response.message_id if response is not None else None
        await sleep(_RETRY_WAIT_S)
    raise AssertionError("the last try returns or raises")


async def _response_id(interaction: discord.Interaction) -> int | None:
    """Return the id of the response that Discord has and did not tell us of."""
    try:
        async with asyncio.timeout(_ATTEMPT_S):
            return (await interaction.original_response()).id
    except (discord.DiscordException, aiohttp.ClientError, OSError):
        return None


async def tell(interaction: discord.Interaction, text: str) -> None:
    """Say *text* to the member alone, as the response or after it."""
    quiet = discord.AllowedMentions.none()
    if interaction.response.is_done():
        await interaction.followup.send(text, ephemeral=True, allowed_mentions=quiet)
    else:
        await respond(
            interaction,
            lambda: interaction.response.send_message(text, ephemeral=True, allowed_mentions=quiet),
        )


async def apologise(interaction: discord.Interaction, error: Exception, wording: Wording, language: Language) -> None:
    """Say one sentence about *error* to the member alone, and log what is worth logging.

    Never raises for Discord or the way there. What went wrong inside is never told, only a short number under which
    the log has it.
    """
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    log = structlog.get_logger(__name__)
    if isinstance(cause, discord.HTTPException) and cause.code in _TOO_LATE:
        log.warning("response_too_late", code=cause.code, **_of(interaction))
        return
    key = _key(cause)
    incident = secrets.token_hex(3)
    if isinstance(cause, UserError):
        text = str(cause)
        log.info("refused", **_of(interaction))
    else:
        text = wording(key, language, incident=incident)
        if key.endswith(("unexpected", "storage")):
            log.error("interaction_failed", incident=incident, exc_info=cause, **_of(interaction))
        elif isinstance(cause, FileNotWritten):
            log.error("facts_not_written", fault=str(cause), **_of(interaction))
        else:
            log.info("refused", reason=type(cause).__name__, **_of(interaction))
    try:
        await tell(interaction, text)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as failure:
        status, code = getattr(failure, "status", None), getattr(failure, "code", None)
        log.warning("apology_not_sent", incident=incident, reason=type(failure).__name__, status=status, code=code)


def _key(cause: Exception) -> str:
    match cause:
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return "commands.error.changed"
        case app_commands.TransformerError():
            return "commands.error.value"
        case app_commands.CheckFailure():
            return "commands.error.forbidden"
        case FileNotWritten():
            return f"commands.error.unwritten.{cause.reason}"
        case StorageError() | TimeoutError():
            return "commands.error.storage"
        case _:
            return "commands.error.unexpected"


def _of(interaction: discord.Interaction) -> Mapping[str, object]:
    """Return what the log may know of *interaction*: nothing that anybody typed."""
    command = interaction.command
    return {"interaction_id": interaction.id, "command": command.qualified_name if command else None}
