"""A process that keeps facts and is killed: the child of `benchmarks.killing`, which reads what it acknowledges.

    python -m benchmarks.killed FOLDER PLAN

FOLDER has the database, and a folder for each process that has a file of its own, or for all that share one. With the
real `Keeper`, the real file and the real database it does what moderators and editors do, and prints a line for each
change once that is acknowledged. PLAN is JSON: `at` names a point where it kills itself with SIGKILL when it comes by
for the `nth` time; `busy` makes the file one that cannot be renamed over, as a bind-mounted one; `hands` has it edit
the file by hand too; after some `turns` it ends by itself, with a count of the points it came by. All of that wraps
functions of the system and of SQLAlchemy from here: the program has no place where it asks whether it is tested.
"""

import asyncio
import errno
import json
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.database import COMMAND_LINE, Database
from bot.metrics import Metrics
from bot.revising.keeper import Keeper
from bot.revising.opening import open_facts
from bot.revising.scope import SHARED
from bot.settings import Settings
from knowledge.editing.change import Change, Overtaken, SectionName
from knowledge.editing.edit import entry_in

GUILD = 81384788765712384
"""A guild with an overlay of its own; the id is an example of Discord's documentation."""


class Points:
    """Counts what the process comes by, and ends it at the one that is planned."""

    def __init__(self, at: str | None, nth: int) -> None:
        """Kill the process when it comes by *at* for the *nth* time; None never does."""
        self.passed: Counter[str] = Counter()
        self._at = at
        self._nth = nth

    def come_by(self, name: str) -> None:
        """Note that the process is at *name*, and end it there if that is planned."""
        self.passed[name] += 1
        if name == self._at and self.passed[name] == self._nth:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, module: Any, name: str, label: Callable[..., str]) -> None:
        """Come by before and after each call of *name* in *module*; *label* names what it is called for."""
        real = getattr(module, name)

        def wrapped(*args: Any, **named: Any) -> Any:
            what = f"{name} {label(*args)}"
            self.come_by(f"before {what}")
            result = real(*args, **named)
            self.come_by(f"after {what}")
            return result

        setattr(module, name, wrapped)


def kind_of(path: str) -> str:
    """Return what a file is for, by its name."""
    name = Path(path).name
    for sign, kind in (
        ("facts.at.json", "mark"),
        ("facts-", "copy"),
        ("facts.yaml", "fact file"),
        ("communique.sqlite", "database"),
    ):
        if sign in name:
            return f"{kind}, new" if name.endswith(".new") else kind
    return "folder" if Path(path).is_dir() else "other"


def wrap(points: Points, *, busy: bool) -> None:
    """Have *points* hear of every step that a crash may fall between."""

    def of_handle(handle: int, *_: object) -> str:
        return kind_of(str(Path(f"/proc/self/fd/{handle}").readlink()))

    def of_path(_: object, target: object) -> str:
        return kind_of(str(target))

    if busy:
        replace = os.replace

        def refuse(source: Any, target: Any) -> None:
            if Path(target).name == "facts.yaml":
                raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(target))
            replace(source, target)

        setattr(os, "replace", refuse)  # noqa: B010 - its type is that of the real one
    points.around(os, "fsync", of_handle)
    points.around(os, "write", of_handle)
    points.around(os, "ftruncate", of_handle)
    points.around(os, "replace", of_path)
    event.listen(Engine, "begin", lambda _: points.come_by("after begin"))
    event.listen(Engine, "commit", lambda _: points.come_by("before commit"))
    event.listen(Engine, "before_cursor_execute", lambda *args: points.come_by(f"before {_statement(args[2])}"))


def _statement(sql: str) -> str:
    words = sql.split()
    table = next((word for word, last in zip(words[1:], words, strict=False) if last.upper() in {"INTO", "TABLE"}), "")
    return f"{words[0].upper()} {table.strip('(')}".strip() if words[0].upper() in {"INSERT", "CREATE"} else "statement"


