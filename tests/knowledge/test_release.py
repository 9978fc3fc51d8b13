"""A release's text becomes numbered sentences, and whoever holds the text can prove each one by its digest.

The texts here are made up; they have the traps of real ones: glued sentences, shortened words, page furniture.
"""

# ruff: noqa: RUF001 - characters that look like others are what is tested

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.model import FactBook, Names, Release, Sentence
from knowledge.release import Proof, normalise_sentence, segment, sentence_digest, verify


def sentences(text: str) -> list[str]:
    """Return ``paragraph text`` of each sentence, ``h text`` of each heading."""
    return [f"{each.paragraph or 'h'} {each.text}" for each in segment(text).sentences]


@pytest.mark.parametrize("release", ["csd-12", "calder-2021"])
def test_the_small_file_is_proven_by_its_texts(small_book: FactBook, data_dir: Path, release: str) -> None:
    """Every sentence of the made-up releases stands in their texts under its own number."""
    text = (data_dir / "releases" / f"{release}.txt").read_text(encoding="utf-8")

    verification = verify(small_book.releases[release], text)

    assert verification.is_proven
    assert verification.release == release
    assert {each.proof for each in verification.sentences} == {Proof.PROVEN}


def test_page_furniture_is_no_sentence(data_dir: Path) -> None:
    """Menu words, a title cut short, and the list of attachments are left out; headings are not."""
    segmented = segment((data_dir / "releases" / "calder-2021.txt").read_text(encoding="utf-8"))

    assert [each.id for each in segmented.sentences] == ["h1", "h2", "s01", "s02", "s03", "s04", "s05", "s06"]
    assert segmented.sentences[1].text == "Discussed ways to strengthen search and rescue"
    assert segmented.furniture == (
        "News Zone",
        "Press Release",
        "Harbor Minister meets with Ruth Calder, Commander of the US Coast Com...",
        "File",
        "• (Presentation and wreath laying)",
    )


def test_a_glued_full_stop_is_a_lost_paragraph_break(data_dir: Path) -> None:
    """Where a capital follows a full stop without a blank, a new paragraph begins."""
    segmented = segment((data_dir / "releases" / "csd-12.txt").read_text(encoding="utf-8"))

    assert [each.paragraph for each in segmented.sentences] == [1, 2, 2, 3, 4, 4, 5, 5, 6, 7]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "The U.S. Navy came. U.S.-Korea talks went on.",
            ["1 The U.S. Navy came.", "1 U.S.-Korea talks went on."],
            id="a country in letters",
        ),
        pytest.param(
            "They met in the U.S. They talked. It was in the U.S.Next day they left.",
            ["1 They met in the U.S.", "1 They talked.", "1 It was in the U.S.Next day they left."],
            id="a country at the end",
        ),
        pytest.param("It is the U.S.A today. So.", ["1 It is the U.S.A today.", "1 So."], id="letters without an end"),
        pytest.param(
            "They left the U.S.The rest stayed.", ["1 They left the U.S.", "2 The rest stayed."], id="letters, glued"
        ),
        pytest.param(
            "Brig. Gen. Ann Lee and Lt. Cmdr. Bo Ray spoke. Dr. Kim did not.",
            ["1 Brig. Gen. Ann Lee and Lt. Cmdr. Bo Ray spoke.", "1 Dr. Kim did not."],
            id="ranks",
        ),
        pytest.param(
            "Ruth B. Calder met J. R. Han. Both spoke.",
            ["1 Ruth B. Calder met J. R. Han.", "1 Both spoke."],
            id="initials",
        ),
        pytest.param(
            "It was on Jan. 5 at No. 7. On Feb. 3 it was not.",
            ["1 It was on Jan. 5 at No. 7.", "1 On Feb. 3 it was not."],
            id="months",
        ),
        pytest.param(
            "양측은 2018. 7. 26. 서울에서 만났다. 회의는 2018. 7. 27.(금) 끝났다.이어 웃었다.",
            ["1 양측은 2018. 7. 26. 서울에서 만났다.", "1 회의는 2018. 7. 27.(금) 끝났다.", "2 이어 웃었다."],
            id="Korean days",
        ),
        pytest.param("1. They met. It was so.", ["1 1. They met.", "1 It was so."], id="a numbered item"),
        pytest.param("가. 항목이다. 끝이다.", ["1 가. 항목이다.", "1 끝이다."], id="a lettered item"),
        pytest.param("It was in 2018. 30 came. So.", ["1 It was in 2018.", "1 30 came.", "1 So."], id="a year ends"),
        pytest.param("It ended at 5 p.m. The next began.", ["1 It ended at 5 p.m.", "1 The next began."], id="hours"),
        pytest.param(
            "The 14th of them rose 3.5 percent. 20 fell.",
            ["1 The 14th of them rose 3.5 percent.", "1 20 fell."],
            id="numbers",
        ),
        pytest.param(
            "“It works.” She left. ‘Why?’ He asked (in May.) Then he went.",
            ['1 "It works."', "1 She left.", "1 'Why?'", "1 He asked (in May.)", "1 Then he went."],
            id="quotes",
        ),
        pytest.param(
            "Was it so? Yes! It was… Really.", ["1 Was it so?", "1 Yes!", "1 It was...", "1 Really."], id="other marks"
        ),
        pytest.param(
            "They met.During the talks, they spoke.It was so.",
            ["1 They met.", "2 During the talks, they spoke.", "3 It was so."],
            id="glued",
        ),
        pytest.param('They said "so."It was.', ['1 They said "so."', "2 It was."], id="glued after a quote"),
        pytest.param(
            "국방부는 발표했다. 양측은 만났다.회의는 끝났다.",
            ["1 국방부는 발표했다.", "1 양측은 만났다.", "2 회의는 끝났다."],
            id="Korean",
        ),
        pytest.param(
            "A title\n\n- A line below\n\nThe body is here.",
            ["h A title", "h A line below", "1 The body is here."],
            id="headings",
        ),
        pytest.param("The body.\n\nA subheading\n\nMore body.", ["1 The body.", "2 More body."], id="a subheading"),
        pytest.param(
            "The body.\n\nThis paragraph has lost its full stop but it is far too long to be a heading",
            ["1 The body.", "2 This paragraph has lost its full stop but it is far too long to be a heading"],
            id="a lost full stop",
        ),
        pytest.param(
            "This text is broken into lines\nas mails are. It goes\non.\n\nAnd on.",
            ["1 This text is broken into lines as mails are.", "1 It goes on.", "2 And on."],
            id="hard-wrapped",
        ),
        pytest.param(
            f"{'Word ' * 40}end.\nNext line.", [f"1 {'Word ' * 40}end.", "2 Next line."], id="a paragraph a line"
        ),
        pytest.param("Wait ... what happened.", ["1 Wait ... what happened."], id="dots within"),
        pytest.param("", [], id="nothing"),
        pytest.param("Only a title", ["h Only a title"], id="no body"),
        pytest.param("File\n\nThe body.\n\nFiles\n\nreport.pdf\n\nDone.", ["1 The body."], id="attachments"),
    ],
)
def test_splits_where_a_reader_would(text: str, expected: list[str]) -> None:
    """Shortened words, numbers and quotes do not fool the splitting, nor do the ways a copy is laid out."""
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("copied", "printed"),
    [
        ("North Korea’s “aim”", 'North Korea\'s "aim"'),
        ("a – b — c ‑ d", "a - b - c - d"),
        ("a\u00a0b\u2009c\n  d\te", "a b c d e"),
        ("co\u00adoper\u200bate", "cooperate"),
        ("the ﬁrst oﬃce", "the first office"),
        ("wait…", "wait..."),
        ("  edge  ", "edge"),
        ("한국", "한국"),
        ("Ａ１", "A1"),
    ],
)
def test_copying_changes_no_digest(copied: str, printed: str) -> None:
    """Quotes, dashes, ligatures, blanks and invisible characters may differ between two copies of a sentence."""
    assert normalise_sentence(copied) == printed
    assert sentence_digest(copied) == sentence_digest(printed)


