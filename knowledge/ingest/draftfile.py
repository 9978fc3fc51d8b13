"""A file of drafts for an editor: written for a release, and read back once somebody has filled in texts.

It has the sections of a fact file, so whatever a release brings (a meeting, people, terms, gaps) may be added to it.
A fact without a text is still a draft and is passed over. Reading gives the entries to publish, or every problem with
its line, as the fact file itself does.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from knowledge.editing.change import Change, SectionName, fields_of, same_fields
from knowledge.errors import FactFileInvalid, FactFileSyntaxError, Problem
from knowledge.factfile.filetext import decode_fact_file
from knowledge.factfile.nearest import Nearest
from knowledge.factfile.places import Finding, Path, Target, to_problems
from knowledge.factfile.schemawords import find_schema_faults
from knowledge.factfile.sections import SECTIONS
from knowledge.factfile.show import show
from knowledge.factfile.yamltree import MAX_PROBLEMS, Node, Tree, read_tree
from knowledge.ingest.drafting import Draft
from knowledge.model import FORMAT, Entry, FactBook

_ADDED: tuple[SectionName, ...] = ("meetings", "people", "terms", "facts", "gaps")
"""Sections that a drafts file may have; a release comes with its sentences, by ingesting."""
_WIDE = 110
_BLANKS = str.maketrans(dict.fromkeys("\u2028\u2029\x85", " "))


@dataclass(frozen=True, slots=True)
class FilledIn:
    """What stands in a drafts file.

    Attributes:
        release: the release it was written for; None where it does not say.
        changes: entries to publish, in the order of the file.
        lines: 1-based line at which each of these entries begins.
        empty: ids of the facts that still have no text.
        there: ids of entries that the fact file has already, word for word.
    """

    release: str | None
    changes: tuple[Change, ...]
    lines: Mapping[tuple[str, str], int]
    empty: tuple[str, ...] = ()
    there: tuple[str, ...] = ()


def write_drafts(release: str, drafts: Sequence[Draft]) -> str:
    """Return the text of a drafts file; each draft stands under the sentence that it rests on, as a comment."""
    lines = [
        f"# Drafts of facts from the release {release}, one for each sentence that says something.",
        "#",
        "# For each: write text.en (and text.ko) in your own words, never the sentence itself; correct what was",
        "# guessed (kind, meeting, said_by, topics); add questions as members would ask them.",
        "# Take out what is no fact. A new meeting, new people and terms go into sections of their own, as in the",
        "# fact file.",
        "# Then: python -m bot ingest --drafts THIS-FILE. What has no text yet is left for later.",
        "",
        f"format: {FORMAT}",
        f"release: {json.dumps(release)}",
        "",
    ]
    lines.append("facts:" if drafts else "facts: []")
    for draft in drafts:
        lines += ["", *_comment(draft), *_entry(draft.fields)]
    return "\n".join(lines) + "\n"


def _comment(draft: Draft) -> Iterator[str]:
    yield from _wrapped(f"{draft.place}: {draft.sentence}")
    told = (
        ("days", draft.days),
        ("people", draft.people),
        ("bodies", draft.bodies),
        ("other names", draft.others),
        ("not in the fact file", draft.strange),
    )
    for name, values in told:
        if values:
            yield from _wrapped(f"{name}: {', '.join(values)}")


def _wrapped(text: str) -> Iterator[str]:
    line = ""
    for word in text.translate(_BLANKS).split():
        if line and len(line) + len(word) >= _WIDE:
            yield f"  # {line}"
            line = ""
        line = f"{line} {word}" if line else word
    yield f"  # {line}"


def _entry(fields: Mapping[str, Any]) -> Iterator[str]:
    yield f"  - id: {json.dumps(fields['id'])}"
    yield "    text:"
    yield f"      en: {_quoted(fields['text'].get('en', ''))}"
    yield f"      ko: {_quoted(fields['text'].get('ko', ''))}"
    for key, value in fields.items():
        if key not in {"id", "text", "questions"}:
            yield f"    {key}: {_flow(value)}"
    yield "    questions:"
    yield "      en: []"
    yield "      ko: []"


def _flow(value: Any) -> str:
    return f"[{', '.join(map(_flow, value))}]" if isinstance(value, list) else _quoted(str(value))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def read_drafts(data: bytes, book: FactBook) -> FilledIn:
    """Read a drafts file, to be published into *book*.

    Raises:
        FactFileError: it is none, or what is filled in does not fit; `problems` has all that is wrong, by line.
    """
    tree = read_tree(decode_fact_file(data))
    if not tree.is_whole:
        raise FactFileSyntaxError(tuple(tree.problems))
    findings: list[Finding] = []
    reader = _Reader(book, tree, findings)
    filled = reader.read()
    problems = sorted({*tree.problems, *to_problems(findings[: MAX_PROBLEMS + 1], tree.places)})
    if problems:
        raise (FactFileSyntaxError if tree.problems else FactFileInvalid)(tuple(problems))
    return filled


class _Reader:
    """Goes through the sections of one drafts file."""

    def __init__(self, book: FactBook, tree: Tree, findings: list[Finding]) -> None:
        self._known = {section: getattr(book, section) for section in _ADDED}
        self._tree = tree
        self._findings = findings
        self._nearest = Nearest()
        self._changes: list[Change] = []
        self._lines: dict[tuple[str, str], int] = {}
        self._empty: list[str] = []
        self._there: list[str] = []

    def read(self) -> FilledIn:
        """Return what the file has; what is wrong goes to the findings."""
        data = self._tree.data
        release = None
        if not isinstance(data, dict):
            self._miss(Target(()), "the file is no mapping", "write format and facts as its keys")
            data = {}
        elif data.get("format") != FORMAT:
            self._miss(Target(("format",)), f"is not {FORMAT}", f"write format: {FORMAT}")
        for key, value in data.items():
            if key in _ADDED:
                self._read_section(key, value)
            elif key == "release" and isinstance(value, str):
                release = value
            elif key not in {"format", "release"}:
                keys = ", ".join(("format", "release", *_ADDED))
                self._miss(Target((key,), is_key=True), "is an unknown key", f"the keys here are {keys}")
        return FilledIn(release, tuple(self._changes), self._lines, tuple(self._empty), tuple(self._there))

    def _read_section(self, section: SectionName, rows: Node) -> None:
        if not isinstance(rows, list):
            self._miss(Target((section,)), "is no list", f"write {section} as a list, or leave it out")
            return
        seen: dict[str, Target] = {}
        for position, raw in enumerate(rows):
            path: Path = (section, position)
            if not isinstance(raw, dict):
                self._miss(Target(path), "is no entry", "write one as in the fact file")
                continue
            ident = raw.get("id")
            if isinstance(ident, str):
                first = seen.setdefault(ident, Target((*path, "id")))
                if first.path[1] != position:
                    wrong = f"the id {show(ident)} stands here again"
                    self._findings.append(Finding(Target((*path, "id")), wrong, "give each entry its own", first))
                    continue
            fields = _without_empty(raw)
            if section in {"facts", "gaps"} and "text" not in fields:
                self._empty.append(str(ident))
                continue
            self._take(section, path, fields)

    def _take(self, section: SectionName, path: Path, fields: dict[str, Any]) -> None:
        kind: type[Entry] = SECTIONS[section]
        try:
            entry = kind.model_validate(fields)
        except ValidationError as error:
            self._findings.extend(find_schema_faults(error, kind, fields, path, self._nearest))
            return
        wanted = fields_of(entry)
        ident = str(wanted["id"])
        known = self._known[section].get(ident)
        if known is not None:
            if same_fields(section, fields_of(known), wanted):
                self._there.append(ident)
            else:
                wrong = f"the fact file has an entry {show(ident)} that says something else"
                self._miss(Target((*path, "id")), wrong, "change it there, or give this one another id")
            return
        marks = self._tree.places.entries.get(section, [])
        self._lines[section, ident] = marks[int(path[1])].line + 1 if int(path[1]) < len(marks) else 1
        self._changes.append(Change(section, ident, None, wanted))

    def _miss(self, target: Target, wrong: str, right: str) -> None:
        self._findings.append(Finding(target, wrong, right))


def _without_empty(raw: Mapping[str, Node]) -> dict[str, Any]:
    """Return an entry without what a drafts file leaves open: empty texts, lists and what holds only these."""
    kept: dict[str, Any] = {}
    for key, value in raw.items():
        inner = _without_empty(value) if isinstance(value, dict) else value
        if inner not in ("", [], {}, None) and not (isinstance(inner, str) and not inner.strip()):
            kept[key] = inner
    return kept


def locate(problems: Iterable[Problem], text: str, filled: FilledIn) -> tuple[Problem, ...]:
    """Return *problems* of the fact file *text*, in which *filled* was tried, with their lines in the drafts file.

    A problem of an entry that is not of the drafts keeps its place in the fact file, and says so.
    """
    tree = read_tree(text)
    found = []
    for problem in problems:
        section, _, rest = problem.path.partition("[")
        number, _, inside = rest.partition("]")
        rows = tree.data.get(section) if isinstance(tree.data, dict) else None
        raw = rows[int(number)] if isinstance(rows, list) and number.isdecimal() and int(number) < len(rows) else None
        ident = str(raw.get("id")) if isinstance(raw, dict) else ""
        line = filled.lines.get((section, ident))
        path = f"{section}: {ident}{inside}" if ident else problem.path
        found.append(Problem(line or problem.line, 1 if line else problem.column, path, problem.wrong, problem.right))
    return tuple(sorted(found))
