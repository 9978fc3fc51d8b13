"""The subcommands that change facts: what they write, what they refuse, and what they leave."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from bot.cli import main
from bot.errors import ExitStatus
from bot.settings import shipped_facts
from knowledge.factfile.parse import parse_fact_file


class Shell:
    """A folder in which commands are typed.

    Attributes:
        facts: the fact file.
        data: the data folder.
    """

    def __init__(self, folder: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.facts = folder / "facts.yaml"
        self.data = folder / "data"
        self.text = text
        self._capsys = capsys
        self.facts.write_text(text, encoding="utf-8")
        (folder / "config.yaml").write_text(f"facts_path: {self.facts}\ndata_dir: {self.data}\n", encoding="utf-8")

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Return the status of a command, and what it wrote to either stream."""
        self._capsys.readouterr()
        status = main(arguments)
        written = self._capsys.readouterr()
        return status, written.out, written.err

    def edit(self, old: str, new: str) -> None:
        """Edit the fact file with an editor."""
        self.facts.write_text(self.facts.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.fixture
def shell(
    tmp_path: Path, small_text: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Shell:
    """Return a folder with the small fact file in it."""
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path, small_text, capsys)


def test_history_lists_what_was_changed(shell: Shell) -> None:
    """Newest first, with who, how and why; one entry's alone where that is asked for."""
    status, _, told = shell("history")
    assert (status, told) == (ExitStatus.FOUND, "there is no revision yet\n")
    shell("backup")  # any of them that changes something begins with what the file says
    shell.edit("held in Busan", "held in Pohang")
    shell("revert", "2", "--reason", "It was Busan.")
    status, out, _ = shell("history")
    lines = out.splitlines()
    assert status == ExitStatus.OK
    assert [line.split()[0] for line in lines] == ["3", "2", "1"]
    assert "command-line" in lines[0]
    assert "facts csd12-place" in lines[0]
    assert lines[0].endswith("It was Busan.")
    assert "file, file" in lines[1]
    assert len(shell("history", "--entry", "csd12-place", "--limit", "1")[1].splitlines()) == 1
    assert shell("history", "--entry", "nothing")[0] == ExitStatus.FOUND


def test_revert_takes_one_revision_back(shell: Shell) -> None:
    """The file is as it was, byte for byte; what is there no more cannot be taken back again."""
    shell("backup")
    shell.edit("held in Busan", "held in Pohang")
    status, out, _ = shell("revert", "2")
    assert (status, out) == (ExitStatus.OK, "revision 3 takes back revision 2: facts csd12-place\n")
    assert shell.facts.read_text(encoding="utf-8") == shell.text
    status, _, told = shell("revert", "2")
    assert status == ExitStatus.FOUND
    assert "python -m bot restore 1" in told
    status, _, told = shell("revert", "9")
    assert (status, told) == (ExitStatus.USAGE, "there is no revision 9; the newest is 3\n")


def test_revert_names_what_was_changed_later(shell: Shell) -> None:
    """And what to do instead; nothing is written."""
    shell("backup")
    shell.edit("held in Busan", "held in Pohang")
    shell("history")
    shell("backup")
    shell.edit("held in Pohang", "held in Gunsan")
    status, out, told = shell("revert", "2")
    assert (status, out) == (ExitStatus.FOUND, "")
    assert "facts csd12-place was changed again after revision 2" in told
    assert "held in Gunsan" in shell.facts.read_text(encoding="utf-8")


def test_what_loses_an_answer_has_to_be_meant(shell: Shell) -> None:
    """The questions are named, and an option does it anyway."""
    shell("backup")
    shell.edit('"CSD 12 venue"', '"CSD 12 venue", "Which quay did they meet at?"')
    status, _, told = shell("revert", "2")
    assert status == ExitStatus.FOUND
    assert "Which quay did they meet at?" in told
    assert "--accept-losses" in told
    assert "quay" in shell.facts.read_text(encoding="utf-8")
    assert shell("revert", "2", "--accept-losses")[0] == ExitStatus.OK
    assert shell.facts.read_text(encoding="utf-8") == shell.text


def test_restore_brings_a_whole_text_back(shell: Shell) -> None:
    """Of a revision or a file, remarks and all."""
    shell("backup")
    shell.edit("# A made-up", "# A very made-up")
    status, out, _ = shell("restore", "1")
    assert status == ExitStatus.OK
    assert out.startswith("revision 3 brings back revision 1")
    assert shell.facts.read_text(encoding="utf-8") == shell.text
    other = shell.facts.with_name("other.yaml")
    other.write_text(shell.text.replace("held in Busan", "held in Pohang"), encoding="utf-8")
    assert "brings back other.yaml: facts csd12-place" in shell("restore", str(other))[1]
    assert shell.facts.read_text(encoding="utf-8") == other.read_text(encoding="utf-8")
    assert "already" in shell("restore", str(other))[1]


@pytest.mark.parametrize(
    ("text", "told"), [("facts: [\n", "other.yaml:2:1: "), ("format: 1\n", "releases"), ("\x00", "UTF-16")]
)
def test_restore_refuses_what_is_no_fact_file(shell: Shell, text: str, told: str) -> None:
    """Each problem with its line, and nothing is written."""
    shell("backup")
    other = shell.facts.with_name("other.yaml")
    other.write_text(text, encoding="utf-8")
    status, out, complaint = shell("restore", str(other))
    assert (status, out) == (ExitStatus.FOUND, "")
    assert told in complaint
    assert shell.facts.read_text(encoding="utf-8") == shell.text
    assert len(shell("history")[1].splitlines()) == 1


def test_a_backup_has_all_there_is_and_brings_it_back(shell: Shell, tmp_path: Path) -> None:
    """Facts, database and texts of releases; a database that is there is left alone."""
    release = shell.data / "releases" / "csd-12" / "text.txt"
    release.parent.mkdir(parents=True)
    release.write_text("Talks.", encoding="utf-8")
    shell.edit("held in Busan", "held in Pohang")
    status, out, _ = shell("backup", str(tmp_path / "kept"))
    assert status == ExitStatus.OK
    (folder,) = (tmp_path / "kept").iterdir()
    assert out == f"{folder}: facts of revision 1, database, 1 texts of releases\n"
    assert (folder / "facts.yaml").read_bytes() == shell.facts.read_bytes()
    assert folder.stat().st_mode & 0o777 == 0o700
    with closing(sqlite3.connect(folder / "communique.sqlite")) as copy:
        assert copy.execute("SELECT count(*) FROM revisions").fetchone() == (1,)
    shell.edit("held in Pohang", "held in Gunsan")
    release.unlink()
    assert "stays as it is" in shell("restore", str(folder))[1]
    assert "held in Pohang" in shell.facts.read_text(encoding="utf-8")
    assert len(shell("history")[1].splitlines()) == 3
    assert release.read_text(encoding="utf-8") == "Talks."
    for left in shell.data.glob("communique.sqlite*"):
        left.unlink()
    assert "is brought back" in shell("restore", str(folder))[1]
    assert len(shell("history")[1].splitlines()) == 1
    assert shell("audit", "--verify")[0] == ExitStatus.OK


def test_a_backup_is_not_made_a_guilds_own(shell: Shell, tmp_path: Path) -> None:
    """All of the shared facts would stand in place of the shared facts; what goes with a guild is said."""
    shell("backup", str(tmp_path / "kept"))
    (folder,) = (tmp_path / "kept").iterdir()
    for left in shell.data.glob("communique.sqlite*"):
        left.unlink()
    status, out, told = shell("restore", str(folder), "--guild", "77")
    assert (status, out) == (ExitStatus.USAGE, "")
    assert "goes without --guild" in told
    assert "python -m bot history --guild 77" in told
    assert list(shell.data.glob("communique.sqlite*")) == []
    status, out, told = shell("restore", str(folder / "facts.yaml"), "--guild", "77")
    assert (status, out) == (ExitStatus.USAGE, "")
    assert "as the shared facts have it" in told
    assert shell("history", "--guild", "77")[0] == ExitStatus.FOUND


def test_a_guilds_own_facts_are_restored_from_a_file(shell: Shell) -> None:
    """Also when there are none any more: nothing of it is the shared facts'."""
    own = shell.facts.with_name("own.yaml")
    for text in ('format: 1\nterms:\n  - id: own\n    kind: body\n    name: {en: "us", ko: "우리"}\n', "format: 1\n"):
        own.write_text(text, encoding="utf-8")
        assert shell("restore", str(own), "--guild", "77")[::2] == (ExitStatus.OK, "")
    assert len(shell("history", "--guild", "77")[1].splitlines()) == 2


@pytest.mark.parametrize(("text", "status"), [("facts: [\n", ExitStatus.FOUND), (None, ExitStatus.STORAGE)])
def test_of_a_backup_with_a_broken_fact_file_nothing_is_brought_back(
    shell: Shell, tmp_path: Path, text: str | None, status: ExitStatus
) -> None:
    """Neither the database nor the texts of releases: half a backup is worse than none."""
    release = shell.data / "releases" / "csd-12" / "text.txt"
    release.parent.mkdir(parents=True)
    release.write_text("Talks.", encoding="utf-8")
    shell("backup", str(tmp_path / "kept"))
    (folder,) = (tmp_path / "kept").iterdir()
    for left in (release, *shell.data.glob("communique.sqlite*")):
        left.unlink()
    (folder / "facts.yaml").unlink()
    if text is not None:
        (folder / "facts.yaml").write_text(text, encoding="utf-8")
    found, out, told = shell("restore", str(folder))
    assert (found, out) == (status, "")
    assert str(folder / "facts.yaml") in told
    assert not release.exists()
    assert list(shell.data.glob("communique.sqlite*")) == []


def test_a_backup_may_lie_where_a_path_means_something_in_a_url(shell: Shell, tmp_path: Path) -> None:
    """The facts are those of the copy."""
    kept = tmp_path / "50%41 ?mode=memory #1"
    assert shell("backup", str(kept))[0] == ExitStatus.OK
    (folder,) = kept.iterdir()
    assert (folder / "facts.yaml").read_text(encoding="utf-8") == shell.text


@pytest.mark.parametrize("number", [9, 2**63, 10**30])
def test_a_revision_that_nobody_made_is_told_as_such(shell: Shell, number: int) -> None:
    """Also where no table holds such a number."""
    shell("backup")
    for command in ("restore", "revert"):
        status, out, told = shell(command, str(number))
        assert (status != ExitStatus.OK, out) == (True, "")
        assert f"there is no revision {number}" in told


def test_a_backup_that_fails_leaves_nothing(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with that name is a whole one."""

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.commands.backup._copy_releases", fail)
    assert shell("backup", str(tmp_path / "kept"))[0] == ExitStatus.STORAGE
    assert list((tmp_path / "kept").iterdir()) == []


@pytest.mark.parametrize("form", ["yaml", "json", "markdown", "csv"])
def test_export_writes_each_form(shell: Shell, form: str, tmp_path: Path) -> None:
    """To standard output, or to a file."""
    status, out, _ = shell("export", "--format", form)
    assert status == ExitStatus.OK
    assert "csd12-place" in out
    if form == "yaml":
        assert yaml.safe_load(out)["format"] == 1
        assert "csd12-place" in parse_fact_file(out).facts
    if form == "json":
        assert json.loads(out)
    target = tmp_path / f"facts.{form}"
    status, told, _ = shell("export", "--format", form, "--out", str(target))
    assert (status, told) == (ExitStatus.OK, f"{target}: the facts as {form}\n")
    assert target.read_bytes().decode() == out


def test_export_names_the_forms_there_are(shell: Shell) -> None:
    """Instead of guessing."""
    status, _, told = shell("export", "--format", "xml")
    assert status == ExitStatus.USAGE
    assert "markdown" in told


def test_the_shipped_file_is_left_behind_by_the_first_change(shell: Shell) -> None:
    """Every command answers from the file in the data folder then."""
    config = shell.facts.with_name("config.yaml")
    config.write_text(f"data_dir: {shell.data}\n", encoding="utf-8")
    shipped = shipped_facts().read_text(encoding="utf-8")
    shell.facts.write_text(f"{shipped}# ours\n", encoding="utf-8")
    assert shell("restore", str(shell.facts))[0] == ExitStatus.OK
    own = shell.data / "facts.yaml"
    assert own.read_text(encoding="utf-8") == f"{shipped}# ours\n"
    assert shell("check")[1].startswith(f"{own}: ok")
    own.write_text("facts: [\n", encoding="utf-8")
    assert shell("ask", "Where was the 14th KIDD held?")[0] == ExitStatus.FACTS
    assert shell("restore", "1")[0] == ExitStatus.OK
    assert own.read_text(encoding="utf-8") == shipped == shipped_facts().read_text(encoding="utf-8")


@pytest.mark.parametrize(("number", "newest_then"), [("1", "3"), ("2", "2")])
def test_a_broken_file_is_kept_aside_by_restore(shell: Shell, number: str, newest_then: str) -> None:
    """An older revision, or the newest, is put in its place; it is said where the broken file lies."""
    shell("backup")
    shell.edit("held in Busan", "held in Pohang")
    shell("backup")
    newest = shell.facts.read_text(encoding="utf-8")
    broken = f"{newest}facts: [\n"
    shell.facts.write_text(broken, encoding="utf-8")
    status, _, told = shell("revert", "2")
    assert status == ExitStatus.FACTS
    assert "python -m bot restore 2" in told
    assert shell.facts.read_text(encoding="utf-8") == broken

    status, out, told = shell("restore", number)
    assert status == ExitStatus.OK, told
    assert shell.facts.read_text(encoding="utf-8") == (newest if number == "2" else shell.text)
    kept = Path(out.splitlines()[0].removeprefix("the broken fact file is kept as "))
    assert kept.read_text(encoding="utf-8") == broken
    assert kept.parent == shell.data / "backups"
    assert shell("check")[0] == ExitStatus.OK
    assert shell("history")[1].splitlines()[0].split()[0] == newest_then


def test_what_restore_refuses_leaves_a_broken_file_where_it_is(shell: Shell) -> None:
    """It may hold an hour of somebody's work."""
    shell("backup")
    shell.facts.write_text("facts: [\n", encoding="utf-8")
    other = shell.facts.with_name("other.yaml")
    other.write_text("format: 1\n", encoding="utf-8")
    assert shell("restore", str(other))[0] == ExitStatus.FOUND
    assert shell.facts.read_text(encoding="utf-8") == "facts: [\n"


def test_export_says_what_is_wrong_with_where_it_is_to_write(shell: Shell, tmp_path: Path) -> None:
    """A folder is no file, and none is made unasked."""
    status, _, told = shell("export", "--out", str(tmp_path))
    assert status == ExitStatus.USAGE
    assert f"{tmp_path} is a folder; name a file in it" in told
    status, _, told = shell("export", "--out", str(tmp_path / "none" / "x.yaml"))
    assert status == ExitStatus.USAGE
    assert f"there is no folder {tmp_path / 'none'}" in told
    assert not (tmp_path / "none").exists()
