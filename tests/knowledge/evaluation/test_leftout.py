from knowledge.evaluation.leftout import rounds_of, try_round
from knowledge.matching.entries import entries_of
from knowledge.model import FactBook, Language


def test_a_round_leaves_out_one_variant_of_an_entry(small_book: FactBook) -> None:
    """With room for all of them, each variant of each current entry has its turn, once."""
    rounds = rounds_of(small_book, 80)
    tried = [(entry, *variant) for left_out in rounds for entry, variant in left_out.items()]
    every = {
        (entry.id, lang, text)
        for entry in entries_of(small_book)
        for lang in Language
        for text in getattr(entry.questions, lang)
    }
    assert len(tried) == len(set(tried))
    assert set(tried) == every


def test_a_sample_is_spread_over_the_variants(small_book: FactBook) -> None:
    """Two of four, in both languages, not the first two."""
    rounds = rounds_of(small_book, 2)
    assert len(rounds) == 2
    languages = {left_out["csd12-place"][0] for left_out in rounds}
    assert languages == set(Language)


def test_what_is_left_out_is_not_in_the_book_that_is_asked(small_book: FactBook) -> None:
    """A question in words that only the variant has finds nothing without it, and the book itself stays whole."""
    fact = small_book.facts["csd12-place"]
    odd = "Zzyzx quuxly frobnicated?"
    questions = fact.questions.model_copy(update={"en": (*fact.questions.en, odd)})
    facts = [
        each if each.id != fact.id else fact.model_copy(update={"questions": questions})
        for each in small_book.file.facts
    ]
    book = FactBook(small_book.file.model_copy(update={"facts": tuple(facts)}), "")
    (lost,) = try_round(book, {fact.id: (Language.EN, odd)})
    assert not lost.found
    assert not lost.is_best
    assert odd in book.facts[fact.id].questions.en


def test_a_variant_with_a_fellow_finds_its_entry(small_book: FactBook) -> None:
    """A gap is found by its own word of refusal, a fact by being given."""
    plain = {entry: variant for left_out in rounds_of(small_book, 80) for entry, variant in left_out.items()}
    reached = list(try_round(small_book, plain))
    assert {reach.entry for reach in reached} == set(plain)
    assert any(reach.found and not reach.is_gap for reach in reached)
    assert all(not reach.misled for reach in reached if reach.found)
