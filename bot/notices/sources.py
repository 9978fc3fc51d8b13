"""What channels are told of: changes of the facts, and the week."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Final

from bot.cards.pictured import kwargs_with
from bot.database.subscriptions import CHANGES, DIGEST, Subscription
from bot.insight.board import read_board, sees_direct
from bot.insight.figures import read_weeks
from bot.insight.sheets import make_picture
from bot.notices.changes import render_changes
from bot.notices.channels import Postable, language_of, may_attach
from bot.notices.digest import Digest, render_digest
from bot.notices.poster import Notice, Source
from bot.revising.scope import SHARED, scope_of
from bot.services import Services
from bot.text.phrases import Phrases

OWN: Final = "own"
"""Kind of subscription that goes beside ``changes`` where a guild keeps an overlay: of its own revisions."""
MOST_REVISIONS: Final = 100
"""Revisions in one notice; whoever has missed more gets several."""
DIGEST_HOUR: Final = 8
"""Hour (UTC) of a Monday from which the week before is told: afternoon in Seoul, early morning in Washington."""
_PICTURED_WEEKS: Final = 12
_COUNTED: Final = 500


class Changes(Source):
    """Revisions of the shared facts, or of a guild's own."""

    def __init__(self, services: Services, kind: str = CHANGES) -> None:
        """Tell from *services*; *kind* is ``changes`` or ``own``."""
        self.kind = kind
        self._services = services

    async def upto(self, subscription: Subscription, told: str) -> str | None:
        """Return the number of the newest revision that the next notice tells."""
        scope = self._scope(subscription)
        new = await self._services.database.revisions.since(scope, number_of(told), MOST_REVISIONS)
        return str(new[-1].number) if new else None

    async def notice(self, subscription: Subscription, channel: Postable, told: str, upto: str) -> Notice | None:
        """Return what the revisions changed together; None where they are not kept any more."""
        services, scope = self._services, self._scope(subscription)
        new = await services.database.revisions.since(scope, number_of(told), MOST_REVISIONS)
        revisions = [each for each in new if each.number <= number_of(upto)]
        if not revisions:
            return None
        book = services.keeper.snapshot(subscription.guild_id).book
        phrases = Phrases(services.wording, language_of(channel, services.settings.language), book)
        style = services.settings.reply_style
        # An import may have thousands of entries.
        rendered = await asyncio.to_thread(render_changes, revisions, phrases, style=style)
        return Notice(rendered.message.kwargs, rendered.marks, nonce_of(self.kind, channel.id, told, upto))

    def _scope(self, subscription: Subscription) -> int:
        return SHARED if self.kind == CHANGES else subscription.guild_id


class WeekDigest(Source):
    """The week before, from Monday on."""

    kind = DIGEST

    def __init__(self, services: Services) -> None:
        """Tell from *services*."""
        self._services = services

    async def upto(self, subscription: Subscription, told: str) -> str | None:
        """Return the week that is over, unless it was told."""
        del subscription
        week = week_over(self._services.clock())
        return week if week > told else None

    async def notice(self, subscription: Subscription, channel: Postable, told: str, upto: str) -> Notice:
        """Return the week *upto* in figures, with the picture of the weeks up to it."""
        services, guild_id = self._services, subscription.guild_id
        monday = monday_of_week(upto)
        sunday = monday + timedelta(days=6)
        with_direct = sees_direct(services, guild_id)
        weeks = await read_weeks(
            services.database, guild_id, today=sunday, weeks=_PICTURED_WEEKS, with_direct=with_direct
        )
        begin = datetime.combine(monday, time(), UTC)
        end = begin + timedelta(weeks=1)
        revisions = await services.database.revisions.listing(scope_of(guild_id, services.settings), limit=_COUNTED)
        board = await read_board(services, guild_id)
        moderators = await services.gate.choice(guild_id, "moderators_channel")
        digest = Digest(
            week=upto,
            monday=monday,
            now=weeks[-1],
            before=weeks[-2],
            opinion=await services.database.feedback.opinion(guild_id, begin),
            changes=sum(begin <= each.made_at < end for each in revisions),
            # Only moderators see what members asked, cleaned though it is.
            groups=board.groups if channel.id == moderators else (),
            open_groups=len(board.groups),
        )
        language = language_of(channel, services.settings.language)
        phrases = Phrases(services.wording, language, board.snapshot.book)
        message = render_digest(digest, phrases, style=services.settings.reply_style)
        picture = await make_picture(weeks, phrases) if may_attach(channel) else None
        make = message.kwargs if picture is None else (lambda: kwargs_with(message, picture))
        return Notice(make, frozenset({upto}), nonce_of(self.kind, channel.id, told, upto))


def nonce_of(kind: str, channel_id: int, told: str, upto: str) -> str:
    """Return the nonce of a notice: 24 characters, the same whenever it is made."""
    return sha256(f"{kind}:{channel_id}:{told}:{upto}".encode()).hexdigest()[:24]


def number_of(told: str) -> int:
    """Return the number of a revision as a cursor has it; 0 for what is none."""
    return int(told) if told.isascii() and told.isdigit() and len(told) < len(str(1 << 63)) else 0


def week_over(now: datetime) -> str:
    """Return the last week that is over and may be told at *now*, such as ``2026-W47``: they sort as they follow.

    >>> week_over(datetime(2026, 11, 23, 7, 59, tzinfo=UTC)), week_over(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    ('2026-W46', '2026-W47')
    """
    year, week, _ = (now - timedelta(weeks=1, hours=DIGEST_HOUR)).isocalendar()
    return f"{year}-W{week:02d}"


def monday_of_week(week: str) -> date:
    """Return the first day of *week*.

    Raises:
        ValueError: it is none.
    """
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
