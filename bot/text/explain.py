"""How a decision came about, in the same words for `ask --explain` and for the button under a reply."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, TypeVar

from bot.text.phrases import Phrases
from bot.text.plaintext import Line, Role
from knowledge.decision import (
    Abstention,
    Answer,
    Correction,
    Decision,
    GuardResult,
    Part,
    Reply,
    Suggestions,
    Trace,
    cite,
)
from knowledge.model import Language

_T = TypeVar("_T")

Quote = Callable[[str, int], str]
"""Makes a text fit for a face: escaped, and cut to so many characters. What somebody typed comes through it too."""

_MAX_WORDS: Final = 8
_MAX_WEIGHED: Final = 3
"""Words of one kind, and reasons of one kind, that are told where room is short."""
_MAX_WORD, _MAX_DETAIL, _MAX_TEXT, _MAX_SOURCE = 40, 80, 300, 240
_LEAST_WEIGHT: Final = 0.05
"""Contribution to the log-odds below which a feature tells nothing; it would be shown as 0.0."""


class Rank(IntEnum):
    """How soon a remark is left out where room is short: the highest first, OUTCOME never."""

    OUTCOME = 0
    MATCH = 1
    FAILED = 2
    SURENESS = 3
    RIVAL = 4
    WORDS = 5
    PASSED = 6
    WEIGHED = 7


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of an explanation."""

    text: str
    rank: Rank


def explain_lines(reply: Reply, phrases: Phrases) -> tuple[Line, ...]:
    """Return how each part of *reply* came about, whole, with the ids that a curator looks for."""
    lines: list[Line] = []
    for part in reply.parts:
        lines.append(Line(Role.BLANK, ""))
        if len(reply.parts) > 1:
            lines.append(Line(Role.ASKED, phrases.part_lead(part)))
        lines.extend(Line(Role.NOTE, remark.text) for remark in explain(part, phrases, _as_it_is, is_whole=True))
    return tuple(lines)


def explain(part: Part, phrases: Phrases, quote: Quote, *, is_whole: bool) -> Iterator[Remark]:
    """Yield what led to the decision on *part*, what matters most first.

    Args:
        part: a question with its decision and its trace.
        phrases: the words; the fact or gap that came next is taken from their book.
        quote: applied to all that is not ours: words of the question, texts of the file, details of a check.
        is_whole: whether to tell everything, with ids, as to a curator; else what a member on a phone reads.
    """
    yield from _Explanation(part, phrases, quote, is_whole).remarks()


def _as_it_is(text: str, limit: int) -> str:
    del limit  # a terminal scrolls
    return text


