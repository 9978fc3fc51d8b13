"""Fact files in every style that people write: indents, quotes, brackets, remarks, blank lines, line ends.

A file is made of plain data, so what it says is known without reading it. How it is written is drawn anew for each
value. The entries fit the schema; whether they fit each other nothing here asks.
"""

import random
from dataclasses import dataclass, field
from typing import Any

Data = dict[str, list[dict[str, Any]]]
"""Entries by section, as plain data."""

WORDS = (
    "talks Seoul the 14th meeting ended on July 26, 2018 회의는 서울에서 열렸다 U.S. side's said: yes no # & led "
    "\"by\" 'him' 50% [sic] {x} - ? ! @ Yeo Suk-joo, %d 010 12:30 ~ null true it's … – “both” a/b (KIDD)"  # noqa: RUF001 - as people write
).split()
KINDS = ("who", "when", "where", "what", "why", "how", "how_many", "list", "yes_no")
ORDER = ("releases", "meetings", "people", "terms", "facts", "gaps")
REMARK = "# a \"remark' - id: x"
"""A remark on a line of its own, with what could be taken for something else."""
HEX = "0123456789abcdef"


def sentence(rnd: random.Random, most: int = 14) -> str:
    """Return some words with everything in them that YAML may take for its own."""
    return " ".join(rnd.choice(WORDS) for _ in range(rnd.randint(1, most)))


def entry(rnd: random.Random, section: str, ident: str) -> dict[str, Any]:
    """Return an entry of *section* with the id *ident*: what it must have, and some of what it may have."""
    made = _MAKERS[section](rnd)
    optional = {key: value for key, value in made.items() if key.startswith("?") and rnd.random() < 0.5}
    needed = {key: value for key, value in made.items() if not key.startswith("?")}
    return {"id": ident, **needed, **{key[1:]: value for key, value in optional.items()}}


def names(rnd: random.Random) -> dict[str, Any]:
    """Return a text in English and perhaps in Korean."""
    both = {"en": sentence(rnd)}
    return both | {"ko": sentence(rnd)} if rnd.random() < 0.5 else both


def _some(rnd: random.Random, make: Any, most: int = 5) -> list[Any]:
    return [make() for _ in range(rnd.randint(1, most))]


def _ids(rnd: random.Random, stem: str) -> list[str]:
    return [f"{stem}-{number}" for number in rnd.sample(range(40), rnd.randint(1, 6))]


def _places(rnd: random.Random) -> list[str]:
    return [f"release-{rnd.randint(0, 9)}#s{rnd.randint(1, 99):02}" for _ in range(rnd.randint(1, 3))]


def _questions(rnd: random.Random) -> dict[str, Any]:
    asked = {"en": _some(rnd, lambda: sentence(rnd) + "?", 9)}
    return asked | {"ko": _some(rnd, lambda: sentence(rnd) + "?", 3)} if rnd.random() < 0.5 else asked


def _fact(rnd: random.Random) -> dict[str, Any]:
    return {
        "text": names(rnd),
        "kind": rnd.choice(KINDS),
        "sources": _places(rnd),
        "said_by": rnd.choice(["both", "rok", "yeo-suk-joo"]),
        "?also": rnd.sample(KINDS, 2),
        "?basis": "stated",
        "?meeting": "kidd-14",
        "?topics": _ids(rnd, "topic"),
        "?questions": _questions(rnd),
        "?retired": sentence(rnd),
    }


def _gap(rnd: random.Random) -> dict[str, Any]:
    return {
        "text": names(rnd),
        "kind": rnd.choice(KINDS),
        "questions": _questions(rnd),
        "?nearest": _ids(rnd, "fact")[:3],
        "?topics": _ids(rnd, "topic"),
    }


def _term(rnd: random.Random) -> dict[str, Any]:
    return {
        "kind": rnd.choice(["body", "place", "concept"]),
        "name": names(rnd),
        "?aliases": _some(rnd, lambda: sentence(rnd, 4), 30),
        "?meaning": names(rnd),
        "?outside": rnd.random() < 0.5,
    }


def _person(rnd: random.Random) -> dict[str, Any]:
    def role() -> dict[str, Any]:
        return {"meeting": "kidd-14", "office": names(rnd), "side": "rok", "sources": _places(rnd)}

    return {
        "name": names(rnd),
        "?aliases": _some(rnd, lambda: sentence(rnd, 4), 30),
        "?roles": _some(rnd, role, 3),
    }


