"""What a message is for, before anything is looked up: greetings, opinions, talk about the bot, plain questions.

Each reader is a small set of patterns over folded text. They decide only what no fact could answer; whatever
they let through is still held to the evidence.
"""

import re

from knowledge.language.asked import Asked
from knowledge.language.normalize import fold, words

_CHATTER = frozenset(
    fold(word)
    for word in """
    hi hii hiya hello hey heya yo sup howdy greetings good morning afternoon evening night day gm gn there all everyone
    guys folks bot mate man bro dude friend team bye goodbye cya see ya you u later soon tomorrow tonight then talk to
    ok okay k kk okie alright cool nice great awesome perfect lol lmao rofl haha hahaha hehe thanks thank thx ty tysm
    so much a lot cheers np no problem sorry oops wow hmm hm well done job congrats congratulations yes yeah yep yup
    nope right sure fine got it i one to meet the that this is was very really
    enjoy have helped help helpful happy new year merry christmas birthday your weekend welcome
    back take care
    안녕 안녕하세요 안녕하십니까 반가워 반가워요 반갑습니다 고마워 고마워요 감사합니다 감사해요 수고하세요
    수고하셨습니다 수고했어요 수고했어 수고 잘자 잘자요
    잘 자 자요 가 가요 네 넵 예 응 그래 좋아 좋아요 오케이 ㅇㅋ ㅋㅋ ㅋㅋㅋ ㅎㅎ 내일 봐 봐요 나중에
    """.split()
)
"""Words of which a message can wholly consist and still ask nothing."""
_CHATTER_HEADS = frozenset(
    """
    hi hii hiya hello hey heya yo sup howdy greetings good gm gn bye goodbye cya see later talk ok okay k kk okie
    alright
    cool nice great awesome perfect lol lmao rofl haha hahaha hehe thanks thank thx ty tysm cheers np no sorry oops
    wow hmm
    hm well congrats congratulations yes yeah yep yup nope right sure fine got welcome take
    """.split()
)
_HOW_ARE_YOU = re.compile(
    r"""^(?:\w+[\s,!]+){0,2}(?:how(?:'s|s|\ is)\ (?:it\ going|life|everything|things|your\ \w+(?:\ going)?)|
        how\ (?:are|r)\ (?:you|u|things|ya)(?:\ \w+){0,3}|what(?:'s|s|\ is)\ up
        |how\ (?:do\ you\ do|have\ you\ been|was\ your\ .{1,20})|you\ (?:ok|okay|there|good)|잘\ ?지내.{0,6}|
            어떻게\ 지내.{0,6}|뭐\ ?해.{0,3}|밥\ 먹었.{0,4})[\s!.?~]*$""",
    re.VERBOSE,
)
_ABOUT_BOT = re.compile(
    r"""
      \b(?:are|r|were)\ (?:you|u)\ (?:an?\ )?(?:real\ |actual\ |just\ |some\ kind\ of\ )*(?:human|bot|robot|ai|person|
          real|alive|machine|chatgpt|gpt|llm|sentient|there|online|working|ok)
    | \b(?:who|what)\ (?:are|made|created|built|wrote|runs|owns|programmed|developed|trained|hosts)\ (?:you|u)\b
    | \bwho(?:'s|\ is)\ your\ (?:\w+\ )?(?:maker|creator|author|owner|developer|dev|admin)
    | \b(?:do|did|can|could|will|would|have)\ (?:you|u)\ (?:run|use|have\ (?:feelings|a\ name|an?\ )|sleep|eat|learn|
        remember|store|log|save|speak|work|feel|dream|like|love|hate|get|make\ mistakes|understand|know\ me)
    | \b(?:which|what|where)\ .{0,30}\b(?:do|are|did|does)\ (?:you|u)\ (?:run|running|hosted|run\ on|built|based|
        written|use|made|trained|live|come\ from|get\ your)
    | \byour\ (?:source\ code|name|version|model|prompt|instructions|system\ prompt|data|database|uptime|creator|
        owner|programming|token|purpose|job|privacy|memory|developer|commands|favou?rite)\b
    | \bhow\ (?:do|does|did)\ (?:you|this\ bot|the\ bot|u)\ (?:work|know(?!\ (?:that\ \w|the\b|what\b|which\b|who\b|
        when\b|where\b))|learn|answer|find|decide)
    | \b(?:this|the)\ bot\b
    | \bhow\ (?:old|smart|accurate|reliable)\ are\ (?:you|u)\b
    | (?:너는?|넌|당신은?|네|니)\ ?(?:누구|이름|사람|봇|로봇|ai|뭐|무엇|어디)
    | 봇(?:이야|이에요|인가요|입니까|이니|은|아)
    """,
    re.VERBOSE,
)
_LOOKED_UP = re.compile(
    r"""^(?:(?:please|pls|can\ you|could\ you|so|ok|hey|hi)[\s,]+)*(?:
        (?:the\ )?(?:latest|newest|most\ recent)\ (?:meeting|release|press\ release|talks)s?
      | what(?:'s|\ is|\ was)\ the\ (?:latest|newest|most\ recent)\ (?:meeting|release|press\ release)(?:\ here)?
      | (?:list|show|give)(?:\ me)?(?:\ all)?(?:\ of)?(?:\ the|\ your)?\ (?:meetings|releases|sources|topics|facts)
      | (?:which|what)\ (?:meetings|releases|sources|documents|topics)\ (?:do\ you|can\ you|are\ (?:covered|here|there|
          known|available|in\ here)|can\ i|have\ you).{0,20}
      | what\ (?:can|do)\ (?:you|u)\ (?:do|cover|know|answer)(?:\ about)?
      | what\ can\ (?:i|we)\ ask(?:\ you)?(?:\ about)? | how\ (?:do|can)\ (?:i|we)\ (?:use|ask)\ (?:you|this|u).{0,12}
      | help(?:\ me)? | commands
      | (?:가장\ )?(?:최근|최신)\ ?(?:회의|보도자료|회담)(?:는|가|를|은)?.{0,10} | 회의\ ?목록.{0,8} | 도움말 | 명령어
      | (?:어떤|무슨)\ (?:회의|보도자료|자료)(?:들)?(?:이|가|를)?\ (?:있|알|다루).{0,8}
      | (?:뭘|무엇을|뭐)\ ?(?:할\ 수\ 있|물어볼\ 수\ 있|아).{0,10}
    )[\s?.!]*$""",
    re.VERBOSE,
)
_MEANING = re.compile(
    r"""^(?:(?:so|ok|hey|and|please|pls|um|btw)[\s,]+)*(?:
        what(?:'s|s|\ is|\ are|\ r)\ (?:an?\ |the\ |this\ )?(?:meaning\ of\ |definition\ of\ )?[\w\s.\u2019'-]{2,60}?
            (?:\ (?:short\ for|supposed\ to\ mean|an?\ abbreviation\ (?:of|for)))?
      | what\ (?:does|do|did)\ [\w\s.'-]{2,50}\ (?:stand\ for|mean)(?:\ exactly)?
      | (?:define|definition\ of|meaning\ of|explain)\ [\w\s.'-]{2,60}
      | [\w\s.'-]{2,40}\ (?:meaning|definition|stands\ for\ what|stands\ for)
      | [\w\s.]{2,30}?(?:이|가|은|는|란|이란)?\ ?(?:뭐야|뭐예요|뭐에요|뭔가요|뭐죠|뭐임|무엇인가요|무엇입니까
          |뜻|의미|무슨\ 뜻.{0,6}|무엇의\ 약자.{0,6}|약자.{0,8}|뜻이\ 뭐.{0,5})
    )[\s?.!]*$""",
    re.VERBOSE,
)
_OPINION = re.compile(
    r"""
      \b(?:do|does|did|would|what\ do|what\ did)\ (?:you|u|we|everyone|anyone|people|ppl|y'all)\ (?:guys\ |all\ |
          really\ |honestly\ |personally\ )*(?:think|believe|feel|reckon|prefer|agree|support|trust|like|expect|
          consider)
    | \b(?:your|ur)\ (?:opinion|view|thoughts?|take|guess|prediction|favou?rite|honest)
    | \b(?:in|imho|imo)\ your\ (?:opinion|view)
    | \bwhat(?:'s|\ is)\ your\ (?:take|view|opinion|stance)
    | \bthoughts\ on\b | \bhot\ take
    | \b(?:was|is|were|are|isn't|wasn't)\ (?:it|this|that|he|she|they|the\ [\w\s'-]{1,50}|
        [\w'-]+(?:\ [\w'-]+)?)\ (?:really\ |actually\ |even\ )?(?:a\ )?(?:good|bad|great|terrible|smart|stupid|dumb|
        mistake|success|failure|fair|unfair|useful|useless|worth|too\ \w+|overrated|underrated|better|worse|best|
        worst|wise|naive|justified|effective|pointless|waste|honest|liar|handsome|hero|weak|competent|incompetent|
        trustworthy|boring|joke)\b
    | \bwho(?:'s|\ is|\ was|\ were|\ are)?\ (?:the\ )?(?:better|best|worse|worst|smarter|stronger|greatest|nicer|
        to\ blame)\b
    | \bwho\ (?:do\ you\ think|will\ win|would\ win)\b
    | \b(?:better|best|worse|worst|greater|smartest|nicest)\ (?:negotiator|leader|minister|general|chairman|country|
        army|military|president|diplomat|side|deal|person|ally)
    | \b(?:really|actually|ever)\ works?\b(?!\ (?:on|with|for|at|in|out|together)\b)
    | \bis\ it\ (?:good|bad|right|wrong|worth)\b(?!\ (?:that|to\ say)\b)
    | 어떻게\ ?생각(?:해|하|하세요|합니까) | 네\ ?생각 | (?:너|당신)(?:는|은|의)?\ ?(?:생각|의견|견해)
    | (?:좋은|나쁜|훌륭한|유능한|무능한)\ ?(?:장관|의장|사람|결정|생각|장군|협상가|대통령)
    | (?:잘한|잘못한|옳은|잘하는|바람직한)\ ?(?:거|것|일|건|결정|선택)
    """,
    re.VERBOSE,
)
_ADVICE = re.compile(
    r"""\bshould(?:n't)?\b | \b(?:would|was|is|were|are)\ .{1,60}\b(?:mistake|waste|wise|idea|worth)\b
      | (?:해야|돼야|되어야)\ ?(?:한다고|하나요|할까요|할까|합니까|하지) | 찬성 | 반대""",
    re.VERBOSE,
)
_PRESENT = re.compile(
    r"""
      \b(?:right\ now|at\ the\ moment|at\ present|nowadays|these\ days|currently|as\ of\ (?:today|now)|as\ we\ speak|
          today|presently|this\ (?:week|month|year)|
         tomorrow|yesterday|next\ (?:week|month|year)|last\ (?:week|year|night)|latest\ news|so\ far\ this|until\ now|
             to\ this\ day)\b
    | \b(?:now|nowadays|today)\s*\?*$
    | 지금|현재(?!\ 수준)|요즘|오늘|내일|어제|올해|작년|내년|최근
    """,
    re.VERBOSE,
)
_PASTED = re.compile(
    r"traceback \(most recent call last\)|^\s*(?:error|warning|info|debug)[:\s]|```|file \"[^\"]+\", line \d",
    re.MULTILINE,
)
_SPOILER = re.compile(r"\|\|.*?\|\|", re.DOTALL)
_EXCLAIMED = re.compile(r"^(?:how|what)\s+(?:an?\s+)?\w+(?:\s+\w+)?\s*!+$")
_STATEMENT = re.compile(
    r"""^(?:no\ idea|not\ sure|dunno|idk|i\ (?:think|guess|know|don't\ know|heard|read|hope|wonder\ if\ we|believe|
        love|hate|like)|i'm|so\ that's|that's|this\ is|
        it's|we\ (?:should|need|are|were|have)|they\ (?:are|were|said)|remember\ (?:when|how)|tell\ me\ about\ it|
            guess\ (?:who|what)|mark\ your)\b""",
    re.VERBOSE,
)
_ADDRESSED = re.compile(r"^@?[\w.-]{2,32},\s|\b(?:you|u|your|yours|ya|y'all|anyone\ here|you\ guys)\b")


