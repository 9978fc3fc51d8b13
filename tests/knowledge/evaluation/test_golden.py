import pytest

from knowledge.errors import GoldenSetError
from knowledge.evaluation.golden import Floors, Group, read_floors, read_golden_set
from knowledge.model import FactBook

GOOD = """\
# labelled questions
questions:
  - q: "Which city hosted CSD 12?"
    facts: [csd12-place]
    style: paraphrase
  - q: "Was CSD 12 in Seoul?"
    type: false-premise
    right: "busan"
    why: "it was in Busan"
conversations:
  - turns: ["Who led CSD 12?", "and where was it?"]
    facts: ["csd12-place"]
lines:
  - text: "does anyone know where CSD 12 was?"
    reply: true
  - text: "lovely weather"
    reply: false
"""


def problems(text: str | bytes, book: FactBook) -> list[str]:
    """Return what is wrong with a set, as the command line prints it without the name of the file."""
    with pytest.raises(GoldenSetError) as refused:
        read_golden_set(text if isinstance(text, bytes) else text.encode(), book)
    return [problem.render("").removeprefix(":") for problem in refused.value.problems]


def test_a_set_is_read_in_the_order_of_its_file(small_book: FactBook) -> None:
    """Each case knows its line, its group, its kind and what is wanted."""
    cases = read_golden_set(GOOD.encode(), small_book)
    assert [(case.line, case.group, case.kind) for case in cases] == [
        (3, Group.ANSWERABLE, "paraphrase"),
        (6, Group.UNANSWERABLE, "false-premise"),
        (11, Group.FOLLOW_UP, "follow-up"),
        (14, Group.OVERHEARD, "asked"),
        (16, Group.OVERHEARD, "not-asked"),
    ]
    assert cases[0].facts == ("csd12-place",)
    assert cases[1].right is not None
    assert cases[1].right.search("It was held in Busan.")
    assert cases[2].turns == ("Who led CSD 12?", "and where was it?")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1:1: the file is empty; write questions: "),
        ("- q", "1:1: the file is no mapping; write questions: "),
        ("questions: []", "1:1: the file asks nothing; write questions: "),
        ("question: []", "1:1: question: is an unknown key; the keys here are questions, conversations, lines"),
        ("questions: {}", "1:12: questions: is no list; write [{q: "),
        ("questions: [x]", '1:13: questions[0]: is no mapping; write {q: "…"'),
        ('questions:\n  - q: "x?"', "2:5: questions[0]: has neither facts nor a type; write facts and style"),
        (
            'questions:\n  - {q: "x?", facts: [csd12-place], type: odd}',
            "2:5: questions[0]: has both facts and a type; write facts and style",
        ),
        ('questions:\n  - q: "x?"\n    facts: [csd12-place]', "2:5: questions[0].style: is missing; write a word"),
        ('questions:\n  - q: ""\n    type: odd', "2:8: questions[0].q: does not fit here; write what is typed"),
        ('questions:\n  - q: "x?"\n    type: Odd one', "3:11: questions[0].type: does not fit here; write a word"),
        (
            'questions:\n  - q: "x?"\n    type: odd\n    note: "y"',
            "4:5: questions[0].note: is an unknown key; the keys here are q, type, right and why",
        ),
        (
            'questions:\n  - q: "x?"\n    style: plain\n    facts: [csd12-plase]',
            "4:13: questions[0].facts[0]: csd12-plase is no fact; write csd12-place",
        ),
        (
            'questions:\n  - q: "x?"\n    style: plain\n    facts: [csd12-crews-old]',
            "4:13: questions[0].facts[0]: csd12-crews-old is retired or superseded; name the fact",
        ),
        (
            'questions:\n  - q: "x?"\n    type: odd\n    right: "(x"',
            "4:12: questions[0].right: is no pattern (missing ), unterminated subpattern); write a pattern",
        ),
        (
            'questions:\n  - {q: "x?", type: odd}\n  - {q: "X?", type: odd}',
            "3:5: questions[1]: is asked again (first on line 2); keep one of the two",
        ),
        (
            'conversations:\n  - {turns: ["x?"], facts: [csd12-place]}',
            "2:13: conversations[0].turns: does not fit here; write two turns or more",
        ),
        ('lines:\n  - {text: "x", reply: "yes"}', "2:24: lines[0].reply: does not fit here; write reply: true"),
        ('questions:\n  - q: "x?"\n    q: "y?"\n    type: odd', "3:5: questions[0]: the key q stands here again"),
        ("questions: [[[[[[[[x]]]]]]]]", "1:17: questions[0][0][0][0][0]: is nested more than 6 deep"),
        (b"\xff\xfe", "1:1: is written in UTF-16; save the file as UTF-8"),
    ],
)
def test_a_bad_set_is_refused_with_line_and_mend(text: str | bytes, told: str, small_book: FactBook) -> None:
    """Every problem says where it is, what is wrong and what would be right."""
    assert any(line.startswith(told) for line in problems(text, small_book)), problems(text, small_book)


def test_every_problem_is_told_at_once(small_book: FactBook) -> None:
    """In the order of the file."""
    told = problems('lines:\n  - {text: "x"}\n  - {reply: true}\nquestions:\n  - {q: "x?"}', small_book)
    assert [line.partition(":")[0] for line in told] == ["2", "3", "5"]


def test_floors_are_shares_by_kind() -> None:
    """Written in quotes, as every figure that YAML readers read in different ways."""
    floors = read_floors(b'max_wrong:\n  all: "0.02"\n  plain: 0\n')
    assert floors == Floors(max_wrong={"all": 0.02, "plain": 0.0})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "1:1: the file is no mapping"),
        ("most_wrong: {}", "1:1: most_wrong: is an unknown key; write one of min_right, "),
        ('max_wrong: {all: "2 %"}', "1:12: max_wrong.all: is no share; write a share from 0 to 1"),
        ('max_wrong: {all: "1.5"}', "1:12: max_wrong.all: is no share; write a share from 0 to 1"),
        ('max_wrong: {"ALL": "1"}', "1:12: max_wrong.ALL: is no share; write a share from 0 to 1"),
        ("max_wrong: 1", "1:12: max_wrong: does not fit here; write a share from 0 to 1"),
        ("max_wrong: {all: 0.5}", '1:18: max_wrong.all: 0.5 is read by YAML as a number; put it in quotes: "0.5"'),
    ],
)
def test_bad_floors_are_refused_with_their_place(text: str, told: str) -> None:
    """A floor that holds nothing because of a slip would be worse than none."""
    with pytest.raises(GoldenSetError) as refused:
        read_floors(text.encode())
    lines = [problem.render("").removeprefix(":") for problem in refused.value.problems]
    assert any(line.startswith(told) for line in lines), lines
