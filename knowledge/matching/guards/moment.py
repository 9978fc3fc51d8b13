"""When: ordinals, years, days, days of the week, parts of the day; compared exactly, each with its own kind."""

import re
from collections.abc import Callable, Iterable

from knowledge.language.english import MONTHS
from knowledge.language.mentions import DAYS_OF_WEEK, Day, number_of, ordinal_of
from knowledge.matching.guards.inspection import Case, Inspection
from knowledge.model import Kind, Language, Meeting, TermKind

_FIRST_TELLING_ORDINAL = 4
"""Below it an ordinal is as likely "the first time" as the first of a series; only a series beside it tells."""
_PARTS_OF_DAY = {
    "morning": "morning", "forenoon": "morning", "breakfast": "morning", "afternoon": "afternoon", "evening": "evening",
    "night": "night", "오전": "morning", "아침": "morning", "오후": "afternoon",
    "저녁": "evening", "밤": "night",
}  # fmt: skip
_KOREAN_PARTS = ("오전", "아침", "오후", "저녁")
_ROUNDS = frozenset("round rounds meeting meetings session sessions edition editions dialogue dialogues talks".split())
_KOREAN_ROUNDS = ("회의", "회담", "대화", "협의", "세션", "라운드")
_KOREAN_COUNTERS = ("번째", "회", "차례", "대")
_OR = frozenset(("or", "아니면", "혹은", "또는"))
_PRAISED = frozenset(("ever", "annual", "such"))
"""Words between an ordinal and what it counts."""
_KOREAN_OFFER = re.compile(r"인가요|이었나요|였나요|입니까|이야|인가|인지")
"""Endings of which two in one question offer alternatives: "2022년인가요, 2023년인가요"."""


def ordinal(case: Case, found: Inspection) -> str:
    """Another number of a series than the entry's."""
    query = case.query
    if not query.mentions.ordinals:
        return "no ordinal asked"
    mentions = case.profile.mentions
    names_series = any(case.known.kind_of(key) is TermKind.SERIES for key in query.concepts)
    asked = {
        n for n in query.mentions.ordinals if n >= _FIRST_TELLING_ORDINAL or (names_series and _counts_rounds(n, case))
    }
    counted = {n for n, _ in mentions.counts if not (names_series and _counts_rounds(n, case))}
    strange = sorted(asked - mentions.ordinals - counted)
    if strange and asked & mentions.ordinals and _is_offered(case, lambda word: _value(word) in asked):
        return "one of the ordinals is the entry's"
    meeting = case.profile.meeting
    if strange and case.fact and meeting and meeting.ordinal and names_series and _is_dated(case, meeting):
        aside = {f"#{number}" for number in strange}
        found.contradict("ordinal", _nth(strange[0], found.language), _nth(meeting.ordinal, found.language), aside)
        return f"on that day it was number {meeting.ordinal}"
    if strange:
        found.foreign = f"number {strange[0]}"
        return f"the entry has nothing on number {strange[0]}"
    return "ordinals agree" if asked else "no ordinal asked"


def _value(word: str) -> int | None:
    """Return the number that *word* says, counted or in order; None for another word."""
    ordinal = ordinal_of(word)
    return number_of(word) if ordinal is None else ordinal


def _counts_rounds(number: int, case: Case) -> bool:
    """Whether *number* counts a round of a series: it stands next to the series' name or a word for a meeting.

    One that is not among the words was taken over from the question before, where it did.
    """
    spoken = case.said.words
    at = [i for i, word in enumerate(spoken) if _value(word) == number]
    tokens = (token for token in case.query.tokens if case.known.kind_of(token.key) is TermKind.SERIES)
    series = {word for token in tokens for word in token.text.split()}
    return not at or any(_is_beside(spoken, i, series) for i in at)


def _is_beside(spoken: tuple[str, ...], i: int, series: set[str]) -> bool:
    """Whether the number at *i* of *spoken* counts what its neighbour names, one of *series* or a round."""
    before = spoken[i - 1] if i else ""
    after = i + 1
    if before == "제" or (spoken[after : after + 1] and spoken[after].startswith("차")):
        return True
    while after < len(spoken) and (spoken[after] in _PRAISED or spoken[after].startswith(_KOREAN_COUNTERS)):
        after += 1
    counted = spoken[after] if after < len(spoken) else ""
    if counted in series | _ROUNDS or counted.startswith((*_KOREAN_ROUNDS, *(n for n in series if not n.isascii()))):
        return True
    return before in series and (spoken[i].isdigit() or not counted)  # "KIDD 3"; of "the KIDD's first goal" the goal


