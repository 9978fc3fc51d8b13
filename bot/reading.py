"""From a path to a fact book, apart from everything that answers: `check` loads no index for it."""

from pathlib import Path

from bot.quiet import collection_paused
from knowledge.factfile.filetext import MAX_BYTES, decode_fact_file
from knowledge.factfile.parse import parse_fact_file
from knowledge.model import FactBook


def read_facts(path: Path) -> bytes:
    """Return what is in *path*, or one byte more than the parser takes, so that it sees that there is more.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def load_book(path: Path) -> FactBook:
    """Read and parse *path*. Blocks on disk and CPU.

    Raises:
        OSError: it cannot be read.
        FactFileError: it is not a valid fact file; every problem is in it.
    """
    with collection_paused():
        return parse_fact_file(decode_fact_file(read_facts(path)))
