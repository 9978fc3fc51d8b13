"""Fixtures of keeping facts: a folder with a fact file and a database, opened as a process opens it, and again."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.database import Database
from bot.factstore import FactStore
from bot.metrics import Metrics
from bot.revising.keeper import Keeper, Published
from bot.revising.opening import open_facts
from bot.revising.scope import SHARED
from bot.settings import Settings
from knowledge.editing.change import Change, SectionName
from knowledge.editing.edit import entry_in
from knowledge.factfile.filetext import digest_of

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
HOME, ELSEWHERE = 11, 77
"""A guild that keeps the shared facts, and one that does not."""


@dataclass(slots=True)
class Process:
    """One process that keeps facts."""

    settings: Settings
    database: Database
    store: FactStore
    keeper: Keeper

    @property
    def path(self) -> Path:
        """The fact file as it is read now."""
        return self.store.path

    async def asks(self, question: str, *, of: str = "csd12-place", scope: int = SHARED, **options: Any) -> Published:
        """Publish another *question* of a fact."""
        change = with_question(await self.seen(scope), "facts", of, question)
        return await self.publish(change, scope=scope, **options)

    async def publish(self, *changes: Change, scope: int = SHARED, **options: Any) -> Published:
        """Publish *changes* as somebody."""
        named = {"by": "m-joe", "guild_id": scope or HOME, "reason": "because", **options}
        return await self.keeper.publish(scope, changes, **named)

    async def seen(self, scope: int = SHARED) -> str:
        """Return the text that an editor of *scope* sees: entries of the shared file, where nothing is laid over."""
        return await self.keeper.text(SHARED) if scope != SHARED else await self.keeper.text(scope)

    async def agrees(self) -> bool:
        """Whether the file, the newest revision and the answers are of one text."""
        head = await self.database.revisions.head(SHARED)
        assert head is not None
        in_file = digest_of(self.path.read_bytes())
        return len({head.digest, in_file, self.store.current.digest}) == 1


class Home:
    """A folder in which processes keep facts; each `opened` one ends with the block."""

    def __init__(self, folder: Path, text: str) -> None:
        self.folder = folder
        self.text = text
        self.settings = Settings(data_dir=folder / "data", facts_path=folder / "facts.yaml", home_guilds=(HOME,))
        self.settings.facts_path.write_text(text, encoding="utf-8")

    @property
    def path(self) -> Path:
        """The fact file."""
        return self.settings.facts_path

    def write(self, text: str) -> None:
        """Put *text* into the file, as somebody with an editor does."""
        self.path.write_text(text, encoding="utf-8")

    @contextlib.asynccontextmanager
    async def opened(self, settings: Settings | None = None) -> AsyncIterator[Process]:
        """Start a process."""
        settings = settings or self.settings
        database = await Database.open(settings.effective_database_url)
        try:
            store = await open_facts(settings, database)
            keeper = Keeper(store, database, settings, lambda: NOW, Metrics())
            try:
                await keeper.start()
                yield Process(settings, database, store, keeper)
            finally:
                await keeper.close()
        finally:
            await database.close()


def with_question(text: str, section: SectionName, ident: str, question: str) -> Change:
    """Return the change that gives an entry of *text* another question."""
    entry = entry_in(text, section, ident)
    assert entry is not None
    questions = {**entry["questions"], "en": [*entry["questions"]["en"], question]}
    return Change(section, ident, entry, {**entry, "questions": questions})


@pytest.fixture
def home(tmp_path: Path, small_text: str) -> Home:
    """Return a folder with the small fact file."""
    return Home(tmp_path, small_text)
