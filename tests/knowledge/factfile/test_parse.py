"""From text to book: whatever the text, a book or every problem comes back, and nothing else happens."""

import random
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import FactFileError, FactFileSyntaxError, Problem
from knowledge.factfile.filetext import MAX_BYTES, decode_fact_file
from knowledge.factfile.parse import parse_fact_file
from knowledge.factfile.yamltree import MAX_EVENTS, MAX_PROBLEMS
from knowledge.model import Fact, FactFile


def problems_of(text: str) -> tuple[Problem, ...]:
    """Parse *text* and return its problems; none for a good one. Anything else that is raised fails the test."""
    try:
        parse_fact_file(text)
    except FactFileError as error:
        return error.problems
    return ()


def test_a_book_is_what_yaml_and_the_model_make_of_the_text(small_text: str) -> None:
    """For a good file, the guarded reader gives what the ordinary YAML loader and pydantic give."""
    expected = FactFile.model_validate(yaml.safe_load(small_text))

    assert parse_fact_file(small_text).file == expected


def test_the_digest_is_that_of_the_text(small_text: str) -> None:
    """The book carries the SHA-256 of the text as UTF-8, so that equal files are known to be equal."""
    assert parse_fact_file(small_text).digest == sha256(small_text.encode()).hexdigest()


def test_the_shipped_file_has_no_problem(shipped_text: str) -> None:
    """The fact file that ships is read without a complaint."""
    assert problems_of(shipped_text) == ()


def test_windows_line_ends_change_nothing(small_text: str) -> None:
    """A file saved with CR LF holds the same facts."""
    assert parse_fact_file(small_text.replace("\n", "\r\n")).file == parse_fact_file(small_text).file


def test_braces_and_indentation_say_the_same(small_text: str) -> None:
    """The same file written in YAML's flow style holds the same facts."""
    flow = yaml.safe_dump(yaml.safe_load(small_text), default_flow_style=True, allow_unicode=True, default_style='"')
    flow = flow.replace('!!int "', "").replace('!!bool "', "")
    plain = yaml.safe_dump(yaml.safe_load(small_text), default_flow_style=True, allow_unicode=True, width=10**6)

    assert flow != plain
    assert parse_fact_file(plain).file == parse_fact_file(small_text).file


def test_a_problem_in_braces_has_its_own_place(base_text: str) -> None:
    """Line and column are right in a file without indentation too."""
    entries = yaml.safe_load(base_text)
    entries["terms"][1]["kind"] = "palace"
    text = yaml.safe_dump(entries, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**6)

    (problem,) = problems_of(text)

    assert text.splitlines()[problem.line - 1][problem.column - 1 :].startswith("palace")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 100_000, id="open brackets"),
        pytest.param("[" * 100_000 + "]" * 100_000, id="brackets"),
        pytest.param("{a: " * 100_000, id="braces"),
        pytest.param("facts: " + "[" * 100_000, id="brackets in a section"),
        pytest.param("facts:\n- id: x\n  text: " + "{en: " * 100_000, id="braces in an entry"),
        pytest.param("- " * 100_000, id="dashes"),
        pytest.param("? " * 100_000, id="question marks"),
        pytest.param("? [" * 50_000, id="keys within keys"),
        pytest.param("".join(" " * depth + "a:\n" for depth in range(2_000)), id="steps"),
    ],
)
def test_depth_is_refused_without_recursion(text: str) -> None:
    """A hundred thousand brackets, which kill the C loader, are one problem that names the depth or the key."""
    problems = problems_of(text)

    assert len(problems) in {1, 2}
    assert any("nested more than 6 deep" in each.wrong or "for a key" in each.wrong for each in problems)


def test_an_alias_bomb_is_a_list_of_aliases() -> None:
    """Aliases that would grow into 10^40 values are each refused where they stand."""
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]

    problems = problems_of("\n".join(lines))

    assert sum("is an alias of YAML" in each.wrong for each in problems) == 39 * 9


