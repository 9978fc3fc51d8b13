"""Two changes of one text, made by people who did not know of each other, put together; blocks while it computes.

The fact file was edited by hand while somebody else made revisions. What the hand wrote stays, comments and layout
too; what the revisions changed elsewhere is put in; where both changed an entry, the hand's stays, and the other change
is handed back, for a person to decide.
"""

from dataclasses import dataclass

from knowledge.editing.change import Change, EditRefused, Overtaken, same_fields
from knowledge.editing.common import common_prefix, common_suffix
from knowledge.editing.compare import compare
from knowledge.editing.edit import edit


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of it.

    Attributes:
        text: the text with all that goes together.
        overtaken: changes of the revisions that are not in it, each from the entry as it is in `text`.
    """

    text: str
    overtaken: tuple[Change, ...] = ()


def merge(base: str, revised: str, edited: str) -> Merged:
    """Return *edited* with what *revised* changed, both made from *base*; all three are valid fact files."""
    hand = {(change.section, change.id): change for change in compare(base, edited)}
    theirs = compare(base, revised)
    free = [change for change in theirs if (change.section, change.id) not in hand]
    overtaken = [
        Change(change.section, change.id, mine.after, change.after)
        for change in theirs
        if (mine := hand.get((change.section, change.id))) is not None
        and not same_fields(change.section, mine.after, change.after)
    ]
    if not overtaken and (spliced := _splice(base, revised, edited)) is not None:
        return Merged(spliced)
    try:
        return Merged(edit(edited, free), tuple(overtaken))
    except (Overtaken, EditRefused):
        text = edited  # one by one, so that one that does not go keeps no other from going
    for change in free:
        try:
            text = edit(text, [change])
        except Overtaken as other:
            if other.now is not None or change.after is not None:  # gone on both sides, there is nothing to decide
                overtaken.append(Change(change.section, change.id, other.now, change.after))
        except EditRefused:
            overtaken.append(change)
    return Merged(text, tuple(overtaken))


def keep_edited(base: str, revised: str, edited: str) -> Merged:
    """Return *edited* as it is, with all that *revised* changed handed back: together they are no valid fact file."""
    hand = {(change.section, change.id): change.after for change in compare(base, edited)}
    overtaken: list[Change] = []
    for change in compare(base, revised):
        now = hand.get((change.section, change.id), change.before)
        if not same_fields(change.section, now, change.after):
            overtaken.append(Change(change.section, change.id, now, change.after))
    return Merged(edited, tuple(overtaken))


def _splice(base: str, revised: str, edited: str) -> str | None:
    """Return the text with the one stretch of lines that *revised* changed and the one of *edited*.

    None where these touch or overlap.
    """
    one, other = _stretch(base, revised), _stretch(base, edited)
    (begin, end), text = one, edited
    if end < other[0]:
        shift = 0
    elif other[1] < begin:
        shift = len(edited) - len(base)
    else:
        return None
    put = revised[begin : end + len(revised) - len(base)]
    return text[: begin + shift] + put + text[end + shift :]


def _stretch(base: str, text: str) -> tuple[int, int]:
    """Return where in *base* the lines begin and end outside of which *text* is the same."""
    same = common_prefix(base, text)
    begin = base.rfind("\n", 0, same) + 1
    rest = common_suffix(base, text, min(len(base), len(text)) - same)
    # From the end of the line on, whose own end is the same in both.
    line_end = base.find("\n", len(base) - rest)
    return begin, len(base) if line_end < 0 else line_end + 1
