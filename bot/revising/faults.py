"""What is wrong with an overlay over the shared facts, told by places that its guild can look up."""

import re
from dataclasses import dataclass, replace
from typing import Final

from bot.revising.errors import FileBroken
from knowledge.editing.change import SECTION_NAMES, EditRefused
from knowledge.editing.entry import read_blocks
from knowledge.editing.layout import read_layout
from knowledge.editing.overlay import read_overlay
from knowledge.errors import FactFileError, Problem
from knowledge.factfile.places import Target
from knowledge.factfile.yamltree import read_tree

NAME: Final = "overlay"
"""What a guild's own facts are called, which are no file."""
_ENTRY: Final = re.compile(r"(?P<section>[a-z]+)\[(?P<index>[0-9]+)\](?P<rest>.*)")
_STEP: Final = re.compile(r"([a-z_]+)|\[([0-9]+)\]")
_FIRST: Final = re.compile(r" \(first on line [0-9]+\)$")


@dataclass(frozen=True, slots=True, order=True)
class Placeless(Problem):
    """A problem at no line that its reader could go to."""

    def render(self, filename: str) -> str:
        """Return ``overlay: entry: what is wrong; what would be right``."""
        clauses = "; ".join(each for each in (self.wrong, self.right) if each)
        return ": ".join(each for each in (filename, self.path, clauses) if each)


def own_fault(error: FactFileError) -> FileBroken:
    """Return what is wrong with an overlay by itself, at its own lines."""
    return FileBroken(NAME, error.problems[0], len(error.problems) - 1)


def layout_fault(error: EditRefused) -> FileBroken:
    """Return why nothing can be laid over the shared facts as they are written."""
    return FileBroken(NAME, Placeless(1, 1, "", error.why.removesuffix("."), ""))


def merged_fault(error: FactFileError, merged: str, overlay: str) -> FileBroken:
    """Return what is wrong with an *overlay* that is laid over the shared facts, *merged*; blocks.

    The first problem of an entry of its own comes first, at its line in the overlay; one of a shared entry is told by
    the entry's id. Lines of the merged text are nobody's.
    """
    told = [_told(problem, merged, overlay) for problem in error.problems]
    first = next((problem for problem in told if not isinstance(problem, Placeless)), told[0])
    return FileBroken(NAME, first, len(told) - 1)


def _told(problem: Problem, merged: str, overlay: str) -> Problem:
    wrong = _FIRST.sub("", problem.wrong)
    found = _ENTRY.fullmatch(problem.path)
    section = next((name for name in SECTION_NAMES if found is not None and name == found["section"]), None)
    ident = _ident_at(merged, section, int(found["index"])) if found is not None and section is not None else None
    if found is None or section is None or ident is None:
        return Placeless(1, 1, problem.path, wrong, problem.right)
    own = list(read_overlay(overlay).get(section, {}))
    if ident not in own:
        return Placeless(1, 1, f"{section} {ident}{found['rest']}", wrong, problem.right)
    steps = tuple(key or int(number) for key, number in _STEP.findall(found["rest"]))
    target = Target((section, own.index(ident), *steps))
    line, column = read_tree(overlay).places.locate([target])[target]
    path = f"{section}[{own.index(ident)}]{found['rest']}"
    return replace(problem, line=line, column=column, path=path, wrong=wrong)


def _ident_at(text: str, section: str, index: int) -> str | None:
    """Return the id of the entry at *index* of a *section*; None where the lines do not tell."""
    layout = read_layout(text)
    spans = list(layout.spans(section)) if layout is not None and section in layout.sections else []
    if layout is None or index >= len(spans):
        return None
    entries = read_blocks(section, layout.text[spans[index].begin : spans[index].end])
    return str(entries[0].get("id")) if entries else None
