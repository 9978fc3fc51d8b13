"""What the guards find on one candidate, and all that a guard may look at."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from knowledge.decision import GuardResult, Premise
from knowledge.matching.entries import Profile
from knowledge.matching.guards.known import Known
from knowledge.matching.guards.said import Said
from knowledge.matching.guards.told import Told
from knowledge.matching.query import Query
from knowledge.model import Fact, Language


@dataclass(frozen=True, slots=True)
class Case:
    """One question held against one entry.

    Attributes:
        said: the words of the question, spelled as the book spells them.
        told: what the entry's own text tells.
        known: what the book says about names.
        language: the language that premises are worded in.
    """

    query: Query
    said: Said
    profile: Profile
    told: Told
    known: Known
    language: Language

    @property
    def fact(self) -> Fact | None:
        """The entry, unless it is a gap: a gap tells nothing that a question could contradict."""
        return self.profile.entry if isinstance(self.profile.entry, Fact) else None

    def name_of(self, key: str) -> str:
        """Return the name behind a token key, in the language of the premises."""
        return self.known.name_of(key, self.language)


@dataclass(slots=True)
class Inspection:
    """What the guards found on one candidate.

    Attributes:
        language: the language that premises are worded in.
        verdicts: of every guard, in order: its name, whether it passed, and why.
        premises: what the question takes for granted and the entry contradicts.
        aside: keys of the question's tokens that the premises rest on: without them, the rest of it is the question.
        foreign: what the question names that this entry has nothing to do with; None when it is about the same.
        untold: what the question asks for beyond what the entry tells; None when the entry may tell it.
    """

    language: Language = Language.EN
    verdicts: list[tuple[str, bool, str]] = field(default_factory=list)
    premises: list[Premise] = field(default_factory=list)
    aside: set[str] = field(default_factory=set)
    foreign: str | None = None
    untold: str | None = None

    @property
    def passed(self) -> bool:
        """Whether nothing contradicts, nothing is foreign, and nothing is asked that the entry does not tell."""
        return not self.premises and self.foreign is None and self.untold is None

    @property
    def results(self) -> tuple[GuardResult, ...]:
        """Every guard's verdict, in order, as the trace tells it."""
        return tuple(GuardResult(name, passed, detail) for name, passed, detail in self.verdicts)

    def contradict(self, kind: str, said: str, right: str, aside: Iterable[str]) -> None:
        """Note that the question says *said* where the entry has *right*; *aside* are the tokens that say it."""
        self.premises.append(Premise(kind, said, right))
        self.aside.update(aside)
