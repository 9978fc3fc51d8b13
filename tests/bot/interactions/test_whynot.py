"""A vote against an answer counts at once; why is said afterwards, if at all."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.interactions.whynot import REASONS
from bot.services import Services
from tests.bot.accesskit import MENU, press
from tests.bot.cardkit import words_of

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def voted(room: Any) -> Any:
    """Return what Joe is shown after pressing "Not helpful", and the reply it is about."""
    await room.ask("the museum?")
    reply = room.replies()[-1]
    return await room.joe.click(reply, label="Not helpful"), reply


@pytest.mark.parametrize("reason", REASONS)
async def test_why_it_did_not_help_is_kept(room: Any, services: Services, reason: str) -> None:
    """By one choice in the menu under the thanks, in place of the menu."""
    shown, _ = await voted(room)
    assert (await services.database.feedback.opinion(None, LONG_AGO)).unhelpful == 1
    result = await room.joe.select(shown.response, values=[reason])
    opinion = await services.database.feedback.opinion(None, LONG_AGO)
    assert (opinion.unhelpful, opinion.reasons) == (1, {reason: 1})
    assert result.modal is None
    assert "Noted" in words_of(await_message(room, shown))


def await_message(room: Any, shown: Any) -> Any:
    """Return the message of *shown* as it is now."""
    response = shown.response
    return type(response)(room.env, room.env.backend.get_message(response.channel_id, response.id))


async def test_a_reason_that_is_none_is_not_kept(room: Any, services: Services) -> None:
    """A custom_id and values are whatever somebody sends."""
    shown, reply = await voted(room)
    custom_id = f"cq:1:set:why_not:{reply.reference.message_id}"
    forged = await press(room.joe, shown.response.message, custom_id, values=("drop table",), kind=MENU)
    assert "too old" in words_of(forged.response)
    assert (await services.database.feedback.opinion(None, LONG_AGO)).reasons == {}


async def test_a_reason_without_a_vote_is_not_kept(room: Any, services: Services) -> None:
    """Only who found it unhelpful can say why; a change of mind takes the reason away."""
    shown, reply = await voted(room)
    await room.joe.select(shown.response, values=["incomplete"])
    await room.joe.click(reply, label="Helpful")
    custom_id = f"cq:1:set:why_not:{reply.reference.message_id}"
    await press(room.joe, shown.response.message, custom_id, values=("wrong_fact",), kind=MENU)
    opinion = await services.database.feedback.opinion(None, LONG_AGO)
    assert (opinion.helpful, opinion.unhelpful, opinion.reasons) == (1, 0, {})


async def test_a_menu_of_another_channel_is_refused(room: Any, services: Services) -> None:
    """The reply has to stand where the menu is used."""
    shown, reply = await voted(room)
    other = room.channel.guild.create_text_channel("other")
    elsewhere = await room.joe.send(other, "hello")
    custom_id = f"cq:1:set:why_not:{reply.reference.message_id}"
    result = await press(room.joe, elsewhere, custom_id, values=("wrong_fact",), kind=MENU)
    assert "too old" in words_of(result.response)
    assert (await services.database.feedback.opinion(None, LONG_AGO)).reasons == {}
    assert shown.ephemeral
