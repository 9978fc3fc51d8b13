"""Korean words to the parts they can be matched by: particles and verb endings off, syllable pairs out.

Source of the particle list: the case markers and auxiliary particles (조사) of the Standard Korean Language
Dictionary's grammar; of the endings: the common sentence endings of questions in chat.
"""

from functools import lru_cache

_PARTICLES = """
    에서는요 으로는요 에는요 까지요 은요 는요 이요 요
    에서는 에게서 으로는 으로서 으로써 에서의 까지는 부터는 이라는 이라고 에서도 한테서 으로도 이랑은 에는 에도 에서
    에게 으로 까지 부터 이나 이란 이랑 라는 라고 처럼 보다 마다 조차 만큼 한테 께서 와의 과의 와는 과는 로는 로서 로써
    하고 이라 들은 들이 들을 들의 은 는 이 가 을 를 의 에 도 만 로 와 과 랑 나 들 란 야
""".split()
PARTICLES = tuple(sorted(_PARTICLES, key=lambda particle: (-len(particle), particle)))

_ENDINGS = """
    했습니까 했나요 했는지 했어요 했는가 했어 했나 했죠 했지 했다 했던 하였나 합니까 하나요 하는지 하기로 하려고 하는
    하고 하기 한다 한지 됐나요 됐어요 됐어 되었나요 되나요 된거야 된건가요 되는지 입니까 인가요 인지 이에요 예요 이야
    이었나요 였나요 였어요 였어 였나 있나요 있었나요 있어요 있는지 있어 있나 있습니까 없나요 없어 습니까 나요 어요
    아요 은가요 는가요 건가요 인가 일까 을까 니까 네요 군요 지요 죠 냐 니 해줘 해주세요 알려줘 알려주세요
""".split()
_CHAT_ENDINGS = """
    는데 는데요 던데 던데요 더라 더라고 더라고요 던가 던가요 인데 인데요 이라던데 라던데 이래 이래요 거든 거든요
    한대 한대요 하냐 하니 한다던데 한다던데요 한다는데 한다며 한다면서 한다고 하던데 하더라 하겠다고 하려면 된대
    된대요 된다던데 된다는데 된다며 된다면서 된다고 되냐 됨
""".split()
"""Endings of talk: what one has heard, what one asks oneself."""
ENDINGS = tuple(sorted((*_ENDINGS, *_CHAT_ENDINGS), key=lambda ending: (-len(ending), ending)))

FUNCTION_WORDS = frozenset(
    """
    그럼 그러면 그렇다면 그래서 언제까지 언제까지요 언제부터 언제요 어디요 누구요
    왜요 뭐요 측은요 측은 쪽은요 쪽은 하나요 했나요 했어 했어요
    했습니까 했는지 했지 했죠 했니
    됐나요 됐어요 되나요 되었나요 있나요 있어요 있습니까 있었나요 없나요
    인가요
    입니까 건가요 건가 맞나요 맞아 맞아요 맞습니까 맞죠 하기로 기로 됐어 되나 하나 했나 있나 있어 인가 뭔가요 뭔지
    뭐 뭘 뭔 뭐야 뭐예요 뭐였어 무엇 무엇을 무엇이 무슨 어떤 어떻게 어디 어디서 어디에서 어디로 어디에 어디야 언제
    언제야 누구 누가 누구야 누구랑
    왜 몇 얼마 얼마나 어느 그 이 저 그것 이것 저것 거 것 게 수 때 등 및 또 또는 그리고 그런데 근데 혹시 좀 제발 정말
    진짜 대해 대한 대해서
    관해 관한 관련 관련해 관련해서 따르면 의하면 따라 위해 위한 통해 통한 있다 있는 없는 한 할 하 된 될 되 해 했 했던
    안 못 더 가장 다 모두 각각
    내용 얘기 이야기 말 말한 말했 언급 알려 알려줘 알려주세요 궁금 궁금해요 궁금합니다 가르쳐 설명 설명해 보도자료
    발표문 기사 자료 나와 나온 나오나요
    나오 더라 던데 는데 하는데 했는데 인데 건데 거임 거냐 하는 한대 된대 맞음 맞냐
    맞나 있음 없음 어떻 그러려면 됐 있 없 였 맞 같 봤
    뭐라고 뭐라 뭐였 뭐였나요 뭐임 뭐죠 인가 이랑 하고 같이 함께 때문 때문에 대해선 대하여 어때 어땠 어땠나요 어땠어
    """.split()
)
"""Words that tell nothing about the subject."""

MIN_STEM = 2
"""Syllables that must stay when a particle or an ending comes off: one is rarely a word worth matching."""

