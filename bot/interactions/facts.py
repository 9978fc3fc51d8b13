"""The facts that an interaction is answered from: those of its guild, or a word that they are not at hand."""

import discord

from bot.errors import UserError
from bot.factstore import Snapshot
from bot.interactions.interaction import guild_of, language_of
from bot.revising.errors import FactsNotReady
from bot.services import Services


async def facts_for(interaction: discord.Interaction, services: Services) -> Snapshot:
    """Return what to answer *interaction* from.

    Raises:
        UserError: the facts of its guild are not ready in time; in a moment they will be.
    """
    try:
        return await services.keeper.to_answer(guild_of(interaction))
    except FactsNotReady as error:
        language = language_of(interaction, services.settings.language)
        raise UserError(services.wording("runtime.sorry", language)) from error
