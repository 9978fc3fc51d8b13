"""Whatever pydantic says, a curator reads our own words, and a fault is never passed over.

The sentences about whole files are pinned in tests/data/complaints/schema.yaml.
"""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError, field_validator
from pydantic_core import core_schema

from knowledge.factfile.nearest import Nearest
from knowledge.factfile.places import Path
from knowledge.factfile.schemawords import _DESCRIBERS, find_schema_faults
from knowledge.factfile.yamltree import Node
from knowledge.model import Entry, Fact, Meeting, Names, Person


def faults(entry_type: type[Entry], raw: Node, path: Path = ("people", 0)) -> list[str]:
    """Return what is said of *raw* as an entry, as ``path within it: wrong; right``."""
    try:
        entry_type.model_validate(raw)
    except ValidationError as error:
        found = find_schema_faults(error, entry_type, raw, path, Nearest())
        return [f"{'.'.join(map(str, each.target.path[2:]))}: {each.wrong}; {each.right}" for each in found]
    return []


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        pytest.param(
            {"id": "a", "name": {"en": "\ud800"}},
            "name.en: has half of a surrogate pair; write the whole character",
            id="half",
        ),
        pytest.param(
            {"id": "a", "name": {"en": None}}, 'name.en: is nothing where a text belongs; write en: "…"', id="nothing"
        ),
        pytest.param(
            {"id": "a", "name": {"en": "A"}, "outside": 1},
            "outside: is the number 1 where yes or no belongs; write true or false without quotes",
            id="number for truth",
        ),
        pytest.param(
            {"id": "a", "name": {"en": "A"}, "aliases": {"b": "c"}},
            'aliases: is a mapping where a list belongs; write aliases: ["…"]',
            id="mapping for list",
        ),
        pytest.param(
            {"id": 12, "name": {"en": "A"}}, 'id: is read by YAML as the number 12; put it in quotes: "12"', id="number"
        ),
        pytest.param(
            {"id": "!?", "name": {"en": "A"}},
            'id: "!?" is no id; write small letters and digits, parted by single hyphens or dots',
            id="an id that cannot be mended",
        ),
    ],
)
def test_says_it_in_its_own_words(raw: Node, says: str) -> None:
    """Faults that no file can have, or that are rare, have sentences too."""
    assert faults(Person, raw) == [says]


def test_a_list_emptied_by_its_faulty_items_is_not_called_empty() -> None:
    """Where pydantic sees an empty list because its items failed, only the items are named."""
    raw: Node = {"id": "a", "text": {"en": "A."}, "kind": "who", "sources": ["x"], "said_by": "both"}

    (said,) = faults(Fact, raw)

    assert said.startswith('sources.0: "x" is no place in a release')


def test_a_speaker_is_one_fault_though_it_fails_two_ways() -> None:
    """The two branches of a union are one complaint."""
    raw: Node = {"id": "a", "text": {"en": "A."}, "kind": "who", "sources": ["r#s01"], "said_by": 7}

    assert faults(Fact, raw) == [
        "said_by: the number 7 is no speaker; write both, rok, us, officials, release or the id of a person"
    ]


def test_a_fault_without_words_is_still_a_fault() -> None:
    """What pydantic may say in some later version is refused in general words, at its place."""

    class Odd(Entry):
        name: str

        @field_validator("name")
        @classmethod
        def refuse(cls, value: str) -> str:
            raise ValueError(value)

    class Strange(Entry):
        name: bytes

    assert faults(Odd, {"name": "x"}) == ['name: "x" does not fit here; write name: {en: "…"}']
    assert faults(Strange, {"name": []}) == ['name: a list does not fit here; write name: {en: "…"}']


def test_no_complaint_at_all_is_still_a_fault() -> None:
    """An entry that pydantic refuses never passes for one that is not there."""
    raw: Node = {"id": "a", "text": {"en": "A."}, "kind": "who", "sources": [], "said_by": "both"}
    with pytest.raises(ValidationError) as caught:
        Fact.model_validate(raw)
    mended: Node = {"sources": ["r#s01"]}

    (found,) = find_schema_faults(caught.value, Fact, mended, ("facts", 0), Nearest())

    assert (found.target.path, found.wrong) == (("facts", 0), "does not fit here")


_JSON: st.SearchStrategy[Node] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([*Meeting.model_fields, "en", "side", "zzz"]), inner, max_size=5),
    ),
    max_leaves=12,
)


@given(_JSON)
def test_every_refusal_is_named_in_our_words(raw: Node) -> None:
    """Whatever stands for an entry, it fits or has faults, and none is in pydantic's words."""
    for entry_type in (Meeting, Names):
        said = faults(entry_type, raw)
        try:
            entry_type.model_validate(raw)
        except ValidationError:
            assert said
        assert not any("Input should" in each or "pydantic" in each for each in said)


def test_the_describers_are_found_by_names_that_pydantic_uses() -> None:
    """A misspelt kind of error would never be described: each name in the table is one of pydantic's."""
    assert set(_DESCRIBERS) <= set(get_args(core_schema.ErrorType))
