"""The preview of a change: as members will see it, what is different, what was found, and what can be done about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.cards.ids import work_id
from bot.cards.limits import shorten
from bot.cards.markdown import escape_within, quote_typed
from bot.cards.message import Message, Press, Row, Section, Style
from bot.curating.difference import diff_block, differing
from bot.curating.draft import Deed, Draft
from bot.curating.forms import left_out, what_of
from bot.curating.reading import Fault, Reading, sentence
from bot.curating.sections import SECTIONS
from bot.curating.showing import show_entry
from bot.curating.spellings import doubtful_spellings
from knowledge.editing.change import Change
from knowledge.model import FactBook
from knowledge.reviewing.found import Inspection, Moved

MOST_OFFERED = 3
"""Places that are offered for a fact without a source."""
OFFERS = ("taka", "takb", "takc")
"""What the buttons of these are called in their custom_ids, which have letters only."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, as the form calls it; what is wrong; what would be right."""

    where: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Offer:
    """A sentence that may be what a fact is printed in.

    Attributes:
        place: such as ``kidd-14#s02``.
        why: a fact of the book that rests on it, or what it says, to tell it by.
    """

    place: str
    why: str


@dataclass(frozen=True, slots=True)
class Between:
    """What came between a change and the entry it was made on.

    Attributes:
        change: what was wanted.
        theirs: the entry as it was shown, and as it is now.
        by: who changed it, with when and why, a line each, as Markdown.
    """

    change: Change
    theirs: Change
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft with everything that was found about it.

    Attributes:
        problems: what has to be mended before it can be published.
        offers: places for a fact that has none.
        between: another change that came first; None when none did.
        waits: whether it will wait for somebody else to approve it.
        is_same: whether it would change nothing.
        book: the facts as they would be; None where it cannot be made.
        can_retry: whether what is in the way may go away without the member changing anything.
    """

    draft: Draft
    problems: tuple[Problem, ...] = ()
    offers: tuple[Offer, ...] = ()
    inspection: Inspection = field(default_factory=Inspection)
    between: Between | None = None
    waits: bool = False
    is_same: bool = False
    book: FactBook | None = None
    can_retry: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether nothing is in its way."""
        return not (self.problems or self.between or self.is_same)

    @property
    def loses(self) -> bool:
        """Whether a question that is answered now would not be any more."""
        return bool(self.inspection.lost)


@dataclass(frozen=True, slots=True)
class _Fit:
    """How much is shown; tried from the fullest until a message takes it."""

    card: int
    rows: int
    diff: int
    found: int
    text: int
    """Characters of each thing that is only quoted."""
    problems: int = 8


_FITS = (
    _Fit(2000, 24, 1200, 3, 300),
    _Fit(1400, 14, 700, 2, 200),
    _Fit(900, 8, 400, 1, 140),
    _Fit(500, 4, 200, 1, 80, 4),
    _Fit(0, 3, 150, 1, 50, 2),
)


def render_preview(
    checked: Checked,
    number: int,
    reading: Reading,
    *,
    style: Style,
    above: tuple[Section, ...] = (),
    rows: tuple[Row, ...] | None = None,
) -> Message:
    """Return the preview of the change in hand *number*, with the buttons that act on it. Computes, and blocks.

    What stands *above* it is never left out; *rows* are the buttons to have instead.
    """
    message = None
    rows = _rows(checked, number, reading) if rows is None else rows
    changes = [_change_rows(change, checked.draft, reading) for change in checked.draft.changes[: _FITS[0].rows]]
    for fit in _FITS:
        message = Message(style, (*above, *_sections(checked, changes, fit, reading)), rows)
        if message.fits:
            break
    assert message is not None  # noqa: S101 - _FITS is not empty
    return message


