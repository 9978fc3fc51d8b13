"""Changes of the shared facts: kept, filed, answered from, or refused with nothing changed."""

import asyncio
import errno
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.database import FILE, PROGRAM, Via
from bot.database.proposals import OVERTAKEN
from bot.errors import StorageError
from bot.revising.disk import Touched
from bot.revising.errors import FactsUnusable, FileBroken, LosesAnswers, NoSuchRevision, NothingChanges
from bot.revising.keeper import Changed, Refused
from bot.revising.scope import SHARED
from bot.settings import Settings, shipped_facts
from knowledge.decision import Answer
from knowledge.editing.change import Change, Overtaken, fields_of, load_changes
from knowledge.editing.edit import edit
from knowledge.errors import FactFileError

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
HOME = 11
QUESTION = "In which port town did they dock?"
MARK = b"\xef\xbb\xbf"


async def test_a_change_is_kept_filed_and_answered_from(home: Any) -> None:
    """Only the lines of that list change; revision, audit and answers have it when `publish` returns."""
    async with home.opened() as process:
        made = await process.asks(QUESTION)
        assert made.revision.number == 2
        assert (made.revision.author, made.revision.via, made.revision.reason) == ("m-joe", Via.DISCORD, "because")
        lines, before = process.path.read_text(encoding="utf-8").splitlines(), home.text.splitlines()
        assert [line.strip() for line in lines if line not in before][1:] == [f'"{QUESTION}"]']
        assert len(lines) == len(before) + 1
        decision = made.snapshot.answerer.answer(QUESTION).parts[0].decision
        assert isinstance(decision, Answer)
        assert decision.facts[0].fact.id == "csd12-place"
        assert await process.agrees()
        newest, *_ = await process.database.audit.listing()
        assert (newest.actor, newest.action, newest.target) == ("m-joe", "publish", "facts csd12-place")
        assert QUESTION not in (newest.before or "")
        assert QUESTION in (newest.after or "")
        assert not (await process.database.audit.verify()).faults
    async with home.opened() as process:
        assert process.keeper.head == made.revision
        assert await process.agrees()


async def test_the_first_start_makes_a_revision_of_the_file(home: Any) -> None:
    """By "file", so that everything has a beginning; the next start makes none."""
    for _ in range(2):
        async with home.opened() as process:
            head = process.keeper.head
            assert (head.number, head.author, head.via, head.parent) == (1, FILE, Via.FILE, None)
            assert await process.agrees()
    assert home.path.read_text(encoding="utf-8") == home.text


async def test_of_two_who_change_an_entry_the_second_hears_of_the_first(home: Any) -> None:
    """Nothing is overwritten unseen, also where both begin at once."""
    async with home.opened() as process:
        results = await asyncio.gather(
            process.asks("Was it Busan at first?"), process.asks("Was it Busan, too?"), return_exceptions=True
        )
        overtaken = [each for each in results if isinstance(each, Overtaken)]
        assert len(overtaken) == 1
        now = overtaken[0].now
        assert now is not None
        assert "Was it Busan at first?" in now["questions"]["en"]
        assert process.keeper.head.number == 2


async def test_two_changes_of_different_entries_both_stand(home: Any) -> None:
    """Whoever comes second begins from what the first left."""
    async with home.opened() as process:
        await asyncio.gather(process.asks("One?"), process.asks("Two?", of="csd12-radar"))
        text = await process.keeper.text(SHARED)
        assert "One?" in text
        assert "Two?" in text
        assert await process.agrees()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        pytest.param(lambda fields: {**fields, "sources": []}, FactFileError, id="no source"),
        pytest.param(lambda fields: {**fields, "meeting": "csd-13"}, FactFileError, id="no such meeting"),
        pytest.param(dict, NothingChanges, id="nothing"),
    ],
)
async def test_what_cannot_be_published_changes_nothing(
    home: Any, change: Callable[[Any], Any], error: type[Exception]
) -> None:
    """Neither the file nor a revision, and the reason comes out."""
    async with home.opened() as process:
        before = fields_now(process)
        with pytest.raises(error):
            await process.publish(Change("facts", "csd12-place", before, change(before)))
        assert process.keeper.head.number == 1
        assert home.path.read_text(encoding="utf-8") == home.text
        assert await process.agrees()


