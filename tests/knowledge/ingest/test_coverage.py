"""What is thin in a book is found: sentences without a fact, entries with few questions, contested questions."""

import pytest

from knowledge.answer import Answerer
from knowledge.factfile.parse import parse_fact_file
from knowledge.ingest.citing import Citer, citers, citing_release
from knowledge.ingest.coverage import Fight, contested, cover
from knowledge.model import FactBook, Language

NOTHING = "Photos are attached."


def test_what_cites_a_sentence_is_found_in_every_section(small_book: FactBook) -> None:
    """Facts first, each entry once."""
    found = citers(small_book)["csd-12#s02"]
    assert Citer("facts", "csd12-dates") in found
    assert Citer("meetings", "csd-12") in found
    assert len(set(found)) == len(found)
    assert citing_release(small_book, "csd-12")["s02"] == tuple(citer.id for citer in found)


def test_a_sentence_without_a_fact_is_told(small_book: FactBook) -> None:
    """With what else cites it; the share is of the sentences of the body."""
    coverage = cover(small_book)
    uncited = {each.place: each.cited_by for each in coverage.uncited}
    assert uncited["csd-12#s09"] == ("csd-12", "rwg")
    assert not any("#h" in place for place in uncited)
    csd = coverage.releases[0]
    assert (csd.release, csd.sentences, csd.rested_on) == ("csd-12", 10, 7)
    assert coverage.share == pytest.approx((7 + 3) / 16)


def test_a_sentence_that_says_nothing_is_not_counted(small_book: FactBook) -> None:
    """Where its words are held; where they are not, it is."""
    digest = next(each.sha256 for each in small_book.releases["csd-12"].sentences if each.id == "s10")
    coverage = cover(small_book, {"csd-12": {digest: NOTHING}})
    assert "csd-12#s10" not in {each.place for each in coverage.uncited}
    assert coverage.releases[0].sentences == 9


def test_a_fact_that_is_no_longer_given_covers_nothing(small_text: str) -> None:
    """Its sentence waits for one that is; the fact is named, and needs no questions."""
    book = parse_fact_file(small_text)
    lone = next(
        fact
        for fact in book.current_facts
        if all(len([each for each in citers(book)[place] if each.section == "facts"]) == 1 for place in fact.sources)
        and not any(fact.id in gap.nearest for gap in book.gaps.values())
    )
    old = f"  - id: {lone.id}\n"
    retired = parse_fact_file(small_text.replace(old, f"{old}    retired: wrong\n"))
    coverage = cover(retired)
    assert set(lone.sources) <= {each.place for each in coverage.uncited if lone.id in each.cited_by}
    assert lone.id not in {each.id for each in coverage.thin}


def test_entries_with_few_questions_are_told_by_language(small_book: FactBook) -> None:
    """How many there are and how many are wanted."""
    thin = {(each.id, each.language): (each.count, each.wanted) for each in cover(small_book).thin}
    fact = small_book.facts["csd12-place"]
    assert thin["csd12-place", Language.EN] == (len(fact.questions.en), 8)
    assert thin["csd12-place", Language.KO] == (len(fact.questions.ko), 4)


def test_a_question_that_two_entries_claim_is_contested(small_text: str) -> None:
    """A second fact on the same, from another sentence, fights for the first one's question."""
    twin = (
        '  - id: twin\n    text: {en: "The 12th Coastal Security Dialogue (CSD) was held in Busan city."}\n'
        '    kind: where\n    meeting: csd-12\n    sources: ["csd-12#s10"]\n    said_by: release\n'
        "    topics: [csd, busan]\n"
        '    questions: {en: ["Where was the CSD 12 held?", "which city hosted the twelfth CSD"]}\n'
    )
    quiet = {each.question for each in contested(Answerer(parse_fact_file(small_text)))}
    loud = list(contested(Answerer(parse_fact_file(small_text.replace("\ngaps:", f"{twin}\ngaps:", 1)))))
    new = [each for each in loud if each.question not in quiet]
    assert {"csd12-place", "twin"} <= {name for each in new for name in (each.owner, each.rival)}
    assert all(each.fight is Fight.LOST or each.margin < 0.02 for each in loud)


def test_every_question_is_asked(small_answerer: Answerer) -> None:
    """And whoever waits is told how far it is."""
    heard: list[tuple[int, int]] = []
    list(contested(small_answerer, lambda number, total: heard.append((number, total))))
    assert heard[-1][0] == heard[-1][1] == len(heard)
