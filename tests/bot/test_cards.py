"""What members see of a reply: within Discord's limits, every claim with its citation, nothing typed let loose."""

import dataclasses
import re
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.cards import Message, Style, limits, render_reply
from bot.cards.citation import render_citations
from bot.cards.ids import PAGE_TEMPLATE, PICK_TEMPLATE, REPLY_TEMPLATE, UNKNOWN_TEMPLATE
from bot.cards.markdown import shown
from bot.cards.message import Press, Section
from bot.cards.reply import question_label
from bot.cards.why import render_why
from bot.cards.words import stamp, stamped
from bot.text.phrases import Phrases
from bot.text.wording import Wording
from knowledge.decision import (
    AbstainReason,
    Abstention,
    Answer,
    CitedFact,
    Context,
    Correction,
    Decision,
    Part,
    Premise,
    Reply,
    Suggestions,
    cite,
)
from knowledge.model import FactBook, Language, Questions
from tests.bot.cardkit import (
    ASKED,
    STYLES,
    assert_taken,
    buttons_of,
    custom_ids,
    payload,
    replies,
    reply_of,
    text_of,
)

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def wording() -> Wording:
    """Return the words that ship."""
    return Wording.load()


_SLOW = settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
"""Each example renders a dozen messages."""


@_SLOW
@given(data=st.data())
def test_discord_takes_any_reply(small_book: FactBook, wording: Wording, data: st.DataObject) -> None:
    """Whatever a valid file holds, in each style, private, shared or neither, the message is within the limits."""
    reply = data.draw(replies(small_book))
    for style in STYLES:
        for private, shared_by in ((False, None), (True, None), (False, ASKED)):
            message = render_reply(
                reply, book=small_book, asked_id=ASKED, wording=wording, style=style, private=private,
                shared_by=shared_by,
            )  # fmt: skip
            assert message.fits
            assert_taken(message)


@_SLOW
@given(data=st.data())
def test_no_claim_is_shown_without_its_citation(small_book: FactBook, wording: Wording, data: st.DataObject) -> None:
    """However much was left out, whoever reads a fact reads where it is printed, in the same piece of text."""
    reply = data.draw(replies(small_book))
    label = wording("cards.source", reply.language, source="").strip()
    # The words of a gap are no claim, although they may be those of a fact.
    phrases = Phrases(wording, reply.language, small_book)
    gaps = [phrases.abstention(part.decision) for part in reply.parts if isinstance(part.decision, Abstention)]
    claims = [
        cited.text
        for part in reply.parts
        for cited in _facts_in(part.decision)
        if len(cited.text) > 3 and not any(cited.text in gap for gap in gaps)
    ]
    for style in STYLES:
        message = render_reply(reply, book=small_book, asked_id=1, wording=wording, style=style)
        first = reply.parts[0].decision
        if isinstance(first, Answer | Correction):
            assert first.facts[0].text in shown(message.sections[0].text)
        for section in message.sections:
            if any(text in shown(section.text) for text in claims):
                assert label in section.text


def _facts_in(decision: Decision) -> tuple[CitedFact, ...]:
    return decision.nearest if isinstance(decision, Abstention) else decision.facts


@_SLOW
@given(data=st.data())
def test_why_and_citations_fit_into_a_message(small_book: FactBook, wording: Wording, data: st.DataObject) -> None:
    """The private words behind two buttons keep to the limits as well."""
    reply = data.draw(replies(small_book))
    phrases = Phrases(wording, reply.language, small_book)
    assert 0 < limits.length(render_why(reply, phrases)) <= limits.MAX_CONTENT
    if any(isinstance(part.decision, Answer | Correction) for part in reply.parts):
        for style in STYLES:
            message = render_citations(reply, phrases, style)
            assert_taken(message)
            # Three blocks at most, each closed: nothing in a title ends one early.
            assert text_of(message).count("```") == 2 * len(message.sections)


# ---------------------------------------------------------------- the small file


def _cite(book: FactBook, fact: str, language: Language = Language.EN) -> CitedFact:
    return cite(book.facts[fact], book, language, 90.0)


def _text(reply: Reply, book: FactBook, wording: Wording, style: Style = "card") -> str:
    return text_of(render_reply(reply, book=book, asked_id=1, wording=wording, style=style))


@pytest.mark.parametrize("style", STYLES)
def test_an_answer_shows_the_fact_who_said_it_and_its_source(
    small_book: FactBook, wording: Wording, style: Style
) -> None:
    """In both styles the same words, line by line."""
    text = _text(reply_of(Answer((_cite(small_book, "csd12-dates"),))), small_book, wording, style)
    source = (
        "**Source:** “Account of the 12th Coastal Security Dialogue”, U.S. Coastal Department, "
        "2016-05-12 (<t:1463054400:D>, inferred), paragraph 2, sentence 1"
    )
    assert text.splitlines() == [
        "The 12th Coastal Security Dialogue was held on May 11-12, 2016.",
        "Said by the release itself",
        "Inferred: Days as printed; the year is taken from the file this release was found in.",
        source,
    ]


