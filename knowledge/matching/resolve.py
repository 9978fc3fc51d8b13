"""Who, what and where a follow-up points back to: "what did he do there" to "what did Mark Milley do at …".

A reading is the follow-up written out as a question of its own, so that it is matched and guarded as one:

    resolved   pronouns replaced by the people, the place and the subject of the reply before
    swapped    a bare question word ("and when?") in the place of the earlier question's own

What a pronoun means is guessed by what is most in mind: whom an answer to "who" named, then whom the question named,
in order (the centering of B. Grosz, A. Joshi and S. Weinstein, Computational Linguistics 21(2), 1995, made small).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.language.asked import Asked
from knowledge.language.english import FUNCTION_WORDS, WEAK_WORDS
from knowledge.language.normalize import words
from knowledge.matching.lexicon import Lexicon
from knowledge.matching.query import Query, language_of
from knowledge.model import Fact, FactBook, Kind, Language, TermKind

_HE = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
_HIM = re.compile(r"\b(?:him|her(?=\W*$|\s+(?:to|at|in|on|for|with|by|after|before|about|when|and|there|then)\b))\b", re.I)
_HIS = re.compile(r"\b(?:his|hers?)\b", re.IGNORECASE)
_SHE = re.compile(r"\b(?:she|hers?|herself)\b|그녀", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_THERE = re.compile(r"(?<!is )(?<!was )(?<!are )(?<!were )(?<!be )\bthere\b(?!\s+(?:is|was|are|were|any|a|an)\b)", re.I)
_IT = re.compile(
    r"""\bits\b | \bit\b(?!\s+(?:true|right|correct|said|mentioned|stated)\b)
      | (?<=\b(?:on|of)\s)(?:that|this)(?=\W*$) | (?<=\b(?:by|in|to)\s)(?:that|this)(?=\W*$)
      | (?<=\b(?:for|was)\s)(?:that|this)(?=\W*$) | (?<=\b(?:about|after)\s)(?:that|this)(?=\W*$)
      | (?<=\bpromised\s)that(?=\W*$)""",
    re.VERBOSE | re.IGNORECASE,
)
_KO_PERSON = re.compile(r"(?:그분|그 ?사람|그녀|(?<![가-힣])그(?=(?:는|가|의|를|도|에게|한테)(?![가-힣])))")
_KO_THERE = re.compile(r"(?:거기|그 ?곳|그 ?자리)(?:에서|서|에)?(?=[가-힣]{0,2}(?![가-힣]))")
_LEAD = re.compile(
    r"""^(?:(?:and|but|so|also|or|then|ok(?:ay)?|well|hm+|what\ about|how\ about|thanks?|thx|cool|그럼|그러면|그리고|
        그런데|근데|그래서|또)\b[\s,.:!-]*)+""",
    re.VERBOSE | re.IGNORECASE,
)
_STRESS = re.compile(r"\b(?:exactly|again|precisely|specifically|then|though|roughly)\b|정확히|대략", re.IGNORECASE)
_ASKS = re.compile(
    r"""^(?:(?:in|on|at|by|to|from|for|with|until|till|since)\s+)?(?:
        how\ (?:many|much|long|often)(?:\ \w+)? | (?:which|what)(?:\ (?:year|month|day|date|days|dates|weekday|place|
        city|country|building|town|season|time|hour|reason)s?)? | who(?:m|se)?|when|where|why|how )\b""",
    re.VERBOSE | re.IGNORECASE,
)
_KO_ASKS = re.compile(
    r"(?:누구|누가|누굴|언제|어디|왜|몇|며칠|얼마나|얼마|어떻게|무엇|무슨|뭐라고|뭐|뭘)[가-힣]*(?:\s?(?:년|월|일|명|번|개|시)[가-힣]*)?"
)
_BESIDE = frozenset("else other others another besides beyond apart rest more".split())
_MALE, _FEMALE = frozenset({"mr"}), frozenset("ms mrs female woman lady".split())
_PLAIN_NOUNS = frozenset("year month day date days dates weekday place city country building town exactly".split())
_ONES_OWN = frozenset({TermKind.COUNTRY, TermKind.PLACE})
_MAX = 3
"""Readings at most: each costs as much as a question."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The question and the reply that a follow-up follows.

    Attributes:
        query: the earlier question, as it was understood.
        fact: the first fact of the reply; None where it gave none.
    """

    query: Query
    fact: Fact | None


class Resolver:
    """Writes follow-ups out by what one book knows of people and places. Immutable."""

    def __init__(self, book: FactBook, lexicon: Lexicon) -> None:
        """Take the people and places of *book* as *lexicon* reads them."""
        self._book = book
        self._lexicon = lexicon

    def readings(self, query: Query, earlier: Earlier) -> Iterator[str]:
        """Yield up to _MAX ways to write out *query*, likeliest first; none for one that points to nothing."""
        found: dict[str, None] = {}
        if swapped := swap(query, earlier.query):
            found[swapped] = None
        for text in self._resolved(query, earlier):
            if text != query.text:
                found[text] = None
        yield from list(found)[:_MAX]

    def _resolved(self, query: Query, earlier: Earlier) -> Iterator[str]:
        text = _LEAD.sub("", query.text)
        language = language_of(query.text)
        placed = self._with_place(text, earlier, language)
        points = _KO_PERSON.search(placed) if language is Language.KO else _PERSON.search(placed)
        if points:
            people = self._people(query, earlier)
            orders = [people, people[1::-1]] if len(people) > 1 and _HE.search(text) and _HIM.search(text) else [people]
            for order in orders:
                yield self._with_people(placed, order, language)
            if people:
                return
        if language is Language.EN and (subject := self._subject(query, earlier)):
            yield _IT.sub(lambda match: subject + ("'s" if match.group().casefold() == "its" else ""), placed, count=1)
            return
        yield placed

    def _people(self, query: Query, earlier: Earlier) -> list[str]:
        """Return the ids of the people a pronoun may mean, the one most in mind first."""
        asked = list(dict.fromkeys(t.key for t in earlier.query.tokens if t.key[:2] == "p:"))
        told = self._told(earlier.fact)
        told = [key for key in told if key[:2] == "p:"]
        news = [key for key in told if key not in asked]
        named = _asks_who(earlier.query) and not _asks_identity(earlier.query)
        order = [*news, *asked] if named else [*asked, *news]
        mine = {token.key for token in query.tokens}
        ids = [key[2:] for key in order if key not in self._lexicon.outside and key not in mine]
        sex = _FEMALE if _SHE.search(query.text) else _MALE if language_of(query.text) is Language.EN else None
        other = {_FEMALE: _MALE, _MALE: _FEMALE}.get(sex) if sex else None
        return [ident for ident in dict.fromkeys(ids) if other is None or not self._is_called(ident, other)]

    def _is_called(self, ident: str, titles: frozenset[str]) -> bool:
        return any(titles & set(words(alias)) for alias in self._book.people[ident].aliases)

    def _told(self, fact: Fact | None) -> list[str]:
        """Return the names in the text of *fact*, in order."""
        if fact is None:
            return []
        return list(dict.fromkeys(t.key for t in self._lexicon.read(fact.text.en) if t.key[1:2] == ":"))

    def _with_people(self, text: str, people: list[str], language: Language) -> str:
        if not people:
            return text
        names = [self._book.people[ident].name.get(language) or ident for ident in people]
        if language is Language.KO:
            return _KO_PERSON.sub(names[0] + " ", text, count=1)
        other = names[1] if len(names) > 1 and _HE.search(text) else names[0]
        text = _HE.sub(names[0], text)
        text = _HIM.sub(other, text)
        return _HIS.sub(f"{names[0]}'s", text)

    def _with_place(self, text: str, earlier: Earlier, language: Language) -> str:
        there = _KO_THERE if language is Language.KO else _THERE
        if not there.search(text):
            return text
        kinds, asked = self._lexicon.kinds, earlier.query.concepts
        told = [key for key in self._told(earlier.fact) if kinds.get(key) is TermKind.PLACE]
        if earlier.fact is None or (earlier.fact.kind is not Kind.WHERE and earlier.query.asked.kind is not Kind.WHERE):
            told = [key for key in told if key in asked]
        if not told:
            return text
        name = self._book.terms[told[0][2:]].name.get(language)
        return there.sub(f"{name}에서 " if language is Language.KO else f"at the {name}", text, count=1)

    def _subject(self, query: Query, earlier: Earlier) -> str | None:
        """Return the words of the thing that "it" may mean: an idea or a body before a meeting."""
        if not _IT.search(_LEAD.sub("", query.text)):
            return None
        kinds = self._lexicon.kinds
        named = [t for t in earlier.query.tokens if t.key[:2] == "t:" and kinds.get(t.key) not in _ONES_OWN]
        named = [t for t in named if t.key not in self._lexicon.outside and t.key not in query.concepts]
        named.sort(key=lambda token: kinds.get(token.key) is TermKind.SERIES)
        return f"the {named[0].text}" if named else None


def swap(query: Query, earlier: Query) -> str | None:
    """Return *earlier*'s text with the question words of *query* for its own; None where *query* brings more than that.

    >>> # "and where exactly?" after "When will the 50th SCM meet?" gives "where will the 50th SCM meet?"
    """
    korean = language_of(query.text) is Language.KO
    if korean != (language_of(earlier.text) is Language.KO) or not _BESIDE.isdisjoint(query.words):
        return None
    pattern = _KO_ASKS if korean else _ASKS
    mine = _LEAD.sub("", query.text).rstrip(" ?.!")
    if query.asked.kind is not earlier.asked.kind:
        mine = _STRESS.sub("", mine).strip()  # "and when exactly?": no finer than "when", if that is not yet told
    asks = pattern.match(mine)
    if asks is None or query.concepts or _brings_more(query, asks.group()):
        return None
    theirs = pattern.search(earlier.text) if korean else _first_asks(earlier.text)
    if theirs is None or theirs.group().casefold() == asks.group().casefold():
        return None
    return f"{earlier.text[: theirs.start()]}{asks.group()}{earlier.text[theirs.end() :]}"


def _first_asks(text: str) -> re.Match[str] | None:
    return next((found for i in _starts(text) if (found := _ASKS.match(text[i:])) and i == 0), None)


def _starts(text: str) -> Iterator[int]:
    yield 0


def _brings_more(query: Query, asks: str) -> bool:
    """Whether *query* says anything beside *asks* that tells what it is about."""
    inside = set(words(asks))
    beside = [t for t in query.tokens if not inside & set(t.text.split()) and t.key not in WEAK_WORDS]
    return any(t.text not in FUNCTION_WORDS and not _STRESS.fullmatch(t.text) for t in beside)


def _asks_who(query: Query) -> bool:
    return query.asked.kind is Kind.WHO


def _asks_identity(query: Query) -> bool:
    """Whether *query* asks who somebody is, whom it names."""
    people = [t for t in query.tokens if t.key[:2] == "p:"]
    inside = {word for t in people for word in t.text.split()}
    return bool(people) and all(t in people or t.text in inside or t.key in WEAK_WORDS for t in query.tokens)
