"""Questions that ask the same, put together: by the words and names they share, held apart by whatever is exact.

Two questions are alike by the weighted share of tokens that they have in common; a token that the book has
everywhere weighs little. They are never put together where they
ask for another kind of thing, mention other numbers, ordinals, years or days, or each names somebody or something that
the other does not: "who led the 13th KIDD" wants another fact than "who led the 14th".
"""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.language.asked import EXACTING, read_asked
from knowledge.language.english import CHAT
from knowledge.language.mentions import Mentions, read_mentions
from knowledge.language.normalize import words
from knowledge.matching.matcher import Matcher
from knowledge.model import Kind

MOST = 2000
"""Questions that are grouped at once."""
ALIKE = 0.6
"""Least share of tokens in common, 0-1, at which two questions are one group. Tuned on the shipped file's own variants
of a question (`tests/knowledge/test_grouping.py`): higher splits them, lower joins those of neighbouring facts."""
MOST_WORDS = 24
"""Words of a question that are looked at; one that means one thing seldom has more."""
MOST_SLIPS = 4000
"""Words among which slips are looked for, the ones that come most often."""
MOST_COMPARED = 32
"""Groups that a question is compared with: those that have the most of its rarest tokens."""
LONG_WORD = 4
"""Letters from which a word that the book does not say may be a slip of another that was asked with, a letter away."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was kept; *times* is how often it was asked, 1 or more."""

    number: int
    text: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask the same.

    Attributes:
        members: at least one; the most asked first, equally often asked ones by number. The first is the lead.
    """

    members: tuple[Question, *tuple[Question, ...]]

    @property
    def lead(self) -> Question:
        """The question that stands for the group."""
        return self.members[0]

    @property
    def times(self) -> int:
        """How often any of them was asked."""
        return sum(each.times for each in self.members)


@dataclass(frozen=True, slots=True)
class _Read:
    """A question as it is compared: *weights* by token key, *names* among the keys, and what is exact."""

    weights: Mapping[str, float]
    names: frozenset[str]
    mentions: Mentions
    kind: Kind | None


def group(questions: Sequence[Question], matcher: Matcher) -> tuple[Group, ...]:
    """Put together what asks the same, by the names and weights of the book of *matcher*.

    The order of *questions* changes nothing. Takes about 0.1 ms a question; not for the event loop.

    Args:
        questions: at most MOST, each number once.
        matcher: of the book that could not answer them.

    Returns:
        Groups, the most asked first, equally often asked ones by the number of the lead.

    Raises:
        ValueError: there are more than MOST.
    """
    if len(questions) > MOST:
        raise ValueError(f"at most {MOST} questions are grouped at once, not {len(questions)}")
    ordered = sorted(questions, key=lambda each: (-each.times, each.number))
    spoken = [words(each.text)[:MOST_WORDS] for each in ordered]
    slips = _slips(spoken, matcher)
    bases: dict[str, float] = {}
    read = [_read(each.text, said, slips, matcher, bases) for each, said in zip(ordered, spoken, strict=True)]
    common = Counter(key for each in read for key in each.weights)
    members: list[list[Question]] = []
    leads: list[_Read] = []
    holding: dict[str, list[int]] = {}
    for question, each in zip(ordered, read, strict=True):
        near = Counter(lead for key in _telling(each, common) for lead in holding.get(key, ()))
        found = _best(each, leads, heapq.nsmallest(MOST_COMPARED, near, key=lambda lead: (-near[lead], lead)))
        if found is not None:
            members[found].append(question)
            continue
        for key in each.weights:
            holding.setdefault(key, []).append(len(leads))
        leads.append(each)
        members.append([question])
    groups = [Group((first, *more)) for first, *more in members]
    return tuple(sorted(groups, key=lambda each: (-each.times, each.lead.number)))


def _slips(spoken: Sequence[tuple[str, ...]], matcher: Matcher) -> dict[str, str]:
    """Return each word that the book does not say and that is one letter from another word asked with, to that word.

    What the book says stands for its slips, among other words the one that comes more often.
    """
    counts = Counter(word for said in spoken for word in said if len(word) >= LONG_WORD and word.isalpha())
    vocabulary = matcher.lexicon.vocabulary
    shapes: dict[str, str] = {}
    slips: dict[str, str] = {}
    often = heapq.nsmallest(MOST_SLIPS, counts, key=lambda word: (-counts[word], word))
    known = {word: vocabulary.knows(word) for word in often}
    for word in sorted(often, key=lambda word: not known[word]):
        own = _shapes(word)
        meant = word if known[word] else next((shapes[each] for each in own if each in shapes), word)
        if meant != word:
            slips[word] = meant
        for each in own:
            shapes.setdefault(each, meant)
    return slips


def _shapes(word: str) -> tuple[str, ...]:
    """Return *word*, and it with any one letter left out: two words that are a letter apart have a shape in common."""
    return (word, *(word[:i] + word[i + 1 :] for i in range(len(word))))


def _read(
    text: str, said: tuple[str, ...], slips: Mapping[str, str], matcher: Matcher, bases: dict[str, float]
) -> _Read:
    """Read a question whose words are *said*; *bases* remembers what each token weighs in the book."""
    lexicon = matcher.lexicon
    right = [(slips.get(word, word), word in slips) for word in said]
    spelled = [(CHAT.get(word, word), slipped) for word, slipped in right]
    tokens = lexicon.read_spelled(spelled)
    bases.update(matcher.index.weigh(replace(each, factor=1.0) for each in tokens if each.key not in bases))
    weights: dict[str, float] = {}
    for token in tokens:
        weights[token.key] = max(weights.get(token.key, 0.0), bases[token.key] * token.factor)
    meant = tuple(word for word, _ in spelled)
    return _Read(
        weights,
        frozenset(key for key in weights if key.startswith(("t:", "p:"))),
        read_mentions(meant, lexicon.series_words),
        read_asked(meant, marked="?" in text or "？" in text).kind,
    )


def _telling(read: _Read, common: Mapping[str, int]) -> Iterator[str]:
    """Yield the rarest keys of *read*, as many as are needed: whatever is alike enough has at least one of them."""
    missable = (1.0 - ALIKE) * sum(read.weights.values())
    for key in sorted(read.weights, key=lambda key: (common[key], key)):
        yield key
        missable -= read.weights[key]
        if missable < 0.0:
            return


def _best(read: _Read, leads: Sequence[_Read], among: Iterable[int]) -> int | None:
    """Return which of *among* is most like *read*, the first of equals; None where none is like it."""
    likeness = {lead: _likeness(read, leads[lead]) for lead in among}
    best = min(likeness, key=lambda lead: (-likeness[lead], lead), default=None)
    return best if best is not None and likeness[best] >= ALIKE else None


def _likeness(one: _Read, other: _Read) -> float:
    """Return the weighted share of tokens in common, 0-1; 0 where something exact differs."""
    if one.mentions != other.mentions or (one.names - other.names and other.names - one.names):
        return 0.0
    if one.kind is not other.kind and {one.kind, other.kind} <= EXACTING:
        return 0.0
    smaller, larger = sorted((one.weights, other.weights), key=len)
    # The same key weighs the same in both, but for a word that was read as another.
    shared = sum(min(weight, larger[key]) for key, weight in smaller.items() if key in larger)
    total = sum(one.weights.values()) + sum(other.weights.values()) - shared
    return shared / total if total else 0.0
