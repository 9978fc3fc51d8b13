"""The texts of releases, kept in the data folder for proving citations; never shown whole.

    data_dir/releases/<release>/<digest>.txt      a text, by the SHA-256 of its bytes
    data_dir/releases/<release>/<key>.made        which text a list of sentences was made of
    data_dir/releases/@<guild>/<release>/…        the same for a guild's overlay

A release in the fact file names its sentences and not its text. The key of that list leads to the text, so that what
proves it is found whatever was published, taken back or brought back since. Folders are 0700, files 0600. All blocks.
"""

import contextlib
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

import structlog

from bot.revising.durable import replace_file
from bot.revising.scope import SHARED
from knowledge.editing.change import Fields
from knowledge.ingest.decoding import MAX_BYTES
from knowledge.model import ID_PATTERN, Release
from knowledge.release import segment

MOST_KEPT: Final = 40
"""Texts of one release, and lists of sentences, that are kept; of more, the oldest go."""
_KEY_DIGITS: Final = 32
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


def sentences_key(sentences: Sequence[tuple[str, str]]) -> str:
    """Return the key of a list of sentences, each its id and its digest."""
    listed = "\n".join(f"{ident} {digest}" for ident, digest in sentences)
    return sha256(listed.encode()).hexdigest()[:_KEY_DIGITS]


def key_of(release: Release) -> str:
    """Return the key of the sentences of *release*."""
    return sentences_key([(each.id, each.sha256) for each in release.sentences])


def key_of_fields(fields: Fields | None) -> str:
    """Return the key of the sentences of a release as plain data."""
    sentences = (fields or {}).get("sentences") or ()
    return sentences_key([(str(each["id"]), str(each["sha256"])) for each in sentences])


class KeptTexts:
    """The texts in one data folder, which need not be there."""

    def __init__(self, data_dir: Path) -> None:
        """Keep them under *data_dir*."""
        self._root = data_dir / "releases"

    def keep(self, scope: int, release: str, text: str, key: str) -> Path:
        """Keep *text*, of which the sentences with *key* were made; return its path.

        Raises:
            OSError: it cannot be written.
        """
        folder = self._folder(scope, release)
        data = text.encode("utf-8")
        digest = sha256(data).hexdigest()
        for parent in (self._root, folder.parent, folder):
            parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{digest}.txt"
        for target, content in ((path, data), (folder / f"{key}.made", digest.encode())):
            replace_file(target, content)
            target.chmod(0o600)
        self._tidy(folder, keep=path)
        return path

    def path_for(self, scope: int, release: Release) -> Path | None:
        """Return the text that the sentences of *release* were made of; None where it is not held."""
        return self.path_by_key(scope, release.id, key_of(release))

    def path_by_key(self, scope: int, release: str, key: str) -> Path | None:
        """Return the text that the sentences with *key* were made of; None where it is not held."""
        folder = self._folder(scope, release)
        try:
            digest = (folder / f"{key}.made").read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            return None
        path = folder / f"{digest}.txt"
        return path if _DIGEST.fullmatch(digest) and path.is_file() else None

    def words_of(self, scope: int, release: Release) -> dict[str, str] | None:
        """Return the words of the text that the sentences of *release* were made of, by digest; None where not held."""
        path = self.path_for(scope, release)
        return self._words([path]) if path is not None else None

    def words(self, scope: int, release: str) -> dict[str, str]:
        """Return the words of every sentence of every text held of *release*, by digest."""
        return self._words(self._texts(self._folder(scope, release)))

    @staticmethod
    def _words(paths: Iterable[Path]) -> dict[str, str]:
        found: dict[str, str] = {}
        for path in paths:
            with contextlib.suppress(OSError, UnicodeDecodeError):
                with path.open("rb") as file:
                    text = file.read(MAX_BYTES * 2).decode("utf-8")
                found |= {each.sha256: each.text for each in segment(text).sentences}
        return found

    def releases(self, scope: int) -> list[str]:
        """Return the ids of the releases of which a text is held, in order."""
        root = self._root if scope == SHARED else self._root / f"@{scope}"
        try:
            folders = [each for each in root.iterdir() if each.is_dir() and not each.name.startswith("@")]
        except OSError:
            return []
        return sorted(each.name for each in folders if any(self._texts(each)))

    def _folder(self, scope: int, release: str) -> Path:
        if not re.fullmatch(ID_PATTERN, release):
            raise ValueError(f"{release!r} is no id of a release")
        return (self._root if scope == SHARED else self._root / f"@{scope}") / release

    def _texts(self, folder: Path) -> Iterator[Path]:
        try:
            yield from sorted(
                each for each in folder.iterdir() if each.suffix == ".txt" and _DIGEST.fullmatch(each.stem)
            )
        except OSError:
            return

    def _tidy(self, folder: Path, keep: Path) -> None:
        for pattern in ("*.txt", "*.made"):
            by_age = sorted(folder.glob(pattern), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
            for old in by_age[MOST_KEPT:]:
                if old != keep:
                    with contextlib.suppress(OSError):
                        old.unlink()


def erase_files(data_dir: Path, guild_id: int) -> None:
    """Delete the texts and the drafts of a guild's overlay; what cannot be deleted is logged, and tried no more."""
    for folder in (data_dir / "releases", data_dir / "drafts"):
        try:
            shutil.rmtree(folder / f"@{guild_id}")
        except FileNotFoundError:
            continue
        except OSError as error:
            cause = error.strerror or type(error).__name__
            structlog.get_logger(__name__).error("guild_files_stay", folder=folder.name, guild=guild_id, cause=cause)
