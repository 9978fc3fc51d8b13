"""`export`: the facts in a form for others."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from bot.commands.facts import load_or_tell
from bot.curation.durable import replace_file
from bot.errors import ExitStatus
from bot.reading import load_book
from knowledge.editing.export import export_csv, export_json, export_markdown, export_yaml
from knowledge.model import FactBook

FORMATS: Final[Mapping[str, Callable[[FactBook], str]]] = {
    "yaml": export_yaml,
    "json": export_json,
    "markdown": export_markdown,
    "csv": export_csv,
}


def export(facts: Path, form: str, out: Path | None) -> ExitStatus:
    """Write the facts of the file *facts* in *form*, one of `FORMATS`, to *out*, or to standard output.

    Raises:
        OSError: *out* cannot be written; it is as it was.
    """
    book = load_or_tell(load_book, facts)
    if book is None:
        return ExitStatus.FACTS
    text = FORMATS[form](book)
    if out is not None:
        replace_file(out.absolute(), text.encode())
    else:
        sys.stdout.write(text)
    return ExitStatus.OK
