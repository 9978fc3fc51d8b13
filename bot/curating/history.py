"""Who changed what, when and why: a line for each revision."""

from collections.abc import Mapping
from datetime import datetime

from bot.cards.markdown import quote_typed
from bot.curating.reading import Reading
from bot.database.actors import COMMAND_LINE, FILE, PROGRAM
from bot.database.revisions import Revision

_NAMED = {FILE: "file", COMMAND_LINE: "command_line", PROGRAM: "program"}


def author_of(token: str, members: Mapping[str, int], reading: Reading) -> str:
    """Return whoever stands behind *token*: a mention that notifies nobody, or what they are."""
    if token in members:
        return f"<@{members[token]}>"
    return reading.wording(f"access.audit.who.{_NAMED.get(token, 'forgotten')}", reading.language)


def when(at: datetime) -> str:
    """Return a moment as each reader's Discord shows it."""
    return f"<t:{int(at.timestamp())}:f>"


def revision_line(revision: Revision, members: Mapping[str, int], reading: Reading) -> str:
    """Return number, who, when and why, on one line of Markdown."""
    said = reading.say(
        "history.line",
        number=revision.number,
        who=author_of(revision.author, members, reading),
        when=when(revision.made_at),
        count=reading.wording.count("keeping.history.entries", reading.language, len(revision.changes)),
    )
    return (
        said
        if not revision.reason
        else f"{said}\n{reading.say('history.why', reason=quote_typed(revision.reason, 200))}"
    )
