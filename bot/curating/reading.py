"""What was typed into the fields of a form, read: each fault tells what is wrong and what would be right."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.text.names import Subject, find, near
from bot.text.wording import Wording
from knowledge.factfile.nearest import Nearest
from knowledge.model import FactBook, Language

_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_BULLET = re.compile(r"^\s*(?:[-*•·]\s+|[0-9]{1,2}[.)]\s+(?![\d\s]))")
"""Of a list; a number before another one is a day: 7. 26."""
_LATIN = re.compile(r"[A-Za-z]")
_PARTS = re.compile(r"[,;，、\n]")  # noqa: RUF001 - Korean keyboards have these commas
_SENTENCE = re.compile(r"([a-z0-9.-]*[a-z0-9])?[\s#]*([hs])\s*0*([0-9]{1,4})", re.IGNORECASE)
TWO = 2
_SHOWN = 60
"""Characters of what was typed that a fault repeats."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a field: what is wrong and what would be right, as plain sentences."""

    wrong: str
    right: str


class Unread(ValueError):
    """A field could not be read; `faults` is all that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(fault.wrong for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Reading:
    """By what a field is read: the book whose names it may hold, and the language in which faults are told."""

    book: FactBook
    wording: Wording
    language: Language

    def say(self, key: str, /, **values: object) -> str:
        """Return the words ``keeping.<key>``."""
        return self.wording(f"keeping.{key}", self.language, **values)

    def fault(self, key: str, /, **values: object) -> Fault:
        """Return the fault whose words are ``keeping.fault.<key>``."""
        told = {name: _brief(value) if isinstance(value, str) else value for name, value in values.items()}
        return Fault(self.say(f"fault.{key}.wrong", **told), self.say(f"fault.{key}.right", **told))


def is_korean(text: str) -> bool:
    """Whether *text* has Hangul in it."""
    return _HANGUL.search(text) is not None


def sentence(text: str) -> str:
    """Return *text* with a full stop behind it, unless it ends as a sentence does already."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def one_line(typed: str) -> str:
    """Return *typed* on one line, in the Unicode form of the file, without blank space around it."""
    return " ".join(unicodedata.normalize("NFC", typed).split())


def lines_of(typed: str, known: Collection[str] = ()) -> list[str]:
    """Return the lines of *typed* that have something in them, each once, without the bullets of a list.

    A line that is *known*, as it stood there before, has no bullet, whatever it begins with.
    """
    whole = (one_line(line) for line in typed.splitlines())
    lines = (line if line in known else one_line(_BULLET.sub("", line)) for line in whole)
    return list(dict.fromkeys(line for line in lines if line))


def read_line(typed: str, reading: Reading) -> str | None:
    """Return *typed* as one line; None for nothing."""
    del reading
    return one_line(typed) or None


def read_lines(typed: str, reading: Reading) -> list[str] | None:
    """Return one text a line; None for nothing."""
    del reading
    return lines_of(typed) or None


def more_lines(typed: str, before: Sequence[str], reading: Reading) -> list[str] | None:
    """Return one text a line, where *before* stood there: a line of it stays letter by letter."""
    del reading
    return lines_of(typed, before) or None


def read_questions(typed: str, reading: Reading) -> dict[str, list[str]] | None:
    """Return one question a line, by the language that it is in."""
    return more_questions(typed, {}, reading)


def more_questions(typed: str, before: Mapping[str, Sequence[str]], reading: Reading) -> dict[str, list[str]] | None:
    """Return one question a line, by language: a line of *before* keeps its own, a new one is told by its letters."""
    del reading
    known = {key: frozenset(before.get(key) or ()) for key in ("en", "ko")}
    found: dict[str, list[str]] = {"en": [], "ko": []}
    for line in lines_of(typed, known["en"] | known["ko"]):
        keys = [key for key in found if line in known[key]]
        for key in keys or ["ko" if is_korean(line) else "en"]:
            found[key].append(line)
    return {key: lines for key, lines in found.items() if lines} or None


