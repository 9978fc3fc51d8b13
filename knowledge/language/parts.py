"""A message to the questions in it: up to three, each to be answered by itself."""

import re

from knowledge.decision import MAX_SHOWN
from knowledge.language.asked import read_asked
from knowledge.language.normalize import clean, words

_SENTENCE = re.compile(r"[^?？\n]*[?？]+|[^?？\n]+")
_JOINED = re.compile(
    r"""(?:,|;)?\s+(?:and|also|plus)\s+(?=(?:who|whom|when|where|why|how|what|which|did|was|were|is|are|do|does)\b)
      | \s*[,;]\s*(?=(?:who|when|where|why|how|what|which)\b)
      | (?<=[가-힣])(?:하고|이고|고)?,\s*(?:그리고\s+)?(?=.{0,30}(?:누구|누가|언제|어디|무엇|뭐|왜|몇))""",
    re.VERBOSE | re.IGNORECASE,
)
_QUESTION_WORDS = frozenset({"who", "whom", "when", "where", "why", "how", "what", "which"})
MIN_WORDS = 3
"""Words that a part must have to be a question by itself: "when and where was it" is one question."""


def split_questions(text: str) -> tuple[str, ...]:
    """Return the questions of *text* in order, at most MAX_SHOWN; the whole text where it is not clearly several.

    >>> split_questions("Who led the 14th KIDD? And where was it held?")
    ('Who led the 14th KIDD?', 'And where was it held?')
    >>> split_questions("When and where was the 14th KIDD held?")
    ('When and where was the 14th KIDD held?',)
    """
    whole = clean(text)
    sentences = [part.strip() for part in _SENTENCE.findall(whole) if part.strip()]
    questions = [part for part in sentences if part.endswith(("?", "？"))]
    if len(questions) < 2:  # noqa: PLR2004 - one question mark may still join two questions
        questions = _joined(whole)
    parts = [part for part in questions if len(part.split()) >= MIN_WORDS and _asks(part)]
    return tuple(parts[:MAX_SHOWN]) if len(parts) > 1 else (whole,)


def _joined(whole: str) -> list[str]:
    parts = [part.strip() for part in _JOINED.split(whole) if part.strip()]
    return parts if all(len(part.split()) >= MIN_WORDS and _is_whole(part) for part in parts) else [whole]


def _is_whole(part: str) -> bool:
    """Whether *part* asks, and not by its last word: "did they say when" is half of "when and where it will be"."""
    return _asks(part) and part.rpartition(" ")[2].casefold() not in _QUESTION_WORDS


def _asks(part: str) -> bool:
    return read_asked(words(part), marked=part.endswith(("?", "？"))).is_question