@dataclass(frozen=True, slots=True)
class _Explanation:
    part: Part
    phrases: Phrases
    quote: Quote
    is_whole: bool

    def remarks(self) -> Iterator[Remark]:
        trace = self.part.trace
        yield self._remark(Rank.OUTCOME, f"outcome.{outcome_of(self.part.decision)}")
        if self.part.understood:
            yield self._remark(Rank.MATCH, "understood", question=self.quote(self.part.understood, _MAX_TEXT))
        yield from self._match(trace)
        yield from self._words(trace)
        yield from self._failed(trace)
        if trace.best is not None or trace.variant is not None:
            shares = {"confidence": round(100 * trace.confidence), "margin": round(100 * trace.margin)}
            yield self._remark(Rank.SURENESS, "confidence", **shares)
        yield from self._weighed(trace)
        yield from self._passed(trace)
        yield from self._runner_up(trace)

    def _match(self, trace: Trace) -> Iterator[Remark]:
        looked_up = not isinstance(self.part.decision, Abstention) or bool(trace.guards)
        if trace.best is None and trace.variant is None:
            if looked_up:
                yield self._remark(Rank.MATCH, "nothing")
            return
        if self.is_whole and trace.best is not None:
            yield self._remark(Rank.MATCH, "best", entry=trace.best)
        if trace.variant is not None:
            yield self._remark(Rank.MATCH, "variant", variant=self.quote(trace.variant, _MAX_TEXT))

    def _words(self, trace: Trace) -> Iterator[Remark]:
        if trace.respelled:
            told = (
                self._say("respelling", typed=self._word(typed), read=self._word(read))
                for typed, read in self._some(trace.respelled)
            )
            yield self._remark(Rank.WORDS, "respelled", words=", ".join(told))
        if trace.words:
            told = (
                self._say("word", word=self._word(each.word), share=round(100 * each.weight))
                for each in self._some(trace.words)
            )
            yield self._remark(Rank.WORDS, "words", words=", ".join(told))
        if trace.missing:
            yield self._remark(Rank.WORDS, "missing", words=", ".join(map(self._word, self._some(trace.missing))))

    def _failed(self, trace: Trace) -> Iterator[Remark]:
        for guard in trace.guards:
            if not guard.passed:
                yield self._remark(Rank.FAILED, "failed", guard=self._guard(guard, is_detailed=True))
        if isinstance(self.part.decision, Correction) and self.phrases.language is not Language.EN:
            # Details of checks are English; what a correction denies has words in every language.
            for premise in self.part.decision.premises:
                yield Remark(self.quote(self.phrases.premise(premise), _MAX_SOURCE), Rank.FAILED)

    def _passed(self, trace: Trace) -> Iterator[Remark]:
        passed = [self._guard(guard, is_detailed=self.is_whole) for guard in trace.guards if guard.passed]
        if passed:
            yield self._remark(Rank.PASSED, "passed", guards=", ".join(passed))

    def _weighed(self, trace: Trace) -> Iterator[Remark]:
        by_weight = sorted(trace.features, key=lambda feature: (-abs(feature[1]), feature[0]))
        for key, sign in (("supports", 1), ("opposes", -1)):
            telling = [each for each in by_weight if sign * each[1] >= _LEAST_WEIGHT]
            shown = telling if self.is_whole else telling[:_MAX_WEIGHED]
            told = [
                self._say("weighed", feature=self._named("feature", name), weight=_signed(weight))
                for name, weight in shown
            ]
            if told:
                yield self._remark(Rank.WEIGHED, key, features=", ".join(told))

    def _runner_up(self, trace: Trace) -> Iterator[Remark]:
        if trace.runner_up is None:
            return
        book, language = self.phrases.book, self.phrases.language
        entry = f"{trace.runner_up}: " if self.is_whole else ""
        fact, gap = book.facts.get(trace.runner_up), book.gaps.get(trace.runner_up)
        if fact is not None and fact.is_current:
            # No fact is shown without its citation, here as anywhere.
            cited = cite(fact, book, language, 0.0)
            source = self.quote(self.phrases.source(cited.citations[0]), _MAX_SOURCE)
            text = self.quote(cited.text, _MAX_TEXT)
            yield self._remark(Rank.RIVAL, "runner_up_cited", entry=entry, text=text, source=source)
        elif gap is not None:
            yield self._remark(Rank.RIVAL, "runner_up", entry=entry, text=self.quote(gap.text.get(language), _MAX_TEXT))

    def _guard(self, guard: GuardResult, *, is_detailed: bool) -> str:
        name = self._named("guard", guard.guard)
        if not (is_detailed and guard.detail and self.phrases.language is Language.EN):
            return name
        return self._say("detailed", name=name, detail=self.quote(guard.detail, _MAX_DETAIL))

    def _named(self, what: str, name: str) -> str:
        """Return our word for a check or a feature, or its name in the code where there is none."""
        if self.phrases.wording.has(f"explain.{what}.{name}"):
            return self._say(f"{what}.{name}")
        return self.quote(name.replace("_", " "), _MAX_DETAIL)

    def _word(self, word: str) -> str:
        # A question word's token begins with "?" and joins its words, a pair of Korean syllables begins with "~".
        return self.quote(word.lstrip("?~").replace("_", " ") or word, _MAX_WORD)

    def _some(self, words: Iterable[_T]) -> list[_T]:
        told = list(dict.fromkeys(words))
        return told if self.is_whole else told[:_MAX_WORDS]

    def _say(self, key: str, /, **values: object) -> str:
        return self.phrases.say(f"explain.{key}", **values)

    def _remark(self, rank: Rank, key: str, /, **values: object) -> Remark:
        return Remark(self._say(key, **values), rank)


def outcome_of(decision: Decision) -> str:
    """Return the word for what came of a question: ``answer``, ``correct``, ``suggest`` or why there is none."""
    match decision:
        case Answer():
            return "answer"
        case Correction():
            return "correct"
        case Suggestions():
            return "suggest"
        case Abstention(reason):
            return str(reason)


def _signed(weight: float) -> str:
    """Return *weight* with its sign and one digit; the sign is one that is read aloud."""
    sign = "+" if weight >= 0 else "\N{MINUS SIGN}"
    return f"{sign}{abs(weight):.1f}"