def read_names(typed: str, reading: Reading) -> dict[str, str] | None:
    """Return an English line and a Korean one, or both parted by a stroke.

    The line with less Hangul is the English one; where both have as much, such as none, the first. A stroke parts
    two names only where one side of it has Hangul and the other has none: a name may have a stroke of its own.
    """
    return more_names(typed, {}, reading)


def more_names(typed: str, before: Mapping[str, str], reading: Reading) -> dict[str, str] | None:
    """Return names as `read_names` does, where *before* stood there: a name of it stays in its language."""
    lines = typed.splitlines() if "\n" in typed.strip() else _parted(typed)
    parts = [part for part in map(one_line, lines) if part]
    if not parts:
        return None
    if len(parts) > TWO:
        raise Unread([reading.fault("two_names")])
    english, korean = before.get("en"), before.get("ko")
    if len(parts) == 1:
        if is_korean(parts[0]) and parts[0] != english:
            raise Unread([reading.fault("no_english")])
        return {"en": parts[0]}
    if parts[0] != english and parts[1] != korean:
        if parts[1] == english or parts[0] == korean or _share(parts[0]) > _share(parts[1]):
            parts.reverse()
        if is_korean(parts[0]) and parts[0] != english and not _LATIN.search(parts[0]):
            raise Unread([reading.fault("no_english")])
    return dict(zip(("en", "ko"), parts, strict=True))


def _parted(typed: str) -> list[str]:
    """Return both names of one line, or the line where no stroke parts an English name from a Korean one."""
    pieces = typed.split(" / ")
    korean = [is_korean(piece) for piece in pieces]
    for index in range(1, len(pieces)):
        left, right = korean[:index], korean[index:]
        if (all(left) and not any(right)) or (all(right) and not any(left)):
            return [" / ".join(pieces[:index]), " / ".join(pieces[index:])]
    return [typed]


def _share(text: str) -> float:
    """Return how much of *text* is Hangul, from 0 to 1."""
    return len(_HANGUL.findall(text)) / max(1, len(text))


def read_sources(typed: str, reading: Reading) -> list[str] | None:
    """Return places such as ``kidd-14#s02``; ``kidd-14 s2, s3`` is read as well.

    Raises:
        Unread: a part names no sentence that the book has.
    """
    places: list[str] = []
    faults: list[Fault] = []
    release = ""
    for part in (one_line(each) for each in _PARTS.split(typed)):
        if not part:
            continue
        begin = 0
        for found in _SENTENCE.finditer(part):
            if part[begin : found.start()].strip():
                break
            begin = found.end()
            release = (found[1] or release).casefold()
            place = _place(release, found[2].casefold(), int(found[3]), reading)
            if isinstance(place, Fault):
                faults.append(place)
            else:
                places.append(place)
        if part[begin:].strip():
            faults.append(reading.fault("no_place", typed=part))
    if faults:
        raise Unread(dict.fromkeys(faults))
    return list(dict.fromkeys(places)) or None


def _place(release: str, letter: str, number: int, reading: Reading) -> str | Fault:
    known = reading.book.releases
    if not release:
        return reading.fault("no_release", typed=f"{letter}{number:02}")
    if release not in known:
        close = Nearest().pick(release, known)
        if close is None:
            return reading.fault("unknown_release", typed=release, known=", ".join(list(known)[:5]))
        return reading.fault("unknown_release_near", typed=release, near=close)
    ids = [sentence.id for sentence in known[release].sentences]
    for written in (f"{letter}{number:02}", f"{letter}{number}", f"{letter}{number:03}", f"{letter}{number:04}"):
        if written in ids:
            return f"{release}#{written}"
    return reading.fault("unknown_sentence", typed=f"{letter}{number:02}", release=release, first=ids[0], last=ids[-1])


def read_meeting(typed: str, reading: Reading) -> str | None:
    """Return the id of the meeting that *typed* names."""
    return _one(typed, Subject.MEETING, reading) if typed.strip() else None


def read_person(typed: str, reading: Reading) -> str:
    """Return the id of the person whom *typed* names."""
    return _one(typed, Subject.PERSON, reading)


def read_topics(typed: str, reading: Reading) -> list[str] | None:
    """Return the ids of the terms and people that *typed* names, parted by commas or lines."""
    return _several(typed, lambda part: _one(part, Subject.TOPIC, reading))


