"""What is different between two versions of an entry, line by line, in the words of the forms."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from bot.cards.limits import length, shorten
from bot.curating.reading import Reading
from bot.curating.sections import SECTIONS
from knowledge.editing.change import Change, Fields, SectionName

_MAX_LINE = 220
_APART = frozenset({"id", "sentences"})


def told(section: SectionName, entry: Fields | None, reading: Reading) -> list[str]:
    """Return *entry* as lines, each beginning with the name of its field; a list has a line for each of its parts."""
    if entry is None:
        return []
    lines = [line for field in SECTIONS[section].fields for line in _lines(field, entry, reading)]
    known = {key for field in SECTIONS[section].fields for key in (field.path[:1] or field.keys)}
    for key, value in entry.items():
        if key not in known and key not in _APART:
            lines.append(f"{reading.say(f'field.{key}.label')}: {value}")
    if "sentences" in entry:
        lines.append(f"{reading.say('field.sentences.label')}: {len(entry['sentences'])}")
    return lines


def _lines(field: Any, entry: Mapping[str, Any], reading: Reading) -> Iterator[str]:
    label = reading.say(f"field.{field.key}.label")
    value = field.shown(entry, reading)
    if field.options and value:
        value = ", ".join(reading.say(f"choice.{field.key}.{each}") for each in value.split("\n"))
    for line in value.splitlines():
        yield f"{label}: {line}"


def differing(change: Change, reading: Reading) -> list[str]:
    """Return the lines that *change* takes out, after ``- ``, and puts in, after ``+ ``, in the order of the forms."""
    before, after = (told(change.section, each, reading) for each in (change.before, change.after))
    rows: list[str] = []
    for what, begin, end, start, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            rows += [f"- {line}" for line in before[begin:end]]
            rows += [f"+ {line}" for line in after[start:stop]]
    return rows


def diff_block(rows: Sequence[str], reading: Reading, *, most: int, room: int) -> str:
    """Return at most *most* of *rows*, and about *room* characters, as a block that Discord colours."""
    kept: list[str] = []
    used = 0
    for row in rows[:most]:
        line = shorten(_plain(row), _MAX_LINE)
        used += length(line) + 1
        if used > room:
            break
        kept.append(line)
    block = "```diff\n" + "\n".join(kept) + "\n```"
    left = len(rows) - len(kept)
    return block if not left else f"{block}\n{reading.wording.count('keeping.diff.more', reading.language, left)}"


def _plain(row: str) -> str:
    """Return *row* without what would end the block, or what nobody can see."""
    return "".join(each for each in row.replace("`", "'") if each.isprintable())