def test_a_korean_answer_is_korean_throughout(small_book: FactBook, wording: Wording) -> None:
    """Fact, attribution, source and buttons; only what the file has in English alone stays English."""
    cited = _cite(small_book, "csd12-radar", Language.KO)
    message = render_reply(
        reply_of(Answer((cited,)), language=Language.KO), book=small_book, asked_id=1, wording=wording
    )
    source = (
        "**출처:** 「제12차 연안안보대화 보도」, 미국 연안부, 2016-05-12 (<t:1463054400:D>, 추정), "
        "3번째 문단 1번째 문장"
    )
    assert text_of(message).splitlines() == [
        "양측은 실종 선박의 레이더 자료를 30일 안에 공유하기로 합의했습니다.",
        "말한 쪽: 양측",
        source,
    ]
    assert not any(re.search("[A-Za-z]", button["label"]) for button in buttons_of(message))


def test_a_source_with_an_address_has_a_link(small_book: FactBook, wording: Wording) -> None:
    """A button on a card, an address without preview in plain text; a source without one has neither."""
    reply = reply_of(Answer((_cite(small_book, "calder21-museum"),)))
    card = render_reply(reply, book=small_book, asked_id=1, wording=wording)
    address = small_book.releases["calder-2021"].url
    assert [button["url"] for button in buttons_of(card) if "url" in button] == [address]
    assert "https" not in text_of(card)
    assert f"Open the release: <{address}>" in _text(reply, small_book, wording, "plain")
    assert "date not known" in text_of(card)
    bare = render_reply(
        reply_of(Answer((_cite(small_book, "csd12-place"),))), book=small_book, asked_id=1, wording=wording
    )
    assert not any("url" in button for button in buttons_of(bare))


@pytest.mark.parametrize(
    ("language", "denial"), [(Language.EN, "**No.** "), (Language.KO, "**아닙니다.** ")], ids=["en", "ko"]
)
def test_a_correction_denies_before_it_tells(
    small_book: FactBook, wording: Wording, language: Language, denial: str
) -> None:
    """First a word of denial with what was said and what is right, then the fact."""
    decision = Correction((_cite(small_book, "csd12-place", language),), (Premise("place", "incheon", "Busan"),))
    first, second, *_ = _text(reply_of(decision, language=language), small_book, wording).splitlines()
    assert first.startswith(denial)
    assert "incheon" in first
    assert "Busan" in first
    assert second == small_book.facts["csd12-place"].text.get(language)


@pytest.mark.parametrize("style", STYLES)
def test_what_a_member_typed_does_nothing(small_book: FactBook, wording: Wording, style: Style) -> None:
    """The only words of a member on a card, in a correction, come cleaned and escaped; the question never comes."""
    hostile = "@\u200beveryone <@1> [a](https://b) **x**"
    decision = Correction((_cite(small_book, "csd12-place"),), (Premise("place", hostile, "Busan"),))
    reply = Reply((Part(hostile, decision), Part(hostile, decision)), Language.EN, Context(hostile))
    message = render_reply(reply, book=small_book, asked_id=1, wording=wording, style=style)
    text = text_of(message)
    assert not re.search(r"@everyone|<@|https?://|(?<!\\)\[a", text.replace("\u200b", ""))
    assert "\\*\\*x\\*\\*" in text
    assert message.kwargs()["allowed_mentions"].to_dict() == {"parse": []}


def test_suggestions_are_questions_on_buttons(small_book: FactBook, wording: Wording) -> None:
    """Each is a question that its fact answers, counted through all parts, and nothing is claimed."""
    places, leads = _cite(small_book, "csd12-place"), _cite(small_book, "csd12-leads")
    reply = reply_of(Suggestions((places, leads)), Suggestions((leads,)))
    message = render_reply(reply, book=small_book, asked_id=7, wording=wording)
    picks = [b for b in buttons_of(message) if "pick" in b.get("custom_id", "")]
    assert [(b["label"], b["custom_id"]) for b in picks] == [
        ("Where was the 12th Coastal Security Dialogue held?", "cq:1:pick:7:0"),
        ("Who led the talks at CSD 12?", "cq:1:pick:7:1"),
        ("Who led the talks at CSD 12?", "cq:1:pick:7:2"),
    ]
    assert "The releases may not say this. Did you mean:" in text_of(message)
    assert places.text not in text_of(message)