def fields_now(process: Any) -> dict[str, Any]:
    """Return the fields of a fact as they are."""
    return fields_of(process.store.current.book.facts["csd12-place"])


async def test_a_change_that_loses_an_answer_has_to_be_meant(home: Any) -> None:
    """A retired fact answers nothing more; that is told before, and done when it is accepted."""
    async with home.opened() as process:
        before = fields_now(process)
        change = Change("facts", "csd12-place", before, {**before, "retired": "It was wrong."})
        with pytest.raises(LosesAnswers) as raised:
            await process.publish(change)
        assert "Which city hosted CSD 12?" in {each.question for each in raised.value.lost}
        assert process.keeper.head.number == 1
        await process.publish(change, accept_losses=True)
        assert process.keeper.head.number == 2


async def test_golden_questions_count_as_well(home: Any, tmp_path: Path) -> None:
    """Those of `golden_path`, a folder here."""
    golden = tmp_path / "golden"
    golden.mkdir()
    (golden / "some.yaml").write_text(
        'questions:\n  - q: "What city hosted the 12th Coastal Security Dialogue?"\n    facts: ["csd12-place"]\n'
        '    style: "plain"\n',
        encoding="utf-8",
    )
    settings = home.settings.model_copy(update={"golden_path": golden})
    async with home.opened(settings) as process:
        before = fields_now(process)
        with pytest.raises(LosesAnswers) as raised:
            await process.publish(Change("facts", "csd12-place", before, {**before, "retired": "No."}))
        assert [each.question for each in raised.value.lost if each.is_golden] == [
            "What city hosted the 12th Coastal Security Dialogue?"
        ]


# Taking back.


async def test_taking_back_gives_the_file_back_byte_for_byte(home: Any) -> None:
    """And a change of another entry in between stays."""
    async with home.opened() as process:
        made = await process.asks(QUESTION)
        await process.asks("And the radar?", of="csd12-radar")
        changes = await process.keeper.undo(SHARED, made.revision.number)
        await process.publish(*changes, accept_losses=True, action="revert")
        await process.publish(*(await process.keeper.undo(SHARED, 3)), accept_losses=True)
        assert home.path.read_text(encoding="utf-8") == home.text
        with pytest.raises(NothingChanges):
            await process.keeper.undo(SHARED, made.revision.number)


async def test_what_was_changed_again_is_not_taken_back(home: Any) -> None:
    """The later change would go with it, so whoever asks is told what the entry is now."""
    async with home.opened() as process:
        made = await process.asks("One?")
        await process.asks("Two?")
        with pytest.raises(Overtaken) as raised:
            await process.keeper.undo(SHARED, made.revision.number)
        assert raised.value.now is not None
        assert raised.value.now["questions"]["en"][-2:] == ["One?", "Two?"]
        changes = await process.keeper.bring_back(SHARED, 1)
        await process.publish(*changes, accept_losses=True)
        assert home.path.read_text(encoding="utf-8") == home.text


async def test_a_whole_text_is_brought_back_letter_by_letter(home: Any) -> None:
    """Remarks and layout too."""
    async with home.opened() as process:
        home.write(f"{home.text}# a remark\n")
        assert await process.keeper.take_over_file()
        old = await process.keeper.text_at(SHARED, 1)
        options = {"by": "m-joe", "guild_id": HOME, "reason": None, "via": Via.RESTORE}
        await process.keeper.replace(SHARED, old, **options)
        assert home.path.read_text(encoding="utf-8") == home.text
        assert process.keeper.head.number == 3
        with pytest.raises(NothingChanges):
            await process.keeper.replace(SHARED, old, **options)
        with pytest.raises(NoSuchRevision) as raised:
            await process.keeper.text_at(SHARED, 99)
        assert raised.value.newest == 3


# The file changed by hand.