def tell(*words: object) -> None:
    """Print a line that the parent can rely on."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


async def keep(settings: Settings, plan: dict[str, Any], points: Points) -> None:
    """Change facts until killed, or for some turns."""
    seed, turns = plan["seed"], plan.get("turns")
    acts = ["edit", "edit", "edit", "add", "overlay", "undo", "follow", *(["hand"] if plan.get("hands") else [])]
    database = await Database.open(settings.effective_database_url)
    add = database.revisions.add

    async def added(*args: Any, **named: Any) -> Any:
        revision = await add(*args, **named)
        points.come_by("after revision")
        return revision

    database.revisions.add = added  # type: ignore[method-assign] # only here, to be killed right after it
    store = await open_facts(settings, database)
    keeper = Keeper(store, database, settings, lambda: datetime.now(UTC), Metrics())
    await keeper.start()
    tell("ready")
    hands = random.Random(seed)
    turn = 0
    while turns is None or turn < turns:
        turn += 1
        sign = f"{seed}-{turn}"
        match hands.choice(acts):
            case "edit":
                await publish(keeper, SHARED, alias(await keeper.text(SHARED), sign, hands), sign)
            case "add":
                await publish(keeper, SHARED, fresh(await keeper.text(SHARED), sign), sign)
            case "hand":
                await edit_by_hand(keeper, settings, sign)
            case "overlay":
                await publish(keeper, GUILD, overlaid(sign), sign)
            case "undo":
                await undo(keeper)
            case _:
                await keeper.follow()
        points.come_by("acknowledged")
    await keeper.close()
    await database.close()


async def publish(keeper: Keeper, scope: int, change: Change, sign: str) -> None:
    """Make *change*, and tell that it is made; one that another process came before is let go."""
    try:
        made = await keeper.publish(
            scope, [change], by=COMMAND_LINE, guild_id=scope or None, reason=sign, accept_losses=True
        )
    except Overtaken:
        return
    tell("made", scope, made.revision.number, made.revision.digest, sign)


async def edit_by_hand(keeper: Keeper, settings: Settings, sign: str) -> None:
    """Write a remark to the end of the file, as an editor does, and have it taken over."""
    path = settings.facts_path
    text = await asyncio.to_thread(path.read_text, encoding="utf-8")
    await asyncio.to_thread(save, path, f"{text}# by hand {sign}\n")
    await keeper.take_over_file()
    head = keeper.head
    if head is not None and f"# by hand {sign}\n" in await keeper.text(SHARED):
        tell("made", SHARED, head.number, head.digest, sign)


def save(path: Path, text: str) -> None:
    """Save as editors do that care: another file, renamed. It is not this file that is tested."""
    other = path.with_name("editor.tmp")
    other.write_text(text, encoding="utf-8")
    os.rename(other, path)  # noqa: PTH104 - `os.replace` is wrapped


async def undo(keeper: Keeper) -> None:
    """Take back the newest revision, if it changed an entry."""
    head = keeper.head
    if head is None or not head.changes:
        return
    try:
        changes = await keeper.undo(SHARED, head.number)
        made = await keeper.publish(
            SHARED,
            changes,
            by=COMMAND_LINE,
            guild_id=None,
            reason=f"undo {head.number}",
            action="revert",
            accept_losses=True,
        )
    except Overtaken:
        return
    tell("made", SHARED, made.revision.number, made.revision.digest, "-")


def alias(text: str, sign: str, hands: random.Random) -> Change:
    """Return a change that adds a question to some fact of *text*."""
    ident = hands.choice(["csd12-place", "csd12-dates", "csd12-leads", "csd12-radar", "calder21-museum"])
    return _with_question(text, "facts", ident, sign)


def _with_question(text: str, section: SectionName, ident: str, sign: str) -> Change:
    entry = entry_in(text, section, ident)
    if entry is None:
        raise LookupError(ident)
    questions = entry["questions"]
    asked = {**questions, "en": [*questions["en"], f"What about {sign} of {ident}?"]}
    return Change(section, ident, entry, {**entry, "questions": asked})


def fresh(text: str, sign: str) -> Change:
    """Return a change that adds a fact."""
    entry = entry_in(text, "facts", "csd12-place")
    if entry is None:
        raise LookupError("csd12-place")
    ident = f"made-{sign}"
    made: dict[str, Any] = {
        **{key: entry[key] for key in ("kind", "meeting", "sources", "said_by")},
        "id": ident,
        "text": {"en": f"The talks had a part called {sign}."},
        "questions": {"en": [f"What was the part {sign}?"]},
    }
    return Change("facts", ident, None, made)


def overlaid(sign: str) -> Change:
    """Return a change that adds a fact to an overlay."""
    made = {
        "id": f"own-{sign}",
        "text": {"en": f"Our own evening was called {sign}."},
        "kind": "what",
        "sources": ["csd-12#s01"],
        "said_by": "both",
        "questions": {"en": [f"What was our evening {sign}?"]},
    }
    return Change("facts", f"own-{sign}", None, made)


def settings_of(folder: Path, name: str) -> Settings:
    """Return the settings of a process that keeps its file and its data in *name* below *folder*."""
    own = folder / name
    url = f"sqlite:///{folder / 'communique.sqlite'}"
    return Settings(data_dir=own, facts_path=own / "facts.yaml", database_url=url, home_guilds=(1,))


def main(folder: Path, plan: dict[str, Any]) -> None:
    """Do as *plan* says."""
    points = Points(plan.get("at"), plan.get("nth", 1))
    wrap(points, busy=plan.get("busy", False))
    asyncio.run(keep(settings_of(folder, plan.get("name", "one")), plan, points))
    tell("points", json.dumps(points.passed))


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
