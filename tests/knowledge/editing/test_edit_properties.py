"""Whatever the style of a file and whatever the edit: only the entry's lines change, and it reads as was wanted."""

import random
import re
from copy import deepcopy
from difflib import SequenceMatcher
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.editing.change import Change, Fields, SectionName, reduced
from knowledge.editing.compare import compare
from knowledge.editing.edit import edit, entry_in
from knowledge.factfile.yamltree import read_tree
from tests.knowledge.filekit import ORDER, REMARK, Data, Writer, Written, entry, file_data, sentence

SEEDS = st.integers(0, 2**32 - 1)
"""A file takes thousands of choices; drawn one by one, most of the time would go into drawing."""
MAY_BE_MISSING = frozenset(
    ["also", "aliases", "note", "ordinal", "questions", "retired", "roles", "series", "topics", "url"]
)
Step = tuple[SectionName, Fields | None, Fields | None]
"""Section, entry before, entry after."""


def drawn(seed: int) -> tuple[random.Random, Written]:
    """Return further choices, and a file in a style of its own, which reads as what it was made of."""
    rnd = random.Random(seed)  # noqa: S311 - nothing is secret
    data = file_data(rnd)
    file = Writer(rnd).write(data)
    if rnd.random() < 0.1:
        file = Written("\ufeff" + file.text, data, {key: (a + 1, b + 1) for key, (a, b) in file.spans.items()})
    assert read(file.text) == data
    return rnd, file


def read(text: str) -> Data:
    """Return the entries of *text*, read whole."""
    tree = read_tree(text.removeprefix("\ufeff"))
    assert not tree.problems, (tree.problems, text)
    assert isinstance(tree.data, dict)
    return cast("Data", {key: value for key, value in tree.data.items() if key != "format"})


def changed(rnd: random.Random, section: str, before: dict[str, Any]) -> dict[str, Any]:
    """Return *before* with something in it changed, as moderators change things."""
    after = deepcopy(before)
    lists = [
        each for each in (after.get("questions", {}).get("en"), after.get("aliases"), after.get("sources")) if each
    ]
    if lists and rnd.random() < 0.6:
        target = rnd.choice(lists)
        way = rnd.randrange(4)
        place = rnd.randrange(len(target))
        if way == 0:
            target.append(f"new-{rnd.randint(0, 9)}" if target is after.get("sources") else sentence(rnd))
        elif way == 1:
            target.insert(place, sentence(rnd))
        elif way == 2 and len(target) > 1:
            del target[place]
        else:
            target[place] = sentence(rnd)
        return after
    texts = [key for key in ("text", "name", "title", "meaning") if key in after]
    if texts and rnd.random() < 0.6:
        after[rnd.choice(texts)][rnd.choice(["en", "en", "ko"])] = sentence(rnd)
        return after
    if rnd.random() < 0.7 and len(after) > 3:
        other = entry(rnd, section, before["id"])
        for key in rnd.sample(sorted({*other, *after} - {"id"}), 2):
            if (key in other and key not in after) or rnd.random() < 0.5:
                after[key] = other.get(key, after.get(key))
            elif key in MAY_BE_MISSING:
                after.pop(key, None)
        return after
    return entry(rnd, section, before["id"])


def steps(rnd: random.Random, data: Data) -> list[Step]:
    """Return some changes of different entries."""
    made: list[Step] = []
    for number in range(rnd.randint(1, 3)):
        way = rnd.random()
        section = rnd.choice(ORDER) if way < 0.25 else rnd.choice(sorted(data))
        name = cast("SectionName", section)
        if way < 0.25:
            made.append((name, None, entry(rnd, section, f"new-{number}")))
        else:
            before = rnd.choice(data[section])
            if all(each[1] is not before for each in made):
                made.append((name, before, None if way < 0.4 else changed(rnd, section, before)))
    return made


def ident(step: Step) -> str:
    """Return the id of the entry that *step* is about."""
    return str((step[1] or step[2] or {})["id"])


