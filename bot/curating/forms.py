"""The forms of a change in hand: opened from its draft, and taken back into it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from bot.cards.limits import length
from bot.curating.draft import Deed, Draft
from bot.curating.fields import Field
from bot.curating.reading import Fault, Reading, Unread, lines_of
from bot.curating.sections import SECTIONS, ordered
from bot.interactions.forms import Choose, Form, Line, Option, Sent
from bot.interactions.forms import Field as FormField

WORK_FORM: Final = "work"
"""What a form of a change is called in its custom_id."""
ROOM = 3800
"""Characters that a list may have to stand in one field, where 4000 are let in: room to add to it."""
PARTS = 5
"""Fields over which a long list is spread; a form has no more."""
MAX_REASON = 500

ALIAS, REASON, RETIRE, SPREAD = "alias", "reason", "retire", "list"
"""Forms beside those of `SECTIONS`: more ways to ask, why, taking back, a long list over several fields."""


@dataclass(frozen=True, slots=True)
class About:
    """What a form is about, small enough for its custom_id.

    Attributes:
        number: of the work in hand.
        page: the number of a form in `SECTIONS`, or one of the names above.
        step: of the draft when it was opened.
        here: whether the message that the form was opened from is the preview, which then changes.
    """

    number: int
    page: str
    step: int
    here: bool

    def __str__(self) -> str:
        return f"{self.number}.{self.page}.{self.step}.{'here' if self.here else 'new'}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return what `str` made *text* of; None for a made-up one."""
        match text.split("."):
            case [number, page, step, here] if _is_number(number) and _is_number(step) and here in {"here", "new"}:
                return cls(int(number), page, int(step), here == "here")
            case _:
                return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18  # noqa: PLR2004 - within 64 bits


def make_form(draft: Draft, about: About, reading: Reading) -> Form:
    """Return the form *about* a draft, with everything in it that is known already."""
    title = reading.say(f"form.{about.page if not about.page.isdigit() else 'entry'}", what=what_of(draft, reading))
    return Form(WORK_FORM, str(about), title, tuple(_fields(draft, about.page, reading)))


def what_of(draft: Draft, reading: Reading) -> str:
    """Return what kind of entry it is, as a short noun."""
    return reading.say(f"section.{draft.section}.{'new' if draft.deed is Deed.ADD else 'one'}")


def named(draft: Draft, reading: Reading) -> str:
    """Return what a draft would do and to what, in a few plain words to choose it by."""
    if draft.several:
        what = reading.wording.count("keeping.preview.several", reading.language, len(draft.several))
    else:
        what = " ".join(filter(None, (what_of(draft, reading), draft.entry_id or _text_of(draft.fields))))
    return reading.say(f"deed.{draft.deed}", what=what)


def _text_of(fields: Mapping[str, Any]) -> str:
    both = fields.get("text") or fields.get("name") or fields.get("title") or {}
    return str(both.get("en") or both.get("ko") or "")


def has_page(draft: Draft, page: str) -> bool:
    """Whether the draft has such a form."""
    section = SECTIONS[draft.section]
    if draft.several:
        return page == REASON
    if page.isdigit():
        return not draft.is_removal and int(page) < len(section.pages)
    if page == SPREAD:
        return not draft.is_removal and section.more is not None
    return page in {ALIAS, REASON, RETIRE}


def _fields(draft: Draft, page: str, reading: Reading) -> Iterator[FormField]:
    section = SECTIONS[draft.section]
    if page in {REASON, RETIRE}:
        goes = page == RETIRE and draft.section != "facts"
        hint = reading.say("field.retire.hint_out" if goes else f"field.{page}.hint")
        label = reading.say(f"field.{page}.label")
        own = draft.reason if draft.is_reason_own else ""
        yield Line(page, label, hint, value=own, long=True, least=3, most=MAX_REASON)
    elif page == ALIAS and section.more is not None:
        yield _more(section.more, draft, reading, required=True)
    elif page == SPREAD and section.more is not None:
        label = reading.say(f"field.{section.more.key}.label")
        parts = spread(_lines(section.more, draft, reading))
        for number, part in enumerate(parts):
            shown = label if len(parts) == 1 else f"{label} ({number + 1}/{len(parts)})"
            yield Line(_part(number), shown, reading.say("field.spread"), "\n".join(part), required=False, long=True)
    elif page.isdigit():
        for field in section.pages[int(page)]:
            yield from _field(field, draft, reading)