def _sections(checked: Checked, changes: Sequence[Sequence[str]], fit: _Fit, reading: Reading) -> Iterator[Section]:
    draft = checked.draft
    yield Section(_head(checked, fit, reading))
    if checked.problems:
        told = [
            reading.say(
                "preview.problem",
                where=escape_within(each.where, fit.text),
                wrong=sentence(escape_within(each.fault.wrong, fit.text)),
                right=sentence(escape_within(each.fault.right, fit.text)),
            )
            for each in checked.problems[: fit.problems]
        ]
        yield Section("\n".join([*told, *_more(len(checked.problems) - fit.problems, reading)]), apart=True)
    if checked.offers:
        told = [
            reading.say("preview.offer", place=each.place, why=escape_within(each.why, fit.text))
            for each in checked.offers
        ]
        yield Section("\n".join([reading.say("preview.offers"), *told]), apart=True)
    if checked.between is not None:
        yield from _between(checked.between, fit, reading)
        return
    if checked.book is not None and fit.card and not draft.several and not draft.is_removal:
        card = show_entry(draft.section, draft.entry_id, checked.book, reading, room=fit.card)
        yield Section(f"{reading.say('preview.card')}\n{card}", apart=True)
    rows, left = [row for each in changes[: fit.rows] for row in each], len(draft.changes) - fit.rows
    if rows:
        block = diff_block(rows, reading, most=fit.rows, room=fit.diff)
        head = [] if left > 0 else [_diff_head(rows, reading)]
        more = [reading.wording.count("keeping.preview.left", reading.language, left)] if left > 0 else []
        yield Section("\n".join([*head, block, *more]), apart=True)
    found = _found(_without_successors(checked.inspection, draft), fit, reading)
    if checked.book is not None and (doubtful := doubtful_spellings(draft, reading)):
        found = [reading.say("found.head"), *doubtful, *(line for line in found if line != reading.say("found.head"))]
    if found:
        yield Section("\n".join(found), apart=True)


def _head(checked: Checked, fit: _Fit, reading: Reading) -> str:
    draft = checked.draft
    key = "mend" if checked.problems else "overtaken" if checked.between else "same" if checked.is_same else "ready"
    if draft.several:
        what = reading.wording.count("keeping.preview.several", reading.language, len(draft.several))
    else:
        what = what_of(draft, reading)
    lines = [
        f"**{reading.say(f'deed.{draft.deed}', what=what)}**"
        + (f" `{draft.entry_id}`" if draft.entry_id and not draft.several else "")
    ]
    lines.append(reading.say(f"preview.{key}"))
    if left := left_out(draft, reading):
        names = ", ".join(reading.say(f"field.{each.key}.label") for each in left)
        lines.append(reading.say("preview.left_out", fields=names))
    if checked.waits and key == "ready":
        lines.append(reading.say("preview.waits"))
    if draft.reason:
        lines.append(reading.say("preview.reason", reason=quote_typed(draft.reason, fit.text)))
    return "\n".join(lines)


def _change_rows(change: Change, draft: Draft, reading: Reading) -> list[str]:
    rows = differing(change, reading)
    if len(draft.changes) == 1:
        return rows
    sign = "+" if change.before is None else "-" if change.after is None else " "
    return [f"{sign} {reading.say(f'section.{change.section}.one')} {change.id}", *rows]


def _diff_head(rows: Sequence[str], reading: Reading) -> str:
    added = sum(row.startswith("+") for row in rows)
    removed = sum(row.startswith("-") for row in rows)
    return reading.say("preview.difference", added=added, removed=removed)


def _between(between: Between, fit: _Fit, reading: Reading) -> Iterator[Section]:
    rows = differing(between.theirs, reading)
    lines = [reading.say("preview.theirs"), *between.by[: fit.found]]
    if between.theirs.after is None:
        lines.append(reading.say("preview.gone"))
    elif rows:
        lines.append(diff_block(rows, reading, most=fit.rows, room=fit.diff))
    yield Section("\n".join(lines), apart=True)
    mine = differing(between.change, reading)
    yield Section(
        f"{reading.say('preview.mine')}\n{diff_block(mine, reading, most=fit.rows, room=fit.diff)}", apart=True
    )


