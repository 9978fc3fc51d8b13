"""Paths in a fact file lead back to the line and column where they stand."""

import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.factfile.places import Finding, Path, Target, render_path, to_problems
from knowledge.factfile.yamltree import read_tree

TEXT = """\
format: 1
facts:
  - id: 가나
    text: {en: "x", ko: "y"}
    sources:
      - one
      - two
  - text:
      en: z
    "id": other
  - word
gaps: [{id: g, also: [a, b]}]
"""


def at(*path: str | int, is_key: bool = False) -> tuple[int, int]:
    """Return line and column of a path in TEXT."""
    target = Target(path, is_key)
    return read_tree(TEXT).places.locate([target])[target]


def test_finds_values() -> None:
    """Each value is found where it begins, in block and in flow style, counted in characters."""
    assert at("format") == (1, 9)
    assert at("facts") == (3, 3)
    assert at("facts", 0) == (3, 5)
    assert at("facts", 0, "id") == (3, 9)
    assert at("facts", 0, "text", "ko") == (4, 25)
    assert at("facts", 0, "sources", 1) == (7, 9)
    assert at("facts", 1, "text", "en") == (9, 11)
    assert at("facts", 2) == (11, 5)
    assert at("gaps", 0, "also", 1) == (12, 26)


def test_finds_keys() -> None:
    """A key that is itself at fault is found, not its value."""
    assert at("format", is_key=True) == (1, 1)
    assert at("facts", 1, "id", is_key=True) == (10, 5)
    assert at("gaps", 0, "also", is_key=True) == (12, 16)


def test_what_is_missing_stands_where_it_would_belong() -> None:
    """A missing key gets the place of what lacks it, a missing section that of the file."""
    assert at("facts", 0, "kind") == (3, 5)
    assert at("facts", 0, "text", "fr") == (4, 11)
    assert at("facts", 0, "text", "fr", "deeper") == (4, 11)
    assert at("facts", 9, "kind") == (3, 3)
    assert at("people") == (1, 1)
    assert at() == (1, 1)


def test_a_key_without_braces_in_a_list_gets_the_place_of_its_entry() -> None:
    """YAML's short form of a mapping in a list cannot be read on its own: the entry's place has to do."""
    target = Target(("facts", 0, "kind"))

    assert read_tree('facts: [id: "a", id: "b"]').places.locate([target])[target] == (1, 9)


def test_a_file_without_a_root_still_has_a_place() -> None:
    """A place is asked of an empty file too."""
    target = Target(("facts", 0))

    assert read_tree("").places.locate([target])[target] == (1, 1)


def test_the_first_of_two_is_named_by_its_line() -> None:
    """A finding that something is there twice names the line of the first."""
    tree = read_tree(TEXT)
    finding = Finding(Target(("facts", 1, "id")), "is there twice", "keep one", Target(("facts", 0, "id")))

    (problem,) = to_problems([finding], tree.places)

    assert problem.render("f") == "f:10:11: facts[1].id: is there twice (first on line 3); keep one"


def test_paths_read_as_people_write_them() -> None:
    """Steps are joined as in most languages; a step from the file is cut and made visible."""
    assert render_path(("facts", 3, "sources", 0)) == "facts[3].sources[0]"
    assert render_path(()) == ""
    assert render_path((0, 1)) == "[0][1]"
    assert render_path(("a\nb", "x" * 60)) == "a\\nb." + "x" * 47 + "…"


def _paths(node: object, path: Path = ()) -> list[Path]:
    if isinstance(node, dict):
        inside: list[tuple[str | int, object]] = list(node.items())
    elif isinstance(node, list):
        inside = list(enumerate(node))
    else:
        return [path]
    return [path, *(deeper for step, value in inside for deeper in _paths(value, (*path, step)))]


_ENTRIES = st.lists(
    st.dictionaries(
        st.sampled_from(["id", "text", "en"]),
        st.one_of(st.sampled_from(["가", "b c", "🚢"]), st.lists(st.sampled_from("efg"), max_size=3)),
        max_size=3,
    ),
    max_size=4,
)


@given(st.dictionaries(st.sampled_from(["facts", "gaps", "terms"]), _ENTRIES, max_size=3), st.booleans())
def test_every_text_is_found_where_it_stands(document: dict[str, object], in_braces: bool) -> None:  # noqa: FBT001 - drawn
    """Whatever the file and its style, each text stands at the place that its path is given."""
    text = yaml.safe_dump(document, allow_unicode=True, default_flow_style=in_braces, width=30)
    lines = text.splitlines()
    leaves = [(Target(path), path) for path in _paths(document)]
    found = read_tree(text).places.locate([target for target, _ in leaves])

    for target, path in leaves:
        value: object = document
        for step in path:
            value = value[step]  # type: ignore[index]  # steps come from the document
        if isinstance(value, str):
            line, column = found[target]
            assert lines[line - 1][column - 1 :].startswith(value.split()[0])
