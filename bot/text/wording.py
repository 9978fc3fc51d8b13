"""The words of every face, by key and language, from the catalogues in `bot/locale`.

A key is the name of the file and the path in it, parted by dots: ``answers.lead.no`` is ``lead: {no: ...}`` in
``answers.yaml``. A text may hold ``{name}`` places; the values go in as they are, so what a face must escape
it escapes before. English and Korean have the same keys and the same places, or loading fails.
"""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml

from bot.errors import WordingError
from knowledge.model import Language

_PLACE = re.compile(r"\{([a-z_]+)\}")
_BRACE = re.compile(r"[{}]")

Catalogue = Mapping[str, str]
"""Texts by key, in one language."""


class Wording:
    """Both catalogues. Immutable; safe to share."""

    def __init__(self, catalogues: Mapping[Language, Catalogue]) -> None:
        """Keep *catalogues*, one for each language.

        Raises:
            WordingError: a language or a key is missing, or a text's places differ between languages.
        """
        self._catalogues = {language: dict(catalogues.get(language, {})) for language in Language}
        faults = sorted(_disparities(self._catalogues))
        if faults:
            raise WordingError("; ".join(faults))

    @classmethod
    def load(cls) -> "Wording":
        """Read the catalogues that ship with the package; takes a few milliseconds of disk and CPU."""
        root = files("bot") / "locale"
        return cls({language: _read_folder(root / language.value) for language in Language})

    def __call__(self, key: str, language: Language, /, **values: object) -> str:
        """Return the text of *key* in *language* with *values* in their places.

        Raises:
            WordingError: there is no such key, or a place has no value. Values without a place are ignored.
        """
        try:
            text = self._catalogues[language][key]
        except KeyError:
            raise WordingError(f"there are no words for {key!r}") from None
        if "{" not in text:
            return text
        try:
            return _PLACE.sub(lambda place: str(values[place[1]]), text)
        except KeyError as missing:
            raise WordingError(f"{key} needs a value for {missing}") from None

    def count(self, key: str, language: Language, number: int, /, **values: object) -> str:
        """Return the text of ``key.one`` or ``key.other``, as *number* asks, with ``{number}`` in it."""
        form = "one" if number == 1 else "other"
        return self(f"{key}.{form}", language, number=number, **values)

    def has(self, key: str) -> bool:
        """Whether there are words for *key* (in every language, then)."""
        return key in self._catalogues[Language.EN]

    def keys(self) -> frozenset[str]:
        """Return every key."""
        return frozenset(self._catalogues[Language.EN])


def _disparities(catalogues: Mapping[Language, Catalogue]) -> Iterator[str]:
    """Yield what one language has and another lacks, and braces that are no place."""
    keys = frozenset[str]().union(*catalogues.values())
    for key in keys:
        for language, texts in catalogues.items():
            if key not in texts:
                yield f"{key} has no words in {language}"
            elif _BRACE.search(_PLACE.sub("", texts[key])):
                yield f"{key} has a stray brace in {language}"
        if len({frozenset(_PLACE.findall(texts[key])) for texts in catalogues.values() if key in texts}) > 1:
            yield f"{key} has different places in the languages"


def _read_folder(folder: Traversable) -> dict[str, str]:
    texts: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            document = yaml.safe_load(file.read_text(encoding="utf-8"))
            texts.update(_flatten(file.name.removesuffix(".yaml"), document))
    return texts


def _flatten(path: str, node: object) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            if not isinstance(key, str):
                # YAML reads a bare `no` or `on` as a truth value, and a number as a number.
                raise WordingError(f"{path}: the key {key!r} is not a word; put it in quotes")
            yield from _flatten(f"{path}.{key}", value)
    elif isinstance(node, str):
        yield path, node.rstrip("\n")
    else:
        raise WordingError(f"{path} is not a text; put it in quotes")
