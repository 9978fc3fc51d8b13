"""Drafts of facts from a release: one for each sentence that says something, in the review and as a file."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from bot.database import Database
from bot.database.actors import PROGRAM
from bot.database.auditlog import Act
from bot.database.proposals import DRAFT, MOST_LISTED, OPEN, Proposal
from bot.database.revisions import Revision, Via
from bot.factstore import Snapshot
from bot.ingest.texts import KeptTexts
from bot.quiet import turns_short
from bot.revising.changed import Changed
from bot.revising.durable import replace_file
from bot.revising.scope import SHARED
from bot.services import Clock
from bot.settings import Settings
from knowledge.editing.change import Change, dump_changes, load_changes
from knowledge.ingest.draftfile import write_drafts
from knowledge.ingest.drafting import Draft, draft_facts
from knowledge.ingest.renumber import Placed
from knowledge.model import Release

MOST_IN_REVIEW: Final = 200
"""Drafts of one release that are put into the review; all are in the file. The releases known have some twenty."""
WITHDRAWN: Final = "withdrawn"
"""State of a draft whose sentence a corrected release does not have."""
MAX_SHOWN: Final = 1000
"""Characters of a sentence that the review shows."""
_NO_GUILD: Final = 0
"""For whom drafts of the shared facts are kept where no guild keeps these."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What was drafted.

    Attributes:
        drafts: every draft.
        waiting: how many were put into the review.
        path: the file for an editor; None where there is nothing to write, or it could not be written.
    """

    drafts: tuple[Draft, ...] = ()
    waiting: int = 0
    path: Path | None = None


class Drafter:
    """Makes drafts of releases that were published."""

    def __init__(self, database: Database, settings: Settings, clock: Clock, texts: KeptTexts) -> None:
        """Keep drafts in *database* and in the data folder; the words of sentences come from *texts*."""
        self._database = database
        self._settings = settings
        self._clock = clock
        self._texts = texts

    async def heard(self, changed: Changed) -> None:
        """Bring the drafts in line with the releases of a change; for the keeper's listeners.

        Drafts go with their release and come back with it, whoever made the change. Sentences that it brought are
        drafted if it came by Discord: the command line makes its own. What was drafted once is not drafted again,
        whichever process hears of it.
        """
        for release in _changed_releases(changed):
            await self._settle(changed.scope, release, changed.after)
        if changed.revision.via is not Via.DISCORD:
            return
        for change in changed.revision.changes:
            if change.section == "releases" and change.after is not None:
                await self.draft(change, changed.revision, changed.after)

    async def draft(self, change: Change, revision: Revision, snapshot: Snapshot) -> Drafted:
        """Draft a fact for each new sentence of a release that says something, and withdraw drafts of what is gone.

        Args:
            change: of the release.
            revision: which the change is a part of; its author is that of the drafts.
            snapshot: the facts with the release in them.

        Returns:
            What was drafted; nothing where the text is not held here.

        Raises:
            StorageError: the database does not take them.
        """
        scope, release = revision.scope, str((change.after or {}).get("id", change.id))
        made = await asyncio.to_thread(self._make, scope, release, new_sentences(change), snapshot)
        if made is None:
            return Drafted()
        drafts, present = made
        await self._withdraw(scope, release, present)
        await self._bring_back(scope, release, present, snapshot)
        if not drafts:
            return Drafted()
        waiting = await self._put_into_review(drafts[:MOST_IN_REVIEW], revision)
        try:
            path = await asyncio.to_thread(self._write, scope, release, drafts)
        except OSError as error:
            structlog.get_logger(__name__).warning("drafts_not_written", release=release, cause=type(error).__name__)
            path = None
        return Drafted(drafts, waiting, path)

    def _make(
        self, scope: int, release: str, added: Collection[str], snapshot: Snapshot
    ) -> tuple[tuple[Draft, ...], frozenset[str]] | None:
        """Return the drafts, and the places that stand in the text; None where the text is not held here."""
        found = snapshot.book.releases.get(release)
        words = self._texts.words_of(scope, found) if found is not None else None
        if found is None or words is None:
            return None
        with turns_short():
            wanted = [
                Placed(each.id, each.paragraph, each.sha256, words.get(each.sha256))
                for each in found.sentences
                if each.id in added
            ]
            taken = {*snapshot.book.facts, *snapshot.book.gaps}
            drafts = draft_facts(release, wanted, snapshot.book, snapshot.answerer.matcher.lexicon, taken=taken)
        return drafts, frozenset(f"{release}#{each.id}" for each in found.sentences if each.sha256 in words)

    async def _settle(self, scope: int, release: str, snapshot: Snapshot) -> None:
        """Withdraw the drafts of sentences that are gone, all of them with their release; bring back what returned."""
        present = await asyncio.to_thread(self._present, scope, snapshot.book.releases.get(release))
        await self._withdraw(scope, release, present)
        await self._bring_back(scope, release, present, snapshot)

    def _present(self, scope: int, release: Release | None) -> frozenset[str]:
        """Return the places of *release*: those that stand in its text, or every one where that is not held here."""
        if release is None:
            return frozenset()
        words = self._texts.words_of(scope, release)
        return frozenset(
            f"{release.id}#{each.id}" for each in release.sentences if words is None or each.sha256 in words
        )

    async def _bring_back(self, scope: int, release: str, present: Collection[str], snapshot: Snapshot) -> None:
        """Have drafts wait again that were withdrawn and whose sentences are *present*."""
        if not present:
            return
        proposals = self._database.proposals
        for gone in await self._every_draft(scope, WITHDRAWN):
            places = _places(gone)
            if gone.decided_by != PROGRAM or not places or gone.entry in snapshot.book.facts:
                continue
            if all(place in present for place in places):
                act = Act(gone.guild_id or None, PROGRAM, "draft", f"proposal {gone.number}", f"{release} is back")
                await proposals.reopen(gone.number, WITHDRAWN, act, self._clock())

    async def _every_draft(self, scope: int, state: str) -> list[Proposal]:
        proposals = self._database.proposals
        return [
            each
            for first in range(0, await proposals.count(None, state, DRAFT, scope=scope), MOST_LISTED)
            for each in await proposals.listing(None, state, DRAFT, MOST_LISTED, first, scope=scope)
        ]

    async def _withdraw(self, scope: int, release: str, present: Collection[str]) -> None:
        """Take drafts out of the review whose sentence is no longer in the text of *release*."""
        proposals, now = self._database.proposals, self._clock()
        for waiting in await self._every_draft(scope, OPEN):
            places = _places(waiting)
            if places and all(place.startswith(f"{release}#") and place not in present for place in places):
                act = Act(waiting.guild_id or None, PROGRAM, "withdraw", f"proposal {waiting.number}")
                await proposals.decide(waiting.number, WITHDRAWN, PROGRAM, None, now, act=act)

    async def _put_into_review(self, drafts: Sequence[Draft], revision: Revision) -> int:
        proposals, now = self._database.proposals, self._clock()
        scope, author = revision.scope, revision.author
        home = self._settings.home_guilds
        guild_id = scope if scope != SHARED else home[0] if home else _NO_GUILD
        waiting = 0
        for draft in drafts:
            # Whatever became of it: a draft that somebody declined does not come back.
            if await proposals.count(None, None, DRAFT, scope=scope, entry=draft.id):
                continue
            target = f"draft {draft.id} (revision {revision.number})"
            await proposals.add(
                guild_id=guild_id,
                scope=scope,
                kind=DRAFT,
                author=author,
                text=draft.sentence[:MAX_SHOWN],
                now=now,
                entry=draft.id,
                body=dump_changes([Change("facts", draft.id, None, draft.fields)]),
                act=Act(guild_id or None, author, "draft", target),
            )
            waiting += 1
        return waiting

    def _write(self, scope: int, release: str, drafts: Sequence[Draft]) -> Path:
        folder = self._settings.data_dir / "drafts"
        folder = folder if scope == SHARED else folder / f"@{scope}"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path, number = folder / f"{release}.yaml", 1
        while path.exists():  # somebody may have written into it
            number += 1
            path = folder / f"{release}-{number}.yaml"
        replace_file(path, write_drafts(release, drafts).encode("utf-8"))
        path.chmod(0o600)
        return path


def _changed_releases(changed: Changed) -> list[str]:
    """Return the ids of the releases that came, went, or are named by the revision."""
    before, after = changed.before.book.releases, changed.after.book.releases
    named = {
        str((change.after or {}).get("id", change.id))
        for change in changed.revision.changes
        if change.section == "releases"
    }
    return sorted(named | (before.keys() ^ after.keys()))


def _places(proposal: Proposal) -> tuple[str, ...]:
    """Return the places that a draft rests on; none where it cannot be read."""
    try:
        changes = load_changes(proposal.body or "[]")
    except ValueError:
        return ()
    return tuple(str(place) for change in changes for place in (change.after or {}).get("sources") or ())


def new_sentences(change: Change) -> frozenset[str]:
    """Return the ids of the sentences that *change* of a release brings."""
    before = {str(each["id"]) for each in (change.before or {}).get("sentences") or ()}
    return frozenset(str(each["id"]) for each in (change.after or {}).get("sentences") or ()) - before
