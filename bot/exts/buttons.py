"""Makes the buttons under replies and look-ups work."""

from discord.ext import commands

from bot.gateway.limiter import Limiter
from bot.interactions import correcting
from bot.interactions.buttons import Buttons, dynamic_items
from bot.interactions.forms import Forms
from bot.interactions.presses import Guard
from bot.services import Services


class ReplyButtons(commands.Cog):
    """Registers the buttons with the client while it is loaded."""

    def __init__(self, bot: commands.Bot, services: Services, *, limiter: Limiter, guard: Guard, forms: Forms) -> None:
        """Work for *bot*; *limiter* is the one that questions go through, *guard* runs a press, *forms* reads forms."""
        self._bot = bot
        buttons = Buttons(services, limiter)
        self._items = dynamic_items(buttons, guard)
        forms.on(correcting.FORM, buttons.correct)

    async def cog_load(self) -> None:
        """Begin to answer presses."""
        self._bot.add_dynamic_items(*self._items)

    async def cog_unload(self) -> None:
        """Stop answering presses."""
        self._bot.remove_dynamic_items(*self._items)
