"""What a follow-up inherits: "and who led the US side?" after an answer about the 14th KIDD."""

import re
from dataclasses import dataclass, replace

from knowledge.decision import Context
from knowledge.matching.lexicon import Token
from knowledge.matching.matcher import Matcher
from knowledge.matching.query import Query, read_query
from knowledge.model import Kind, Meeting, TermKind

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
"""Words up to which a follow-up is taken to lean on what came before."""


BARE = 2
"""Words up to which a follow-up that asks for no kind of thing asks for the same as the question before."""
_OPEN = frozenset({None, Kind.YES_NO, Kind.WHAT, Kind.HOW})
_ONE_AT_A_TIME = frozenset({TermKind.COUNTRY, TermKind.BODY, TermKind.SERIES, TermKind.EQUIPMENT})


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question read in the light of the one before.

    Attributes:
        query: the follow-up's own query; where it asks for nothing of its own ("and the Korean side?"), for what
            the earlier question asked for.
        weights: token weights, its own and the inherited ones.
        text: the question with the names it inherited, for a follow-up to this follow-up.
    """

    query: Query
    weights: dict[str, float]
    text: str


def leans(query: Query) -> bool:
    """Whether *query* needs what came before: it says "it", "that", "and …", or hardly anything."""
    return _length(query) <= SHORT or bool(_LEANS.search(query.text))


def _length(query: Query) -> int:
    """Return how many words of *query* tell something; a Korean word is several tokens."""
    return len({token.text for token in query.tokens})


def inherit(
    query: Query, context: Context, matcher: Matcher, meeting: Meeting | None = None, *, names_only: bool = False
) -> FollowUp:
    """Join *query* to the question of *context*, which was about *meeting*; *names_only* where it asks on ("else").

    A side, a person, a body or a question word that the follow-up brings takes the place of the earlier one.
    """
    earlier = read_query(context.question, matcher.lexicon)
    weights = matcher.index.weigh(query.tokens)
    brought = {_sort_of(key, matcher) for key in query.concepts} - {None}
    kept = [token for token in earlier.tokens if _sort_of(token.key, matcher) not in brought]
    if query.mentions.ordinals:
        replaced = {f"#{ordinal}" for ordinal in earlier.mentions.ordinals}
        kept = [token for token in kept if token.key not in replaced]
    if context.facts:  # what no release names was corrected, or put aside: nothing goes on from it
        kept = [token for token in kept if token.key not in matcher.lexicon.outside]
    if names_only:
        kept = [token for token in kept if _is_name(token)]
    for key, weight in matcher.index.weigh(kept).items():
        weights.setdefault(key, INHERITED_WEIGHT * weight)
    names = dict.fromkeys(token.text for token in kept if _is_name(token))
    if query.asked.kind in _OPEN and query.asked.focus is None and _length(query) <= BARE:
        query = replace(query, asked=replace(earlier.asked, is_question=True))
    return FollowUp(in_the_same_event(query, earlier, matcher, meeting), weights, " ".join([*names, query.text]))


def in_the_same_event(query: Query, earlier: Query, matcher: Matcher, meeting: Meeting | None) -> Query:
    """Return *query* about the event that *earlier* named, unless it names one itself or that event is *meeting*.

    After "When was the 13th KIDD?", "and who led the US side?" still asks about the 13th: no guard may forget it.
    """
    mine, before = query.mentions, earlier.mentions
    if (
        mine.ordinals
        or mine.years
        or mine.days
        or any(_sort_of(key, matcher) in {"person", "series"} for key in query.concepts)
    ):
        return query
    if meeting and before.ordinals <= {meeting.ordinal} and before.years <= {meeting.starts_on.year}:
        return query
    mentions = replace(mine, ordinals=before.ordinals, years=before.years)
    return replace(query, mentions=mentions, unknown_names=query.unknown_names or earlier.unknown_names)


def _sort_of(key: str, matcher: Matcher) -> str | None:
    """Return what sort of name *key* is, of which a question has one at a time; None for a word or an idea."""
    if key.startswith("p:"):
        return "person"
    kind = matcher.lexicon.kinds.get(key)
    return kind.value if kind in _ONE_AT_A_TIME else None


def _is_name(token: Token) -> bool:
    return token.key.startswith(("t:", "p:", "#"))