def test_a_merge_bomb_is_refused_key_by_key() -> None:
    """Merge keys that take the loader a second a level are refused as text."""
    lines = ["a0: &a0 {x: y}"] + [f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 31)]

    problems = problems_of("\n".join(lines))

    assert sum("is a merge key of YAML" in each.wrong for each in problems) == 30


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        pytest.param("", "the file is empty", id="nothing"),
        pytest.param("# only a remark\n", "the file is empty", id="a comment"),
        pytest.param("- a\n- b\n", "the file is no mapping", id="a list"),
        pytest.param("facts", "the file is no mapping", id="a word"),
        pytest.param("x" * (MAX_BYTES + 1), f"the file is bigger than {MAX_BYTES:,} bytes", id="too big"),
        pytest.param(
            "한" * (MAX_BYTES // 3 + 1), f"the file is bigger than {MAX_BYTES:,} bytes", id="too big in UTF-8"
        ),
        pytest.param("[" + "1," * MAX_EVENTS + "]", f"has more than {MAX_EVENTS:,} values", id="too many values"),
        pytest.param("".join(f"k{n}: 1\n" for n in range(70)), "the file has more than 64 keys", id="too many keys"),
    ],
)
def test_what_is_no_fact_file_at_all_is_said_in_one_line(text: str, wrong: str) -> None:
    """A text that cannot be a fact file gives one problem, not one for each thing it lacks."""
    assert [problem.wrong for problem in problems_of(text)] == [wrong]


def test_an_entry_of_endless_keys_is_one_problem(base_text: str) -> None:
    """An entry with a hundred unknown keys is named once, and what it lacks is not."""
    keys = "".join(f"    key{number}: x\n" for number in range(100))

    (problem,) = problems_of(base_text.replace("    kind: who\n", keys))

    assert problem.path == "facts[1]"
    assert problem.wrong == "has 105 keys"


def _many(count: int, **changes: str) -> str:
    """Return a file of *count* facts, each with the same *changes*; NUMBER in them is the fact's own."""
    entry = {"text": '{en: "It was so."}', "kind": "what", "sources": '["r#s01"]', "said_by": "both", **changes}
    lines = [f"    {key}: {value}" for key, value in entry.items()]
    head = (
        'format: 1\nreleases:\n  - {id: r, title: {en: "R"}, publisher: {en: "P"}, note: "No more is known.", '
        f'sentences: [{{id: s01, paragraph: 1, sha256: "{"0" * 64}"}}]}}\nfacts:\n'
    )
    return head + "".join(
        f"  - id: f{number}\n" + "\n".join(lines).replace("NUMBER", str(number)) + "\n" for number in range(count)
    )


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"kind": "whom"}, id="schema"),
        pytest.param({"sources": '["r#s02"]'}, id="references"),
        pytest.param({"basis": "inferred"}, id="consistency"),
        pytest.param({"questions": '{en: ["Was it so?"]}'}, id="questions"),
        pytest.param({"said_by": "no"}, id="surprises"),
        pytest.param({"said_by": "*x"}, id="aliases"),
        pytest.param({"topics": "[a, b, c, d, e, f]"}, id="several in each"),
    ],
)
def test_a_thousand_problems_are_enough(changes: dict[str, str]) -> None:
    """A file with more problems than anybody reads lists a thousand and says that there are more."""
    problems = problems_of(_many(MAX_PROBLEMS + 200, **changes))

    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1].wrong == "there are more than 1,000 problems"


def test_a_thousand_problems_are_all_listed() -> None:
    """A thousand problems exactly are listed without a word about more."""
    problems = problems_of(_many(MAX_PROBLEMS, kind="whom"))

    assert len(problems) == MAX_PROBLEMS
    assert {problem.wrong for problem in problems} == {'"whom" is no word for kind'}


def test_one_fault_does_not_make_a_fault_of_every_mention(small_text: str) -> None:
    """A meeting with a wrong day is still known to the facts that name it."""
    text = small_text.replace('starts_on: "2016-05-11"', 'starts_on: "2016-05-32"')

    (problem,) = problems_of(text)

    assert problem.path == "meetings[0].starts_on"


