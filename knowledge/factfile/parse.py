"""The text of a fact file to a `FactBook`, or every problem at once.

    text → tree (`yamltree`) → entries (`model`, `schemawords`) → the whole file (`references`, `consistency`)

Each step goes on with what the one before could read, so one fault does not hide the next. Nothing is raised but
`FactFileError`, whatever the text. Reading 10,000 facts makes some 100,000 small objects: a caller who may pauses
garbage collection meanwhile (`gc.disable`, then `gc.freeze`), which this package, being pure, does not.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice

from pydantic import ValidationError

from knowledge.errors import FactFileInvalid, FactFileSyntaxError, Problem
from knowledge.factfile.blocks import Split, split_blocks
from knowledge.factfile.consistency import check_facts, check_meetings, check_names, check_questions, check_releases
from knowledge.factfile.filetext import MAX_BYTES, decode_fact_file, oversize
from knowledge.factfile.nearest import Nearest
from knowledge.factfile.places import Finding, Path, Target, to_problems
from knowledge.factfile.references import check_ids, check_references, check_supersession
from knowledge.factfile.schemawords import find_schema_faults
from knowledge.factfile.sections import SECTIONS, Sections
from knowledge.factfile.yamltree import MAX_PROBLEMS, Node, Tree, read_tree
from knowledge.model import Entry, FactBook, FactFile

__all__ = ["MAX_BYTES", "Parsed", "decode_fact_file", "parse_fact_file", "read_fact_file"]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A valid fact file, and what reading it again after an edit can build on.

    Attributes:
        data: the file as plain data.
        split: how its text falls into blocks; None where YAML sees it otherwise than its lines look.
        events: how many values, keys and brackets it has.
    """

    book: FactBook
    data: Mapping[str, Node]
    split: Split | None
    events: int


def parse_fact_file(text: str) -> FactBook:
    """Return the book that *text* is; as `read_fact_file`."""
    return read_fact_file(text).book


def read_fact_file(text: str) -> Parsed:
    """Read a fact file; *text* comes from `decode_fact_file` or is a str anyhow.

    Raises:
        FactFileError: the text is no valid fact file; `problems` has every one found, in file order, at most
            MAX_PROBLEMS and a last one that says so.
    """
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > MAX_BYTES:
        raise FactFileSyntaxError((oversize(),))
    tree = read_tree(text)
    if not tree.is_whole:
        raise FactFileSyntaxError(_in_order(tree.problems))
    reading = _validate(tree)
    findings = list(islice(_sift(reading, tree.broken), MAX_PROBLEMS + 1))
    if findings or tree.problems or reading.file is None or not isinstance(tree.data, dict):
        problems = _in_order([*tree.problems, *to_problems(findings, tree.places)])
        raise (FactFileSyntaxError if tree.problems else FactFileInvalid)(problems)
    split = split_blocks(text)
    return Parsed(
        FactBook(reading.file, sha256(data).hexdigest()),
        tree.data,
        split if split and split.is_as_read(tree.places) else None,
        tree.events,
    )


@dataclass(slots=True)
class _Reading:
    """What came of the schema: the file where all of it fits, else what does."""

    sections: Sections = field(default_factory=Sections)
    findings: list[Finding] = field(default_factory=list)
    file: FactFile | None = None


def _validate(tree: Tree) -> _Reading:
    """Hold every entry against the schema on its own, then the file around them."""
    reading = _Reading()
    nearest = Nearest()
    if not isinstance(tree.data, dict):
        reading.findings.append(
            Finding(Target(()), "the file is no mapping", "write format, releases and facts as its keys")
        )
        return reading
    outline: dict[str, object] = dict(tree.data)
    for section, entry_type in SECTIONS.items():
        raw_entries = tree.data.get(section)
        if isinstance(raw_entries, list):
            _validate_section(reading, section, entry_type, raw_entries, nearest)
            outline[section] = tuple(reading.sections.entries[section].values())
        elif section in tree.data or FactFile.model_fields[section].is_required():
            reading.sections.unreadable.add(section)
    try:
        reading.file = FactFile.model_validate(outline)
    except ValidationError as error:
        reading.findings.extend(find_schema_faults(error, FactFile, tree.data, (), nearest))
    return reading


def _validate_section(
    reading: _Reading, section: str, entry_type: type[Entry], raw_entries: list[Node], nearest: Nearest
) -> None:
    entries: dict[int, Entry] = {}
    ids: dict[str, int] = {}
    validate = entry_type.model_validate
    for position, raw in enumerate(raw_entries):
        identity = raw.get("id") if isinstance(raw, dict) else None
        if isinstance(identity, str):
            ids.setdefault(identity, position)
        if len(reading.findings) > MAX_PROBLEMS:
            continue
        try:
            entries[position] = validate(raw)
        except ValidationError as error:
            reading.findings.extend(find_schema_faults(error, entry_type, raw, (section, position), nearest))
    reading.sections.written[section] = raw_entries
    reading.sections.entries[section] = entries
    reading.sections.ids[section] = ids


def _check(sections: Sections) -> Iterator[Finding]:
    """Run every check over the whole file; each one alone stops after MAX_PROBLEMS."""
    for check in (
        check_ids(sections),
        check_references(sections, Nearest()),
        check_supersession(sections),
        check_releases(sections),
        check_meetings(sections),
        check_names(sections),
        check_facts(sections),
        check_questions(sections),
    ):
        yield from islice(check, MAX_PROBLEMS + 1)


def _sift(reading: _Reading, broken: set[Path]) -> Iterator[Finding]:
    """Yield every finding but those that merely follow from a fault named already, at the node or around it."""
    named: set[Path] = set()
    for finding in reading.findings:
        if not _is_within(finding.target.path, broken):
            named.add(finding.target.path)
            yield finding
    for finding in _check(reading.sections):
        path = finding.target.path
        # That something is there twice follows from nothing else.
        if not _is_within(path, broken) and (finding.first or not _is_within(path, named)):
            yield finding


def _is_within(path: Path, around: set[Path]) -> bool:
    return bool(around) and any(path[:length] in around for length in range(len(path) + 1))


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    ordered = sorted(set(problems))
    if len(ordered) <= MAX_PROBLEMS:
        return tuple(ordered)
    last = ordered[MAX_PROBLEMS - 1]
    more = Problem(
        last.line, last.column, "", f"there are more than {MAX_PROBLEMS:,} problems", "mend these and check again"
    )
    return (*ordered[:MAX_PROBLEMS], more)
