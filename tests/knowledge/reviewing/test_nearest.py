"""Where a claim without a source may be printed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.model import FactBook
from knowledge.reviewing.nearest import nearest_sentences


@pytest.fixture(scope="module")
def texts(data_dir: Path) -> dict[str, str]:
    """Return the texts of the small releases, and one of a release that the book does not have."""
    held = {name: (data_dir / f"releases/{name}.txt").read_text(encoding="utf-8") for name in ("csd-12", "calder-2021")}
    return {**held, "other": "Forty cutters were seen at Pohang."}


@pytest.mark.parametrize(
    ("claim", "place"),
    [
        ("Three rescue cutters will stay in Pohang.", "csd-12#s07"),
        ("They will share data of radars about boats that are missing.", "csd-12#s04"),
        ("The minister asked for search drones.", "calder-2021#s04"),
    ],
)
def test_the_sentence_that_says_it_comes_first(
    claim: str, place: str, texts: dict[str, str], small_book: FactBook
) -> None:
    """With its words, which whoever keeps the facts may read."""
    first = nearest_sentences(claim, texts, small_book)[0]
    assert first.place == place
    assert set(claim.rstrip(".").split()) & set(first.why.rstrip(".").split())
    assert first.fact is None


def test_without_the_text_the_facts_that_cite_it_help(small_book: FactBook) -> None:
    """The place is that of the nearest fact, and the fact's own words tell why; no sentence is shown."""
    first = nearest_sentences("Three rescue cutters stay at Pohang.", {}, small_book)[0]
    assert (first.place, first.fact) == ("csd-12#s07", "csd12-cutters")
    assert first.why == small_book.facts["csd12-cutters"].text.en


def test_a_claim_in_the_other_language_is_found_by_names(small_book: FactBook) -> None:
    """And by the Korean text of facts where no sentence is held."""
    first = nearest_sentences("미국은 포항에 구조함 3척을 둡니다.", {}, small_book)[0]
    assert first.place == "csd-12#s07"


def test_what_nothing_comes_near_names_nothing(texts: dict[str, str], small_book: FactBook) -> None:
    """A claim about something else is not sent to a sentence at random."""
    assert nearest_sentences("Penguins enjoy jazz.", texts, small_book) == ()


@given(claim=st.text(max_size=80), limit=st.integers(-1, 5))
def test_any_claim_gives_places_of_the_book(claim: str, limit: int, small_book: FactBook) -> None:
    """Each once, nearest first, no more than wanted."""
    found = nearest_sentences(claim, {}, small_book, limit)
    assert len(found) <= max(0, limit)
    assert len({each.place for each in found}) == len(found)
    assert [each.likeness for each in found] == sorted((each.likeness for each in found), reverse=True)
    assert all(each.place in small_book.sentences for each in found)
