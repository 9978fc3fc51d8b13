"""Deeds turned round: "did they agree to lift the sanctions" where they agreed to enforce them."""

from collections.abc import Iterator

from knowledge.language.stem import stem
from knowledge.matching.guards.inspection import Case, Inspection
from knowledge.matching.guards.said import presumes
from knowledge.model import Kind, Language

_OPPOSITES = """
refuse refused refusing reject deny decline object oppose disagree dispute resist veto dissent
    : agree concur accept pledge commit promise reaffirm confirm share provide support
lift lifted ease relax remove stop terminate suspend halt discontinue scrap abolish waive
    : enforce maintain keep kept continue remain stay uphold
reduce cut lower shrink decrease withdraw withdrew downsize lessen diminish halve trim
    : keep kept maintain strengthen reinforce bolster expand enlarge enhance deepen raise raised improve
weaken loosen undermine erode soften
    : keep kept maintain strengthen reinforce bolster strong robust stronger deepen
increase raise double triple enlarge augment
    : level
criticize criticise complain blame condemn scold denounce rebuke protest
    : thank appreciate appreciation gratitude praise
weak weaker weakest worse worst poor poorer fragile deteriorate decline declined
    : strong stronger robust capable raise raised improve improved more better strengthen
stall stalled fail failed failure collapse halt halted freeze broke standstill
    : progress advance continue
cancel cancelled canceled postpone postponed scrap scrapped
    : plan planned schedule scheduled hold held ahead
abandon renounce retract revoke withdraw withdrew break broke violate scrap
    : reaffirm keep commit confirm anew
dissolve dissolved disband abolish dismantle eliminate scrap
    : continue keep central go carry remain
ignore ignored neglect overlook
    : highlight emphasize stress attention point mention
unimportant irrelevant useless minor trivial marginal unnecessary obsolete
    : important critical central essential valuable significant
"""
_MORE_DENIALS = (
    "weak fire fired quit resign resigned apologize apologise boycott boycotted skip skipped snub "
    "insult ban banned drop dropped"
)
"""Deeds without an opposite here: contradicted only by an entry that never speaks of them."""
_PHRASES = {
    ("pull", "out"): "withdraw", ("pulled", "out"): "withdraw", ("take", "back"): "retract",
    ("took", "back"): "retract",
    ("call", "off"): "cancel", ("called", "off"): "cancel", ("give", "up"): "abandon", ("gave", "up"): "abandon",
    ("cut", "back"): "reduce", ("scale", "back"): "reduce", ("scale", "down"): "reduce", ("go", "back"): "retract",
    ("back", "out"): "retract", ("break", "up"): "dissolve", ("shut", "down"): "dissolve", ("draw", "down"): "reduce",
}  # fmt: skip
_PHRASE_HEADS = frozenset(first for first, _ in _PHRASES)
_KOREAN = (
    (("해제", "완화", "철회", "중단", "폐지", "풀기로", "풀어"), ("이행", "유지", "계속", "지속")),
    (("감축", "줄이", "줄인", "축소", "철수", "감소"), ("유지", "강화", "확대", "증진", "높")),
    (("약화", "약해", "악화", "나빠", "약하"), ("강화", "강", "개선", "증진", "높")),
    (("거부", "거절", "반대", "부인", "반박"), ("동의", "공감", "약속", "공약", "합의", "재확인", "뜻을 같이")),
    (("비판", "비난", "불평", "항의"), ("감사", "사의", "평가", "고마")),
    (("실패", "정체", "지연", "멈췄", "무산"), ("진전", "진척")),
    (("취소", "연기"), ("예정", "개최", "계획")),
    (("포기", "파기", "철회"), ("재확인", "다시 확인")),
    (("해체",), ("계속", "중심", "핵심")),
)


def _read_opposites() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    blocks = _OPPOSITES.strip().replace("\n    :", " :").splitlines()
    pairs = (block.split(" : ") for block in blocks)
    return tuple((frozenset(map(stem, a.split())), frozenset(map(stem, b.split()))) for a, b in pairs)


_TURNS = _read_opposites()
_GIVING_UP = frozenset(map(stem, ("abandon", "renounce", "scrap", "scrapping", "dismantle")))
_ARTICLES = frozenset(("the", "a", "an"))
_ARMS = frozenset(map(stem, "nuclear nuke nukes bomb bombs arsenal weapon weapons warhead missiles arms".split()))
_TURNS_OF = {deed: [pair for pair in _TURNS if deed in pair[0]] for same, _ in _TURNS for deed in same}
_DENIALS = frozenset().union(*(same for same, _ in _TURNS[:4]), *(same for same, _ in _TURNS[5:])) | frozenset(
    map(stem, _MORE_DENIALS.split())
)

