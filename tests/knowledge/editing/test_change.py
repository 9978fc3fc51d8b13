"""A change is data that can be kept, compared and taken back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.editing.change import Change, dump_changes, fields_of, load_changes, reduced, same_fields
from knowledge.editing.shape import shape_of
from knowledge.factfile.parse import read_fact_file
from knowledge.factfile.sections import SECTIONS
from knowledge.model import FactBook

_PLAIN = st.recursive(
    st.text() | st.booleans() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_FIELDS = st.dictionaries(st.sampled_from(["id", "kind", "text", "also", "?"]), _PLAIN, max_size=4)


@given(before=st.none() | _FIELDS, after=_FIELDS, ident=st.text())
def test_what_is_dumped_is_loaded(before: dict[str, object] | None, after: dict[str, object], ident: str) -> None:
    """Whatever the entries hold; and the same changes give the same text, whatever the order of their keys."""
    changes = (Change("facts", ident, before, after), Change("gaps", "x", after, None))
    text = dump_changes(changes)
    assert load_changes(text) == changes
    turned = Change("facts", ident, before, dict(reversed(after.items())))
    assert dump_changes([turned, changes[1]]) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[1]",
        '[{"section": "facts", "id": "a", "before": null}]',
        '[{"section": "facts", "id": "a", "before": null, "after": null}]',
        '[{"section": "fact", "id": "a", "before": null, "after": {}}]',
        '[{"section": "facts", "id": 1, "before": null, "after": {}}]',
        '[{"section": "facts", "id": "a", "before": null, "after": []}]',
    ],
)
def test_what_is_no_list_of_changes_is_refused(text: str) -> None:
    """With a ValueError, never with another."""
    with pytest.raises(ValueError, match=r"."):
        load_changes(text)


def test_a_change_of_nothing_is_refused() -> None:
    """One of both sides is there."""
    with pytest.raises(ValueError, match="before, or after"):
        Change("facts", "a", None, None)


def test_a_change_is_taken_back_by_its_reverse() -> None:
    """Which begins with the id that the entry has then."""
    change = Change("facts", "a", {"id": "a"}, {"id": "b"})
    assert change.reversed() == Change("facts", "b", {"id": "b"}, {"id": "a"})
    assert Change("facts", "a", None, {"id": "a"}).reversed() == Change("facts", "a", {"id": "a"}, None)


def test_entries_are_written_without_what_goes_without_saying(shipped_text: str, shipped_book: FactBook) -> None:
    """Of every shipped entry: what the file has, but for defaults; and reading it gives the entry again."""
    data = read_fact_file(shipped_text).data
    for section, kind in SECTIONS.items():
        entries = getattr(shipped_book.file, section)
        written = data[section]
        assert isinstance(written, list)
        for raw, entry in zip(written, entries, strict=True):
            fields = fields_of(entry)
            assert reduced(section, raw) == fields == reduced(section, fields)  # type: ignore[arg-type]
            assert kind.model_validate(fields) == entry
            assert list(fields) == shape_of(section).order(fields)
            json.dumps(fields)


def test_entries_that_mean_the_same_are_the_same() -> None:
    """Defaults, empty lists and the order of keys make no difference; anything else does."""
    one = {"id": "a", "kind": "who", "basis": "stated", "also": [], "questions": {"en": ["x"], "ko": []}}
    assert same_fields("facts", one, {"questions": {"en": ["x"]}, "kind": "who", "id": "a", "retired": None})
    assert not same_fields("facts", one, {**one, "basis": "inferred"})
    assert not same_fields("facts", one, {**one, "questions": {"en": []}})
    assert not same_fields("facts", one, None)
    assert same_fields("facts", None, None)
    # What an entry must have is not the same when it is empty.
    assert not same_fields("gaps", {"id": "a", "questions": {}}, {"id": "a"})


def test_an_unknown_section_is_named() -> None:
    """With those that there are."""
    with pytest.raises(ValueError, match="releases, meetings"):
        shape_of("fact")
