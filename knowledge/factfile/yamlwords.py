"""What libyaml says about a text that is not YAML, in words a curator can act on."""

from typing import NamedTuple

import yaml

from knowledge.errors import Problem


class _Words(NamedTuple):
    said: str
    """Part of libyaml's problem."""
    wrong: str
    right: str
    while_doing: str = ""
    """Part of libyaml's context, where the problem alone does not tell."""


_ALL_WORDS = (
    _Words(
        "mapping values are not allowed",
        "a colon stands where none can",
        "put a text with a colon in quotes, and indent a key as its neighbours are",
    ),
    _Words("unexpected end of stream", "the quote that opens here is never closed", "close it"),
    _Words("unexpected document indicator", "the quote that opens here is never closed", "close it"),
    _Words("cannot start any token", "no text can begin with this character", "put the text in quotes"),
    _Words("unknown escape character", "the backslash begins no escape that YAML knows", r"write \\ for a backslash"),
    _Words("escape code", "the backslash begins an escape that stands for no character", r"write \\ for a backslash"),
    _Words(
        "did not find expected hexdecimal",
        "the backslash begins an escape that is cut short",
        r"write \\ for a backslash",
    ),
    _Words(
        "expected ',' or ']'",
        "the list that opens here is not closed",
        "close it with ] and part its items with commas",
    ),
    _Words(
        "expected ',' or '}'",
        "the mapping that opens here is not closed",
        "close it with } and part its keys with commas",
    ),
    _Words(
        "could not find expected ':'", "the key that begins here has no colon", "write a colon and a blank after it"
    ),
    _Words("did not find expected key", "this is neither a key nor the end of one", "indent it as its neighbours are"),
    _Words(
        "expected '-' indicator",
        "this is no item of the list around it",
        "begin it with - and indent it as its neighbours are",
    ),
    _Words(
        "block sequence entries are not allowed",
        "a list item stands where none can",
        "begin the list on a line of its own",
    ),
    _Words("expected node content", "a value is missing before this", "write it, or leave out the comma"),
    _Words("undefined tag handle", "this is a tag of YAML", "write the value without it"),
    _Words("expected alphabetic or numeric", "no text can begin with & or *", "put the text in quotes"),
    _Words(
        "expected comment or line break",
        "the text after | or > begins on the next line",
        "put it there, or put it in quotes",
    ),
    _Words("document start", "the document has ended before this", "indent it as its neighbours are, or leave it out"),
    _Words("tab character", "is indented with a tab", "indent with spaces"),
)
_OPENING = (
    "unexpected end of stream",
    "unexpected document indicator",
    "expected ',' or",
    "could not find expected ':'",
)
"""Problems that show where reading failed, while the cause stands where the thing began."""


def describe_yaml_error(error: yaml.YAMLError) -> Problem:
    """Return *error* as a problem at the place to mend."""
    said, mark = "", None
    if isinstance(error, yaml.MarkedYAMLError):
        said = error.problem or ""
        mark = error.problem_mark
        if error.context_mark and any(part in said for part in _OPENING):
            mark = error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    for words in _ALL_WORDS:
        if words.said in said:
            return Problem(line, column, "", words.wrong, words.right)
    return Problem(line, column, "", "this is not YAML", "compare it with the lines around it")
