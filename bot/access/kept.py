"""What `/privacy` shows: how much is kept of a member, and the ways to have it or to have it deleted."""

import json
from collections.abc import Mapping
from typing import Any, Final

from bot.cards.ids import set_id
from bot.cards.message import Message, Press, Section, Style
from bot.settings import Settings
from bot.text.wording import Wording
from knowledge.model import Language

KINDS: Final = ("questions", "votes", "in_hand", "proposals", "decisions", "revisions", "acts")
"""The lists of `Database.export_member`, in the order in which they are shown."""
MOST_EXPORTED_BYTES: Final = 8 * 1024 * 1024
"""Of the attachment; Discord takes 10 MB from a bot (discord-api-docs reference, "Uploading Files", 2026-08-06)."""


def render_kept(kept: Mapping[str, Any], settings: Settings, wording: Wording, language: Language) -> Message:
    """Return what `Database.export_member` gave as numbers, with buttons to export and to delete it."""
    counts = {kind: len(kept.get(kind, ())) + kept.get(f"{kind}_left_out", 0) for kind in KINDS}
    lines = [wording.count(f"access.privacy.{kind}", language, count) for kind, count in counts.items() if count]
    days = {
        "days": settings.retention_days,
        "work_days": settings.retention_work_days,
        "proposal_days": settings.retention_proposals_days,
    }
    sections = (
        Section(f"### {wording('access.privacy.title', language)}"),
        Section("\n".join(lines) or wording("access.privacy.nothing", language)),
        Section(wording("access.privacy.how_long", language, **days), apart=True),
    )
    row = (
        Press(wording("access.privacy.export", language), set_id("privacy_export")),
        Press(wording("access.privacy.delete", language), set_id("privacy_ask"), grave=True),
    )
    return Message(settings.reply_style, sections, (row,) if lines else ())


def render_question(style: Style, wording: Wording, language: Language) -> Message:
    """Return the question whether everything is to be deleted: the second look before it is."""
    row = (
        Press(wording("access.privacy.erase", language), set_id("privacy_erase"), grave=True),
        Press(wording("access.privacy.keep", language), set_id("privacy_keep")),
    )
    return Message(style, (Section(wording("access.privacy.sure", language)),), (row,))


def render_note(style: Style, text: str) -> Message:
    """Return *text* alone, in place of what had buttons."""
    return Message(style, (Section(text),))


def export_json(kept: Mapping[str, Any]) -> bytes:
    """Return what is kept as JSON in UTF-8, at most `MOST_EXPORTED_BYTES`.

    Where it would be more, the oldest rows of the longest list go first, counted in ``<kind>_left_out``.
    """
    told = dict(kept)
    while len(text := json.dumps(told, ensure_ascii=False, indent=2).encode()) > MOST_EXPORTED_BYTES:
        longest = max(KINDS, key=lambda kind: len(json.dumps(told.get(kind, ()))))
        rows = told[longest]
        drop = max(1, len(rows) // 4)
        told[longest] = rows[:-drop]
        told[f"{longest}_left_out"] = told.get(f"{longest}_left_out", 0) + drop
    return text
