"""The fact file that ships: whole, in both languages, cited throughout, and able to answer its own questions."""

import random
import re
from collections.abc import Callable, Iterator

import pytest

from knowledge.answer import Answerer
from knowledge.decision import Abstention, Answer, Correction, Reply
from knowledge.factfile.parse import parse_fact_file
from knowledge.language.normalize import fold
from knowledge.matching.candidate import Candidate
from knowledge.matching.query import read_query
from knowledge.model import Basis, Fact, FactBook, Gap, Names

RELEASES = {"kidd-14": (0, 20), "milley-2023": (2, 12)}
"""Heading lines and sentences of each release that ships, as counted by hand."""
FLOORS = {"facts": 0.995, "gaps": 0.97, "all": 0.98}
"""Share of an entry's own questions whose best match is the entry, or a fact that rests on a common sentence."""
STEP, SAMPLE_FLOOR = 7, 1200
"""Every how many-th own question is asked in other words, and how many that are at least."""
GAP_ANSWERED_CEILING = 0.03
"""Share of the gaps' questions, a word off, that get a fact for an answer."""
FACT_ANSWERED_FLOOR = 0.975
"""Share of the facts' questions, a word off, answered with the fact or one that rests on a common sentence."""
FUNCTION_WORDS = frozenset("a an and are at by did do does for from has have in is of on the to was were with".split())
MIN_EN, MIN_KO, MIN_GAPS = 8, 4, 60
SAID_BY = {"both", "rok", "us", "officials", "release"}
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_HANGUL = re.compile("[가-힣]")


def everything(book: FactBook) -> list[Fact | Gap]:
    """Return every fact and every gap of *book*."""
    return [*book.facts.values(), *book.gaps.values()]


@pytest.fixture(scope="module")
def facts(shipped_book: FactBook) -> tuple[Fact, ...]:
    """Return the facts that may be given as answers."""
    return tuple(shipped_book.current_facts)


def test_the_file_parses_without_a_problem(shipped_text: str) -> None:
    """What ships is a valid fact file."""
    book = parse_fact_file(shipped_text)
    assert len(book.current_facts) >= 100
    assert len(book.gaps) >= MIN_GAPS


def test_ids_are_consistent(shipped_book: FactBook) -> None:
    """A fact's id begins with its release's, a gap's with "gap-", and both stand for one entry."""
    assert set(shipped_book.releases) == set(shipped_book.meetings) == set(RELEASES)
    for fact in shipped_book.facts.values():
        prefix, _, name = fact.id.partition(".")
        assert prefix in RELEASES, fact.id
        assert name, fact.id
        assert prefix == fact.meeting, fact.id
        assert all(place.startswith(f"{prefix}#") for place in fact.sources), fact.id
        assert fact.said_by in SAID_BY or fact.said_by in shipped_book.people, fact.id
    assert [gap for gap in shipped_book.gaps if not gap.startswith("gap-")] == []
    assert not set(shipped_book.facts) & set(shipped_book.gaps)
    named = set(shipped_book.terms) | set(shipped_book.people)
    assert {topic for entry in everything(shipped_book) for topic in entry.topics} <= named


def test_releases_are_segmented_as_counted(shipped_book: FactBook) -> None:
    """Each release has its heading lines and its sentences, numbered without a hole, paragraphs ascending."""
    for ident, (headings, sentences) in RELEASES.items():
        found = shipped_book.releases[ident].sentences
        expected = [f"h{n}" for n in range(1, headings + 1)] + [f"s{n:02}" for n in range(1, sentences + 1)]
        assert [sentence.id for sentence in found] == expected
        paragraphs = [sentence.paragraph for sentence in found]
        assert paragraphs == sorted(paragraphs)
        assert [paragraph == 0 for paragraph in paragraphs] == [place.startswith("h") for place in expected]
        assert set(paragraphs) - {0} == set(range(1, max(paragraphs) + 1))


def test_every_sentence_is_cited_by_a_fact(shipped_book: FactBook, facts: tuple[Fact, ...]) -> None:
    """No sentence of a release is left out."""
    cited = {place for fact in facts for place in fact.sources}
    assert sorted(set(shipped_book.sentences) - cited) == []


def test_every_fact_can_be_asked_in_many_ways(facts: tuple[Fact, ...]) -> None:
    """At least eight English and four Korean questions a fact, all different when folded."""
    few = {
        fact.id: (len(set(map(fold, fact.questions.en))), len(set(map(fold, fact.questions.ko))))
        for fact in facts
        if len(set(map(fold, fact.questions.en))) < MIN_EN or len(set(map(fold, fact.questions.ko))) < MIN_KO
    }
    assert few == {}


