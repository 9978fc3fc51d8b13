"""The bot's matcher on any corpus: JSON lines in, a ranking and whether to answer out.

    python -m benchmarks.match CORPUS.jsonl < QUERIES.jsonl

A corpus line is {"id", "text", "question"?, "aliases"?, "doc"?}; a query line {"id", "text"}. For each query one line
comes out: {"id", "ranking": [entry ids, best first, at most 10], "confidence": 0-1, "answered": true|false}. The code
and the weights are the bot's: each entry becomes a fact, its question and aliases the fact's variants. "answered" is
the confidence against the bot's threshold; the guards, which need names and meetings, choose between candidates only.
"""

import json
import sys
from pathlib import Path
from typing import Any

from knowledge.matching.decide import ANSWER_FROM, Decider
from knowledge.matching.matcher import Matcher
from knowledge.matching.query import read_query
from knowledge.model import Basis, Claims, Fact, FactBook, FactFile, Kind, Questions

RANKED = 10


def book_of(rows: list[dict[str, Any]]) -> FactBook:
    """Return a book in which each of *rows* is a fact; nothing is validated, a corpus is not a fact file."""
    facts = tuple(
        Fact.model_construct(
            id=row["id"],
            text=Claims.model_construct(en=row["text"], ko=None),
            kind=Kind.WHAT,
            also=tuple(Kind),
            meeting=row.get("doc"),
            sources=(f"{row['id']}#s1",),
            basis=Basis.STATED,
            said_by="release",
            topics=(),
            questions=Questions.model_construct(
                en=tuple(filter(None, [row.get("question"), *row.get("aliases", ())])), ko=()
            ),
            superseded_by=None,
            retired=None,
        )
        for row in rows
    )
    empty: tuple[Any, ...] = ()
    return FactBook(
        FactFile.model_construct(
            format=1, releases=empty, meetings=empty, people=empty, terms=empty, facts=facts, gaps=empty
        ),
        "",
    )


def main() -> int:
    """Answer each line of standard input; return 0."""
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines() if line.strip()]
    book = book_of(rows)
    matcher = Matcher(book, book.file.facts)
    decider = Decider(book, matcher)
    for line in sys.stdin:
        asked = json.loads(line)
        query = read_query(asked["text"], matcher.lexicon)
        candidates = matcher.rank(query)
        sure = decider.confidence_in(query, candidates)
        out = {
            "id": asked["id"],
            "ranking": [candidate.profile.entry.id for candidate in candidates[:RANKED]],
            "confidence": sure,
            "answered": sure >= ANSWER_FROM,
        }
        print(json.dumps(out, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
