"""What the entries of a fact file say about themselves and about each other must fit together."""

import unicodedata
from collections.abc import Iterator

from knowledge.factfile.places import Finding, Path, Target
from knowledge.factfile.sections import Sections
from knowledge.factfile.show import show
from knowledge.factfile.yamltree import Node
from knowledge.model import Basis, Fact, Gap, Meeting, Person, Release, Term, TermKind


def check_releases(sections: Sections) -> Iterator[Finding]:
    """Check that each release numbers its sentences well and explains what it leaves out."""
    for path, release in sections.each("releases", Release):
        if (release.published is None) != (release.published_basis is None):
            lacking = "published" if release.published is None else "published_basis"
            yield Finding(Target((*path, lacking)), "is missing", "write published and published_basis, or neither")
        if release.note is None and (release.published is None or release.url is None):
            lacking = "published" if release.published is None else "url"
            yield Finding(Target((*path, "note")), "is missing", f"add a note that says why {lacking} is not known")
        yield from _check_sentences(path, release)


def _check_sentences(path: Path, release: Release) -> Iterator[Finding]:
    # In the order of the text. The numbers need not rise: those of a corrected release keep to what they named, and
    # what came later has later ones (`knowledge.ingest.renumber`).
    first: dict[tuple[str, int], Target] = {}
    previous: str | None = None
    paragraph = 0
    for number, sentence in enumerate(release.sentences):
        at = (*path, "sentences", number)
        target = Target((*at, "id"))
        same = (sentence.id[0], int(sentence.id[1:]))
        is_heading = sentence.id.startswith("h")
        if same in first:
            yield Finding(target, f"the sentence {sentence.id} stands here again", "number each one once", first[same])
        elif is_heading and previous is not None:
            yield Finding(target, f"{sentence.id} comes after {previous}", "write them in order, headings first")
        first.setdefault(same, target)
        if not is_heading and previous is None:
            previous = sentence.id
        if is_heading != (sentence.paragraph == 0):
            right = "give a heading paragraph 0" if is_heading else "count the paragraphs of the body from 1"
            yield Finding(Target((*at, "paragraph")), f"{sentence.id} is in paragraph {sentence.paragraph}", right)
        elif sentence.paragraph < paragraph:
            wrong = f"{sentence.id} goes back to paragraph {sentence.paragraph}"
            yield Finding(Target((*at, "paragraph")), wrong, "number the paragraphs as they follow each other")
        paragraph = max(paragraph, sentence.paragraph)


def check_meetings(sections: Sections) -> Iterator[Finding]:
    """Check the days, sides and numbers of each meeting."""
    numbered: dict[tuple[str, int], Target] = {}
    for path, meeting in sections.each("meetings", Meeting):
        if meeting.ends_on < meeting.starts_on:
            wrong = f"{meeting.ends_on} is before the meeting starts on {meeting.starts_on}"
            yield Finding(Target((*path, "ends_on")), wrong, "write the last day, or the first one again")
        if meeting.dates_basis is Basis.INFERRED and meeting.note is None:
            yield Finding(
                Target((*path, "note")), "is missing", "add a note that says from what the dates are inferred"
            )
        series = sections.find("terms", meeting.series, Term) if meeting.series is not None else None
        if series is not None and series.kind is not TermKind.SERIES:
            wrong = f"the term {series.id} is no series"
            yield Finding(Target((*path, "series")), wrong, "name a term of kind series")
        if meeting.ordinal is not None and meeting.series is None:
            yield Finding(Target((*path, "ordinal")), "is a number in no series", "add series, or leave ordinal out")
        elif meeting.ordinal is not None and meeting.series is not None:
            target = Target((*path, "ordinal"))
            first = numbered.setdefault((meeting.series, meeting.ordinal), target)
            if first != target:
                wrong = f"number {meeting.ordinal} of {meeting.series} stands here again"
                yield Finding(target, wrong, "give each meeting of a series its own number", first)
        sides: dict[str, Target] = {}
        for number, delegation in enumerate(meeting.delegations):
            target = Target((*path, "delegations", number, "side"))
            first = sides.setdefault(delegation.side, target)
            if first != target:
                yield Finding(
                    target, f"the side {delegation.side} stands here again", "write one delegation a side", first
                )
            yield from _refuse_outsider(sections, (*path, "delegations", number, "lead"), delegation.lead)
        yield from _check_origin(sections, (*path, "sources"), meeting.sources, meeting)


def check_names(sections: Sections) -> Iterator[Finding]:
    """Check that whoever and whatever is outside the releases has no place in them, and the other way round."""
    for path, person in sections.each("people", Person):
        if person.outside and person.roles:
            wrong = "has roles although the person is outside the releases"
            yield Finding(Target((*path, "roles")), wrong, "leave out the roles, or outside")
    for path, term in sections.each("terms", Term):
        if term.outside and term.sources:
            wrong = "names places although the term is outside the releases"
            yield Finding(Target((*path, "sources")), wrong, "leave out sources, or outside")
        elif not term.outside and not term.sources and term.meaning is not None:
            wrong = "gives a meaning without a source"
            yield Finding(Target((*path, "meaning")), wrong, "add sources, or outside: true, or leave meaning out")


