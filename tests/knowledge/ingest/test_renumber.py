"""A corrected release: what is unchanged keeps its id, an id once given is never given again, what is cited stays."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import FactFileError
from knowledge.factfile.parse import parse_fact_file
from knowledge.ingest.refusal import IngestRefused
from knowledge.ingest.renumber import Renumbered, number_new, renumber
from knowledge.model import Names, Release, Sentence
from knowledge.release import Segment, segment, sentence_digest

WORDS = "lamp keeper harbor crew whale cod radar beacon rope net".split()


def release(*sentences: tuple[str, int, str]) -> Release:
    """Return a release of these: id, paragraph, text."""
    listed = tuple(Sentence(id=ident, paragraph=at, sha256=sentence_digest(text)) for ident, at, text in sentences)
    return Release(id="r", title=Names(en="R"), publisher=Names(en="P"), note="n", sentences=listed)


def texts(*paragraphs: Sequence[str]) -> tuple[Segment, ...]:
    """Return the sentences of a text with these paragraphs."""
    return segment("\n\n".join(" ".join(each) for each in paragraphs)).sentences


BEFORE = release(
    ("h1", 0, "Keepers meet"),
    ("s01", 1, "They met in Busan."),
    ("s02", 1, "They spoke of lamps."),
    ("s03", 2, "They left on foot."),
)


def ids(made: Renumbered) -> list[str]:
    """Return ``id/paragraph``, with a star where the text has it no more."""
    return [f"{each.id}/{each.paragraph}{'' if each.text else '*'}" for each in made.sentences]


def test_a_new_release_is_numbered_as_its_text() -> None:
    """Headings and sentences from 1."""
    made = number_new(texts(["Keepers meet"], ["They met.", "It rained."]))
    assert ids(made) == ["h1/0", "s01/1", "s02/1"]


@pytest.mark.parametrize(
    ("now", "cited", "expected"),
    [
        pytest.param(
            [["Keepers meet"], ["They met in Busan.", "They spoke of lamps."], ["They left on foot."]],
            {},
            ["h1/0", "s01/1", "s02/1", "s03/2"],
            id="nothing changed",
        ),
        pytest.param(
            [["Keepers meet"], ["They met in Busan.", "It rained.", "They spoke of lamps."], ["They left on foot."]],
            {},
            ["h1/0", "s01/1", "s04/1", "s02/1", "s03/2"],
            id="one put in",
        ),
        pytest.param(
            [["Keepers meet"], ["They met in Busan."], ["They left on foot."]],
            {},
            ["h1/0", "s01/1", "s03/2"],
            id="one taken out that nothing cites",
        ),
        pytest.param(
            [["Keepers meet"], ["They met in Busan."], ["They left on foot."]],
            {"s02": ["a-fact"]},
            ["h1/0", "s01/1", "s02/1*", "s03/2"],
            id="one taken out that a fact cites",
        ),
        pytest.param(
            [["Keepers meet"], ["They met in Jeju.", "They spoke of lamps."], ["They left on foot."]],
            {"s01": ["a-fact"]},
            ["h1/0", "s04/1", "s02/1", "s01/1*", "s03/2"],
            id="one reworded that a fact cites",
        ),
        pytest.param(
            [["Lamps meet"], ["They met in Busan.", "They spoke of lamps."], ["They left on foot."]],
            {"h1": ["a-term"]},
            ["h2/0", "h1/0*", "s01/1", "s02/1", "s03/2"],
            id="the heading reworded",
        ),
        pytest.param(
            [["They left on foot."], ["They met in Busan.", "They spoke of lamps."]],
            {},
            ["s03/1", "s01/2", "s02/2"],
            id="moved",
        ),
        pytest.param([["Keepers meet."]], {}, ["s04/1"], id="a heading that is a sentence now"),
    ],
)
def test_ids_mean_the_same_words_for_good(now: Any, cited: dict[str, list[str]], expected: list[str]) -> None:
    """In the order of the text."""
    assert ids(renumber(BEFORE, texts(*now), cited=cited)) == expected


def test_ids_that_were_used_before_are_not_used_again() -> None:
    """A sentence that is in no list any more had one of them."""
    made = renumber(BEFORE, texts(["It rained."]), cited={}, used=["s09", "h3", "s02"])
    assert made.added == ("s10",)


def test_what_is_gone_names_its_likely_heir() -> None:
    """Where the words of the old one are held."""
    words = {sentence_digest("They met in Busan."): "They met in Busan."}
    now = texts(["Keepers meet"], ["They met in Pusan.", "A whale was seen far away."])
    made = renumber(BEFORE, now, cited={"s01": ["a", "b"], "s03": ["c"]}, words=words)
    first, second = made.gone
    assert (first.id, first.cited_by, first.likely) == ("s01", ("a", "b"), "s04")
    assert first.likeness > 90
    assert (second.id, second.likely) == ("s03", None)


def test_of_equal_sentences_the_cited_one_keeps_its_id() -> None:
    """Where the text has one of two no more."""
    before = release(("s01", 1, "It rained."), ("s02", 1, "It rained."), ("s03", 1, "They met."))
    made = renumber(before, texts(["It rained.", "They met."]), cited={"s02": ["a-fact"]})
    assert ids(made) == ["s02/1", "s03/1"]
    assert made.dropped == ("s01",)


def test_there_is_an_end_to_numbers() -> None:
    """A sentence's id has four digits at most."""
    with pytest.raises(IngestRefused):
        renumber(BEFORE, texts(["It rained."]), cited={}, used=["s9999"])


