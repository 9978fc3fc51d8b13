"""Which look-up is asked for and with what: the one way from a command to its sheet, for every face."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.text.lookups import (
    Sheet,
    show_glossary,
    show_latest,
    show_meeting,
    show_meetings,
    show_person,
    show_sources,
    show_timeline,
    show_topic,
)
from bot.text.phrases import Phrases


class LookUpKind(StrEnum):
    """The look-ups, by the names of their commands."""

    LATEST = "latest"
    MEETINGS = "meetings"
    MEETING = "meeting"
    TIMELINE = "timeline"
    PERSON = "person"
    TOPIC = "topic"
    GLOSSARY = "glossary"
    SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class LookUp:
    """One look-up with what was given to it; ids where the book has one, else what was typed.

    Attributes:
        first: meeting, person, topic or term; the series of the look-ups that take one.
        second: the topic of a timeline; the year of a list of meetings, in digits.
        third: the place of a list of meetings.
    """

    kind: LookUpKind
    first: str | None = None
    second: str | None = None
    third: str | None = None

    def sheet(self, phrases: Phrases, today: date) -> Sheet:
        """Return what there is to see; a sheet without entries says why."""
        first, second, third = self.first, self.second, self.third
        sheets: dict[LookUpKind, Callable[[], Sheet]] = {
            LookUpKind.LATEST: lambda: show_latest(phrases, today, series=first),
            LookUpKind.MEETINGS: lambda: show_meetings(
                phrases, series=first, year=int(second) if second else None, place=third
            ),
            LookUpKind.MEETING: lambda: show_meeting(phrases, first or ""),
            LookUpKind.TIMELINE: lambda: show_timeline(phrases, series=first, topic=second),
            LookUpKind.PERSON: lambda: show_person(phrases, first or ""),
            LookUpKind.TOPIC: lambda: show_topic(phrases, first or ""),
            LookUpKind.GLOSSARY: lambda: show_glossary(phrases, first),
            LookUpKind.SOURCES: lambda: show_sources(phrases),
        }
        return sheets[self.kind]()
