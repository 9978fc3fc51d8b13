"""However it was come by, what is made of the same fact file answers the same."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.compiled.container import Packed, pack, unpack
from knowledge.compiled.ready import Ready, make_ready, open_ready, pack_ready, revise_ready
from knowledge.decision import Reply
from knowledge.model import Language

ASKED = (
    "Who led the 12th talks in Busan?",
    "how many cutters stay",
    "will korea get drones",
    "구조함은 몇 척입니까?",
    "pohang radr data",
    "Was the dialogue held in Seoul?",
    "What of quay 3?",
)


def replies(ready: Ready) -> list[Reply]:
    """Return what *ready* says to every question of its book and to some that are none of it."""
    entries = (*ready.book.facts, *ready.book.gaps)
    own = [question for each in entries for question in ready.book.find(each).questions.all()]
    return [ready.answerer.answer(question) for question in (*own, *ASKED)]


def through_bytes(ready: Ready) -> Ready:
    """Return *ready* written down and opened again."""
    opened = open_ready(unpack(b"".join(pack_ready(ready, "1"))))
    assert opened is not None
    return opened


def test_what_was_written_down_answers_the_same(small_text: str) -> None:
    """Replies, completions and digest."""
    made = make_ready(small_text)
    opened = through_bytes(made)
    assert replies(opened) == replies(made)
    for language in Language:
        assert opened.answerer.complete("wh", language=language) == made.answerer.complete("wh", language=language)
    assert opened.book.digest == made.book.digest


def test_what_lacks_a_part_is_not_opened(small_text: str) -> None:
    """Whichever it is."""
    packed = unpack(b"".join(pack_ready(make_ready(small_text), "1")))
    assert open_ready(packed) is not None
    for name in packed.parts:
        rest = {key: part for key, part in packed.parts.items() if key != name}
        assert open_ready(Packed(packed.meta, rest)) is None, name


def test_the_version_is_written_down(small_text: str) -> None:
    """Whoever opens it can tell who wrote it."""
    assert unpack(b"".join(pack_ready(make_ready(small_text), "x"))).meta["version"] == "x"
    assert unpack(b"".join(pack({}, {}))).meta == {}


EDITS: dict[str, Callable[[str], str]] = {
    "reword": lambda text: text.replace("held in Busan", "held in Zanzibar"),
    "reword another": lambda text: text.replace("share radar data", "share SONAR data"),
    "reword a gap": lambda text: text.replace("gives no cost of", "does not say the cost of"),
    "question": lambda text: text.replace('"CSD 12 venue"', '"Which port was it at CSD 12?"'),
    "retire": lambda text: text.replace("    topics: [rescue-cutters]\n", "    retired: gone\n", 1),
    "new": lambda text: text.replace(
        "\ngaps:",
        '\n  - id: quay\n    text: {en: "Quay 3 was built for the KCGX."}\n    kind: what\n'
        '    sources: ["calder-2021#s02"]\n    said_by: release\n    questions: {en: ["What of quay 3?"]}\n\ngaps:',
    ),
    "drop": lambda text: text[: text.index("  - id: csd12-saved")] + text[text.index("  - id: csd12-crews-old") :],
}


@pytest.mark.parametrize("name", [name for name in EDITS if name != "drop"])
def test_an_edit_answers_as_if_it_had_been_read_whole(small_text: str, name: str) -> None:
    """Whether what was edited had been made or opened."""
    text = EDITS[name](small_text)
    assert text != small_text
    whole = make_ready(text)
    for before in (make_ready(small_text), through_bytes(make_ready(small_text))):
        after = revise_ready(before, text)
        assert after is not None
        assert replies(after) == replies(whole)
        assert replies(through_bytes(after)) == replies(whole)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from([name for name in EDITS if name != "drop"]), min_size=2, max_size=5, unique=True))
def test_edits_upon_edits_answer_as_if_read_whole(small_text: str, names: list[str]) -> None:
    """One after the other, forth and back."""
    text, ready = small_text, make_ready(small_text)
    for name in (*names, ""):
        text = EDITS[name](text) if name else small_text
        after = revise_ready(ready, text)
        assert after is not None
        ready = after
        assert ready.book.file == make_ready(text).book.file
        if not name or name == names[-1]:
            assert replies(ready) == replies(make_ready(text))


def test_an_edit_that_leaves_something_dangling_is_not_taken(small_text: str) -> None:
    """The fact that another names as its follower cannot go; the whole reading says so."""
    assert revise_ready(make_ready(small_text), EDITS["drop"](small_text)) is None
