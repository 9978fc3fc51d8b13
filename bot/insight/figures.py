"""What was asked and what came of it, by week: the one reading of the tallies that text and picture share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.database import Database
from bot.insight.recorder import DIRECT

MOST_WEEKS: Final = 26
"""Weeks that are shown at once: half a year."""
_WEEK: Final = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Week:
    """One week, Monday to Sunday (UTC).

    Attributes:
        monday: its first day.
        answered: questions that got an answer, a correction, or the plain word that the releases do not tell.
        suggested: those that got suggestions alone.
        abstained: those that got neither.
    """

    monday: date
    answered: int = 0
    suggested: int = 0
    abstained: int = 0

    @property
    def asked(self) -> int:
        """Questions about the releases."""
        return self.answered + self.suggested + self.abstained


def monday_of(day: date) -> date:
    """Return the Monday of the week of *day*."""
    return day - timedelta(days=day.weekday())


async def read_weeks(database: Database, guild_id: int, *, today: date, weeks: int, with_direct: bool) -> list[Week]:
    """Return the last *weeks* weeks of a guild, this one included, oldest first; none is left out.

    Args:
        database: with the tallies.
        guild_id: the guild.
        today: the day in UTC.
        weeks: 1 to MOST_WEEKS.
        with_direct: whether questions from direct messages count, too.

    Raises:
        StorageError: they cannot be read.
    """
    since = monday_of(today) - (weeks - 1) * _WEEK
    kept = [await database.tallies.weeks(guild_id, since)]
    if with_direct:
        kept.append(await database.tallies.weeks(DIRECT, since))
    return make_weeks(kept, since, weeks)


def make_weeks(kept: Iterable[Mapping[date, Mapping[str, int]]], since: date, weeks: int) -> list[Week]:
    """Return *weeks* weeks from the Monday *since* on, of counts by week and name that are added up."""
    all_of = list(kept)

    def week(monday: date) -> Week:
        def of(*names: str) -> int:
            return sum(each.get(monday, {}).get(name, 0) for each in all_of for name in names)

        return Week(monday, of("answered", "corrected", "gap"), of("suggested"), of("abstained"))

    return [week(since + number * _WEEK) for number in range(weeks)]