def test_a_suggestion_is_labelled_in_the_readers_language(small_book: FactBook) -> None:
    """Korean for Korean readers; a fact without questions is labelled by its text, cut to fit."""
    assert question_label(_cite(small_book, "csd12-place"), Language.KO) == "제12차 연안안보대화는 어디에서 열렸습니까?"
    old = _cite(small_book, "csd12-crews-old")
    assert question_label(old, Language.EN) == old.text
    long = dataclasses.replace(old, fact=old.fact.model_copy(update={"questions": Questions(en=("why " * 40 + "?",))}))
    assert limits.length(question_label(long, Language.EN)) <= limits.MAX_BUTTON_LABEL


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reason", AbstainReason)
def test_every_abstention_says_so_calmly(
    small_book: FactBook, wording: Wording, reason: AbstainReason, language: Language
) -> None:
    """Each reason has words; those about the releases begin with the one phrase and tell what is covered."""
    gap = small_book.gaps["gap-csd12-cost"] if reason is AbstainReason.GAP else None
    text = _text(reply_of(Abstention(reason, gap=gap), language=language), small_book, wording)
    if gap is not None:
        assert gap.text.get(language) in text
    about_releases = {AbstainReason.OPINION, AbstainReason.OFF_TOPIC, AbstainReason.OTHER_EVENT, AbstainReason.GAP}
    if reason in about_releases:
        phrase = "The releases do not say" if language is Language.EN else "보도자료에 나와 있지 않습니다"
        assert text.startswith(phrase) or gap is not None
        assert "2021-11-05" in text
        assert small_book.releases["csd-12"].title.get(language) in text


def test_nearest_facts_follow_an_abstention_with_their_sources(small_book: FactBook, wording: Wording) -> None:
    """They are introduced as what is near, not as the answer."""
    decision = Abstention(AbstainReason.GAP, (_cite(small_book, "csd12-patrols"),), small_book.gaps["gap-csd12-cost"])
    lines = _text(reply_of(decision), small_book, wording).splitlines()
    near = lines.index("**What the releases do say nearby:**")
    assert lines[near + 1] == small_book.facts["csd12-patrols"].text.en
    assert "paragraph 4, sentence 1" in lines[near + 3]


def test_a_follow_up_says_what_it_was_taken_to_be_about(small_book: FactBook, wording: Wording) -> None:
    """The meeting it inherited stands first."""
    reply = reply_of(Answer((_cite(small_book, "csd12-place"),)), inherited="csd-12")
    assert "12th Coastal Security Dialogue" in _text(reply, small_book, wording).splitlines()[0]


def test_several_questions_are_numbered_and_each_is_cited(small_book: FactBook, wording: Wording) -> None:
    """An answer and an abstention stand side by side, each on its own."""
    reply = reply_of(Answer((_cite(small_book, "csd12-place"),)), Abstention(AbstainReason.OFF_TOPIC))
    text = _text(reply, small_book, wording)
    assert text.index("**Question 1**") < text.index("**Source:**") < text.index("**Question 2**")


def test_questions_declined_alike_are_declined_once(small_book: FactBook, wording: Wording) -> None:
    """Under both their numbers; what is covered stands once as well."""
    off = Abstention(AbstainReason.OFF_TOPIC)
    lines = _text(reply_of(off, off, Abstention(AbstainReason.OPINION)), small_book, wording).splitlines()
    assert lines[:3] == ["**Question 1**", "**Question 2**", "The releases do not say: that is another subject."]
    assert sum(line.startswith("I know 2 releases") for line in lines) == 1


def test_nearest_facts_go_before_answers_do(small_book: FactBook, wording: Wording) -> None:
    """When room is short, what is merely near goes first, then second facts; first facts stay with their sources."""

    def long(fact: str, mark: str) -> CitedFact:
        text = f"{mark} " + "가" * 590
        cited = _cite(small_book, fact)
        return dataclasses.replace(cited, text=text)

    near = tuple(long("csd12-patrols", f"near{n}") for n in range(3))
    answer = Answer((long("csd12-place", "first"), long("csd12-leads", "second")))
    text = _text(reply_of(answer, Abstention(AbstainReason.UNSURE, near), answer), small_book, wording)
    assert text.count("first") == 2
    assert "near2" not in text
    assert "Please ask it by itself" not in text