@st.composite
def _texts(draw: st.DrawFn) -> list[list[str]]:
    sentence = st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(
        lambda words: f"The {' '.join(words)} came."
    )
    return draw(st.lists(st.lists(sentence, min_size=1, max_size=3), min_size=1, max_size=4))


@given(st.lists(_texts(), min_size=2, max_size=5), st.data())
def test_any_corrections_keep_the_promises(editions: list[list[list[str]]], data: st.DataObject) -> None:
    """Whatever follows whatever: ids keep their words, are never given twice, and what is cited is there."""
    made = number_new(texts(*editions[0]))
    meaning = {each.id: each.sha256 for each in made.sentences}
    used = set(meaning)
    for edition in editions[1:]:
        before = Release(
            id="r",
            title=Names(en="R"),
            publisher=Names(en="P"),
            note="n",
            sentences=tuple(Sentence(**each.fields()) for each in made.sentences),
        )
        cited = {ident: ["f"] for ident in data.draw(st.sets(st.sampled_from([each.id for each in before.sentences])))}
        now = texts(*edition)
        made = renumber(before, now, cited=cited, used=used)

        assert [each.text for each in made.sentences if each.text] == [each.text for each in now]
        for each in made.sentences:
            assert meaning.setdefault(each.id, each.sha256) == each.sha256
        assert not set(made.added) & used
        assert set(cited) <= {each.id for each in made.sentences}
        assert {each.id for each in made.gone} == {each.id for each in made.sentences if each.text is None}
        assert len({each.id for each in made.sentences}) == len(made.sentences)
        used |= {each.id for each in made.sentences}
        assert is_valid(made)


def is_valid(made: Renumbered) -> bool:
    """Whether a fact file takes these sentences."""
    listed = "\n".join(
        f'      - {{id: {each.id}, paragraph: {each.paragraph}, sha256: "{each.sha256}"}}' for each in made.sentences
    )
    first = made.sentences[0].id
    try:
        parse_fact_file(
            "format: 1\nreleases:\n  - id: r\n    title: {en: R}\n    publisher: {en: P}\n    note: x\n    sentences:\n"
            f'{listed}\nfacts:\n  - id: f\n    text: {{en: They met.}}\n    kind: what\n    sources: ["r#{first}"]\n'
            "    said_by: release\n"
        )
    except FactFileError as error:
        raise AssertionError([problem.render("f") for problem in error.problems]) from error
    return True
