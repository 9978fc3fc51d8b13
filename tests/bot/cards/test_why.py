from bot.cards import limits
from bot.cards.why import render_why
from bot.text.phrases import Phrases
from bot.text.wording import Wording
from knowledge.decision import Answer, GuardResult, Trace, WordWeight, cite
from knowledge.model import FactBook, Language
from tests.bot.cardkit import reply_of


def test_why_leaves_out_what_matters_least(small_book: FactBook) -> None:
    """Where the longest content does not fit, each question keeps its outcome, match and failed checks."""
    long = "가" * 600
    trace = Trace(
        variant=long,
        words=tuple(WordWeight(f"{n}{long}", 0.1) for n in range(20)),
        missing=(long,),
        guards=(*(GuardResult(f"{n}{long}", True, long) for n in range(9)), GuardResult("names", False, long)),
        best="csd12-place",
        runner_up="csd12-saved",
        features=tuple((f"{n}{long}", 1.0) for n in range(9)),
    )
    reply = reply_of(
        *(Answer((cite(small_book.facts["csd12-place"], small_book, Language.EN, 90.0),)) for _ in range(3)),
        trace=trace,
    )
    text = render_why(reply, Phrases(Wording.load(), Language.EN, small_book))
    assert limits.length(text) <= limits.MAX_CONTENT
    for words in ("**Question ", "Answered: ", "Matched with: ", "Check failed: names"):
        assert text.count(words) == 3
    assert "Checks passed" not in text
    assert "Speaks for it" not in text


def test_what_was_typed_does_nothing_in_an_explanation(small_book: FactBook) -> None:
    """Words of the question come cleaned and escaped, also those that were read as another word."""
    hostile = "@everyone <@1> **x**"
    trace = Trace(
        variant="Which city?", words=(WordWeight(hostile, 1.0),), missing=(hostile,), respelled=((hostile, "city"),),
        guards=(GuardResult("names", False, hostile),), best="csd12-place",
    )  # fmt: skip
    answer = Answer((cite(small_book.facts["csd12-place"], small_book, Language.EN, 90.0),))
    text = render_why(
        reply_of(answer, trace=trace, understood=hostile), Phrases(Wording.load(), Language.EN, small_book)
    )
    assert "@everyone" not in text
    assert "**x**" not in text.replace("\\*", "")
    assert text.count("\\*\\*x\\*\\*") == 5
