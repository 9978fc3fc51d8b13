"""What stands in a form comes back as it was, and what is typed is read as it was meant."""

from typing import Any

import pytest

from bot.curating.draft import Deed, Draft
from bot.curating.forms import REASON, RETIRE, About, left_out, make_form, take_form
from bot.curating.reading import Reading, Unread, lines_of, read_names, read_questions, sentence
from bot.interactions.forms import Line, Sent
from bot.text.wording import Wording
from knowledge.editing.change import SectionName, fields_of
from knowledge.model import FactBook, Language
from tests.bot.curating.test_forms import sent_as_it_stands

WORDING = Wording.load()
KIDD_KO = "한미통합국방협의체"


@pytest.fixture
def reading(small_book: FactBook) -> Reading:
    """Return by what fields are read, in English."""
    return Reading(small_book, WORDING, Language.EN)


ODD: tuple[tuple[SectionName, dict[str, Any]], ...] = (
    ("releases", {"publisher": {"en": "Ministry of National Defense / Joint Chiefs of Staff"}}),
    ("terms", {"name": {"en": f"KIDD ({KIDD_KO})", "ko": KIDD_KO}}),
    ("terms", {"name": {"en": "한미", "ko": "Hanmi"}}),
    ("terms", {"aliases": ["- dash", "1. first", "7. 26."]}),
    ("facts", {"questions": {"en": ["What does 한미 mean?"], "ko": ["KIDD?", "7. 26. 회의는?", "- 무엇?"]}}),
    ("facts", {"questions": {"en": ["KIDD?"], "ko": ["KIDD?"]}}),
    (
        "people",
        {"roles": [{"meeting": "csd-12", "office": {"en": "A (가)", "ko": "가"}, "sources": ["csd-12#s02"]}]},
    ),
)


@pytest.mark.parametrize(("section", "fields"), ODD)
def test_a_value_that_could_be_read_otherwise_stays_when_the_form_is_sent_as_it_stands(
    reading: Reading, section: SectionName, fields: dict[str, Any]
) -> None:
    """Names with a stroke or with letters of both, questions in the other's letters, lines that begin as a list."""
    draft = Draft(Deed.EDIT, section, "x", fields, fields)
    for page in ("0", "1", "list"):
        if page == "list" and section not in {"facts", "terms"}:
            continue
        if page == "1" and section == "people":
            continue
        about = About(1, page, 0, here=False)
        taken = take_form(draft, about, sent_as_it_stands(make_form(draft, about, reading)), reading)
        assert taken.typed == {}
        assert {key: taken.fields[key] for key in fields} == fields


def test_questions_that_were_there_keep_their_language_beside_a_new_one(reading: Reading) -> None:
    """Only the new line is told by its letters."""
    fields = {"questions": {"en": ["What does 한미 mean?"], "ko": ["KIDD?", "7. 26. 회의는?"]}}
    about = About(1, "0", 0, here=False)
    typed = "What does 한미 mean?\nKIDD?\n7. 26. 회의는?\n- 어디?\nWhere?"
    taken = take_form(Draft(Deed.EDIT, "facts", "x", fields, fields), about, Sent("", {"questions": typed}), reading)
    assert taken.fields["questions"] == {
        "en": ["What does 한미 mean?", "Where?"],
        "ko": ["KIDD?", "7. 26. 회의는?", "어디?"],
    }


def test_a_row_that_was_there_stays_beside_a_new_one(reading: Reading) -> None:
    """Its office may be one that no line could be read as."""
    role = {"meeting": "csd-12", "office": {"en": "가 (A)", "ko": "가"}, "sources": ["csd-12#s02"]}
    draft = Draft(Deed.EDIT, "people", "x", {"roles": [role]}, {"roles": [role]})
    about = About(1, "0", 0, here=False)
    shown = next(
        each.value for each in make_form(draft, about, reading).fields if isinstance(each, Line) and each.key == "roles"
    )
    typed = f"{shown}\ncsd 12 | us | Captain / 대령 | csd-12 s2"
    taken = take_form(draft, about, Sent("", {"roles": typed}), reading)
    assert taken.fields["roles"][0] == role
    assert taken.fields["roles"][1]["office"] == {"en": "Captain", "ko": "대령"}


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Army / Navy", {"en": "Army / Navy"}),
        ("Army / Navy / 육군", {"en": "Army / Navy", "ko": "육군"}),
        ("육군 / Army", {"en": "Army", "ko": "육군"}),
        (f"{KIDD_KO}\nKIDD ({KIDD_KO})", {"en": f"KIDD ({KIDD_KO})", "ko": KIDD_KO}),
        ("SPI\nSPI", {"en": "SPI", "ko": "SPI"}),
    ],
)
def test_names_are_parted_where_the_letters_change(reading: Reading, typed: str, names: dict[str, str]) -> None:
    """The one with less Hangul is English; a stroke between two English names belongs to the name."""
    assert read_names(typed, reading) == names


