"""A decision with how it came about."""

from dataclasses import dataclass

from knowledge.decision import Abstention, Answer, Decision, Trace
from knowledge.matching.confidence import Features, confidence, contributions, features_of
from knowledge.matching.contenders import Contender, lead_of, rival_of
from knowledge.matching.query import Query


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision, how it came about, and the meeting it is about."""

    decision: Decision
    trace: Trace
    meeting: str | None

    @property
    def is_settled(self) -> bool:
        """Whether an answer was given, or a gap's word."""
        decision = self.decision
        return isinstance(decision, Answer) or (isinstance(decision, Abstention) and decision.gap is not None)


@dataclass(frozen=True, slots=True)
class Belief:
    """How sure it is that *chosen* answers, and what that rests on.

    Attributes:
        chosen: the contender.
        rival: the best one that rests on other evidence; None for none.
        features: what the confidence is computed from.
        sure: 0-1, the confidence.
    """

    chosen: Contender
    rival: Contender | None
    features: Features
    sure: float

    def trace(self, query: Query) -> Trace:
        """Tell how it came about that *query* was decided on by this."""
        candidate, evidence = self.chosen.candidate, self.chosen.candidate.evidence
        return Trace(
            variant=evidence.line,
            words=evidence.words,
            missing=evidence.missing,
            guards=self.chosen.inspection.results,
            confidence=self.sure,
            margin=self.features.margin,
            best=candidate.entry.id,
            runner_up=self.rival.candidate.entry.id if self.rival else None,
            features=contributions(self.features),
            respelled=query.respelled,
        )


def believe(query: Query, chosen: Contender, contenders: list[Contender]) -> Belief:
    """Return how sure it is that *chosen*, one of *contenders*, answers *query*."""
    rival = rival_of(chosen, contenders)
    features = features_of(query, chosen.candidate, lead_of(chosen, rival))
    return Belief(chosen, rival, features, confidence(features))
