import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main
from bot.errors import ExitStatus

Result = tuple[int, str, str]
Run = Callable[..., Result]

SET = """\
questions:
  - q: "Which city hosted CSD 12?"
    facts: [csd12-place]
    style: plain
  - q: "Which city hosted CSD 12, please?"
    facts: [csd12-dates]
    style: odd
  - q: "hello there"
    type: small-talk
"""


@pytest.fixture
def facts(data_dir: Path) -> str:
    """Return the path of the small fact file."""
    return str(data_dir / "small_facts.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one set."""
    folder = tmp_path / "sets"
    folder.mkdir()
    (folder / "some.yaml").write_text(SET)
    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, facts: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs `eval` on the small fact file, without any of our variables, and gives status and output."""
    for name in list(os.environ):
        if name.startswith(("COMMUNIQUE_", "DISCORD_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object) -> Result:
        status = main(["eval", "--facts", facts, *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def test_the_table_has_a_line_for_each_kind(run: Run, folder: Path) -> None:
    """Under a heading for each group, with a last line for all; nothing is told but the table."""
    status, out, err = run(folder / "some.yaml")
    assert (status, err) == (ExitStatus.OK, "")
    assert [" ".join(line.split()) for line in out.splitlines() if line] == [
        "the releases answer n right first alone wrong suggested abstained",
        "plain 1 100.0 % 100.0 % 0.0 % 0.0 % 0.0 %",
        "odd 1 0.0 % 0.0 % 100.0 % 0.0 % 0.0 %",
        "all 2 50.0 % 50.0 % 50.0 % 0.0 % 0.0 %",
        "the releases do not say n false corrected beside suggested abstained",
        "small-talk 1 0.0 % 0.0 % 0.0 % 0.0 % 100.0 %",
        "all 1 0.0 % 0.0 % 0.0 % 0.0 % 100.0 %",
    ]


def test_misses_are_listed_with_their_reasons(run: Run, folder: Path) -> None:
    """Where each stands, what was shown, what was wanted, how sure it was; what is right is not listed."""
    _, out, _ = run(folder, "--misses")
    first, second, third, *_ = out.splitlines()
    assert first == f"{folder / 'some.yaml'}:5: wrong (odd): Which city hosted CSD 12, please?"
    assert second == "    shown: csd12-place; wanted: csd12-dates"
    assert third.startswith("    best: csd12-place (")
    assert "% sure" in third
    assert "plain): " not in out


def test_machines_get_a_line_for_each_question_and_each_kind(run: Run, folder: Path) -> None:
    """Every figure of the table, and what it rests on."""
    status, out, _ = run(folder, "--jsonl")
    lines = [json.loads(line) for line in out.splitlines()]
    asked, kinds = ([line for line in lines if ("verdict" in line) is each] for each in (True, False))
    assert status == ExitStatus.OK
    assert [(line["verdict"], line["good"], line["shown"]) for line in asked] == [
        ("right", True, ["csd12-place"]),
        ("wrong", False, ["csd12-place"]),
        ("abstained", True, []),
    ]
    assert asked[0]["where"] == f"{folder / 'some.yaml'}:2"
    totals = {(line["group"], line["kind"]): line for line in kinds}
    assert totals["answerable", "all"] == {
        "group": "answerable", "kind": "all", "n": 2, "right": 1, "first": 1, "wrong": 1, "suggested": 0,
        "abstained": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--min-right", "0.5", "--max-wrong", "0.5", "--max-false", "0"], ""),
        (["--min-right", "0.6"], "floor missed: answered right (all): 50.0 %, 1 of 2; at least 60 % is asked for\n"),
        (["--max-wrong", "0.4"], "floor missed: answered wrong (all): 50.0 %, 1 of 2; at most 40 % is asked for\n"),
    ],
)
def test_a_floor_that_is_missed_is_told_and_is_the_status(
    options: list[str], told: str, run: Run, folder: Path
) -> None:
    """A sentence for each; a floor that is just met is none."""
    status, out, _ = run(folder, *options)
    assert status == (ExitStatus.FOUND if told else ExitStatus.OK)
    assert out.endswith(told)
    assert ("floor missed" in out) is bool(told)


def test_a_floor_that_is_missed_stays_out_of_json(run: Run, folder: Path) -> None:
    """It goes to standard error there."""
    status, out, err = run(folder, "--jsonl", "--min-right", "1")
    assert status == ExitStatus.FOUND
    assert all(json.loads(line) for line in out.splitlines())
    assert err.startswith("floor missed: answered right (all)")


def test_a_folder_may_bring_its_floors(run: Run, folder: Path) -> None:
    """The command line has the last word; a single file of the folder is held to none of them."""
    (folder / "floors.yaml").write_text('max_wrong: {odd: "0.5"}\nmin_right: {all: "0.9"}\n')
    _, out, _ = run(folder)
    assert [line.partition(":")[2].split(")")[0] for line in out.splitlines() if line.startswith("floor missed")] == [
        " answered right (all",
        " answered wrong (odd",
    ]
    assert "answered right" not in run(folder, "--min-right", "0.1")[1]
    assert run(folder / "some.yaml")[0] == ExitStatus.OK


def test_a_floor_of_a_kind_that_nobody_asks_is_refused(run: Run, folder: Path) -> None:
    """A kind that is mistyped would hold nothing, and nobody would see."""
    (folder / "floors.yaml").write_text('max_wrong: {od: "0.5"}\n')
    status, out, err = run(folder)
    assert (status, out) == (ExitStatus.USAGE, "")
    assert err.startswith(f"{folder / 'floors.yaml'}: max_wrong: od: no question is of this kind; there are: ")
    assert "odd" in err


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("some.yaml", "questions:\n  - q: x\n", ":2:5: questions[0]: has neither facts nor a type; write facts"),
        ("floors.yaml", "max_wrong: 1\n", ":1:12: max_wrong: does not fit here; write a share"),
        ("none.yaml", None, ": it cannot be read (No such file or directory)"),
    ],
)
def test_a_bad_set_is_a_bad_argument(name: str, content: str | None, told: str, run: Run, folder: Path) -> None:
    """Each problem is a line that an editor can jump to, and nothing is asked."""
    path = folder / name
    if content is not None:
        path.write_text(content)
    status, out, err = run(path if content is None else folder)
    assert (status, out) == (ExitStatus.USAGE, "")
    assert err.startswith(f"{path}{told}")


def test_an_empty_folder_is_a_bad_argument(run: Run, tmp_path: Path) -> None:
    """A check that asked nothing would pass for ever."""
    (tmp_path / "empty").mkdir()
    status, _, err = run(tmp_path / "empty")
    assert status == ExitStatus.USAGE
    assert "has no YAML file" in err


def test_a_set_that_is_named_twice_is_asked_once(run: Run, folder: Path) -> None:
    """By itself and by its folder."""
    assert run(folder, folder / "some.yaml")[1] == run(folder)[1]


@pytest.mark.parametrize("arguments", [[], ["--left-out", "."], ["--sample", "0", "--left-out"], ["--min-right", "2"]])
def test_what_makes_no_sense_is_refused(arguments: list[str], run: Run) -> None:
    """Nothing to ask, two things at once, no sample, no share."""
    assert run(*arguments)[0] == ExitStatus.USAGE


def test_variants_that_are_left_out_are_told_by_kind(run: Run) -> None:
    """With the entries that are least reachable, and on demand every variant that another entry wins."""
    status, out, err = run("--left-out", "--sample", "2", "--misses")
    assert (status, err) == (ExitStatus.OK, "")
    assert [line.split()[:2] for line in out.splitlines()[1:5]] == [
        ["facts,", "en"],
        ["facts,", "ko"],
        ["gaps,", "en"],
        ["gaps,", "ko"],
    ]
    assert "\nleast reachable:\n" in out
    assert "\nwon by another entry:\n" in out


def test_variants_that_are_left_out_are_told_to_machines(run: Run) -> None:
    """A line for each."""
    _, out, _ = run("--left-out", "--sample", "1", "--jsonl")
    lines = [json.loads(line) for line in out.splitlines()]
    assert {"entry", "language", "variant", "found", "misled", "winner", "confidence"} == set(lines[0])
    assert len({line["entry"] for line in lines}) == len(lines)


def test_progress_is_for_a_person_at_a_terminal(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And on standard error, so that the table can be kept."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert run(folder)[2].endswith("\rquestion 3 of 3\n")
    assert "round 1 of 1" in run("--left-out", "--sample", "1")[2]
