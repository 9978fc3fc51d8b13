"""`verify`: whether the citations stand in the texts of the releases."""

import sys
from collections.abc import Mapping
from pathlib import Path

from bot.commands.facts import load_or_tell
from bot.errors import ExitStatus
from bot.reading import load_book
from knowledge.model import FactBook
from knowledge.release import Verification, verify

MAX_RELEASE_BYTES = 4 * 1024 * 1024
"""Size of a release's text; the ones known are of a few kilobytes."""


def verify_releases(facts: Path, texts: Mapping[str, Path]) -> ExitStatus:
    """Hold each release of *texts*, by id, against its text, and write what stands and what does not."""
    book = load_or_tell(load_book, facts)
    if book is None:
        return ExitStatus.FACTS
    failed = False
    for release, path in texts.items():
        if release not in book.releases:
            known = ", ".join(book.releases)
            sys.stderr.write(f"{release}: the fact file has no such release; it has {known}\n")
            return ExitStatus.USAGE
        text = _read(path)
        if text is None:
            failed = True
            continue
        verification = verify(book.releases[release], text)
        _tell(book, path, verification)
        failed = failed or not verification.is_proven
    unproven = [release for release in book.releases if release not in texts]
    if unproven:
        sys.stdout.write(f"not looked at: {', '.join(unproven)}\n")
    return ExitStatus.FOUND if failed else ExitStatus.OK


def _read(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_RELEASE_BYTES + 1)
        if len(content) > MAX_RELEASE_BYTES:
            sys.stdout.write(f"{path}: it is longer than {MAX_RELEASE_BYTES} bytes; give the text alone\n")
            return None
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        sys.stdout.write(f"{path}: it is not UTF-8; save it as UTF-8\n")
    except OSError as cause:
        sys.stdout.write(f"{path}: it cannot be read ({cause.strerror or type(cause).__name__})\n")
    return None


def _tell(book: FactBook, path: Path, verification: Verification) -> None:
    release = verification.release
    cited = _citing(book)
    for sentence in verification.missing:
        place = f"{release}#{sentence}"
        users = ", ".join(cited.get(place, ())) or "nothing"
        sys.stdout.write(f"{path}: {place} does not stand in this text; it bears out: {users}\n")
    for there, here in verification.moved:
        sys.stdout.write(f"{path}: {release}#{there} stands in this text as {here}\n")
    total = len(verification.sentences)
    proven = total - len(verification.missing)
    state = "ok" if verification.is_proven else "FAILED"
    sys.stdout.write(f"{release}: {state}: {proven} of {total} sentences stand in {path}\n")


def _citing(book: FactBook) -> Mapping[str, list[str]]:
    """Return the ids of the facts that cite each place."""
    citing: dict[str, list[str]] = {}
    for fact in book.file.facts:
        for place in fact.sources:
            citing.setdefault(place, []).append(fact.id)
    return citing
