"""The phrases that stand around a fact, the same words on every face: who said it, where it is printed, why not.

Texts come out plain. A face that shows Markdown escapes them.
"""

from bot.text.wording import Wording
from knowledge.chronology import reach
from knowledge.decision import AbstainReason, Abstention, Citation, CitedFact, Correction, Part, Premise
from knowledge.model import Basis, Fact, FactBook, Language

_MAX_QUOTED = 120
"""Characters of a question that a reply to several questions repeats."""


class Phrases:
    """Speaks one language about one book. Cheap to make; immutable."""

    def __init__(self, wording: Wording, language: Language, book: FactBook) -> None:
        """Take the words from *wording* and the names from *book*."""
        self.wording = wording
        self.language = language
        self.book = book

    def say(self, key: str, /, **values: object) -> str:
        """Return the text of *key* in this language."""
        return self.wording(key, self.language, **values)

    def correction_lead(self) -> str:
        """Return the words of denial that a correction begins with."""
        return self.say("answers.lead.correction")

    def correction(self, decision: Correction) -> str:
        """Return the denial and the best fact, as one text."""
        return f"{self.correction_lead()} {decision.facts[0].text}"

    def premise(self, premise: Premise) -> str:
        """Return what the question took for granted and what is right; holds words that somebody typed."""
        kind = premise.kind if self.wording.has(f"answers.premise.{premise.kind}") else "number"
        return self.say(f"answers.premise.{kind}", said=premise.said, right=premise.right)

    def inherited(self, part: Part) -> str | None:
        """Return which meeting a follow-up was taken to be about; None when it took over none."""
        meeting = self.book.meetings.get(part.inherited or "")
        return self.say("answers.lead.inherited", meeting=meeting.name.get(self.language)) if meeting else None

    def part_lead(self, part: Part) -> str:
        """Return which question of several this is about; holds words that somebody typed."""
        question = part.question
        shown = question if len(question) <= _MAX_QUOTED else f"{question[: _MAX_QUOTED - 1].rstrip()}…"
        return self.say("answers.lead.part", question=shown)

    def said_by(self, fact: Fact) -> str | None:
        """Return who said it; None for a person whom the book does not know (a reply kept from an older one)."""
        if self.wording.has(f"answers.said_by.{fact.said_by}") and fact.said_by != "person":
            return self.say(f"answers.said_by.{fact.said_by}")
        person = self.book.people.get(fact.said_by)
        return self.say("answers.said_by.person", name=person.name.get(self.language)) if person else None

    def basis(self, fact: Fact) -> str | None:
        """Return that the fact is inferred, and from what; None for a stated one."""
        if fact.basis is Basis.STATED:
            return None
        if fact.inferred_from is None:
            return self.say("answers.basis.inferred")
        return self.say("answers.basis.inferred_from", ground=fact.inferred_from)

    def published(self, citation: Citation) -> str:
        """Return the day of publication in ISO form, or that it is not known."""
        if citation.published is None:
            return self.say("answers.source.unknown")
        key = "inferred" if citation.published_basis is Basis.INFERRED else "published"
        return self.say(f"answers.source.{key}", day=citation.published.isoformat())

    def place(self, citation: Citation) -> str:
        """Return where in the release it is printed."""
        if citation.is_heading:
            release = self.book.releases.get(citation.release)
            lines = [each for each in release.sentences if each.paragraph == 0] if release else []
            # A number tells nothing where there is but one line to find.
            return self.say("answers.source.heading" + ("" if len(lines) == 1 else "_line"), number=citation.number)
        return self.say("answers.source.sentence", paragraph=citation.paragraph, number=citation.number)

    def source(self, citation: Citation, *more: Citation) -> str:
        """Return title, publisher, day and place as one line, without the address; *more* are of the same release."""
        return self.say(
            "answers.source.line",
            title=citation.title,
            publisher=citation.publisher,
            published=self.published(citation),
            place="; ".join(self.place(each) for each in (citation, *more)),
        )

    def abstention(self, decision: Abstention) -> str:
        """Return why there is no answer; for a gap its own plain words."""
        if decision.reason is AbstainReason.GAP and decision.gap is not None:
            return self.say("answers.abstain.gap", text=decision.gap.text.get(self.language))
        reason = AbstainReason.UNSURE if decision.reason is AbstainReason.GAP else decision.reason
        return self.say(f"answers.abstain.{reason}")

    def option(self, cited: CitedFact) -> str:
        """Return a suggested fact as something to ask: its first question in this language, else its text."""
        questions = cited.fact.questions.ko if self.language is Language.KO else cited.fact.questions.en
        return questions[0] if questions else cited.text

    def scope(self) -> str:
        """Return which releases the book knows and up to when it reaches."""
        releases = tuple(self.book.releases.values())
        day = reach(self.book)
        return self.wording.count(
            "answers.scope",
            self.language,
            len(releases),
            titles="; ".join(release.title.get(self.language) for release in releases),
            day=day.isoformat() if day else self.say("answers.source.unknown"),
        )
