"""The release on a web page is told from what stands around it, and what is left out can be seen."""

import sys
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.page import MAX_LEFT_OUT, Page, Why
from knowledge.ingest.webpage import is_html, read_page
from knowledge.release import segment

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Keepers meet - Ministry of Harbors</title>
<meta property="og:site_name" content="Ministry of Harbors">
<meta property="article:published_time" content="2022-06-03T09:00:00+09:00">
<link rel="canonical" href="https://harbor.example/news?id=7&amp;page=1">
<script>var menu = "<p>No sentence of this stands here.</p>";</script><style>p { color: red }</style></head>
<body><header><a href="/">Home</a></header>
<nav><ul><li><a href="/a">News</a><li><a href="/b">About</a><ul><li><a href="/c">Deep</a></ul></ul></nav>
<main><article><h1>Keepers meet</h1>
<table><tr><th>Posted<td>2022-06-03<th>Views<td>1,234</table>
<p>The two ministers met in Busan on June 2&ndash;3 &amp; spoke of &ldquo;lamps&rdquo;.<br>They agreed on much.During
the talks, both sides   smiled.
<p>A second <b>para</b>graph <i>follows</i>. It goes on.
<ul><li>First, they will train forty keepers.<ul><li>Ten of them will come from Jeju Island.</li></ul></li></ul>
<figure><img src="x.jpg" alt="A lamp at night"><figcaption>Photo by the ministry</figcaption></figure>
<div hidden>Nobody sees this sentence.</div><!-- nor this one -->
<form><label>Search</label><input><button>Go</button></form>
</article></main>
<aside>Other news: A whale was seen.</aside><footer>All rights reserved.</footer></body></html>"""


def lines(page: Page) -> list[str]:
    """Return the paragraphs of *page*."""
    return page.text.strip().split("\n\n")


def why(page: Page, text: str) -> Why | None:
    """Return why *text* was left out; None where it was not."""
    return next((each.why for each in page.left_out if text in each.text), None)


def test_the_release_is_told_from_the_page() -> None:
    """Headings, paragraphs and items stay, each apart; entities and tags within words are resolved."""
    spoke = "The two ministers met in Busan on June 2\u20133 & spoke of \u201clamps\u201d."
    assert lines(read_page(PAGE)) == [
        "Keepers meet",
        f"{spoke}\nThey agreed on much.During the talks, both sides smiled.",
        "A second paragraph follows. It goes on.",
        "First, they will train forty keepers.",
        "Ten of them will come from Jeju Island.",
    ]


def test_glued_sentences_are_parted() -> None:
    """As in a text: a lost paragraph break."""
    found = [f"{each.id} {each.paragraph} {each.text}" for each in segment(read_page(PAGE).text).sentences]
    assert found[3] == "s03 2 During the talks, both sides smiled."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Home", Why.MENU),
        ("News", Why.MENU),
        ("Deep", Why.MENU),
        ("A whale was seen", Why.MENU),
        ("All rights reserved", Why.MENU),
        ("A lamp at night", Why.PICTURE),
        ("Photo by the ministry", Why.PICTURE),
        ("Nobody sees this", Why.HIDDEN),
        ("Search", Why.FORM),
        ("Posted | 2022-06-03", Why.LINE),
    ],
)
def test_everything_left_out_is_told(text: str, expected: Why) -> None:
    """With what it was taken for."""
    assert why(read_page(PAGE), text) is expected


def test_scripts_and_comments_are_counted() -> None:
    """They are no words; how much there was is told."""
    unread = {each.why: each.length for each in read_page(PAGE).left_out if not each.text}
    assert unread.keys() == {Why.SCRIPT, Why.COMMENT}
    assert unread[Why.COMMENT] == len(" nor this one ")


def test_what_the_page_says_of_itself_is_read() -> None:
    """Title, publisher, address, day."""
    page = read_page(PAGE)
    assert (page.title, page.publisher) == ("Keepers meet", "Ministry of Harbors")
    assert page.url == "https://harbor.example/news?id=7&page=1"
    assert page.published == date(2022, 6, 3)
    assert not page.is_cut


@pytest.mark.parametrize(
    "cut",
    [PAGE[: PAGE.index("It goes on")], PAGE[: PAGE.index("</body>")], PAGE[: PAGE.index('alt="A lamp')], PAGE[:500]],
)
def test_a_page_that_breaks_off_is_told(cut: str) -> None:
    """Within a text, a tag or a script."""
    assert read_page(cut).is_cut


def test_without_a_marked_main_part_furniture_is_left_out_by_its_tags() -> None:
    """Old pages put everything into tables; a paragraph that is all links is a menu."""
    page = read_page(
        "<html><body><table><tr><td><a href=1>Home</a> <a href=2>News</a></td></tr><tr><td>"
        "<p>They met in Busan.</p><p>They left.</p></td></tr></table></body></html>"
    )
    assert lines(page) == ["They met in Busan.", "They left."]
    assert why(page, "Home News") is Why.MENU


def test_a_list_of_teasers_is_not_the_main_part() -> None:
    """The longest article counts only where it has a good part of the page's text."""
    body = "".join(f"<p>The keepers of lamp {number} met and spoke of many things.</p>" for number in range(20))
    page = read_page(f"<body>{body}<article>A teaser.</article><article>Another one.</article></body>")
    assert "The keepers of lamp 19 met" in page.text