def as_wanted(data: Data, made: list[Step]) -> Data:
    """Return what the file is to say after *made*, entries that go without saying what they may reduced."""
    wanted = {section: list(entries) for section, entries in data.items()}
    for section, before, after in made:
        entries = wanted.setdefault(section, [])
        if before is None:
            entries.append(dict(after or {}))
        else:
            number = next(n for n, each in enumerate(entries) if each is before)
            if after is not None:
                entries[number] = dict(after)
    gone = [before for _, before, after in made if after is None]
    return {
        section: [reduced(cast("SectionName", section), each) for each in entries if all(each is not g for g in gone)]
        for section, entries in wanted.items()
    }


def reduced_data(data: Data) -> Data:
    """Return *data* without what goes without saying."""
    return {section: [reduced(cast("SectionName", section), each) for each in data[section]] for section in data}


def changes_of(made: list[Step]) -> list[Change]:
    """Return *made* as changes."""
    return [Change(step[0], ident(step), step[1], step[2]) for step in made]


def is_with_more(one: str, other: str) -> bool:
    """Whether *other* is *one* with something put in at one place."""
    same = 0
    while same < len(one) and one[same] == other[same : same + 1]:
        same += 1
    rest = len(one) - same
    return len(other) >= len(one) and (not rest or other.endswith(one[same:]))


@settings(max_examples=300)
@given(seed=SEEDS)
def test_a_file_says_what_was_wanted(seed: int) -> None:
    """Read whole, the entries are those wanted, in their order; line ends, the last one too, are as they were."""
    rnd, file = drawn(seed)
    made = steps(rnd, file.data)

    text = edit(file.text, changes_of(made))

    assert reduced_data(read(text)) == as_wanted(file.data, made)
    assert text.endswith("\n") == file.text.endswith("\n")
    assert text.startswith("\ufeff") == file.text.startswith("\ufeff")
    assert text.count("\r") == (text.count("\n") if "\r" in file.text else 0)


@settings(max_examples=300)
@given(seed=SEEDS)
def test_only_the_lines_of_a_changed_entry_change(seed: int) -> None:
    """Everything before its first line and after its last one is there byte for byte, of each entry that is changed."""
    rnd, file = drawn(seed)
    made: list[Step] = []
    for section in rnd.sample(sorted(file.data), min(len(file.data), 2)):
        before = rnd.choice(file.data[section])
        made.append((cast("SectionName", section), before, changed(rnd, section, before)))

    text = edit(file.text, changes_of(made))

    begins, ends = zip(*sorted(file.spans[step[0], ident(step)] for step in made), strict=True)
    around = [file.text[a:b] for a, b in zip([0, *ends], [*begins, len(file.text)], strict=True)]
    assert text.startswith(around[0])
    assert text.endswith(around[-1])
    if len(around) == 3:
        rest = text[len(around[0]) : len(text) - len(around[-1])]
        assert around[1] in rest
    lengths = len(text) - sum(map(len, around))
    assert lengths > 0


@settings(max_examples=200)
@given(seed=SEEDS)
def test_a_new_entry_is_put_in_at_one_place(seed: int) -> None:
    """Nothing that was there changes, whether the section is there or not."""
    rnd, file = drawn(seed)
    section = cast("SectionName", rnd.choice(ORDER))
    made: list[Step] = [(section, None, entry(rnd, section, "new"))]

    text = edit(file.text, changes_of(made))

    assert is_with_more(file.text, text)
    assert reduced_data(read(text)) == as_wanted(file.data, made)


@settings(max_examples=200)
@given(seed=SEEDS)
def test_an_entry_that_is_taken_out_leaves_everything_else(seed: int) -> None:
    """Its lines go, with the remarks and blank lines right below it; the last one leaves an empty list."""
    rnd, file = drawn(seed)
    section = cast("SectionName", rnd.choice(sorted(file.data)))
    before = rnd.choice(file.data[section])
    begin, end = file.spans[section, before["id"]]

    text = edit(file.text, [Change(section, before["id"], before, None)])

    old = file.text
    if len(file.data[section]) == 1:
        assert text.count("[]") == old.count("[]") + 1
        text = text.replace(f"{section}: []", f"{section}:")
    assert text.startswith(old[:begin].rstrip("\r\n"))
    left = text[len(old[:begin].rstrip("\r\n")) :]
    gone = old[end : len(old) - len(left.lstrip("\r\n"))]
    assert old.endswith(left.lstrip("\r\n"))
    assert all(not line.strip() or line.strip().startswith("#") for line in gone.splitlines())


