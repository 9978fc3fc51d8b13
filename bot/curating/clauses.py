"""What the reader of the fact file complains of, in the moderator's language.

`knowledge` words what is wrong and what would be right in English, for editors and the command line. The catalogue
``clauses`` has those sentences with their places; one that is found there is said in the other language with the same
values, and one that is not stays as it is.
"""

import re
from functools import lru_cache

from bot.text.wording import Wording
from knowledge.model import Language

_PLACES = ("code", "day", "first", "hit", "id", "ids", "kind", "last", "name", "number", "question", "what", "word")
"""Every value that a clause has."""
_PLACE = re.compile(r"\\\{([a-z_]+)\\\}")


def said_in(language: Language, wording: Wording, clause: str, *, in_form: bool = False) -> str:
    """Return *clause* in *language*, or as it is where there are no words for it.

    With *in_form* it is told under a field of a form, where nobody knows the keys of the file: some have words of
    their own for that, ``keeping.in_form``.
    """
    if language is Language.EN and not in_form:
        return clause
    for pattern, key in _patterns(wording):
        found = pattern.fullmatch(clause)
        if found is not None:
            of_form = key.replace("clauses.right.", "keeping.in_form.")
            if in_form and wording.has(of_form):
                return wording(of_form, language, **found.groupdict())
            return clause if language is Language.EN else wording(key, language, **found.groupdict())
    return clause


@lru_cache(maxsize=2)
def _patterns(wording: Wording) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return each English clause as a pattern, those with the most words of their own first."""
    keys = sorted(key for key in wording.keys() if key.startswith("clauses."))  # noqa: SIM118 - it is no mapping
    places = {name: f"{{{name}}}" for name in _PLACES}
    shaped = {key: re.escape(wording(key, Language.EN, **places)) for key in keys}
    order = sorted(keys, key=lambda key: (-len(_PLACE.sub("", shaped[key])), key))
    return tuple((re.compile(_PLACE.sub(r"(?P<\1>.+?)", shaped[key]), re.DOTALL), key) for key in order)
