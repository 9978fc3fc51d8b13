"""Sessions and bodies of one meeting: what one of them spoke of is not put in another's mouth."""

from knowledge.language.english import WEAK_WORDS
from knowledge.matching.guards.inspection import Case, Inspection


def session(case: Case, found: Inspection) -> str:
    """A subject of one session asked of another: "was OPCON discussed in the SPI session"."""
    meeting = case.profile.meeting
    if meeting is None or case.fact is None:
        return "not about a session"
    sessions = case.known.sessions_of(meeting)
    named = sessions & case.query.concepts
    if len(named) != 1:
        return "no one session named"
    (asked,) = named
    own = case.known.session_keys(meeting.id, asked)
    if asked not in case.told.keys:
        return "not about that session"
    strange = (t.key for t in case.query.tokens if t.key not in own and t.key not in case.profile.keys)
    subjects = {key for key in strange if key not in WEAK_WORDS and key[0] != "~"} - sessions
    for other in sorted(sessions - named):
        if subjects and (met := subjects & (case.known.session_keys(meeting.id, other) - own)):
            found.contradict("body", case.name_of(asked), case.name_of(other), {asked})
            return f"{case.known.name_of(other)} spoke of {min(met)}"
    return "the session agrees"
