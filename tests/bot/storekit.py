"""What tests look up in a database, which the bot itself never asks."""

from sqlalchemy import func, select

from bot.database import Database
from bot.database.tables import replies, votes


async def tally(database: Database, asked_id: int) -> tuple[int, int]:
    """Return how many found the reply to *asked_id* helpful and how many did not."""
    query = select(votes.c.helpful).where(votes.c.asked_id == asked_id)
    found = await database.read(lambda connection: list(connection.execute(query).scalars()))
    return found.count(True), found.count(False)


async def count_replies(database: Database) -> int:
    """Return how many replies are kept."""
    query = select(func.count()).select_from(replies)
    return await database.read(lambda connection: connection.execute(query).scalar_one())
