"""What comes of a question: nothing is shown as an answer without where it is printed."""

from dataclasses import FrozenInstanceError, replace
from datetime import date
from typing import Any, get_type_hints

import pytest

from knowledge.decision import (
    MAX_SHOWN,
    AbstainReason,
    Abstention,
    Answer,
    CitedFact,
    Correction,
    Premise,
    Reply,
    Suggestions,
    cite,
    cite_place,
)
from knowledge.model import Basis, FactBook, Language

PREMISE = Premise("place", "seoul", "Busan")


def cited(book: FactBook, ident: str = "csd12-place", language: Language = Language.EN) -> CitedFact:
    """Return a fact of *book* with its citations."""
    return cite(book.facts[ident], book, language, 90.0)


@pytest.mark.parametrize("made", [Answer, Suggestions, lambda facts: Correction(facts, (PREMISE,))])
def test_nothing_is_shown_without_a_cited_fact(made: Any, small_book: FactBook) -> None:
    """An answer, a correction and suggestions hold at least one cited fact and at most MAX_SHOWN."""
    fact = cited(small_book)
    with pytest.raises(ValueError, match="one to 3 facts are shown, not 0"):
        made(())
    with pytest.raises(ValueError, match="not 4"):
        made((fact,) * (MAX_SHOWN + 1))
    assert made((fact,) * MAX_SHOWN).facts == (fact,) * MAX_SHOWN


def test_a_fact_is_not_shown_without_a_citation(small_book: FactBook) -> None:
    """A cited fact holds at least one citation."""
    with pytest.raises(ValueError, match="at least one citation"):
        replace(cited(small_book), citations=())  # type: ignore[arg-type] # the type forbids it, as it should


def test_a_correction_says_what_it_corrects(small_book: FactBook) -> None:
    """A correction holds at least one premise."""
    with pytest.raises(ValueError, match="what it corrects"):
        Correction((cited(small_book),), ())  # type: ignore[arg-type] # the type forbids it, as it should


def test_the_types_say_so_too() -> None:
    """Where facts, citations, premises and parts are promised, a tuple of none does not type-check."""
    for holder, name in [
        (Answer, "facts"),
        (Correction, "facts"),
        (Suggestions, "facts"),
        (Correction, "premises"),
        (CitedFact, "citations"),
        (Reply, "parts"),
    ]:
        first, more = get_type_hints(holder)[name].__args__
        assert isinstance(first, type)
        assert more is not Ellipsis, f"{holder.__name__}.{name} may be empty"
    assert get_type_hints(Answer)["facts"].__args__[0] is CitedFact


def test_an_abstention_may_stand_alone() -> None:
    """No answer needs no fact."""
    assert Abstention(AbstainReason.GAP).nearest == ()


def test_decisions_do_not_change(small_book: FactBook) -> None:
    """What was decided stays decided."""
    answer = Answer((cited(small_book),))
    with pytest.raises(FrozenInstanceError):
        answer.facts = ()  # type: ignore[misc,assignment] # the type forbids it, as it should


def test_a_citation_tells_the_reader_where(small_book: FactBook) -> None:
    """Title and publisher in the reader's language, day with its basis, paragraph and number of the sentence in it."""
    korean = cite_place("csd-12#s03", small_book, Language.KO)
    assert (korean.title, korean.publisher) == ("제12차 연안안보대화 보도", "미국 연안부")
    assert (korean.published, korean.published_basis) == (date(2016, 5, 12), Basis.INFERRED)
    assert (korean.paragraph, korean.number, korean.is_heading) == (2, 2, False)
    heading = cite_place("calder-2021#h2", small_book, Language.EN)
    assert (heading.paragraph, heading.number, heading.is_heading) == (0, 2, True)
    assert heading.url == "https://harbor.example/releases/calder?page=1&id=H_7"
    assert heading.published is None


def test_a_place_that_the_book_lacks_cannot_be_cited(small_book: FactBook) -> None:
    """A citation is to a sentence of the book, or there is none."""
    with pytest.raises(KeyError):
        cite_place("csd-12#s99", small_book, Language.EN)


def test_a_fact_without_korean_is_shown_in_english(small_book: FactBook) -> None:
    """The text is the file's own in the language where there is one, else the English one."""
    assert cited(small_book, "csd12-place", Language.KO).text == small_book.facts["csd12-place"].text.ko
    old = small_book.facts["csd12-crews-old"]
    assert cited(small_book, "csd12-crews-old", Language.KO).text == old.text.en
