"""How far a channel has been told, kept so that a process killed at any moment neither loses nor doubles a notice.

Before a notice is sent it is written down up to where it will tell; once it is out, that it did. Whoever finds the
first without the second looks whether the notice stands in the channel, and else sends the very same one with the same
nonce, of which Discord drops a copy.
"""

from dataclasses import dataclass, replace
from typing import Final, Self

_SENDING: Final = ">"


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a channel has been told, as the words of a subscription (`bot.database.subscriptions`).

    Attributes:
        told: the last that is out.
        sending: the last of what was begun to be told, and may or may not be out; None where nothing was.

    >>> Cursor.read("12>14")
    Cursor(told='12', sending='14')
    """

    told: str
    sending: str | None = None

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what `text` wrote."""
        told, _, sending = text.partition(_SENDING)
        return cls(told, sending or None)

    @property
    def text(self) -> str:
        """This as a text to keep."""
        return self.told if self.sending is None else f"{self.told}{_SENDING}{self.sending}"

    def begin(self, upto: str) -> Self:
        """Return this with a notice begun that tells all up to *upto*."""
        return replace(self, sending=upto)

    def end(self) -> Self:
        """Return this with the notice out that was begun."""
        return self if self.sending is None else replace(self, told=self.sending, sending=None)
