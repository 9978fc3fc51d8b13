"""Ids of new entries say what the entry is about, and are nobody else's."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.editing.change import SECTION_NAMES, SectionName
from knowledge.editing.ids import make_id
from knowledge.factfile.references import fold_id
from knowledge.model import ID_PATTERN, MAX_ID


@pytest.mark.parametrize(
    ("section", "fields", "expected"),
    [
        (
            "facts",
            {"meeting": "kidd-14", "text": {"en": "The 14th KIDD was held in the U.S. capital's suburbs."}},
            "kidd-14.14th-held-us-capitals-suburbs",
        ),
        ("facts", {"sources": ["milley-2023#s02"], "text": {"en": "They met."}}, "milley-2023.met"),
        ("facts", {"kind": "how_many", "text": {"en": "몇 명"}}, "how-many"),
        (
            "gaps",
            {"meeting": "kidd-14", "questions": {"en": ["How many remains were returned?"]}},
            "gap-kidd-14-many-remains-returned",
        ),
        ("gaps", {"text": {"en": "The release does not say."}}, "gap-not-say"),
        ("people", {"name": {"en": "Kim Yong-hyun"}}, "kim-yong-hyun"),
        ("people", {"name": {"en": "김용현"}}, "person"),
        ("terms", {"name": {"en": "Déjà vu of the Alliance"}}, "deja-vu-of-the-alliance"),
        ("meetings", {"series": "kidd", "ordinal": 15, "name": {"en": "x"}}, "kidd-15"),
        ("meetings", {"name": {"en": "Visit of the chairman"}}, "visit-chairman"),
        ("releases", {"title": {"en": "Joint Statement on the 15th KIDD"}}, "joint-statement-15th-kidd"),
        ("releases", {}, "release"),
        ("facts", {}, "fact"),
    ],
)
def test_an_id_is_made_of_what_the_entry_says(section: SectionName, fields: dict[str, Any], expected: str) -> None:
    """Of its meeting or release and the words that tell something, in Latin letters."""
    assert make_id(section, fields, set()) == expected


def test_an_id_that_is_taken_gets_a_number() -> None:
    """Also where it would differ in dots and hyphens only, which nobody sees."""
    fields = {"sources": ["milley-2023#s02"], "text": {"en": "They met."}}
    assert make_id("facts", fields, {"milley-2023.met"}) == "milley-2023.met-2"
    assert make_id("facts", fields, ["milley-2023-met", "milley.2023.met.2"]) == "milley-2023.met-3"


@given(
    section=st.sampled_from(SECTION_NAMES),
    words=st.text(max_size=120),
    meeting=st.none() | st.from_regex(re.compile(ID_PATTERN), fullmatch=True).filter(lambda each: len(each) <= MAX_ID),
    more=st.integers(0, 12),
)
def test_every_id_is_one(section: SectionName, words: str, meeting: str | None, more: int) -> None:
    """Whatever the text and whatever is taken: it has the form of an id, and folds to no other."""
    fields = {"meeting": meeting, "text": {"en": words}, "name": {"en": words}, "title": {"en": words}}
    taken: list[str] = []
    for _ in range(more + 1):
        ident = make_id(section, fields, taken)
        assert re.fullmatch(ID_PATTERN, ident)
        assert len(ident) <= MAX_ID
        assert fold_id(ident) not in map(fold_id, taken)
        assert ident == make_id(section, fields, taken)
        taken.append(ident)
