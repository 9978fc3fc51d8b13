"""Gaps, terms, people, meetings and releases are kept the same way as facts."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.services import Services
from knowledge.model import FactBook
from tests.bot.curating.deskkit import HOME, Moderator, file_of

ADDED: Mapping[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "gap": (
        "gaps",
        {
            "text_en": "The release does not name the ships.",
            "text_ko": "보도자료에는 배 이름이 나오지 않습니다.",
            "questions": "What were the ships called?\n배 이름은 무엇입니까?",
            "kind": ["what"],
            "nearest": "csd12-place",
        },
        {"nearest": ("csd12-place",), "kind": "what"},
    ),
    "term": (
        "terms",
        {
            "name": "Night Watch / 야간 당직",
            "term_kind": ["concept"],
            "aliases": "NW\nnight-watch",
            "meaning": "A watch kept at night.\n밤에 서는 당직입니다.",
            "sources": "csd-12 s9",
        },
        {"aliases": ("NW", "night-watch"), "kind": "concept"},
    ),
    "name": (
        "people",
        {
            "name": "Park Ji-won\n박지원",
            "aliases": "Ji-won Park",
            "roles": "csd 12 | rok | Director / 국장 | csd-12 s2",
            "outside": ["no"],
        },
        {"aliases": ("Ji-won Park",), "outside": False},
    ),
    "event": (
        "meetings",
        {
            "name": "13th Coastal Security Dialogue\n제13차 연안안보대화",
            "dates": "2017-05-11 - 2017-05-12",
            "dates_basis": ["stated"],
            "place": "Incheon",
            "sources": "csd-12 s1",
        },
        {"releases": ("csd-12",)},
    ),
}


def section_of(services: Services, section: str) -> Mapping[str, Any]:
    """Return the entries of *section* as members of the home guild are answered from them."""
    book: FactBook = services.keeper.snapshot(HOME).book
    entries: Mapping[str, Any] = getattr(book, section)
    return entries


@pytest.mark.parametrize("group", ADDED)
async def test_an_entry_is_added_shown_changed_and_taken_out_again(
    mod: Moderator, services: Services, group: str
) -> None:
    """One form and one press each; at the end the file is byte for byte as it was."""
    section, form, expected = ADDED[group]
    before, known = file_of(services), set(section_of(services, section))
    await mod.use(f"{group} add")
    text = await mod.fill(**form)
    assert "As members will see it" in text, text
    await publish(mod)
    (ident,) = set(section_of(services, section)) - known
    entry = section_of(services, section)[ident]
    assert {key: getattr(entry, key) for key in expected} == expected
    assert ident in await mod.use(f"{group} show", entry=ident)
    await mod.use(f"{group} edit", entry=ident)
    assert {key: mod.form[key] for key in form if key not in {"name", "dates", "roles", "sources"}} == {
        key: value for key, value in form.items() if key not in {"name", "dates", "roles", "sources"}
    }
    await mod.fill()
    assert "Nothing would be different" in mod.text
    await mod.press("Cancel")
    await mod.use(f"{group} retire", entry=ident)
    await mod.fill(retire="It is not needed.")
    await publish(mod)
    assert ident not in section_of(services, section)
    assert file_of(services) == before
    text = await mod.use(f"{group} history", entry=ident)
    assert "It is not needed." in text
    assert mod.labels == ["Take back 3", "Take back 2"]


@pytest.mark.parametrize(
    ("group", "entry", "key"),
    [("gap", None, "questions"), ("term", "rwg", "aliases"), ("name", "ruth-calder", "aliases")],
)
async def test_more_ways_to_say_it_are_added(
    mod: Moderator, services: Services, group: str, entry: str | None, key: str
) -> None:
    """By one field."""
    section = ADDED[group][0]
    ident = entry or next(iter(section_of(services, section)))
    await mod.use(f"{group} alias", entry=ident)
    await mod.fill(**{f"{key}_more": "Something else"})
    await publish(mod)
    value = getattr(section_of(services, section)[ident], key)
    assert "Something else" in (value.en if key == "questions" else value)


async def test_a_release_is_changed_and_its_sentences_stay(mod: Moderator, services: Services) -> None:
    """Title, publisher, day, address, note; sentences come from the text alone."""
    old = section_of(services, "releases")["calder-2021"]
    await mod.use("release edit", entry="calder-2021")
    text = await mod.fill(published="(2021-11-06)", note="The day is inferred from the copy.")
    assert "+ Published on: (2021-11-06)" in text
    await publish(mod)
    new = section_of(services, "releases")["calder-2021"]
    assert (str(new.published), new.published_basis, new.sentences) == ("2021-11-06", "inferred", old.sentences)
    assert "Sentences: 8" in await mod.use("release show", entry="calder-2021")


async def test_what_others_rest_on_cannot_be_taken_out(mod: Moderator, services: Services) -> None:
    """It says what rests on it."""
    before = file_of(services)
    await mod.use("release retire", entry="csd-12")
    text = await mod.fill(retire="Not wanted.")
    assert "Not ready yet" in text
    assert "csd-12" in text
    assert "Publish" not in mod.labels
    assert file_of(services) == before


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"dates": "next week"}, "“next week” is no day"),
        ({"dates": "2017-02-30"}, "no day of the calendar"),
        ({"name": "하나뿐인 이름"}, "There is no English name"),
        ({"name": "a\nb\nc"}, "two names in one language"),
        ({"sources": ""}, "**Sources**: It is empty"),
    ],
)
async def test_what_is_wrong_with_a_meeting_is_told(mod: Moderator, typed: dict[str, str], told: str) -> None:
    """With the field it stands in."""
    await mod.use("event add")
    assert told in await mod.fill(**{**ADDED["event"][1], **typed})


@pytest.mark.parametrize(
    ("form", "typed", "told"),
    [
        (
            "1",
            {"delegations": "rok | Han Do-yun | Deputy Minister"},
            "Line 1: “rok \\| Han Do-yun \\| Deputy Minister”",
        ),
        ("1", {"delegations": "north | Han Do-yun | Head | csd-12 s2"}, "“north” is no side"),
        ("1", {"sessions": "plenary"}, "id \\| name \\| term \\| sources"),
        ("1", {"series": "no such thing 12"}, "no series “no such thing”"),
        ("1", {"releases": "csd-13"}, "Did you mean csd-12?"),
    ],
)
async def test_lines_with_parts_are_told_by_number(mod: Moderator, form: str, typed: dict[str, str], told: str) -> None:
    """And what the parts are."""
    await mod.use("event edit", entry="csd-12", form=form)
    assert told in await mod.fill(**typed)


async def test_the_parts_of_a_meeting_are_read(mod: Moderator, services: Services) -> None:
    """By name or id, in either language, with a side in words."""
    await mod.use("event edit", entry="csd-12", form="1")
    text = await mod.fill(
        series="CSD 12",
        delegations="한국 | 한도윤 | Deputy Minister / 실장 | csd-12 s2\nUSA | Ruth Calder | Secretary | csd-12#s02",
        sessions="plenary | Plenary / 전체회의 | RWG | csd-12 s9",
    )
    assert "Not ready" not in text
    await publish(mod)
    meeting = section_of(services, "meetings")["csd-12"]
    assert [(each.side, each.lead) for each in meeting.delegations] == [("rok", "han-do-yun"), ("us", "ruth-calder")]
    assert (meeting.sessions[0].term, meeting.ordinal) == ("rwg", 12)


async def publish(mod: Moderator) -> None:
    """Publish what is shown, giving a reason where one is wanted."""
    if not {"Publish", "Publish all the same"} & set(mod.labels):
        assert "Say why" in mod.labels, mod.text
        await mod.press("Say why")
        await mod.fill(reason="It is meant.")
    text = await mod.press("Publish" if "Publish" in mod.labels else "Publish all the same")
    assert "Published" in text
