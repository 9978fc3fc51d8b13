"""What commands and buttons do alike: where they show, the member's language, limits, a private word, an apology."""

import secrets
from collections.abc import Mapping
from typing import TypeVar

import discord
import structlog
from discord import app_commands

from bot.cards.limits import RESPONSE_LIMIT_S
from bot.errors import StorageError, UserError
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


_T = TypeVar("_T")


def everywhere(command: _T) -> _T:
    """Let *command* be installed by guilds and by members, and used in guilds, DMs and group messages."""
    in_all = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)(command)
    return app_commands.allowed_installs(guilds=True, users=True)(in_all)


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


async def tell(interaction: discord.Interaction, text: str) -> None:
    """Say *text* to the member alone, as the response or after it."""
    quiet = discord.AllowedMentions.none()
    if interaction.response.is_done():
        await interaction.followup.send(text, ephemeral=True, allowed_mentions=quiet)
    else:
        await interaction.response.send_message(text, ephemeral=True, allowed_mentions=quiet)


async def apologise(interaction: discord.Interaction, error: Exception, wording: Wording, language: Language) -> None:
    """Say one sentence about *error* to the member alone, and log what is worth logging; never raises for Discord.

    What went wrong inside is never told, only a short number under which the log has it.
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
        else:
            log.info("refused", reason=type(cause).__name__, **_of(interaction))
    try:
        await tell(interaction, text)
    except discord.HTTPException as failure:
        log.warning("apology_not_sent", incident=incident, status=failure.status, code=failure.code)


def _key(cause: Exception) -> str:
    match cause:
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return "commands.error.changed"
        case app_commands.TransformerError():
            return "commands.error.value"
        case app_commands.CheckFailure():
            return "commands.error.forbidden"
        case StorageError() | TimeoutError():
            return "commands.error.storage"
        case _:
            return "commands.error.unexpected"


def _of(interaction: discord.Interaction) -> Mapping[str, object]:
    """Return what the log may know of *interaction*: nothing that anybody typed."""
    command = interaction.command
    return {"interaction_id": interaction.id, "command": command.qualified_name if command else None}
