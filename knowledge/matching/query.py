"""A question after normalisation: its tokens, names, numbers, and the kind of thing it asks for."""

from dataclasses import dataclass

from knowledge.language.asked import Asked, read_asked
from knowledge.language.mentions import Mentions, read_mentions
from knowledge.language.normalize import clean, words
from knowledge.matching.lexicon import Lexicon, Token
from knowledge.model import Language


@dataclass(frozen=True, slots=True)
class Query:
    """What a matcher and its guards see of a text.

    Attributes:
        text: the text, cleaned (`normalize.clean`).
        words: its words as typed, in order, function words included.
        tokens: what it is matched by, in order; empty for a text without a subject.
        concepts: the people and terms among the tokens, as token keys.
        asked: what it asks for.
        mentions: its numbers, ordinals, years and days.
        unknown_names: words written as names that the book does not know.
        respelled: the words that were taken for slips: as typed, as read.
    """

    text: str
    words: tuple[str, ...]
    tokens: tuple[Token, ...]
    concepts: frozenset[str]
    asked: Asked
    mentions: Mentions
    unknown_names: tuple[str, ...]
    respelled: tuple[tuple[str, str], ...] = ()


def read_query(text: str, lexicon: Lexicon) -> Query:
    """Read *text*, any string, by the names of *lexicon*. Never raises."""
    cleaned = clean(text)
    spoken = words(cleaned)
    spelled = [lexicon.respell(word) for word in spoken]
    tokens = lexicon.read_spelled(spelled)
    return Query(
        text=cleaned,
        words=spoken,
        tokens=tokens,
        concepts=frozenset(token.key for token in tokens if token.key[1:2] == ":" and token.key[0] in "tp"),
        asked=read_asked(spoken, marked="?" in cleaned or "？" in cleaned),
        mentions=read_mentions(tuple(word for word, _ in spelled), lexicon.series_words),
        unknown_names=lexicon.unknown_names(cleaned),
        respelled=tuple((typed, read) for typed, (read, guess) in zip(spoken, spelled, strict=True) if guess),
    )


def language_of(text: str) -> Language:
    """Return Korean for a text with Hangul in it, else English."""
    return Language.KO if any("가" <= ch <= "힣" or "ㄱ" <= ch <= "ㅣ" for ch in text) else Language.EN
