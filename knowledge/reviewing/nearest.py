"""Where a claim may be printed: the sentences of the releases that come nearest to it.

Where the text of a release is held, its sentences are compared; where it is not, the facts that cite it are, and the
places that they name. Likeness is a hint for a person, and never a proof: whoever takes a sentence as the source of a
claim has read it.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import fuzz, process

from knowledge.language.normalize import fold, words
from knowledge.matching.lexicon import Names, Reader
from knowledge.model import FactBook
from knowledge.release import segment
from knowledge.reviewing.reading import dice

CITING = 40
"""Facts that are compared word by word: those most like the claim as strings."""
MOST_FACTS = 20_000
"""Facts that are looked through."""
LEAST = 20
"""Likeness below which a sentence has hardly a word of the claim, and is not named."""
COVERS = 0.7
"""How much counts that a sentence has the claim's words, the rest being how alike the two are."""


@dataclass(frozen=True, slots=True)
class NearSentence:
    """A sentence that comes near to a claim.

    Attributes:
        place: as a fact cites it: ``kidd-14#s02``.
        likeness: 0-100, higher is nearer.
        why: its words where the release is held, for whoever keeps the facts and nobody else; else the text of a fact
            that rests on it.
        fact: id of that fact; None where the sentence itself was compared.
    """

    place: str
    likeness: int
    why: str
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    places: Sequence[str]
    text: str
    fact: str | None = None


def nearest_sentences(claim: str, texts: Mapping[str, str], book: FactBook, limit: int = 3) -> tuple[NearSentence, ...]:
    """Return the places of *book* that come nearest to *claim*, nearest first, at most *limit*, each once.

    Args:
        claim: a text, in either language.
        texts: the text of each release that is held, by its id; what *book* does not have is passed over.
        book: names people and terms, has the releases and the facts that cite them.
        limit: sentences to return.
    """
    lines = [*_sentences(texts, book), *_citing(claim, book, texts)]
    read = Reader(Names(book)).read
    keys = [frozenset(token.key for token in read(words(line.text))) for line in lines]
    wanted = frozenset(token.key for token in read(words(claim)))
    spread = Counter(key for each in keys for key in each)
    weights = {key: math.log(1 + (len(lines) + 1) / (spread[key] + 1)) for key in {*spread, *wanted}}
    best: dict[str, NearSentence] = {}
    for line, each in zip(lines, keys, strict=True):
        likeness = _likeness(wanted, each, weights)
        for place in line.places:
            if likeness >= LEAST and (place not in best or best[place].likeness < likeness):
                best[place] = NearSentence(place, likeness, line.text, line.fact)
    order = sorted(best.values(), key=lambda near: (-near.likeness, near.place))
    return tuple(order[: max(0, limit)])


def _likeness(wanted: frozenset[str], has: frozenset[str], weights: Mapping[str, float]) -> int:
    own, their = ({key: weights[key] for key in keys} for keys in (wanted, has))
    whole = sum(own.values())
    covered = sum(own[key] for key in wanted & has) / whole if whole else 0.0
    return round(100 * (COVERS * covered + (1 - COVERS) * dice(own, their)))


def _sentences(texts: Mapping[str, str], book: FactBook) -> Iterator[_Line]:
    """Yield the sentences of the texts that *book* knows, by their digests."""
    for ident in sorted(texts):
        release = book.releases.get(ident)
        if release is None:
            continue
        known = {sentence.sha256: sentence.id for sentence in release.sentences}
        for sentence in segment(texts[ident]).sentences:
            if (number := known.get(sentence.sha256)) is not None:
                yield _Line((f"{ident}#{number}",), sentence.text)


def _citing(claim: str, book: FactBook, held: Iterable[str]) -> Iterator[_Line]:
    """Yield the texts of the facts most like *claim* that cite a release whose text is not held."""
    known = frozenset(held)
    facts = list(islice(book.current_facts, MOST_FACTS))
    asked = fold(claim)
    for language in ("en", "ko"):
        said = {at: fold(text) for at, fact in enumerate(facts) if (text := getattr(fact.text, language))}
        for *_, at in process.extract(asked, said, scorer=fuzz.token_set_ratio, limit=CITING):
            places = tuple(place for place in facts[at].sources if place.partition("#")[0] not in known)
            if places:
                yield _Line(places, getattr(facts[at].text, language), facts[at].id)
