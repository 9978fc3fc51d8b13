"""How sure a match is: a few features of the best candidate, joined by a logistic curve.

The weights below are a starting point set by hand on the shipped facts' own variants, each left out in turn
(docs/MATCHING.md); they are data, meant to be read.
"""

import math
from typing import NamedTuple

from knowledge.language.asked import EXACTING
from knowledge.language.english import FUNCTION_WORDS, SYNONYM_GROUPS, WEAK_WORDS
from knowledge.language.normalize import words
from knowledge.language.stem import stem
from knowledge.matching.candidate import Candidate
from knowledge.matching.query import Query
from knowledge.matching.shortlist import WORDY


class Features(NamedTuple):
    """What confidence is computed from; every figure 0-1.

    Attributes:
        score: the candidate's score, cut off at 0 and 1.
        overlap, coverage, density, wording: as in `Candidate`.
        mass: its share, with all that rests on the same evidence, of what the leading candidates have together.
        margin: lead of the score over the best entry that rests on other evidence.
        met: how many words of the question the entry meets, of five.
        substance: how much weight it meets (`Candidate`).
        unknown: share of the question's weight in words that the book does not have at all.
        unknown_names: 1 when the question has a word written as a name that the book does not know, else 0.
        kind_fits: 1 when the entry answers the kind of question that is asked, else 0.
        focus_known: 0 when "which port" asks about a noun that the entry never uses, else 1.
        same_kind: 1 when the best line asks for the same kind of thing, else 0.
        anchored: 1 when the question names a person or a term that the entry is about, else 0.
        detail: 1 when the question asks for a detail ("name", "exactly", "next") that the best line does not, else 0.
        number: 1 when the question has a number that the entry lacks, else 0.
        denial: 1 when only one of question and best line has a "not", else 0.
    """

    score: float
    overlap: float
    coverage: float
    density: float
    wording: float
    mass: float
    margin: float
    met: float
    substance: float
    unknown: float
    unknown_names: float
    kind_fits: float
    focus_known: float
    same_kind: float
    anchored: float
    detail: float
    number: float
    denial: float


AGAINST = frozenset({"unknown", "unknown_names", "detail", "number", "denial"})
"""Features that speak against a match; all others speak for it."""
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
    score=0.61,
    overlap=1.45,
    coverage=0.36,
    density=0.34,
    wording=1.37,
    mass=3.24,
    margin=2.27,
    met=2.51,
    substance=0.00,
    unknown=0.00,
    unknown_names=-0.56,
    kind_fits=2.17,
    focus_known=0.07,
    same_kind=0.00,
    anchored=0.00,
    detail=-0.09,
    number=-0.99,
    denial=-0.17,
)
BIAS = -9.05
_DENIALS = frozenset("not never no cannot without neither nor".split())
TYPICAL = Features(
    score=0.68,
    overlap=0.77,
    coverage=0.94,
    density=0.64,
    wording=0.75,
    mass=0.91,
    margin=0.16,
    met=0.89,
    substance=0.69,
    unknown=0.01,
    unknown_names=0.00,
    kind_fits=1.00,
    focus_known=1.00,
    same_kind=0.32,
    anchored=0.94,
    detail=0.03,
    number=0.00,
    denial=0.02,
)
"""The average of the golden questions that are answered right."""


def contributions(features: Features) -> tuple[tuple[str, float], ...]:
    """Return what each feature adds to the log-odds beside the average right match (`TYPICAL`)."""
    weighed = zip(Features._fields, WEIGHTS, features, TYPICAL, strict=True)
    return tuple((name, w * (x - mean)) for name, w, x, mean in weighed if w and round(w * (x - mean), 2))


def features_of(query: Query, candidate: Candidate, margin: float, mass: float) -> Features:
    """Gather the features of *candidate* for *query*; *margin* is its lead, *mass* its share, both 0-1."""
    missing = {token.key for token in query.tokens if token.text in candidate.evidence.missing}
    return Features(
        score=min(1.0, max(0.0, candidate.score / 100)),
        overlap=candidate.overlap,
        coverage=candidate.coverage,
        density=candidate.density,
        wording=candidate.evidence.wording,
        mass=mass,
        margin=margin,
        met=min(1.0, candidate.evidence.met / WORDY),
        substance=candidate.evidence.substance,
        unknown=candidate.evidence.unknown_share,
        unknown_names=float(bool(query.unknown_names)),
        kind_fits=float(kind_fits(query, candidate)),
        focus_known=float(_focus_known(query, candidate)),
        same_kind=float(query.asked.kind in EXACTING and query.asked.kind == candidate.evidence.line_kind),
        anchored=float(bool(query.concepts & candidate.profile.concepts)),
        detail=float(
            any(token.key in _DETAILS and token.key not in candidate.evidence.line_keys for token in query.tokens)
        ),
        number=float(any(key[0] == "#" for key in missing)),
        denial=float(
            bool(_DENIALS.intersection(query.words)) != bool(_DENIALS.intersection(words(candidate.evidence.line)))
        ),
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
