"""`check`: whether fact files are valid."""

import sys
from collections.abc import Sequence
from pathlib import Path

from bot.errors import ExitStatus
from bot.reading import load_book
from knowledge.errors import FactFileError
from knowledge.model import FactBook


def check(paths: Sequence[Path]) -> ExitStatus:
    """Write one line a problem, or one line a good file, to standard output.

    Nothing of Discord, the database or the index is loaded for it: editors and commit hooks run this at every save.
    """
    status = ExitStatus.OK
    for path in paths:
        try:
            book = load_book(path)
        except FactFileError as refused:
            status = ExitStatus.FOUND
            lines = (problem.render(str(path)) for problem in refused.problems)
            sys.stdout.write("".join(f"{line}\n" for line in lines))
        except OSError as cause:
            status = ExitStatus.FOUND
            sys.stdout.write(f"{path}: it cannot be read ({cause.strerror or type(cause).__name__})\n")
        else:
            sys.stdout.write(f"{path}: ok: {_counts(book)}\n")
    return status


def _counts(book: FactBook) -> str:
    file = book.file
    asked = (*(fact.questions for fact in file.facts), *(gap.questions for gap in file.gaps))
    questions = sum(len(each.en) + len(each.ko) for each in asked)
    counted = (
        (len(file.releases), "release"),
        (len(file.meetings), "meeting"),
        (len(file.people), "person"),
        (len(file.terms), "term"),
        (len(file.facts), "fact"),
        (len(file.gaps), "gap"),
        (questions, "question"),
    )
    return ", ".join(f"{number} {_plural(noun, number)}" for number, noun in counted)


def _plural(noun: str, number: int) -> str:
    if number == 1:
        return noun
    return "people" if noun == "person" else f"{noun}s"
