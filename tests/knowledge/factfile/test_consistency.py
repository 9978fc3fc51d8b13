"""Rules that take two entries of a kind, which the base file does not have.

The sentences about single slips are pinned in tests/data/complaints/consistency.yaml.
"""

import re
from collections.abc import Callable

import pytest

from knowledge.errors import FactFileError
from knowledge.factfile.parse import parse_fact_file


def said(text: str) -> list[str]:
    """Return the lines that the parser says of *text*, without the name of the file."""
    try:
        parse_fact_file(text)
    except FactFileError as error:
        return [problem.render("").removeprefix(":") for problem in error.problems]
    return []


def _with_second_meeting(text: str, **changes: str) -> str:
    meeting = {
        "id": "csd-13",
        "series": "csd",
        "ordinal": "13",
        "name": '{en: "13th Dialogue"}',
        "starts_on": '"2017-05-11"',
        "ends_on": '"2017-05-11"',
        "dates_basis": "stated",
        "releases": "[csd-12]",
        "sources": '["csd-12#s02"]',
        **changes,
    }
    lines = "".join(f"    {key}: {value}\n" for key, value in meeting.items())
    return text.replace("people:\n", f"  - {lines[4:]}people:\n")


def test_a_second_meeting_of_a_series_is_fine(base_text: str) -> None:
    """Two meetings with their own numbers are no problem, and a meeting may last one day."""
    assert said(_with_second_meeting(base_text)) == []


def test_two_meetings_do_not_share_a_number(base_text: str) -> None:
    """The same number of the same series twice is one meeting too many."""
    (line,) = said(_with_second_meeting(base_text, ordinal="12"))

    assert line.startswith("26:14: meetings[1].ordinal: number 12 of csd stands here again (first on line 14); ")


def test_a_fact_cites_a_release_on_its_meeting(base_text: str) -> None:
    """A fact about one meeting that cites only a release on another is refused."""
    release = re.search(r"  - id: csd-12\n    title.*?(?=meetings:)", base_text, re.DOTALL)
    assert release
    text = base_text.replace("meetings:\n", release.group().replace("csd-12", "other") + "meetings:\n", 1)
    text = text.replace(
        '    sources: ["csd-12#s01"]\n    said_by: release', '    sources: ["other#s01"]\n    said_by: release'
    )

    assert said(text) == [
        "44:14: facts[0].sources: no source is in a release on the meeting csd-12; cite csd-12, or name another meeting"
    ]


def test_without_releases_no_origin_is_called_wrong(base_text: str) -> None:
    """Where the releases cannot be read, only that is said, and not that a meeting cites another one."""
    releases = base_text[base_text.index("releases:\n") : base_text.index("meetings:")]
    text = base_text.replace(releases, "releases: none\n")
    text = text.replace('    sources: ["csd-12#s01"]\npeople', '    sources: ["x#s01"]\npeople')

    assert said(text) == ['2:11: releases: is a text where a list belongs; put it in brackets: ["none"]']


@pytest.mark.parametrize("word", ['retired: "It was wrong."', "superseded_by: leads"])
def test_a_fact_that_is_no_longer_given_lends_its_questions(base_text: str, word: str) -> None:
    """The questions of a retired or superseded fact may be asked under its successor."""
    text = base_text.replace("    kind: where\n", f"    kind: where\n    {word}\n").replace("[place]", "[leads]")

    assert said(text.replace("Who led it?", "Where was it held?")) == []


def test_an_outsider_may_be_named_by_a_gap(complain: Callable[[str, str], list[str]]) -> None:
    """What the releases do not speak of may well be what a gap is about."""
    assert complain("    nearest: [place]\n", "    topics: [brandt]\n") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('{en: "Busan"}', '{en: "Busan"}, meaning: {en: "A port."}, sources: ["csd-12#s01"]', id="meaning"),
        pytest.param("id: brandt", 'id: brandt, aliases: ["Ida"]', id="outsider with aliases"),
        pytest.param('questions: {en: ["What did it cost?"]}', 'questions: {ko: ["비용은?"]}', id="gap in Korean only"),
        pytest.param('    questions: {en: ["Who led it?"]}\n', "", id="fact without a question"),
        pytest.param(
            "    kind: who\n", '    kind: who\n    basis: inferred\n    inferred_from: "Names."\n', id="inferred"
        ),
        pytest.param('"2016-05-12"', '"2016-05-11"', id="one day"),
    ],
)
def test_what_is_allowed_is_not_complained_about(complain: Callable[[str, str], list[str]], old: str, new: str) -> None:
    """The other side of each rule: what fits gives no line."""
    assert complain(old, new) == []
