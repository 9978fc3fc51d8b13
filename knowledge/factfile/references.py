"""Ids in a fact file: each one is there once, and each mention leads somewhere."""

import unicodedata
from collections.abc import Iterator, Mapping

from knowledge.factfile.nearest import Nearest
from knowledge.factfile.places import Finding, Path, Target
from knowledge.factfile.sections import SECTIONS, Sections
from knowledge.factfile.show import show
from knowledge.factfile.yamltree import Node

SPEAKERS = ("both", "rok", "us", "officials", "release")

_ID_SPACES = (("releases",), ("meetings",), ("people", "terms"), ("facts", "gaps"))
"""Sections whose ids may not meet: topics name people and terms, replies name facts and gaps."""


def check_ids(sections: Sections) -> Iterator[Finding]:
    """Find ids that are written twice, or that differ only in what the eye overlooks."""
    for space in _ID_SPACES:
        first: dict[str, tuple[Path, str]] = {}
        for path, entry in sections.each_written(*space):
            written = entry.get("id")
            if not isinstance(written, str):
                continue
            known_path, known = first.setdefault(fold_id(written), (path, written))
            if known_path is path:
                continue
            wrong = f"the id {show(written)} stands here again"
            right = "give each entry its own"
            if known != written:
                wrong = f"the id {show(written)} is {show(known)} but for case, dots or hyphens"
                right = "give it an id that nobody mistakes for the other"
            yield Finding(Target((*path, "id")), wrong, right, Target((*known_path, "id")))


_PARTERS = str.maketrans("._ ", "---")


def fold_id(written: str) -> str:
    """Return *written* without what the eye overlooks: two ids of one space may not be equal in this."""
    plain = written if written.isascii() else unicodedata.normalize("NFKC", written)
    return plain.casefold().translate(_PARTERS)


_KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "lead": ("person", ("people",)),
    "meeting": ("meeting", ("meetings",)),
    "nearest": ("fact", ("facts",)),
    "releases": ("release", ("releases",)),
    "said_by": ("person or side", ("people",)),
    "series": ("term", ("terms",)),
    "superseded_by": ("fact", ("facts",)),
    "term": ("term", ("terms",)),
    "topics": ("term or person", ("terms", "people")),
}
"""Keys whose values are ids: what they name, and in which sections it stands."""


def check_references(sections: Sections, nearest: Nearest) -> Iterator[Finding]:
    """Find mentions of ids, and of sentences, that the file does not have."""
    known = {
        key: {name: None for section in names for name in sections.ids.get(section, {})}
        for key, (_, names) in _KINDS.items()
    }
    known["said_by"] |= dict.fromkeys(SPEAKERS)
    sentences = _sentences(sections)
    for entry_path, entry in sections.each_written(*SECTIONS):
        for path, key, written in _mentions(entry, entry_path):
            if key == "sources":
                if "releases" not in sections.unreadable:
                    yield from _check_place(path, written, sentences, nearest)
            elif written not in known[key] and sections.unreadable.isdisjoint(_KINDS[key][1]):
                yield _miss(path, _KINDS[key][0], written, known[key], nearest)


def _mentions(entry: dict[str, Node], path: Path) -> Iterator[tuple[Path, str, str]]:
    """Yield path, key and text of everything in *entry* that names an entry or a sentence."""
    for key, value in entry.items():
        if key == "sources" or key in _KINDS:
            if isinstance(value, str):
                yield (*path, key), key, value
            elif isinstance(value, list):
                for number, each in enumerate(value):
                    if isinstance(each, str):
                        yield (*path, key, number), key, each
        elif key in _HOLDERS and isinstance(value, list):
            for number, each in enumerate(value):
                if isinstance(each, dict):
                    yield from _mentions(each, (*path, key, number))


_HOLDERS = frozenset(["delegations", "sessions", "roles"])
"""Keys whose values are lists of entries that name others in their turn."""


def _sentences(sections: Sections) -> dict[str, dict[str, None] | None]:
    """Return the sentence ids of each release; None where they cannot be read and any may be meant."""
    found: dict[str, dict[str, None] | None] = {}
    for _, release in sections.each_written("releases"):
        written = release.get("sentences")
        ids = (
            [each.get("id") if isinstance(each, dict) else None for each in written]
            if isinstance(written, list)
            else [None]
        )
        found[str(release.get("id"))] = None if None in ids else dict.fromkeys(str(each) for each in ids)
    return found


def _check_place(
    path: Path, written: str, sentences: Mapping[str, dict[str, None] | None], nearest: Nearest
) -> Iterator[Finding]:
    release, hash_sign, sentence = written.partition("#")
    if not hash_sign:
        return  # the schema has said so
    if release not in sentences:
        yield _miss(path, "release", release, sentences, nearest)
        return
    known = sentences[release]
    if known is not None and sentence not in known:
        last = next(reversed(known), "")
        yield Finding(
            Target(path),
            f"the release {show(release)} has no sentence {show(sentence)}",
            f"its last one is {show(last)}",
        )


def _miss(path: Path, kind: str, written: str, known: Mapping[str, object], nearest: Nearest) -> Finding:
    close = nearest.pick(written, known)
    right = f"write {show(close)}" if close else f"write the id of a {kind}, or add it"
    return Finding(Target(path), f"there is no {kind} {show(written)}", right)


def check_supersession(sections: Sections) -> Iterator[Finding]:
    """Find facts that, one superseding the other, come round in a circle."""
    follows: dict[str, tuple[Path, str]] = {}
    for path, fact in sections.each_written("facts"):
        written, follower = fact.get("id"), fact.get("superseded_by")
        if isinstance(written, str) and isinstance(follower, str):
            follows.setdefault(written, (path, follower))
    settled: set[str] = set()
    for start in follows:
        trail: dict[str, None] = {}
        here = start
        while here in follows and here not in settled and here not in trail:
            trail[here] = None
            here = follows[here][1]
        if here in trail:
            circle = [*trail][[*trail].index(here) :]
            shown = circle if len(circle) <= _LONGEST_CIRCLE else [*circle[:_LONGEST_CIRCLE], "…"]
            yield Finding(
                Target((*follows[here][0], "superseded_by")),
                f"the facts supersede each other in a circle: {' → '.join(show(each) for each in (*shown, here))}",
                "let the newest one stand without superseded_by",
            )
        settled.update(trail)


_LONGEST_CIRCLE = 4
"""Facts of a circle that are named; nobody reads more in one line."""
