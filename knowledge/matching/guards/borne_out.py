"""Whether an entry's own text says what a question asks: "was Shea a Marine" where it calls her one."""

from knowledge.language.english import FUNCTION_WORDS, WEAK_WORDS
from knowledge.matching.guards.inspection import Case
from knowledge.matching.guards.moment import offered

_BE = frozenset("is was are were".split())
_KOREAN_BE = ("인가요", "입니까", "였나요", "이었나요", "열렸나요", "열렸습니까", "맞나요", "맞아요", "이야", "예요")
_BESIDE = ("too", "also", "because", "last", "first", "only", "still", "now")
_HAPPENED = frozenset("held hold happen happened take took place led lead".split())


def is_borne_out(case: Case) -> bool:
    """Whether every telling word of the question stands in the entry's text, and nobody else is meant.

    The people named must be whom the entry is about: a text on one names others beside.
    """
    if case.fact is None or case.said.negated or case.said.has(*_BESIDE):
        return False
    choice = offered(case)  # of "in June or July" the one that is told bears the question out
    if case.said.is_open(case.told.words) and not choice:
        return False
    if case.said.words[0] not in _BE and not case.said.text.endswith(_KOREAN_BE):
        return False  # what somebody did may be told of somebody else in the same words
    people = {key for key in case.query.concepts if key[:2] == "p:"}
    if people - {f"p:{topic}" for topic in case.fact.topics}:
        return False
    if case.said.korean:
        return all(
            token.key in case.told.keys or token.text in choice
            for token in case.query.tokens
            if token.factor == 1.0 or token.key[0] == "~"
        )
    told = {*case.told.stems, *case.told.words, *choice}
    named = {
        word
        for token in case.query.tokens
        if token.key[1:2] == ":" and token.key in case.told.keys
        for word in token.text.split()
    }
    telling = zip(case.said.words, case.said.stems, strict=True)
    return all(
        word in named or word in FUNCTION_WORDS or stemmed in WEAK_WORDS or word in _HAPPENED or stemmed in told
        for word, stemmed in telling
        if word not in told
    )