_TURNING = _DENIALS.union(*(same for same, _ in _TURNS))


def is_turning(key: str, text: str) -> bool:
    """Whether a token is a deed that may turn a claim round."""
    return key in _TURNING or (not text.isascii() and any(sign in text for same, _ in _KOREAN for sign in same))


def denial(case: Case, found: Inspection) -> str:
    """A deed that the entry turns round, taken for granted or asked about."""
    if case.fact is None or case.query.asked.kind is None:
        return "nothing taken for granted"
    if not case.said.korean and _TURNING.isdisjoint(case.said.stems) and _PHRASE_HEADS.isdisjoint(case.said.words):
        return "nothing turned round"
    turned = _korean_turns(case) if case.said.korean else list(_turns(case))
    if presumes(case.query) and len(turned) % 2 and not case.said.negated and not case.said.is_open(case.told.words):
        said, right, keys = turned[0]
        found.contradict("polarity", said, right, keys)
        return f"the entry has {right}, not {said}" if len(right) < len(case.fact.text.en) else f"not {said}"
    if case.said.korean:
        return _korean_unspoken(case, found)
    if case.query.asked.kind is Kind.YES_NO:
        return "nothing turned round"
    return _unspoken(case, found)


def _unspoken(case: Case, found: Inspection) -> str:
    """A deed taken for granted of which neither the entry nor any question of its own speaks."""
    if case.said.negated or case.fact is None or case.query.asked.kind is Kind.WHEN:
        return "nothing turned round"
    keys = {token.key for token in case.query.tokens}
    turned = sorted(key for key in keys & _DENIALS if key not in case.profile.keys)
    if not turned:
        return "nothing turned round"
    said = next(token.text for token in case.query.tokens if token.key == turned[0])
    found.contradict("polarity", said, case.fact.text.get(found.language), turned)
    return f"the entry does not say {said}"


def _korean_unspoken(case: Case, found: Inspection) -> str:
    """Find a deed asked about of which the entry says neither it nor its opposite: it cannot say whether it is so."""
    if case.query.asked.kind is not Kind.YES_NO or case.fact is None:
        return "nothing turned round"
    told = case.told.korean
    asked = " ".join((told, *case.fact.questions.ko))
    for same, opposite in _KOREAN:
        said = next((sign for sign in same if sign in case.said.text), None)
        if said and not any(sign in asked for sign in same) and not any(sign in told for sign in opposite):
            found.untold = said
            return f"the entry does not speak of {said}"
    return "nothing turned round"


def _turns(case: Case) -> Iterator[tuple[str, str, set[str]]]:
    """Yield each deed of the question whose opposite the entry tells and which it does not tell itself."""
    told = set(case.told.stems)
    spoken, stems = case.said.words, case.said.stems
    for i, word in enumerate(spoken):
        phrase = _PHRASES.get((word, spoken[i + 1] if i + 1 < len(spoken) else ""))
        if i and spoken[i - 1] in _ARTICLES:
            continue  # a noun: "at the end", "the drop"
        deed = stem(phrase) if phrase else stems[i]
        if deed in _GIVING_UP and not _ARMS.isdisjoint(stems):
            continue  # to give up arms is what was promised
        for same, opposite in _TURNS_OF.get(deed, ()):
            if same.isdisjoint(told) and not opposite.isdisjoint(told):
                typed = f"{word} {spoken[i + 1]}" if phrase else word
                yield typed, _opposite_told(case, opposite), {deed, stems[i]}
                break


def _opposite_told(case: Case, opposite: frozenset[str]) -> str:
    """Return the word of the entry that is among *opposite*, or its whole text in another language than English."""
    if case.language is not Language.EN:
        return case.profile.entry.text.get(case.language)
    at = next(i for i, word in enumerate(case.told.stems) if word in opposite)
    return case.told.words[at]


def _korean_turns(case: Case) -> list[tuple[str, str, set[str]]]:
    text, told = case.said.text, case.told.korean
    for same, opposite in _KOREAN:
        said = next((sign for sign in same if sign in text), None)
        if said == "포기" and "핵" in text:
            continue  # to give up arms is what was promised
        if (
            said
            and not any(sign in text for sign in opposite)
            and not any(sign in told for sign in same)
            and any(sign in told for sign in opposite)
        ):
            keys = {token.key for token in case.query.tokens if said[:2] in token.text and token.key[1:2] != ":"}
            return [(said, case.profile.entry.text.get(case.language), keys)]
    return []
