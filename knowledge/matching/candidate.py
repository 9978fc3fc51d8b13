"""An entry that a question may mean, with what was found of the match."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from knowledge.decision import WordWeight
from knowledge.matching.entries import Profile
from knowledge.model import Fact, Gap, Kind


@dataclass(frozen=True, slots=True)
class Evidence:
    """What in an entry meets a question, and what of the question it lacks.

    Attributes:
        line: the entry's line that matched best.
        line_keys: that line's token keys.
        line_kind: the kind of thing that line asks for; None for a statement.
        words: the words of the question that the line has, heaviest first, with their share of the question's weight.
        missing: query tokens that no line of the entry has, heaviest first, as typed.
        missing_share: 0-1, their share of the query's weight.
        unknown_share: 0-1, the share of those among them that the book does not have at all.
        met: how many distinct words the entry meets; one that only a synonym meets counts in part.
        wording: 0-1, rapidfuzz's token_set_ratio of the question and the line.
    """

    line: str
    line_keys: frozenset[str]
    line_kind: Kind | None
    words: tuple[WordWeight, ...]
    missing: tuple[str, ...]
    missing_share: float
    unknown_share: float
    met: float
    wording: float


class Source(Protocol):
    """Where a candidate comes from, and what it is asked for only when somebody wants to know."""

    def entry_of(self, candidate: "Candidate") -> Fact | Gap:
        """Return the entry."""

    def evidence_of(self, candidate: "Candidate") -> Evidence:
        """Gather what the score rests on."""

    def profile_of(self, candidate: "Candidate") -> Profile:
        """Gather all that the entry says about itself."""


@dataclass(frozen=True)
class Candidate:
    """An entry with its score, before anything is decided.

    Attributes:
        number: the entry's number in the index.
        line: the line of it that matches best.
        score: higher is better; about 0-100, at the very ends from -6 (another kind of thing is asked for) to 105.
        overlap: 0-1, Tversky's index of the question and the entry's best question variant; for an entry without
            variants, how much of the question its text meets.
        coverage: 0-1, how much of the question's weight any line of the entry meets.
        density: 0-1, the same, each word weighed by how many lines of the entry have it.
        context: 0-1, how much more of it the lines before it in the same passage meet.
        is_exact: whether the question is, word for word, one of the entry's own; such an entry comes first.
        source: tells the rest.
    """

    number: int
    line: int
    score: float
    overlap: float
    coverage: float
    density: float
    context: float
    is_exact: bool
    source: Source = field(repr=False, compare=False)

    @cached_property
    def entry(self) -> Fact | Gap:
        """The fact or gap."""
        return self.source.entry_of(self)

    @cached_property
    def evidence(self) -> Evidence:
        """What the score rests on; gathered when it is first asked for."""
        return self.source.evidence_of(self)

    @cached_property
    def profile(self) -> Profile:
        """All that the entry says about itself; gathered when it is first asked for."""
        return self.source.profile_of(self)
