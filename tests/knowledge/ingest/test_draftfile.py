"""A drafts file is written for people, and read back with every problem at its line."""

import pytest

from knowledge.answer import Answerer
from knowledge.editing.edit import edit
from knowledge.errors import FactFileError
from knowledge.factfile.parse import parse_fact_file
from knowledge.ingest.draftfile import locate, read_drafts, write_drafts
from knowledge.ingest.drafting import draft_facts
from knowledge.ingest.renumber import Placed
from knowledge.model import FactBook

HOSTILE = 'He said "no: #1" \\ & {left}\u2028- id: [x]'


@pytest.fixture
def text(small_book: FactBook, small_answerer: Answerer) -> str:
    """Return a drafts file of three sentences."""
    sentences = ("They agreed to train forty keepers.", "The U.S. keeps three cutters at Pohang.", f"{HOSTILE} at sea.")
    placed = [Placed(f"s{n:02}", 1, "0" * 64, each) for n, each in enumerate(sentences, 1)]
    return write_drafts("calder-2021", draft_facts("calder-2021", placed, small_book, small_answerer.matcher.lexicon))


def fill(text: str, number: int, words: str) -> str:
    """Write *words* into the English text of draft *number*, from 0."""
    before, mark, after = text.partition('      en: ""')
    for _ in range(number):
        more, mark, after = after.partition('      en: ""')
        before += f'      en: ""{more}'
    assert mark
    return f'{before}      en: "{words}"{after}'


def problems(text: str, book: FactBook) -> list[str]:
    """Return what is wrong with *text*."""
    with pytest.raises(FactFileError) as refused:
        read_drafts(text.encode(), book)
    return [problem.render("") for problem in refused.value.problems]


def test_what_is_written_reads_as_nothing_filled_in(text: str, small_book: FactBook) -> None:
    """Each draft is there, and none is a change; whatever the sentences hold, they are comments."""
    filled = read_drafts(text.encode(), small_book)
    assert filled.release == "calder-2021"
    assert filled.changes == ()
    assert filled.empty == ("calder-2021.s01", "calder-2021.s02", "calder-2021.s03")


def test_what_is_filled_in_goes_into_the_fact_file(text: str, small_text: str, small_book: FactBook) -> None:
    """The others wait; in the file it is an entry like any other."""
    filled = read_drafts(fill(text, 1, "Three cutters stay at Pohang.").encode(), small_book)
    (change,) = filled.changes
    assert change.id == "calder-2021.s02"
    book = parse_fact_file(edit(small_text, filled.changes))
    assert book.facts["calder-2021.s02"].text.en == "Three cutters stay at Pohang."
    assert book.facts["calder-2021.s02"].text.ko is None
    assert len(filled.empty) == 2


def test_what_is_there_already_is_passed_over(text: str, small_text: str, small_book: FactBook) -> None:
    """The file may be taken in again after a part of it was published; another text under the same id is refused."""
    once = fill(text, 1, "Three cutters stay at Pohang.")
    book = parse_fact_file(edit(small_text, read_drafts(once.encode(), small_book).changes))
    again = read_drafts(once.encode(), book)
    assert (again.changes, again.there) == ((), ("calder-2021.s02",))
    (told,) = problems(fill(text, 1, "Four cutters stay at Pohang."), book)
    assert "has an entry calder-2021.s02 that says something else" in told


def test_other_sections_may_be_added(text: str, small_book: FactBook) -> None:
    """What a release brings beside facts."""
    more = text + "\npeople:\n  - id: quill-ashgrove\n    name: {en: Quill Ashgrove}\n"
    (change,) = read_drafts(more.encode(), small_book).changes
    assert (change.section, change.id) == ("people", "quill-ashgrove")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("format: 1", "format: 2", "format: is not 1"),
        ("facts:", "fcats:", "fcats: is an unknown key"),
        ('said_by: "us"', 'said_by: "the U.S."', "said_by"),
        ('said_by: "us"', 'said_by: "us"\n    tpoics: ["x"]', "tpoics"),
        ('- id: "calder-2021.s03"', '- id: "calder-2021.s02"', "stands here again"),
        ("release:", "release: [", ""),
    ],
)
def test_each_problem_has_its_line(text: str, small_book: FactBook, old: str, new: str, told: str) -> None:
    """And what would be right."""
    filled = fill(text, 1, "Three cutters stay at Pohang.")
    assert old in filled
    found = problems(filled.replace(old, new, 1), small_book)
    assert any(told in each for each in found), found


def test_a_problem_of_the_whole_file_is_told_at_the_drafts_line(
    text: str, small_text: str, small_book: FactBook
) -> None:
    """An id that nothing has is only found in the fact file; the curator looks for it in the drafts."""
    bad = fill(text, 1, "Three cutters stay at Pohang.").replace("    said_by", "    meeting: nowhere\n    said_by")
    bad = bad.replace("    meeting: calder-2021\n", "").replace('    meeting: "calder-2021"\n', "")
    filled = read_drafts(bad.encode(), small_book)
    made = edit(small_text, filled.changes)
    with pytest.raises(FactFileError) as refused:
        parse_fact_file(made)
    (problem,) = locate(refused.value.problems, made, filled)
    assert problem.line == bad[: bad.index('- id: "calder-2021.s02"')].count("\n") + 1
    assert problem.path == "facts: calder-2021.s02.meeting"
    assert "there is no meeting nowhere" in problem.wrong
