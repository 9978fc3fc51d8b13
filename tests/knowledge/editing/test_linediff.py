"""Lines that differ, as every tool that reads a unified diff takes them."""

import difflib

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.made_file import MadeFile
from knowledge.editing.linediff import line_diff

TEXTS = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\r\n", "\n", "e"]), max_size=30).map("".join)


def applied(before: str, diff: tuple[str, ...]) -> list[str]:
    """Return the lines of *before* with *diff* applied, as its heads number them."""
    lines = [line.removesuffix("\r") for line in before.split("\n")]
    made: list[str] = []
    at = 0
    for line in diff:
        if line.startswith("@@"):
            first, _, count = line.split()[1].removeprefix("-").partition(",")
            start = int(first) - (count != "0")
            made += lines[at:start]
            at = start
        elif line.startswith("+"):
            made.append(line[1:])
        else:
            assert lines[at] == line[1:]
            if line.startswith(" "):
                made.append(line[1:])
            at += 1
    return made + lines[at:]


def shown(text: str) -> list[str]:
    """Return the lines of *text* without their ends."""
    return [line.removesuffix("\r") for line in text.split("\n")]


@given(before=TEXTS, after=TEXTS, context=st.integers(0, 3))
def test_what_is_told_leads_from_one_text_to_the_other(before: str, after: str, context: int) -> None:
    """Each hunk stands where its head says."""
    diff = line_diff(before, after, context=context, most=1000)
    made = applied(before, diff)
    assert [line for line in made if line] == [line for line in shown(after) if line]
    assert bool(diff) == (before != after)


@given(
    common=st.lists(st.integers(0, 500).map("{}\n".format), max_size=60, unique=True),
    place=st.integers(0, 60),
    line=st.text("xy"),
)
def test_one_line_more_is_told_as_such(common: list[str], place: int, line: str) -> None:
    """With as many lines around it as asked for, and with the head that difflib writes.

    Among equal lines there are several ways to tell it, all of them right.
    """
    after = [*common[:place], f"{line}!\n", *common[place:]]
    expected = [each.rstrip("\n") for each in difflib.unified_diff(common, after, n=2)][2:]
    assert list(line_diff("".join(common), "".join(after))) == expected


def test_far_apart_differences_of_a_big_text_are_told_apart() -> None:
    """Each has its own head, and nothing between them is shown."""
    before = MadeFile(1000).text()
    after = before.replace("  - id: fact-3\n", "  - id: fact-three\n").replace("  - id: fact-990\n", "") + "# end\n"
    diff = line_diff(before, after, context=0)
    assert [line for line in diff if not line.startswith("@@")] == [
        "-  - id: fact-3",
        "+  - id: fact-three",
        "-  - id: fact-990",
        "+# end",
    ]
    assert applied(before, diff) == shown(after)


def test_a_long_difference_is_cut() -> None:
    """The last line says that there is more."""
    before = MadeFile(300).text()
    assert len(line_diff(before, "", most=60)) == 60
    assert line_diff(before, "", most=60)[-1] == "…"
    assert line_diff("", before, most=5)[1] == "+format: 1"
    other = MadeFile(300, seed=1).text()
    assert len(line_diff(before, other, most=9)) == 9


def test_equal_texts_have_no_difference() -> None:
    """Not a line is told."""
    assert line_diff("a\nb", "a\nb") == ()
