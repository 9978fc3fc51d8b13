"""Previews fit into Discord's messages and show what somebody typed as it is, whatever that may be."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.markdown import shown
from bot.cards.message import Style
from bot.curating.draft import Deed, Draft
from bot.curating.preview import Between, Checked, Offer, Problem, render_preview
from bot.curating.reading import Fault, Reading
from bot.curating.rebase import on_top
from bot.text.wording import Wording
from knowledge.editing.change import SECTION_NAMES, Change, fields_of
from knowledge.model import FactBook, Language
from knowledge.reviewing.found import Contradiction, Differs, Inspection, Moved, Near
from tests.bot.cardkit import STYLES, assert_taken, text_of

WORDING = Wording.load()
ANYTHING = st.text(max_size=300) | st.sampled_from(
    ["*" * 300, "`" * 90, "```\n```", "@everyone " * 30, "\u202e", "가" * 300]
)


def inspections(ids: list[str]) -> st.SearchStrategy[Inspection]:
    """Return a strategy for anything that a look may find."""
    some = st.sampled_from([*ids, "gone-since"])
    moves = st.lists(st.builds(Moved, ANYTHING, st.none() | some, st.none() | some, st.booleans()), max_size=9).map(
        tuple
    )
    return st.builds(
        Inspection,
        st.lists(
            st.builds(Near, some, some, st.integers(0, 100), st.lists(ANYTHING, max_size=2).map(tuple)), max_size=9
        ).map(tuple),
        st.lists(st.builds(Contradiction, some, some, st.sampled_from(Differs), ANYTHING, ANYTHING), max_size=9).map(
            tuple
        ),
        *[moves] * 4,
        st.integers(0, 99),
        st.integers(0, 99),
    )


@pytest.mark.parametrize("style", STYLES)
@given(data=st.data())
def test_every_preview_fits(small_book: FactBook, shipped_book: FactBook, style: Style, data: Any) -> None:
    """Whatever the entry holds, whatever is found, whatever is wrong, in both languages."""
    book = data.draw(st.sampled_from([small_book, shipped_book]))
    section = data.draw(st.sampled_from(SECTION_NAMES))
    ident = data.draw(st.sampled_from(sorted(getattr(book, section))))
    fields = fields_of(getattr(book, section)[ident])
    before = data.draw(st.sampled_from([None, {"id": ident}, fields]))
    reason = data.draw(ANYTHING)
    draft = Draft(data.draw(st.sampled_from(Deed)), section, ident, before, fields, reason=reason)
    if data.draw(st.booleans()):
        draft = replace(draft, several=(Change(section, ident, before, fields),) * data.draw(st.integers(1, 60)))
    problems = st.lists(st.builds(Problem, ANYTHING, st.builds(Fault, ANYTHING, ANYTHING)), max_size=30).map(tuple)
    theirs = Change(section, ident, fields, data.draw(st.sampled_from([None, {**fields, "note": "x"}])))
    by = ("**2** · <t:0:f> · <@1> · 1 entry\nWhy: because",) * data.draw(st.integers(0, 5))
    checked = Checked(
        draft,
        problems=data.draw(problems),
        offers=data.draw(st.lists(st.builds(Offer, st.just("csd-12#s01"), ANYTHING), max_size=3).map(tuple)),
        inspection=data.draw(inspections(sorted(book.facts))),
        between=data.draw(st.none() | st.just(Between(Change(section, ident, before, fields), theirs, by))),
        waits=data.draw(st.booleans()),
        book=data.draw(st.none() | st.just(book)),
    )
    reading = Reading(book, WORDING, data.draw(st.sampled_from(Language)))
    assert_taken(render_preview(checked, 2**53, reading, style=style))


@pytest.mark.parametrize("style", STYLES)
def test_what_was_typed_is_shown_and_does_nothing(small_book: FactBook, style: Style) -> None:
    """No emphasis, no mention, no end of the block in which the difference stands."""
    reading = Reading(small_book, WORDING, Language.EN)
    fields = fields_of(small_book.facts["csd12-place"])
    after = {**fields, "text": {"en": "```\n**bold** @everyone"}}
    draft = Draft(Deed.EDIT, "facts", "csd12-place", fields, after, reason="**b** @here <@1>")
    text = text_of(render_preview(Checked(draft), 1, reading, style=style))
    assert text.count("```") == 2
    assert "@here" not in text
    assert "**b** " not in text
    assert "**b**" in shown(text)


@pytest.mark.parametrize(
    ("before", "mine", "now", "merged"),
    [
        ({"a": 1}, {"a": 2}, {"a": 1, "b": 3}, {"a": 2, "b": 3}),
        ({"a": 1}, {"a": 2}, {"a": 3}, {"a": 2}),
        ({"a": 1}, {"a": 1}, {"a": 3}, {"a": 3}),
        ({"a": 1, "b": 2}, {"a": 1}, {"a": 5, "b": 2}, {"a": 5}),
        ({"q": ["1", "2"]}, {"q": ["1", "2", "m"]}, {"q": ["1", "t"]}, {"q": ["1", "t", "m"]}),
        ({"q": ["1", "2"]}, {"q": ["2"]}, {"q": ["1", "2", "t"]}, {"q": ["2", "t"]}),
        ({}, {"q": ["m"]}, {"q": ["t"]}, {"q": ["t", "m"]}),
        ({"t": {"a": 1, "b": 2}}, {"t": {"a": 5, "b": 2}}, {"t": {"a": 1, "b": 7}}, {"t": {"a": 5, "b": 7}}),
    ],
)  # fmt: skip
def test_mine_goes_on_top_of_theirs(before: Any, mine: Any, now: Any, merged: Any) -> None:
    """What only one of them touched stays as that one made it; where both did, mine."""
    assert on_top(before, mine, now) == merged


@given(st.data())
def test_on_top_of_what_was_shown_it_is_mine(data: Any) -> None:
    """Nothing came between: the change is as it was made."""
    texts, mappings = st.lists(st.text(max_size=3), unique=True), st.dictionaries(st.text(max_size=2), st.integers())
    entries = st.fixed_dictionaries({}, optional={"a": st.integers(), "q": texts, "t": mappings})
    before, mine = data.draw(entries), data.draw(entries)
    merged = on_top(before, mine, before)
    assert {key: sorted(value) if isinstance(value, list) else value for key, value in merged.items()} == {
        key: sorted(value) if isinstance(value, list) else value for key, value in mine.items()
    }