def check_facts(sections: Sections) -> Iterator[Finding]:
    """Check each fact and gap against itself and against what it mentions."""
    for path, fact in sections.each("facts", Fact):
        if fact.basis is Basis.INFERRED and fact.inferred_from is None:
            yield Finding(Target((*path, "inferred_from")), "is missing", "say from what the fact is inferred")
        elif fact.basis is Basis.STATED and fact.inferred_from is not None:
            wrong = "tells from what a stated fact is inferred"
            yield Finding(Target((*path, "inferred_from")), wrong, "write basis: inferred, or leave inferred_from out")
        meeting = sections.find("meetings", fact.meeting, Meeting) if fact.meeting is not None else None
        if meeting is not None:
            yield from _check_origin(sections, (*path, "sources"), fact.sources, meeting)
        yield from _refuse_outsider(sections, (*path, "said_by"), fact.said_by)
        for number, topic in enumerate(fact.topics):
            yield from _refuse_outsider(sections, (*path, "topics", number), topic)
        yield from _check_twice(path, fact)
    for path, gap in sections.each("gaps", Gap):
        if not (gap.questions.en or gap.questions.ko):
            yield Finding(Target((*path, "questions")), "has no question", "write at least one, in either language")
        for number, written in enumerate(gap.nearest):
            nearest = sections.find("facts", written, Fact)
            if nearest is not None and not nearest.is_current:
                wrong = f"the fact {written} is no longer given"
                yield Finding(
                    Target((*path, "nearest", number)), wrong, "name a fact that is neither retired nor superseded"
                )
        yield from _check_twice(path, gap)


def _check_twice(path: Path, claim: Fact | Gap) -> Iterator[Finding]:
    places: tuple[str, ...] = claim.sources if isinstance(claim, Fact) else claim.nearest
    key = "sources" if isinstance(claim, Fact) else "nearest"
    yield from _find_twice((*path, "also"), (claim.kind, *claim.also), 1)
    yield from _find_twice((*path, "topics"), claim.topics)
    yield from _find_twice((*path, key), places)


def _find_twice(path: Path, written: tuple[str, ...], before: int = 0) -> Iterator[Finding]:
    """Find what a list has twice; the first *before* of *written* stand elsewhere."""
    if len(written) > 1 and len(set(written)) < len(written):
        for number, each in enumerate(written):
            if each in written[:number]:
                yield Finding(Target((*path, number - before)), f"{show(str(each))} is there already", "leave it out")


def _check_origin(sections: Sections, path: Path, places: tuple[str, ...], meeting: Meeting) -> Iterator[Finding]:
    cited = {place.partition("#")[0] for place in places}
    releases = set(meeting.releases)
    if cited.isdisjoint(releases) and (cited | releases) <= sections.ids.get("releases", {}).keys():
        wrong = f"no source is in a release on the meeting {meeting.id}"
        yield Finding(Target(path), wrong, f"cite {', '.join(meeting.releases)}, or name another meeting")


def _refuse_outsider(sections: Sections, path: Path, written: str) -> Iterator[Finding]:
    known = sections.find("people", written, Person) or sections.find("terms", written, Term)
    if known is not None and known.outside:
        wrong = f"{written} is outside the releases"
        yield Finding(Target(path), wrong, "name another, or leave out its outside: true")


def check_questions(sections: Sections) -> Iterator[Finding]:
    """Find questions that two entries claim: whoever asks one would get either, as chance has it."""
    first: dict[str, tuple[Path, Target]] = {}
    for path, claim in sections.each_written("facts", "gaps"):
        for target, question in _questions(claim, path):
            owner, known = first.setdefault(_fold_question(question), (path, target))
            if known is target:
                continue
            if owner is path:
                yield Finding(target, f'"{show(question)}" is asked here already', "leave one out", known)
            else:
                other = sections.written[str(owner[0])][int(owner[1])]
                name = show(other.get("id")) if isinstance(other, dict) else ""
                right = "keep it where it belongs and word the other differently"
                yield Finding(target, f'"{show(question)}" is asked under {name} already', right, known)


def claimed_questions(claim: dict[str, Node]) -> Iterator[str]:
    """Yield what `check_questions` compares of one fact or gap: no two of these may be equal in a file."""
    for _, question in _questions(claim, ()):
        yield _fold_question(question)


def _questions(claim: dict[str, Node], path: Path) -> Iterator[tuple[Target, str]]:
    """Yield place and text of each question; none of a fact that is no longer given."""
    questions = claim.get("questions")
    if not isinstance(questions, dict) or not is_given(claim):
        return
    for language in ("en", "ko"):
        written = questions.get(language)
        if isinstance(written, list):
            for number, question in enumerate(written):
                if isinstance(question, str):
                    yield Target((*path, "questions", language, number)), question


def is_given(claim: dict[str, Node]) -> bool:
    """Whether a fact or gap, as written, may be given as an answer."""
    return claim.get("retired") is None and claim.get("superseded_by") is None


def _fold_question(question: str) -> str:
    plain = question if question.isascii() else unicodedata.normalize("NFKC", question)
    return " ".join(plain.casefold().split()).rstrip(" ?!.,;:…")
