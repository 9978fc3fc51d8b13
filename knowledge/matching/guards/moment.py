"""When: ordinals, years, days, days of the week, parts of the day; compared exactly, each with its own kind."""

from knowledge.language.mentions import DAYS_OF_WEEK, Day
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


def ordinal(case: Case, found: Inspection) -> str:
    """Another number of a series than the entry's."""
    mentions, query = case.profile.mentions, case.query
    names_series = any(case.known.kind_of(key) is TermKind.SERIES for key in query.concepts)
    asked = {n for n in query.mentions.ordinals if n >= _FIRST_TELLING_ORDINAL or names_series}
    strange = sorted(asked - mentions.ordinals - {n for n, _ in mentions.counts})
    meeting = case.profile.meeting
    if strange and case.fact and meeting and meeting.ordinal and names_series and _is_dated(case, meeting):
        aside = {f"#{number}" for number in strange}
        found.contradict("ordinal", _nth(strange[0], found.language), _nth(meeting.ordinal, found.language), aside)
        return f"on that day it was number {meeting.ordinal}"
    if strange:
        found.foreign = f"number {strange[0]}"
        return f"the entry has nothing on number {strange[0]}"
    return "ordinals agree" if asked else "no ordinal asked"


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
    strange = sorted(query.mentions.years - profile.mentions.years)
    meeting = profile.meeting
    if case.fact is None and meeting and _is_numbered(case, meeting):
        # A gap on the next round may speak of 2019; "the 14th in 2019" does not ask about the next round.
        strange = sorted(query.mentions.years - {meeting.starts_on.year, meeting.ends_on.year})
    if not strange:
        return "years agree" if query.mentions.years else "no year asked"
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
    if not strange:
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


def weekday(case: Case, found: Inspection) -> str:
    """Another day of the week than the meeting's."""
    strange = case.query.mentions.days_of_week - case.profile.mentions.days_of_week
    meeting = case.profile.meeting
    if not strange or meeting is None or case.fact is None:
        return "days of the week agree" if case.query.mentions.days_of_week else "no day of the week asked"
    if not _is_named(case, meeting) and not case.told.mentions.days_of_week:
        return "which meeting is not said"
    said = _weekday_name(min(strange), found.language)
    right = _weekday_name(meeting.starts_on.weekday(), found.language)
    if meeting.ends_on != meeting.starts_on:
        right = f"{right}, {_weekday_name(meeting.ends_on.weekday(), found.language)}"
    keys = {name for name, number in DAYS_OF_WEEK.items() if number in strange}
    tokens = {t.key for t in case.query.tokens if t.text in keys or any(t.text.startswith(key[:2]) for key in keys)}
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
