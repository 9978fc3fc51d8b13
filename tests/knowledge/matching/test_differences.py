from hypothesis import given
from hypothesis import strategies as st

from knowledge.matching.differences import MOST_RUNS, Run, differences
from knowledge.model import Claims, Fact, FactBook

_LISTS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 2)), unique_by=lambda pair: pair[0], max_size=31)


def made(small_book: FactBook, pairs: list[tuple[int, int]]) -> list[Fact]:
    """Return a fact for each id and wording of *pairs*."""
    fact = small_book.file.facts[0]
    return [fact.model_copy(update={"id": f"f{key}", "text": Claims(en=f"It was {text}.")}) for key, text in pairs]


@given(_LISTS, _LISTS)
def test_putting_the_runs_in_gives_the_new_list(
    small_book: FactBook, one: list[tuple[int, int]], two: list[tuple[int, int]]
) -> None:
    """From the last to the first, so that places before a run stay what they are."""
    old, new = made(small_book, one), made(small_book, two)
    runs = differences(old, new)
    became = list(old)
    for run in reversed(runs):
        became[run.first : run.stop] = new[run.begin : run.end]
    assert became == new
    assert len(runs) <= MOST_RUNS


def test_what_stays_is_in_no_run(small_book: FactBook) -> None:
    """Two edits far apart are two short runs."""
    old = made(small_book, [(number, 0) for number in range(100)])
    new = [*old]
    new[5] = made(small_book, [(5, 1)])[0]
    del new[90]
    new.insert(40, made(small_book, [(200, 0)])[0])
    assert differences(old, new) == [Run(5, 6, 5, 6), Run(40, 40, 40, 41), Run(90, 91, 91, 91)]
    assert differences(old, old) == []


def test_many_runs_are_given_as_one(small_book: FactBook) -> None:
    """From the first difference to the last."""
    old = made(small_book, [(number, 0) for number in range(100)])
    new = made(small_book, [(number, int(3 <= number < 80 and number % 2)) for number in range(100)])
    assert differences(old, new) == [Run(3, 80, 3, 80)]
