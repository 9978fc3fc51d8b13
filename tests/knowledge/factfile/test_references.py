"""Ids are there once and lead somewhere, and supersession ends.

The sentences are pinned in tests/data/complaints/references.yaml.
"""

import pytest

from knowledge.errors import FactFileError
from knowledge.factfile.parse import parse_fact_file

HEAD = (
    'format: 1\nreleases:\n  - {id: r, title: {en: "R"}, publisher: {en: "P"}, note: "No more is known.", '
    f'sentences: [{{id: s01, paragraph: 1, sha256: "{"0" * 64}"}}]}}\nfacts:\n'
)


def circles(follows: dict[str, str]) -> list[str]:
    """Return what is said of a file whose facts supersede each other as *follows* says; ``end`` is a current fact."""
    entries = [
        f'  - {{id: {fact}, text: {{en: "T."}}, kind: what, sources: ["r#s01"], said_by: both, superseded_by: {other}}}'
        for fact, other in follows.items()
    ]
    entries.append('  - {id: end, text: {en: "T."}, kind: what, sources: ["r#s01"], said_by: both}')
    try:
        parse_fact_file(HEAD + "\n".join(entries))
    except FactFileError as error:
        return [problem.wrong for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("follows", "says"),
    [
        pytest.param({"a": "b", "b": "end"}, [], id="a chain"),
        pytest.param({"a": "end", "b": "end"}, [], id="two before one"),
        pytest.param({"a": "b", "b": "a"}, ["the facts supersede each other in a circle: a → b → a"], id="two"),
        pytest.param(
            {"c": "a", "a": "b", "b": "a"}, ["the facts supersede each other in a circle: a → b → a"], id="a way in"
        ),
        pytest.param(
            {"a": "b", "b": "a", "c": "d", "d": "c"},
            [
                "the facts supersede each other in a circle: a → b → a",
                "the facts supersede each other in a circle: c → d → c",
            ],
            id="two circles",
        ),
        pytest.param(
            {f"f{number}": f"f{(number + 1) % 9}" for number in range(9)},
            ["the facts supersede each other in a circle: f0 → f1 → f2 → f3 → … → f0"],
            id="nine",
        ),
    ],
)
def test_each_circle_is_named_once(follows: dict[str, str], says: list[str]) -> None:
    """A circle of superseding facts is one problem, however one gets into it; a chain is none."""
    assert circles(follows) == says


def test_a_chain_of_thousands_is_followed_without_recursion() -> None:
    """A long history of a fact is no problem."""
    follows = {f"f{number}": f"f{number + 1}" for number in range(3_000)} | {"f3000": "end"}

    assert circles(follows) == []


def test_a_release_whose_sentences_cannot_be_read_makes_no_fault_of_its_places(base_text: str) -> None:
    """Where a release is faulty itself, its places are not called unknown."""
    text = base_text.replace("id: s02,", "di: s02,")

    with pytest.raises(FactFileError) as caught:
        parse_fact_file(text)

    assert {problem.path for problem in caught.value.problems} == {
        "releases[0].sentences[2].id",
        "releases[0].sentences[2].di",
    }


def test_a_section_that_cannot_be_read_makes_no_fault_of_its_mentions(base_text: str) -> None:
    """Where people are no list, nobody who is mentioned is called unknown; releases likewise."""
    people = base_text[base_text.index("people:") : base_text.index("terms:")]
    releases = base_text[base_text.index("releases:\n") : base_text.index("meetings:")]
    text = base_text.replace(people, "people: nobody\n").replace(releases, "")

    with pytest.raises(FactFileError) as caught:
        parse_fact_file(text)

    assert [problem.path for problem in caught.value.problems] == ["releases", "people"]
