"""The index against a slow, plain reference: what is shared, and how much it weighs."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.language.english import SYNONYM_GROUPS
from knowledge.matching.hits import Hits
from knowledge.matching.index import QUESTION_WEIGHT, SYNONYM_SHARE, UNKNOWN_SHARE, Index
from knowledge.matching.lexicon import Token
from knowledge.matching.postings import Line, LineBuilder, Postings
from knowledge.matching.pruning import SATURATION, Effort, Scorer, best_entries

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
    assert list(hits.entries) == sorted({lines[number].entry for number in met})
    assert [int(hits.entries[at]) for at in hits.entry_of] == [lines[number].entry for number in met]
    for at, entry in enumerate(hits.entries.tolist()):
        own = [line for line in lines if line.entry == entry]
        covered = sum(w * max(share(key, line) for line in own) for key, w in weights.items())
        assert hits.entry_matched[at] == pytest.approx(covered)
        assert hits.entry_density[at] == pytest.approx(sum(w * density(key, own, lines) for key, w in weights.items()))


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


NOWHERE_NEAR_ALL = Effort(dense=0, sure=2, budget=1_000, probe=1, few=3)
"""Pruning at every turn, so that a small corpus shows what it loses."""


def pruned(index: Index, weights: dict[str, float], count: int, effort: Effort) -> tuple[list[int], list[float]]:
    """Return the entries that *effort* finds best for a query, and the scores of them all, highest first."""
    scorer = Scorer(index._wanted(weights), index._count)
    found = best_entries(index._postings, count, scorer, effort)
    return found.tolist(), sorted(scorer(found).tolist(), reverse=True) if len(found) else []


@st.composite
def larger(draw: st.DrawFn) -> list[Line]:
    """Draw up to sixty entries of one or two lines, with frequent and rare keys."""
    keys = [*KEYS, *(f"w{n}" for n in range(12))]
    chosen = st.lists(st.sampled_from(keys), max_size=7, unique=True)
    return [
        Line(entry, "x", tuple(Token(key, key, 1.0, known=True) for key in draw(chosen)))
        for entry in range(draw(st.integers(20, 60)))
        for _ in range(draw(st.integers(1, 2)))
    ]


@settings(deadline=None)
@given(larger(), st.lists(st.sampled_from([*KEYS, *(f"w{n}" for n in range(12))]), max_size=6, unique=True))
def test_pruning_loses_none_of_the_best(lines: list[Line], query: list[str]) -> None:
    """A search that prunes wherever it can scores its best entries as high as one that adds up everything."""
    index = Index(lines, lines[-1].entry + 1)
    weights = index.weigh(Token(key, key, 1.0, known=True) for key in query)
    _, everything = pruned(index, weights, 8, Effort())
    found, scores = pruned(index, weights, 8, NOWHERE_NEAR_ALL)
    assert len(set(found)) == len(found)
    assert scores[:2] == pytest.approx(everything[:2])
    assert len(scores) >= min(2, len(everything))


@given(corpora(), st.lists(TOKENS, max_size=6))
def test_an_index_opened_from_its_arrays_finds_the_same(corpus: tuple[list[Line], int], query: list[Token]) -> None:
    """Whatever is written and mapped again answers alike."""
    index = Index(*corpus)
    again = Index.from_arrays({name: array.copy() for name, array in index.arrays().items()})
    assert_alike(again, index, query)


@given(corpora(), corpora(), st.data())
def test_changed_entries_are_as_if_they_had_always_been_so(
    corpus: tuple[list[Line], int], other: tuple[list[Line], int], data: st.DataObject
) -> None:
    """An index with some entries replaced, added or taken out equals one built anew."""
    lines, entries = corpus
    first = data.draw(st.integers(0, entries))
    stop = data.draw(st.integers(first, entries))
    fresh = [[line for line in other[0] if line.entry == entry] for entry in range(other[1])]
    changed = Index(lines, entries).replaced(first, stop, fresh)
    per_entry = [[line for line in lines if line.entry == entry] for entry in range(entries)]
    per_entry[first:stop] = fresh
    anew = Index(
        [Line(number, line.text, line.tokens, line.mark) for number, own in enumerate(per_entry) for line in own],
        len(per_entry),
    )
    assert_alike(changed, anew, data.draw(st.lists(TOKENS, max_size=6)))


def assert_alike(one: Index, other: Index, query: list[Token]) -> None:
    """Claim that two indexes have the same lines and find the same."""
    assert len(one) == len(other)
    assert one.entries == other.entries
    assert list(one._keys) == list(other._keys)
    for line in range(len(one)):
        assert one.text_of(line) == other.text_of(line)
        assert one.keys_of(line) == other.keys_of(line)
        assert one.entry_of(line) == other.entry_of(line)
        assert one.mark_of(line) == other.mark_of(line)
    assert one.weigh(query) == other.weigh(query)
    mine, theirs = one.search(one.weigh(query)), other.search(other.weigh(query))
    for name in Hits.__slots__:
        assert getattr(mine, name) == pytest.approx(getattr(theirs, name)), name


@given(corpora(), st.lists(TOKENS, min_size=1, max_size=6), st.integers(1, 6), st.integers(1, 4))
def test_limits_keep_the_best(corpus: tuple[list[Line], int], query: list[Token], limit: int, entries: int) -> None:
    """Fewer entries and lines are the best of them all, and each entry keeps its best line."""
    index = Index(*corpus)
    weights = index.weigh(query)
    everything, some = index.search(weights), index.search(weights, limit, entries)
    scorer, scored = Scorer(index._wanted(weights), index._count), everything.entries
    scores = dict(zip(scored.tolist(), scorer(scored).tolist() if len(scored) else [], strict=True))
    assert sorted((scores[e] for e in some.entries.tolist()), reverse=True) == pytest.approx(
        sorted(scores.values(), reverse=True)[:entries]
    )
    likeness = 2 * everything.matched / (everything.totals + everything.query_weight)
    by_line = dict(zip(everything.lines.tolist(), likeness.tolist(), strict=True))
    for entry in some.entries.tolist():
        own = [by_line[line] for line in index.lines_of(entry) if line in by_line]
        assert max(by_line[line] for line in some.lines.tolist() if index.entry_of(line) == entry) == max(own)
    assert len(some.lines) <= limit + entries


def test_lines_are_read_back() -> None:
    """A line's text, mark and keys come back as they went in; synonym groups are no keys of it."""
    tokens = (Token("thank", "thanks", 1.0, known=True), Token("~전작", "전작권", 0.5, known=True))
    index = Index([Line(0, "thanks for 전작권 \ud800", tokens, 7), Line(2, "", ())], 3)
    assert index.text_of(0) == "thanks for 전작권 \ud800"
    assert index.keys_of(0) == ["thank", "~전작"]
    assert index.mark_of(0) == 7
    assert [list(index.lines_of(entry)) for entry in range(3)] == [[0], [], [1]]
    assert (index.frequency("thank"), index.frequency("zebra"), index.frequency(SYNONYM_GROUPS["thank"][0])) == (
        1,
        0,
        1,
    )


def test_more_factors_than_a_byte_can_tell_are_taken_as_the_nearest() -> None:
    """A thousand different factors still weigh about what they are."""
    builder = LineBuilder()
    for entry in range(1000):
        builder.add(entry, "x", (Token(f"k{entry}", "x", 1 / (1 + entry % 300), known=True),))
    index = Index.of(builder.lines(1000))
    weights = index.weigh([Token("k5", "x", 1.0, known=True)])
    assert index.search(weights).totals == pytest.approx([weights["k5"] / 6])
    assert len(Postings.of(builder.lines(1000)).entries) == 1000