def test_every_gap_can_be_asked_and_has_neighbours(shipped_book: FactBook) -> None:
    """A gap has questions in both languages, and the facts it names as nearest are current."""
    for gap in shipped_book.gaps.values():
        assert gap.questions.en, gap.id
        assert gap.questions.ko, gap.id
        assert all(shipped_book.facts[ident].is_current for ident in gap.nearest), gap.id


def test_every_inferred_fact_says_from_what(shipped_book: FactBook) -> None:
    """What is concluded names its ground, and what is stated needs none."""
    assert [
        fact.id for fact in shipped_book.facts.values() if (fact.basis is Basis.INFERRED) != bool(fact.inferred_from)
    ] == []
    for meeting in shipped_book.meetings.values():
        assert meeting.dates_basis is Basis.STATED or meeting.note, meeting.id
    for release in shipped_book.releases.values():
        assert release.published or release.note, release.id
        assert release.url or release.note, release.id


def test_no_stated_fact_tells_a_year(shipped_book: FactBook) -> None:
    """Neither release prints a year, so only what is inferred may tell one."""
    stated = [fact for fact in shipped_book.facts.values() if fact.basis is Basis.STATED]
    telling = {fact.id: years for fact in stated if (years := _YEAR.findall(f"{fact.text.en} {fact.text.ko}"))}
    assert telling == {}
    inferred = [fact for fact in shipped_book.facts.values() if fact.basis is Basis.INFERRED]
    assert {year for fact in inferred for year in _YEAR.findall(f"{fact.text.en} {fact.text.ko}")} <= {"2018", "2023"}


def names(book: FactBook) -> Iterator[tuple[str, Names]]:
    """Yield every name that a reader may be shown, with where it stands."""
    for release in book.releases.values():
        yield f"{release.id}.title", release.title
        yield f"{release.id}.publisher", release.publisher
    for meeting in book.meetings.values():
        yield f"{meeting.id}.name", meeting.name
        yield from ((f"{meeting.id}.{side.side}", side.office) for side in meeting.delegations)
        yield from ((session.id, session.name) for session in meeting.sessions)
        if meeting.place:
            yield f"{meeting.id}.place", meeting.place
    for person in book.people.values():
        yield person.id, person.name
        yield from ((f"{person.id}.{role.meeting}", role.office) for role in person.roles)
    yield from ((term.id, term.name) for term in book.terms.values())


def test_everything_shown_is_in_korean_too(shipped_book: FactBook) -> None:
    """Facts, gaps, meanings and names have a Korean text with Hangul in it, abbreviations aside."""
    claims = [(entry.id, entry.text.ko) for entry in everything(shipped_book)]
    claims += [(term.id, term.meaning.ko) for term in shipped_book.terms.values() if term.meaning]
    claims += [(where, name.ko) for where, name in names(shipped_book)]
    assert [where for where, text in claims if not (text and (_HANGUL.search(text) or text.isupper()))] == []
    assert all(_HANGUL.search(question) for fact in shipped_book.facts.values() for question in fact.questions.ko)
    assert [fact.id for fact in shipped_book.facts.values() if _HANGUL.search(fact.text.en)] == []


def is_own(entry: Fact | Gap, found: list[Candidate]) -> bool:
    """Whether the best of *found* is *entry*, or a fact that rests on a common sentence."""
    best = found[0].profile.entry if found else None
    if isinstance(entry, Fact) and isinstance(best, Fact):
        return bool(set(entry.sources) & set(best.sources))
    return best is not None and best.id == entry.id


def sections(book: FactBook) -> dict[str, list[Fact | Gap]]:
    """Return what can be asked for, section by section."""
    return {"facts": [*book.current_facts], "gaps": [*book.gaps.values()]}