def test_ten_thousand_facts_fit() -> None:
    """A file of 10,000 facts of 268 bytes is under the cap and is read."""
    questions = (
        '{en: ["What was agreed on point NUMBER?", "Was point NUMBER of the joint paper agreed by both, and how?"]}'
    )
    text = _many(
        10_000,
        text='{en: "The two sides agreed on point NUMBER of the paper, and went on to the next."}',
        questions=questions,
    )

    assert len(text) > 268 * 10_000
    assert problems_of(text) == ()


_SOUP = st.text(
    alphabet=st.sampled_from(list("abé한 \n\t:-[]{}&*!|>'\"%@`#,?~<0123.\\\0\x07\ud800\u202e\ufeff\u2028")),
    max_size=200,
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(_SOUP, st.text(max_size=300)))
def test_no_text_raises_anything_else(text: str) -> None:
    """Whatever the text, the parser gives problems with lines that exist."""
    problems = problems_of(text)

    assert problems == tuple(sorted(problems))
    assert problems
    assert all(
        1 <= problem.line <= text.count("\n") + text.count("\r") + 2 and problem.column >= 1 for problem in problems
    )
    assert all(problem.wrong and problem.right and "\n" not in problem.render("f") for problem in problems)


_PIECES = st.sampled_from(
    [
        *"*&!{}[]\"'\\|>#%@`,-=\t\0\ud800\u2028\r\n한🚢",
        *("<<: ", "- ", "? ", ": ", "---\n", "...\n", "010", "no", "~", "2018-02-30", "  ", "<b>", "_x_", "csd-12"),
        *("#s01", "'''", "\\ud800", "facts:", " #x", "!<x>", ".inf", ""),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False), st.lists(_PIECES, min_size=1, max_size=6))
def test_no_mutation_of_a_good_file_raises_anything_else(base_text: str, rnd: random.Random, pieces: list[str]) -> None:
    """A good file with pieces put in, cut out or replaced gives a book, or problems that can be shown."""
    text = base_text
    for piece in pieces:
        begin = rnd.randrange(len(text))
        text = text[:begin] + piece * rnd.choice([1, 1, 2, 3]) + text[begin + rnd.choice([0, 0, 1, 10, 60]) :]

    lines = [problem.render("f") for problem in problems_of(text)]

    assert all(line.isprintable() and "pydantic" not in line and "Input should" not in line for line in lines)


_KEYS = st.sampled_from(
    [
        *FactFile.model_fields,
        *Fact.model_fields,
        "en",
        "ko",
        "name",
        "sentences",
        "delegations",
        "roles",
        "outside",
        "zzz",
    ]
)
_WORDS = st.one_of(
    st.sampled_from(["a", "who", "rok", "csd-12#s01", "2018-02-30", "no", "s01", "", "A B", "place"]),
    st.text(max_size=20),
    st.integers(-5, 2000),
    st.booleans(),
    st.none(),
    st.floats(),
)
_DOCUMENTS: st.SearchStrategy[Any] = st.recursive(
    _WORDS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_KEYS, inner, max_size=6)),
    max_leaves=25,
)


@settings(max_examples=200, deadline=None)
@given(_DOCUMENTS, st.booleans())
def test_no_document_raises_anything_else(document: Any, in_braces: bool) -> None:  # noqa: FBT001 - drawn
    """Whatever YAML says, in either style, the parser gives problems in words of its own."""
    text = yaml.safe_dump(document, allow_unicode=True, default_flow_style=in_braces)

    problems = problems_of(text)

    assert problems
    assert all("pydantic" not in each.wrong and "Input should" not in each.wrong for each in problems)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    """Whatever the bytes, decoding gives their text or one problem."""
    try:
        decoded: str | tuple[Problem, ...] = decode_fact_file(data)
    except FactFileSyntaxError as error:
        decoded = error.problems

    if isinstance(decoded, str):
        assert decoded.encode() in {data, data[3:]}
    else:
        assert len(decoded) == 1


def test_the_fixture_refuses_a_place_that_is_not_there(complain: Callable[[str, str], list[str]]) -> None:
    """A table of slips whose `old` no longer stands in the base file fails instead of proving nothing."""
    with pytest.raises(AssertionError, match="does not stand"):
        complain("no such line", "")
