"""`schema`: what a fact file may hold, for editors."""

import sys

from bot.errors import ExitStatus
from knowledge.factfile.schema import schema_text


def print_schema() -> ExitStatus:
    """Write the JSON Schema of fact files to standard output."""
    sys.stdout.write(schema_text())
    return ExitStatus.OK
