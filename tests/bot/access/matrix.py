"""The table of the permission matrix: every command, button, menu and form there is, and what each takes.

None means that everybody may. A new command, button or form needs its row here: the tests say which is missing.
``{reply}``, ``{correction}``, ``{change}``, ``{draft}`` and ``{question}`` stand for a thing of the guild,
``{work}`` and ``{done}`` for a change that the member who presses has in hand, or had.
"""

from collections.abc import Mapping
from typing import Final

from bot.access.actions import Action

_ENTRY_COMMANDS = {
    "add": Action.CHANGE,
    "edit": Action.CHANGE,
    "alias": Action.CHANGE,
    "retire": Action.CHANGE,
    "show": Action.SHOW,
    "history": Action.SHOW,
    "revert": Action.REVERT,
}
_WITHOUT_ALIAS = {name: action for name, action in _ENTRY_COMMANDS.items() if name != "alias"}


def _group(name: str, commands: Mapping[str, Action]) -> dict[str, Action]:
    return {f"{name} {command}": action for command, action in commands.items()}


COMMANDS: Final[Mapping[str, Action | None]] = {
    **dict.fromkeys(
        (
            "ask",
            "latest",
            "meetings",
            "meeting",
            "timeline",
            "person",
            "topic",
            "glossary",
            "sources",
            "help",
            "about",
            "privacy",
            "Check against the releases",
        )
    ),
    "config": Action.CONFIG,
    "audit": Action.AUDIT,
    **_group("fact", _ENTRY_COMMANDS),
    **_group("gap", _ENTRY_COMMANDS),
    **_group("term", _ENTRY_COMMANDS),
    **_group("name", _ENTRY_COMMANDS),
    **_group("event", _WITHOUT_ALIAS),
    **_group("release", _WITHOUT_ALIAS),
    "fact supersede": Action.CHANGE,
    "fact resume": Action.CHANGE,
    "fact import": Action.CHANGE,
    "fact export": Action.EXPORT,
    "fact check": Action.SHOW,
    "Propose as fact": Action.CHANGE,
    "review": Action.REVIEW,
    **_group("insight", dict.fromkeys(("unanswered", "feedback", "stats"), Action.INSIGHT)),
    **_group("subscribe", dict.fromkeys(("changes", "digest", "off", "show"), Action.SUBSCRIBE)),
}
"""By qualified name; message menus by theirs."""

PRESSES: Final[Mapping[str, Action | None]] = {
    # Under a reply, a look-up, and `/privacy`.
    **{f"cq:1:{action}:{{reply}}": None for action in ("yes", "no", "why", "cite", "share")},
    "cq:1:delete:{reply}": None,
    "cq:1:correct:{reply}": Action.SUGGEST,
    "cq:1:pick:{reply}:0": None,
    "cq:1:page:meetings:0://": None,
    "cq:1:set:why_not:{reply}": None,
    # Before the settings: those take the editors' role away.
    "cq:1:set:paste:{work}": Action.CHANGE,
    **{f"cq:1:set:privacy_{what}:": None for what in ("export", "ask", "erase", "keep")},
    # `/config` and `/audit`.
    "cq:1:set:config_page:rest": Action.CONFIG,
    "cq:1:set:config_role:editor": Action.CONFIG,
    "cq:1:set:config_everyone:": Action.CONFIG,
    "cq:1:set:config_channel:": Action.CONFIG,
    "cq:1:set:config_review:on": Action.CONFIG,
    "cq:1:set:config_kept:off": Action.CONFIG,
    "cq:1:set:config_kept:sure": Action.CONFIG,
    "cq:1:list:audit:0:-": Action.AUDIT,
    # A change in hand, an entry, a history.
    **{
        f"cq:1:work:{action}:{{work}}": Action.CHANGE
        for action in (
            "edit",
            "more",
            "list",
            "why",
            "publish",
            "anyway",
            "cancel",
            "theirs",
            "ontop",
            "again",
            "taka",
            "takb",
            "takc",
        )
    },
    "cq:1:work:undo:{done}": Action.CHANGE,
    **{f"cq:1:list:{what}:0:f/calder21-museum": Action.CHANGE for what in ("change", "alias", "retire")},
    "cq:1:list:history:0:f/calder21-museum": Action.SHOW,
    "cq:1:list:revert:0:1": Action.REVERT,
    # The review.
    "cq:1:list:review:0:": Action.REVIEW,
    "cq:1:prop:open:{correction}": Action.REVIEW,
    "cq:1:prop:approve:{change}": Action.DECIDE,
    "cq:1:prop:decline:{change}": Action.DECIDE,
    "cq:1:prop:decline:{correction}": Action.CHANGE,
    "cq:1:prop:decline:{draft}": Action.CHANGE,
    "cq:1:prop:settle:{correction}": Action.CHANGE,
    "cq:1:prop:anyway:{change}": Action.DECIDE,
    "cq:1:prop:take:{change}": Action.CHANGE,
    "cq:1:prop:withdraw:{change}": Action.CHANGE,
    "cq:1:prop:fix:{correction}": Action.CHANGE,
    "cq:1:prop:write:{draft}": Action.CHANGE,
    # What could not be answered.
    "cq:1:list:unanswered:0:next": Action.INSIGHT,
    "cq:1:open:alias:{question}": Action.INSIGHT,
    "cq:1:open:undo:{question}": Action.INSIGHT,
    **{f"cq:1:open:{action}:{{question}}": Action.CHANGE for action in ("fact", "gap", "onto", "dismiss")},
}
"""By custom_id."""

FORMS: Final[Mapping[str, tuple[str, Action | None]]] = {
    "correct": ("{reply}", Action.SUGGEST),
    "review": ("decline-{change}", Action.DECIDE),
    "release_add": ("new-release", Action.CHANGE),
    "work": ("{work}.0.0.new", Action.CHANGE),
}
"""By what `Forms` knows them as: about what, and what sending one takes."""
