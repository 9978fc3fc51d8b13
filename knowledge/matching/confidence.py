"""How sure a match is: a few features of the best candidate, joined by a logistic curve.

The weights below are a starting point set by hand on the shipped facts' own variants, each left out in turn
(docs/MATCHING.md); they are data, meant to be read.
"""

import math
from typing import NamedTuple

from knowledge.language.asked import EXACTING
from knowledge.language.english import FUNCTION_WORDS, SYNONYM_GROUPS, WEAK_WORDS
from knowledge.language.stem import stem
from knowledge.matching.matcher import Candidate
from knowledge.matching.query import Query


class Features(NamedTuple):
    """What confidence is computed from; every figure 0-1.

    Attributes:
        overlap, coverage, density, order: the four views of `matcher.Candidate`.
        unknown: share of its weight in words that the book does not have at all.
        kind_fits: 1 when the entry answers the kind of question that is asked, else 0.
        focus_known: 0 when "which port" asks about a noun that the entry never uses, else 1.
        same_kind: 1 when the best line asks for the same kind of thing, else 0.
        margin: lead of the score over the best entry that rests on other evidence.
        mass: its share, with all that rests on the same evidence, of what the leading candidates have together.
        substance: how much weight the best line matches at all (`matcher.Candidate`).
        anchored: 1 when the question names a person or a term that the entry is about, else 0.
        detail: 1 when the question asks for a detail ("name", "exactly", "next") that the best line does not, else 0.
        brevity: 1 / number of distinct tokens: one word says little.
    """

    overlap: float
    coverage: float
    density: float
    order: float
    unknown: float
    kind_fits: float
    focus_known: float
    same_kind: float
    margin: float
    mass: float
    brevity: float
    substance: float
    anchored: float
    detail: float


_DETAILS = frozenset(
    map(
        stem,
        "name names title titles exact exactly precise precisely specific specifically list next previous before after "
        "later quote quotes wording verbatim total each per often quota example examples detail details number figure "
        "percentage cost price size who's whose last first reason written signed author source agency company".split(),
    )
)
"""Stems that ask for something finer than the line they are held against, when it lacks them."""

WEIGHTS = Features(
    overlap=0.4,
    coverage=2.1,
    density=0.55,
    order=1.8,
    unknown=-1.3,
    kind_fits=3.0,
    focus_known=0.9,
    same_kind=0.3,
    margin=2.2,
    mass=3.9,
    brevity=0.05,
    substance=0.85,
    anchored=0.4,
    detail=-0.6,
)
BIAS = -10.7


def features_of(query: Query, candidate: Candidate, margin: float, mass: float) -> Features:
    """Gather the features of *candidate* for *query*; *margin* is its lead, *mass* its share, both 0-1."""
    return Features(
        overlap=candidate.overlap,
        coverage=candidate.coverage,
        density=candidate.density,
        order=candidate.order,
        unknown=candidate.unknown_share,
        kind_fits=float(kind_fits(query, candidate)),
        focus_known=float(_focus_known(query, candidate)),
        same_kind=float(candidate.line_kind is not None and candidate.line_kind == query.asked.kind),
        margin=margin,
        mass=mass,
        anchored=float(bool(query.concepts & candidate.profile.concepts)),
        detail=float(any(token.key in _DETAILS and token.key not in candidate.line_keys for token in query.tokens)),
        substance=candidate.substance,
        brevity=1 / max(1, len({token.key for token in query.tokens if not token.key.startswith("~")})),
    )


def kind_fits(query: Query, candidate: Candidate) -> bool:
    """Whether the candidate can answer the kind of thing that *query* asks for."""
    return query.asked.kind not in EXACTING or query.asked.kind in candidate.profile.kinds


def _focus_known(query: Query, candidate: Candidate) -> bool:
    """Whether the entry uses the noun that "which" or "what" asks about, or a synonym of it."""
    focus = query.asked.focus
    if focus is None or focus in FUNCTION_WORDS:
        return True
    key = stem(focus)
    return (
        key in WEAK_WORDS
        or any(token.text == focus and token.key in candidate.profile.keys for token in query.tokens)
        or any(name in candidate.profile.groups for name in SYNONYM_GROUPS.get(key, ()))
        or all(focus not in token.text.split() for token in query.tokens)
        or any(focus in token.text.split() and token.key in candidate.profile.keys for token in query.tokens)
    )


def confidence(features: Features) -> float:
    """Return the belief, 0-1, that the candidate answers the question."""
    total = BIAS + sum(w * x for w, x in zip(WEIGHTS, features, strict=True))
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))
