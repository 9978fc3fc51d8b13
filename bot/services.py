"""What the composition root hands to every cog."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.database import Database
from bot.factstore import FactStore
from bot.metrics import Metrics
from bot.settings import Settings
from bot.text.wording import Wording

if TYPE_CHECKING:
    from bot.access.gate import Gate  # it refuses in the member's language, and that comes from an interaction
    from bot.insight.recorder import Recorder  # it asks the gate
    from bot.revising.keeper import Keeper  # it takes the clock from here

Clock = Callable[[], datetime]
"""Tells the time: aware, in UTC."""


@dataclass(frozen=True, slots=True)
class Services:
    """Settings, facts, storage, words, figures and the time; made once in `bot.run`."""

    settings: Settings
    store: FactStore
    database: Database
    wording: Wording
    metrics: Metrics
    clock: Clock
    gate: "Gate"
    recorder: "Recorder"
    keeper: "Keeper"
