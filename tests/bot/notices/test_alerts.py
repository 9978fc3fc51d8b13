"""Moderators are told that the fact file is broken, once, with the line, and when it is mended."""

import asyncio
import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import simcord

from bot.cards.markdown import shown
from bot.gateway.client import Communique
from bot.services import Services
from knowledge.errors import FactFileError
from tests.bot.conftest import Room
from tests.bot.curating.deskkit import HOME


@pytest.fixture
async def told(services: Services, news: simcord.ChannelHandle) -> simcord.ChannelHandle:
    """Return the channel for moderators."""
    await services.gate.choose(HOME, "moderators_channel", news.id, by="program")
    return news


async def change_file(room: Room, services: Services, text: str) -> None:
    """Have the fact file changed outside, taken over as far as it can be, and told of."""
    await asyncio.to_thread(Path(services.settings.facts_path).write_text, text, encoding="utf-8")
    with contextlib.suppress(FactFileError):
        await services.keeper.take_over_file()
    await services.keeper.on_refused.settle()
    await services.keeper.on_change.settle()
    await posted(room)


async def posted(room: Room) -> None:
    """Wait until what is due was posted."""
    bot: Any = room.env.bot
    await bot.get_cog("Notices").settle()


async def test_a_broken_file_is_told_with_its_line_and_then_that_it_is_mended(
    room: Room, services: Services, told: simcord.ChannelHandle, small_text: str
) -> None:
    """The old facts go on answering meanwhile."""
    await change_file(room, services, small_text + "\nfacts: [\n")
    (text,) = room.texts(told)
    assert "cannot be read" in text
    assert re.search(r"^kept\.yaml:\d+:1: ", shown(text), re.MULTILINE)
    assert str(services.settings.data_dir) not in shown(text)
    assert "go on answering" in text
    await change_file(room, services, small_text.replace("held in Busan", "held in the port of Busan"))
    assert "can be read again" in room.texts(told)[1]


async def test_a_fault_is_told_once_also_after_a_restart(
    room: Room,
    services: Services,
    told: simcord.ChannelHandle,
    small_text: str,
    make_bot: Callable[[], Communique],
) -> None:
    """While it is the same fault; another one is news."""
    await change_file(room, services, small_text + "\nfacts: [\n")
    await room.env.restart_bot(make_bot())
    await posted(room)
    assert len(room.texts(told)) == 1
    await change_file(room, services, "nonsense: true\n" + small_text)
    assert len(room.texts(told)) == 2
    assert room.texts(told)[0] != room.texts(told)[1]


async def test_a_fault_that_comes_back_is_told_again(
    room: Room,
    services: Services,
    told: simcord.ChannelHandle,
    small_text: str,
    make_bot: Callable[[], Communique],
) -> None:
    """Within a day and after a restart too: the channel's last word is never that all is well while it is not."""
    broken, good = small_text + "\nfacts: [\n", small_text.replace("held in Busan", "held in the port of Busan")
    await change_file(room, services, broken)
    await change_file(room, services, good)
    await change_file(room, services, broken)
    assert ["can be read again" in each for each in room.texts(told)] == [False, True, False]
    await room.env.restart_bot(make_bot())
    await posted(room)
    assert len(room.texts(told)) == 3
    await change_file(room, services, good.replace("port of Busan", "harbor of Busan"))
    await room.env.restart_bot(make_bot())
    await change_file(room, services, broken)
    assert ["can be read again" in each for each in room.texts(told)] == [False, True, False, True, False]


async def test_without_a_channel_nobody_is_told_and_nothing_fails(
    room: Room, services: Services, small_text: str
) -> None:
    """It stands in the log, and in what health tells."""
    await change_file(room, services, small_text + "\nfacts: [\n")
    assert room.texts() == []
    assert services.keeper.fault is not None
