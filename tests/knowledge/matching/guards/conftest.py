"""One question held against one entry, for every test of a guard."""

from collections.abc import Callable

import pytest

from knowledge.answer import Answerer
from knowledge.matching.guards import Guards, Inspection
from knowledge.matching.query import read_query
from knowledge.model import Language

Hold = Callable[..., Inspection]


def _holder(answerer: Answerer) -> Hold:
    matcher = answerer.matcher
    guards = Guards(answerer.book, matcher.lexicon)
    profiles = {profile.entry.id: profile for profile in matcher.profiles}

    def hold(question: str, entry: str, language: Language = Language.EN) -> Inspection:
        return guards.inspect(read_query(question, matcher.lexicon), profiles[entry], language)

    return hold


@pytest.fixture(scope="session")
def hold(answerer: Answerer) -> Hold:
    """Return a function that holds a question against an entry of the shipped file."""
    return _holder(answerer)


@pytest.fixture(scope="session")
def hold_small(small_answerer: Answerer) -> Hold:
    """Return a function that holds a question against an entry of the small file."""
    return _holder(small_answerer)


@pytest.fixture(scope="session")
def failed() -> Callable[[Inspection], list[str]]:
    """Return a function that names the guards that did not pass."""
    return lambda found: [result.guard for result in found.results if not result.passed]