def test_every_entry_answers_its_own_questions(answerer: Answerer) -> None:
    """The entry that a question was written for ranks first; facts, gaps and both together keep their floors."""
    matcher = answerer.matcher
    asked, failed = {"facts": 0, "gaps": 0}, []
    for section, entries in sections(answerer.book).items():
        for entry in entries:
            for question in entry.questions.all():
                asked[section] += 1
                found = matcher.rank(read_query(question, matcher.lexicon))
                if not is_own(entry, found):
                    best = found[0].profile.entry.id if found else "nothing"
                    failed.append((section, f"{entry.id}: {question} -> {best}"))
    missed = {section: sum(name == section for name, _ in failed) for section in asked}
    shares = {section: 1 - missed[section] / asked[section] for section in asked}
    shares["all"] = 1 - len(failed) / sum(asked.values())
    listing = "\n".join(line for _, line in failed)
    assert all(shares[section] >= floor for section, floor in FLOORS.items()), f"{shares}; not answered:\n{listing}"


def reword(question: str, turn: int) -> str:
    """Return *question* as the file does not have it: its first function word left out, or asked politely."""
    words = question.split()
    at = next((n for n, word in enumerate(words) if word.casefold() in FUNCTION_WORDS), None)
    if turn % 2 and at is not None:
        return " ".join(words[:at] + words[at + 1 :])
    return f"{question} 알려 주세요" if _HANGUL.search(question) else f"{question.rstrip('?')} please?"


def is_right_sort(entry: Fact | Gap, reply: Reply) -> bool:
    """Whether a fact's question is answered by it or one that rests on a common sentence, a gap's by no fact."""
    parts = [part.decision for part in reply.parts]
    if isinstance(entry, Gap):
        return not any(isinstance(part, Answer) for part in parts)
    given = [cited.fact for part in parts if isinstance(part, Answer | Correction) for cited in part.facts]
    return any(set(fact.sources) & set(entry.sources) for fact in given)


def test_own_questions_get_the_right_sort_of_reply(answerer: Answerer) -> None:
    """The whole way through, every seventh one, and each a word off what the file has: that is only looked up."""
    known = {fold(question) for entry in everything(answerer.book) for question in entry.questions.all()}
    outcomes: dict[str, list[tuple[bool, str]]] = {"facts": [], "gaps": []}
    for section, entries in sections(answerer.book).items():
        own = [(entry, question) for entry in entries for question in entry.questions.all()]
        for turn, (entry, question) in enumerate(own[::STEP]):
            asked = reword(question, turn)
            if fold(asked) not in known:
                outcomes[section].append((is_right_sort(entry, answerer.answer(asked)), f"{entry.id}: {asked}"))
    assert sum(map(len, outcomes.values())) >= SAMPLE_FLOOR
    shares = {section: sum(good for good, _ in found) / len(found) for section, found in outcomes.items()}
    listing = "\n".join(line for found in outcomes.values() for good, line in found if not good)
    assert shares["facts"] >= FACT_ANSWERED_FLOOR, f"{shares}\n{listing}"
    assert 1 - shares["gaps"] <= GAP_ANSWERED_CEILING, f"{shares}\n{listing}"


def told(reply: Reply) -> object:
    """Return what a reader is told: the kind of each decision, its facts or its gap, and how sure."""
    return [
        (
            type(part.decision),
            [cited.fact.id for cited in part.decision.facts]
            if not isinstance(part.decision, Abstention)
            else part.decision.reason,
            part.decision.gap.id if isinstance(part.decision, Abstention) and part.decision.gap else None,
            part.decision.premises if isinstance(part.decision, Correction) else (),
            part.trace.confidence,
            part.trace.runner_up,
        )
        for part in reply.parts
    ]


@pytest.mark.parametrize("seed", [1])
def test_the_order_of_the_file_changes_no_answer(
    answerer: Answerer, reordered: Callable[[FactBook, random.Random], FactBook], seed: int
) -> None:
    """With every section and list shuffled, a sample of questions gets the same replies."""
    rnd = random.Random(seed)  # noqa: S311 - a shuffle to be had again
    book = answerer.book
    other = Answerer(reordered(book, rnd))
    questions = [question for entry in everything(book) for question in entry.questions.all()]
    for question in rnd.sample(questions, 150):
        assert told(other.answer(question)) == told(answerer.answer(question)), question


def test_what_is_answered_stands_in_the_file(answerer: Answerer, shipped_text: str) -> None:
    """Every fact is shown with its text byte for byte as the file has it."""
    for fact in answerer.book.current_facts:
        for question in (fact.questions.en[0], fact.questions.ko[0]):
            for part in answerer.answer(question).parts:
                for cited in part.decision.facts if isinstance(part.decision, Answer) else ():
                    assert cited.text in {cited.fact.text.en, cited.fact.text.ko}
                    assert f'"{cited.text}"' in shipped_text or cited.text in " ".join(shipped_text.split())