def is_small_talk(text: str) -> bool:
    """Whether *text* is a greeting, thanks, a farewell or the like and nothing else."""
    folded = fold(text)
    said = words(folded)
    if not said:
        return False
    chatter = all(word in _CHATTER for word in said) and (said[0] in _CHATTER_HEADS or not said[0].isascii())
    return chatter or bool(_HOW_ARE_YOU.match(folded))


def is_about_bot(text: str) -> bool:
    """Whether *text* asks about the bot itself, or for a list that it has a command for."""
    folded = fold(text)
    return bool(_ABOUT_BOT.search(folded) or _LOOKED_UP.match(folded))


def asks_meaning(text: str) -> bool:
    """Whether *text* has the form of a question what something is, means or stands for."""
    return bool(_MEANING.match(fold(text)))


_OUGHT = re.compile(
    r"^(?:so |but |and |then )?should(?:n't)? "
    r"(?:the |south |north |u\.?s\.?|us |rok |we |they |i |korea|america|washington|seoul|trump|biden|kim )"
)


def is_opinion(text: str) -> bool:
    """Whether *text* asks for a judgement that no release makes."""
    folded = fold(text)
    return bool(_OPINION.search(folded) or _OUGHT.match(folded))


def is_advice(text: str) -> bool:
    """Whether *text* asks what ought to be: an opinion, unless a release says what ought to be."""
    return bool(_ADVICE.search(fold(text)))