@settings(max_examples=300)
@given(seed=SEEDS)
def test_every_remark_outlives_a_change_of_a_text(seed: int) -> None:
    """No more lines change than the text had, and each remark within the entry is where it was."""
    rnd, file = drawn(seed)
    section = cast("SectionName", rnd.choice(sorted(file.data)))
    before = rnd.choice(file.data[section])
    key = next(each for each in ("text", "name", "title") if each in before)
    after = {**before, key: {**before[key], "en": sentence(rnd)}}
    begin, end = file.spans[section, before["id"]]

    text = edit(file.text, [Change(section, before["id"], before, after)])

    old, new = file.text[begin:end], text[begin : len(text) - (len(file.text) - end)]
    assert [line for line in old.splitlines() if is_remark(line)] == [
        line for line in new.splitlines() if is_remark(line)
    ]
    gone, come = changed_lines(old, new)
    assert gone <= 2
    assert come <= 2


@settings(max_examples=300)
@given(seed=SEEDS)
def test_one_more_question_is_one_more_line(seed: int) -> None:
    """Where questions stand line by line, the new one is a line, and no other changes; in brackets, that one does."""
    rnd, file = drawn(seed)
    with_questions = [
        (section, each) for section in ("facts", "gaps") for each in file.data.get(section, ()) if "questions" in each
    ]
    if not with_questions:
        return
    section, before = rnd.choice(with_questions)
    asked = before["questions"]["en"]
    after = {**before, "questions": {**before["questions"], "en": [*asked, "Is it one line?"]}}
    begin, end = file.spans[section, before["id"]]

    text = edit(file.text, [Change(cast("SectionName", section), before["id"], before, after)])

    old, new = file.text[begin:end], text[begin : len(text) - (len(file.text) - end)]
    gone, come = changed_lines(old, new)
    assert (gone, come) in {(0, 1), (1, 1), (1, 2)}
    if any(re.fullmatch(r' *- +"Is it one line\?"', line) for line in new.splitlines()):
        assert gone == 0


@settings(max_examples=200)
@given(seed=SEEDS)
def test_what_was_changed_is_found_by_comparing(seed: int) -> None:
    """`compare` gives the changes that were made, and their reverse leads back to what the file said."""
    rnd, file = drawn(seed)
    made = [step for step in steps(rnd, file.data) if not same(step)]
    changes = changes_of(made)

    text = edit(file.text, changes)

    found = compare(file.text, text)
    assert {(each.section, each.id) for each in found} == {(each.section, each.id) for each in changes}
    for each in found:
        assert entry_in(file.text, each.section, each.id) == each.before
        assert entry_in(text, each.section, each.id) == each.after
    back = edit(text, [each.reversed() for each in found])
    old, again = reduced_data(file.data), reduced_data(read(back))
    assert {s: sorted(map(str, e)) for s, e in old.items()} == {s: sorted(map(str, e)) for s, e in again.items() if e}


def same(step: Step) -> bool:
    """Whether *step* changes nothing."""
    section, before, after = step
    return before is not None and after is not None and reduced(section, before) == reduced(section, after)


def is_remark(line: str) -> bool:
    """Whether *line* is a remark and nothing else."""
    return line.strip() == REMARK


def changed_lines(old: str, new: str) -> tuple[int, int]:
    """Return how many lines of *old* are gone, and how many of *new* are new."""
    left, right = old.splitlines(), new.splitlines()
    codes = [each for each in SequenceMatcher(None, left, right, autojunk=False).get_opcodes() if each[0] != "equal"]
    return sum(i2 - i1 for _, i1, i2, _, _ in codes), sum(j2 - j1 for *_, j1, j2 in codes)