def _is_offered(case: Case, says: Callable[[str], bool]) -> bool:
    """Whether the question leaves a choice between two of the words that *says* tells: "2022 or 2023"."""
    spoken = case.said.words
    at = [i for i, word in enumerate(spoken) if says(word)]
    if len(at) < 2:  # noqa: PLR2004 - one and the other
        return False
    between = spoken[at[0] : at[-1]]
    return not _OR.isdisjoint(between) or (case.said.korean and len(_KOREAN_OFFER.findall(case.said.text)) > 1)


def offered(case: Case) -> frozenset[str]:
    """Return the words by which the question leaves a choice of years or months, one of them the entry's own."""
    years, months = case.query.mentions.years, {day.month for day in case.query.mentions.days}
    found: set[str] = set()
    if years & case.told.mentions.years and _is_offered(case, lambda word: _value(word) in years):
        found.update(word for word in case.said.words if _value(word) in years)
    if months & {day.month for day in case.told.mentions.days} and _is_offered(case, lambda word: word in MONTHS):
        found.update(word for word in case.said.words if word in MONTHS)
    return frozenset(found)


def _is_dated(case: Case, meeting: Meeting) -> bool:
    """Whether the question gives a day, or a month and a year, of this very meeting."""
    said, spans = case.query.mentions, _days_of(meeting)
    if any(day.day and day.month and day in spans for day in said.days):
        return True
    months = any(day.month == meeting.starts_on.month for day in said.days)
    return months and meeting.starts_on.year in said.years


def _nth(number: int, language: Language) -> str:
    if language is Language.KO:
        return f"제{number}차"
    ends = {1: "st", 2: "nd", 3: "rd"}
    teens = 10 < number % 100 < 14  # noqa: PLR2004 - eleventh to thirteenth
    return f"{number}{'th' if teens else ends.get(number % 10, 'th')}"


def year(case: Case, found: Inspection) -> str:
    """Another year than the entry's or its meeting's."""
    query, profile = case.query, case.profile
    if not query.mentions.years:
        return "no year asked"
    strange = sorted(query.mentions.years - profile.mentions.years)
    meeting = profile.meeting
    if case.fact is None and meeting and _is_numbered(case, meeting):
        # A gap on the next round may speak of 2019; "the 14th in 2019" does not ask about the next round.
        strange = sorted(query.mentions.years - {meeting.starts_on.year, meeting.ends_on.year})
    if not strange:
        return "years agree"
    if query.mentions.years.difference(strange) and _is_offered(
        case, lambda word: _value(word) in query.mentions.years
    ):
        return "one of the years is the entry's"
    if meeting and is_identified(case, meeting) and not query.mentions.years & profile.mentions.years:
        aside = {f"#{number}" for number in strange}
        found.contradict("year", str(strange[0]), str(meeting.starts_on.year), aside)
    else:
        found.foreign = str(strange[0])
    return f"the entry has nothing on {strange[0]}"


def is_identified(case: Case, meeting: Meeting) -> bool:
    """Whether the question names this very meeting by something else than its year."""
    if _is_numbered(case, meeting):
        return True
    leads = {f"p:{side.lead}" for side in meeting.delegations}
    return len(leads) > 1 and leads <= case.query.concepts


def _is_numbered(case: Case, meeting: Meeting) -> bool:
    return meeting.ordinal is not None and case.query.mentions.ordinals == {meeting.ordinal}


def _is_named(case: Case, meeting: Meeting) -> bool:
    """Whether the question names the meeting's series or somebody who led it."""
    leads = {f"p:{side.lead}" for side in meeting.delegations}
    return f"t:{meeting.series}" in case.query.concepts or bool(leads & case.query.concepts)


def day(case: Case, found: Inspection) -> str:
    """Another day than the entry tells, or than its meeting's."""
    query, profile = case.query, case.profile
    strange = [day for day in query.mentions.days if not any(_agree(day, known) for known in profile.mentions.days)]
    offered = 0 < len(strange) < len(query.mentions.days) and _is_offered(case, _says_day(query.mentions.days))
    if not strange or offered:
        return "days agree" if query.mentions.days else "no day asked"
    meeting = profile.meeting
    if meeting is None or case.fact is None:
        found.foreign = "another day"
        return "the entry has no such day"
    said = ", ".join(sorted(_day_text(day) for day in strange))
    aside = _day_keys(strange)
    own = {day for day in profile.mentions.days if not any(_agree(day, known) for known in _days_of(meeting))}
    if own and case.fact.kind is Kind.WHEN:
        own = own & case.told.mentions.days or own
        right = ", ".join(sorted(_day_text(day) for day in own))
        found.contradict("date", said, right, aside)
        return f"the entry has {right}"
    if own:
        right = ", ".join(sorted(_day_text(day) for day in own))
        found.contradict("number", said, right, aside)
        return f"the entry has {right}"
    if not _is_named(case, meeting):
        found.foreign = said  # a day that only another meeting may have
        return f"nothing here was on {said}"
    right = _span(meeting)
    found.contradict("date", said, right, aside)
    return f"the meeting was on {right}"


