"""Which lines a search keeps."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge.matching.hits import best_lines


@given(
    lines=st.lists(st.tuples(st.integers(0, 5), st.integers(1, 6)), min_size=1, max_size=40), limit=st.integers(1, 30)
)
def test_the_lines_kept_are_the_most_alike_and_the_best_of_each_entry(lines: list[tuple[int, int]], limit: int) -> None:
    """Of equal lines the first are kept; the reference sorts them all."""
    lines.sort(key=lambda line: line[0])
    ranked = sorted(range(len(lines)), key=lambda i: (-lines[i][1], i))
    best = [next(i for i in ranked if lines[i][0] == owner) for owner in {owner for owner, _ in lines}]
    expected = sorted({*ranked[:limit], *best}) if len(lines) > limit else list(range(len(lines)))
    owners, likeness = (np.array(column) for column in zip(*lines, strict=True))
    assert best_lines(likeness.astype(np.float64), owners, limit).tolist() == expected
