"""What English brings along whatever the book is about: words that carry no subject, chat spellings, synonyms.

Plain data, read once into tables. Subject words (names, bodies, ideas) belong in the fact file's `terms`, not here.
"""

from knowledge.language.everyday import EVERYDAY
from knowledge.language.stem import stem

FUNCTION_WORDS = frozenset(
    """
 a an the this that these those it its they them their theirs he him his she her hers we our ours i me my mine you
 your yours one ones there here and or but nor so if then than as at by for from in into of off on onto out over to
 up upon with within about across against along amid among around behind below beneath beside
 besides between beyond except inside near per through throughout toward towards under via
 while is am are was were be been being do does did done doing has have had having can could may might must shall
 should will would not no yes what which who whom whose when where why how many much any some all every
 again either neither own several very too also just only even ever
 now tho though although because please pls plz kindly thanks tell show give know
 wondering wonder question anyone anybody someone somebody something anything everything let lets get
 got ok okay hey hi hello um uh well actually really basically specifically like thing things stuff kind
 sort bit lot quick quickly etc eg ie re vs regarding concerning respect according accord per go going gonna wanna
 want wants wanted need curious remember recall thx ty tyvm lol tf wtf tldr tbh imo idk btw fyi asap mr mrs ms sir madam
 """.split()
)
"""Words that tell nothing about the subject; they weigh nothing in a match. (Question words are read by `asked`.)"""

WEAK_WORDS = frozenset(
    map(
        stem,
        """
    say says said saying state stated states mention mentioned mentions release releases press text article statement
    document report reported reports official officials read written print printed according describe described
    detail details information info fact facts news talk talked talking discuss discussed discussion speak spoke come
    came take took taken make made place happen happened happening hold held part time day today year month week
    people person name named called call meeting meet met ask asks asked asking
    """.split(),
    )
)
"""Stems that stand in questions about anything in a release: they weigh little."""

WEAK_WEIGHT = 0.45

TURNING_WORDS = frozenset(
    "after before during since until till without once still yet already more most less least few other another "
    "both each same such next previous earlier later former first last final total exact exactly".split()
)
"""Small words that turn a question round: "before the move" asks for another place than "the move"."""
TURNING_WEIGHT = 1.5

CHAT = {
    "u": "you", "r": "are", "ur": "your", "y": "why", "wat": "what", "wut": "what", "wht": "what", "wen": "when",
    "whn": "when", "wher": "where", "whr": "where", "hw": "how", "abt": "about", "bout": "about", "acc": "according",
    "acording": "according", "w": "with", "wth": "with", "b4": "before", "bc": "because", "cuz": "because",
    "coz": "because", "ppl": "people", "n": "and", "teh": "the", "da": "the", "dat": "that", "tht": "that",
    "whats": "what", "whos": "who", "wheres": "where", "whens": "when", "hows": "how", "whys": "why", "isnt": "not",
    "wasnt": "not", "arent": "not", "didnt": "not", "doesnt": "not", "dont": "not", "wont": "not", "cant": "not",
    "nah": "not", "nope": "not", "gov": "government", "govt": "government", "mtg": "meeting", "sec": "secretary",
    "min": "minister", "dep": "deputy", "dept": "department", "def": "defense", "defence": "defense", "mil": "military",
    "intl": "international", "hq": "headquarters", "hqs": "headquarters", "sub": "submarine", "subs": "submarine",
    "pic": "picture", "info": "information", "prez": "president", "gen": "general", "chmn": "chairman",
    "yr": "year", "yrs": "years", "organisation": "organization", "programme": "program", "centre": "center",
    "theatre": "theater", "manoeuvre": "maneuver", "manoeuvres": "maneuver", "favour": "favor", "honour": "honor",
    "honoured": "honor", "neighbour": "neighbor", "neighbourhood": "neighborhood", "labour": "labor",
}  # fmt: skip
"""Chat and British spellings to the form that the tables here use."""

PHRASES = {
    ("i", "mean"): "um", ("go", "with"): "accompany", ("went", "with"): "accompany", ("gone", "with"): "accompany",
    ("going", "with"): "accompany", ("come", "with"): "accompany", ("came", "with"): "accompany",
    ("go", "along"): "accompany", ("went", "along"): "accompany", ("came", "along"): "accompany",
    ("tag", "along"): "accompany", ("tagged", "along"): "accompany", ("together", "with"): "accompany",
    ("take", "part"): "attend", ("took", "part"): "attend", ("taken", "part"): "attend", ("taking", "part"): "attend",
    ("take", "place"): "held", ("took", "place"): "held", ("taken", "place"): "held", ("taking", "place"): "held",
    ("carry", "out"): "implement", ("carried", "out"): "implement", ("point", "to"): "mention",
    ("pointed", "to"): "mention", ("call", "for"): "urge", ("called", "for"): "urge", ("step", "down"): "leave",
    ("stepping", "down"): "leave", ("wrap", "up"): "finish", ("wrapped", "up"): "finish", ("look", "after"): "lead",
    ("in", "charge"): "lead", ("back", "up"): "support", ("set", "up"): "establish", ("hand", "over"): "transfer",
    ("handed", "over"): "transfer", ("pay", "respects"): "tribute", ("paid", "respects"): "tribute",
    ("pay", "tribute"): "tribute", ("paid", "tribute"): "tribute", ("sit", "down"): "meet", ("sat", "down"): "meet",
}  # fmt: skip
"""Two words that together mean one: "who went with him" asks who accompanied him."""