def _says_day(days: Iterable[Day]) -> Callable[[str], bool]:
    """Return whether a word says the month or the day of one of *days*."""
    numbers = {number for day in days for number in (day.month, day.day) if number}
    return lambda word: word in MONTHS or _value(word) in numbers


def weekday(case: Case, found: Inspection) -> str:
    """Another day of the week than the meeting's."""
    if not case.query.mentions.days_of_week:
        return "no day of the week asked"
    strange = case.query.mentions.days_of_week - case.profile.mentions.days_of_week
    meeting = case.profile.meeting
    if not strange or meeting is None or case.fact is None:
        return "days of the week agree"
    if not _is_named(case, meeting) and not case.told.mentions.days_of_week:
        return "which meeting is not said"
    said = _weekday_name(min(strange), found.language)
    right = _weekday_name(meeting.starts_on.weekday(), found.language)
    if meeting.ends_on != meeting.starts_on:
        right = f"{right}, {_weekday_name(meeting.ends_on.weekday(), found.language)}"
    keys = {name for name, number in DAYS_OF_WEEK.items() if number in strange}
    hangul = tuple(key[:2] for key in keys if not key.isascii())  # a particle or an ending may follow
    tokens = {t.key for t in case.query.tokens if t.text in keys or t.text.startswith(hangul)}
    found.contradict("date", said, f"{right}, {_span(meeting)}", tokens)
    return f"the meeting was on {right}"


def hour(case: Case, found: Inspection) -> str:
    """Another part of the day than the entry tells."""
    asked = _parts_of_day(case.said.words, "".join(case.query.words) if case.said.korean else "")
    if not asked or case.fact is None or case.said.has("or"):
        return "no part of the day asked"
    told = _parts_of_day(case.told.words, case.told.korean)
    if not told or len(asked) > 1 or asked & told:
        return "nothing against the part of the day"
    said, right = (next(iter(part)) for part in (asked, told))
    keys = {word for word, part in _PARTS_OF_DAY.items() if part in asked}
    tokens = {t.key for t in case.query.tokens if t.text in keys or any(k in t.text for k in keys if not k.isascii())}
    found.contradict("date", _part_name(said, found.language), _part_name(right, found.language), tokens)
    return f"the entry has {right}, not {said}"


def is_of_the_day(text: str) -> bool:
    """Whether a token names a part of the day or a day of the week."""
    return text in _PARTS_OF_DAY or text in DAYS_OF_WEEK or text[:2] in _KOREAN_PARTS or text[:3] in DAYS_OF_WEEK


def _parts_of_day(spoken: tuple[str, ...], korean: str) -> set[str]:
    parts = {_PARTS_OF_DAY[word] for word in spoken if word in _PARTS_OF_DAY}
    return parts | {_PARTS_OF_DAY[sign] for sign in _KOREAN_PARTS if sign in korean}


def _part_name(part: str, language: Language) -> str:
    if language is Language.EN:
        return part
    return next(word for word, named in _PARTS_OF_DAY.items() if named == part and not word.isascii())


def _weekday_name(number: int, language: Language) -> str:
    names = [name for name, n in DAYS_OF_WEEK.items() if n == number]
    return names[0].capitalize() if language is Language.EN else names[-1]


def _days_of(meeting: Meeting) -> frozenset[Day]:
    return frozenset(Day(day.month, day.day) for day in (meeting.starts_on, meeting.ends_on))


def _day_keys(days: list[Day]) -> set[str]:
    return {f"month:{day.month}" for day in days if day.month} | {f"#{day.day}" for day in days if day.day}


def _agree(asked: Day, known: Day) -> bool:
    return (asked.month is None or known.month is None or asked.month == known.month) and (
        asked.day is None or known.day is None or asked.day == known.day
    )


def _day_text(day: Day) -> str:
    return "-".join(f"{part:02}" for part in (day.month, day.day) if part is not None)


def _span(meeting: Meeting) -> str:
    ends = f" to {meeting.ends_on:%m-%d}" if meeting.ends_on != meeting.starts_on else ""
    return f"{meeting.starts_on:%m-%d}{ends}"
