"""A text or a page becomes a release: title, day, publisher, sentences; what is doubtful is told."""

from datetime import date
from typing import Any

import pytest

from knowledge.ingest.decoding import decode_release
from knowledge.ingest.page import Page, Why
from knowledge.ingest.reading import Doubt, ReadRelease, Told, read_release
from knowledge.ingest.refusal import IngestRefused, Refused
from knowledge.ingest.webpage import read_page
from knowledge.model import Language, Release
from knowledge.release import segment

TEXT = "Keepers meet\n\nJune 3, 2022\n\nThe two ministers met in Busan on June 2. They left.\n"
HARBOR = Told(publisher="Ministry of Harbors")


def read(text: str, told: Told = HARBOR, **options: Any) -> ReadRelease:
    """Read *text* as a text."""
    return read_release(Page(text), decode_release(text.encode()), told, **options)


def doubts(release: ReadRelease) -> list[Doubt]:
    """Return what is doubtful."""
    return [doubt for doubt, _ in release.doubts]


def test_a_text_tells_its_title_and_day() -> None:
    """By its first heading, and a line that is a day."""
    release = read(TEXT)
    assert release.title == {"en": "Keepers meet"}
    assert release.published == date(2022, 6, 3)
    assert release.language is Language.EN
    assert doubts(release) == [Doubt.NO_ADDRESS]


def test_what_is_told_wins() -> None:
    """Over what the text says."""
    told = Told("Lamps", "P", date(2020, 1, 2), "https://harbor.example/x", Language.KO, "Mind this.")
    release = read(TEXT, told)
    assert release.title == {"en": "Lamps"}
    assert (release.publisher, release.published, release.url) == ("P", date(2020, 1, 2), "https://harbor.example/x")
    assert (release.language, release.note) == (Language.KO, "Mind this.")


@pytest.mark.parametrize(
    "text", [TEXT, "Keepers meet\n\nThe two ministers met in Busan.", "제목\n\n두 장관이 부산에서 만났다."]
)
def test_the_fields_are_a_valid_release(text: str) -> None:
    """Whatever is unknown is left out, and the note says so."""
    release = read(text, Told(title="T", publisher="P"))
    sentences = [{"id": each.id, "paragraph": each.paragraph, "sha256": each.sha256} for each in release.sentences]
    made = Release.model_validate(release.fields("r", sentences))
    assert made.note is not None
    assert (made.published is None) == ("day of publication" in made.note)


def test_the_kept_text_gives_the_same_sentences() -> None:
    """So that it proves them."""
    release = read(
        "등록일 : 2018. 7. 26.\n\n등대지기 훈련\n\n두 장관이 2018. 7. 25. 부산에서 만났다. 두 사람은 웃었다.",
        Told("T", "P"),
    )
    assert segment(release.text).sentences == release.sentences
    assert [each.text for each in release.sentences][1:] == [
        "두 장관이 2018. 7. 25. 부산에서 만났다.",
        "두 사람은 웃었다.",
    ]
    assert release.published == date(2018, 7, 26)
    assert release.title == {"en": "T", "ko": "등대지기 훈련"}
    assert [(each.why, each.text) for each in release.left_out] == [(Why.LINE, "등록일 : 2018. 7. 26.")]


def test_a_hard_wrapped_text_has_its_sentences_whole() -> None:
    """Lines are joined within a paragraph."""
    wrapped = "Keepers meet\n\nThe two ministers\nmet in Busan. They\nleft on foot.\n\nIt rained on\nall of them.\n"
    assert [each.text for each in read(wrapped).sentences] == [
        "Keepers meet",
        "The two ministers met in Busan.",
        "They left on foot.",
        "It rained on all of them.",
    ]


@pytest.mark.parametrize(
    ("text", "told", "reason"),
    [
        ("", Told("T", "P"), Refused.NO_SENTENCES),
        ("Photo\n\nPhoto 2", Told("T", "P"), Refused.NO_SENTENCES),
        ("The two ministers met in Busan.", HARBOR, Refused.NO_TITLE),
        (TEXT, Told(), Refused.NO_PUBLISHER),
        ("제목입니다\n\n두 장관이 부산에서 만났다.", HARBOR, Refused.NO_ENGLISH_TITLE),
        (TEXT, Told(title="**x**", publisher="P"), Refused.BAD_WORDS),
        (TEXT, Told(publisher="P" * 201), Refused.BAD_WORDS),
        (TEXT, Told(publisher="P", url="http://harbor.example"), Refused.BAD_ADDRESS),
        ("They met. " * 2001, Told("T", "P"), Refused.TOO_MANY),
    ],
)
def test_what_lacks_something_is_refused(text: str, told: Told, reason: Refused) -> None:
    """By what it lacks."""
    with pytest.raises(IngestRefused) as refused:
        read_release(Page(text), decode_release(b"x"), told)
    assert refused.value.reason is reason


def test_a_release_that_is_known_needs_no_names() -> None:
    """It has them already."""
    assert read("The two ministers met in Busan.", Told(), needs_names=False).publisher == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{TEXT} It breaks off in the", Doubt.UNENDED),
        ("Keepers\n\nThe two ministers met. The two ministers met.", Doubt.TWICE),
        (f"Keepers\n\nThe ministers met {'and met ' * 150}.", Doubt.LONG),
        ("Keepers\n\nThe two ministers met.", Doubt.NO_DAY),
    ],
)
def test_what_is_doubtful_is_told(text: str, expected: Doubt) -> None:
    """And taken all the same."""
    assert expected in doubts(read(text))


def test_a_page_cut_short_is_told() -> None:
    """With what was read of it."""
    html = "<html><body><h1>Keepers meet</h1><p>The two ministers met in Busan.<p>They"
    release = read_release(read_page(html), decode_release(html.encode()), HARBOR)
    assert Doubt.CUT in doubts(release)
    assert [each.text for each in release.sentences] == ["Keepers meet", "The two ministers met in Busan."]
    assert [each.text for each in release.left_out] == ["They"]


def test_an_address_that_nobody_should_be_sent_to_is_left_out() -> None:
    """A page may name any."""
    html = '<html><link rel=canonical href="http://127.0.0.1/x"><h1>Keepers meet</h1><p>The ministers met.</p></html>'
    release = read_release(read_page(html), decode_release(html.encode()), HARBOR)
    assert release.url is None
    assert Doubt.BAD_ADDRESS in doubts(release)
