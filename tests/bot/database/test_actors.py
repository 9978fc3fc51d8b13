"""A token stands for one member, and for nobody once they are forgotten."""

import asyncio

from bot.database import COMMAND_LINE, FILE, PROGRAM, Database
from tests.bot.database.keepkit import ANN, JOE


async def test_a_member_has_one_token(url: str, database: Database) -> None:
    """However many ask at once, in whatever process."""
    other = await Database.open(url)
    try:
        tokens = await asyncio.gather(*(each.actors.token(JOE) for _ in range(8) for each in (database, other)))
    finally:
        await other.close()
    assert len(set(tokens)) == 1
    assert len(tokens[0]) == 34
    assert await database.actors.token(ANN) != tokens[0]
    assert await database.actors.known(JOE) == tokens[0]


async def test_a_token_leads_to_its_member(database: Database) -> None:
    """By itself, or many at once; those that are nobody's lead nowhere."""
    joe, ann = await database.actors.token(JOE), await database.actors.token(ANN)
    assert await database.actors.member(joe) == JOE
    assert await database.actors.member("m-none") is None
    many = [joe, ann, joe, FILE, COMMAND_LINE, PROGRAM, *(f"m-{number}" for number in range(1200))]
    assert await database.actors.members(many) == {joe: JOE, ann: ANN}
    assert await database.actors.members(()) == {}


async def test_a_forgotten_member_is_somebody_new(database: Database) -> None:
    """The old token leads nowhere, and they never get it again."""
    old = await database.actors.token(JOE)
    assert await database.actors.known(ANN) is None
    await database.forget_member(JOE)
    assert await database.actors.member(old) is None
    assert await database.actors.known(JOE) is None
    assert await database.actors.token(JOE) != old
