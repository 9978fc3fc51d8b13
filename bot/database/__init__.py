"""What outlives a restart: replies and votes, revisions and who made them, choices of guilds, what waits for somebody.

Everything goes through SQLAlchemy's neutral SQL: SQLite by default, PostgreSQL by URL.
"""

from bot.database.actors import COMMAND_LINE, FILE, NOBODY, PROGRAM, Actors
from bot.database.auditlog import Act, AuditLog, Entry
from bot.database.auditverify import AuditFault, AuditReport, Wrong
from bot.database.engine import Database
from bot.database.feedback import Feedback, Judged, Opinion
from bot.database.guilds import Guilds
from bot.database.proposals import Proposal, Proposals
from bot.database.replies import Claim, ReplyLog, StoredReply
from bot.database.revisions import HeadMoved, Revision, Revisions, Via
from bot.database.subscriptions import Subscription, Subscriptions
from bot.database.sweeping import Retention
from bot.database.sync import SyncLog
from bot.database.tallies import Tallies
from bot.database.unanswered import Question, Unanswered
from bot.database.work import Work, WorkInHand

__all__ = [
    "COMMAND_LINE",
    "FILE",
    "NOBODY",
    "PROGRAM",
    "Act",
    "Actors",
    "AuditFault",
    "AuditLog",
    "AuditReport",
    "Claim",
    "Database",
    "Entry",
    "Feedback",
    "Guilds",
    "HeadMoved",
    "Judged",
    "Opinion",
    "Proposal",
    "Proposals",
    "Question",
    "ReplyLog",
    "Retention",
    "Revision",
    "Revisions",
    "StoredReply",
    "Subscription",
    "Subscriptions",
    "SyncLog",
    "Tallies",
    "Unanswered",
    "Via",
    "Work",
    "WorkInHand",
    "Wrong",
]
