"""Which words of a question may be the false ones: put aside, the rest of it may find the fact that they contradict."""

from knowledge.language.mentions import number_of
from knowledge.matching.guards.denial import is_turning
from knowledge.matching.guards.known import Known
from knowledge.matching.guards.moment import is_of_the_day
from knowledge.matching.guards.office import is_title
from knowledge.matching.guards.said import Said
from knowledge.matching.query import Query
from knowledge.model import TermKind

_SWAPPED = frozenset({TermKind.PLACE, TermKind.EQUIPMENT})


def suspects(query: Query, said: Said, known: Known) -> frozenset[str]:
    """Return the keys of the tokens of *query* that a guard could find false."""
    numbered = bool(said.counts)
    titled = any(key.startswith("p:") for key in query.concepts)
    dated = bool(query.mentions.days or query.mentions.years)
    found: set[str] = set()
    for token in query.tokens:
        key, text = token.key, token.text
        if key in known.outside:
            suspicious = known.kind_of(key) in _SWAPPED
        elif key[0] == "#":
            suspicious = numbered or dated
        elif key.startswith("month:"):
            suspicious = True
        else:
            suspicious = (
                is_turning(key, text)
                or is_of_the_day(text)
                or (titled and is_title(text))
                or (numbered and number_of(text) is not None)
            )
        if suspicious and (key[1:2] != ":" or key in known.outside):
            found.add(key)
    return frozenset(found)
