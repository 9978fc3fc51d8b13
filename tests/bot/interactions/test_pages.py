"""The look-ups as pages: complete, numbered, within Discord's limits, and turned by buttons."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cards import limits
from bot.cards.ids import PAGE_TEMPLATE
from bot.cards.lookup import render_sheet
from bot.cards.markdown import shown
from bot.interactions.pages import LookUp, unpack
from bot.text.lookup import LookUpKind
from bot.text.lookups import Entry, Sheet
from bot.text.phrases import Phrases
from bot.text.wording import Wording
from knowledge.model import FactBook, Language
from tests.bot.cardkit import STYLES, assert_numbers_match, assert_taken, custom_ids, sheets, text_of

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def wording() -> Wording:
    """Return the words that ship."""
    return Wording.load()


_SLOW = settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
"""Each example renders a dozen messages."""


# ---------------------------------------------------------------- look-ups


@_SLOW
@given(data=st.data())
def test_discord_takes_any_page_of_any_sheet(small_book: FactBook, wording: Wording, data: st.DataObject) -> None:
    """Every page is within the limits, numbers its releases, and nothing is lost between pages."""
    sheet = data.draw(sheets(small_book))
    phrases = Phrases(wording, data.draw(st.sampled_from(Language)), small_book)
    for style in STYLES:
        found, page, pages = "", 0, 1
        while page < pages:
            message = render_sheet(sheet, phrases, style=style, page=page, page_id=lambda n: f"cq:1:page:x:{n}:")
            assert_taken(message)
            told = [re.findall(r"[0-9]+", section.text) for section in message.sections[-1:]]
            if any("page" in each for each in custom_ids(message)):
                pages = max(int(number) for number in told[0])
            text = text_of(message)
            assert_numbers_match(text)
            found += shown(text)
            page += 1
        for entry in sheet.entries:
            assert all(fact.text.strip() in found for fact in entry.facts)


def _every_look_up(book: FactBook) -> Iterator[LookUp]:
    yield from (LookUp(LookUpKind.LATEST), LookUp(LookUpKind.LATEST, "csd"), LookUp(LookUpKind.SOURCES))
    yield from (LookUp(LookUpKind.MEETINGS), LookUp(LookUpKind.MEETINGS, "csd", "2016", "Busan"))
    yield from (LookUp(LookUpKind.TIMELINE), LookUp(LookUpKind.TIMELINE, "csd", "patrols"))
    yield from (LookUp(LookUpKind.MEETING, each) for each in book.meetings)
    yield from (LookUp(LookUpKind.PERSON, each) for each in book.people)
    yield from (LookUp(LookUpKind.TOPIC, each) for each in (*book.terms, *book.people))
    yield from (LookUp(LookUpKind.GLOSSARY, each) for each in (None, *book.terms))


def test_every_look_up_of_the_file_fits_and_comes_back_from_its_buttons(small_book: FactBook, wording: Wording) -> None:
    """Each renders in both languages and styles, and a button finds the same look-up again."""
    for look_up in _every_look_up(small_book):
        for language in Language:
            phrases = Phrases(wording, language, small_book)
            sheet = look_up.sheet(phrases, TODAY)
            for style in STYLES:
                message = look_up.message(sheet, phrases, style=style)
                assert_taken(message)
                assert_numbers_match(text_of(message))
        # A page of one fact each, to make sure that there are buttons.
        many = Sheet("t", tuple(Entry("x", str(n), ("가" * 600,)) for n in range(9)))
        turned = look_up.message(many, phrases, style="plain", page=1)
        ids = [PAGE_TEMPLATE.fullmatch(each) for each in custom_ids(turned)]
        assert len(ids) == 2
        for match in ids:
            assert match is not None
            assert unpack(match["look_up"], match["what"], small_book) == look_up


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("meeting", ""),
        ("meeting", "no-such/"),
        ("meeting", "no-such//"),
        ("nothing", "//"),
        ("meetings", "/20x6/"),
        ("meetings", "//~123456789012"),
        ("person", "a/b/c/d"),
    ],
)
def test_a_made_up_page_is_no_look_up(small_book: FactBook, kind: str, what: str) -> None:
    """What the file does not have, or nobody could have sent, is None."""
    assert unpack(kind, what, small_book) is None


def test_long_ids_stand_in_a_button_by_their_digest(small_book: FactBook) -> None:
    """Three of the longest ids still make a custom_id of at most 100 characters, and are found again."""
    term = small_book.terms["csd"].model_copy(update={"id": "x" * 64})
    book = FactBook(small_book.file.model_copy(update={"terms": (*small_book.file.terms, term)}), "")
    look_up = LookUp(LookUpKind.TIMELINE, "x" * 64, "x" * 64)
    phrases = Phrases(Wording.load(), Language.EN, book)
    many = Sheet("t", tuple(Entry("x", str(n), ("가" * 600,)) for n in range(9)))
    for custom_id in custom_ids(look_up.message(many, phrases, style="card", page=500)):
        assert len(custom_id) <= limits.MAX_CUSTOM_ID
        match = PAGE_TEMPLATE.fullmatch(custom_id)
        assert match is not None
        assert unpack(match["look_up"], match["what"], book) == look_up


def test_every_line_of_a_meeting_has_its_own_citation(small_book: FactBook, wording: Wording) -> None:
    """Dates, each delegation and each session are followed by where they are printed."""
    phrases = Phrases(wording, Language.EN, small_book)
    look_up = LookUp(LookUpKind.MEETING, "csd-12")
    text = text_of(look_up.message(look_up.sheet(phrases, TODAY), phrases, style="plain"))
    lines = text.splitlines()
    for begin, place in (("South Korea: Han", "paragraph 2"), ("Session:", "paragraph 6"), ("Place:", "paragraph 1")):
        at = next(number for number, line in enumerate(lines) if line.startswith(begin))
        assert lines[at + 1].startswith(f"**Source:** [1] {place}")


def test_a_list_without_room_for_buttons_says_how_much_is_left_out(small_book: FactBook, wording: Wording) -> None:
    """Where pages cannot be turned, the rest is counted, not dropped in silence."""
    phrases = Phrases(wording, Language.EN, small_book)
    many = Sheet("t", tuple(Entry("x", str(n), ("가" * 600,)) for n in range(9)))
    assert "more do not fit here" in text_of(render_sheet(many, phrases, style="plain"))
