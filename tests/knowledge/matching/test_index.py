"""The index against a slow, plain reference: what is shared, and how much it weighs."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.english import SYNONYM_GROUPS
from knowledge.matching.index import QUESTION_WEIGHT, SATURATION, SYNONYM_SHARE, UNKNOWN_SHARE, Index, Line
from knowledge.matching.lexicon import Token

KEYS = [
    "thank",
    "gratitud",
    "move",
    "reloc",
    "term",
    "end",
    "place",
    "kidd",
    "t:opcon",
    "#14",
    "~전작",
    "?who",
    "chief",
    "head",
]
TOKENS = st.builds(Token, st.sampled_from(KEYS), st.just("x"), st.sampled_from([0.2, 0.45, 1.0]), st.just(value=True))


@st.composite
def corpora(draw: st.DrawFn) -> tuple[list[Line], int]:
    """Draw up to five entries with up to four lines each."""
    entries = draw(st.integers(1, 5))
    lines = [
        Line(entry, f"line {number}", tuple(draw(st.lists(TOKENS, max_size=6))))
        for entry in range(entries)
        for number in range(draw(st.integers(1, 4)))
    ]
    return lines, entries


def groups_of(line: Line) -> set[str]:
    """Return the synonym groups that the words of *line* are in."""
    return {name for token in line.tokens for name in SYNONYM_GROUPS.get(token.key, ())}


def share(key: str, line: Line) -> float:
    """Return how much of *key* a line meets: all of it, a synonym's share, or nothing."""
    if any(token.key == key for token in line.tokens):
        return 1.0
    return SYNONYM_SHARE if groups_of(line) & set(SYNONYM_GROUPS.get(key, ())) else 0.0


def density(key: str, own: list[Line], lines: Sequence[Line]) -> float:
    """Return how much an entry with the lines *own* is about *key*, 0-1."""

    def saturated(count: int) -> float:
        return count / (count + SATURATION)

    groups = [name for name in SYNONYM_GROUPS.get(key, ()) if any(name in groups_of(line) for line in lines)]
    exact = saturated(sum(any(token.key == key for token in line.tokens) for line in own))
    if not groups:
        return exact
    near = sum(saturated(sum(name in groups_of(line) for line in own)) for name in groups) / len(groups)
    return SYNONYM_SHARE * near + (1 - SYNONYM_SHARE) * exact


def weight(token: Token, lines: Sequence[Line], entries: int) -> float:
    """Return the inverse document frequency of a token over entries, times its factor."""
    if token.key.startswith("?"):
        return QUESTION_WEIGHT * token.factor
    having = len({line.entry for line in lines if any(other.key == token.key for other in line.tokens)})
    rarity = math.log(1 + (entries - having + 0.5) / (having + 0.5))
    return token.factor * (rarity if having else UNKNOWN_SHARE * rarity)


@given(corpora(), st.lists(TOKENS, max_size=6))
def test_search_agrees_with_the_plain_reference(corpus: tuple[list[Line], int], query: list[Token]) -> None:
    """Matched weight, coverage and density are what counting by hand gives, for every line and entry."""
    lines, entries = corpus
    index = Index(lines, entries)
    weights = {key: max(weight(t, lines, entries) for t in query if t.key == key) for key in {t.key for t in query}}
    assert index.weigh(query) == pytest.approx(weights)
    hits = index.search(index.weigh(query))
    matched = [sum(w * share(key, line) for key, w in weights.items()) for line in lines]
    met = [number for number, value in enumerate(matched) if value > 0]
    assert list(hits.lines) == met
    assert list(hits.matched) == pytest.approx([matched[number] for number in met])
    assert hits.query_weight == pytest.approx(sum(weights.values()))
    for entry in range(entries):
        own = [line for line in lines if line.entry == entry]
        covered = sum(w * max(share(key, line) for line in own) for key, w in weights.items())
        assert hits.entry_matched[entry] == pytest.approx(covered)
        assert hits.entry_density[entry] == pytest.approx(
            sum(w * density(key, own, lines) for key, w in weights.items())
        )


@given(corpora(), st.lists(TOKENS, max_size=6))
def test_figures_keep_their_bounds(corpus: tuple[list[Line], int], query: list[Token]) -> None:
    """Every weight is above 0; nothing matches more than the query has; density is below coverage."""
    index = Index(*corpus)
    weights = index.weigh(query)
    hits = index.search(weights)
    assert all(value > 0 for value in weights.values())
    assert all(0 < value <= hits.query_weight * (1 + 1e-9) for value in hits.matched)
    assert all(0 <= value <= hits.query_weight * (1 + 1e-9) for value in hits.entry_matched)
    assert (hits.entry_density <= hits.entry_matched + 1e-9).all()
    assert list(hits.lines) == sorted(set(hits.lines.tolist()))


@given(corpora())
def test_a_line_weighs_what_its_tokens_weigh(corpus: tuple[list[Line], int]) -> None:
    """A line's own weight is the sum over its distinct tokens."""
    lines, entries = corpus
    index = Index(lines, entries)
    for number, line in enumerate(lines):
        hits = index.search(index.weigh(line.tokens))
        if line.tokens:
            (position,) = (i for i, found in enumerate(hits.lines) if found == number)
            assert hits.totals[position] == pytest.approx(sum(index.weigh(line.tokens).values()))


def test_nothing_is_found_for_nothing() -> None:
    """A query without tokens finds no line; neither does one of unknown words."""
    index = Index([Line(0, "a", (Token("kidd", "kidd", 1.0, known=True),))], 1)
    assert len(index.search({}).lines) == 0
    assert len(index.search(index.weigh([Token("zebra", "zebra", 1.0, known=False)])).lines) == 0
    assert index.knows("kidd")
    assert not index.knows("zebra")


def test_a_synonym_counts_less_than_the_word() -> None:
    """The word "grateful" finds "thanks", and finds "grateful" better."""
    lines = [
        Line(0, "a", (Token("thank", "thank", 1.0, known=True),)),
        Line(1, "b", (Token("grate", "grateful", 1.0, known=True),)),
    ]
    assert SYNONYM_GROUPS["thank"] == SYNONYM_GROUPS["grate"]
    hits = Index(lines, 2).search({"grate": 1.0})
    assert list(hits.matched) == pytest.approx([SYNONYM_SHARE, 1.0])


def test_many_lines_of_one_entry_do_not_make_its_words_common() -> None:
    """Rarity is counted over entries: thirty variants of one fact leave its name rare."""
    name, other = Token("kidd", "kidd", 1.0, known=True), Token("boat", "boat", 1.0, known=True)
    lines = [Line(0, str(n), (name,)) for n in range(30)] + [Line(1, "a", (other,)), Line(2, "b", (other,))]
    weights = Index(lines, 3).weigh([name, other])
    assert weights["kidd"] > weights["boat"]
