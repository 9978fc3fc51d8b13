"""What waits is counted as it is listed."""

from typing import Any

import pytest

from bot.database.proposals import DRAFT
from bot.review.waiting import Review
from bot.services import Services
from tests.bot.curating.deskkit import HOME


async def test_what_came_between_counting_and_listing_is_counted(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never "0 things wait here" above a draft."""
    proposals = services.database.proposals
    count = proposals.count

    async def count_then_add(*which: Any, **more: Any) -> int:
        found = await count(*which, **more)
        await proposals.add(guild_id=HOME, scope=0, kind=DRAFT, author="m-1", text="A draft.", now=services.clock())
        return found

    monkeypatch.setattr(proposals, "count", count_then_add)
    review = Review(services)
    for size, total in ((10, 1), (10, 2), (1, 3)):
        waiting = await review.page(HOME, None, 0, size)
        assert len(waiting.proposals) == min(total, size)
        assert waiting.total >= len(waiting.proposals)
        assert size == 1 or waiting.total == total