@pytest.mark.parametrize(
    ("one", "other"), [("13th", "14th"), ("Lee", "lee"), ("a b", "ab"), ("did", "did not"), ("a.", "a")]
)
def test_another_word_is_another_digest(one: str, other: str) -> None:
    """What is said, down to case and marks, decides the digest."""
    assert sentence_digest(one) != sentence_digest(other)


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    """A normalised sentence stays as it is, and every text has a digest."""
    once = normalise_sentence(text)

    assert normalise_sentence(once) == once
    assert re.fullmatch("[0-9a-f]{64}", sentence_digest(text))
    assert sentence_digest(once) == sentence_digest(text)


@given(st.text(st.sampled_from(list("Aa. \n\"')U.S한.!?…-•")), max_size=120))
def test_no_letter_is_lost(text: str) -> None:
    """Sentences, headings and furniture together have every letter of the text, and numbers run from 1."""
    segmented = segment(text)
    kept = "".join(each.text for each in segmented.sentences) + "".join(segmented.furniture)

    assert sorted(filter(str.isalpha, kept)) == sorted(filter(str.isalpha, text))
    assert [each.id for each in segmented.sentences if each.paragraph] == [
        f"s{number:02}" for number in range(1, 1 + sum(1 for each in segmented.sentences if each.paragraph))
    ]


@pytest.mark.parametrize("piece", [".", ". ", "a...\n", ".'", "\"'", "A", "a b.\n", "U.S."])
def test_takes_a_long_text_in_its_stride(piece: str) -> None:
    """No repetition makes the splitting slow; without that, these would take minutes."""
    assert segment(piece * 50_000) is not None


def _release(text: str) -> Release:
    return Release(
        id="r",
        title=Names(en="R"),
        publisher=Names(en="P"),
        sentences=tuple(
            Sentence(id=each.id, paragraph=each.paragraph, sha256=each.sha256) for each in segment(text).sentences
        ),
    )


def test_says_which_sentences_fail_and_which_moved() -> None:
    """A changed sentence is missing, one that stands elsewhere has moved, and the first to fail comes first."""
    release = _release("One is here. Two is here. Three is here. Four is here.")

    verification = verify(release, "Two is here. Two was here. Three is here. One is here.")

    assert not verification.is_proven
    assert verification.missing == ("s04",)
    assert verification.moved == (("s01", "s04"), ("s02", "s01"))
    assert [each.proof for each in verification.sentences] == [Proof.MOVED, Proof.MOVED, Proof.PROVEN, Proof.MISSING]


def test_a_sentence_that_stands_twice_is_proven_where_it_is_named() -> None:
    """Of two equal sentences each is found under its own number."""
    release = _release("It was so. It was not. It was so.")

    assert verify(release, "It was so. It was not. It was so.").moved == ()


def test_another_text_proves_nothing() -> None:
    """Against a text without any of its sentences a release is not proven."""
    release = _release("One is here. Two is here.")

    assert verify(release, "").missing == ("s01", "s02")
