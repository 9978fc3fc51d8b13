"""What the tests of cards share: ways to look at a message, and anything that a valid fact file may hold."""

import re
from collections.abc import Iterator
from typing import Any, get_args

import discord
import pytest
import simcord
import simcord.interactions
from hypothesis import strategies as st
from simcord.components import COMPONENTS_V2_FLAG, validate_message_state

from bot.cards import Message, Style, limits
from bot.text.lookups import Entry, Sheet
from knowledge.decision import (
    AbstainReason,
    Abstention,
    Answer,
    Citation,
    CitedFact,
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
)
from knowledge.model import Basis, Claims, FactBook, Language, Questions

STYLES = get_args(Style)
ASKED = 2**63 - 1
"""The largest id there can be, and so the longest custom_id."""
_BUTTON, _TEXT = 2, 10
"""Types of components (discord-api-docs components/reference)."""


def payload(message: Message) -> dict[str, Any]:
    """Return what discord.py would send of *message*."""
    kwargs = message.kwargs()
    return {"content": kwargs.get("content"), "components": kwargs["view"].to_components()}


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield every component, nested ones too."""
    for component in components:
        yield component
        yield from walk(component.get("components", []))


def text_of(message: Message) -> str:
    """Return all the words of *message* but those on buttons."""
    sent = payload(message)
    texts = [each["content"] for each in walk(sent["components"]) if each["type"] == _TEXT]
    return "\n\n".join(filter(None, [sent["content"], *texts]))


def buttons_of(message: Message) -> list[dict[str, Any]]:
    """Return every button of *message*, links too."""
    return [each for each in walk(payload(message)["components"]) if each["type"] == _BUTTON]


def custom_ids(message: Message) -> list[str]:
    """Return the custom_id of every button of *message*, top to bottom; links have none."""
    return [each["custom_id"] for each in buttons_of(message) if "custom_id" in each]


def assert_taken(message: Message) -> None:
    """Assert that Discord would take *message*, by simcord's own rules and by a plain count."""
    sent = payload(message)
    flags = COMPONENTS_V2_FLAG if message.style == "card" else 0
    validate_message_state(sent["components"], flags=flags, content=sent["content"], embeds=[])
    everything = list(walk(sent["components"]))
    texts = [each["content"] for each in everything if each["type"] == _TEXT]
    assert len(everything) <= limits.MAX_COMPONENTS
    assert all(texts)
    assert sum(len(text.encode("utf-16-le")) // 2 for text in texts) <= limits.MAX_CARD_TEXT
    if message.style == "plain":
        assert 0 < len(sent["content"].encode("utf-16-le")) // 2 <= limits.MAX_CONTENT
        assert len(sent["components"]) <= limits.MAX_ROWS
    for button in (each for each in everything if each["type"] == _BUTTON):
        assert 0 < len(button["label"]) <= limits.MAX_BUTTON_LABEL
        assert len(button.get("url", "")) <= limits.MAX_LINK
        assert len(button.get("custom_id", "")) <= limits.MAX_CUSTOM_ID
    assert len(set(custom_ids(message))) == len(custom_ids(message))


def reply_of(*decisions: Decision, language: Language = Language.EN, **part: Any) -> Reply:
    """Return a reply with one part a decision; *part* goes to each."""
    first, *more = (Part("q", decision, **part) for decision in decisions)
    return Reply((first, *more), language, Context("q"))


# ---------------------------------------------------------------- anything that a valid file may hold

_SHORT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(str.strip)


def _up_to(limit: int) -> st.SearchStrategy[str]:
    """Return texts that like to be as long as they may: Hangul, Latin, pairs of UTF-16, and all that is escaped."""
    filled = st.sampled_from(["가", "a", "a b", "\U0001d49c", "*", "_@", ":/", "1. ", "😀", "전작권 "]).map(
        lambda each: (each * limit)[:limit].strip()
    )
    return st.one_of(filled, _SHORT)


@st.composite
def cited_facts(draw: st.DrawFn, book: FactBook) -> CitedFact:
    """Draw a fact with the most of everything, made past the validators: they may grow stricter, never laxer."""
    citations = draw(st.lists(_citations(), min_size=1, max_size=9))
    fact = book.file.facts[0].model_copy(
        update={
            "id": draw(st.sampled_from(["f", "x" * 64])),
            "text": Claims.model_construct(en=draw(_up_to(600)), ko=None),
            "said_by": draw(st.sampled_from(["both", "officials", "release", "han-do-yun", "left-the-file"])),
            "basis": draw(st.sampled_from(Basis)),
            "inferred_from": draw(st.none() | _up_to(1000)),
            "questions": Questions.model_construct(en=tuple(draw(st.lists(_up_to(200), max_size=2))), ko=()),
        }
    )
    first, *more = citations
    return CitedFact(fact, fact.text.en, Language.EN, (first, *more), draw(st.floats(0, 100)))


def _citations() -> st.SearchStrategy[Citation]:
    return st.builds(
        Citation,
        release=st.sampled_from(["r1", "r2", "r3", "r4", "r5"]),
        place=st.just("r1#s01"),
        title=_up_to(200),
        publisher=_up_to(200),
        published=st.none() | st.dates(),
        published_basis=st.none() | st.sampled_from(Basis),
        url=st.none() | st.integers(1, 5).map(lambda n: f"https://{n}.example/".ljust(512, "a")),
        paragraph=st.integers(0, 9999),
        number=st.integers(1, 9999),
    )


def decisions(book: FactBook) -> st.SearchStrategy[Decision]:
    """Return a strategy for any decision."""
    some = st.lists(cited_facts(book), min_size=1, max_size=3).map(tuple)
    premises = st.lists(st.builds(Premise, st.sampled_from(["year", "polarity", "new"]), _up_to(300), _up_to(300)))
    gaps = st.builds(
        lambda gap, text: gap.model_copy(update={"text": Claims.model_construct(en=text, ko=None)}),
        st.sampled_from(book.file.gaps),
        _up_to(600),
    )
    return st.one_of(
        st.builds(Answer, some),
        st.builds(lambda facts, told: Correction(facts, (Premise("year", "2019", "2016"), *told)), some, premises),
        st.builds(Suggestions, some),
        st.builds(
            Abstention,
            st.sampled_from(AbstainReason),
            st.lists(cited_facts(book), max_size=3).map(tuple),
            st.none() | gaps,
        ),
    )


def replies(book: FactBook) -> st.SearchStrategy[Reply]:
    """Return a strategy for any reply, with the most of everything."""
    parts = st.builds(
        Part,
        st.text(max_size=20),
        decisions(book),
        st.builds(
            Trace,
            variant=st.none() | _up_to(600),
            words=st.lists(st.builds(WordWeight, st.text(), st.floats(0, 1)), max_size=20).map(tuple),
            missing=st.lists(st.text(), max_size=20).map(tuple),
            guards=st.lists(st.builds(GuardResult, _SHORT, st.booleans(), st.text()), max_size=12).map(tuple),
            confidence=st.floats(0, 1),
            margin=st.floats(0, 1),
            best=st.none() | _SHORT,
            runner_up=st.none() | _SHORT | st.sampled_from(["csd12-saved", "csd12-crews-old", "gap-csd12-cost"]),
            features=st.lists(st.tuples(_SHORT, st.floats(-99, 99)), max_size=20).map(tuple),
            respelled=st.lists(st.tuples(st.text(), st.text()), max_size=9).map(tuple),
        ),
        st.none() | st.sampled_from(["csd-12", "left-the-file"]),
        st.just("") | _up_to(400),
    )
    return st.builds(
        Reply,
        st.lists(parts, min_size=1, max_size=3).map(tuple),
        st.sampled_from(Language),
        st.just(Context("q")),
    )


def sheets(book: FactBook) -> st.SearchStrategy[Sheet]:
    """Return a strategy for any sheet of a look-up."""
    cited = st.lists(_citations(), max_size=9).map(tuple)
    entries = st.builds(
        Entry,
        id=st.just("x"),
        heading=_up_to(200),
        lines=st.lists(_up_to(700), max_size=8).map(tuple),
        citations=cited,
        facts=st.lists(cited_facts(book), max_size=3).map(tuple),
        address=st.none() | st.just("https://a.example/".ljust(512, "a")),
    )
    return st.builds(Sheet, _up_to(200), st.lists(entries, max_size=3).map(tuple), st.none() | _up_to(600))


def assert_numbers_match(text: str) -> None:
    """Assert that each [n] that a claim cites is a release listed on the page, and the other way round."""
    cited = {
        number
        for line in text.splitlines()
        if line.startswith(("**Source:** [", "**출처:** ["))
        for number in re.findall(r"(?<!\\)\[([0-9]+)\](?= (?:paragraph|heading|line|[0-9]+번째|제목))", line)
    }
    listed = {match[1] for line in text.splitlines() if (match := re.match(r"\[([0-9]+)\] [“「]", line))}
    assert cited == listed


def speak_korean(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every member of the simulated Discord have it in Korean; simcord itself only knows English."""
    english = simcord.interactions.base_payload

    def korean(*args: Any, **kwargs: Any) -> tuple[Any, dict[str, Any]]:
        record, payload = english(*args, **kwargs)
        return record, {**payload, "locale": "ko"}

    monkeypatch.setattr(simcord.interactions, "base_payload", korean)


def words_of(sent: simcord.ResponseMessage | None) -> str:
    """Return all the words of what the bot sent, but those on buttons."""
    assert sent is not None
    texts = [each["content"] for each in walk(sent.components) if each["type"] == _TEXT]
    return "\n\n".join(filter(None, [sent.content, *texts]))


def labels_of(sent: simcord.ResponseMessage | discord.Message | None) -> list[str]:
    """Return the labels of the buttons of what the bot sent."""
    assert sent is not None
    if isinstance(sent, discord.Message):
        return [label for each in sent.components for label in _labels(each)]
    return [each["label"] for each in walk(sent.components) if each["type"] == _BUTTON]


def _labels(component: Any) -> Iterator[str]:
    if component.type is discord.ComponentType.button:
        yield component.label
    for child in getattr(component, "children", ()):
        yield from _labels(child)
