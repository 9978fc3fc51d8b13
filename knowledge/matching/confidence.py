"""How sure a match is: a few features of the best candidate, joined by a logistic curve.

The weights are data, meant to be read. They are fitted by `benchmarks.calibrate` to tests/golden and to the dev halves
of three public sets of other subjects (docs/MATCHING.md).
"""

import math
from typing import NamedTuple

from knowledge.language.asked import EXACTING
from knowledge.language.normalize import words
from knowledge.matching.candidate import Candidate
from knowledge.matching.query import Query
from knowledge.matching.shortlist import WORDY


class Features(NamedTuple):
    """What confidence is computed from; every figure 0-1.

    Attributes:
        score: the candidate's score, cut off at 0 and 1.
        overlap, wording: as in `Candidate` and `Evidence`.
        margin: lead of the score over the best entry that rests on other evidence.
        met: how many words of the question the entry meets, of five.
        unknown_names: 1 when the question has a word written as a name that the book does not know, else 0.
        kind_fits: 1 when the entry answers the kind of question that is asked, else 0.
        number: 1 when the question has a number that the entry lacks, else 0.
        denial: 1 when only one of question and best line has a "not", else 0.
    """

    score: float
    overlap: float
    wording: float
    margin: float
    met: float
    unknown_names: float
    kind_fits: float
    number: float
    denial: float


AGAINST = frozenset({"unknown_names", "number", "denial"})
"""Features that speak against a match; all others speak for it."""
WEIGHTS = Features(
    score=1.44,
    overlap=2.86,
    wording=1.63,
    margin=6.08,
    met=2.62,
    unknown_names=-0.56,
    kind_fits=1.84,
    number=-0.91,
    denial=-0.15,
)
BIAS = -7.94
_DENIALS = frozenset("not never no cannot without neither nor".split())
TYPICAL = Features(
    score=0.68,
    overlap=0.78,
    wording=0.75,
    margin=0.16,
    met=0.90,
    unknown_names=0.00,
    kind_fits=1.00,
    number=0.00,
    denial=0.02,
)
"""The average of the golden questions that are answered right."""


def contributions(features: Features) -> tuple[tuple[str, float], ...]:
    """Return what each feature adds to the log-odds beside the average right match (`TYPICAL`)."""
    weighed = zip(Features._fields, WEIGHTS, features, TYPICAL, strict=True)
    return tuple((name, w * (x - mean)) for name, w, x, mean in weighed if w and round(w * (x - mean), 2))


def features_of(query: Query, candidate: Candidate, margin: float) -> Features:
    """Gather the features of *candidate* for *query*; *margin* is its lead, 0-1."""
    missing = {token.key for token in query.tokens if token.text in candidate.evidence.missing}
    return Features(
        score=min(1.0, max(0.0, candidate.score / 100)),
        overlap=candidate.overlap,
        wording=candidate.evidence.wording,
        margin=margin,
        met=min(1.0, candidate.evidence.met / WORDY),
        unknown_names=float(bool(query.unknown_names)),
        kind_fits=float(kind_fits(query, candidate)),
        number=float(any(key[0] == "#" for key in missing)),
        denial=float(
            bool(_DENIALS.intersection(query.words)) != bool(_DENIALS.intersection(words(candidate.evidence.line)))
        ),
    )


def kind_fits(query: Query, candidate: Candidate) -> bool:
    """Whether the candidate can answer the kind of thing that *query* asks for."""
    return query.asked.kind not in EXACTING or query.asked.kind in candidate.profile.kinds


def confidence(features: Features) -> float:
    """Return the belief, 0-1, that the candidate answers the question."""
    total = BIAS + sum(w * x for w, x in zip(WEIGHTS, features, strict=True))
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))
