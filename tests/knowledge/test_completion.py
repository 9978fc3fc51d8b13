import random

from rapidfuzz import fuzz, process

from knowledge import completion
from knowledge.completion import Completions
from knowledge.language.normalize import fold
from knowledge.model import FactBook, Language, Questions

WORDS = "Where When dialogue dialog Busan Pohang cutters patrols radar drones lighthouse museum officials".split()


def many(book: FactBook, count: int) -> FactBook:
    """Return *book* with *count* facts of two questions each."""
    chance = random.Random(5)  # noqa: S311 - a seed, so that each run sees the same
    facts = tuple(
        book.file.facts[0].model_copy(
            update={
                "id": f"f{number}",
                "questions": Questions(en=tuple(" ".join(chance.sample(WORDS, 4)) + f" {number}?" for _ in range(2))),
            }
        )
        for number in range(count)
    )
    return FactBook(book.file.model_copy(update={"facts": facts}), "")


def test_a_book_of_any_size_is_searched_as_a_whole(small_book: FactBook) -> None:
    """Searching in parts, so that nobody waits for all of it, finds what one search of everything finds."""
    book = many(small_book, completion._AT_ONCE + 10)
    questions = sorted(question for fact in book.current_facts for question in fact.questions.en)
    folded = [fold(question) for question in questions]
    completions = Completions(book, Language.EN)
    for typed in ("where busan", "Museum", "dronse", "officials 41"):
        found = process.extract(
            fold(typed), folded, scorer=fuzz.partial_token_ratio, score_cutoff=completion.LEAST_ALIKE, limit=100
        )
        found.sort(key=lambda item: (not item[0].startswith(fold(typed)), -item[1], len(item[0]), item[0]))
        assert completions.complete(typed, 25) == tuple(questions[position] for _, _, position in found[:25])
    assert completions.complete("", 5) == tuple(questions[:: len(questions) // 5][:5])