_MONTHS = "january february march april may june july august september october november december".split()
MONTHS = {name: i for i, name in enumerate(_MONTHS, 1)} | {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip
"""Month names to numbers 1-12. "may" is a month only beside a day or a year (`knowledge.language.mentions`)."""

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBERS = {name: i for i, name in enumerate(_UNITS)} | {name: 10 * i for i, name in enumerate(_TENS, 2)}
_ORDINAL_UNITS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth"
).split()
_ORDINAL_TENS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth".split()
ORDINALS = {name: i for i, name in enumerate(_ORDINAL_UNITS, 1)} | {
    name: 10 * i for i, name in enumerate(_ORDINAL_TENS, 2)
}

_SYNONYMS = """
thank gratitude grateful appreciate appreciation acknowledge praise credit
move relocate relocation transfer shift resettle
ask request seek favor plea urge appeal
keep maintain retain preserve sustain uphold
continue ongoing remain stay persist
agree concur agreement consensus consent
pledge promise commit vow undertake commitment guarantee assurance
assess judge evaluate view deem evaluation assessment judgment opinion
highlight stress emphasize underline underscore emphasis spotlight
strengthen bolster reinforce boost enhance improve upgrade
deepen closer intensify
expand broaden widen enlarge grow increase broader
show display demonstrate exhibit
visit trip tour went
accompany companion escort alongside together join
honor tribute respect homage commemorate pay
fallen dead killed died
soldier troop serviceman gi personnel warfighter
general officer commander brass
chief chairman chair head lead leader led chairperson cochair
role job function purpose mission
post position office title rank
term tenure stint
end finish conclude expire over wrap
begin start launch commence kick
place venue location site where
city town capital
reason cause motive
condition requirement prerequisite proviso provided criteria
document paper paperwork file
complete finalize finish
plan intend aim goal intention objective
important importance crucial vital critical key essential significant significance matter
help assist support aid back endorse endorsement backing
build construct construction erect
cost pay fund money price budget
threat danger menace
counter respond deter confront face tackle
drill exercise wargame training practice
plane aircraft warplane jet bomber
submarine boat vessel
weapon arm missile
alliance ally partnership
relationship tie bond link
close tight
strong robust solid firm
trust confidence
talk dialogue negotiation
progress headway advance advancement
peace peaceful
stability stable
situation circumstance environment context
change shift dynamic fluid shifting evolve
region regional neighborhood area
field domain sector
four quartet
cooperate cooperation collaborate collaboration teamwork
coordinate coordination
communicate communication contact
symbol emblem sign
protect defend defense guard safeguard
world global worldwide international
anniversary jubilee birthday
attend participate participant attendee
announce announcement unveil publish declare
joint combined shared together allied
remind reaffirm restate reiterate repeat renew reconfirm reaffirmation
fulfil implement realize realise implementation carry
session meeting sitting
big major main principal
urgent pressing pending
issue problem matter topic subject agenda
reduce cut decrease shrink withdraw pull
capable capability capacity ability
history historic historical historically
measure step means way method
enforce force effect
lift ease relax remove scrap
good faith sincere sincerity earnest honest
verify verifiable
declaration accord pact
gathering round meeting session
deputy vice
name called known
machine equipment platform asset hardware
superlative compliment
wish favor desire
concrete tangible
"""


def _groups(*lists: str) -> dict[str, tuple[str, ...]]:
    """Map each stem to the names of the groups it is in; a name is the number of the group's line, with a mark."""
    table: dict[str, list[str]] = {}
    for number, line in enumerate(filter(None, map(str.split, "\n".join(lists).split("\n")))):
        for word in line:
            table.setdefault(stem(word), []).append(f"={number}")
    return {word: tuple(dict.fromkeys(names)) for word, names in table.items()}


COMMON_WORDS = frozenset(_SYNONYMS.split()) | FUNCTION_WORDS | TURNING_WORDS | frozenset(_MONTHS)
"""Words that a slip of the finger may have been meant for, whatever the book is about."""

SYNONYM_GROUPS = _groups(_SYNONYMS, *EVERYDAY)
"""Stem to the synonym groups it belongs to: words of one group match each other at a discount."""