def _meeting(rnd: random.Random) -> dict[str, Any]:
    def side(name: str) -> dict[str, Any]:
        return {"side": name, "lead": "someone", "office": names(rnd), "sources": _places(rnd)}

    return {
        "name": names(rnd),
        "starts_on": "2018-07-25",
        "ends_on": "2018-07-26",
        "dates_basis": "stated",
        "releases": _ids(rnd, "release"),
        "sources": _places(rnd),
        "?series": "kidd",
        "?ordinal": rnd.randint(1, 99),
        "?delegations": [side("rok"), side("us")][: rnd.randint(1, 2)],
        "?note": sentence(rnd),
    }


def _release(rnd: random.Random) -> dict[str, Any]:
    def line(number: int) -> dict[str, Any]:
        return {"id": f"s{number:02}", "paragraph": number, "sha256": "".join(rnd.choices(HEX, k=64))}

    return {
        "title": names(rnd),
        "publisher": names(rnd),
        "sentences": [line(number) for number in range(1, rnd.randint(2, 6))],
        "?language": "en",
        "?url": "https://www.mnd.go.kr/user/boardList.action?command=view&page=1#top",
        "?note": sentence(rnd),
    }


_MAKERS = {
    "facts": _fact,
    "gaps": _gap,
    "meetings": _meeting,
    "people": _person,
    "releases": _release,
    "terms": _term,
}


def file_data(rnd: random.Random) -> Data:
    """Return the entries of a file: some sections, each with a few."""
    chosen = [section for section in ORDER if rnd.random() < 0.7] or ["facts"]
    return {section: [entry(rnd, section, f"{section}-{n}") for n in range(rnd.randint(1, 4))] for section in chosen}


@dataclass
class Written:
    """A file as text.

    Attributes:
        spans: of each entry by section and id, offsets of its first line and after its last line with something in it.
    """

    text: str
    data: Data
    spans: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)


