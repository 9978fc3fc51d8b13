"""Why a reply is as it is: what matched, how surely, what came next, which checks it passed."""

from bot.cards.limits import MAX_CONTENT, length
from bot.cards.markdown import escape_within, quote_typed
from bot.cards.words import Words
from bot.text.phrases import Phrases
from knowledge.decision import GuardResult, Part, Reply, Trace
from knowledge.model import Language

_MAX_WORDS = 8
_MAX_GUARDS = 8
_MAX_TYPED = 40
_PERCENT = 100


def render_why(reply: Reply, phrases: Phrases) -> str:
    """Return how each part of *reply* was decided, as the content of one message; later parts go if it is too long."""
    words = Words(phrases)
    parts: list[str] = []
    for number, part in enumerate(reply.parts, start=1):
        head = [words.say("why.part", number=number)] if len(reply.parts) > 1 else []
        text = "\n".join([*head, *_lines(part, words)])
        if length("\n\n".join([*parts, text])) > MAX_CONTENT:
            break
        parts.append(text)
    return "\n\n".join(parts)


def _lines(part: Part, words: Words) -> list[str]:
    trace = part.trace
    if trace.variant is None and trace.best is None:
        return [words.say("why.nothing"), *_guards(trace, words)]
    lines = []
    if trace.variant is not None:
        lines.append(words.say("why.variant", variant=escape_within(trace.variant, 300)))
    if trace.words:
        shown = ", ".join(
            words.say("why.word", word=quote_typed(each.word.lstrip("?"), _MAX_TYPED), share=_percent(each.weight))
            for each in trace.words[:_MAX_WORDS]
        )
        lines.append(words.say("why.words", words=shown))
    if trace.missing:
        shown = ", ".join(quote_typed(each, _MAX_TYPED) for each in trace.missing[:_MAX_WORDS])
        lines.append(words.say("why.missing", words=shown))
    lines.append(words.say("why.confidence", confidence=_percent(trace.confidence), margin=_percent(trace.margin)))
    if trace.runner_up is not None:
        lines.append(words.say("why.runner_up", question=_asked(trace.runner_up, words.phrases)))
    return lines + _guards(trace, words)


def _guards(trace: Trace, words: Words) -> list[str]:
    # What failed comes first: it is what made the difference.
    by_verdict = sorted(trace.guards, key=lambda guard: guard.passed)
    return [_guard(guard, words) for guard in by_verdict[:_MAX_GUARDS]]


def _guard(guard: GuardResult, words: Words) -> str:
    key = f"cards.guard.{guard.guard}"
    phrases = words.phrases
    known = phrases.wording.has(key)
    name = escape_within(phrases.say(key) if known else guard.guard.replace("_", " "), 2 * _MAX_TYPED)
    if guard.passed:
        return words.say("why.passed", guard=name)
    if not guard.detail:
        return words.say("why.failed", guard=name)
    return words.say("why.failed_detail", guard=name, detail=quote_typed(guard.detail, 2 * _MAX_TYPED))


def _asked(entry: str, phrases: Phrases) -> str:
    """Return a question that the entry with the id *entry* answers, or the id itself."""
    known = phrases.book.facts.get(entry) or phrases.book.gaps.get(entry)
    if known is None:
        return escape_within(entry, 300)
    wanted, other = known.questions.en, known.questions.ko
    if phrases.language is Language.KO:
        wanted, other = other, wanted
    return escape_within(next(iter(wanted or other), entry), 300)


def _percent(share: float) -> int:
    return round(share * _PERCENT)
