"""Entries that say nearly what a changed one says, and facts that say otherwise."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.answer import Answerer
from knowledge.language.normalize import words
from knowledge.matching.entries import claims_of
from knowledge.model import Fact, Gap
from knowledge.reviewing.found import Contradiction, Differs, Near
from knowledge.reviewing.reading import Text, Texts, dice, likeness

NEAR = 80
"""Likeness from which an entry is near; a claim that is only reworded has it, and few that tell different things."""
ALIKE, DENYING = 0.75, 0.85
"""What the wording of two texts shares at least, numbers, dates and names left out, where they can contradict; a no
counts in a text that is otherwise the same, for most texts have one somewhere."""
LEAST_WORDS = 2
"""Words that such a wording shares at least."""
FELLOWS, MOST = 8, 24
"""Entries that one text finds, and that an entry is held against."""
QUESTIONS = 8
"""Questions of an entry by which fellows are looked for, beside its text."""


class Alike:
    """Finds what is near a changed entry, in the book as it would be."""

    def __init__(self, answerer: Answerer, texts: Texts) -> None:
        """Look in the book of *answerer*; *texts* reads by the same."""
        self._answerer = answerer
        self._texts = texts

    def fellows(self, entry: Fact | Gap) -> list[Fact | Gap]:
        """Return the other entries that share most with *entry*: by its texts, then by its first questions."""
        found = self.speaking_of((*claims_of(entry), *_first(entry)))
        return [each for each in found if each.id != entry.id]

    def speaking_of(self, texts: Iterable[str]) -> list[Fact | Gap]:
        """Return the entries that share most with any of *texts*, first ones first; at most `MOST`."""
        matcher = self._answerer.matcher
        found: dict[int, None] = {}
        for text in texts:
            hits = matcher.index.search(matcher.index.weigh(matcher.lexicon.read(text)), entries=FELLOWS)
            order = sorted(range(len(hits.entries)), key=lambda at: (-hits.entry_matched[at], int(hits.entries[at])))
            found |= dict.fromkeys(int(hits.entries[at]) for at in order[:FELLOWS])
        return [matcher.entries[number] for number in list(found)[:MOST]]

    def near(self, entry: Fact | Gap, fellows: list[Fact | Gap]) -> Iterator[Near]:
        """Yield those of *fellows* that say nearly the same as *entry*, or share a question with it."""
        own = {words(question): question for question in entry.questions.all()}
        for other in fellows:
            theirs = {words(question) for question in other.questions.all()}
            shared = tuple(question for spoken, question in own.items() if spoken in theirs)
            each = [likeness(mine, their) for mine, their in self._pairs(entry, other)]
            alike = round(sum(each) / len(each))
            if shared or alike >= NEAR:
                yield Near(entry.id, other.id, alike, shared)

    def contradictions(self, entry: Fact | Gap, fellows: list[Fact | Gap]) -> Iterator[Contradiction]:
        """Yield those of *fellows* that tell the same thing of the same meeting, and tell it otherwise."""
        if not isinstance(entry, Fact):
            return
        for other in fellows:
            if not (isinstance(other, Fact) and _comparable(entry, other)):
                continue
            for mine, theirs in self._pairs(entry, other):
                found = differs(mine, theirs)
                if found is not None:
                    says = [self._named(each) for each in (found.mine, found.theirs)]
                    yield Contradiction(entry.id, other.id, found.kind, *says)
                    break

    def _named(self, keys: str) -> str:
        """Return *keys* as a reader knows them: people and places by their names, everything else as it is."""
        book = self._answerer.book
        names = {f"p:{each.id}": each.name.en for each in book.people.values()}
        names |= {f"t:{each.id}": each.name.en for each in book.terms.values()}
        return ", ".join(names.get(key, key) for key in keys.split(", "))

    def _pairs(self, entry: Fact | Gap, other: Fact | Gap) -> Iterator[tuple[Text, Text]]:
        yield self._texts.read(entry.text.en), self._texts.read(other.text.en)
        if entry.text.ko and other.text.ko:
            yield self._texts.read(entry.text.ko), self._texts.read(other.text.ko)


@dataclass(frozen=True, slots=True)
class Difference:
    """In what two texts differ, and what each says."""

    kind: Differs
    mine: str
    theirs: str


def differs(mine: Text, theirs: Text) -> Difference | None:
    """Return the one thing that two texts tell differently, their wording being alike.

    None where the wording differs, where nothing does, or where several things do: texts that share neither number
    nor name speak of different things. What one of them leaves out is no contradiction.
    """
    alike = dice(mine.loose, theirs.loose)
    if len(mine.loose.keys() & theirs.loose.keys()) < LEAST_WORDS or alike < ALIKE:
        return None
    if mine.countries - theirs.countries and theirs.countries - mine.countries:
        return None  # what the one side does is not what the other does
    found = [
        _by_date(mine, theirs),
        _by_number(mine, theirs),
        _either(Differs.NAME, mine.people, theirs.people),
        _either(Differs.NAME, mine.places, theirs.places),
    ]
    if alike >= DENYING and mine.negated is not theirs.negated:
        said = {True: "no", False: "yes"}
        found.append(Difference(Differs.POLARITY, said[mine.negated], said[theirs.negated]))
    each = [difference for difference in found if difference is not None]
    return each[0] if len(each) == 1 else None


def _by_date(mine: Text, theirs: Text) -> Difference | None:
    one, other = mine.mentions, theirs.mentions
    days = [
        frozenset(f"{day.month or '?'}-{day.day:02}" for day in each.days if day.day is not None)
        for each in (one, other)
    ]
    months = [frozenset(f"{day.month}" for day in each.days if day.month is not None) for each in (one, other)]
    years = [frozenset(map(str, each.years)) for each in (one, other)]
    for own, their in (years, months, days):
        if found := _either(Differs.DATE, own, their):
            return found
    return None


def _by_number(mine: Text, theirs: Text) -> Difference | None:
    ordinals = [frozenset(map(str, each.mentions.ordinals)) for each in (mine, theirs)]
    if found := _either(Differs.NUMBER, *ordinals):
        return found
    units = {unit for _, unit in mine.counts} & {unit for _, unit in theirs.counts}
    for unit in sorted(units):
        own, their = (frozenset(str(n) for n, of in each.counts if of == unit) for each in (mine, theirs))
        if found := _either(Differs.NUMBER, own, their):
            return found
    return None


def _either(kind: Differs, mine: frozenset[str], theirs: frozenset[str]) -> Difference | None:
    """Return the difference of two sets each of which has something that the other lacks; else None."""
    own, their = mine - theirs, theirs - mine
    if not (own and their):
        return None
    return Difference(kind, ", ".join(sorted(own)), ", ".join(sorted(their)))


def _comparable(one: Fact, other: Fact) -> bool:
    if one.meeting != other.meeting or not (one.is_current and other.is_current):
        return False
    if one.said_by != other.said_by and {one.said_by, other.said_by} & {"rok", "us"}:
        return False
    return bool({one.kind, *one.also} & {other.kind, *other.also})


def _first(entry: Fact | Gap) -> tuple[str, ...]:
    both = (entry.questions.en, entry.questions.ko)
    return tuple(question for questions in both for question in questions[: QUESTIONS // 2])
