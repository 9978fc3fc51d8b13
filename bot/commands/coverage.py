"""`coverage`: sentences that no fact rests on, entries with few questions, questions that two entries fight over."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from bot.commands.facts import load_or_tell
from bot.errors import ExitStatus
from bot.factstore import load_snapshot
from bot.ingest.texts import KeptTexts
from bot.revising.scope import SHARED
from bot.terminal.output import printer
from bot.text.plaintext import Line, Role
from knowledge.ingest.coverage import Contested, Coverage, Fight, Thin, contested, cover
from knowledge.model import FactBook

_EVERY: Final = 200
"""Questions after which a person at a terminal is told how far it is."""


@dataclass(frozen=True, slots=True)
class CoverageOptions:
    """What the command line asks for.

    Attributes:
        facts: the fact file.
        data_dir: where texts of releases are held.
        least: share of sentences, 0-1, that facts are to rest on; None asks for none.
        asks: whether to ask every entry's own questions, which takes a millisecond or two each.
        as_json: whether to print one JSON object.
    """

    facts: Path
    data_dir: Path
    least: float | None = None
    asks: bool = True
    as_json: bool = False


def tell_coverage(options: CoverageOptions) -> ExitStatus:
    """Write what is thin; FOUND when facts rest on a smaller share of the sentences than is asked for."""
    snapshot = load_or_tell(load_snapshot, options.facts)
    if snapshot is None:
        return ExitStatus.FACTS
    texts = KeptTexts(options.data_dir)
    words = {release: texts.words(SHARED, release) for release in texts.releases(SHARED)}
    coverage = cover(snapshot.book, words)
    if options.asks:
        asked = _Asked()
        fights = tuple(contested(snapshot.answerer, asked))
        coverage = replace(coverage, contested=fights, asked=asked.count)
    if options.as_json:
        sys.stdout.write(json.dumps(_json(coverage), ensure_ascii=False, indent=1) + "\n")
    else:
        printer(sys.stdout)(Line(Role.LEAD, line) for line in _lines(coverage, snapshot.book, asks=options.asks))
    if options.least is not None and coverage.share < options.least:
        sys.stderr.write(f"facts rest on {coverage.share:.1%} of the sentences; {options.least:.1%} is asked for\n")
        return ExitStatus.FOUND
    return ExitStatus.OK


class _Asked:
    """Counts the questions, and shows a person at a terminal how far it is."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, number: int, total: int) -> None:
        self.count = number
        if sys.stderr.isatty() and (number % _EVERY == 0 or number == total):
            end = "\r" if number < total else "\n"
            sys.stderr.write(f"question {number} of {total}{end}")


def _lines(coverage: Coverage, book: FactBook, *, asks: bool) -> Iterator[str]:
    yield "Sentences that facts rest on"
    for each in coverage.releases:
        yield f"  {each.release}: {each.rested_on} of {each.sentences} ({each.share:.0%})"
    yield f"  all: {coverage.share:.0%}"
    yield ""
    yield f"Sentences that no fact rests on: {len(coverage.uncited)}"
    for sentence in coverage.uncited:
        others = f"; cited by {', '.join(sentence.cited_by)}" if sentence.cited_by else ""
        yield f"  {sentence.place}, paragraph {sentence.paragraph}{others}"
    yield ""
    yield f"Entries with few questions: {len({each.id for each in coverage.thin})}"
    for ident, counts in _by_entry(coverage.thin).items():
        kind = "fact" if ident in book.facts else "gap"
        yield f"  {kind} {ident}: {', '.join(f'{each.count} in {each.language} (of {each.wanted})' for each in counts)}"
    if not asks:
        return
    yield ""
    yield f"Questions that two entries fight over: {len(coverage.contested)} of {coverage.asked}"
    for fight in coverage.contested:
        yield f"  {_fight(fight)}"


def _by_entry(thin: tuple[Thin, ...]) -> dict[str, list[Thin]]:
    found: dict[str, list[Thin]] = {}
    for each in thin:
        found.setdefault(each.id, []).append(each)
    return found


def _fight(fight: Contested) -> str:
    if fight.fight is Fight.LOST:
        return f"{fight.owner} would lose to {fight.rival} by {fight.margin:.3f}: {fight.question}"
    return f"{fight.owner} leads {fight.rival} by {fight.margin:.3f} only: {fight.question}"


def _json(coverage: Coverage) -> dict[str, Any]:
    return {
        "share": round(coverage.share, 4),
        "releases": [
            {"release": each.release, "sentences": each.sentences, "rested_on": each.rested_on}
            for each in coverage.releases
        ],
        "uncited": [
            {
                "place": each.place,
                "paragraph": each.paragraph,
                "cited_by": list(each.cited_by),
                "says_something": each.says_something,
            }
            for each in coverage.uncited
        ],
        "few_questions": [
            {"id": each.id, "language": each.language.value, "count": each.count, "wanted": each.wanted}
            for each in coverage.thin
        ],
        "asked": coverage.asked,
        "contested": [
            {
                "question": each.question,
                "language": each.language.value,
                "owner": each.owner,
                "rival": each.rival,
                "fight": each.fight.value,
                "margin": round(each.margin, 4),
            }
            for each in coverage.contested
        ],
    }
