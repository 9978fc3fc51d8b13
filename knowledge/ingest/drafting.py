"""A draft of a fact for each sentence of substance: all that the book's own names tell, and no words.

The text stays empty for a person to write in words of their own; a draft is never an answer.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.ingest.guessing import kinds_of, speaker_of
from knowledge.ingest.renumber import Placed
from knowledge.language.mentions import Day, Mentions, read_mentions
from knowledge.language.normalize import clean, words
from knowledge.matching.lexicon import Lexicon
from knowledge.model import FactBook, TermKind

MIN_WORDS = 5
"""Words of a sentence of substance; "Photos are attached." is none."""
MAX_TOPICS = 12
"""Of a fact (`knowledge.model.Fact`)."""
MAX_STRANGE = 8

MakeId = Callable[[Mapping[str, Any], Container[str]], str]
"""Makes the id of a fact from its fields, none of those that are taken."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact to be written, with what is known of it.

    Attributes:
        fields: as the fact file writes a fact, but for ``text``, which is empty.
        sentence: the sentence it rests on, for whoever writes; it goes nowhere else.
        days: the days it speaks of, as ``07-25`` or, with the year that the meeting gives, ``2018-07-25``.
        people, bodies, others: ids of the names in it: people; series and bodies; everything else.
        strange: words written as names that the book does not know: people and terms to add, maybe.
    """

    fields: dict[str, Any]
    sentence: str
    days: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id that the fact is to have."""
        return str(self.fields["id"])

    @property
    def place(self) -> str:
        """The sentence's place, such as ``kidd-14#s02``."""
        return str(self.fields["sources"][0])


def draft_facts(
    release: str,
    sentences: Sequence[Placed],
    book: FactBook,
    lexicon: Lexicon,
    *,
    taken: Container[str] = (),
) -> tuple[Draft, ...]:
    """Return a draft for each of *sentences* that is one of substance and in the text, in their order.

    Args:
        release: id of the release.
        sentences: those to write facts for.
        book: where the release's meeting is looked up.
        lexicon: the book's names.
        taken: ids that other entries have; none is given again.
    """
    given: set[str] = set()
    drafts: list[Draft] = []
    for each in sentences:
        if each.text is None or not has_substance(each):
            continue
        draft = _draft(release, each, each.text, book, lexicon)
        number, ident = 1, draft.id
        while ident in given or ident in taken:
            number += 1
            ident = f"{draft.id}-{number}"
        given.add(ident)
        draft.fields["id"] = ident
        drafts.append(draft)
    return tuple(drafts)


def has_substance(sentence: Placed) -> bool:
    """Whether a fact may rest on *sentence*: it is in the body, and says something."""
    return sentence.paragraph > 0 and sentence.text is not None and says_something(sentence.text)


def says_something(text: str) -> bool:
    """Whether *text* has enough words to tell a fact."""
    spoken = words(clean(text))
    # Korean writes in one word what English writes in two.
    return len(spoken) + sum("가" <= word[0] <= "힣" for word in spoken) >= MIN_WORDS


def _draft(release: str, sentence: Placed, text: str, book: FactBook, lexicon: Lexicon) -> Draft:
    spoken = words(clean(text))
    mentions = read_mentions(spoken, lexicon.series_words)
    people, terms = _named(spoken, lexicon)
    kinds_of_terms = {term: book.terms[term].kind for term in terms}
    bodies = tuple(term for term in terms if kinds_of_terms[term] in {TermKind.SERIES, TermKind.BODY})
    places = [term for term in terms if kinds_of_terms[term] in {TermKind.PLACE, TermKind.COUNTRY}]
    first, *also = kinds_of(text, mentions, names_person=bool(people), names_place=bool(places))
    meeting = _meeting(release, mentions, terms, book)
    fields: dict[str, Any] = {
        "id": f"{release[:56]}.{sentence.id}",
        "text": {"en": ""},
        "kind": first.value,
    }
    if also:
        fields["also"] = [kind.value for kind in also]
    if meeting is not None:
        fields["meeting"] = meeting
    fields |= {"sources": [f"{release}#{sentence.id}"], "said_by": speaker_of(text, people)}
    topics = [*bodies, *people, *(term for term in terms if term not in bodies)][:MAX_TOPICS]
    if topics:
        fields["topics"] = topics
    return Draft(
        fields,
        text,
        days=tuple(_days(mentions, meeting, book)),
        people=people,
        bodies=bodies,
        others=tuple(term for term in terms if term not in bodies),
        strange=tuple(dict.fromkeys(lexicon.unknown_names(text)))[:MAX_STRANGE],
    )


def _named(spoken: tuple[str, ...], lexicon: Lexicon) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the people and the terms that a text names as they are written, in its order; a slip names nothing."""
    # Not `Lexicon.read`, which takes an unknown word for the nearest one that the book has.
    tokens = lexicon.read_spelled([(word, False) for word in spoken])
    found = dict.fromkeys(token.key for token in tokens if token.factor == 1.0 and token.key not in lexicon.outside)
    people = tuple(key[2:] for key in found if key.startswith("p:"))
    return people, tuple(key[2:] for key in found if key.startswith("t:"))


def _meeting(release: str, mentions: Mentions, terms: Sequence[str], book: FactBook) -> str | None:
    """Return the meeting that a sentence is about: the release's only one, or the one that it numbers."""
    own = [meeting for meeting in book.meetings.values() if release in meeting.releases]
    numbered = [meeting for meeting in own if meeting.series in terms and meeting.ordinal in mentions.ordinals]
    found = numbered or own
    return found[0].id if len(found) == 1 else None


def _days(mentions: Mentions, meeting: str | None, book: FactBook) -> Iterator[str]:
    year = book.meetings[meeting].starts_on.year if meeting is not None else None
    years = sorted(mentions.years)
    if len(years) == 1:
        year = years[0]
    for day in sorted(mentions.days, key=lambda each: (each.month or 0, each.day or 0)):
        yield _written(day, year)
    if not mentions.days:
        yield from map(str, years)


def _written(day: Day, year: int | None) -> str:
    parts = [f"{day.month:02}" if day.month else "??", f"{day.day:02}" if day.day else "??"]
    return "-".join([str(year), *parts] if year and day.month and day.day else parts)