class Writer:
    """Writes data as YAML, each value in a style of its own; the whole file has one indent and one kind of line end."""

    def __init__(self, rnd: random.Random) -> None:
        self._rnd = rnd
        self.eol = rnd.choice(["\n", "\n", "\r\n"])
        self._indent = rnd.choice([0, 2, 2, 4])
        self._gap = rnd.choice([2, 2, 4])
        self._step = rnd.choice([2, 2, 3, 4])
        self._list_step = rnd.choice([0, 2, 2, 4])
        self._remarks = rnd.choice([0.0, 0.1, 0.4])
        self._blank = rnd.random() < 0.3
        self._odd = rnd.choice([0.0, 0.15, 0.5])
        """How often a value is written otherwise than in the file that ships."""

    def write(self, data: Data) -> Written:
        """Return *data* as a file."""
        rnd = self._rnd
        lines: list[str] = ["---"] if rnd.random() < 0.1 else []
        marks: dict[tuple[str, str], tuple[int, int]] = {}
        sections = list(data)
        if rnd.random() < 0.3:
            rnd.shuffle(sections)
        format_at = rnd.randint(0, len(sections)) if rnd.random() < 0.2 else 0
        for number, section in enumerate(sections):
            if number == format_at:
                lines.append(self._end("format: 1"))
            lines += [*self._between(0), *([""] if rnd.random() < 0.5 else []), self._end(f"{section}:")]
            for each in data[section]:
                lines += self._between(self._indent)
                first = len(lines)
                lines += self._entry(each)
                marks[section, each["id"]] = (first, len(lines))
                if self._blank:
                    lines.append("")
        if format_at >= len(sections):
            lines.append(self._end("format: 1"))
        lines += self._between(0)
        offsets = [0]
        for line in lines:
            offsets.append(offsets[-1] + len(line) + len(self.eol))
        text = "".join(line + self.eol for line in lines)
        if rnd.random() < 0.2 and lines[-1]:
            text = text.removesuffix(self.eol)
        spans = {key: (offsets[begin], min(offsets[end], len(text))) for key, (begin, end) in marks.items()}
        return Written(text, data, spans)

    # Lines.

    def _is_odd(self) -> bool:
        return self._rnd.random() < self._odd

    def _end(self, line: str) -> str:
        return line + "  # a remark: [x" if self._rnd.random() < self._remarks else line

    def _between(self, column: int) -> list[str]:
        if self._rnd.random() >= self._remarks:
            return []
        return [*([""] if self._rnd.random() < 0.3 else []), " " * column + REMARK]

    def _entry(self, value: dict[str, Any]) -> list[str]:
        column = self._indent + self._gap
        if self._is_odd() and self._rnd.random() < 0.3:
            return [self._end(f"{' ' * self._indent}-{' ' * (self._gap - 1)}{self._braces(value)}")]
        pairs = list(value.items())
        if self._is_odd():
            self._rnd.shuffle(pairs)
        lines = [line for key, each in pairs for line in self._pair(key, each, column)]
        if self._is_odd() and self._rnd.random() < 0.3:
            return [self._end(f"{' ' * self._indent}-"), *lines]
        return self._dashed(lines, self._indent, column)

    def _dashed(self, lines: list[str], at: int, column: int) -> list[str]:
        while lines[0].lstrip().startswith("#") or not lines[0].strip():
            lines = lines[1:]
        return [f"{' ' * at}-{' ' * (column - at - 1)}{lines[0][column:]}", *lines[1:]]

    def _pair(self, key: str, value: Any, column: int) -> list[str]:
        head = f"{' ' * column}{key}:"
        before = self._between(column)
        if isinstance(value, dict):
            if (key not in {"text", "questions"} and self._rnd.random() < 0.5) or self._is_odd():
                return [*before, self._end(f"{head} {self._braces(value)}")]
            inside = column + self._step
            return [*before, self._end(head), *(x for k, v in value.items() for x in self._pair(k, v, inside))]
        if isinstance(value, list):
            return [*before, *self._list(head, value, column)]
        return [*before, *self._text(head, value, column)]

    def _list(self, head: str, value: list[Any], column: int) -> list[str]:
        simple = all(not isinstance(each, dict) for each in value)
        flow = head.strip() not in {"en:", "ko:", "sentences:", "roles:", "delegations:"}
        if flow != self._is_odd():
            if simple and self._rnd.random() < 0.5:
                return self._wrapped(head, value, column)
            return [self._end(f"{head} {self._brackets(value)}")]
        lines = [self._end(head)]
        at = column + self._list_step
        for each in value:
            lines += self._between(at)
            inside = at + self._gap
            if isinstance(each, dict) and not self._is_odd():
                lines += self._dashed([x for k, v in each.items() for x in self._pair(k, v, inside)], at, inside)
            elif isinstance(each, dict):
                lines.append(self._end(f"{' ' * at}-{' ' * (self._gap - 1)}{self._braces(each)}"))
            else:
                lines += self._text(f"{' ' * at}-{' ' * (self._gap - 2)}", each, at)
        return lines

    def _wrapped(self, head: str, value: list[Any], column: int) -> list[str]:
        lines, line = [], f"{head} ["
        for number, each in enumerate(value):
            line += self._flow(each) + ("," if number < len(value) - 1 or self._is_odd() else "")
            if number < len(value) - 1:
                if self._rnd.random() < 0.3:
                    lines.append(self._end(line))
                    line = " " * (column + 2)
                else:
                    line += " "
        if self._is_odd():
            return [*lines, line, self._end(f"{' ' * (column + 1)}]")]
        return [*lines, self._end(f"{line}]")]

    # Values.

    def _text(self, head: str, value: Any, column: int) -> list[str]:
        if isinstance(value, str) and " " in value and self._is_odd():
            cut = value.index(" ", self._rnd.randint(0, value.rindex(" ")))
            indent = " " * (column + 2)
            style = self._rnd.choice([">-", "|-", '"'])
            if style == "|-":
                return [f"{head} |-", indent + value]
            if style == ">-":
                return [self._end(f"{head} >-"), indent + value[:cut], indent + value[cut + 1 :]]
            one, other = (self._escape(part) for part in (value[:cut], value[cut + 1 :]))
            return [f'{head} "{one}', self._end(f'{indent}{other}"')]
        return [self._end(f"{head} {self._flow(value)}")]

    def _flow(self, value: Any) -> str:
        if isinstance(value, dict):
            return self._braces(value)
        if isinstance(value, list):
            return self._brackets(value)
        if isinstance(value, bool) or not isinstance(value, str):
            return str(value).lower()
        if self._may_be_plain(value) and (" " not in value or self._is_odd()):
            return value
        if self._is_odd():
            return "'" + value.replace("'", "''") + "'"
        return f'"{self._escape(value)}"'

    def _brackets(self, value: list[Any]) -> str:
        return "[" + ", ".join(self._flow(each) for each in value) + "]"

    def _braces(self, value: dict[str, Any]) -> str:
        return "{" + ", ".join(f"{key}: {self._flow(each)}" for key, each in value.items()) + "}"

    @staticmethod
    def _escape(value: str) -> str:
        return value.replace("\\", "\\\\").replace('"', '\\"')

    @staticmethod
    def _may_be_plain(value: str) -> bool:
        words = value.replace("-", "x").replace(".", "x").replace("_", "x").split(" ")
        return (
            all(word.isalnum() for word in words)
            and value[0].isalpha()
            and value.casefold() not in {"yes", "no", "on", "off", "null", "true", "false", "y", "n"}
        )
