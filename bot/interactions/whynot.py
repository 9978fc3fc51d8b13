"""Why an answer did not help, if the member likes to say: a menu under the thanks, which outlives a restart."""

import asyncio
import re
from typing import Final

import discord

from bot.cards.ids import NUMBER, set_id
from bot.cards.menus import Menu, MenuOption
from bot.cards.message import Message, Section, Style, style_of
from bot.interactions.interaction import RESPOND_WITHIN_S, language_of, respond, tell
from bot.interactions.presses import chosen
from bot.services import Services

WHY_NOT_TEMPLATE: Final = re.compile(rf"cq:1:set:why_not:(?P<asked_id>{NUMBER})")
"""That of the family of choices (`bot.cards.ids`) which is about a vote."""
REASONS: Final = ("wrong_fact", "wrong_source", "not_my_question", "incomplete")
"""As they are kept: at most 16 characters each."""


async def ask_why_not(interaction: discord.Interaction, asked_id: int, services: Services) -> None:
    """Thank for the vote on the reply to *asked_id*, which is counted already, and offer to say why."""
    say = services.wording
    language = language_of(interaction, services.settings.language)
    options = tuple(MenuOption(each, say(f"review.why_not.{each}", language)) for each in REASONS)
    menu = Menu(set_id("why_not", str(asked_id)), say("review.why_not.ask", language), options=options)
    style: Style = style_of(interaction.message) if interaction.message else services.settings.reply_style
    message = Message(style, (Section(say("cards.thanks.no", language)),), ((menu,),))
    await respond(interaction, lambda: interaction.response.send_message(**message.kwargs(), ephemeral=True))


async def keep_why_not(interaction: discord.Interaction, asked_id: int, services: Services) -> None:
    """Keep the reason that was chosen, in place of one before; whoever has no vote any more gets a kind word."""
    say = services.wording
    language = language_of(interaction, services.settings.language)
    reason = next((each for each in chosen(interaction) if each in REASONS), None)
    noted = False
    if reason is not None:
        async with asyncio.timeout(RESPOND_WITHIN_S):
            noted = await services.database.feedback.reason(asked_id, interaction.user.id, reason)
    if not noted or interaction.message is None:
        await tell(interaction, say("cards.gone", language))
        return
    told = say("review.why_not.noted", language, reason=say(f"review.why_not.{reason}", language))
    message = Message(style_of(interaction.message), (Section(told),))
    await respond(interaction, lambda: interaction.response.edit_message(**message.kwargs()))