def read_releases(typed: str, reading: Reading) -> list[str] | None:
    """Return the ids of the releases that *typed* names."""
    return _several(typed, lambda part: _known(part, reading.book.releases, reading))


def read_facts(typed: str, reading: Reading) -> list[str] | None:
    """Return the ids of the facts that *typed* names."""
    return _several(typed, lambda part: _known(part, reading.book.facts, reading))


def read_speaker(typed: str, reading: Reading) -> str | None:
    """Return who said it: one of the fixed words, in either language, or the id of a person."""
    wanted = one_line(typed).casefold()
    if not wanted:
        return None
    for word in SPEAKERS:
        named = (reading.wording(f"keeping.choice.said_by.{word}", language).casefold() for language in Language)
        if wanted in {word, *named}:
            return word
    return _one(typed, Subject.PERSON, reading, otherwise="speaker")


SPEAKERS = ("both", "rok", "us", "officials", "release")
"""Who may have said it, other than a person (`knowledge.model.Fact.said_by`)."""


def _several(typed: str, read: Callable[[str], str]) -> list[str] | None:
    found: list[str] = []
    faults: list[Fault] = []
    for part in (one_line(each) for each in _PARTS.split(typed)):
        if not part:
            continue
        try:
            found.append(read(part))
        except Unread as error:
            faults += error.faults
    if faults:
        raise Unread(faults)
    return list(dict.fromkeys(found)) or None


def _one(typed: str, subject: Subject, reading: Reading, otherwise: str = "") -> str:
    wanted = one_line(typed)
    if any(wanted in known for known in _ids(subject, reading.book)):
        return wanted  # most are ids, and looking through every name takes a while in a large book
    ident = find(reading.book, subject, wanted)
    if ident is not None:
        return ident
    offered = near(reading.book, subject, wanted, reading.language, limit=3) if wanted else ()
    kind = otherwise or subject.value
    if not offered:
        raise Unread([reading.fault(f"no_{kind}", typed=wanted)])
    names = ", ".join(f"{choice.label} ({choice.id})" for choice in offered)
    told = Fault(reading.fault(f"no_{kind}", typed=wanted).wrong, reading.say("fault.near.right", near=names))
    raise Unread([told])


def _ids(subject: Subject, book: FactBook) -> tuple[Mapping[str, object], ...]:
    match subject:
        case Subject.MEETING:
            return (book.meetings,)
        case Subject.PERSON:
            return (book.people,)
        case _:
            return (book.terms, book.people)


def _known(typed: str, known: Mapping[str, object], reading: Reading) -> str:
    wanted = typed.casefold()
    if wanted in known:
        return wanted
    close = Nearest().pick(wanted, known)
    fault = reading.fault("no_entry", typed=typed)
    raise Unread([fault if close is None else Fault(fault.wrong, reading.say("fault.near.right", near=close))])


def write_speaker(value: object, reading: Reading) -> str:
    """Return who said it, in the reader's words; a person by id."""
    return reading.say(f"choice.said_by.{value}") if value in SPEAKERS else str(value)


def write_line(value: object, reading: Reading) -> str:
    """Return a text as it stands in a field."""
    del reading
    return str(value)


def write_lines(value: Iterable[str], reading: Reading) -> str:
    """Return texts one a line."""
    del reading
    return "\n".join(value)


def write_list(value: Iterable[str], reading: Reading) -> str:
    """Return ids on one line."""
    del reading
    return ", ".join(value)


def write_questions(value: Mapping[str, Iterable[str]], reading: Reading) -> str:
    """Return questions one a line, English first."""
    del reading
    return "\n".join(_all(value))


def write_names(value: Mapping[str, str], reading: Reading) -> str:
    """Return the English name above the Korean one."""
    del reading
    return "\n".join(_names(value))


def _all(value: Mapping[str, Iterable[str]]) -> Iterator[str]:
    yield from value.get("en") or ()
    yield from value.get("ko") or ()


def _names(value: Mapping[str, str]) -> Iterator[str]:
    yield value.get("en", "")
    if value.get("ko"):
        yield value["ko"]


def _brief(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1].rstrip()}…"
