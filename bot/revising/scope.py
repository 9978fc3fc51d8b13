"""Whose facts a guild keeps and hears: the shared ones, or the shared ones with an overlay of its own."""

from typing import Final

from bot.settings import Settings

SHARED: Final = 0
"""The scope of the shared facts; that of an overlay is the id of its guild."""


def scope_of(guild_id: int | None, settings: Settings) -> int:
    """Return the scope of *guild_id*: the shared one for `home_guilds` and outside guilds (None), else its own."""
    if guild_id is None or guild_id in settings.home_guilds:
        return SHARED
    return guild_id
