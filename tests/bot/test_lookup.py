"""The look-up commands: what the file holds, in the member's language; what it lacks, to the member alone."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.cards.limits import MAX_CHOICE, MAX_CHOICES
from bot.services import Services
from bot.settings import Settings
from knowledge.model import FactBook, Names
from tests.bot.cardkit import speak_korean, words_of


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Any) -> Settings:
    """Return the default settings, changed by what a test gives."""
    return Settings(data_dir=tmp_path, health_port=0, **getattr(request, "param", {}))


@pytest.fixture
def look_up(room: Any) -> Callable[..., Any]:
    """Return a function that lets Joe use a look-up and gives the result."""

    async def run(command: str, **options: Any) -> Any:
        return await room.joe.slash(room.channel, command, **options)

    return run


@pytest.mark.parametrize(
    ("command", "options", "shown"),
    [
        ("latest", {}, ["Harbor Minister and Ruth Calder", "2021-11-05", "reach up to 2021-11-05"]),
        ("latest", {"series": "CSD"}, ["12th Coastal Security Dialogue", "reach up to 2021-11-05"]),
        ("meetings", {}, ["Harbor Minister and Ruth Calder", "12th Coastal Security Dialogue"]),
        ("meetings", {"year": 2016, "place": "부산"}, ["12th Coastal Security Dialogue", "Busan"]),
        ("meeting", {"id": "CSD 12"}, ["South Korea: Han Do-yun", "212 people", "paragraph 5, sentence 2"]),
        ("timeline", {}, ["12th Coastal Security Dialogue", "Harbor Minister and Ruth Calder"]),
        ("timeline", {"topic": "순찰"}, ["until the cod stocks recover"]),
        ("person", {"name": "Minister Seo"}, ["Seo Ha-rin", "Harbor Minister", "2021-11-05"]),
        ("person", {"name": "한도윤"}, ["Deputy Minister for Coastal Policy", "Vice Minister"]),
        ("topic", {"name": "rescue ships"}, ["three rescue cutters at Pohang"]),
        ("topic", {"name": "ruth-calder"}, ["Lighthouse Museum"]),
        ("glossary", {"term": "rwg"}, ["Rescue Working Group", "deals with rescue"]),
        ("glossary", {}, ["Coastal Security Dialogue", "Sea Lantern"]),
        ("sources", {}, ["U.S. Coastal Department", "date not known", "8 facts", "3 facts", "not printed"]),
    ],
)
async def test_what_the_file_holds_is_shown_to_all(
    look_up: Callable[..., Any], command: str, options: dict[str, Any], shown: list[str]
) -> None:
    """By name, alias or id, in any language, with the first response."""
    result = await look_up(command, **options)
    assert not result.ephemeral
    assert not result.deferred
    text = words_of(result.response)
    for piece in shown:
        assert piece in text


@pytest.mark.parametrize(
    ("command", "options", "hint"),
    [
        ("person", {"name": "Ruth Caldr"}, "Ruth Calder"),
        ("topic", {"name": "rescue cuters"}, "rescue cutters"),
        ("meeting", {"id": "CSD 13"}, None),
        ("glossary", {"term": "Sea Lantrn"}, "Sea Lantern"),
        ("meetings", {"year": 1999}, None),
        ("meetings", {"series": "SCM"}, None),
        ("latest", {"series": "Coastal Security Dialog"}, "Coastal Security Dialogue"),
        ("timeline", {"topic": "@everyone **x**"}, None),
        ("person", {"name": "Secretary Brandt"}, None),
    ],
)
async def test_what_the_file_lacks_is_told_privately_with_what_is_near(
    look_up: Callable[..., Any], command: str, options: dict[str, Any], hint: str | None
) -> None:
    """In the one phrase, naming the nearest, and never repeating what was typed."""
    result = await look_up(command, **options)
    assert result.ephemeral
    text = words_of(result.response)
    assert text.startswith("The releases do not say")
    assert (hint is None) or hint in text
    assert "**x**" not in text
    assert "everyone" not in text


async def test_look_ups_speak_korean(look_up: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Found or not."""
    speak_korean(monkeypatch)
    found = await look_up("meeting", id="csd-12")
    assert "제12차 연안안보대화" in words_of(found.response)
    assert "문단" in words_of(found.response)
    missing = await look_up("person", name="nobody at all")
    assert words_of(missing.response).startswith("보도자료에 나와 있지 않습니다")


@pytest.mark.parametrize(("year", "shown"), [(2020, "12th Coastal Security"), (2022, "Harbor Minister and Ruth")])
async def test_latest_is_as_of_today(look_up: Callable[..., Any], services: Services, year: int, shown: str) -> None:
    """By the clock: a meeting that is announced for later is not the latest yet."""
    # The services are frozen for everybody but a test that turns the clock.
    object.__setattr__(services, "clock", lambda: datetime(year, 1, 1, tzinfo=UTC))
    text = words_of((await look_up("latest")).response)
    assert shown in text
    assert f"{year}-01-01" in text


@pytest.mark.parametrize("settings", [{"reply_style": "plain"}], indirect=True)
async def test_look_ups_have_a_plain_style_too(look_up: Callable[..., Any]) -> None:
    """The same sheet as text."""
    result = await look_up("meeting", id="csd-12")
    assert result.response.content.startswith("### 12th Coastal Security Dialogue")
    assert not result.response.flags.components_v2


@pytest.mark.parametrize("settings", [{"member_questions": 1}], indirect=True)
async def test_look_ups_count_against_the_limits(look_up: Callable[..., Any]) -> None:
    """They post into the channel like answers do."""
    assert not (await look_up("sources")).ephemeral
    assert (await look_up("sources")).ephemeral


@pytest.mark.parametrize(
    ("command", "option", "typed", "value"),
    [
        ("latest", "series", "coast", "csd"),
        ("meetings", "series", "", "csd"),
        ("timeline", "series", "연안", "csd"),
        ("meeting", "id", "12", "csd-12"),
        ("person", "name", "콜더", "ruth-calder"),
        ("person", "name", "admiral", "ruth-calder"),
        ("topic", "name", "pusan", "busan"),
        ("timeline", "topic", "순찰", "patrols"),
        ("glossary", "term", "rw", "rwg"),
        ("meetings", "place", "부", "Busan"),
        ("meetings", "year", "20", 2021),
    ],
)
async def test_options_complete_what_is_typed(
    room: Any, command: str, option: str, typed: str, value: str | int
) -> None:
    """By any spelling; what is chosen comes back as an id."""
    choices = await room.joe.autocomplete(room.channel, command, option, typed)
    assert value in [each["value"] for each in choices]


async def test_completions_keep_to_discords_limits(room: Any, services: Services, small_book: FactBook) -> None:
    """At most 25 choices of at most 100 characters, however many and long the names are."""
    people = tuple(
        small_book.people["han-do-yun"].model_copy(
            update={"id": f"p{number}", "name": Names(en=f"Person {number} ".ljust(200, "x")), "aliases": ()}
        )
        for number in range(40)
    )
    snapshot = services.store.current
    book = FactBook(small_book.file.model_copy(update={"people": people, "facts": ()}), "many")
    services.store._current = type(snapshot)(book, snapshot.answerer)
    choices = await room.joe.autocomplete(room.channel, "person", "name", "person")
    assert len(choices) == MAX_CHOICES
    assert all(len(each["name"]) <= MAX_CHOICE and len(each["value"]) <= MAX_CHOICE for each in choices)
