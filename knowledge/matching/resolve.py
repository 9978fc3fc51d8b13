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

from knowledge.language.english import TURNING_WORDS, WEAK_WORDS
from knowledge.language.korean import FUNCTION_WORDS as KOREAN_FUNCTION_WORDS
from knowledge.language.normalize import words
from knowledge.matching.lexicon import Lexicon
from knowledge.matching.query import Query, language_of
from knowledge.model import Fact, FactBook, Kind, Language, TermKind

_HE = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
_HIM = re.compile(
    r"\b(?:him|her(?=\W*$|\s+(?:to|at|in|on|for|with|by|after|before|about|when|and|there|then)\b))\b", re.IGNORECASE
)
_HIS = re.compile(r"\b(?:his|hers?)\b", re.IGNORECASE)
_SHE = re.compile(r"\b(?:she|hers?|herself)\b|그녀", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_THEY = re.compile(r"\bthey\b", re.IGNORECASE)
_THERE = re.compile(
    r"(?<!is )(?<!was )(?<!are )(?<!were )(?<!be )\bthere\b(?!\s+(?:is|was|are|were|any|a|an)\b)", re.IGNORECASE
)
_IT = re.compile(
    r"\bits\b|\bit\b(?!\s+(?:true|right|correct|said|mentioned|stated)\b)|\b(?:that|this)(?=\W*$)", re.IGNORECASE
)
_OF_IT = re.compile(r"\b(?:after|before|for|about|on|of|by|with|without|to|in|at)\s+(?:it|that|this)\b", re.IGNORECASE)
_KO_PERSON = re.compile(r"(?:그분|그 ?사람|그녀|(?<![가-힣])그(?=(?:는|가|의|를|도|에게|한테)(?![가-힣])))")
_KO_THERE = re.compile(r"(?:거기|그 ?곳|그 ?자리)(?:에서|서|에)?(?=[가-힣]{0,2}(?![가-힣]))")
_LEAD = re.compile(
    r"""^(?:(?:and|but|so|also|or|then|ok(?:ay)?|well|hm+|what\ about|how\ about|thanks?|thx|cool|그럼|그러면|그리고|
        그런데|근데|그래서|또|그게|그건|그거|그것은|이게|이건)\b[\s,.:!-]*)+""",
    re.VERBOSE | re.IGNORECASE,
)
_ELSE = re.compile(
    r"""\belse\b | (?<=\bwhich\ )(?:other|another)\b | (?<=\bwhat\ )(?:other|more)\b | (?<=\bany\ )(?:other|more)\b
      | 그\ ?밖에 | 그\ ?외에 | 또(?=\ )""",
    re.VERBOSE,
)
_STRESS = re.compile(r"\b(?:exactly|again|precisely|specifically|then|though|roughly)\b|정확히|대략", re.IGNORECASE)
_ASKS = re.compile(
    r"""\b(?:(?:in|on|at|by|to|from|for|with|until|till|since)\s+)?(?:
        how\ (?:many|much)(?!\ (?:is|was|are|were|did|do)\b)(?:\ \w+)? | how\ (?:long|often|many|much)
      | (?:which|what)(?:\ (?:year|month|day|date|weekday|place|city|country|building|town|season|time|hour|reason)s?)?
      | who(?:m|se)? | when | where | why | how )\b""",
    re.VERBOSE | re.IGNORECASE,
)
_KO_ASKS = re.compile(
    r"(?:누구|누가|누굴|언제|어디|왜|몇|며칠|얼마나|얼마|어떻게|무엇|무슨|뭐라고|뭐|뭘)[가-힣]*(?:\s?(?:년|월|일|명|번|개|시|동안)[가-힣]*)?"
)
_KO_TOPIC = re.compile(r".+?[가-힣A-Za-z0-9](?:은|는)(?=\s|$)")
_COPULAS = frozenset(
    "is was are were will would be it that this s did does do happen happened we talking about of".split()
)
"""Words beside a question word with which it still asks of nothing else."""
_MALE, _FEMALE = frozenset({"mr"}), frozenset("ms mrs female woman lady".split())
_LESS_LIKELY = (TermKind.SERIES, TermKind.PLACE)
"""What "it" means where nothing else was spoken of."""
_PAIR = 2
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
        found = dict.fromkeys(text for text in (swap(query, earlier.query), *self._resolved(query, earlier)) if text)
        yield from [text for text in found if text != query.text][:_MAX]

    def _resolved(self, query: Query, earlier: Earlier) -> Iterator[str]:
        language = language_of(query.text)
        placed = self._with_place(query.text, earlier, language)
        people = [self._name_of(ident, earlier, language) for ident in self._people(query, earlier)]
        if language is Language.KO:
            pointed = _KO_PERSON.search(placed) is not None
            if pointed and people:
                placed = _with_people(placed, people, language)
            elif topic := _topic(query, earlier.query):
                yield f"{topic} {placed}"
            yield placed
            return
        if people and _PERSON.search(placed):
            yield _with_people(placed, people, language)
            if len(people) > 1 and _HE.search(placed) and _HIM.search(placed):
                yield _with_people(placed, people[1::-1], language)
            return
        pair = [key for key in earlier.query.concepts if key[:2] == "p:"]
        if len(pair) == len(people[:_PAIR]) == _PAIR and placed == query.text and not query.concepts:
            yield _THEY.sub(" and ".join(people[:_PAIR]), placed, count=1)
        if subject := self._subject(query, earlier):
            yield _IT.sub(lambda match: subject + ("'s" if match.group().casefold() == "its" else ""), placed, count=1)
        else:
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

    def _name_of(self, ident: str, earlier: Earlier, language: Language) -> str:
        """Return what the earlier question called the person *ident*, else the name that the book has."""
        typed = next((t.text for t in earlier.query.tokens if t.key == f"p:{ident}"), None)
        if typed and language_of(typed) is language:
            return typed.title()
        return self._book.people[ident].name.get(language) or ident

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
        if not _IT.search(query.text) or (query.tokens and all(t.text in TURNING_WORDS for t in query.tokens)):
            return None
        kinds = self._lexicon.kinds
        things = [key for key in query.concepts if key[:2] == "t:" and kinds.get(key) is not TermKind.COUNTRY]
        if things and not _OF_IT.search(query.text):
            return None  # "and the submarine, what kind was it": what it names itself
        named = [t for t in earlier.query.tokens if t.key[:2] == "t:" and kinds.get(t.key) is not TermKind.COUNTRY]
        named = [t for t in named if t.key not in self._lexicon.outside and t.key not in query.concepts]
        named.sort(key=lambda token: kinds.get(token.key) in _LESS_LIKELY)
        return f"the {named[0].text}" if named else None


def unlead(text: str) -> str:
    """Return a follow-up without "and", "so", "what about" before it, and without the "else" in it.

    >>> unlead("and what else did they say?")
    'what did they say?'
    """
    bare = _ELSE.sub("", _LEAD.sub("", text))
    return " ".join(bare.split()) or text


def asks_on(text: str) -> bool:
    """Whether *text* asks for something else than what was just told."""
    return _ELSE.search(text.casefold()) is not None


def _with_people(text: str, names: list[str], language: Language) -> str:
    """Put *names*, the likeliest first, for the pronouns of *text*."""
    if language is Language.KO:
        return _KO_PERSON.sub(names[0] + " ", text, count=1)
    other = names[1] if len(names) > 1 and _HE.search(text) else names[0]
    text = _HE.sub(names[0], text)
    text = _HIM.sub(other, text)
    return _HIS.sub(f"{names[0]}'s", text)


def swap(query: Query, earlier: Query) -> str | None:
    """Return *earlier*'s text with the question words of *query* for its own; None where *query* brings more than that.

    "Where exactly?" after "When will the 50th SCM meet?" gives "Where will the 50th SCM meet?".
    """
    korean = language_of(query.text) is Language.KO
    if korean != (language_of(earlier.text) is Language.KO) or asks_on(query.text):
        return None
    pattern = _KO_ASKS if korean else _ASKS
    mine = query.text.rstrip(" ?.!")
    if query.asked.kind is not earlier.asked.kind:
        mine = _STRESS.sub("", mine).strip()  # "and when exactly?": no finer than "when", if that is not yet told
    asks = pattern.match(mine)
    if asks is None or query.concepts or _brings_more(query, mine[asks.end() :]):
        return None
    theirs = pattern.search(earlier.text)
    if theirs is None or theirs.group().casefold() == asks.group().casefold():
        return None
    return f"{earlier.text[: theirs.start()]}{asks.group()}{earlier.text[theirs.end() :]}"


def _topic(query: Query, earlier: Query) -> str | None:
    """Return what the Korean question *earlier* is about, up to the particle of its topic or its question word.

    A Korean question that names nothing is about the same: "언제 끝나요?" after "밀리 의장 임기는 몇 년이에요?".
    """
    if query.concepts or language_of(earlier.text) is not Language.KO:
        return None
    asks = _KO_ASKS.search(earlier.text)
    before = (earlier.text[: asks.start()] if asks else earlier.text).rstrip()
    topic = _KO_TOPIC.match(before)
    return (topic.group() if topic else before if asks else "").strip() or None


def _brings_more(query: Query, rest: str) -> bool:
    """Whether *rest*, the question *query* after its question words, tells what it is about."""
    left = set(words(rest))
    if language_of(query.text) is Language.KO:
        return any(word not in KOREAN_FUNCTION_WORDS for word in left)
    return not left <= _COPULAS


def _asks_who(query: Query) -> bool:
    return query.asked.kind is Kind.WHO


def _asks_identity(query: Query) -> bool:
    """Whether *query* asks who somebody is, whom it names."""
    people = [t for t in query.tokens if t.key[:2] == "p:"]
    inside = {word for t in people for word in t.text.split()}
    return bool(people) and all(t in people or t.text in inside or t.key in WEAK_WORDS for t in query.tokens)
