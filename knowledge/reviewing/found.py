"""What looking at a change finds: values to be shown to whoever decides about it."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Near:
    """An entry that says nearly what a changed one says.

    Attributes:
        mine: id of the changed entry.
        id: id of the other fact or gap.
        likeness: 0-100, how alike their texts are; 100 for the same words.
        shared: questions that both have, word for word; such a question cannot tell the two apart.
    """

    mine: str
    id: str
    likeness: int
    shared: tuple[str, ...] = ()


class Differs(StrEnum):
    """In what two entries contradict each other, their wording being alike otherwise."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    POLARITY = "polarity"
    """The one says what the other denies."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two current facts on the same meeting that tell the same thing differently.

    Attributes:
        changed: id of the changed fact.
        id: id of the other one.
        mine, theirs: what differs, as each says it.
    """

    changed: str
    id: str
    kind: Differs
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A question that is answered by something else than before.

    Attributes:
        question: the question; of a conversation its last turn.
        before, after: id of the fact or gap that answers it; None where none does.
        is_golden: whether it is of the golden sets, and not an entry's own.
    """

    question: str
    before: str | None
    after: str | None
    is_golden: bool = False


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a change would do; each part in an order that depends on the change and the book alone.

    Attributes:
        near: entries that say nearly the same, likest first.
        contradictions: current facts that say otherwise.
        lost: questions that were answered right, and would not be any more.
        moved: questions whose answer would come from another entry, and nobody can say that it is wrong.
        gained: golden questions that would be answered right, and are not now.
        missed: own questions of a changed entry that something else would answer, or nothing.
        asked: how many questions were asked, of `of` near enough to the change for it to matter to them.
    """

    near: tuple[Near, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    lost: tuple[Moved, ...] = ()
    moved: tuple[Moved, ...] = ()
    gained: tuple[Moved, ...] = ()
    missed: tuple[Moved, ...] = ()
    asked: int = 0
    of: int = 0

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to look at twice."""
        return not (self.near or self.contradictions or self.lost or self.moved or self.missed)
