"""Text into Discord messages without surprises: shown as it is, notifying nobody, linking nowhere.

`escape` is for text of the fact file, which Discord then shows byte for byte. `quote_typed` is for anything that a
member or another program wrote, on the rare occasions that it is shown at all.

Discord's Markdown takes a backslash before any ASCII punctuation as "this character, plainly" (help article
"Markdown Text 101", and the open grammar of its clients, simple-markdown). Its server looks for ``@everyone`` and
``@here`` without regard to that, so those two get another sign in place of ``@``; `AllowedMentions.none()` on every
message stands behind all of it.
"""

import re
import unicodedata

from bot.cards.limits import length, shorten

_ANYWHERE = re.compile(
    r"""
      [\\*_~|`<\[\]]          # escapes, emphasis, strike, spoiler, code, <mentions>, <t:times>, [masked](links)
    | @                       # mentions
    | (?<=<) \#              # <#channels>
    | : (?=\S)                # :emoji: and https://
    | (?<=\S) / (?=\S)        # addresses and invitations without a scheme
    """,
    re.VERBOSE,
)
_AT_LINE_START = re.compile(
    r"""
    ^ ([^\S\n]*) (?: ( [#>+-] )             # heading, quotation, list, small print
                   | ( [0-9]{1,9} ) ( [.)] ) )  # numbered list
    """,
    re.VERBOSE | re.MULTILINE,
)
_PING = re.compile(r"@(?=(?:everyone|here)\b)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_FULLWIDTH_AT = "\N{FULLWIDTH COMMERCIAL AT}"
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories with nothing to see: controls, format characters (zero width, direction), halves, unassigned."""


def escape(text: str) -> str:
    """Return *text* so that Discord shows exactly it: no formatting, no link, no mention, no emoji.

    At most twice as long as *text*, plus one character for a line that starts like a list. The one exception to
    "exactly": the sign in ``@everyone`` and ``@here`` becomes a full-width one, which reads the same.
    """
    safe = _PING.sub(_FULLWIDTH_AT, text)
    safe = _ANYWHERE.sub(lambda found: "\\" + found.group(), safe)
    return _AT_LINE_START.sub(_escape_start, safe)


def escape_within(text: str, limit: int) -> str:
    """Return *text* escaped, cut before where that is longer than *limit* (at least 8); for names, not for facts."""
    safe, room = escape(text), limit
    while length(safe) > limit:
        safe = escape(shorten(text, room))
        # Each sign that is escaped costs one more; half the excess off never cuts too much of such a text.
        room = max(1, room - max(1, (length(safe) - limit) // 2))
    return safe


def _escape_start(found: re.Match[str]) -> str:
    indent, sign, number, dot = found.groups()
    return f"{indent}\\{sign}" if sign else f"{indent}{number}\\{dot}"


def shown(markdown: str) -> str:
    """Return what Discord shows for escaped text: the inverse of `escape`."""
    return _ESCAPED.sub(r"\1", markdown)


def clean(text: str) -> str:
    """Return *text* on one line without anything invisible; runs of blank space become one space."""
    # Unseen characters go first: what they kept apart must be joined before anybody looks for mentions in it.
    seen = "".join(" " if each.isspace() else each for each in text if each.isspace() or _is_seen(each))
    return " ".join(seen.split())


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _INVISIBLE


def quote_typed(text: str, limit: int = 100) -> str:
    """Return what somebody typed, cleaned, escaped and cut to *limit* characters; empty when nothing can be seen."""
    return escape_within(clean(text), limit)


def link(address: str) -> str:
    """Return *address* as plain text that Discord links and does not unfold into a preview."""
    return f"<{address}>"
