"""Citations to copy: as plain text, as Markdown and as BibTeX, each in a block of its own."""

import re

from bot.cards.message import Message, Section, Style
from bot.cards.reply import claims_of
from bot.cards.words import by_release
from bot.text.phrases import Phrases
from knowledge.decision import Citation, Reply

_MARKDOWN = re.compile(r"([\\`*_\[\]<>])")
_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{each: f"\\{each}" for each in "&%$#_{}"},
}
_MAX_PLACES = 6
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def render_citations(reply: Reply, phrases: Phrases, style: Style) -> Message:
    """Return the citations of everything that *reply* claims, one a release, with the places in it.

    As many releases as one message takes, at least one; of very long names and addresses, fewer forms.
    """
    citations = (
        citation
        for part in reply.parts
        for cited in claims_of(part.decision)
        for citation in cited.citations
    )  # fmt: skip
    groups = by_release(dict.fromkeys(citations))
    message = _message(groups, phrases, style)
    while not message.fits and len(groups) > 1:
        groups.pop()
        message = _message(groups, phrases, style)
    while not message.fits and len(message.sections) > 1:
        message = Message(style, message.sections[:-1])
    return message


def _message(groups: list[tuple[Citation, ...]], phrases: Phrases, style: Style) -> Message:
    kinds = (("plain", "", _plain), ("markdown", "md", _markdown), ("bibtex", "bib", _bibtex))
    sections = []
    for name, syntax, write in kinds:
        block = _unfenced("\n".join(write(group, phrases) for group in groups))
        sections.append(Section(f"{phrases.say(f'cards.citation.{name}')}\n```{syntax}\n{block}\n```"))
    return Message(style, tuple(sections))


def _plain(group: tuple[Citation, ...], phrases: Phrases) -> str:
    first = group[0]
    parts = [f"{first.publisher}. “{first.title}”", f"{phrases.published(first)}. {_places(group, phrases)}"]
    return ". ".join([*parts, *([first.url] if first.url else [])]) + ("" if first.url else ".")


def _markdown(group: tuple[Citation, ...], phrases: Phrases) -> str:
    first = group[0]
    title = _MARKDOWN.sub(r"\\\1", first.title)
    shown = f"[{title}](<{first.url}>)" if first.url else f"“{title}”"
    publisher = _MARKDOWN.sub(r"\\\1", first.publisher)
    return f"{publisher}, {shown}, {phrases.published(first)}, {_places(group, phrases)}"


def _bibtex(group: tuple[Citation, ...], phrases: Phrases) -> str:
    first = group[0]
    fields = [f"title = {{{{{_tex(first.title)}}}}}", f"organization = {{{{{_tex(first.publisher)}}}}}"]
    if first.published is not None:
        # The abbreviation without braces is what BibTeX's styles and biber both take.
        fields += [f"year = {{{first.published.year}}}", f"month = {_MONTHS[first.published.month - 1]}"]
    if first.url:
        fields.append(f"url = {{{first.url}}}")
    fields.append(f"note = {{{_tex(f'{phrases.published(first)}; {_places(group, phrases)}')}}}")
    return "\n".join([f"@misc{{{first.release},", *(f"  {field}," for field in fields), "}"])


def _places(group: tuple[Citation, ...], phrases: Phrases) -> str:
    return "; ".join(phrases.place(citation) for citation in group[:_MAX_PLACES])


def _tex(text: str) -> str:
    return "".join(_TEX.get(each, each) for each in text)


def _unfenced(text: str) -> str:
    """Return *text* so that it cannot end the block that it stands in."""
    return text.replace("```", "'''")
