"""What the matcher finds and the guards check: a fact or a gap with all it says about itself, gathered once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.language.asked import Asked
from knowledge.language.english import SYNONYM_GROUPS
from knowledge.language.mentions import Day, Mentions, read_mentions
from knowledge.matching.lexicon import Lexicon, Token
from knowledge.model import Fact, FactBook, Gap, Kind, Meeting


@dataclass(frozen=True, slots=True)
class Reading:
    """One text of an entry, read once.

    Attributes:
        text: as the file has it.
        words: `normalize.words` of it.
        tokens: `Lexicon.read_words` of them.
        asked: what it asks for; a statement asks for nothing.
        is_claim: whether it is the entry's own text and not a question variant.
    """

    text: str
    words: tuple[str, ...]
    tokens: tuple[Token, ...]
    asked: Asked
    is_claim: bool


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
    """Return what can be found: current facts, then gaps, each by id, so that file order changes nothing."""
    return (*book.current_facts, *sorted(book.gaps.values(), key=lambda gap: gap.id))


def texts_of(entry: Fact | Gap) -> Iterator[str]:
    """Yield every text that a question can match: variants first, then the entry's own texts."""
    yield from entry.questions.all()
    yield from claims_of(entry)


def claims_of(entry: Fact | Gap) -> Iterator[str]:
    """Yield the entry's own texts, English first."""
    yield entry.text.en
    if entry.text.ko:
        yield entry.text.ko


def profile_of(entry: Fact | Gap, readings: Sequence[Reading], book: FactBook, lexicon: Lexicon) -> Profile:
    """Gather the profile of *entry*, whose texts (`texts_of`) read as *readings*."""
    meeting = book.meetings[entry.meeting] if entry.meeting else None
    keys: set[str] = {f"t:{topic}" if topic in book.terms else f"p:{topic}" for topic in entry.topics}
    mentions = [_mentions_of_meeting(meeting)] if meeting else []
    if meeting and meeting.series:
        keys.add(f"t:{meeting.series}")
    keys.update(token.key for reading in readings for token in reading.tokens)
    mentions.extend(read_mentions(reading.words, lexicon.series_words) for reading in readings)
    kinds = {reading.asked.kind for reading in readings if not reading.is_claim and reading.asked.kind}
    told = frozenset(token.key for reading in readings if reading.is_claim for token in reading.tokens)
    return Profile(
        entry=entry,
        meeting=meeting,
        kinds=frozenset({entry.kind, *entry.also, *kinds}),
        concepts=frozenset(key for key in keys if key.startswith(("t:", "p:"))),
        told=told,
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