_AFTER_PAST = """
    습니까 습니다 는지 는지요 는가 는가요 는데 는데요 던데 던데요 더라 더라고 더라고요 던가 던가요 던지 던
    다던데 다던데요 다는데 다는데요 다며 다면서 다고 다고요 다는 다 대 대요 냐 냐고 니 나 나요 네 네요 지 지요
    죠 어 어요 음 음요 을까 을까요 거든 는거 는거야 는건가 는건가요 는건지 고 으며 으니 지만
""".split()
_PAST = tuple(sorted(_AFTER_PAST, key=lambda ending: (-len(ending), ending)))
"""Endings of verbs in the past; before them stands a syllable with a double s (갔, 했), which no noun ends with."""
_HEARD = ("다던데요", "다던데", "다는데", "다면서", "다며", "다고", "대요", "대")
"""What one has heard, after a verb with an n: "끝난대", "이전한다던데"."""
_WITH_N = frozenset("난 간 온 린 진 킨 긴 낸 준 본 든 른 친".split())
_ASKING = ("언제", "어디", "누구", "누가", "누군", "무엇", "어떻", "얼마", "뭐", "뭘", "뭔")
"""Question words that chat writes in one with what comes after: "언제함", "누가이끔", "뭐했는데"."""
_SHIPS = ("수함", "축함", "양함", "모함", "위함", "투함", "륙함", "송함", "포함")
_FIRST, _VOWELS, _TAILS, _SYLLABLES = 0xAC00, 21, 28, 11172
_N, _M, _DOUBLE_S = 4, 16, 20
_OPENED = {9: 8, 14: 13, 6: 20, 10: 11}
"""Vowels that a verb's stem and its past have made one, to the stem's: 왔 to 오, 줬 to 주, 열렸 to 열리, 됐 to 되."""
_NOMINAL = frozenset("남 림 짐 끔 옴 뀜".split())
"""Last syllables of verbs made nouns by an m, as chat ends its sentences: "언제 끝남"."""


@lru_cache(maxsize=8192)
def strip_particle(word: str) -> str:
    """Return the Hangul *word* without its verb ending or its particle, at least MIN_STEM syllables.

    A verb in the past keeps its stem, one syllable or more, as it is in the present.

    >>> strip_particle("전작권은"), strip_particle("논의했나요"), strip_particle("한국")
    ('전작권', '논의', '한국')
    >>> strip_particle("끝났대"), strip_particle("끝나나요"), strip_particle("갔던데")
    ('끝나', '끝나', '갔')
    """
    word = _without_question_word(word)
    if (verb := _without_ending(word)) is not None:
        return verb
    for particle in PARTICLES:
        if word.endswith(particle) and len(word) - len(particle) >= MIN_STEM:
            return word[: -len(particle)]
    return _present(word)


def _without_ending(word: str) -> str | None:
    """Return the verb *word* without its ending, in the present; None for what does not end like a verb."""
    for ending in _PAST:
        if word.endswith(ending) and len(word) > len(ending) and _tail(word[-len(ending) - 1]) == _DOUBLE_S:
            return _present(word[: -len(ending)])
    for ending in _HEARD:
        bare = word[: -len(ending)]
        if word.endswith(ending) and len(bare) >= MIN_STEM and bare[-1] in _WITH_N:
            return bare[:-1] + chr(ord(bare[-1]) - _N)
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= MIN_STEM:
            return _present(word[: -len(ending)])
    return None


def _without_question_word(word: str) -> str:
    """Leave out a question word that *word* begins with, if what follows is more than its particle."""
    for asking in _ASKING:
        rest = word[len(asking) :]
        if word.startswith(asking) and rest and rest.removesuffix("요") not in (*PARTICLES, ""):
            rest = rest[1:] if rest[0] in "서로랑에가이" and len(rest) > MIN_STEM else rest
            return rest if len(rest) >= MIN_STEM else asking
    return word


def _present(word: str) -> str:
    """Return *word*, where it ends with a verb in the past or made a noun, in the present."""
    if len(word) < MIN_STEM:
        return word
    last, longer = word[-1], len(word) > MIN_STEM
    if last in "었았였":
        return word[:-2] if word[-2] in "하되" and len(word) > MIN_STEM + 1 else word[:-1]
    if longer and (last in "했됐" or (last == "함" and not word.endswith(_SHIPS))):
        return word[:-1]
    if last in _NOMINAL:
        return word[:-1] + chr(ord(last) - _M)
    return word[:-1] + _opened(last) if _tail(last) == _DOUBLE_S else word


def _opened(syllable: str) -> str:
    """Return *syllable*, with which a verb in the past ends, as the verb's stem has it."""
    start, rest = divmod(ord(syllable) - _FIRST, _VOWELS * _TAILS)
    vowel = 0 if syllable == "했" else rest // _TAILS
    return chr(_FIRST + (start * _VOWELS + _OPENED.get(vowel, vowel)) * _TAILS)


def _tail(syllable: str) -> int:
    """Return the number of the consonant that *syllable* ends with, 0 for none; -1 for no syllable."""
    code = ord(syllable) - _FIRST
    return code % _TAILS if 0 <= code < _SYLLABLES else -1


def syllable_pairs(word: str) -> tuple[str, ...]:
    """Return the overlapping pairs of syllables of *word*; the word itself when it has one syllable.

    >>> syllable_pairs("전작권")
    ('전작', '작권')
    """
    return tuple(word[i : i + 2] for i in range(len(word) - 1)) or (word,)


def is_hangul(word: str) -> bool:
    """Whether *word* (of `normalize.words`) is a run of Hangul syllables."""
    return "가" <= word[0] <= "힣"
