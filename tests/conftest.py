"""Fixtures that every test may use: the small fact file and the shipped one, as text, as a book, as an answerer."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from knowledge.answer import Answerer
from knowledge.errors import FactFileError
from knowledge.factfile.parse import parse_fact_file
from knowledge.model import FactBook, FactFile

DATA = Path(__file__).parent / "data"
settings.register_profile("communique", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("communique")
SHIPPED = Path(__file__).parent.parent / "knowledge" / "facts.yaml"


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Return the folder of test data."""
    return DATA


@pytest.fixture(scope="session")
def small_text() -> str:
    """Return the small fact file as text; its releases, people and claims are made up."""
    return (DATA / "small_facts.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def small_book(small_text: str) -> FactBook:
    """Return the small fact file as a book."""
    return parse_fact_file(small_text)


@pytest.fixture(scope="session")
def small_answerer(small_book: FactBook) -> Answerer:
    """Return an answerer over the small book."""
    return Answerer(small_book)


@pytest.fixture(scope="session")
def shipped_text() -> str:
    """Return the fact file that ships, as text."""
    return SHIPPED.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def shipped_book(shipped_text: str) -> FactBook:
    """Return the fact file that ships, as a book."""
    return parse_fact_file(shipped_text)


@pytest.fixture(scope="session")
def answerer(shipped_book: FactBook) -> Answerer:
    """Return an answerer over the fact file that ships."""
    return Answerer(shipped_book)


@pytest.fixture(scope="session")
def base_text() -> str:
    """Return the shortest fact file that has every section."""
    return (DATA / "base_facts.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def complain(base_text: str) -> Callable[[str, str], list[str]]:
    """Return a function that changes one place of the base file and returns what the parser says of it.

    Each line is as the command line prints it, without the name of the file.
    """

    def complain(old: str, new: str) -> list[str]:
        assert base_text.count(old) == 1, f"{old!r} does not stand in the base file once"
        try:
            parse_fact_file(base_text.replace(old, new))
        except FactFileError as error:
            return [problem.render("").removeprefix(":") for problem in error.problems]
        return []

    return complain


@pytest.fixture(scope="session")
def reordered() -> Callable[[FactBook, random.Random], FactBook]:
    """Return a function that makes a book again with every list in another order, except where order has a meaning.

    Sources and nearest facts stand best first and stay so.
    """

    def reorder(book: FactBook, rnd: random.Random) -> FactBook:
        def mixed(value: Any) -> Any:
            if isinstance(value, dict):
                return {
                    key: value[key] if key in {"sources", "nearest", "sentences"} else mixed(value[key])
                    for key in value
                }
            return rnd.sample([mixed(each) for each in value], len(value)) if isinstance(value, list) else value

        return FactBook(FactFile.model_validate(mixed(book.file.model_dump(mode="json"))), book.digest)

    return reorder
