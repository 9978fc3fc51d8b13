"""A reply that is kept comes back as it was."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replystate import dump_reply, load_reply
from knowledge.decision import (
    AbstainReason,
    Abstention,
    Answer,
    Context,
    Correction,
    Decision,
    GuardResult,
    Part,
    Premise,
    Reply,
    Suggestions,
    Trace,
    WordWeight,
    cite,
)
from knowledge.model import FactBook, Language

_TEXT = st.text(st.characters(), max_size=30)
_SHARE = st.floats(0, 1)


def replies(book: FactBook) -> st.SearchStrategy[Reply]:
    """Return a strategy for any reply that can come of *book*."""
    languages = st.sampled_from(Language)
    cited = st.builds(
        lambda fact, language, score: cite(fact, book, language, score),
        st.sampled_from(book.file.facts),
        languages,
        st.floats(0, 100),
    )
    some = st.lists(cited, min_size=1, max_size=3).map(tuple)
    premises = st.lists(st.builds(Premise, _TEXT, _TEXT, _TEXT), min_size=1, max_size=3).map(tuple)
    decisions: st.SearchStrategy[Decision] = st.one_of(
        st.builds(Answer, some),
        st.builds(Correction, some, premises),
        st.builds(Suggestions, some),
        st.builds(
            Abstention,
            st.sampled_from(AbstainReason),
            st.lists(cited, max_size=3).map(tuple),
            st.none() | st.sampled_from(book.file.gaps),
        ),
    )
    traces = st.builds(
        Trace,
        variant=st.none() | _TEXT,
        words=st.lists(st.builds(WordWeight, _TEXT, _SHARE), max_size=4).map(tuple),
        missing=st.lists(_TEXT, max_size=3).map(tuple),
        guards=st.lists(st.builds(GuardResult, _TEXT, st.booleans(), _TEXT), max_size=3).map(tuple),
        confidence=_SHARE,
        margin=_SHARE,
        best=st.none() | _TEXT,
        runner_up=st.none() | _TEXT,
        features=st.lists(st.tuples(_TEXT, st.floats(-99, 99)), max_size=3).map(tuple),
        respelled=st.lists(st.tuples(_TEXT, _TEXT), max_size=3).map(tuple),
    )
    names = st.lists(_TEXT, max_size=3).map(tuple)
    contexts = st.builds(Context, _TEXT, st.none() | st.sampled_from(sorted(book.meetings)), names, names)
    parts = st.builds(Part, _TEXT, decisions, traces, st.none() | st.sampled_from(sorted(book.meetings)))
    return st.builds(Reply, st.lists(parts, min_size=1, max_size=3).map(tuple), languages, contexts)


@given(st.data())
def test_any_reply_comes_back_exactly(small_book: FactBook, data: st.DataObject) -> None:
    """Dumping and loading is the identity, for every kind of decision."""
    reply = data.draw(replies(small_book))
    state = dump_reply(reply)
    assert load_reply(state) == reply
    assert dump_reply(load_reply(state)) == state
    assert state.isascii()


def packed(text: str) -> str:
    """Return *text* in the form of a state."""
    return base64.b64encode(zlib.compress(text.encode())).decode()


@pytest.mark.parametrize(
    "state",
    [
        "",
        "null",
        "\uff21",
        packed("{}")[:-4],
        packed("null"),
        packed("[]"),
        packed("{}"),
        packed('{"v":1}'),
        packed('{"v":2,"parts":[]}'),
        packed("[" * 2000),
        packed('{"v":1,"language":"xx","parts":[{}]}'),
        packed(" " * 20_000_000),
    ],
    ids=[
        "empty", "plain", "not ASCII", "cut off", "null", "list", "no version", "no parts", "newer", "nested",
        "unknown language", "bomb",
    ],
)  # fmt: skip
def test_a_state_that_is_none_is_refused(state: str) -> None:
    """Whatever else stands in the row is a ValueError, never a half-made reply."""
    with pytest.raises(ValueError):  # noqa: PT011 - the claim is the class: json's own error is one as well
        load_reply(state)


def test_a_state_of_before_features_were_kept_is_read(small_book: FactBook) -> None:
    """The buttons under old replies go on working."""
    reply = Reply(
        (Part("q", Answer((cite(small_book.file.facts[0], small_book, Language.EN, 1.0),))),), Language.EN, Context("q")
    )
    text = zlib.decompress(base64.b64decode(dump_reply(reply))).decode()
    old = text.replace(',"features":[],"respelled":[]', "")
    assert old != text
    assert load_reply(packed(old)) == reply


def test_a_state_with_a_foreign_decision_is_refused(small_book: FactBook) -> None:
    """A kind of decision that this code does not know is not guessed at."""
    fact = cite(small_book.file.facts[0], small_book, Language.EN, 1.0)
    state = dump_reply(Reply((Part("q", Answer((fact,))),), Language.EN, Context("q")))
    text = zlib.decompress(base64.b64decode(state)).decode()
    with pytest.raises(ValueError, match="guess"):
        load_reply(packed(text.replace('"kind":"answer"', '"kind":"guess"')))
