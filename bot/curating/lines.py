"""Values of an entry that take a line with several parts: days, offices, delegations, sessions.

A stroke parts what stands in one line: ``kidd-14 | rok | Deputy Minister / 국방정책실장 | kidd-14#s02``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.curating.reading import (
    Fault,
    Reading,
    Unread,
    lines_of,
    one_line,
    read_meeting,
    read_names,
    read_person,
    read_sources,
)
from bot.text.names import Subject, find
from knowledge.model import Basis, Side

Rows = Sequence[Mapping[str, Any]]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SERIES = re.compile(r"(.*\S)\s*-?\s*\b([0-9]{1,3})")
_DASHES = " \n,;~-\N{EN DASH}\N{EM DASH}"
_STROKE = re.compile(r"\s*[|｜]\s*")  # noqa: RUF001 - Korean keyboards have this stroke


def read_yes(typed: str, reading: Reading) -> bool | None:
    """Return True for yes; None for no, which goes without saying."""
    del reading
    return True if typed == "yes" else None


def write_yes(value: object, reading: Reading) -> str:
    """Return yes or no."""
    del reading
    return "yes" if value else "no"


def read_inferred(typed: str, reading: Reading) -> dict[str, str] | None:
    """Return from what a fact is inferred; nothing for one that is printed."""
    del reading
    ground = one_line(typed)
    return {"basis": Basis.INFERRED.value, "inferred_from": ground} if ground else None


def write_inferred(value: Mapping[str, Any], reading: Reading) -> str:
    """Return from what a fact is inferred."""
    del reading
    return str(value.get("inferred_from", ""))


def read_days(typed: str, reading: Reading) -> dict[str, str] | None:
    """Return first and last day of one or two ISO days."""
    days = _DAY.findall(typed)
    if not one_line(typed):
        return None
    if len(days) not in {1, 2} or _DAY.sub("", typed).strip(_DASHES) not in {"", "to", "부터"}:
        raise Unread([reading.fault("no_days", typed=one_line(typed))])
    for day in days:
        _check_day(day, reading)
    if days[0] > days[-1]:
        raise Unread([reading.fault("days_reversed", first=days[0], last=days[-1])])
    return {"starts_on": days[0], "ends_on": days[-1]}


def write_days(value: Mapping[str, Any], reading: Reading) -> str:
    """Return one day, or two."""
    del reading
    first, last = str(value.get("starts_on", "")), str(value.get("ends_on", ""))
    return first if first == last else f"{first} – {last}"  # noqa: RUF001 - from a day to a day


def read_published(typed: str, reading: Reading) -> dict[str, str] | None:
    """Return the day of publication; one in brackets is inferred."""
    wanted = one_line(typed)
    if not wanted:
        return None
    found = re.fullmatch(r"(\()?\s*([0-9]{4}-[0-9]{2}-[0-9]{2})\s*(?:\))?", wanted)
    if found is None:
        raise Unread([reading.fault("no_day", typed=wanted)])
    _check_day(found[2], reading)
    basis = Basis.INFERRED if found[1] else Basis.STATED
    return {"published": found[2], "published_basis": basis.value}


def write_published(value: Mapping[str, Any], reading: Reading) -> str:
    """Return the day of publication, in brackets where it is inferred."""
    del reading
    day = str(value.get("published", ""))
    return f"({day})" if value.get("published_basis") == Basis.INFERRED else day


def _check_day(day: str, reading: Reading) -> None:
    try:
        date.fromisoformat(day)
    except ValueError:
        raise Unread([reading.fault("no_day", typed=day)]) from None


def read_series(typed: str, reading: Reading) -> dict[str, Any] | None:
    """Return the term that names a series, and the number within it: ``kidd 14``."""
    wanted = one_line(typed)
    if not wanted:
        return None
    found = _SERIES.fullmatch(wanted)
    name, number = (found[1], int(found[2])) if found else (wanted, None)
    ident = find(reading.book, Subject.TERM, name.rstrip(" -"))
    if ident is None:
        raise Unread([reading.fault("no_series", typed=name)])
    return {"series": ident} if number is None else {"series": ident, "ordinal": number}


def write_series(value: Mapping[str, Any], reading: Reading) -> str:
    """Return series and number."""
    del reading
    return " ".join(str(value[key]) for key in ("series", "ordinal") if key in value)


def read_roles(typed: str, reading: Reading) -> list[dict[str, Any]] | None:
    """Return what somebody was at each meeting: ``meeting | side | office | sources``."""
    return _rows(typed, reading, "role", _read_role)


def more_roles(typed: str, before: Rows, reading: Reading) -> list[dict[str, Any]] | None:
    """Return roles as `read_roles` does; a line that is as it stood there is the role that it was."""
    return _rows(typed, reading, "role", _read_role, _known(before, write_roles, reading))


def _read_role(parts: Sequence[str], reading: Reading) -> dict[str, Any]:
    if len(parts) == 3:  # noqa: PLR2004 - meeting, office and sources, for somebody of neither side
        meeting, office, sources = parts
        side = ""
    else:
        meeting, side, office, sources = parts
    role = {"meeting": read_meeting(meeting, reading), "office": read_names(office, reading)}
    if side:
        role["side"] = _side(side, reading)
    return {**role, "sources": read_sources(sources, reading)}


def write_roles(value: Sequence[Mapping[str, Any]], reading: Reading) -> str:
    """Return one role a line."""
    del reading
    return "\n".join(_row(role["meeting"], role.get("side"), _both(role["office"]), _ids(role)) for role in value)


def read_delegations(typed: str, reading: Reading) -> list[dict[str, Any]] | None:
    """Return the sides of a meeting: ``side | who led | office | sources``."""
    return _rows(typed, reading, "delegation", _read_delegation)


def more_delegations(typed: str, before: Rows, reading: Reading) -> list[dict[str, Any]] | None:
    """Return delegations as `read_delegations` does; a line that is as it stood there is the delegation that it was."""
    return _rows(typed, reading, "delegation", _read_delegation, _known(before, write_delegations, reading))


def _read_delegation(parts: Sequence[str], reading: Reading) -> dict[str, Any]:
    side, lead, office, sources = parts
    return {
        "side": _side(side, reading),
        "lead": read_person(lead, reading),
        "office": read_names(office, reading),
        "sources": read_sources(sources, reading),
    }


def write_delegations(value: Sequence[Mapping[str, Any]], reading: Reading) -> str:
    """Return one delegation a line."""
    del reading
    return "\n".join(_row(each["side"], each["lead"], _both(each["office"]), _ids(each)) for each in value)


def read_sessions(typed: str, reading: Reading) -> list[dict[str, Any]] | None:
    """Return the parts of a meeting: ``id | name | body that met | sources``."""
    return _rows(typed, reading, "session", _read_session)


def more_sessions(typed: str, before: Rows, reading: Reading) -> list[dict[str, Any]] | None:
    """Return sessions as `read_sessions` does; a line that is as it stood there is the session that it was."""
    return _rows(typed, reading, "session", _read_session, _known(before, write_sessions, reading))


def _read_session(parts: Sequence[str], reading: Reading) -> dict[str, Any]:
    ident, name, term, sources = parts if len(parts) == 4 else (parts[0], parts[1], "", parts[2])  # noqa: PLR2004
    session = {"id": ident.casefold(), "name": read_names(name, reading)}
    if term:
        found = find(reading.book, Subject.TERM, term)
        if found is None:
            raise Unread([reading.fault("no_term", typed=term)])
        session["term"] = found
    return {**session, "sources": read_sources(sources, reading)}


def write_sessions(value: Sequence[Mapping[str, Any]], reading: Reading) -> str:
    """Return one session a line."""
    del reading
    return "\n".join(_row(each["id"], _both(each["name"]), each.get("term"), _ids(each)) for each in value)


def _known(before: Rows, write: Callable[[Rows, Reading], str], reading: Reading) -> dict[str, dict[str, Any]]:
    """Return the rows of *before* by the line in which each stood in the form."""
    return {one_line(write((row,), reading)): dict(row) for row in before}


def _rows(
    typed: str, reading: Reading, what: str, read: Any, known: Mapping[str, dict[str, Any]] | None = None
) -> list[dict[str, Any]] | None:
    """Read each line of *typed* by its parts, unless it is *known*; a fault names its line."""
    known = known or {}
    rows: list[dict[str, Any]] = []
    faults: list[Fault] = []
    for number, line in enumerate(lines_of(typed, known), start=1):
        if line in known:
            rows.append(known[line])
            continue
        parts = _STROKE.split(line)
        if len(parts) not in {3, 4} or not all(parts[:2]) or (what == "delegation" and len(parts) != 4):  # noqa: PLR2004
            fault = reading.fault(f"no_{what}", typed=line)
            faults.append(Fault(reading.say("fault.line", number=number, wrong=fault.wrong), fault.right))
            continue
        try:
            rows.append(read(parts, reading))
        except Unread as error:
            faults += [
                Fault(reading.say("fault.line", number=number, wrong=each.wrong), each.right) for each in error.faults
            ]
    if faults:
        raise Unread(faults)
    return rows or None


def _side(typed: str, reading: Reading) -> str:
    folded = typed.casefold().strip(" .").replace(".", "")
    for side in Side:
        if folded in reading.say(f"fault.side.{side}").casefold().split(", "):
            return side.value
    raise Unread([reading.fault("no_side", typed=typed)])


def _row(*parts: str | None) -> str:
    return " | ".join(part for part in parts if part)


def _both(names: Mapping[str, str]) -> str:
    return " / ".join(names[key] for key in ("en", "ko") if names.get(key))


def _ids(entry: Mapping[str, Any]) -> str:
    return ", ".join(entry["sources"])
