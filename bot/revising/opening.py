"""The facts at start: from the file, or from the newest revision where the file is gone or broken."""

import structlog

from bot.database import Database
from bot.errors import StorageError
from bot.factcache import FactCache
from bot.factstore import FactStore
from bot.revising.errors import FactsUnusable
from bot.revising.scope import SHARED
from bot.settings import Settings
from knowledge.errors import FactFileError


async def open_facts(settings: Settings, database: Database) -> FactStore:
    """Return what answers from the fact file of *settings*; from its newest revision where that cannot be read.

    Raises:
        FactsUnusable: there is neither.
    """
    path, cache = settings.effective_facts_path, FactCache(settings.cache_path)
    try:
        return await FactStore.open(path, cache=cache)
    except OSError as error:
        unusable = FactsUnusable(f"{path}: cannot be read ({error.strerror or type(error).__name__})")
        unusable.__cause__ = error
    except FactFileError as error:
        first, *more = error.problems
        others = f" ({len(more)} more: python -m bot check {path})" if more else ""
        unusable = FactsUnusable(first.render(str(path)) + others)
        unusable.__cause__ = error
    try:
        head = await database.revisions.head(SHARED)
        text = await database.revisions.text(SHARED, head.number) if head is not None else None
        if head is None or text is None:
            raise unusable
        store = await FactStore.of(path, text, cache)
    except (StorageError, FactFileError) as error:
        raise unusable from error
    structlog.get_logger(__name__).warning("facts_from_last_revision", problem=str(unusable), revision=head.number)
    return store
