"""What members see: replies and look-ups as Discord messages, within Discord's limits, in two languages.

`render_reply` turns what came of a question into a `Message`; `bot.cards.lookup` does so with the sheets of the other
commands. All of it works on values: no network, no clock, no disk.
"""

from bot.cards.message import Message, Section, Style, style_of
from bot.cards.reply import render_reply

__all__ = ["Message", "Section", "Style", "render_reply", "style_of"]
