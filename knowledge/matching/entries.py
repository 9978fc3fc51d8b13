"""What the matcher finds and the guards check: a fact or a gap with all it says about itself, gathered once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from knowledge.language.english import SYNONYM_GROUPS
from knowledge.language.mentions import Day, Mentions, merge_mentions, read_mentions
from knowledge.language.normalize import words
from knowledge.model import Fact, FactBook, Gap, Kind, Meeting


@dataclass(frozen=True)
class Profile:
    """One entry, and what a question about it may mention without contradicting it.

    Attributes:
        entry: the fact or gap.
        meeting: the meeting it is about; None for none in particular.
        kinds: kinds of question that it answers: as the file says, and as its own variants ask.
        concepts: people and terms that its texts, variants and topics name, as token keys.
        keys: every token key of its texts and variants.
        series_words: the words by which meetings are counted.
    """

    entry: Fact | Gap
    meeting: Meeting | None
    kinds: frozenset[Kind]
    concepts: frozenset[str]
    keys: frozenset[str]
    series_words: frozenset[str] = field(repr=False)

    @cached_property
    def mentions(self) -> Mentions:
        """Numbers, ordinals, years and days of its texts and variants, and of its meeting; few questions have any."""
        own = [read_mentions(words(text), self.series_words) for text in texts_of(self.entry)]
        return merge_mentions(*own, *([_mentions_of_meeting(self.meeting)] if self.meeting else ()))

    @cached_property
    def groups(self) -> frozenset[str]:
        """The synonym groups (`english.SYNONYM_GROUPS`) that its words are in."""
        return frozenset(name for key in self.keys for name in SYNONYM_GROUPS.get(key, ()))


def entries_of(book: FactBook) -> tuple[Fact | Gap, ...]:
    """Return what can be found: current facts in the order of their sources, then gaps; file order changes nothing."""
    places = {place: number for number, place in enumerate(book.sentences)}
    facts = sorted(book.current_facts, key=lambda fact: (fact.meeting or "", places.get(fact.sources[0], 0), fact.id))
    return (*facts, *sorted(book.gaps.values(), key=lambda gap: gap.id))


def passage_of(entry: Fact | Gap) -> str | None:
    """Return the passage that *entry* is a part of, with the entries before and after it; None for one on its own."""
    return entry.meeting if isinstance(entry, Fact) else None


def texts_of(entry: Fact | Gap) -> Iterator[str]:
    """Yield every text that a question can match, each once: variants first, then the entry's own texts."""
    yield from dict.fromkeys((*entry.questions.all(), *claims_of(entry)))


def claims_of(entry: Fact | Gap) -> Iterator[str]:
    """Yield the entry's own texts, English first."""
    yield entry.text.en
    if entry.text.ko:
        yield entry.text.ko


def profile_of(
    entry: Fact | Gap, asked: Iterable[Kind], said: Iterable[str], book: FactBook, series_words: frozenset[str]
) -> Profile:
    """Gather the profile of *entry*.

    Args:
        entry: a fact or a gap of *book*.
        asked: the kinds of thing that its question variants ask for.
        said: the token keys of its texts and variants.
        book: for the meeting and the names.
        series_words: the words by which meetings are counted.
    """
    meeting = book.meetings.get(entry.meeting) if entry.meeting else None
    keys = {f"t:{topic}" if topic in book.terms else f"p:{topic}" for topic in entry.topics}
    if meeting and meeting.series:
        keys.add(f"t:{meeting.series}")
    keys.update(said)
    return Profile(
        entry=entry,
        meeting=meeting,
        kinds=frozenset({entry.kind, *entry.also, *asked}),
        concepts=frozenset(key for key in keys if key.startswith(("t:", "p:"))),
        keys=frozenset(keys),
        series_words=series_words,
    )


def _mentions_of_meeting(meeting: Meeting) -> Mentions:
    days = {Day(meeting.starts_on.month, meeting.starts_on.day), Day(meeting.ends_on.month, meeting.ends_on.day)}
    return Mentions(
        ordinals=frozenset({meeting.ordinal} if meeting.ordinal else ()),
        years=frozenset({meeting.starts_on.year, meeting.ends_on.year}),
        days=frozenset(days),
        days_of_week=frozenset({meeting.starts_on.weekday(), meeting.ends_on.weekday()}),
    )