def test_a_member_may_share_a_private_answer_and_delete_a_public_one(small_book: FactBook, wording: Wording) -> None:
    """What one thinks of it, then what one can do with it; a greeting has nothing to vote on, a decline no error."""

    def actions(decision: Decision, *, private: bool = False) -> list[str]:
        message = render_reply(reply_of(decision), book=small_book, asked_id=3, wording=wording, private=private)
        return [str(match["action"]) for each in custom_ids(message) if (match := REPLY_TEMPLATE.fullmatch(each))]

    fact = _cite(small_book, "csd12-place")
    assert actions(Answer((fact,))) == ["yes", "no", "correct", "why", "cite", "delete"]
    assert actions(Answer((fact,)), private=True) == ["yes", "no", "correct", "why", "cite", "share"]
    assert actions(Suggestions((fact,)), private=True) == ["yes", "no", "why"]
    assert actions(Abstention(AbstainReason.OFF_TOPIC)) == ["yes", "no", "why", "delete"]
    assert actions(Abstention(AbstainReason.SMALL_TALK)) == ["delete"]
    assert actions(Abstention(AbstainReason.SMALL_TALK), private=True) == []


def test_the_meaning_is_never_in_a_colour_or_an_emoji_alone(small_book: FactBook, wording: Wording) -> None:
    """Every button has a label short enough for a phone, and nothing is drawn with emoji or tables."""
    for language in Language:
        message = render_reply(
            reply_of(Answer((_cite(small_book, "csd12-place"),)), language=language),
            book=small_book,
            asked_id=1,
            wording=wording,
        )
        for button in buttons_of(message):
            assert "emoji" not in button
            assert len(button["label"]) <= limits.WIDE_BUTTON_LABEL
        assert not re.search("[\U0001f000-\U0001faff\u2600-\u27bf]|^\\|", text_of(message), re.MULTILINE)


def test_a_view_is_not_kept_by_discord_py(small_book: FactBook, wording: Wording) -> None:
    """A kept view would live, with a timer, for every answer ever given; the buttons are found by custom_id."""
    for style in STYLES:
        reply = reply_of(Answer((_cite(small_book, "csd12-place"),)))
        message = render_reply(reply, book=small_book, asked_id=1, wording=wording, style=style)
        assert message.kwargs()["view"].is_finished()


@pytest.mark.parametrize(("day", "unix"), [(date(2018, 7, 26), 1532606400), (date(1970, 1, 1), 43200)])
def test_a_day_is_stamped_at_noon(day: date, unix: int) -> None:
    """Noon UTC is the same calendar day nearly everywhere."""
    assert stamp(day) == f"<t:{unix}:D>"


@given(st.text(st.characters(codec="utf-8"), max_size=60))
@example("2018-02-30, 12018-07-26, 2018-07-261 and 0000-00-00")
@example("2018-07-26 (inferred), 2018-02-30 (inferred) and 2018-07-26()")
def test_only_real_days_are_stamped(text: str) -> None:
    """What only looks like a date is left alone, and nothing raises."""
    unstamped = re.sub(r" \(<t:-?[0-9]+:D>\)", "", stamped(text))
    assert re.sub(r"\(<t:-?[0-9]+:D>, ", "(", unstamped) == text


@pytest.mark.parametrize("text", ["2018-07-26 (inferred)", "2018-07-26(inferred)"])
def test_a_day_has_one_pair_of_brackets(text: str) -> None:
    """The timestamp joins what stands in brackets already, with or without a blank before them."""
    assert stamped(f"{text}, paragraph 1") == "2018-07-26 (<t:1532606400:D>, inferred), paragraph 1"


# ---------------------------------------------------------------- custom_ids


_OURS = [
    st.from_regex(each, fullmatch=True) for each in (REPLY_TEMPLATE, PICK_TEMPLATE, PAGE_TEMPLATE, re.compile("cq:.*"))
]


@given(st.one_of(st.text(), *_OURS))
@example("cq:0:yes:1")
@example("cq:1:yes:1\n")
@example("cq:1:pick:1:9")
def test_every_button_of_ours_has_exactly_one_handler(custom_id: str) -> None:
    """discord.py calls each template that matches: two would answer twice, none would leave the member waiting."""
    templates = (REPLY_TEMPLATE, PICK_TEMPLATE, PAGE_TEMPLATE, UNKNOWN_TEMPLATE)
    matching = [template for template in templates if template.fullmatch(custom_id)]
    assert len(matching) == (1 if custom_id.startswith("cq:") else 0)


def test_plain_messages_keep_to_five_rows_of_buttons() -> None:
    """Nine suggestions and the actions below them still fit."""
    presses = tuple((Press(str(n), f"cq:1:pick:1:{n}"),) for n in range(9))
    message = Message("plain", (Section("text", presses),), ((Press("last", "cq:1:yes:1"),),))
    assert message.fits
    assert_taken(message)
    assert [len(row["components"]) for row in payload(message)["components"]] == [5, 4, 1]