def _without_successors(inspection: Inspection, draft: Draft) -> Inspection:
    """Return *inspection* without what is meant: a fact in place of another is like it, and answers its questions."""
    instead = {change.id: (change.after or {}).get("superseded_by") for change in draft.changes if change.after}
    pairs = {(old, new) for old, new in instead.items() if new and draft.deed is Deed.SUPERSEDE}
    if not pairs:
        return inspection
    return replace(
        inspection,
        moved=tuple(each for each in inspection.moved if (each.before, each.after) not in pairs),
        near=tuple(each for each in inspection.near if not pairs & {(each.mine, each.id), (each.id, each.mine)}),
    )


def _found(inspection: Inspection, fit: _Fit, reading: Reading) -> list[str]:
    say, book, most = reading.say, reading.book, fit.found
    lines: list[str] = []

    def text_of(ident: str) -> str:
        try:
            return escape_within(book.find(ident).text.get(reading.language), fit.text)
        except KeyError:
            return ""

    lines += [
        say(
            "found.contradiction",
            id=each.id,
            mine=escape_within(each.mine, fit.text),
            theirs=escape_within(each.theirs, fit.text),
            text=text_of(each.id),
        )
        for each in inspection.contradictions[:most]
    ]
    lines += _more(len(inspection.contradictions) - most, reading)
    for each in inspection.near[:most]:
        key = "near_shared" if each.shared else "near"
        shared = quote_typed(each.shared[0], fit.text) if each.shared else ""
        lines.append(say(f"found.{key}", id=each.id, likeness=each.likeness, text=text_of(each.id), question=shared))
    lines += _more(len(inspection.near) - most, reading)
    for key in ("lost", "missed", "moved", "gained"):
        moves: tuple[Moved, ...] = getattr(inspection, key)
        lines += [_move(key, each, fit, reading) for each in moves[:most]]
        lines += _more(len(moves) - most, reading)
    if lines:
        return [say("found.head"), *lines]
    return [say("found.nothing", asked=inspection.asked)] if inspection.asked else []


def _move(key: str, moved: Moved, fit: _Fit, reading: Reading) -> str:
    names = {"before": _answered(moved.before, reading), "after": _answered(moved.after, reading)}
    return reading.say(f"found.{key}", question=quote_typed(moved.question, fit.text), **names)


def _answered(ident: str | None, reading: Reading) -> str:
    return f"`{ident}`" if ident else reading.say("found.nobody")


def _more(left: int, reading: Reading) -> list[str]:
    return [reading.wording.count("keeping.found.more", reading.language, left)] if left > 0 else []


def _rows(checked: Checked, number: int, reading: Reading) -> tuple[Row, ...]:
    def press(action: str, key: str = "", *, strong: bool = False, grave: bool = False) -> Press:
        return Press(reading.say(f"button.{key or action}"), work_id(action, number), strong=strong, grave=grave)

    draft = checked.draft
    cancel = press("cancel")
    if checked.between is not None:
        edit = () if draft.several else (press("edit"),)
        return ((press("ontop", strong=True), press("theirs"), *edit),)
    forms: list[Press] = []
    if not (draft.several or draft.is_removal or draft.deed in {Deed.RETIRE, Deed.RESTORE}):
        forms.append(press("edit", strong=bool(checked.problems) and not checked.can_retry))
        if len(SECTIONS[draft.section].pages) > 1:
            forms.append(press("more"))
    elif draft.deed is Deed.RETIRE and checked.problems:
        forms.append(press("why", strong=not checked.can_retry))
    offers = tuple(
        Press(shorten(reading.say("button.take", place=each.place), 38), work_id(action, number))
        for each, action in zip(checked.offers, OFFERS, strict=False)
    )
    if checked.problems or checked.is_same:
        again = (press("again", strong=True),) if checked.can_retry else ()
        return tuple(row for row in (offers, (*again, *forms, cancel)) if row)
    if checked.loses and not draft.is_reason_own:
        first = press("why", strong=True)
    elif checked.loses:
        first = press("anyway", "propose_anyway" if checked.waits else "", grave=True)
    else:
        first = press("publish", "propose" if checked.waits else "", strong=True)
    row = (first, *forms, cancel)
    below = [press("list")] if forms and SECTIONS[draft.section].more is not None else []
    if not checked.loses or draft.is_reason_own:
        below.append(press("why"))
    return (row, tuple(below)) if below else (row,)
