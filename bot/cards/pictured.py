"""A message with a picture in it: in a card or beside plain text, with words for whoever cannot see it."""

import io
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from bot.cards.limits import MAX_ALT, shorten
from bot.cards.message import Message

_NAME = "weeks.png"


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, and what it shows in words."""

    png: bytes
    alt: str


def kwargs_with(message: Message, picture: Picture) -> dict[str, Any]:
    """Return the arguments for sending *message* with *picture*, made anew at each call: a file is read once.

    For ``send`` and ``response.send_message``; a message cannot be edited into one with another picture by these.
    """
    alt = shorten(picture.alt, MAX_ALT)
    kwargs = message.kwargs()
    if message.style == "card":
        gallery: ui.MediaGallery[Any] = ui.MediaGallery(
            discord.MediaGalleryItem(f"attachment://{_NAME}", description=alt)
        )
        # Into the card itself, under its text.
        kwargs["view"].children[0].add_item(gallery)
    return {**kwargs, "file": discord.File(io.BytesIO(picture.png), _NAME, description=alt)}
