"""What comes of a question: an answer, a correction, suggestions, or an honest abstention.

A fact leaves this package only inside `CitedFact`, which cannot be built without a citation; `Answer`,
`Correction` and `Suggestions` cannot be built without a `CitedFact`. So no answer is without its source.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from knowledge.model import Basis, Fact, FactBook, Gap, Language

MAX_SHOWN = 3
"""Facts in one reply, and parts of one reply; more is a list that nobody reads in a chat."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A source made ready for a reader.

    Attributes:
        release: id of the release.
        place: ``kidd-14#s02``.
        title, publisher: in the reader's language where the file has it.
        published: day of publication; None where it is not known.
        published_basis: whether that day is printed or inferred; None where there is no day.
        url: https address; None where none is known.
        paragraph, number: 1-based; paragraph 0 is a heading, and number then counts the heading lines.
    """

    release: str
    place: str
    title: str
    publisher: str
    published: date | None
    published_basis: Basis | None
    url: str | None
    paragraph: int
    number: int

    @property
    def is_heading(self) -> bool:
        """Whether the place is a heading line and not a sentence of the body."""
        return self.paragraph == 0


Citations = tuple[Citation, *tuple[Citation, ...]]
"""At least one citation, best first."""


@dataclass(frozen=True, slots=True)
class CitedFact:
    """A fact with where it is printed. Build it with `cite`.

    Attributes:
        text: the fact's text in `language`, byte for byte as the file has it.
        score: 0-100, how sure the match is; higher is better.
    """

    fact: Fact
    text: str
    language: Language
    citations: Citations
    score: float

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError("a fact is shown with at least one citation")


CitedFacts = tuple[CitedFact, *tuple[CitedFact, ...]]
"""At least one cited fact, best first, at most MAX_SHOWN."""


def cite(fact: Fact, book: FactBook, language: Language, score: float) -> CitedFact:
    """Join *fact* to its citations in *language*.

    Raises:
        KeyError: a source of the fact is not in *book*; a parsed book never does this.
    """
    first, *more = (cite_place(place, book, language) for place in fact.sources)
    return CitedFact(fact, fact.text.get(language), language, (first, *more), score)


def cite_place(place: str, book: FactBook, language: Language) -> Citation:
    """Make *place*, such as ``kidd-14#s02``, ready for a reader of *language*.

    Raises:
        KeyError: it is not in *book*; a parsed book never does this.
    """
    release, sentence = book.sentences[place]
    fellows = [other.id for other in release.sentences if other.paragraph == sentence.paragraph]
    return Citation(
        release=release.id,
        place=place,
        title=release.title.get(language),
        publisher=release.publisher.get(language),
        published=release.published,
        published_basis=release.published_basis,
        url=release.url,
        paragraph=sentence.paragraph,
        number=fellows.index(sentence.id) + 1,
    )


class AbstainReason(StrEnum):
    """Why no answer is given."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    SMALL_TALK = "small_talk"
    ABOUT_BOT = "about_bot"
    OPINION = "opinion"
    OFF_TOPIC = "off_topic"
    OTHER_EVENT = "other_event"
    """It names a meeting, year, number, person or body that the releases here do not speak of."""
    GAP = "gap"
    """The releases come near and do not tell; `Abstention.gap` says so in plain words."""
    DEFINITION = "definition"
    """It asks what a term means, which the releases do not tell; the glossary may."""
    UNSURE = "unsure"
    """Something is near, but not sure enough to be called an answer."""


@dataclass(frozen=True, slots=True)
class Premise:
    """Something the question takes for granted and the fact contradicts.

    Attributes:
        kind: what differs: ``date``, ``year``, ``ordinal``, ``number``, ``person``, ``place``, ``body``, ``polarity``.
        said: as the question has it, normalised.
        right: as the fact file has it.
    """

    kind: str
    said: str
    right: str


@dataclass(frozen=True, slots=True)
class WordWeight:
    """A word of the question that the match rests on, with its share of the score (0-1)."""

    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class GuardResult:
    """One guard's verdict on the best candidate."""

    guard: str
    passed: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Trace:
    """How a decision came about; what ``--explain`` and the Why button show.

    Attributes:
        variant: the question variant (or the text) of the best entry that matched best; None when nothing did.
        words: matched words, heaviest first.
        confidence: 0-1, calibrated belief that the best entry answers the question.
        margin: 0-1, its lead over the best entry that tells something else.
        runner_up: id of that entry.
        features: what the confidence rests on: name and contribution to its log-odds, in any order.
        respelled: words of the question that were read as another one: as typed, as read.
    """

    variant: str | None = None
    words: tuple[WordWeight, ...] = ()
    missing: tuple[str, ...] = ()
    guards: tuple[GuardResult, ...] = ()
    confidence: float = 0.0
    margin: float = 0.0
    best: str | None = None
    runner_up: str | None = None
    features: tuple[tuple[str, float], ...] = ()
    respelled: tuple[tuple[str, str], ...] = ()


def _check_shown(facts: tuple[CitedFact, ...]) -> None:
    if not 1 <= len(facts) <= MAX_SHOWN:
        raise ValueError(f"one to {MAX_SHOWN} facts are shown, not {len(facts)}")


@dataclass(frozen=True, slots=True)
class Answer:
    """The releases tell it."""

    facts: CitedFacts

    def __post_init__(self) -> None:
        _check_shown(self.facts)


@dataclass(frozen=True, slots=True)
class Correction:
    """The question takes something wrong for granted; the facts say what is right."""

    facts: CitedFacts
    premises: tuple[Premise, *tuple[Premise, ...]]

    def __post_init__(self) -> None:
        _check_shown(self.facts)
        if not self.premises:
            raise ValueError("a correction says what it corrects")


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Nothing is claimed; these facts are near ("did you mean")."""

    facts: CitedFacts

    def __post_init__(self) -> None:
        _check_shown(self.facts)


@dataclass(frozen=True, slots=True)
class Abstention:
    """No answer is given, and why; `nearest` may help the reader on (at most MAX_SHOWN, may be empty)."""

    reason: AbstainReason
    nearest: tuple[CitedFact, ...] = ()
    gap: Gap | None = None


Decision = Answer | Correction | Suggestions | Abstention


@dataclass(frozen=True, slots=True)
class Context:
    """What a follow-up inherits from the reply it follows; small enough to keep beside the reply.

    Attributes:
        question: the question as it was understood (with what it inherited itself).
        meeting: id of the meeting the reply was about; None when it was about none or several.
        topics: ids of terms the question or the best fact is about.
        facts: ids of the facts shown, best first.
    """

    question: str
    meeting: str | None = None
    topics: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message and what came of it.

    Attributes:
        question: the part of the message that is answered here, cleaned (no mentions, links or code).
        understood: the question with the names that a follow-up took over; empty where it took none.
        inherited: the meeting id a follow-up took over from `Context`, so that the reply can say so.
    """

    question: str
    decision: Decision
    trace: Trace = field(default_factory=Trace)
    inherited: str | None = None
    understood: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What every face renders: one to MAX_SHOWN parts, in the order they were asked.

    Attributes:
        language: the language to reply in.
        context: what a follow-up to this reply inherits.
    """

    parts: tuple[Part, *tuple[Part, ...]]
    language: Language
    context: Context
