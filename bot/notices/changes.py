"""What changed in the facts, as one message for a channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.cards.markdown import escape, escape_within
from bot.cards.message import Message, Section, Style
from bot.cards.words import Words
from bot.database.revisions import Revision
from bot.text.phrases import Phrases
from knowledge.decision import cite_place
from knowledge.editing.change import Change

MOST_SHOWN: Final = 10
"""Entries that a notice tells; it says how many more there are."""
_MAX_TEXT: Final = 600
_MAX_BEFORE: Final = 200
_DIGITS: Final = 8
"""Hex digits of a revision's digest, enough to know a notice again by."""


@dataclass(frozen=True, slots=True)
class ChangesNotice:
    """A notice, and the words in it by which it is known again."""

    message: Message
    marks: frozenset[str]


def render_changes(revisions: Sequence[Revision], phrases: Phrases, *, style: Style) -> ChangesNotice:
    """Return what *revisions*, at least one, oldest first, changed together. Who made them is not told."""
    say, count = phrases.say, phrases.wording.count
    first, last = revisions[0], revisions[-1]
    mark = f"{last.number} ({last.digest[:_DIGITS]})"
    key = "mark" if first is last else "marks"
    foot = Section(
        say(f"insights.notice.changes.{key}", first=first.number, number=last.number, digest=last.digest[:_DIGITS])
    )
    title = Section(f"### {count('insights.notice.changes.title', phrases.language, len(revisions))}")
    changes = folded(revisions)
    if not changes:
        whole = Section(say("insights.notice.changes.whole"))
        return ChangesNotice(Message(style, (title, whole, foot)), frozenset({mark}))
    shown: list[Section] = []
    for change in changes[:MOST_SHOWN]:
        section = Section(_entry(change, phrases), apart=bool(shown))
        if not Message(style, (title, *shown, section, Section("x" * 60), foot)).fits:
            break
        shown.append(section)
    if (more := len(changes) - len(shown)) > 0:
        shown.append(Section(count("insights.notice.changes.more", phrases.language, more)))
    return ChangesNotice(Message(style, (title, *shown, foot)), frozenset({mark}))


def folded(revisions: Sequence[Revision]) -> list[Change]:
    """Return what *revisions*, oldest first, changed together: each entry once, in the order it was first touched."""
    together: dict[tuple[str, str], Change] = {}
    for revision in revisions:
        for change in revision.changes:
            key = (change.section, change.id)
            before = together.get(key)
            if before is not None and before.before is None and change.after is None:
                del together[key]  # it came and went
            else:
                together[key] = change if before is None else replace(before, after=change.after)
    return [each for each in together.values() if each.before != each.after]


def _entry(change: Change, phrases: Phrases) -> str:
    before, after = change.before or {}, change.after or {}
    what = f"{_text(change.after or before, phrases, _MAX_TEXT)} `{escape(change.id)}`"
    lines = [phrases.say(f"insights.notice.changes.{_kind(change)}", what=what)]
    old = _text(before, phrases, _MAX_BEFORE)
    if before and after and old != _text(after, phrases, _MAX_BEFORE):
        lines.append(phrases.say("insights.notice.changes.was", text=old))
    if change.section == "facts" and after:
        lines += _sources(after, phrases)
    return "\n".join(lines)


def _kind(change: Change) -> str:
    if change.before is None:
        return "added"
    if change.after is None:
        return "removed"
    for key, kind in (("retired", "retired"), ("superseded_by", "superseded")):
        if change.after.get(key) and not change.before.get(key):
            return kind
    return "changed"


def _text(fields: Mapping[str, Any], phrases: Phrases, limit: int) -> str:
    """Return what an entry is called or tells, in the reader's language where it has that; escaped."""
    said = fields.get("text") or fields.get("name") or fields.get("title") or ""
    if isinstance(said, Mapping):
        said = said.get(phrases.language.value) or said.get("en") or ""
    return escape_within(str(said), limit)


def _sources(fields: Mapping[str, Any], phrases: Phrases) -> list[str]:
    """Return where a fact is printed, as far as the facts of now have the place."""
    places = [each for each in fields.get("sources") or () if each in phrases.book.sentences]
    citations = [cite_place(each, phrases.book, phrases.language) for each in places]
    return Words(phrases, max_title=120, max_publisher=80, max_releases=2).sources(citations) if citations else []
