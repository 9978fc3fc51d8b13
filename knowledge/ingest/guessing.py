"""What a sentence of a release likely tells, and who says it: guesses for a draft, which a person checks."""

import re

from knowledge.language.mentions import Mentions
from knowledge.model import Kind

_BOTH = re.compile(
    r"\b(?:both\s+(?:sides|parties|countries|nations|delegations|ministers|governments|militaries)"
    r"|the\s+two\s+(?:sides|delegations|ministers|countries|nations|leaders|militaries|governments)"
    r"|the\s+(?:delegations|parties)|they\s+(?:also\s+)?(?:agreed|concurred|shared|pledged|reaffirmed))\b"
    r"|양측|양국|양\s?장관|쌍방",
    re.IGNORECASE,
)
_US = re.compile(
    r"^(?:in\s+addition,?\s+|meanwhile,?\s+|also,?\s+)?(?:the\s+)?(?:u\.s\.|us|united\s+states|american)"
    r"(?:\s+(?:side|delegation|government|officials?))?\s+(?!and\b|-)|^미국?\s?(?:측|은|는|이|정부)",
    re.IGNORECASE,
)
_ROK = re.compile(
    r"^(?:in\s+addition,?\s+|meanwhile,?\s+|also,?\s+)?(?:the\s+)?(?:rok|south\s+korean?|korea|republic\s+of\s+korea)"
    r"(?:\s+(?:side|delegation|government|officials?))?\s+(?!and\b|-)|^(?:한국|우리|대한민국)\s?(?:측|은|는|이|정부)",
    re.IGNORECASE,
)
_OFFICIALS = re.compile(r"\bofficials\s+(?:said|announced|noted|added)\b|관계자(?:는|들은|가)|당국자", re.IGNORECASE)
_SAYS = re.compile(
    r"\b(?:said|says|stated|noted|added|mentioned|stressed|emphasi[sz]ed|highlighted|expressed|requested|asked"
    r"|reaffirmed|pledged|thanked|explained|assessed|remarked|told|urged|welcomed|agreed|concurr(?:ed|ing))\b"
    r"|(?:말했|밝혔|언급|강조|평가했|요청|설명|당부|전했|표명|사의)",
    re.IGNORECASE,
)
_LED = re.compile(
    r"\b(?:led|headed|chaired|co-?chaired|represented|hosted|attended|accompanied|joined|took\s+part|participated)\b"
    r"|주관|주재|참석|대표로|이끌|동행|배석",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"\b(?:held|met|meet(?:s|ing)?|took\s+place|take\s+place|concluded|wrapped\s+up|visited|opened|convened|scheduled)\b"
    r"|개최|열렸|열린|열릴|만나|접견|방문|면담",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"\b(?:because|in\s+order\s+to|so\s+as\s+to|due\s+to|owing\s+to|in\s+light\s+of|given\s+that|since\s+the)\b"
    r"|위해|위하여|때문|따라서|감안",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"(?:,[^,]{2,60}){2,},?\s+and\s|\bincluding\b|\bsuch\s+as\b|(?:[·,][^·,]{1,30}){2,}\s?등", re.IGNORECASE
)


def kinds_of(text: str, mentions: Mentions, *, names_person: bool, names_place: bool) -> tuple[Kind, ...]:
    """Return the kinds of thing that a sentence likely tells, likeliest first; never empty, at most four."""
    held = _HELD.search(text) is not None
    found = [
        (Kind.WHO, names_person and _LED.search(text) is not None),
        (Kind.WHEN, held and bool(mentions.days or mentions.years)),
        (Kind.WHERE, held and names_place),
        (Kind.HOW_MANY, bool(mentions.counts)),
        (Kind.LIST, _LISTED.search(text) is not None),
        (Kind.WHAT, True),
        (Kind.WHY, _WHY.search(text) is not None),
    ]
    return tuple(kind for kind, tells in found if tells)[:4]


def speaker_of(text: str, people: tuple[str, ...]) -> str:
    """Return who likely says it: ``both``, ``us``, ``rok``, ``officials``, ``release`` or the first of *people*."""
    if _BOTH.search(text):
        return "both"
    if people and _SAYS.search(text) and not _LED.search(text):
        return people[0]
    if _US.search(text):
        return "us"
    if _ROK.search(text):
        return "rok"
    return "officials" if _OFFICIALS.search(text) else "release"
