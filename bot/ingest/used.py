"""Which ids the sentences of a release ever had, as far as the revisions know."""

from typing import Final

from bot.database.revisions import Revisions
from knowledge.model import FactBook

_PAGE: Final = 100
_MOST_PAGES: Final = 20
"""A release is changed a few times in its life."""


async def used_ids(revisions: Revisions, scope: int, release: str | None, book: FactBook) -> frozenset[str]:
    """Return every sentence id that any revision of *scope* has for *release*, before or after; none for a new one.

    Raises:
        StorageError: the database does not answer.
    """
    if release is None or release not in book.releases:
        return frozenset()
    found: set[str] = set()
    before: int | None = None
    for _ in range(_MOST_PAGES):
        page = await revisions.listing(scope, entry=release, section="releases", before=before, limit=_PAGE)
        for revision in page:
            for change in revision.changes:
                for fields in (change.before, change.after):
                    if change.section == "releases" and change.id == release and fields is not None:
                        found.update(str(each["id"]) for each in fields.get("sentences") or ())
        if len(page) < _PAGE:
            break
        before = page[-1].number
    return frozenset(found)
