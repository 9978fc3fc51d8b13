"""A draft says all that the book's own names tell of a sentence, and leaves the words to a person."""

import pytest

from knowledge.answer import Answerer
from knowledge.ingest.drafting import Draft, draft_facts
from knowledge.ingest.guessing import kinds_of, speaker_of
from knowledge.ingest.renumber import Placed
from knowledge.language.mentions import read_mentions
from knowledge.language.normalize import words
from knowledge.model import FactBook, Kind
from knowledge.release import sentence_digest


def draft(book: FactBook, answerer: Answerer, *sentences: str, release: str = "calder-2021") -> tuple[Draft, ...]:
    """Draft facts of these sentences."""
    placed = [Placed(f"s{n:02}", 1, sentence_digest(text), text) for n, text in enumerate(sentences, 1)]
    return draft_facts(release, placed, book, answerer.matcher.lexicon)


def test_a_draft_has_all_but_the_words(small_book: FactBook, small_answerer: Answerer) -> None:
    """People, bodies, places and days from the book's terms; the place it is printed; no text."""
    (made,) = draft(
        small_book, small_answerer, "Seo Ha-rin and Ruth B. Calder met in Busan on May 11 with Quill Ashgrove."
    )
    assert made.fields["text"] == {"en": ""}
    assert made.fields["sources"] == ["calder-2021#s01"]
    assert made.fields["topics"] == ["seo-ha-rin", "ruth-calder", "busan"]
    assert made.people == ("seo-ha-rin", "ruth-calder")
    assert made.others == ("busan",)
    assert made.days[0].endswith("05-11")
    assert made.strange == ("Quill", "Ashgrove")
    assert (made.fields["kind"], made.fields["meeting"]) == ("when", "calder-2021")


def test_only_sentences_of_substance_are_drafted(small_book: FactBook, small_answerer: Answerer) -> None:
    """Neither a heading, nor a line of few words, nor a sentence that is gone."""
    text = "They agreed to train forty keepers."
    digest = sentence_digest(text)
    placed = [
        Placed("h1", 0, digest, text),
        Placed("s01", 1, digest, "Photos are attached."),
        Placed("s02", 1, digest, None),
        Placed("s03", 1, digest, text),
        Placed("s04", 1, digest, "양측은 등대지기를 훈련하기로 합의했다."),
    ]
    made = draft_facts("calder-2021", placed, small_book, small_answerer.matcher.lexicon)
    assert [each.place for each in made] == ["calder-2021#s03", "calder-2021#s04"]


def test_no_id_is_given_twice(small_book: FactBook, small_answerer: Answerer) -> None:
    """Nor one that an entry has."""
    placed = [Placed("s01", 1, "0" * 64, "They agreed to train forty keepers.")] * 2
    made = draft_facts("r", placed, small_book, small_answerer.matcher.lexicon, taken={"r.s01"})
    assert [each.id for each in made] == ["r.s01-2", "r.s01-3"]


def test_a_name_outside_the_releases_is_no_topic(small_book: FactBook, small_answerer: Answerer) -> None:
    """A fact may not name one."""
    outside = next(person for person in small_book.people.values() if person.outside)
    (made,) = draft(small_book, small_answerer, f"{outside.name.en} spoke of lamps and of keepers.")
    assert outside.id not in made.fields.get("topics", [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Both sides agreed on lamps.", "both"),
        ("양측은 등대에 합의했다.", "both"),
        ("The U.S. reaffirmed its commitment.", "us"),
        ("The United States side thanked them.", "us"),
        ("South Korea and the U.S. spoke.", "release"),
        ("The ROK government explained it.", "rok"),
        ("한국 측은 등대를 설명했다.", "rok"),
        ("It goes on, officials said.", "officials"),
        ("The talks took place in Busan.", "release"),
    ],
)
def test_who_says_it_is_guessed(text: str, expected: str) -> None:
    """From how the sentence begins, or ends."""
    assert speaker_of(text, ()) == expected


def test_a_person_who_says_it_is_named() -> None:
    """But not one who merely led."""
    assert speaker_of("Minister Seo thanked them.", ("seo-ha-rin",)) == "seo-ha-rin"
    assert speaker_of("Minister Seo led the talks, he said.", ("seo-ha-rin",)) == "release"


@pytest.mark.parametrize(
    ("text", "person", "place", "expected"),
    [
        ("Seo led the talks.", True, False, Kind.WHO),
        ("They met on May 11.", False, False, Kind.WHEN),
        ("They met in Busan.", False, True, Kind.WHERE),
        ("Forty crews trained for 20 days.", False, False, Kind.HOW_MANY),
        ("They spoke of it.", False, False, Kind.WHAT),
    ],
)
def test_the_kind_is_guessed(text: str, person: bool, place: bool, expected: Kind) -> None:  # noqa: FBT001
    """By what the sentence names and does."""
    mentions = read_mentions(words(text), frozenset())
    assert kinds_of(text, mentions, names_person=person, names_place=place)[0] is expected
