"""`verify`: whether the citations stand in the texts of the releases."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bot.commands.facts import load_or_tell
from bot.errors import ExitStatus
from bot.ingest.texts import KeptTexts
from bot.reading import load_book
from bot.revising.scope import SHARED
from knowledge.ingest.citing import Citer, citers
from knowledge.model import FactBook
from knowledge.release import Proof, SentenceProof, Verification, verify

MAX_RELEASE_BYTES = 4 * 1024 * 1024
"""Size of a release's text; the ones known are of a few kilobytes."""


def verify_releases(facts: Path, texts: Mapping[str, Path], data_dir: Path) -> ExitStatus:
    """Hold releases against their texts, and write what stands and what does not.

    Args:
        facts: the fact file.
        texts: a text for each release to be looked at, by id; empty for every release whose text is held.
        data_dir: where the texts of releases are held that were ingested here.
    """
    book = load_or_tell(load_book, facts)
    if book is None:
        return ExitStatus.FACTS
    held, is_held = KeptTexts(data_dir), False
    if not texts:
        found = {each.id: held.path_for(SHARED, each) for each in book.releases.values()}
        texts = {release: path for release, path in found.items() if path is not None}
        if not texts:
            sys.stderr.write(f"no text is held in {data_dir / 'releases'}; give one by --release ID=FILE\n")
            return ExitStatus.USAGE
        is_held = True
    failed = False
    citing = citers(book)
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
        earlier = held.words(SHARED, release) if verification.missing else {}
        # A text that is held made these sentences: that later ones have later numbers is as it should be.
        shown = replace(verification, sentences=_unmoved(verification)) if is_held else verification
        failed = not _tell(book, path, shown, citing, earlier) or failed
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


def _unmoved(verification: Verification) -> tuple[SentenceProof, ...]:
    moved = {ident for ident, _ in verification.moved}
    return tuple(
        replace(each, proof=Proof.PROVEN, found=each.id) if each.id in moved else each
        for each in verification.sentences
    )


def _tell(
    book: FactBook,
    path: Path,
    verification: Verification,
    citing: Mapping[str, tuple[Citer, ...]],
    earlier: Mapping[str, str],
) -> bool:
    """Write what became of each sentence; return whether nothing that is given rests on one that is missing.

    A missing sentence is settled where only facts cite it that are no longer given, or where nothing does and an
    earlier edition of the release had it (*earlier*, words by digest).
    """
    release = verification.release
    digests = {each.id: each.sha256 for each in book.releases[release].sentences}
    settled = 0
    for sentence in verification.missing:
        place = f"{release}#{sentence}"
        users = citing.get(place, ())
        named = ", ".join(citer.id for citer in users) or "nothing"
        is_given = any(citer.is_current for citer in users)
        if not is_given and (users or digests[sentence] in earlier):
            settled += 1
            sys.stdout.write(f"{path}: {place} is no longer in this text; nothing that is given rests on it: {named}\n")
        else:
            sys.stdout.write(f"{path}: {place} does not stand in this text; it bears out: {named}\n")
    for there, here in verification.moved:
        sys.stdout.write(f"{path}: {release}#{there} stands in this text as {here}\n")
    total = len(verification.sentences)
    proven = total - len(verification.missing)
    is_well = len(verification.missing) == settled
    state = "ok" if is_well else "FAILED"
    sys.stdout.write(f"{release}: {state}: {proven} of {total} sentences stand in {path}\n")
    return is_well
