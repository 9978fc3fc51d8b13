"""What one would use instead, each set up as its own documentation advises, on one thread.

Every rival takes the same lines, a fact's text and questions as one document, and gives the ten best fact numbers.
They are installed for benchmarks alone (`make bench`), and imported only where they are used.
"""

import re
import sqlite3
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from rapidfuzz import fuzz, process

RANKED = 10
_WORD = re.compile(r"[^\W_]+")


class Rival(Protocol):
    """A way from a question to facts."""

    name: str

    def build(self, documents: Iterable[str]) -> int:
        """Take the documents, numbered from 0; return the bytes that what was made of them takes."""

    def best(self, question: str) -> list[int]:
        """Return the numbers of at most RANKED documents, best first."""


class TokenSet:
    """rapidfuzz's token_set_ratio of the question and every document."""

    name = "token_set_ratio"

    def build(self, documents: Iterable[str]) -> int:
        """Prepare the texts once: `processor=` would do so for each question anew."""
        self._texts = [_plain(document) for document in documents]
        return sum(len(text) + 49 for text in self._texts)  # 49: a str without its characters, in CPython

    def best(self, question: str) -> list[int]:
        """Score every text."""
        found = process.extract(_plain(question), self._texts, scorer=fuzz.token_set_ratio, limit=RANKED)
        return [number for _, _, number in found]


class Bm25s:
    """bm25s with its English stop words and Snowball's stemmer; n_threads=0 keeps to the calling thread."""

    name = "bm25s"

    def build(self, documents: Iterable[str]) -> int:
        """Score all words of all documents beforehand."""
        import bm25s  # noqa: PLC0415 - installed for benchmarks alone
        import Stemmer  # noqa: PLC0415 - the same

        stemmer = Stemmer.Stemmer("english")
        self._tokenizer = bm25s.tokenization.Tokenizer(stopwords="en", stemmer=stemmer)
        tokens = self._tokenizer.tokenize(list(documents), return_as="tuple", show_progress=False)
        self._index: Any = bm25s.BM25()
        self._index.index(tokens, show_progress=False)
        return sum(self._index.scores[part].nbytes for part in ("data", "indices", "indptr"))

    def best(self, question: str) -> list[int]:
        """Ask for as many as there are, at most RANKED."""
        tokens = self._tokenizer.tokenize([question], update_vocab=False, show_progress=False)
        if not tokens[0]:
            return []
        found, _ = self._index.retrieve(tokens, k=RANKED, n_threads=0, show_progress=False)
        return [int(number) for number in found[0]]


class Tantivy:
    """tantivy with its English stemmer; any word may match, as its query parser has it."""

    name = "tantivy"

    def build(self, documents: Iterable[str]) -> int:
        """Write one index on disk and let its segments be merged."""
        import tantivy  # noqa: PLC0415 - installed for benchmarks alone

        self._folder = tempfile.TemporaryDirectory()
        schema = tantivy.SchemaBuilder()
        schema.add_integer_field("number", stored=True, fast=True)
        schema.add_text_field("text", stored=False, tokenizer_name="en_stem")
        self._tantivy: Any = tantivy.Index(schema.build(), path=self._folder.name)
        writer = self._tantivy.writer(heap_size=256_000_000, num_threads=1)
        for number, document in enumerate(documents):
            writer.add_document(tantivy.Document(number=number, text=document))
        writer.commit()
        writer.wait_merging_threads()
        self._tantivy.reload()
        self._searcher = self._tantivy.searcher()
        return sum(path.stat().st_size for path in Path(self._folder.name).iterdir())

    def best(self, question: str) -> list[int]:
        """Parse the question's words, without what the query language takes for operators."""
        words = " ".join(_WORD.findall(question.lower()))
        found = self._searcher.search(self._tantivy.parse_query(words, ["text"]), RANKED, count=False)
        return [self._searcher.doc(address)["number"][0] for _, address in found.hits]


class Fts5:
    """SQLite's full-text index with Porter's stemmer, in memory; any word may match, best by BM25."""

    name = "SQLite FTS5"

    def build(self, documents: Iterable[str]) -> int:
        """Fill one table without a copy of the texts, and merge its segments."""
        self._base = sqlite3.connect(":memory:")
        self._base.execute("CREATE VIRTUAL TABLE facts USING fts5(text, tokenize = 'porter unicode61', content = '')")
        rows = enumerate(documents, 1)
        self._base.executemany("INSERT INTO facts(rowid, text) VALUES (?, ?)", rows)
        self._base.execute("INSERT INTO facts(facts) VALUES ('optimize')")
        pages, size = (self._base.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        return int(pages * size)

    def best(self, question: str) -> list[int]:
        """Ask for any of the words."""
        words = " OR ".join(f'"{word}"' for word in _WORD.findall(question.lower()))
        rows = self._base.execute("SELECT rowid FROM facts WHERE facts MATCH ? ORDER BY rank LIMIT ?", (words, RANKED))
        return [number - 1 for (number,) in rows] if words else []


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


RIVALS: tuple[type[Rival], ...] = (TokenSet, Bm25s, Tantivy, Fts5)
