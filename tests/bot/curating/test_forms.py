"""Forms lose nothing: what stands in them comes back as the entry that it was, and what is too long is left alone."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.curating.draft import Deed, Draft, dump_draft, load_draft
from bot.curating.forms import (
    ALIAS,
    MAX_REASON,
    PARTS,
    REASON,
    RETIRE,
    ROOM,
    SPREAD,
    About,
    has_page,
    make_form,
    take_form,
)
from bot.curating.reading import Reading
from bot.curating.sections import SECTIONS
from bot.interactions.forms import Choose, Form, Line, Sent, make_modal
from bot.text.wording import Wording
from knowledge.editing.change import SECTION_NAMES, Change, SectionName, fields_of, same_fields
from knowledge.model import FactBook, Language

WORDING = Wording.load()


def sent_as_it_stands(form: Form, **typed: str) -> Sent:
    """Return what Discord delivers when *form* is sent with nothing changed but *typed*."""
    values = {each.key: each.value.strip() for each in form.fields if isinstance(each, Line)}
    chosen = {each.key: tuple(each.chosen) for each in form.fields if isinstance(each, Choose)}
    return Sent(form.about, {**values, **typed}, chosen)


def drafts(book: FactBook) -> Iterator[Draft]:
    """Yield a change of every entry of *book*."""
    for section in SECTION_NAMES:
        for entry in getattr(book, section).values():
            fields = fields_of(entry)
            yield Draft(Deed.EDIT, section, entry.id, fields, fields)


def pages(draft: Draft) -> list[str]:
    """Return the forms that show what an entry has."""
    return [page for page in ("0", "1", SPREAD) if has_page(draft, page)]


@pytest.mark.parametrize("language", Language)
def test_a_form_sent_as_it_stands_changes_nothing(
    shipped_book: FactBook, small_book: FactBook, language: Language
) -> None:
    """Every form of every entry of the file that ships; nothing is cut, nothing reworded, no order lost."""
    sent = 0
    for book in (small_book, shipped_book):
        reading = Reading(book, WORDING, language)
        for draft in drafts(book):
            for page in pages(draft):
                about = About(1, page, 0, here=False)
                form = make_form(draft, about, reading)
                taken = take_form(draft, about, sent_as_it_stands(form), reading)
                assert taken.typed == {}, (draft.entry_id, page)
                assert same_fields(draft.section, taken.fields, draft.before), (draft.entry_id, page)
                sent += 1
    assert sent > 1000


@pytest.mark.parametrize("language", Language)
def test_every_form_keeps_to_discords_limits(shipped_book: FactBook, language: Language) -> None:
    """Titles, labels, hints, options and what stands in a field, for every entry and for a new one."""
    reading = Reading(shipped_book, WORDING, language)
    new = (Draft(Deed.ADD, section) for section in SECTION_NAMES)
    for draft in (*new, *drafts(shipped_book)):
        for page in (*pages(draft), REASON, RETIRE, *([ALIAS] if SECTIONS[draft.section].more else [])):
            form = make_form(draft, About(10**17, page, 999, here=True), reading)
            make_modal(form)
            assert len(form.title) <= 45
            for field in form.fields:
                assert len(field.label) <= 45, field.label
                assert len(field.description or "") <= 100, field.description
                if isinstance(field, Line):
                    assert len(field.value) <= field.most
                if isinstance(field, Choose):
                    assert all(len(option.label) <= 100 for option in field.options)


def _facts(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": "x",
        "questions": {"en": [f"Question {each} ".ljust(190, "x") + "?" for each in range(number)]},
        **more,
    }


@pytest.mark.parametrize("number", [1, 19, 20, 60, 99, 101, 120])
def test_a_list_too_long_for_a_field_is_added_to_and_spread_over_several(small_book: FactBook, number: int) -> None:
    """The first form offers to add; the other shows as many as five fields hold, and what it does not show stays."""
    reading = Reading(small_book, WORDING, Language.EN)
    fields = _facts(number)
    draft = Draft(Deed.EDIT, "facts", "x", fields, fields)
    about = About(1, "0", 0, here=False)
    form = make_form(draft, about, reading)
    keys = [field.key for field in form.fields]
    assert ("questions" in keys) is (number * 192 <= ROOM)
    added = "questions" if "questions" in keys else "questions_more"
    line = next(each for each in form.fields if each.key == added)
    assert isinstance(line, Line)
    taken = take_form(draft, about, sent_as_it_stands(form, **{added: f"{line.value}\nOne more?"}), reading)
    assert taken.fields["questions"]["en"] == [*fields["questions"]["en"], "One more?"]
    spread = About(1, SPREAD, taken.step, here=True)
    form = make_form(taken, spread, reading)
    assert len(form.fields) <= PARTS
    first = form.fields[0]
    assert isinstance(first, Line)
    without = "\n".join(first.value.splitlines()[1:])
    shorter = take_form(taken, spread, sent_as_it_stands(form, part_0=without), reading)
    assert sorted(shorter.fields["questions"]["en"]) == sorted(taken.fields["questions"]["en"][1:])


def test_an_old_form_of_a_long_list_takes_nothing_away(small_book: FactBook) -> None:
    """What was added after it was opened stays, though the form does not have it."""
    reading = Reading(small_book, WORDING, Language.EN)
    fields = _facts(3)
    draft = Draft(Deed.EDIT, "facts", "x", fields, fields)
    opened = About(1, SPREAD, draft.step, here=True)
    form = make_form(draft, opened, reading)
    alias = About(1, ALIAS, draft.step, here=True)
    draft = take_form(draft, alias, Sent(str(alias), {"questions_more": "Something new?"}), reading)
    draft = take_form(draft, opened, sent_as_it_stands(form, part_0="Only this?"), reading)
    assert {"Only this?", "Something new?", *fields["questions"]["en"]} == set(draft.fields["questions"]["en"])


def test_questions_are_told_apart_by_their_letters(small_book: FactBook) -> None:
    """Hangul makes a question Korean; bullets and doubles go."""
    reading = Reading(small_book, WORDING, Language.EN)
    about = About(1, "0", 0, here=False)
    typed = "- Where was it?\n2) 어디서 열렸습니까?\n• Where was it?\n\n  KIDD는 어디서 열렸습니까?  "
    taken = take_form(Draft(Deed.ADD, "facts"), about, Sent("", {"questions": typed}), reading)
    assert taken.fields["questions"] == {
        "en": ["Where was it?"],
        "ko": ["어디서 열렸습니까?", "KIDD는 어디서 열렸습니까?"],
    }


def test_what_cannot_be_read_stays_as_it_was_typed(small_book: FactBook) -> None:
    """The form shows it again, and the entry keeps its value."""
    reading = Reading(small_book, WORDING, Language.EN)
    fields = fields_of(small_book.facts["csd12-place"])
    draft = Draft(Deed.EDIT, "facts", "csd12-place", fields, fields)
    about = About(1, "0", 0, here=False)
    form = make_form(draft, about, reading)
    taken = take_form(draft, about, sent_as_it_stands(form, sources="csd-99 s1"), reading)
    assert taken.fields["sources"] == fields["sources"]
    again = make_form(taken, about, reading)
    assert next(each.value for each in again.fields if isinstance(each, Line) and each.key == "sources") == "csd-99 s1"
    mended = take_form(taken, about, sent_as_it_stands(again, sources="csd-12 s1"), reading)
    assert (mended.typed, mended.fields["sources"]) == ({}, ["csd-12#s01"])


@pytest.mark.parametrize("section", SECTION_NAMES)
def test_a_made_up_form_is_none(section: SectionName) -> None:
    """Whatever its name says, only forms that the section has are opened or taken."""
    draft = Draft(Deed.ADD, section)
    assert not any(has_page(draft, page) for page in ("9", "-1", "2", "", "nothing", "٣"))
    assert About.read("1.0.0.elsewhere") is None
    assert About.read("x.0.0.new") is None
    assert About.read("1.0.0") is None
    assert About.read("9" * 19 + ".0.0.new") is None


def test_a_draft_survives_being_kept(small_book: FactBook) -> None:
    """Every part of it comes back."""
    before = fields_of(small_book.facts["csd12-place"])
    change = Change("facts", "csd12-place", before, None)
    draft = Draft(
        Deed.SUPERSEDE, "facts", "new", before, before, {"sources": "x"}, (change,), (change,), is_removal=True,
        reason="Because.", revision=7, published=8, proposal=9, unanswered=10, seen=("a?",), step=3,
    )  # fmt: skip
    assert load_draft(dump_draft(draft)) == draft


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"v": 2}', dump_draft(Draft(Deed.ADD, "facts")).replace('"add"', '"x"')]
)
def test_a_draft_of_another_version_is_refused(text: str) -> None:
    """With the one error that callers wait for."""
    with pytest.raises(ValueError):  # noqa: PT011 - json's own is one
        load_draft(text)


def test_a_reason_is_one_line_within_its_limit(small_book: FactBook) -> None:
    """However it was typed."""
    reading = Reading(small_book, WORDING, Language.EN)
    about = About(1, REASON, 0, here=True)
    taken = take_form(Draft(Deed.ADD, "facts"), about, Sent("", {"reason": "It\n was   wrong."}), reading)
    assert taken.reason == "It was wrong."
    (field,) = make_form(taken, about, reading).fields
    assert isinstance(field, Line)
    assert (field.value, field.most) == ("It was wrong.", MAX_REASON)
