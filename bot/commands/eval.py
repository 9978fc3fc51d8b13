"""`eval`: how well the facts answer labelled questions, and what each question variant is worth."""

import json
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.commands.facts import load_or_tell
from bot.errors import ExitStatus
from bot.factstore import load_snapshot
from bot.goldensets import FLOORS_FILE, set_files
from bot.quiet import collection_paused
from bot.reading import load_book
from bot.terminal.scores import judgement_json, miss_lines, reach_json, reach_lines, table_json, table_lines
from knowledge.errors import GoldenSetError
from knowledge.evaluation.golden import ALL, FOLLOW_UP, Case, Floors, read_floors, read_golden_set
from knowledge.evaluation.leftout import Reach, rounds_of, try_round
from knowledge.evaluation.scoring import Judgement, find_shortfalls, judge, tabulate
from knowledge.factfile.filetext import MAX_BYTES
from knowledge.model import FactBook

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class EvalOptions:
    """What the command line asks for.

    Attributes:
        facts: the fact file.
        misses: whether to list what is not as its label asks.
        jsonl: whether to print JSON lines for machines.
        min_right, max_wrong, max_false: shares, 0-1, that the questions are held to; None holds them to none.
    """

    facts: Path
    misses: bool = False
    jsonl: bool = False
    min_right: float | None = None
    max_wrong: float | None = None
    max_false: float | None = None


class _BadSet(Exception):
    """A set cannot be used; its problems have been told."""


def evaluate_sets(sets: Sequence[Path], options: EvalOptions) -> ExitStatus:
    """Ask every question of *sets*, files or folders of them, and write the table; FOUND when a floor is missed."""
    snapshot = load_or_tell(load_snapshot, options.facts)
    if snapshot is None:
        return ExitStatus.FACTS
    try:
        files = list(_files(sets))
        cases = [(file, case) for file in files for case in _read(file, _reader(snapshot.book))]
        floors = _with_options(_floors(sets, {case.kind for _, case in cases}), options)
    except _BadSet:
        return ExitStatus.USAGE
    judged: list[tuple[Path, Judgement]] = []
    for number, (file, case) in enumerate(cases, start=1):
        judged.append((file, judge(snapshot.answerer, case)))
        _progress("question", number, len(cases))
    table = tabulate(judgement for _, judgement in judged)
    shown = ((f"{file}:{judgement.case.line}", judgement) for file, judgement in judged)
    if options.jsonl:
        _write(_json_line(judgement_json(judgement, where)) for where, judgement in shown)
        _write(map(_json_line, table_json(table)))
    else:
        if options.misses:
            _write(line for where, each in shown if not each.is_good for line in (*miss_lines(each, where), ""))
        _write(table_lines(table))
    missed = [shortfall.render() for shortfall in find_shortfalls(table, floors)]
    # The table is the result; what is wrong with it does not belong among JSON lines.
    (sys.stderr if options.jsonl else sys.stdout).write("".join(f"floor missed: {line}\n" for line in missed))
    return ExitStatus.FOUND if missed else ExitStatus.OK


def evaluate_left_out(options: EvalOptions, sample: int) -> ExitStatus:
    """Leave up to *sample* variants of each entry out, one at a time, ask each, and write which find their entry."""
    book = load_or_tell(load_book, options.facts)
    if book is None:
        return ExitStatus.FACTS
    rounds = rounds_of(book, sample)
    reached: list[Reach] = []
    for number, left_out in enumerate(rounds, start=1):
        with collection_paused():
            reached.extend(try_round(book, left_out))
        _progress("round", number, len(rounds))
    if options.jsonl:
        _write(_json_line(reach_json(reach)) for reach in reached)
    else:
        _write(reach_lines(reached, book, every_loss=options.misses))
    return ExitStatus.OK


def _files(sets: Sequence[Path]) -> Iterator[Path]:
    """Yield each set once; of a folder its YAML files by name.

    Raises:
        _BadSet: a folder has none.
    """
    seen: set[Path] = set()
    for path in sets:
        found = set_files(path)
        if not found:
            sys.stderr.write(f"{path}: the folder has no YAML file; name a set of labelled questions\n")
            raise _BadSet
        for file in found:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def _reader(book: FactBook) -> Callable[[bytes], tuple[Case, ...]]:
    return lambda data: read_golden_set(data, book)


def _read(path: Path, read: Callable[[bytes], T]) -> T:
    """Return what *read* makes of the file.

    Raises:
        _BadSet: it cannot be read, or is refused; every problem has been told.
    """
    try:
        with path.open("rb") as file:
            return read(file.read(MAX_BYTES + 1))
    except GoldenSetError as refused:
        sys.stderr.write("".join(f"{problem.render(str(path))}\n" for problem in refused.problems))
    except OSError as cause:
        sys.stderr.write(f"{path}: it cannot be read ({cause.strerror or type(cause).__name__})\n")
    raise _BadSet


def _floors(sets: Sequence[Path], kinds: Collection[str]) -> Floors:
    """Return the floors beside the sets, of the first folder that has some; *kinds* are those of all questions.

    Raises:
        _BadSet: they cannot be read, are refused, or hold a kind that no question is of: it would hold nothing.
    """
    file = next((path / FLOORS_FILE for path in sets if (path / FLOORS_FILE).is_file()), None)
    if file is None:
        return Floors()
    floors = _read(file, read_floors)
    idle = [f"{name}: {kind}" for name, held in floors for kind in held if kind not in {ALL, *kinds}]
    if idle:
        there = ", ".join(sorted(kinds))
        sys.stderr.write("".join(f"{file}: {each}: no question is of this kind; there are: {there}\n" for each in idle))
        raise _BadSet
    return floors


def _with_options(floors: Floors, options: EvalOptions) -> Floors:
    """Return *floors* with those of the command line in place of the same ones."""
    given = {"min_right": options.min_right, "max_wrong": options.max_wrong}
    changed = {
        name: {**getattr(floors, name), ALL: share, FOLLOW_UP: share}
        for name, share in given.items() if share is not None
    }  # fmt: skip
    if options.max_false is not None:
        changed["max_false"] = {**floors.max_false, ALL: options.max_false}
    return floors.model_copy(update=changed)


def _progress(what: str, number: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{what} {number} of {total}" + ("\n" if number == total else ""))
        sys.stderr.flush()


def _json_line(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write(lines: Iterable[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
