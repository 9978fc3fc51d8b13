"""What is wrong is told under the field that it is about, all at once, in the words of the forms."""

from typing import Any

import pytest

from bot.services import Services
from tests.bot.curating.deskkit import CREWS, HOME, Moderator

PLACE = "csd12-place"


@pytest.mark.parametrize("address", ["http://localhost/x", "javascript:alert(1)"])
async def test_a_bad_address_is_told_under_the_address(mod: Moderator, address: str) -> None:
    """And not under another field of that form."""
    await mod.use("release edit", entry="csd-12")
    text = await mod.fill(url=address)
    assert "**Address**" in text
    assert "**Published on**" not in text


async def test_a_reason_that_cannot_stand_in_the_file_is_asked_for_again(mod: Moderator, services: Services) -> None:
    """Under its own name, with the form to write it once more."""
    await mod.use("fact retire", entry=PLACE)
    text = await mod.fill(retire="trial <@5> **x**")
    assert "**Why**" in text
    assert "Inferred from" not in text
    assert mod.labels == ["Say why", "Cancel"]
    await mod.press("Say why")
    await mod.fill(reason="It names the wrong city.")
    await mod.press("Publish all the same")
    assert services.keeper.snapshot(HOME).book.facts[PLACE].retired == "It names the wrong city."


async def test_an_event_without_sources_is_told_so_and_is_no_fact(mod: Moderator) -> None:
    """Under the sources, and not under the dates."""
    await mod.use("event edit", entry="csd-12")
    text = await mod.fill(sources="")
    assert "**Sources**" in text
    assert "**Dates**" not in text
    assert "no fact goes without" not in text


async def test_days_the_wrong_way_round_are_refused(mod: Moderator) -> None:
    """They are not put right unseen."""
    await mod.use("event edit", entry="csd-12")
    text = await mod.fill(dates="2020-01-02 – 2020-01-01")  # noqa: RUF001 - as the form shows days
    assert "2020\\-01\\-01 is before 2020\\-01\\-02" in text or "2020-01-01 is before 2020-01-02" in text


async def test_everything_that_is_wrong_is_told_at_once(mod: Moderator) -> None:
    """What is missing, what cannot stand in the file, and what is too long."""
    await mod.use("fact add")
    long = f"How many {'very ' * 60}tall lamps?"
    values: dict[str, Any] = {**CREWS, "text_en": "**Nine** lamps", "sources": "", "questions": long}
    text = await mod.fill(**values)
    for label in ("**Sources**", "**Text, English**", "**Questions it answers, number 1**"):
        assert label in text
    assert text.count("**Sources**") == 1


async def test_what_is_taken_out_is_not_taken_for_a_slip_of_the_pen(mod: Moderator) -> None:
    """No other person is proposed for one who is named elsewhere; and a term does not come back by a fact's words."""
    await mod.use("name retire", entry="seo-ha-rin")
    assert mod.seen is not None
    assert "/fact revert" in str(mod.seen.modal)
    text = await mod.fill(retire="Not needed.")
    assert "is taken out by this change" in text
    assert "write " not in text.casefold().replace("what you wrote", "")
    assert "[0]" not in text


async def test_the_history_of_what_never_was_is_refused(mod: Moderator) -> None:
    """It is not told as unchanged."""
    assert "There is no such entry here." in await mod.use("fact history", entry="nope")


@pytest.mark.parametrize("name", ["facts.json", "facts.csv"])
async def test_other_exports_are_not_imported(mod: Moderator, name: str) -> None:
    """It is said that only fact files in YAML are."""
    text = await mod.use("fact import", file=(name, b'{"facts": "none"}'))
    assert "was not taken" in text
    assert "Only YAML is imported" in text


async def test_a_fact_in_place_of_another_is_no_surprise_to_itself(mod: Moderator) -> None:
    """That the old one's questions go to the new one is what is meant."""
    await mod.use("fact supersede", entry=PLACE)
    text = await mod.fill(text_en="The twelfth dialogue was held in the city of Busan.", kind=["where"])
    assert "Nothing is changed yet" in text
    assert "Answered by another" not in text
    assert f"Much like `{PLACE}`" not in text


async def test_spellings_that_answer_for_too_much_are_pointed_out(mod: Moderator) -> None:
    """Another entry's, a single letter, a little word; an ordinary one is not."""
    await mod.use("term alias", entry="rwg")
    text = await mod.fill(aliases_more="Busan\nof\nQ\nharbour readiness circle")
    assert "“Busan” is a spelling of `busan` already" in text
    assert "“of” is a word that nearly every question has" in text
    assert "“Q” is a single letter" in text
    assert "“harbour readiness circle”" not in text
    assert "Publish" in mod.labels