async def test_an_edit_of_the_file_becomes_a_revision_by_file(home: Any) -> None:
    """With the entries it changed; the file stays as it was written."""
    async with home.opened() as process:
        edited = home.text.replace("held in Busan", "held in Pohang") + "# a remark\n"
        home.write(edited)
        assert await process.keeper.take_over_file()
        head = process.keeper.head
        assert (head.number, head.author, head.via) == (2, FILE, Via.FILE)
        assert [(change.section, change.id) for change in head.changes] == [("facts", "csd12-place")]
        assert home.path.read_text(encoding="utf-8") == edited
        assert not await process.keeper.take_over_file()
        assert await process.agrees()


async def test_an_edit_that_nobody_took_over_yet_is_part_of_the_next_change(home: Any) -> None:
    """It is taken over first, as a revision of its own; a change of the same entry hears of it."""
    async with home.opened() as process:
        stale = fields_now(process)
        home.write(home.text.replace("held in Busan", "held in Pohang"))
        await process.asks("And the radar?", of="csd12-radar")
        assert [each.author for each in await process.database.revisions.listing(SHARED)] == ["m-joe", FILE, FILE]
        assert "held in Pohang" in home.path.read_text(encoding="utf-8")
        with pytest.raises(Overtaken):
            await process.publish(Change("facts", "csd12-place", stale, {**stale, "kind": "what"}))
        assert await process.agrees()


async def test_an_edit_made_while_nobody_looked_is_taken_over_at_start(home: Any) -> None:
    """Also one that puts an older text back: the mark tells it from a file that is behind."""
    async with home.opened() as process:
        await process.asks(QUESTION)
    home.write(home.text)
    async with home.opened() as process:
        assert process.keeper.head.number == 3
        assert process.keeper.head.author == FILE
        assert home.path.read_text(encoding="utf-8") == home.text
        assert await process.agrees()


async def test_a_broken_file_is_left_alone_and_told_once(home: Any) -> None:
    """The last good revision answers, nothing can be published, and mending the file ends it."""
    told: list[Refused] = []

    async def tell(news: Refused) -> None:
        told.append(news)

    async with home.opened() as process:
        process.keeper.on_refused.add(tell)
        broken = f"{home.text}broken: [\n"
        home.write(broken)
        for _ in range(2):
            with pytest.raises(FactFileError):
                await process.keeper.take_over_file()
        with pytest.raises(FileBroken) as raised:
            await process.asks(QUESTION)
        await process.keeper.on_refused.settle()
        line = broken.count("\n") + 1
        assert [each.fault.problem.line for each in told] == [line]
        assert f"facts.yaml:{line}:1" in str(raised.value)
        assert process.keeper.fault is not None
        assert home.path.read_text(encoding="utf-8") == broken
        assert process.keeper.head.number == 1
        home.write(home.text)
        assert not await process.keeper.take_over_file()
        assert process.keeper.fault is None
        await process.asks(QUESTION)


async def test_a_start_with_a_broken_file_answers_from_the_last_revision(home: Any) -> None:
    """It says so, and keeps the file as it is."""
    async with home.opened() as process:
        await process.asks(QUESTION)
        good = process.store.current.digest
    home.write("facts: [\n")
    async with home.opened() as process:
        assert process.store.current.digest == good
        assert process.keeper.fault is not None
        assert home.path.read_text(encoding="utf-8") == "facts: [\n"
        home.write(home.text)
        assert await process.keeper.take_over_file()
        assert (process.keeper.head.number, process.keeper.head.author) == (3, FILE)


async def test_a_first_start_with_a_broken_file_has_nothing_to_answer_from(home: Any) -> None:
    """There is no revision to answer from instead, and the line is told."""
    home.write("facts: [\n")
    with pytest.raises(FactsUnusable, match=r"facts\.yaml:2:1"):
        async with home.opened():
            pass
    home.path.unlink()
    with pytest.raises(FactsUnusable, match="cannot be read"):
        async with home.opened():
            pass


