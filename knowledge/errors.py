"""What can go wrong with knowledge.

    KnowledgeError
      FactFileError            .problems: every problem found, in file order
        FactFileSyntaxError    the text is not the YAML that a fact file may use
        FactFileInvalid        YAML, but not facts
      GoldenSetError           .problems: the same, of a set of labelled questions
      EditRefused              .why: a text cannot be changed line by line (`knowledge.editing.change`)
      Overtaken                .change, .now: an entry is not as it was when its change began (the same)

Having no answer is never an error: it is a value, `knowledge.decision.Abstention`.
"""

from dataclasses import dataclass


class KnowledgeError(Exception):
    """Base of every error that `knowledge` raises on purpose."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a file that people write, with its place and its mend.

    Attributes:
        line: 1-based line in the file.
        column: 1-based column, in characters.
        path: where in the document, such as ``facts[3].sources[0]``; empty for the whole file.
        wrong: what is wrong, as a clause without a full stop.
        right: what would be right, as a clause without a full stop.
    """

    line: int
    column: int
    path: str
    wrong: str
    right: str

    def render(self, filename: str) -> str:
        """Return ``file:line:column: what is wrong; what would be right``."""
        where = f"{self.path}: " if self.path else ""
        return f"{filename}:{self.line}:{self.column}: {where}{self.wrong}; {self.right}"


class FactFileError(KnowledgeError, ValueError):
    """A fact file was refused; nothing of it was taken over."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        if not problems:
            raise ValueError("a refused fact file names at least one problem")
        self.problems = problems
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(problems[0].render("facts") + more)


class FactFileSyntaxError(FactFileError):
    """The text is not the YAML that a fact file may use."""


class FactFileInvalid(FactFileError):
    """The YAML is well formed, but what it says is not a valid fact file."""


class GoldenSetError(KnowledgeError, ValueError):
    """A set of labelled questions, or of floors for it, was refused."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        if not problems:
            raise ValueError("a refused set names at least one problem")
        self.problems = problems
        super().__init__(problems[0].render("set"))
