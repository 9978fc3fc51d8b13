"""What a follow-up inherits: "and who led the US side?" after an answer about the 14th KIDD."""

import re
from dataclasses import dataclass

from knowledge.decision import Context
from knowledge.matching.lexicon import Token
from knowledge.matching.matcher import Matcher
from knowledge.matching.query import Query, read_query
from knowledge.model import TermKind

INHERITED_WEIGHT = 0.45
"""What a word of the earlier question weighs beside a word of the follow-up."""

_LEANS = re.compile(
    r"""^(?:and|but|so|also|or|then|ok(?:ay)?(?:\ so)?|what\ about|how\ about|what\ else|anything\ else|그럼|그러면|
        그리고|그런데|근데|그래서|또)\b
      | \b(?:it|its|that|this|they|them|their|those|these|he|him|his|she|her|there|then|afterwards?|the\ same|
          the\ other|both|someone\ else|else|the\ meeting|the\ talks|the\ release|the\ exercise|the\ session)\b
      | 그(?:때|게|건|것|거|곳|분|회의|사람|자리|날|훈련)|거기|이\ ?회의|이\ ?때|같이|양측|쪽은|측은
    """,
    re.VERBOSE | re.IGNORECASE,
)
SHORT = 4
"""Tokens up to which a follow-up is taken to lean on what came before."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question read in the light of the one before.

    Attributes:
        query: the follow-up's own query.
        weights: token weights, its own and the inherited ones.
        text: the two questions in one, for a follow-up to this follow-up.
    """

    query: Query
    weights: dict[str, float]
    text: str


def leans(query: Query) -> bool:
    """Whether *query* needs what came before: it says "it", "that", "and …", or hardly anything."""
    return len(query.tokens) <= SHORT or bool(_LEANS.search(query.text))


def inherit(query: Query, context: Context, matcher: Matcher) -> FollowUp:
    """Join *query* to the question of *context*.

    A side, a person or a question word that the follow-up brings takes the place of the earlier one.
    """
    earlier = read_query(context.question, matcher.lexicon)
    weights = matcher.index.weigh(query.tokens)
    kept = [token for token in earlier.tokens if not _replaced(token, query, matcher)]
    for key, weight in matcher.index.weigh(kept).items():
        weights.setdefault(key, INHERITED_WEIGHT * weight)
    return FollowUp(query, weights, f"{context.question} {query.text}")


def _replaced(token: Token, query: Query, matcher: Matcher) -> bool:
    kinds = matcher.lexicon.kinds
    if token.key.startswith("p:"):
        return any(key.startswith("p:") for key in query.concepts)
    if kinds.get(token.key) is TermKind.COUNTRY:
        return any(kinds.get(key) is TermKind.COUNTRY for key in query.concepts)
    return False