async def test_a_lost_file_comes_back_from_the_database(home: Any) -> None:
    """At the start; while the bot runs, with the next change."""
    async with home.opened() as process:
        await process.asks(QUESTION)
    home.path.unlink()
    async with home.opened() as process:
        assert QUESTION in home.path.read_text(encoding="utf-8")
        home.path.unlink()
        with pytest.raises(FileNotFoundError):
            await process.keeper.take_over_file()
        await process.asks("And the radar?", of="csd12-radar")
        assert await process.agrees()


async def test_a_lost_database_begins_again_with_the_file(home: Any) -> None:
    """Revision 1 is the file as it is; nothing of it is lost."""
    async with home.opened() as process:
        await process.asks(QUESTION)
    for left in home.settings.data_dir.glob("communique.sqlite*"):
        left.unlink()
    async with home.opened() as process:
        assert process.keeper.head.number == 1
        assert QUESTION in await process.keeper.text(SHARED)
        assert await process.agrees()


async def test_a_database_older_than_the_file_takes_the_file_over(home: Any) -> None:
    """Somebody brought a backup of the database back: what the file has since is an edit by hand, and stays."""
    async with home.opened() as process:
        await process.asks("One?")
    copy = (home.settings.data_dir / "communique.sqlite").read_bytes()
    async with home.opened() as process:
        await process.asks("Two?")
    for left in home.settings.data_dir.glob("communique.sqlite*"):
        left.unlink()
    (home.settings.data_dir / "communique.sqlite").write_bytes(copy)
    async with home.opened() as process:
        assert (process.keeper.head.number, process.keeper.head.author) == (3, FILE)
        assert "Two?" in await process.keeper.text(SHARED)
        assert await process.agrees()


# How the file lies.


async def test_a_link_to_the_file_stays_a_link(home: Any, tmp_path: Path) -> None:
    """What it leads to is replaced, in its own folder."""
    real = tmp_path / "elsewhere" / "real.yaml"
    real.parent.mkdir()
    real.write_text(home.text, encoding="utf-8")
    home.path.unlink()
    home.path.symlink_to(real)
    async with home.opened() as process:
        await process.asks(QUESTION)
        assert home.path.is_symlink()
        assert QUESTION in real.read_text(encoding="utf-8")
        assert await process.agrees()
        assert [each.name for each in real.parent.iterdir()] == ["real.yaml"]


async def test_mode_mark_and_line_ends_stay(home: Any) -> None:
    """The mark of UTF-8 is the file's own business, and no part of a revision."""
    home.path.write_bytes(MARK + home.text.replace("\n", "\r\n").encode())
    home.path.chmod(0o640)
    async with home.opened() as process:
        await process.asks(QUESTION)
        data = home.path.read_bytes()
        assert data.startswith(MARK)
        assert data.count(b"\r\n") == data.count(b"\n") == home.text.count("\n") + 1
        assert stat.S_IMODE(home.path.stat().st_mode) == 0o640
        assert not (await process.database.revisions.text(SHARED, 2)).startswith(MARK)
        home.path.write_bytes(data.removeprefix(MARK))
        assert not await process.keeper.take_over_file()
        await process.asks("And the radar?", of="csd12-radar")
        assert await process.agrees()


