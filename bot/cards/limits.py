"""Discord's numbers, each with where it stands written.

Read in the repository discord/discord-api-docs as of 2026-08-06: "components" is developers/components/reference,
"message" developers/resources/message, "commands" developers/interactions/application-commands, "responding"
developers/interactions/receiving-and-responding.
"""

MAX_COMPONENTS = 40
"""Components in one message, nested ones counted too (components)."""
MAX_CARD_TEXT = 4000
"""Characters over all text displays of one message (components, text display)."""
MAX_CONTENT = 2000
"""Characters in the content of a plain message (message, create message)."""
MAX_ROW_BUTTONS = 5
"""Buttons in one action row (components, action row)."""
MAX_ROWS = 5
"""Action rows in a message without Components V2 (components, legacy message component behavior)."""
MAX_BUTTON_LABEL = 80
"""Characters on a button (components, button)."""
WIDE_BUTTON_LABEL = 38
"""Characters on a button that a phone still shows whole; a guideline (components, button design guidelines)."""
MAX_CUSTOM_ID = 100
"""Characters in a custom_id (components, custom id)."""
MAX_MENU_PLACEHOLDER = 150
"""Characters in a menu while nothing is chosen (components, string select)."""
MAX_MENU_OPTION = 100
"""Characters in the label and in the description of an option (components, string select)."""
MAX_LINK = 512
"""Characters in the address of a link button (components, button)."""
MAX_ALT = 1024
"""Characters in the description of an attachment and of a media item (message, attachment; components, unfurled media
item), 2026-08-06."""
MAX_CHOICES = 25
"""Suggestions in one autocomplete answer (commands, autocomplete)."""
MAX_CHOICE = 100
"""Characters in the name and in the value of a suggestion (commands, option choice)."""
MAX_DESCRIPTION = 100
"""Characters in the description of a command or an option (commands)."""
MAX_COMMAND_NAME = 32
"""Characters in the name of a command or an option (commands)."""
MAX_CONTEXT_MENUS = 5
"""Message menus (or user menus) that discord.py 2.7.1 registers; Discord takes 15 (Rapptz/discord.py #10503)."""
RESPONSE_LIMIT_S = 3.0
"""Seconds until the first response to an interaction must have arrived (responding)."""


def length(text: str) -> int:
    """Return how long *text* is in UTF-16 code units, the most that any of Discord's clients and servers counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, limit: int) -> str:
    """Return *text*, cut at a word and ended with "…" where it is longer than *limit* (at least 2) by `length`."""
    if length(text) <= limit:
        return text
    kept, used = [], 1
    for character in text:
        used += length(character)
        if used > limit:
            break
        kept.append(character)
    cut = "".join(kept)
    head, _, tail = cut.rpartition(" ")
    # A cut that would lose much to end at a word is made inside it: Korean and long names have few spaces.
    return (head if head and len(tail) < len(cut) // 3 else cut).rstrip() + "…"