@pytest.mark.parametrize("typed", ["육군", "육군\n해군", "육군 / 해군"])
def test_names_without_an_english_one_are_refused(reading: Reading, typed: str) -> None:
    """Korean alone is no name."""
    with pytest.raises(Unread):
        read_names(typed, reading)


def test_a_day_is_no_bullet(reading: Reading) -> None:
    """A number before another one belongs to the question."""
    assert read_questions("7. 26. 회의는?\n2. Where?\n3)  When?", reading) == {
        "en": ["Where?", "When?"],
        "ko": ["7. 26. 회의는?"],
    }
    assert lines_of("12.  5. 회의") == ["12. 5. 회의"]


@pytest.mark.parametrize(("text", "ended"), [("It is so", "It is so."), ("Did you?", "Did you?"), ("No…", "No…")])
def test_a_full_stop_stands_only_where_none_does(text: str, ended: str) -> None:
    """Nothing reads “Did you mean kidd-14?.”."""
    assert sentence(text) == ended


def test_what_could_not_be_read_stands_in_the_form_however_long(reading: Reading, small_book: FactBook) -> None:
    """The form that is to mend it has it, up to the last letter that Discord takes."""
    fields = fields_of(small_book.people["seo-ha-rin"])
    about = About(1, "0", 0, here=False)
    typed = "\n".join(["nowhere | rok | Captain | csd-12 s2"] * 120)[:3990]
    draft = take_form(Draft(Deed.EDIT, "people", "x", fields, fields), about, Sent("", {"roles": typed}), reading)
    assert draft.typed == {"roles": typed}
    shown = {each.key: each.value for each in make_form(draft, about, reading).fields if isinstance(each, Line)}
    assert shown["roles"] == typed
    assert left_out(draft, reading) == []


def test_two_long_names_and_twenty_releases_have_room(reading: Reading) -> None:
    """Whatever the model lets an entry have, its form shows."""
    name = {"en": "x" * 200, "ko": "가" * 200}
    fields = {"name": name, "place": name, "releases": [f"{number:02}".ljust(64, "x") for number in range(20)]}
    draft = Draft(Deed.EDIT, "meetings", "x", fields, fields)
    keys = {field.key for page in "01" for field in make_form(draft, About(1, page, 0, here=False), reading).fields}
    assert {"name", "place", "releases"} <= keys
    assert left_out(draft, reading) == []


def test_a_field_that_no_form_has_room_for_is_named(reading: Reading) -> None:
    """Nobody is left to wonder where it went."""
    role = {"meeting": "csd-12", "office": {"en": "x" * 200}, "sources": ["csd-12#s02"]}
    fields = {"roles": [role] * 20}
    (field,) = left_out(Draft(Deed.EDIT, "people", "x", fields, fields), reading)
    assert field.key == "roles"


def test_the_reason_of_a_retirement_is_one(reading: Reading) -> None:
    """Said again, it is said in both places; what the bot wrote is nobody's own."""
    before = {"id": "x"}
    draft = Draft(Deed.RETIRE, "facts", "x", before, before, reason="Canned")
    retire, why = About(1, RETIRE, 0, here=False), About(1, REASON, 1, here=True)
    (line,) = make_form(draft, why, reading).fields
    assert isinstance(line, Line)
    assert line.value == ""
    draft = take_form(draft, retire, Sent("", {RETIRE: "First."}), reading)
    draft = take_form(draft, why, Sent("", {REASON: "Second."}), reading)
    assert (draft.reason, draft.fields["retired"], draft.is_reason_own) == ("Second.", "Second.", True)
