"""`ingest`, `verify` and `coverage`: a release from a file to facts, corrected and settled, by the command line."""

import io
import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.cli import main
from bot.errors import ExitStatus
from knowledge.factfile.parse import parse_fact_file
from knowledge.model import FactBook

Run = Callable[..., tuple[int, str, str]]
TEXT = """\
Harbor ministers meet on lighthouse keepers

June 3, 2022

Harbor Minister Seo Ha-rin and Ruth B. Calder met in Busan on June 2-3. Both sides agreed to train forty lighthouse
keepers within two years.

The U.S. reaffirmed that three rescue cutters stay at Pohang.

Files
photo.jpg
"""
RELEASE = "keepers-2022"
NEW = ("--id", RELEASE, "--publisher", "Republic of Korea Harbor Ministry")


@pytest.fixture
def run(tmp_path: Path, small_text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command line in a folder with a copy of the small facts."""
    (tmp_path / "facts.yaml").write_text(small_text, encoding="utf-8")
    (tmp_path / "config.yaml").write_text("facts_path: facts.yaml\ndata_dir: data\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        out, err = capsys.readouterr()
        return status, out, err

    return run


def write(text: str | bytes, name: str = "release.txt") -> str:
    """Write a file into the working folder and return its name."""
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


def book() -> FactBook:
    """Return the facts as they are on disk."""
    return parse_fact_file(Path("facts.yaml").read_text(encoding="utf-8"))


def drafts(number: int = 1) -> Path:
    """Return the drafts file."""
    return Path("data/drafts") / f"{RELEASE}{'' if number == 1 else f'-{number}'}.yaml"


def fill(path: Path, sentence: str, words: str) -> None:
    """Write the text of the draft of *sentence*."""
    before, mark, after = path.read_text(encoding="utf-8").partition(f'  - id: "{RELEASE}.{sentence}"\n')
    assert mark
    path.write_text(before + mark + after.replace('en: ""', f'en: "{words}"', 1), encoding="utf-8")


def test_a_release_goes_in_with_its_text_and_drafts(run: Run) -> None:
    """Status 0; the file has it, the text is kept for the owner alone, and it proves every sentence."""
    status, out, err = run("ingest", write(TEXT), *NEW)
    assert (status, err) == (ExitStatus.OK, "")
    assert "Sentences: 3, paragraphs: 2, heading lines: 2" in out
    assert "loose line: Files photo.jpg" in out
    assert "drafts: 3, of which 3 wait in /review" in out
    assert [each.id for each in book().releases[RELEASE].sentences] == ["h1", "h2", "s01", "s02", "s03"]
    (text,) = Path("data/releases", RELEASE).glob("*.txt")
    assert text.stat().st_mode & 0o777 == 0o600
    assert drafts().stat().st_mode & 0o777 == 0o600
    status, out, _ = run("verify")
    assert status == ExitStatus.OK
    assert f"{RELEASE}: ok: 5 of 5 sentences" in out
    assert out.endswith("not looked at: csd-12, calder-2021\n")


def test_a_dry_run_changes_nothing(run: Run, small_text: str) -> None:
    """It shows each sentence under its id, and leaves neither file nor database."""
    status, out, _ = run("ingest", write(TEXT), *NEW, "--dry-run")
    assert status == ExitStatus.OK
    assert "s03 paragraph 2: The U.S. reaffirmed that three rescue cutters stay at Pohang.\n" in out
    assert Path("facts.yaml").read_text(encoding="utf-8") == small_text
    assert not Path("data").exists()


def test_a_page_comes_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """In EUC-KR, as it declares."""
    page = (
        '<html><head><meta charset="euc-kr"></head><body><nav>메뉴</nav><main><h1>등대지기 훈련</h1>'
        "<p>두 장관이 부산에서 만났다. 양측은 등대지기 마흔 명을 훈련하기로 합의했다.</p></main></body></html>"
    )
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(page.encode("euc-kr"))))
    status, out, _ = run("ingest", "-", *NEW, "--title", "Keepers are trained", "--published", "2022-06-03")
    assert status == ExitStatus.OK
    assert "Read as a web page in cp949 (the page says so)" in out
    assert "menu: 메뉴" in out
    release = book().releases[RELEASE]
    assert (release.title.en, release.title.ko, release.language.value) == (
        "Keepers are trained",
        "등대지기 훈련",
        "ko",
    )
    assert run("verify")[0] == ExitStatus.OK


@pytest.mark.parametrize(
    ("content", "options", "told"),
    [
        (TEXT, (), "Give the publisher. (--publisher)"),
        ("It rained in Busan all day. Nobody went out.", ("--publisher", "P"), "(--title)"),
        (b"%PDF-1.7", NEW, "It is a PDF"),
        (b"x" * 5_000_000, NEW, "larger than 4 MB"),
        (TEXT, ("--publisher", "P", "--id", "No Id"), "is no id"),
        (TEXT, ("--publisher", "P", "--id", "csd-12"), "No sentence of csd-12 is in this text"),
        (TEXT, (*NEW, "--url", "http://x"), "The address will not do"),
        (None, NEW, "it cannot be read"),
    ],
)
def test_what_is_no_release_is_refused(
    run: Run, small_text: str, content: str | bytes | None, options: tuple[str, ...], told: str
) -> None:
    """With what would be right, status 1, and nothing changed."""
    name = write(content) if content is not None else "missing.txt"
    status, _, err = run("ingest", name, *options)
    assert status == ExitStatus.FOUND
    assert told in err
    assert Path("facts.yaml").read_text(encoding="utf-8") == small_text
    assert not list(Path("data").glob("releases/*"))


@pytest.mark.parametrize(
    "arguments",
    [["ingest"], ["ingest", "a.txt", "--drafts", "b.yaml"], ["ingest", "a.txt", "--published", "June"]],
    ids=" ".join,
)
def test_a_command_line_that_makes_no_sense_is_refused(run: Run, arguments: list[str]) -> None:
    """With status 2."""
    assert run(*arguments)[0] == ExitStatus.USAGE


def test_drafts_are_published_as_they_are_filled_in(run: Run) -> None:
    """All that has a text, in one revision; the rest waits, and taking the file in again does nothing."""
    run("ingest", write(TEXT), *NEW)
    assert "nothing is filled in yet" in run("ingest", "--drafts", str(drafts()))[1]
    fill(drafts(), "s02", "Forty keepers are to be trained.")
    fill(drafts(), "s03", "Three cutters remain at Pohang.")
    status, out, _ = run("ingest", "--drafts", str(drafts()))
    assert status == ExitStatus.OK
    assert out.startswith(f"revision 3: {RELEASE}.s02, {RELEASE}.s03\n")
    assert "1 without a text yet" in out
    assert f"without a question, so that hardly anybody will be answered by it: {RELEASE}.s02, {RELEASE}.s03\n" in out
    assert book().facts[f"{RELEASE}.s03"].sources == (f"{RELEASE}#s03",)
    before = Path("facts.yaml").read_bytes()
    status, out, _ = run("ingest", "--drafts", str(drafts()))
    assert status == ExitStatus.OK
    assert "in the fact file already" in out
    assert Path("facts.yaml").read_bytes() == before


def test_a_draft_with_a_fault_keeps_all_of_them_back(run: Run) -> None:
    """The fault is told with its line in the drafts file; nothing is published."""
    run("ingest", write(TEXT), *NEW)
    fill(drafts(), "s02", "Forty keepers are to be trained.")
    fill(drafts(), "s03", "Three cutters remain at Pohang.")
    text = drafts().read_text(encoding="utf-8").replace('topics: ["rescue-cutters"]', 'topics: ["rescue-cuters"]')
    drafts().write_text(text, encoding="utf-8")
    before = Path("facts.yaml").read_bytes()
    line = text[: text.index(f'- id: "{RELEASE}.s03"')].count("\n") + 1
    status, _, err = run("ingest", "--drafts", str(drafts()))
    assert status == ExitStatus.FOUND
    assert err.startswith(f"{drafts()}:{line}:1: facts: {RELEASE}.s03.topics[0]: there is no term or person")
    assert "write rescue-cutters" in err
    assert Path("facts.yaml").read_bytes() == before


def test_a_correction_is_told_until_it_is_settled(run: Run) -> None:
    """`verify` fails while a fact rests on a sentence that is gone, and no longer than that."""
    run("ingest", write(TEXT), *NEW)
    fill(drafts(), "s03", "Three cutters remain at Pohang.")
    run("ingest", "--drafts", str(drafts()))
    corrected = write(TEXT.replace("three rescue cutters", "four rescue cutters"), "corrected.txt")

    status, out, _ = run("ingest", corrected, "--id", RELEASE)
    assert status == ExitStatus.OK
    assert f"{RELEASE}#s03 ← {RELEASE}.s03; {RELEASE}#s04 is most like it" in out
    assert drafts(2).is_file()
    status, out, _ = run("verify")
    assert status == ExitStatus.FOUND
    assert f"{RELEASE}#s03 does not stand in this text; it bears out: {RELEASE}.s03" in out
    assert "stands in this text as" not in out

    settled = Path("facts.yaml").read_text(encoding="utf-8")
    settled = settled.replace(f'sources: ["{RELEASE}#s03"]', f'sources: ["{RELEASE}#s04"]')
    Path("facts.yaml").write_text(settled, encoding="utf-8")
    assert run("verify")[0] == ExitStatus.OK
    assert "taken out: 1" in run("ingest", corrected, "--id", RELEASE)[1]
    assert [each.id for each in book().releases[RELEASE].sentences] == ["h1", "h2", "s01", "s02", "s04"]
    assert run("verify")[0] == ExitStatus.OK


def test_a_retired_fact_settles_it_too(run: Run) -> None:
    """It is no longer given, so nobody reads its citation."""
    run("ingest", write(TEXT), *NEW)
    fill(drafts(), "s03", "Three cutters remain at Pohang.")
    run("ingest", "--drafts", str(drafts()))
    run("ingest", write(TEXT.replace("three rescue cutters", "four rescue cutters")), "--id", RELEASE)
    retired = Path("facts.yaml").read_text(encoding="utf-8")
    retired = retired.replace(f"  - id: {RELEASE}.s03\n", f"  - id: {RELEASE}.s03\n    retired: corrected\n")
    Path("facts.yaml").write_text(retired, encoding="utf-8")
    status, out, _ = run("verify")
    assert status == ExitStatus.OK
    assert "nothing that is given rests on it" in out


def test_taking_a_correction_back_proves_against_the_old_text(run: Run) -> None:
    """Every text is kept, and found by the sentences that were made of it."""
    run("ingest", write(TEXT), *NEW)
    run("ingest", write(TEXT.replace("three rescue cutters", "four rescue cutters")), "--id", RELEASE)
    assert run("revert", "3")[0] == ExitStatus.OK
    assert [each.id for each in book().releases[RELEASE].sentences][-1] == "s03"
    assert run("verify")[0] == ExitStatus.OK


def test_coverage_tells_what_is_thin(run: Run) -> None:
    """As text and as JSON; the status is 1 below what is asked for."""
    run("ingest", write(TEXT), *NEW)
    status, out, _ = run("coverage")
    assert status == ExitStatus.OK
    assert f"  {RELEASE}: 0 of 3 (0%)\n" in out
    assert f"  {RELEASE}#s03, paragraph 2\n" in out
    assert "  fact csd12-place: 3 in en (of 8), 1 in ko (of 4)\n" in out
    assert "Questions that two entries fight over: 0 of 43\n" in out

    status, out, err = run("coverage", "--json", "--quick", "--min", "0.9")
    assert status == ExitStatus.FOUND
    assert "90.0% is asked for" in err
    told = json.loads(out)
    assert told["asked"] == 0
    assert {"release": RELEASE, "sentences": 3, "rested_on": 0} in told["releases"]
    assert run("coverage", "--quick", "--min", "0.5")[0] == ExitStatus.OK


def test_drafts_go_and_come_back_with_their_release(run: Run) -> None:
    """Also where no bot is running that would hear of it."""
    run("ingest", write(TEXT), *NEW)
    assert states() == {"open"}
    assert run("revert", "2")[0] == ExitStatus.OK
    assert states() == {"withdrawn"}
    assert run("revert", "3")[0] == ExitStatus.OK
    assert states() == {"open"}


def states() -> set[str]:
    """Return in what states the drafts are."""
    with closing(sqlite3.connect("data/communique.sqlite")) as database:
        return {state for (state,) in database.execute("SELECT state FROM proposals")}


def test_a_release_that_is_there_needs_its_id_alone(run: Run) -> None:
    """Without one it is named before anything else is asked for; what is given is shown old and new, the rest stays."""
    run("ingest", write(TEXT), *NEW)
    status, _, err = run("ingest", write(TEXT))
    assert status == ExitStatus.FOUND
    assert f"Most of it is in the release {RELEASE} already" in err
    assert "(--id)" in err

    before = book().releases[RELEASE]
    status, out, _ = run("ingest", write(TEXT), "--id", RELEASE, "--title", "x")
    assert status == ExitStatus.OK
    assert f"title.en: {before.title.en} → x\n" in out
    assert "publisher.en: " not in out
    after = book().releases[RELEASE]
    assert after.title.en == "x"
    assert after.model_copy(update={"title": before.title}) == before