def is_present(text: str) -> bool:
    """Whether *text* asks how things stand as it is written, which a release of the past cannot tell."""
    return bool(_PRESENT.search(fold(text)))


_STATE_NOW = re.compile(
    r"""\b(?:right\ now|at\ the\ moment|at\ present|nowadays|these\ days|currently|presently|as\ we\ speak|until\ now|
        to\ this\ day|now)\b | 지금|현재|요즘""",
    re.VERBOSE,
)
_SAID = re.compile(
    r"""\b(?:said|told|thanked|stressed|called|described|noted|agreed|asked|saw|judged|mentioned|according\ to
        |did\ .{2,60}\b(?:say|tell|thank|stress|call|describe|note|agree|ask|see|judge|mention|think|want))\b
      | (?:말|언급|강조|평가|설명|요청|부탁|지적|공감|동의|감사|당부)(?:을\ ?|를\ ?)?(?:했|하였|한|하며|하면서|씀)
      | 밝[혔힌] | 따르면""",
    re.VERBOSE,
)


def is_reported(text: str) -> bool:
    """Whether *text* asks what somebody said, so that "now" in it is the time of saying; "today" never is."""
    folded = fold(text)
    return bool(_SAID.search(folded)) and not is_present(_STATE_NOW.sub("", folded))


_FINITE = frozenset(
    "was were is are has have had will would did led met said held took made went thanked agreed asked came".split()
)
_SHORTEST_STATEMENT = 5


def is_statement(words: tuple[str, ...]) -> bool:
    """Whether *words* (of `normalize.words`) tell something: a verb that is neither first nor last, and a few words."""
    inside = words[1:-1]
    verb = any(word in _FINITE or (word.endswith("ed") and word.isascii()) for word in inside)
    return len(words) >= _SHORTEST_STATEMENT and (verb or words[-1].endswith("다"))


def is_for_listeners(raw: str, asked: Asked) -> bool:
    """Whether *raw*, said in a channel and not to the bot, is a question put to whoever knows.

    Statements, exclamations, pasted logs, spoilers and questions to a person are not.
    """
    folded = fold(raw)
    if not asked.is_question or _PASTED.search(raw.casefold()) or _SPOILER.search(raw):
        return False
    if _EXCLAIMED.match(folded) or _STATEMENT.match(folded):
        return False
    return not _ADDRESSED.search(folded)
