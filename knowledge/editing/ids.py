"""Ids for new entries, made of what the entry says."""

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from typing import Any

from knowledge.editing.change import Fields, SectionName
from knowledge.factfile.references import fold_id
from knowledge.model import MAX_ID

_WORDS = 5
"""Words of a text that go into an id; with more it is a sentence, with fewer many would be alike."""
_LONGEST_STEM = 48
"""Characters of an id without what makes it the only one."""
_WORD = re.compile(r"[a-z0-9]+")
_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}")
"""Such as ``u.s.``, which is one word."""
_APOSTROPHES = re.compile(r"(?<=[a-z])['’](?=[a-z])")  # noqa: RUF001 - as people write it
_SMALL_WORDS = frozenset(
    """
    a about after all also an and any are as at be been before between both but by did do does for from had has have he
    her his how in into is it its of on or release says she so such than that the their them then there these they
    this those to was were what when where which who whom whose why will with would
    """.split()
)
"""Words that tell nothing about an entry."""


def make_id(section: SectionName, fields: Fields, taken: Container[str]) -> str:
    """Return an id for the new entry *fields* of *section*: at most MAX_ID small letters, digits, dots and hyphens.

    The same entry and the same *taken* always give the same id. It is none of *taken* and, where *taken* can be counted
    through, differs from each in more than case, dots and hyphens. Facts and gaps share one space of ids, and so do
    people and terms.
    """
    folded = {fold_id(each) for each in taken if isinstance(each, str)} if isinstance(taken, Iterable) else frozenset()
    stem = _stem(section, fields)
    for ident in _numbered(stem):
        if ident not in taken and fold_id(ident) not in folded:
            return ident
    raise AssertionError("numbers do not end")


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        tail = f"-{number}"
        yield stem[: MAX_ID - len(tail)].rstrip(".-") + tail
        number += 1


def _stem(section: SectionName, fields: Fields) -> str:
    if section == "facts":
        head = _slug(str(fields.get("meeting") or _first_release(fields)), MAX_ID)
        tail = _slug(_english(fields, "text"), _room(head), known=head) or _word(fields.get("kind"), "fact")
        return _cut(f"{head}.{tail}" if head else tail)
    if section == "gaps":
        meeting = _slug(str(fields.get("meeting") or ""), MAX_ID)
        questions = fields.get("questions")
        asked = questions.get("en") if isinstance(questions, dict) else None
        told = str(asked[0]) if asked else _english(fields, "text")
        tail = _slug(told, _room(meeting), known=meeting) or _word(fields.get("kind"), "question")
        return _cut("-".join(part for part in ("gap", meeting, tail) if part))
    if section == "meetings" and fields.get("series") and fields.get("ordinal"):
        return _cut(f"{_slug(str(fields['series']), _LONGEST_STEM)}-{fields['ordinal']}")
    name = _english(fields, "title" if section == "releases" else "name")
    keep_all = section in {"people", "terms"}
    return _cut(_slug(name, _LONGEST_STEM, keep_all=keep_all) or section.removesuffix("s").replace("people", "person"))


def _room(head: str) -> int:
    """Return how many characters may follow *head*."""
    return _LONGEST_STEM - min(len(head), _LONGEST_STEM // 2)


def _cut(ident: str) -> str:
    return ident[:MAX_ID].rstrip(".-")


def _english(fields: Fields, key: str) -> str:
    value = fields.get(key)
    return str(value.get("en") or "") if isinstance(value, dict) else ""


def _first_release(fields: Fields) -> str:
    sources = fields.get("sources")
    return str(sources[0]).partition("#")[0] if isinstance(sources, list | tuple) and sources else ""


def _word(value: Any, otherwise: str) -> str:
    return str(value or otherwise).replace("_", "-")


def _slug(text: str, longest: int, *, keep_all: bool = False, known: str = "") -> str:
    """Return the words of *text* that tell something, joined by hyphens; empty where it has none in Latin letters.

    Words of *known*, which the id has already, are left out.
    """
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each)).casefold()
    plain = _INITIALS.sub(lambda match: match.group().replace(".", "") + " ", plain)
    words = _WORD.findall(_APOSTROPHES.sub("", plain))
    if not keep_all:
        passed_over = _SMALL_WORDS | set(re.split(r"[.-]", known))
        words = [each for each in words if each not in passed_over] or words
    slug = ""
    for word in words[:_WORDS]:
        longer = f"{slug}-{word}" if slug else word[:longest]
        if len(longer) > longest:
            break
        slug = longer
    return slug
