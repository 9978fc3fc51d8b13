"""The words of a question as guards read them: in order, small words and all, spelled as the book spells them."""

from dataclasses import dataclass

from knowledge.language.counts import counted
from knowledge.language.korean import is_hangul
from knowledge.language.stem import stem
from knowledge.matching.lexicon import Lexicon
from knowledge.matching.query import Query
from knowledge.model import Kind
from knowledge.remember import remembered

_NEGATIONS = frozenset("not no never without neither nor none nobody nothing hardly cannot".split())
_KOREAN_NEGATIONS = ("않", "못하", "지 못", "없", "아니", "말고", "말자")
_KOREAN_NEGATING_WORDS = frozenset(("안", "못"))
"""Deny only as words of their own: many a noun ends in the one, such as 동안, 현안, 방안, 보안."""
_OPEN_CONDITIONS = frozenset(
    "if when unless until once after before whether or while as than only enough alone".split()
)
_TIMES = frozenset(("after", "before"))
_KOREAN_CONDITIONS = ("다면", "으면", "려면", "라면", "때까지", "전까지", "경우", "조건", "아니면", "인지")
RECENT = 16
"""Questions whose words are kept while their candidates are looked at."""
_PRESUMING = frozenset({Kind.WHY, Kind.YES_NO})


@dataclass(frozen=True, slots=True)
class Said:
    """A question's words.

    Attributes:
        words: as `Query.words`, with slips resolved.
        stems: their stems, in the same order; of a Hangul word the word itself.
        text: the words joined by single blanks, Hangul and all, for Korean signs; empty without Hangul.
        korean: whether there is Hangul in it.
        counts: what it counts (`counts.counted`).
    """

    words: tuple[str, ...]
    stems: tuple[str, ...]
    text: str
    korean: bool
    counts: frozenset[tuple[int, str]]

    def has(self, *sought: str) -> bool:
        """Whether one of *sought* is among the words."""
        return not set(sought).isdisjoint(self.words)

    @property
    def negated(self) -> bool:
        """Whether something is denied in it; "didn't they …?" denies nothing."""
        spoken = self.words[2:] if self.words[1:2] == ("not",) else self.words
        if not _NEGATIONS.isdisjoint(spoken) or not _KOREAN_NEGATING_WORDS.isdisjoint(self.words):
            return True
        return any(sign in self.text for sign in _KOREAN_NEGATIONS)

    def is_open(self, told: tuple[str, ...]) -> bool:
        """Whether it names a condition or an alternative, so that not all of it is taken for granted.

        A time that the entry, whose words are *told*, names too is no condition: "after the transition".
        """
        conditions = _OPEN_CONDITIONS - (_TIMES & set(told))
        return not conditions.isdisjoint(self.words) or any(sign in self.text for sign in _KOREAN_CONDITIONS)


class Reader:
    """Reads the words of questions by one book's spelling. Immutable; safe to share between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Spell as *lexicon* does."""
        self._lexicon = lexicon
        self.read = remembered(self._read, RECENT)

    def _spelled(self, word: str) -> tuple[str, str, bool]:
        """Return *word* as the book spells it, its stem, and whether it is Hangul."""
        if is_hangul(word):
            return word, word, True
        spelled = self._lexicon.respell(word)[0]
        return spelled, stem(spelled), False

    def _read(self, spoken: tuple[str, ...]) -> Said:
        """Return what *spoken*, a question's words, say."""
        spelled = [self._spelled(word) for word in spoken]
        korean = any(hangul for _, _, hangul in spelled)
        respelled = tuple(word for word, _, _ in spelled)
        return Said(
            words=respelled,
            stems=tuple(stemmed for _, stemmed, _ in spelled),
            text=" ".join(spoken) if korean else "",
            korean=korean,
            counts=counted(respelled, exactly=True),
        )


def presumes(query: Query) -> bool:
    """Whether *query* takes its own statement for granted, or asks whether it is so."""
    return query.asked.kind in _PRESUMING