def _field(field: Field, draft: Draft, reading: Reading) -> Iterator[FormField]:
    label, hint = reading.say(f"field.{field.key}.label"), reading.say(f"field.{field.key}.hint")
    value = draft.typed.get(field.key, field.shown(draft.fields, reading)) or ""
    if field.options:
        options = [Option(each, reading.say(f"choice.{field.key}.{each}")) for each in field.options]
        chosen = tuple((value or field.usual).split("\n")) if value or field.usual else ()
        if field.several:
            yield Choose(field.key, label, options, hint, chosen, least=0, most=8)
        else:
            yield Choose(field.key, label, options, hint, chosen, least=int(field.required))
    elif length(value) <= _room(field, draft):
        yield Line(field.key, label, hint, value, required=field.required, long=field.long, most=field.most)
    elif field is SECTIONS[draft.section].more:
        yield _more(field, draft, reading)
    # What is too long for a form stays as it is: nothing would be worse than a list cut off unseen. `left_out` tells.


def _room(field: Field, draft: Draft) -> int:
    """Return how long a text may be to stand in *field*: what came from there fits there again."""
    is_list = field is SECTIONS[draft.section].more and field.key not in draft.typed
    return min(field.most, ROOM) if is_list else field.most


def left_out(draft: Draft, reading: Reading) -> list[Field]:
    """Return the fields that no form shows, since their values are too long for one."""
    if draft.several or draft.is_removal or draft.deed in {Deed.RETIRE, Deed.RESTORE}:
        return []
    section = SECTIONS[draft.section]
    return [
        field
        for field in section.fields
        if not field.options
        and field is not section.more
        and length(draft.typed.get(field.key, field.shown(draft.fields, reading))) > _room(field, draft)
    ]


def _lines(field: Field, draft: Draft, reading: Reading) -> list[str]:
    """Return the lines of a list as they are kept."""
    return list(dict.fromkeys(line for line in field.shown(draft.fields, reading).split("\n") if line))


def _more(field: Field, draft: Draft, reading: Reading, *, required: bool = False) -> Line:
    """Return the field in which more is added to a list that itself is not shown."""
    count = len(_lines(field, draft, reading))
    label = reading.say(f"field.{field.key}_more.label")
    hint = reading.say(f"field.{field.key}_more.hint", number=count)
    value = draft.typed.get(_added(field), "")
    return Line(_added(field), label, hint, value, required=required, long=True)


def _added(field: Field) -> str:
    return f"{field.key}_more"


def _part(number: int) -> str:
    return f"part_{number}"


def spread(lines: Sequence[str]) -> list[list[str]]:
    """Return *lines* in one to five parts that each fit into a field; lines without room are in none."""
    parts: list[list[str]] = [[]]
    used = 0
    for line in lines:
        size = length(line) + 1
        if used + size > ROOM:
            if len(parts) == PARTS:
                break
            parts.append([])
            used = 0
        parts[-1].append(line)
        used += size
    return parts


def take_form(draft: Draft, about: About, sent: Sent, reading: Reading) -> Draft:
    """Return the draft with what was sent: values that can be read in the entry, the others kept as they were typed."""
    draft = replace(draft, step=draft.step + 1)
    match about.page:
        case "reason":
            return _reasoned(draft, " ".join(sent.values.get(REASON, "").split()))
        case "retire":
            return _retired(draft, " ".join(sent.values.get(RETIRE, "").split()))
        case "list":
            return _take_spread(draft, about, sent, reading)
    section = SECTIONS[draft.section]
    fields = (section.more,) if about.page == ALIAS else section.pages[int(about.page)]
    for field in fields:
        if field is not None:
            draft = _take_field(draft, field, sent, reading)
    return replace(draft, fields=ordered(draft.section, draft.fields))


