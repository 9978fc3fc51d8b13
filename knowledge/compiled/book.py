"""A `FactBook` that reads an entry from its records when somebody first looks it up."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Generic, TypeVar, overload

from knowledge.compiled.records import Records
from knowledge.model import FORMAT, Entry, Fact, FactBook, FactFile, Gap, Meeting, Person, Release, Sentence, Term

_E = TypeVar("_E", bound=Entry)


class Entries(Mapping[str, _E], Generic[_E]):
    """The entries of one section by id, in file order, each read once."""

    def __init__(self, records: Records, section: str, kind: type[_E]) -> None:
        """Read entries of *kind* from *section* of *records*."""
        self._records = records
        self._section = section
        self._kind = kind
        self._positions = {each: position for position, each in enumerate(records.ids[section])}
        self._read: dict[str, _E] = {}

    def take_over(self, known: "Entries[_E]", changed: frozenset[str]) -> None:
        """Have what *known* has read already, but for those *changed*."""
        read = known._read.copy()  # noqa: SLF001 - another of its kind
        self._read = {key: read[key] for key in read.keys() & self._positions.keys() - changed}

    def get_read(self, key: str) -> _E | None:
        """Return the entry if somebody has looked it up already."""
        return self._read.get(key)

    def forget(self) -> None:
        """Let go of what was read, one by one; whoever still looks something up reads it again."""
        while self._read:
            self._read.popitem()

    def __getitem__(self, key: str) -> _E:
        entry = self._read.get(key)
        if entry is None:
            made = self._kind.model_validate_json(self._records.json_of(self._section, self._positions[key]))
            # Two threads may read the same entry at once: both get the one that came first.
            entry = self._read.setdefault(key, made)
        return entry

    def __contains__(self, key: object) -> bool:
        return key in self._positions

    def __iter__(self) -> Iterator[str]:
        return iter(self._positions)

    def __len__(self) -> int:
        return len(self._positions)


class _Sentences(Mapping[str, tuple[Release, Sentence]]):
    """Each sentence and its release by place; a release is read when one of its sentences is looked up."""

    def __init__(self, releases: Mapping[str, Release]) -> None:
        self._releases = releases
        self._known: dict[str, Mapping[str, Sentence]] = {}

    def _of(self, release: str) -> Mapping[str, Sentence]:
        known = self._known.get(release)
        if known is None:
            known = {sentence.id: sentence for sentence in self._releases[release].sentences}
            self._known[release] = known
        return known

    def __getitem__(self, key: str) -> tuple[Release, Sentence]:
        release, _, sentence = key.partition("#")
        try:
            return self._releases[release], self._of(release)[sentence]
        except KeyError:
            raise KeyError(key) from None

    def __iter__(self) -> Iterator[str]:
        for release in self._releases:
            yield from (f"{release}#{sentence}" for sentence in self._of(release))

    def __len__(self) -> int:
        return sum(len(self._of(release)) for release in self._releases)


class _Facts(Sequence[Fact]):
    """Some facts in an order of their own, each read when it is wanted."""

    def __init__(self, ids: Sequence[str], facts: Mapping[str, Fact]) -> None:
        self._ids = ids
        self._facts = facts

    @overload
    def __getitem__(self, index: int) -> Fact: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Fact]: ...
    def __getitem__(self, index: int | slice) -> Fact | Sequence[Fact]:
        if isinstance(index, slice):
            return _Facts(self._ids[index], self._facts)
        return self._facts[self._ids[index]]

    def __len__(self) -> int:
        return len(self._ids)


class CompiledBook(FactBook):
    """The book of some records. Never changes as far as anybody can see; safe to share between threads."""

    def __init__(self, records: Records) -> None:
        """Look entries up in *records*."""
        self.records = records
        self.digest = records.digest

    def revised(self, records: Records, changed: frozenset[str]) -> "CompiledBook":
        """Return the book of *records*, an edit of this one in which the facts and gaps *changed* are not as here.

        What has been read here is not read again.
        """
        book = CompiledBook(records)
        book.releases.take_over(self.releases, frozenset())
        book.meetings.take_over(self.meetings, frozenset())
        book.people.take_over(self.people, frozenset())
        book.terms.take_over(self.terms, frozenset())
        book.facts.take_over(self.facts, changed)
        book.gaps.take_over(self.gaps, changed)
        return book

    def read_all(self) -> None:
        """Read every entry that nobody has looked up yet, 30 µs for a fact, so that none is read in a hurry."""
        sections: tuple[Mapping[str, Entry], ...] = (
            self.releases,
            self.meetings,
            self.people,
            self.terms,
            self.facts,
            self.gaps,
        )
        for entries in sections:
            for key in entries:
                entries[key]

    def forget(self) -> None:
        """Let go of every fact and gap: a book of many, dropped at once, would take the interpreter 50 ms and more."""
        self.facts.forget()
        self.gaps.forget()

    def find(self, ident: str) -> Fact | Gap:
        """Return the fact or gap *ident*; no fact has the id of a gap.

        Raises:
            KeyError: there is neither.
        """
        return self.facts.get_read(ident) or super().find(ident)

    @property
    def file(self) -> FactFile:
        """Every entry; all that nobody has looked up yet are read now, which takes 30 µs each."""
        return self._whole

    @cached_property
    def _whole(self) -> FactFile:
        sections: dict[str, Mapping[str, Entry]] = {
            "releases": self.releases,
            "meetings": self.meetings,
            "people": self.people,
            "terms": self.terms,
            "facts": self.facts,
            "gaps": self.gaps,
        }
        written = {section: tuple(sections[section].values()) for section in self.records.written}
        return FactFile.model_validate({"format": FORMAT, **written})

    @cached_property
    def releases(self) -> Entries[Release]:
        """Releases by id, in file order."""
        return Entries(self.records, "releases", Release)

    @cached_property
    def meetings(self) -> Entries[Meeting]:
        """Meetings by id, in file order."""
        return Entries(self.records, "meetings", Meeting)

    @cached_property
    def people(self) -> Entries[Person]:
        """People by id, in file order."""
        return Entries(self.records, "people", Person)

    @cached_property
    def terms(self) -> Entries[Term]:
        """Terms by id, in file order."""
        return Entries(self.records, "terms", Term)

    @cached_property
    def facts(self) -> Entries[Fact]:
        """Every fact by id, in file order, retired and superseded ones too."""
        return Entries(self.records, "facts", Fact)

    @cached_property
    def gaps(self) -> Entries[Gap]:
        """Gaps by id, in file order."""
        return Entries(self.records, "gaps", Gap)

    @cached_property
    def sentences(self) -> Mapping[str, tuple[Release, Sentence]]:
        """Each sentence and its release by place, such as ``kidd-14#s02``."""
        return _Sentences(self.releases)

    @cached_property
    def current_facts(self) -> Sequence[Fact]:
        """The facts that may be given as answers, ordered by id; each is read when it is wanted."""
        facts = self.records.ids["facts"]
        given = self.records.given[: len(facts)].tolist()
        return _Facts(sorted(each for each, is_one in zip(facts, given, strict=True) if is_one), self.facts)
