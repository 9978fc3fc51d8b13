"""The picture shows what the figures say, and nothing that needs a font which is not there."""

import io
from datetime import date, timedelta

import pytest
from PIL import Image

from bot.cards.message import Message, Section
from bot.cards.pictured import Picture, kwargs_with
from bot.insight.figures import Week, make_weeks, monday_of
from bot.insight.picture import ABSTAINED, ANSWERED, HEIGHT, SUGGESTED, WIDTH, draw_weeks, scale_top
from bot.insight.sheets import make_picture, render_stats
from bot.text.phrases import Phrases
from bot.text.wording import Wording
from knowledge.model import FactBook, Language

MONDAY = date(2026, 11, 16)


def weeks(*figures: tuple[int, int, int]) -> list[Week]:
    """Return weeks with these figures: answered, suggested, abstained."""
    return [Week(MONDAY + timedelta(weeks=number), *each) for number, each in enumerate(figures)]


def opened(png: bytes) -> Image.Image:
    """Return a PNG as pixels."""
    return Image.open(io.BytesIO(png)).convert("RGB")


def area(image: Image.Image, colour: tuple[int, int, int]) -> int:
    """Return how many pixels have just *colour*."""
    counted = image.getcolors(WIDTH * HEIGHT) or []
    return sum(count for count, found in counted if found == colour)


def test_bars_are_as_high_as_the_figures_say() -> None:
    """By area, since all are equally wide; what did not happen has none."""
    image = opened(draw_weeks(weeks((40, 20, 0), (20, 0, 10))))
    assert image.size == (WIDTH, HEIGHT)
    answered, suggested, abstained = (area(image, each) for each in (ANSWERED, SUGGESTED, ABSTAINED))
    # 60 to 20 to 10; a pixel at each edge is smoothed.
    assert answered / suggested == pytest.approx(3, rel=0.05)
    assert suggested / abstained == pytest.approx(2, rel=0.07)
    assert not area(opened(draw_weeks(weeks((1, 0, 0)))), SUGGESTED)


def test_the_same_weeks_give_the_same_picture() -> None:
    """Byte for byte, on every machine: the font comes with Pillow."""
    assert draw_weeks(weeks((3, 2, 1))) == draw_weeks(weeks((3, 2, 1)))


@pytest.mark.parametrize("count", [1, 13, 14, 26])
def test_any_number_of_weeks_fits(count: int) -> None:
    """And a picture stays small enough to send."""
    png = draw_weeks(weeks(*[(5, 1, 1)] * count))
    assert opened(png).size == (WIDTH, HEIGHT)
    assert len(png) < 100_000


@pytest.mark.parametrize("most", [0, 1, 4, 5, 99, 100, 101, 12345])
def test_the_scale_reaches_the_highest_bar(most: int) -> None:
    """In whole steps, and by at most two and a half times."""
    top = scale_top(most)
    assert top >= max(most, 4)
    assert top % 4 == 0
    assert top <= max(4, 2.5 * most)


@pytest.mark.parametrize("language", Language)
async def test_words_say_all_that_the_picture_shows(small_book: FactBook, language: Language) -> None:
    """Each figure stands in the text, and the sums in the description for who cannot see."""
    phrases = Phrases(Wording.load(), language, small_book)
    shown = weeks((0, 0, 0), (41, 7, 23), (52, 9, 31))
    message = render_stats(shown, phrases, style="card", with_direct=False)
    text = "\n".join(each.text for each in message.sections)
    for figure in ("41", "7", "23", "52", "9", "31", "71", "92", "2026-11-23", "2026-11-30"):
        assert figure in text
    assert "2026-11-16" not in text  # before anything was asked
    picture = await make_picture(shown, phrases)
    assert picture is not None
    for figure in ("93", "16", "54", "2026-11-16", "2026-12-06"):
        assert figure in picture.alt
    assert "*" not in picture.alt


async def test_nothing_asked_is_said_without_a_picture(small_book: FactBook) -> None:
    """An empty chart tells nobody anything."""
    phrases = Phrases(Wording.load(), Language.EN, small_book)
    assert await make_picture(weeks((0, 0, 0)), phrases) is None
    message = render_stats(weeks((0, 0, 0)), phrases, style="plain", with_direct=True)
    assert "Nothing has been asked" in message.content


@pytest.mark.parametrize("style", ["card", "plain"])
def test_a_picture_is_sent_with_its_description(style: str) -> None:
    """In a card as a gallery, in plain text as an attachment; each call has a file of its own to read."""
    message = Message(style, (Section("words"),))  # type: ignore[arg-type] # parametrised as text
    picture = Picture(draw_weeks(weeks((1, 1, 1))), "x" * 2000)
    first, second = kwargs_with(message, picture), kwargs_with(message, picture)
    assert first["file"] is not second["file"]
    assert first["file"].fp.read() == second["file"].fp.read() == picture.png
    assert len(first["file"].description) <= 1024
    if style == "card":
        gallery = first["view"].children[0].children[-1]
        assert gallery.items[0].media.url == f"attachment://{first['file'].filename}"
        assert gallery.items[0].description == first["file"].description
    assert not first["allowed_mentions"].everyone


def test_weeks_add_up_and_none_is_left_out() -> None:
    """Corrections and gaps count as answered; a week without questions stands there with none."""
    one = {MONDAY: {"asked": 6, "answered": 1, "corrected": 2, "gap": 1, "suggested": 1, "abstained": 1, "else": 9}}
    direct = {MONDAY + timedelta(weeks=2): {"asked": 1, "abstained": 1}}
    made = make_weeks([one, direct], MONDAY, 3)
    assert [each.asked for each in made] == [6, 0, 1]
    assert made[0] == Week(MONDAY, answered=4, suggested=1, abstained=1)


@pytest.mark.parametrize(("day", "monday"), [(16, 16), (17, 16), (22, 16), (23, 23)])
def test_a_week_begins_on_monday(day: int, monday: int) -> None:
    """Sunday is its last day."""
    assert monday_of(date(2026, 11, day)) == date(2026, 11, monday)
