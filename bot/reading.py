"""From a path to a fact book, apart from everything that answers: `check` loads no index for it."""

from pathlib import Path

from bot.quiet import collection_paused
from knowledge.factfile.filetext import MAX_BYTES, decode_fact_file
from knowledge.factfile.parse import parse_fact_file
from knowledge.model import FactBook


def load_book(path: Path) -> FactBook:
    """Read and parse *path*. Blocks on disk and CPU.

    Raises:
        OSError: it cannot be read.
        FactFileError: it is not a valid fact file; every problem is in it.
    """
    with path.open("rb") as file, collection_paused():
        # One byte more than the parser takes, so that it sees that there is more and says so.
        return parse_fact_file(decode_fact_file(file.read(MAX_BYTES + 1)))
