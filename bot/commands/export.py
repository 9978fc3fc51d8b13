"""`export`: the facts in a form for others."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from bot.commands.facts import load_or_tell
from bot.errors import ExitStatus, UserError
from bot.reading import load_book
from bot.revising.durable import replace_file
from knowledge.editing.export import export_csv, export_json, export_markdown, export_yaml
from knowledge.model import FactBook

FORMATS: Final[Mapping[str, Callable[[FactBook], str]]] = {
    "yaml": export_yaml,
    "json": export_json,
    "markdown": export_markdown,
    "csv": export_csv,
}


class NotExported(UserError):
    """There is nowhere to write to."""

    exit_status = ExitStatus.USAGE


def export(facts: Path, form: str, out: Path | None) -> ExitStatus:
    """Write the facts of the file *facts* in *form*, one of `FORMATS`, to *out*, or to standard output.

    Raises:
        NotExported: *out* is a folder, or in one that is not there.
        OSError: *out* cannot be written; it is as it was.
    """
    if out is not None and out.is_dir():
        raise NotExported(f"{out} is a folder; name a file in it")
    if out is not None and not out.absolute().parent.is_dir():
        raise NotExported(f"{out}: there is no folder {out.absolute().parent}; make it first")
    book = load_or_tell(load_book, facts)
    if book is None:
        return ExitStatus.FACTS
    text = FORMATS[form](book)
    if out is not None:
        replace_file(out.absolute(), text.encode())
        sys.stdout.write(f"{out}: the facts as {form}\n")
    else:
        sys.stdout.write(text)
    return ExitStatus.OK
