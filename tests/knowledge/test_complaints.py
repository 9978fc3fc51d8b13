"""Every sentence that the parser says of a bad file is pinned, with its line and column, in tests/data/complaints.

Each file there is a table: in the base file, write `new` for `old`, and the parser says these lines and no others.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from knowledge.errors import FactFileError, FactFileInvalid, FactFileSyntaxError
from knowledge.factfile.filetext import decode_fact_file
from knowledge.factfile.parse import parse_fact_file

DATA = Path(__file__).parents[1] / "data"
BROKEN = sorted((DATA / "broken").glob("*.yaml"))


def _cases(table: str) -> Iterator[object]:
    for row in yaml.safe_load((DATA / "complaints" / f"{table}.yaml").read_text(encoding="utf-8")):
        yield pytest.param(row["old"], row["new"], row["says"], id=f"{table}: {row['case']}")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [*_cases("yaml"), *_cases("schema"), *_cases("references"), *_cases("consistency")],
)
def test_says_what_is_wrong_and_what_would_be_right(
    complain: Callable[[str, str], list[str]], old: str, new: str, says: list[str]
) -> None:
    """One slip in a good file gives the pinned lines, at the place to mend, and no others."""
    assert complain(old, new) == says


def test_the_file_that_all_slips_are_made_in_is_good(base_text: str) -> None:
    """The base file has every section and no problem, so each complaint comes from its slip."""
    book = parse_fact_file(base_text)

    assert [len(each) for each in (book.releases, book.meetings, book.people, book.terms, book.facts, book.gaps)] == [
        1,
        1,
        3,
        2,
        2,
        1,
    ]


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_gives_all_its_problems_as_lines(path: Path) -> None:
    """Each broken file gives every problem as file:line:column, in the order of the file."""
    with pytest.raises(FactFileError) as caught:
        parse_fact_file(decode_fact_file(path.read_bytes()))

    lines = [problem.render(path.name) for problem in caught.value.problems]
    assert lines == path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()


def test_there_are_ten_broken_files_and_more() -> None:
    """The folder of broken files is found and has at least ten of varied kind."""
    assert len(BROKEN) >= 10


def test_a_fault_of_yaml_and_a_fault_of_content_are_told_apart(base_text: str) -> None:
    """A text that YAML or its rules refuse is a syntax error; YAML that says nonsense is an invalid file."""
    with pytest.raises(FactFileSyntaxError):
        parse_fact_file(base_text.replace("[csd, busan]", "[csd, *busan]"))
    with pytest.raises(FactFileInvalid):
        parse_fact_file(base_text.replace("kind: who", "kind: whom"))


def test_faults_of_yaml_and_of_content_come_together_in_file_order(base_text: str) -> None:
    """A surprise of YAML does not hide a dangling id after it, nor a wrong word before it."""
    text = base_text.replace("kind: place", "kind: palace").replace("said_by: han", "said_by: no")
    text = text.replace("nearest: [place]", "nearest: [plaice]")

    with pytest.raises(FactFileSyntaxError) as caught:
        parse_fact_file(text)

    assert [problem.path for problem in caught.value.problems] == [
        "terms[1].kind",
        "facts[1].said_by",
        "gaps[0].nearest[0]",
    ]