async def test_a_file_that_cannot_be_renamed_over_is_written_in_place(
    home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a bind-mounted one: it stays the same file."""
    refuse_to_replace(monkeypatch, home.path, errno.EBUSY)
    async with home.opened() as process:
        before = home.path.stat().st_ino
        await process.asks(QUESTION)
        await process.publish(*(await process.keeper.undo(SHARED, 2)), accept_losses=True)
        assert home.path.stat().st_ino == before
        assert home.path.read_text(encoding="utf-8") == home.text
        assert await process.agrees()
        assert [each.name for each in home.folder.iterdir() if each.suffix == ".new"] == []


async def test_a_file_torn_by_writing_in_place_is_written_again(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mark tells that it was being written; else a beginning of one text and an end of another is an edit."""
    refuse_to_replace(monkeypatch, home.path, errno.EBUSY)
    real = os.ftruncate

    def die(*_: object) -> None:
        data = home.path.read_bytes()
        torn = data.index(b"port that they") + 3
        home.path.write_bytes(data[:torn] + home.text.encode()[torn:])
        raise OSError(errno.EIO, "the disk is gone")

    async with home.opened() as process:
        monkeypatch.setattr(os, "ftruncate", die)
        made = await process.asks("Was this the very first port that they came to?", of="csd12-dates")
        assert made.revision.number == 2  # it stands: the database has it
        assert made.snapshot.digest == process.store.current.digest
    monkeypatch.setattr(os, "ftruncate", real)
    assert home.path.read_bytes() != home.text.encode()
    async with home.opened() as process:
        assert process.keeper.head == made.revision
        assert await process.agrees()


def refuse_to_replace(monkeypatch: pytest.MonkeyPatch, path: Path, code: int) -> None:
    """Have the system refuse to rename anything over *path*."""
    replace = os.replace

    def refuse(source: Any, target: Any) -> None:
        if Path(target) == path:
            raise OSError(code, os.strerror(code), str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)


async def test_a_folder_that_may_not_be_written_to_refuses_before_anything_is_made(
    home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No revision, no change of answers, and words that name the file."""
    forbid(monkeypatch, home.folder, errno.EROFS)
    async with home.opened() as process:
        with pytest.raises(StorageError, match=r"facts\.yaml: it cannot be replaced \(Read-only file system\)"):
            await process.asks(QUESTION)
        assert process.keeper.head.number == 1
        assert len(await process.database.audit.listing()) == 1
        assert await process.agrees()


def forbid(monkeypatch: pytest.MonkeyPatch, folder: Path, code: int) -> None:
    """Have the system refuse to make or open a fact file for writing in *folder*, as root is refused nothing."""
    real = os.open

    def refuse(path: Any, flags: int, *mode: Any, **named: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR) and Path(path).parent == folder:
            raise OSError(code, os.strerror(code), str(path))
        return real(path, flags, *mode, **named)

    monkeypatch.setattr(os, "open", refuse)
    opened = Path.open

    def refuse_too(self: Path, mode: str = "r", **named: Any) -> Any:
        if "+" in mode and self.parent == folder:
            raise OSError(code, os.strerror(code), str(self))
        return opened(self, mode, **named)

    monkeypatch.setattr(Path, "open", refuse_too)


async def test_a_full_disk_refuses_before_anything_is_made(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was written of the new file is gone, too."""
    real = os.fsync

    def full(handle: int) -> None:
        if "facts.yaml" in str(Path(f"/proc/self/fd/{handle}").readlink()):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    async with home.opened() as process:
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(StorageError, match="No space left"):
            await process.asks(QUESTION)
        assert process.keeper.head.number == 1
        assert sorted(each.name for each in home.folder.iterdir()) == ["data", "facts.yaml"]
        monkeypatch.setattr(os, "fsync", real)
        await process.asks(QUESTION)
        assert await process.agrees()


async def test_an_edit_between_revision_and_file_is_taken_over_on_top(
    home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody saves in the very moment: the revision stands, and so does what they wrote."""
    async with home.opened() as process:
        add = process.database.revisions.add

        async def added(*args: Any, **named: Any) -> Any:
            made = await add(*args, **named)
            monkeypatch.setattr(process.database.revisions, "add", add)
            home.write(home.text.replace("held in Busan", "held in Pohang"))
            return made

        monkeypatch.setattr(process.database.revisions, "add", added)
        await process.asks("And the radar?", of="csd12-radar")
        text = home.path.read_text(encoding="utf-8")
        assert "held in Pohang" in text
        assert "And the radar?" in text
        assert [each.author for each in await process.database.revisions.listing(SHARED)] == [FILE, "m-joe", FILE]
        assert await process.agrees()


async def test_where_both_changed_an_entry_the_file_stays_and_the_other_change_waits(
    home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A moderator chooses: the change is a proposal, from the entry as it is in the file now."""
    async with home.opened() as process:
        add = process.database.revisions.add

        async def added(*args: Any, **named: Any) -> Any:
            made = await add(*args, **named)
            monkeypatch.setattr(process.database.revisions, "add", add)
            home.write(home.text.replace("held in Busan", "held in Pohang"))
            return made

        monkeypatch.setattr(process.database.revisions, "add", added)
        await process.asks(QUESTION)
        assert "held in Pohang" in home.path.read_text(encoding="utf-8")
        assert QUESTION not in home.path.read_text(encoding="utf-8")
        (waiting,) = await process.database.proposals.listing(None, scope=SHARED)
        assert waiting.guild_id not in home.settings.home_guilds  # it does not go with a guild that leaves
        assert (waiting.kind, waiting.entry, waiting.author) == (OVERTAKEN, "csd12-place", "m-joe")
        (change,) = load_changes(waiting.body or "")
        await process.publish(change)
        assert "held in Busan" in home.path.read_text(encoding="utf-8")
        assert QUESTION in home.path.read_text(encoding="utf-8")
        assert await process.agrees()


async def test_a_revision_that_stands_is_never_told_as_refused(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file cannot be looked at, or is written all the while: the change is answered from, and the rest follows."""
    async with home.opened() as process:
        filing = process.keeper._shared._filing

        async def unreadable() -> Any:
            raise StorageError("it cannot be read")

        with monkeypatch.context() as patch:
            patch.setattr(filing, "look_now", unreadable)
            assert (await process.asks(QUESTION)).revision.number == 2
        assert process.keeper.head.number == 2

        def touched(_: object) -> bool:
            raise Touched

        with monkeypatch.context() as patch:
            patch.setattr(filing._file, "place", touched)
            assert (await process.asks("And the radar?", of="csd12-radar")).revision.number == 3
        assert process.keeper.head.number == 3
        await process.asks("And once more?", of="csd12-radar")
        assert await process.agrees()


async def test_an_owed_revision_is_not_taken_back_by_a_folder_that_moved(
    home: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is as the mark says, only elsewhere: it is behind, and nobody's edit."""
    async with home.opened() as process:

        def refuse(_: object) -> bool:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))

        monkeypatch.setattr(process.keeper._shared._filing._file, "place", refuse)
        made = await process.asks(QUESTION)
    monkeypatch.undo()
    moved = tmp_path / "moved"
    moved.mkdir()
    home.path.rename(moved / "facts.yaml")
    home.settings.data_dir.rename(moved / "data")
    settings = Settings(data_dir=moved / "data", facts_path=moved / "facts.yaml", home_guilds=(HOME,))
    async with home.opened(settings) as process:
        assert process.keeper.head == made.revision
        assert QUESTION in (moved / "facts.yaml").read_text(encoding="utf-8")
        assert await process.agrees()


async def test_a_start_goes_well_where_both_sides_took_an_entry_out(home: Any) -> None:
    """What the file and a revision have together is no valid file, so the file's stays; nothing waits of the entry."""
    doomed, clash = added("doomed"), added("clash")
    gap = {
        "id": "clash",
        "text": {"en": "The release does not tell how many lighthouses there are."},
        "questions": {"en": ["How many lighthouses are there in all?"]},
        "nearest": ["csd12-place"],
        "kind": "how_many",
    }
    base = edit(home.text, [doomed])
    home.write(base)
    taken_out = Change("facts", "doomed", doomed.after, None)
    async with home.opened() as process:
        await process.database.revisions.add(
            SHARED,
            expects=1,
            before=base.encode(),
            after=edit(base, [taken_out, clash]).encode(),
            author="m-joe",
            via=Via.DISCORD,
            reason=None,
            changes=(),
            now=NOW,
        )
    home.write(edit(base, [taken_out, Change("gaps", "clash", None, gap)]))
    async with home.opened() as process:
        assert process.keeper.head.number == 3
        waiting = await process.database.proposals.listing(None, scope=SHARED)
        assert [(each.kind, each.entry) for each in waiting] == [(OVERTAKEN, "clash")]
        assert await process.agrees()


def added(ident: str) -> Change:
    """Return the change that adds a fact."""
    fields = {
        "id": ident,
        "text": {"en": f"There was a part called {ident}."},
        "kind": "what",
        "sources": ["csd-12#s01"],
        "said_by": "both",
        "questions": {"en": [f"What was {ident}?"]},
    }
    return Change("facts", ident, None, fields)


async def test_a_new_id_is_taken_back_once(home: Any) -> None:
    """The second time there is nothing to do, and nobody was in the way."""
    old = added("old")
    assert old.after is not None
    async with home.opened() as process:
        await process.publish(old)
        made = await process.publish(Change("facts", "old", old.after, {**old.after, "id": "new"}))
        await process.publish(*(await process.keeper.undo(SHARED, made.revision.number)))
        with pytest.raises(NothingChanges):
            await process.keeper.undo(SHARED, made.revision.number)


async def test_who_leaves_while_the_file_is_being_locked_leaves_it_unlocked(home: Any) -> None:
    """The thread takes the lock all the same, and it is let go of."""
    async with home.opened() as process:
        alone = process.keeper._shared._filing.alone
        async with alone():
            waiting = asyncio.create_task(enter(alone))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        await process.asks(QUESTION)
        assert process.keeper.head.number == 2


async def enter(alone: Callable[[], Any]) -> None:
    """Be alone for a moment."""
    async with alone():
        pass


# The file that ships.


async def test_the_shipped_file_is_never_written(home: Any) -> None:
    """The first change makes a file in the data folder, which is the fact file from then on."""
    settings = home.settings.model_copy(update={"facts_path": shipped_facts()})
    shipped = shipped_facts().read_bytes()
    async with home.opened(settings) as process:
        assert process.keeper.head.author == PROGRAM
        assert process.path == settings.effective_facts_path == shipped_facts()
        await process.asks("Which capital heard it announced, then?", of="kidd-14.round")
        assert process.path == settings.effective_facts_path == settings.own_facts_path
        assert await process.agrees()
    async with home.opened(settings) as process:
        assert process.path == settings.own_facts_path
        settings.own_facts_path.write_bytes(shipped)
        assert await process.keeper.take_over_file()
        assert process.keeper.head.author == FILE
    settings.own_facts_path.unlink()
    async with home.opened(settings) as process:
        assert process.keeper.head.number == 3
        assert process.store.current.digest == process.keeper.head.digest
    assert shipped_facts().read_bytes() == shipped


# Who hears of it.


async def test_listeners_hear_of_each_change_after_it_is_answered_from(home: Any) -> None:
    """One that fails keeps nobody else from hearing, and one that has ended hears nothing."""
    heard: list[Changed] = []

    async def fail(_: Changed) -> None:
        raise RuntimeError("boom")

    async with home.opened() as process:

        async def hear(news: Changed) -> None:
            assert process.store.current is news.after
            heard.append(news)

        process.keeper.on_change.add(fail)
        end = process.keeper.on_change.add(hear)
        await process.asks(QUESTION)
        await process.keeper.on_change.settle()
        end()
        await process.asks("And the radar?", of="csd12-radar")
        await process.keeper.on_change.settle()
    assert [(news.scope, news.revision.number) for news in heard] == [(SHARED, 2)]
    assert heard[0].before.digest != heard[0].after.digest


async def test_a_caller_that_leaves_does_not_stop_a_change(home: Any) -> None:
    """What is begun runs to its end; the next change begins from it."""
    async with home.opened() as process:
        asking = asyncio.create_task(process.asks(QUESTION))
        while not process.keeper._running:  # noqa: ASYNC110 - the keeper tells nobody that it has begun
            await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        await process.keeper.close()
        assert process.keeper.head.number == 2
        assert await process.agrees()


async def test_what_is_replaced_is_kept_for_a_while(home: Any) -> None:
    """Each text that was replaced, named by time and digest, readable by its owner alone."""
    async with home.opened() as process:
        await process.asks("One?")
        await process.asks("Two?")
        copies = sorted(home.settings.backups_path.iterdir())
        assert len(copies) == 2
        assert home.text.encode() in {each.read_bytes() for each in copies}
        assert {stat.S_IMODE(each.stat().st_mode) for each in copies} == {0o600}