def test_short_cells_stand_in_one_line_and_long_ones_apart() -> None:
    """A row of figures is a line; prose in cells is paragraphs."""
    page = read_page("<table><tr><td>Crews<td>Three.<tr><td>They met.<td>They left.</table>")
    assert lines(page) == ["Crews | Three.", "They met.", "They left."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PAGE, True),
        ("<p>One.</p><p>Two.</p>", True),
        ("\ufeff\n<!-- saved --><html>", False),
        ("<!-- saved --><html>", True),
        ("They met <again>. 3 < 4.", False),
        ("Plain words.", False),
    ],
)
def test_a_page_is_told_from_a_text(text: str, expected: bool) -> None:  # noqa: FBT001
    """By how it begins, or by its tags."""
    assert is_html(text) is expected


HOSTILE = {
    "deep": "<div>" * 30_000,
    "deep and closed": "<div>" * 300 + "</div></p>" * 15_000,
    "formatting": "<b><p>" * 22_000,
    "open quotes": '<p a="' * 22_000,
    "brackets": "<" * 150_000,
    "names": "<a" * 75_000,
    "comments": "<!--" * 37_000,
    "scripts": "<script>" * 20_000,
    "cells": "<td>x" * 30_000,
    "articles": "<article>x" * 15_000,
    "pictures": "<img alt=x>" * 15_000,
    "entities": "&amp;&#x41;&bogus" * 10_000,
    "NULs": "<p>a\0b</p>" * 15_000,
    "attributes": "<p " + " ".join(f"a{number}=1" for number in range(22_000)) + ">",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_no_page_takes_long(name: str) -> None:
    """Time is linear in the page, whatever it nests: twice as much takes about twice as long, and memory is bounded."""
    half, whole = HOSTILE[name][: len(HOSTILE[name]) // 2], HOSTILE[name]

    def took(text: str) -> float:
        begin = time.process_time()
        read_page(text)
        return time.process_time() - begin

    first, second = min(took(half) for _ in range(3)), min(took(whole) for _ in range(3))
    assert second < 4 * first + 0.2
    assert len(read_page(whole).left_out) <= MAX_LEFT_OUT + 3


def test_no_more_steps_are_taken_deep_inside_than_outside() -> None:
    """What is open is not looked through for each paragraph: a page of nested elements takes what a flat one does."""

    def steps(around: int) -> int:
        text = "<div>" * around + "<p>Words. <time datetime=2022-06-03></time></p>" * 2_000
        taken = 0

        def count(_frame: object, event: str, _arg: object) -> None:
            nonlocal taken
            taken += event == "call"

        sys.setprofile(count)
        try:
            read_page(text)
        finally:
            sys.setprofile(None)
        return taken

    assert steps(200) < 1.5 * steps(1)


def test_what_is_beyond_the_pieces_that_are_kept_is_counted() -> None:
    """Nothing that was left out vanishes without a word."""
    page = read_page("<main><p>One is said.</p></main>" + "<nav><p>menu item</p></nav>" * (MAX_LEFT_OUT + 70))
    assert sum(each.pieces for each in page.left_out) == MAX_LEFT_OUT + 70
    assert page.left_out[-1].length == 70 * len("menu item")


@given(st.text(alphabet=st.sampled_from("<>/!-=\"' abp&;#x\n\0가"), max_size=200))
def test_any_text_is_read(text: str) -> None:
    """Nothing is raised, and no control character comes out."""
    page = read_page(text)
    assert "\0" not in page.text


@given(st.lists(st.sampled_from(["They met.", "They left on foot.", "It rained."]), min_size=1, max_size=6))
def test_paragraphs_come_out_as_they_went_in(paragraphs: list[str]) -> None:
    """Whether their end tags are written or not."""
    open_only = "<html><body>" + "".join(f"<p>{each}" for each in paragraphs) + "</body></html>"
    closed = "<html><body>" + "".join(f"<p>{each}</p>" for each in paragraphs) + "</body></html>"
    assert lines(read_page(open_only)) == lines(read_page(closed)) == paragraphs
