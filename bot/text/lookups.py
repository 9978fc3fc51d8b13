"""What the look-ups show, as plain data for every face: meetings, people, topics, terms, releases.

Each function returns a `Sheet` in the language of its `Phrases`. Nothing found is a sheet too, whose note says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.text.names import Subject, find, near
from bot.text.phrases import Phrases
from knowledge.chronology import (
    facts_about,
    facts_of_meeting,
    filter_meetings,
    latest_meeting,
    reach,
    roles_in_order,
    timeline,
)
from knowledge.decision import Citation, CitedFact, cite, cite_place
from knowledge.model import Basis, Fact, Meeting, Person, Release, Term


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on a sheet.

    Attributes:
        id: id of the meeting, person, term or release, to look deeper.
        heading: its name.
        lines: what there is to know about it, a line each.
        citations: where `lines` are printed; empty where they are about the fact file itself.
        facts: facts that belong to it, in order; may be many.
        address: https address of a release; None where none is known.
    """

    id: str
    heading: str
    lines: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    facts: tuple[CitedFact, ...] = ()
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a look-up shows. `entries` may be many (a face pages them) or none; then `note` says why."""

    title: str
    entries: tuple[Entry, ...] = ()
    note: str | None = None


def show_latest(phrases: Phrases, as_of: date, *, series: str | None = None) -> Sheet:
    """Show the meeting that began last, on *as_of* at the latest; *series* is an id, a name or an alias."""
    title = phrases.say("lookups.title.latest")
    wanted = _series_id(phrases, series)
    meeting = latest_meeting(phrases.book, as_of, series=wanted)
    if meeting is None:
        return Sheet(title, note=_missing(phrases, "meeting", Subject.SERIES, series))
    note = phrases.say("lookups.note.latest", today=as_of.isoformat(), day=_reach(phrases))
    return Sheet(title, (_meeting_entry(phrases, meeting, with_facts=False),), note)


def show_meetings(
    phrases: Phrases, *, series: str | None = None, year: int | None = None, place: str | None = None
) -> Sheet:
    """List the meetings that fit, newest first; *series* is an id, a name or an alias."""
    found = filter_meetings(phrases.book, series=_series_id(phrases, series), year=year, place=place)
    title = phrases.say("lookups.title.meetings")
    if not found:
        return Sheet(title, note=_missing(phrases, "meeting", Subject.SERIES, series))
    entries = tuple(_brief_entry(phrases, meeting) for meeting in found)
    return Sheet(title, entries, phrases.say("lookups.note.reach", day=_reach(phrases)))


def show_meeting(phrases: Phrases, name: str) -> Sheet:
    """Show one meeting with every fact of it; *name* is an id, a name, or series and number ("KIDD 14")."""
    found = find(phrases.book, Subject.MEETING, name)
    if found is None:
        note = _missing(phrases, "meeting", Subject.MEETING, name)
        return Sheet(phrases.say("lookups.title.meetings"), note=note)
    meeting = phrases.book.meetings[found]
    return Sheet(meeting.name.get(phrases.language), (_meeting_entry(phrases, meeting, with_facts=True),))


def show_person(phrases: Phrases, name: str) -> Sheet:
    """Show who somebody was, meeting by meeting, and the facts about them; *name* is an id, a name or an alias."""
    found = find(phrases.book, Subject.PERSON, name)
    if found is None:
        return Sheet(phrases.say("lookups.title.people"), note=_missing(phrases, "person", Subject.PERSON, name))
    person = phrases.book.people[found]
    shown = person.name.get(phrases.language)
    if person.outside:
        return Sheet(shown, note=phrases.say("lookups.note.outside", name=shown))
    entries = [
        Entry(
            id=meeting.id,
            heading=f"{meeting.name.get(phrases.language)} ({meeting.starts_on.isoformat()})",
            lines=(phrases.say("lookups.row.role", office=role.office.get(phrases.language)),),
            citations=_citations(phrases, role.sources),
        )
        for role, meeting in roles_in_order(person, phrases.book)
    ]
    entries.append(_about_entry(phrases, person, ()))
    return Sheet(shown, tuple(entries))


def show_topic(phrases: Phrases, name: str) -> Sheet:
    """Show what a term means and every fact about it; *name* is an id, a name or an alias of a term or person."""
    found = find(phrases.book, Subject.TOPIC, name)
    if found is None:
        return Sheet(phrases.say("lookups.title.glossary"), note=_missing(phrases, "term", Subject.TOPIC, name))
    if found in phrases.book.people:
        return show_person(phrases, found)
    term = phrases.book.terms[found]
    shown = term.name.get(phrases.language)
    if term.outside:
        return Sheet(shown, note=phrases.say("lookups.note.outside", name=shown))
    entry = _about_entry(phrases, term, _meaning(phrases, term))
    note = None if entry.facts or entry.lines else phrases.say("lookups.note.no_facts")
    return Sheet(shown, (entry,), note)


def show_glossary(phrases: Phrases, name: str | None = None) -> Sheet:
    """Show what one term means, or with None every term that has a meaning, by name."""
    title = phrases.say("lookups.title.glossary")
    if name is not None and name.strip():
        found = find(phrases.book, Subject.TERM, name)
        if found is None:
            return Sheet(title, note=_missing(phrases, "term", Subject.TERM, name))
        term = phrases.book.terms[found]
        if term.outside:
            shown = term.name.get(phrases.language)
            return Sheet(title, note=phrases.say("lookups.note.outside", name=shown))
        return Sheet(title, (_term_entry(phrases, term),))
    terms = (term for term in phrases.book.terms.values() if term.meaning is not None and not term.outside)
    by_name = sorted(terms, key=lambda term: (term.name.get(phrases.language).casefold(), term.id))
    return Sheet(title, tuple(_term_entry(phrases, term) for term in by_name))


def show_timeline(phrases: Phrases, *, series: str | None = None, topic: str | None = None) -> Sheet:
    """List meetings oldest first; with a *topic* (id, name or alias) those that speak of it, each with its facts."""
    wanted = find(phrases.book, Subject.TOPIC, topic) if topic else None
    title = phrases.say("lookups.title.timeline")
    if topic:
        if wanted is None:
            return Sheet(title, note=_missing(phrases, "term", Subject.TOPIC, topic))
        named = phrases.book.people[wanted].name if wanted in phrases.book.people else phrases.book.terms[wanted].name
        title = phrases.say("lookups.title.timeline_topic", topic=named.get(phrases.language))
    moments = timeline(phrases.book, series=_series_id(phrases, series), topic=wanted)
    entries = tuple(
        _brief_entry(phrases, moment.meeting, facts=_cited(phrases, moment.facts)) for moment in moments
    )  # fmt: skip
    note = None if entries else phrases.say("lookups.note.no_facts" if topic else "lookups.note.no_meeting")
    return Sheet(title, entries, note)


def show_sources(phrases: Phrases) -> Sheet:
    """List the releases that answers come from, as the file has them."""
    entries = tuple(_release_entry(phrases, release) for release in phrases.book.releases.values())
    return Sheet(phrases.say("lookups.title.sources"), entries, phrases.say("lookups.note.reach", day=_reach(phrases)))


def _brief_entry(phrases: Phrases, meeting: Meeting, facts: tuple[CitedFact, ...] = ()) -> Entry:
    return Entry(
        id=meeting.id,
        heading=meeting.name.get(phrases.language),
        lines=_when_and_where(phrases, meeting),
        citations=_citations(phrases, meeting.sources[:1]),
        facts=facts,
        address=_address(phrases, meeting),
    )


def _meeting_entry(phrases: Phrases, meeting: Meeting, *, with_facts: bool) -> Entry:
    say, language, book = phrases.say, phrases.language, phrases.book
    lines = list(_when_and_where(phrases, meeting))
    for delegation in meeting.delegations:
        lead = book.people[delegation.lead].name.get(language)
        side = say(f"lookups.side.{delegation.side}")
        lines.append(say("lookups.row.delegation", side=side, lead=lead, office=delegation.office.get(language)))
    lines.extend(say("lookups.row.session", name=session.name.get(language)) for session in meeting.sessions)
    if meeting.note is not None:
        lines.append(say("lookups.row.note", note=meeting.note))
    facts = facts_of_meeting(book, meeting.id)
    if not with_facts:
        lines.append(phrases.wording.count("lookups.row.facts", language, len(facts)))
    places = [
        *meeting.sources,
        *(place for delegation in meeting.delegations for place in delegation.sources),
        *(place for session in meeting.sessions for place in session.sources),
    ]
    return Entry(
        id=meeting.id,
        heading=meeting.name.get(language),
        lines=tuple(lines),
        citations=_citations(phrases, places),
        facts=_cited(phrases, facts) if with_facts else (),
        address=_address(phrases, meeting),
    )


def _when_and_where(phrases: Phrases, meeting: Meeting) -> tuple[str, ...]:
    suffix = "_inferred" if meeting.dates_basis is Basis.INFERRED else ""
    first, last = meeting.starts_on.isoformat(), meeting.ends_on.isoformat()
    if first == last:
        when = phrases.say(f"lookups.row.date{suffix}", day=first)
    else:
        when = phrases.say(f"lookups.row.dates{suffix}", first=first, last=last)
    if meeting.place is None:
        return (when,)
    return when, phrases.say("lookups.row.place", place=meeting.place.get(phrases.language))


def _about_entry(phrases: Phrases, named: Person | Term, lines: tuple[str, ...]) -> Entry:
    sources = named.sources if isinstance(named, Term) else ()
    return Entry(
        id=named.id,
        heading=named.name.get(phrases.language),
        lines=(*lines, *_also_known(phrases, named)),
        citations=_citations(phrases, sources),
        facts=_cited(phrases, facts_about(phrases.book, named.id)),
    )


def _term_entry(phrases: Phrases, term: Term) -> Entry:
    return Entry(
        id=term.id,
        heading=term.name.get(phrases.language),
        lines=(*_meaning(phrases, term), *_also_known(phrases, term)),
        citations=_citations(phrases, term.sources),
    )


def _release_entry(phrases: Phrases, release: Release) -> Entry:
    say, language = phrases.say, phrases.language
    first = cite_place(f"{release.id}#{release.sentences[0].id}", phrases.book, language)
    lines = [
        say("lookups.row.publisher", publisher=release.publisher.get(language)),
        say("lookups.row.published", published=phrases.published(first)),
        say("lookups.row.language", language=say(f"lookups.language.{release.language}")),
    ]
    if release.note is not None:
        lines.append(say("lookups.row.note", note=release.note))
    return Entry(release.id, release.title.get(language), tuple(lines), address=release.url)


def _meaning(phrases: Phrases, term: Term) -> tuple[str, ...]:
    return (term.meaning.get(phrases.language),) if term.meaning is not None else ()


def _is_abbreviation(alias: str) -> bool:
    """Whether *alias* is one that releases use; the other spellings are how readers search, slips among them."""
    return alias.isascii() and alias.isupper() and alias.isalnum()


def _also_known(phrases: Phrases, named: Person | Term) -> tuple[str, ...]:
    shown = named.name.get(phrases.language)
    short = [alias for alias in named.aliases if _is_abbreviation(alias)][:_MAX_ALIASES]
    others = [name for name in (named.name.en, named.name.ko, *short) if name and name != shown]
    unique = list(dict.fromkeys(others))
    return (phrases.say("lookups.row.also_known", names=", ".join(unique)),) if unique else ()


_MAX_ALIASES = 8


def _citations(phrases: Phrases, places: Iterable[str]) -> tuple[Citation, ...]:
    return tuple(cite_place(place, phrases.book, phrases.language) for place in dict.fromkeys(places))


def _cited(phrases: Phrases, facts: Iterable[Fact]) -> tuple[CitedFact, ...]:
    # Looked up, not matched: there is nothing to be unsure of.
    return tuple(cite(fact, phrases.book, phrases.language, 100.0) for fact in facts)


def _address(phrases: Phrases, meeting: Meeting) -> str | None:
    addresses = (phrases.book.releases[release].url for release in meeting.releases)
    return next((address for address in addresses if address is not None), None)


def _reach(phrases: Phrases) -> str:
    day = reach(phrases.book)
    return day.isoformat() if day else phrases.say("answers.source.unknown")


def _series_id(phrases: Phrases, series: str | None) -> str | None:
    """Return the id of the series that *series* names; what names none is returned as it is, and fits no meeting."""
    if series is None or not series.strip():
        return None
    return find(phrases.book, Subject.SERIES, series) or series


def _missing(phrases: Phrases, what: str, subject: Subject, typed: str | None) -> str:
    """Return that nothing was found, and what is near. Never repeats what was typed."""
    note = phrases.say(f"lookups.note.no_{what}")
    names = near(phrases.book, subject, typed, phrases.language, limit=3) if typed else ()
    if not names:
        return note
    return f"{note} {phrases.say('lookups.note.near', names=', '.join(choice.label for choice in names))}"
