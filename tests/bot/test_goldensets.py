"""The labelled questions that changes are held against: where they are read from, and for which book they count."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.goldensets import read_golden, set_files
from bot.settings import Settings, shipped_golden
from knowledge.evaluation.golden import Group, cases_about
from knowledge.model import FactBook

SMALL = 'questions:\n  - q: "Which city hosted CSD 12?"\n    facts: ["csd12-place"]\n    style: plain\n'


def test_null_means_the_sets_that_ship() -> None:
    """They come with the package, so that an installed bot has them too."""
    assert Settings().golden_path == shipped_golden() == Settings.model_validate({"golden_path": None}).golden_path


def test_the_shipped_sets_are_about_the_shipped_facts(shipped_book: FactBook) -> None:
    """Every one of them counts for the shipped book."""
    cases = read_golden(shipped_golden())
    assert {case.group for case in cases} == set(Group)
    assert cases_about(shipped_book, cases) == cases


def test_the_shipped_sets_are_not_about_other_facts(small_book: FactBook) -> None:
    """What is off topic for the one book may be the very topic of another, so none of them counts."""
    assert cases_about(small_book, read_golden(shipped_golden())) == ()


def test_a_question_whose_facts_are_unknown_is_left_out(small_book: FactBook, tmp_path: Path) -> None:
    """The others of its set stay, also those that name no fact."""
    more = '  - q: "Who led it?"\n    facts: ["gone"]\n    style: plain\n  - q: "nice weather"\n    type: small-talk\n'
    path = tmp_path / "mine.yaml"
    path.write_text(SMALL + more, encoding="utf-8")
    assert [case.turns[-1] for case in cases_about(small_book, read_golden(path))] == [
        "Which city hosted CSD 12?",
        "nice weather",
    ]


def test_floors_in_a_folder_are_no_set(tmp_path: Path) -> None:
    """They hold a set to something, and ask nothing."""
    for name in ("b.yaml", "a.yaml", "floors.yaml", "notes.txt"):
        (tmp_path / name).write_text(SMALL, encoding="utf-8")
    assert set_files(tmp_path) == [tmp_path / "a.yaml", tmp_path / "b.yaml"]


@pytest.mark.parametrize(("text", "told"), [("questions: {}", "1:12: questions: is no list"), (None, "No such file")])
def test_a_set_that_cannot_be_used_is_a_setting_that_is_wrong(text: str | None, told: str, tmp_path: Path) -> None:
    """The file and the place in it are told."""
    path = tmp_path / "set.yaml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        read_golden(path)
    assert refused.value.key == "golden_path"
    assert str(path) in str(refused.value)
    assert told in str(refused.value)
