"""What the matcher finds and the guards check: a fact or a gap with all it says about itself, gathered once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.language.english import SYNONYM_GROUPS
from knowledge.language.mentions import Day, Mentions, read_mentions
from knowledge.language.normalize import words
from knowledge.matching.lexicon import Lexicon
from knowledge.model import Fact, FactBook, Gap, Kind, Meeting


@dataclass(frozen=True, slots=True)
class Profile:
    """One entry, and what a question about it may mention without contradicting it.

    Attributes:
        entry: the fact or gap.
        meeting: the meeting it is about; None for none in particular.
        kinds: kinds of question that it answers: as the file says, and as its own variants ask.
        concepts: people and terms that its texts, variants and topics name, as token keys.
        told: token keys of its texts alone: what it says, not what it may be asked.
        keys: every token key of its texts and variants.
        mentions: numbers, ordinals, years and days of its texts and variants, and of its meeting.
        groups: the synonym groups (`english.SYNONYM_GROUPS`) that its words are in.
    """

    entry: Fact | Gap
    meeting: Meeting | None
    kinds: frozenset[Kind]
    concepts: frozenset[str]
    told: frozenset[str]
    keys: frozenset[str]
    mentions: Mentions
    groups: frozenset[str]

    @property
    def is_gap(self) -> bool:
        """Whether the entry says what the releases do not tell."""
        return isinstance(self.entry, Gap)


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
    entry: Fact | Gap, lines: Sequence[tuple[str, Kind | None, Sequence[str]]], book: FactBook, lexicon: Lexicon
) -> Profile:
    """Gather the profile of *entry*.

    Args:
        entry: a fact or a gap of *book*.
        lines: for each of `texts_of` the text, the kind of thing it asks for, and its token keys.
        book: for the meeting and the names.
        lexicon: for the words by which meetings are counted.
    """
    meeting = book.meetings.get(entry.meeting) if entry.meeting else None
    claims = set(claims_of(entry))
    keys: set[str] = {f"t:{topic}" if topic in book.terms else f"p:{topic}" for topic in entry.topics}
    if meeting and meeting.series:
        keys.add(f"t:{meeting.series}")
    keys.update(key for _, _, found in lines for key in found)
    mentions = [_mentions_of_meeting(meeting)] if meeting else []
    mentions.extend(read_mentions(words(text), lexicon.series_words) for text, _, _ in lines)
    return Profile(
        entry=entry,
        meeting=meeting,
        kinds=frozenset({entry.kind, *entry.also, *(kind for text, kind, _ in lines if kind and text not in claims)}),
        concepts=frozenset(key for key in keys if key.startswith(("t:", "p:"))),
        told=frozenset(key for text, _, found in lines if text in claims for key in found),
        keys=frozenset(keys),
        mentions=_merge(mentions),
        groups=frozenset(name for key in keys for name in SYNONYM_GROUPS.get(key, ())),
    )


def _mentions_of_meeting(meeting: Meeting) -> Mentions:
    days = {Day(meeting.starts_on.month, meeting.starts_on.day), Day(meeting.ends_on.month, meeting.ends_on.day)}
    return Mentions(
        ordinals=frozenset({meeting.ordinal} if meeting.ordinal else ()),
        years=frozenset({meeting.starts_on.year, meeting.ends_on.year}),
        days=frozenset(days),
        days_of_week=frozenset({meeting.starts_on.weekday(), meeting.ends_on.weekday()}),
    )


def _merge(parts: list[Mentions]) -> Mentions:
    return Mentions(
        ordinals=frozenset().union(*(part.ordinals for part in parts)),
        years=frozenset().union(*(part.years for part in parts)),
        days=frozenset().union(*(part.days for part in parts)),
        counts=frozenset().union(*(part.counts for part in parts)),
        days_of_week=frozenset().union(*(part.days_of_week for part in parts)),
    )
