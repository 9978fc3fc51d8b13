"""What people put around a question: who told them, what they need it for, "is that right?". None of it is subject."""

import re

_TELLER = r"""(?:
      (?:some(?:one|body)|any(?:one|body)|people|folks|they|he|she|it|twitter|reddit|wikipedia|chatgpt)
    | (?:my|our|a|an|the|this|that|one|some|another)\s+(?:\w+\s+){0,2}\w+
    | (?:guy|user|dude|person|member|girl|bro)s?
    | i
  )"""
_WHERE = r"""(?:\s+(?:
      up\s?thread|here|there|above|earlier|online|today|yesterday|just|once
    | (?:in|on|at|from|over\ in)\s+(?:\w+\s+){0,3}?\w+
  )){0,2}"""
_TELLS = r"""(?:(?:just|also|once|recently|keeps?|kept|is|was|are|were|has|had|have)\s+)*
    (?:said|says?|saying|claim(?:s|ed|ing)?|told\s+(?:me|us)|writes?|wrote|post(?:s|ed|ing)|insist(?:s|ed)?|think(?:s)?|
       heard|hears?|read(?:s)?|saw|tweeted|mention(?:s|ed)|argu(?:es|ed|ing)|swears?|shared|put\ up|reckons?|
       believes?|wants?\s+to\s+know|asks?|asked|
       wonder(?:s|ing|ed)?)"""
_WHAT = r"""(?:\s+(?:a|an|the|this|some)
    \s+(?:post|tweet|article|comment|message|headline|claim|thread|video|clip|meme|screenshot)
    (?:\s+(?:saying|claiming|that\s+says|which\s+says|stating))?
  )?"""
_LEAD = re.compile(
    rf"""^(?:(?:hi|hey|hello|ok|okay|so|well|btw|um|hmm|guys|quick\s+question|question)[\s,:!-]+)*
      {_TELLER}{_WHERE}\s+{_TELLS}{_WHAT}{_WHERE}
      (?:\s+(?:that|if|whether|how|about|on\s+voice\s+chat\s+about\s+whether))?[\s,:]+""",
    re.VERBOSE | re.IGNORECASE,
)
_PURPOSE = re.compile(
    r"""^(?:
        for\s+(?:my|our|a|an|the)\s+[^,:?.]{1,40}[,:]\s+
      | i(?:'m|\s+am)\s+(?:writing|doing|working\s+on|fact-?checking|reading|preparing|researching|studying)\b
        [^.?!:]{0,60}?
        (?:\s(?:which\s+says|that\s+says|saying)|[,:])\s+
      | (?:quick\s+)?(?:fact[-\s]?check|question|q)\s*[:\-]\s*
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_TAIL = re.compile(
    r"""(?:^|(?<=[.,;!?]))\s*(?:so\s+|and\s+|but\s+|just\s+)?(?:
        (?:is|was)\s+(?:that|this|it|he|she|the\s+claim)\s+(?:really\s+|actually\s+)?
        (?:right|true|correct|so|accurate|real|legit|the\s+case|fake|wrong)(?:\s+or\s+\w+)?
      | (?:true|correct|right|really|legit|accurate|fake|real|fact\s+or\s+(?:fiction|myth))(?:\s+or\s+\w+)?
      | (?:can|could)\s+(?:you|someone|anyone)\s+(?:please\s+)?(?:confirm|verify|check)(?:\s+(?:that|this|it))?
      | (?:is|was)\s+(?:that|this|it)\s+(?:really\s+|actually\s+)?(?:in|from|what)\s+[^?.!]{0,50}
      | (?:did|does|do)\s+(?:it|he|she|they|the\s+[\w\s-]{1,30}?|that)\s+(?:really\s+|actually\s+)?
        (?:say|state|mention|claim)\s*(?:that|so|this|it)?
      | what\s+(?:does|did|do)\s+(?:the\s+)?\w+\s+(?:\w+\s+)?say(?:\s+(?:about|on)\s+(?:that|this|it))?
      | (?:is|was)\s+there\s+(?:any\s+)?(?:support|evidence|basis)\s+for\s+(?:that|it|this)
      | (?:did|does)\s+(?:he|she|they|it) | (?:were|was|are)\s+(?:they|it|he|she)
      | how\s+do\s+you\s+know
    )\s*[?.!]*\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
MIN_WORDS = 3


def unframe(text: str) -> str:
    """Return the subject of *text* without what people put around it; *text* itself where too little is left.

    >>> unframe("Somebody in another channel claimed the 14th KIDD was held in Seoul. Is that right?")
    'the 14th KIDD was held in Seoul.'
    >>> unframe("Who led the 14th KIDD?")
    'Who led the 14th KIDD?'
    """
    bare = _LEAD.sub("", _PURPOSE.sub("", text, count=1), count=1)
    bare = _TAIL.sub("", bare).strip()
    return bare if len(bare.split()) >= MIN_WORDS else text
