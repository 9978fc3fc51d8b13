"""The names and descriptions of commands in each member's language."""

import discord
from discord import app_commands
from discord.app_commands import TranslationContextTypes, locale_str

from bot.text.wording import Wording
from knowledge.model import Language

_LANGUAGES = {
    discord.Locale.korean: Language.KO,
    # Members with en-US are shown en-GB where there is one and en-US is missing
    # (discord-api-docs application-commands, "Localization", 2026-08-06), so both are filled.
    discord.Locale.american_english: Language.EN,
    discord.Locale.british_english: Language.EN,
}


def words(english: str, key: str) -> locale_str:
    """Mark *english* as the words of ``commands.<key>``.

    The English stands in the code because Discord wants it when a command is made; a test holds both equal.
    """
    return locale_str(english, key=f"commands.{key}")


class CommandTranslator(app_commands.Translator):
    """Looks marked words up in the catalogue; what is not marked, such as the names of commands, stays."""

    def __init__(self, wording: Wording) -> None:
        """Take the words from *wording*."""
        self._wording = wording

    async def translate(
        self, string: locale_str, locale: discord.Locale, context: TranslationContextTypes
    ) -> str | None:
        """Return *string* in *locale*, or None where the catalogue has no words for it."""
        del context
        key, language = string.extras.get("key"), _LANGUAGES.get(locale)
        if key is None or language is None:
            return None
        return self._wording(key, language)
