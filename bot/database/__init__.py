"""What outlives a restart: replies, votes, what was seen, what was synced. SQLite by default.

Everything goes through SQLAlchemy's neutral SQL, so that another database follows by URL.
"""

from bot.database.engine import Database
from bot.database.feedback import Feedback
from bot.database.replies import Claim, ReplyLog, StoredReply
from bot.database.sync import SyncLog

__all__ = ["Claim", "Database", "Feedback", "ReplyLog", "StoredReply", "SyncLog"]
