"""Registers the commands with Discord, when they changed and only then."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.database import SyncLog

Sleep = Callable[[float], Awaitable[None]]

ATTEMPTS = 5
ATTEMPT_S = 60.0
FIRST_WAIT_S = 5.0
"""Before the second attempt, then doubled; the commands of before go on working meanwhile."""


class CommandSync:
    """Brings Discord's list of commands up to date with a tree."""

    def __init__(self, synced: SyncLog, *, guild_id: int | None, sleep: Sleep = asyncio.sleep) -> None:
        """Remember in *synced* what was registered last; register in *guild_id* only, or everywhere for None."""
        self._synced = synced
        self._guild_id = guild_id
        self._sleep = sleep

    async def run(self, tree: app_commands.CommandTree[Any], application_id: int) -> bool:
        """Register the commands of *tree* when they differ from what *application_id* was given last.

        Returns:
            Whether they were registered now. Gives up after `ATTEMPTS`, with a line in the log; raises nothing
            that Discord or the database caused, for the bot answers without it.
        """
        log = structlog.get_logger(__name__)
        guild = discord.Object(self._guild_id) if self._guild_id is not None else None
        if guild is not None:
            tree.copy_global_to(guild=guild)
        scope = f"{application_id}:{self._guild_id or 'global'}"
        digest = await tree_digest(tree, guild)
        for attempt in range(ATTEMPTS):
            if attempt:
                await self._sleep(FIRST_WAIT_S * 2 ** (attempt - 1))
            try:
                async with asyncio.timeout(ATTEMPT_S):
                    if await self._synced.get(scope) == digest:
                        log.debug("commands_unchanged", scope=scope)
                        return False
                    commands = await tree.sync(guild=guild)
                    await self._synced.set(scope, digest)
            except (app_commands.CommandSyncFailure, app_commands.TranslationError, discord.Forbidden) as error:
                # Discord has judged the commands themselves; asking again would be judged the same.
                log.error("commands_refused", scope=scope, reason=str(error))  # noqa: TRY400 - the reason says it all
                return False
            except (discord.DiscordException, aiohttp.ClientError, OSError) as error:  # StorageError is an OSError
                log.warning("commands_not_synced", scope=scope, reason=type(error).__name__, attempt=attempt + 1)
            else:
                log.info("commands_synced", scope=scope, commands=len(commands))
                return True
        return False


async def tree_digest(tree: app_commands.CommandTree[Any], guild: discord.Object | None = None) -> str:
    """Return the SHA-256 of all that *tree* would register in *guild* (None: everywhere), translations included.

    The order in which commands were added changes nothing.
    """
    translator = tree.translator
    payloads = []
    for command in tree.get_commands(guild=guild):
        if translator is not None:
            payloads.append(await command.get_translated_payload(tree, translator))
        else:
            payloads.append(command.to_dict(tree))
    lines = sorted(json.dumps(payload, sort_keys=True, ensure_ascii=False) for payload in payloads)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
