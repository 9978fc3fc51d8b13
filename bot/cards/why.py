"""Why a reply is as it is: what matched, how surely, what came next, which checks it passed."""

from bot.cards.limits import MAX_CONTENT, length
from bot.cards.markdown import quote_typed
from bot.cards.words import Words
from bot.text.explain import Rank, Remark, explain
from bot.text.phrases import Phrases
from knowledge.decision import Reply


def render_why(reply: Reply, phrases: Phrases) -> str:
    """Return how each part of *reply* was decided, as the content of one message.

    Where that is too long, what matters least goes first, and later parts before earlier ones.
    """
    words = Words(phrases)
    heads = [words.say("why.part", number=number) for number in range(1, len(reply.parts) + 1)]
    parts = [list(explain(part, phrases, quote_typed, is_whole=False)) for part in reply.parts]
    while length(text := _text(heads, parts)) > MAX_CONTENT:
        _leave_out_one(parts)
    return text


def _text(heads: list[str], parts: list[list[Remark]]) -> str:
    shown = heads if len(parts) > 1 else [""]
    return "\n\n".join(
        "\n".join(filter(None, [head, *(remark.text for remark in remarks)]))
        for head, remarks in zip(shown, parts, strict=True)
    )


def _leave_out_one(parts: list[list[Remark]]) -> None:
    """Take the last of the least important remarks out of *parts*; what became of each question always stays."""
    rank, number, place = max(
        (remark.rank, number, place) for number, remarks in enumerate(parts) for place, remark in enumerate(remarks)
    )
    assert rank is not Rank.OUTCOME  # noqa: S101 - three outcomes are a few hundred characters
    del parts[number][place]
