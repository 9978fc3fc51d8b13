"""Events become plain data without recursion; what is refused is left out, and reading goes on where it can.

The sentences about YAML are pinned in tests/data/complaints/yaml.yaml.
"""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.factfile.yamltree import Tree, read_tree
from knowledge.factfile.yamlwords import describe_yaml_error


def read(text: str) -> Tree:
    """Read *text*, which has no problem."""
    tree = read_tree(text)
    assert not tree.problems, [problem.render("f") for problem in tree.problems]
    return tree


_LEAVES = st.one_of(
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"])), st.integers(-99, 99), st.booleans()
)
_NESTED = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abcdef"), inner, max_size=3)),
    max_leaves=8,
)
_DOCUMENTS = st.dictionaries(st.sampled_from("abcdef"), st.lists(_NESTED, max_size=2), max_size=3)


def _depth(node: object) -> int:
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else None
    return 0 if inner is None else 1 + max((_depth(each) for each in inner), default=0)


@given(_DOCUMENTS.filter(lambda document: _depth(document) <= 6), st.booleans(), st.booleans())
def test_gives_what_the_yaml_library_gives(document: dict[str, object], in_braces: bool, quoted: bool) -> None:  # noqa: FBT001 - drawn
    """For YAML without surprises the data is that of the ordinary loader, in every style."""
    text = yaml.safe_dump(document, allow_unicode=True, default_flow_style=in_braces, width=20 if quoted else 10**6)
    tree = read_tree(text)

    if not tree.problems:
        assert tree.data == document == yaml.safe_load(text)
    else:
        # PyYAML quotes what it would misread itself; y, n, 08 and the like only other readers do.
        assert all("is read by YAML" in problem.wrong or "line break" in problem.wrong for problem in tree.problems)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('a: "b"', {"a": "b"}),
        ("a: 'it''s'", {"a": "it's"}),
        ("a: >-\n  one\n  two\n", {"a": "one two"}),
        ("a: |-\n  one\n  two\n", {"a": "one\ntwo"}),
        ("a: one\n  two\n", {"a": "one two"}),
        ('a: "\\u00e9"', {"a": "é"}),
        ("---\na: b\n...\n", {"a": "b"}),
        ("a: [b, [c], {d: e}]  # remark", {"a": ["b", ["c"], {"d": "e"}]}),
        ("a: []\nb: {}", {"a": [], "b": {}}),
        ("'no': \"no\"\n14: true", {"no": "no", "14": True}),
    ],
)
def test_reads_every_style(text: str, data: object) -> None:
    """Quotes, blocks, braces and remarks are read as YAML means them; keys are text."""
    assert read(text).data == data


def test_keeps_the_first_of_two_equal_keys() -> None:
    """The second value of a key is passed over whole, whatever is in it."""
    tree = read_tree("a: 1\nb: {c: [d]}\nb: {e: [&f g]}\na: [1]\n")

    assert tree.data == {"a": 1, "b": {"c": ["d"]}}


def test_goes_on_after_what_it_refuses() -> None:
    """An alias leaves a hole that is marked as broken; anchors and tags leave the value."""
    tree = read_tree("a: *x\nb: &y c\nd: !!int e\nf: [g, *x]\n")

    assert tree.data == {"a": None, "b": "c", "d": "e", "f": ["g", None]}
    assert tree.broken == {("a",), ("f", 1)}
    assert tree.is_whole


def test_passes_over_what_cannot_be_a_key() -> None:
    """A list or an alias for a key is refused with all that is in it, and its value is dropped."""
    tree = read_tree("? [a, *b, [c: d]]\n: {e: f}\n*g : h\ni: j\n")

    assert tree.data == {"i": "j"}
    assert [problem.wrong for problem in tree.problems] == [
        "has a list or a mapping for a key",
        "*g is an alias of YAML",
    ]


def test_an_error_without_a_place_is_told_at_the_beginning() -> None:
    """The library may fail without saying where."""
    problem = describe_yaml_error(yaml.YAMLError())

    assert problem.render("f") == "f:1:1: this is not YAML; compare it with the lines around it"


def test_stops_where_yaml_stops() -> None:
    """What libyaml cannot read ends the reading, with everything found so far."""
    tree = read_tree("a: *x\nb: [c\n")

    assert [problem.line for problem in tree.problems] == [1, 2]
    assert not tree.is_whole


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "a: b: c",
            (
                "1:5: a colon stands where none can; "
                "put a text with a colon in quotes, and indent a key as its neighbours are"
            ),
        ),
        ('a: "b', "1:4: the quote that opens here is never closed; close it"),
        ('a: "b\n--- c"', "1:4: the quote that opens here is never closed; close it"),
        ("a: @b", "1:4: no text can begin with this character; put the text in quotes"),
        ('a: "\\q"', r"1:5: the backslash begins no escape that YAML knows; write \\ for a backslash"),
        ('a: "\\ud800"', r"1:7: the backslash begins an escape that stands for no character; write \\ for a backslash"),
        ('a: "\\x4"', r"1:7: the backslash begins an escape that is cut short; write \\ for a backslash"),
        ("a: [b, c", "1:4: the list that opens here is not closed; close it with ] and part its items with commas"),
        ("a: {b: c", "1:4: the mapping that opens here is not closed; close it with } and part its keys with commas"),
        ("a: b\nc\nd: e", "2:1: the key that begins here has no colon; write a colon and a blank after it"),
        ("a: b\n- c", "2:1: this is neither a key nor the end of one; indent it as its neighbours are"),
        (
            "- a\nb: c",
            "2:1: this is no item of the list around it; begin it with - and indent it as its neighbours are",
        ),
        ("a: - b", "1:4: a list item stands where none can; begin the list on a line of its own"),
        ("a: [b,, c]", "1:7: a value is missing before this; write it, or leave out the comma"),
        ("a: !x!y b", "1:4: this is a tag of YAML; write the value without it"),
        ("a: * b", "1:5: no text can begin with & or *; put the text in quotes"),
        ("a: |x\n  b", "1:5: the text after | or > begins on the next line; put it there, or put it in quotes"),
        ("{a: b}}", "1:7: the document has ended before this; indent it as its neighbours are, or leave it out"),
        ("a: |0\n  b\n", "1:5: this is not YAML; compare it with the lines around it"),
    ],
)
def test_says_in_plain_words_why_it_stops(text: str, says: str) -> None:
    """Each way of not being YAML has words that say what to do, at the place to mend."""
    assert [problem.render("").removeprefix(":") for problem in read_tree(text).problems] == [says]