def _reasoned(draft: Draft, reason: str) -> Draft:
    """Return the draft with the member's own *reason*, which a fact that is retired has as well."""
    if draft.deed is Deed.RETIRE:
        return _retired(draft, reason)
    return replace(draft, reason=reason, is_reason_own=bool(reason))


def _retired(draft: Draft, reason: str) -> Draft:
    draft = replace(draft, reason=reason, is_reason_own=bool(reason))
    if draft.section != "facts":
        return replace(draft, is_removal=True)
    return replace(draft, fields=ordered("facts", {**(draft.before or {}), "retired": reason}))


def _take_field(draft: Draft, field: Field, sent: Sent, reading: Reading) -> Draft:
    added = sent.values.get(_added(field))
    if field.key in sent.chosen:
        raw = "\n".join(value for value in sent.chosen[field.key] if value in field.options)
    elif field.key in sent.values:
        raw = sent.values[field.key]
        if _is_as_shown(raw, draft.typed.get(field.key, field.shown(draft.fields, reading))):
            # Not read: nobody changed it, and reading might take it for something else than it is.
            return draft
    elif added is None:
        return draft
    else:
        return _add_lines(draft, field, added, reading)
    return _put(draft, field, raw, reading)


def _is_as_shown(raw: str, shown: str) -> bool:
    return raw.replace("\r\n", "\n").strip() == shown.strip()


def _put(draft: Draft, field: Field, raw: str, reading: Reading) -> Draft:
    typed = {key: value for key, value in draft.typed.items() if key != field.key}
    try:
        value = field.read_over(raw, draft.fields, reading)
    except Unread:
        return replace(draft, typed={**typed, field.key: raw})
    return replace(draft, typed=typed, fields=field.put(draft.fields, value))


def _add_lines(draft: Draft, field: Field, typed: str, reading: Reading) -> Draft:
    """Return the draft with the lines that were *typed* at the end of a list that has one text a line."""
    now = _lines(field, draft, reading)
    value = field.read_over("\n".join([*now, *lines_of(typed, now)]), draft.fields, reading)
    return replace(draft, fields=field.put(draft.fields, value))


def _take_spread(draft: Draft, about: About, sent: Sent, reading: Reading) -> Draft:
    field = SECTIONS[draft.section].more
    if field is None:
        return draft
    now = _lines(field, draft, reading)
    shown = {line for part in spread(now) for line in part}
    typed = [line for number in range(PARTS) for line in lines_of(sent.values.get(_part(number), ""), now)]
    # A form that is older than the draft showed other lines: then nothing that came since may go.
    kept = now if about.step != draft.step - 1 else [line for line in now if line not in shown]
    value = field.read_over("\n".join([*typed, *kept]), draft.fields, reading)
    return replace(draft, fields=ordered(draft.section, field.put(draft.fields, value)))


def merged(section_fields: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry with what somebody wants in it: lists grow, everything else is replaced."""
    entry = dict(section_fields)
    for key, value in more.items():
        old = entry.get(key)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            entry[key] = merged(old, value)
        elif isinstance(old, list | tuple) and isinstance(value, list | tuple):
            entry[key] = [*old, *(each for each in value if each not in old)]
        elif value is not None:
            entry[key] = value
    return entry


def unread(draft: Draft, reading: Reading) -> tuple[Draft, list[tuple[Field, Fault]]]:
    """Return the draft with everything that can be read now, and what is wrong with the rest, in the forms' order."""
    faults: list[tuple[Field, Fault]] = []
    for field in SECTIONS[draft.section].fields:
        raw = draft.typed.get(field.key)
        if raw is None:
            continue
        try:
            field.read_over(raw, draft.fields, reading)
        except Unread as error:
            faults += [(field, fault) for fault in error.faults]
        else:
            draft = _put(draft, field, raw, reading)
    return draft, faults
