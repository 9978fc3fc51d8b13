"""How a decision came about, as lines for `ask --explain`."""

from collections.abc import Iterator

from bot.text.phrases import Phrases
from bot.text.plaintext import Line, Role
from knowledge.decision import Part, Reply


def explain_lines(reply: Reply, phrases: Phrases) -> tuple[Line, ...]:
    """Return what each part's trace holds: what matched, which words, which checks, how sure."""
    lines: list[Line] = []
    for part in reply.parts:
        lines.append(Line(Role.BLANK, ""))
        lines.extend(Line(Role.NOTE, text) for text in _part_texts(part, phrases))
    return tuple(lines)


def _part_texts(part: Part, phrases: Phrases) -> Iterator[str]:
    def say(key: str, /, **values: object) -> str:
        return phrases.say(f"console.explain.{key}", **values).rstrip()

    trace = part.trace
    if trace.best is None:
        yield say("nothing")
    else:
        yield say("best", fact=trace.best)
    if trace.variant is not None:
        yield say("variant", variant=trace.variant)
    if trace.words:
        words = (say("word", word=each.word, share=round(each.weight * 100)) for each in trace.words)
        yield say("words", words=", ".join(words))
    if trace.missing:
        yield say("missing", words=", ".join(trace.missing))
    for result in trace.guards:
        yield say("passed" if result.passed else "failed", guard=result.guard, detail=result.detail)
    yield say("confidence", confidence=round(trace.confidence * 100), margin=round(trace.margin * 100))
    if trace.runner_up is not None:
        yield say("runner_up", fact=trace.runner_up)
