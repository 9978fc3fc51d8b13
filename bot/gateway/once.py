"""Which events were taken already: Discord may deliver one again, and a catch-up reads what waits in the queue."""

from collections import OrderedDict

from bot.gateway.bounded import keep

MOST_REMEMBERED = 20_000
"""Ids remembered, newest last: about 2 MB. The oldest go first, and nobody sends those again."""


class Once:
    """Tells the first time an id comes from every later one, in bounded memory."""

    def __init__(self, capacity: int = MOST_REMEMBERED) -> None:
        """Start with nothing taken."""
        self._capacity = capacity
        self._taken: OrderedDict[int, None] = OrderedDict()

    def take(self, event_id: int) -> bool:
        """Take *event_id*; return False when it was taken before."""
        if event_id in self._taken:
            return False
        keep(self._taken, event_id, None, self._capacity)
        return True

    def give_back(self, event_id: int) -> None:
        """Let *event_id* be taken again: nothing came of it."""
        self._taken.pop(event_id, None)
