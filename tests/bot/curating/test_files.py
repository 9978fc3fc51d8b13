"""The fact file in and out of Discord: what is broken is told by line, what is exported can be imported again."""

import csv
import io
import json
import zipfile
from typing import Any

import pytest

from bot.curating import files
from bot.services import Services
from knowledge.factfile.parse import parse_fact_file
from knowledge.model import Language
from tests.bot.curating.deskkit import HOME, Moderator, file_of

PLACE = "csd12-place"


def attached(mod: Moderator) -> bytes:
    """Return the file that the bot sent last, as Discord keeps it."""
    assert mod.seen is not None
    assert mod.seen.response is not None
    (attachment,) = mod.seen.response.attachments
    data: bytes | None = mod.room.env.backend.cdn.get(attachment.url)
    assert data is not None
    return data


@pytest.mark.parametrize("command", ["fact import", "fact check"])
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("kind: where", "kind: wheer", ["Line 1", "column", "`facts[", "write where"]),
        ("format: 1", "format: 2", ["Line 2, column 9", "is format 2"]),
        ("said_by: release", "said_by: [", ["Line"]),
    ],
)
async def test_a_broken_file_is_refused_with_its_lines(  # noqa: PLR0917 - fixtures and a table
    mod: Moderator, services: Services, small_text: str, command: str, old: str, new: str, told: list[str]
) -> None:
    """Where, what is wrong, what would be right; nothing is changed, and no change is in hand."""
    before = file_of(services)
    text = await mod.use(command, file=("mine.yaml", small_text.replace(old, new, 1).encode()))
    assert "mine.yaml was not taken" in text
    for piece in told:
        assert piece in text
    assert mod.labels == []
    assert file_of(services) == before


async def test_a_file_that_is_no_text_is_refused(mod: Moderator, services: Services) -> None:
    """A picture, say."""
    before = file_of(services)
    text = await mod.use("fact import", file=("picture.png", b"\x89PNG\r\n\x1a\n\x00\xff"))
    assert "was not taken" in text
    assert file_of(services) == before


async def test_a_file_too_large_is_refused_before_it_is_fetched(
    mod: Moderator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says how large it may be."""
    monkeypatch.setattr(files, "MAX_IMPORT", 1024 * 1024)
    text = await mod.use("fact import", file=("huge.yaml", b"#" * (1024 * 1024 + 1)))
    assert "huge.yaml has 1.0 MiB; at most 1.0 MiB" in text
    assert not mod.room.requests("GET", "huge.yaml")


async def test_a_name_is_shown_without_what_discord_would_read(mod: Moderator) -> None:
    """A file may be called anything."""
    text = await mod.use("fact import", file=("**@everyone**.yaml", b"format: 9"))
    assert "@everyone" not in text
    assert "\\*\\*" in text


async def test_what_is_exported_as_yaml_imports_as_the_same(mod: Moderator, services: Services) -> None:
    """Byte for byte the file; nothing to import."""
    text = await mod.use("fact export")
    assert "revision 1" in text
    data = attached(mod)
    assert data.decode() == file_of(services)
    assert "Nothing to import" in await mod.use("fact import", file=("facts.yaml", data))
    assert "Nothing to import" in await mod.use("fact import", file=("facts.yaml", data), rest="goes")


async def test_every_form_of_export_can_be_read(mod: Moderator, services: Services) -> None:
    """JSON and CSV by machines, Markdown by people; each has every fact in use."""
    facts = services.store.current.book.current_facts
    await mod.use("fact export", format="json")
    assert PLACE in json.dumps(json.loads(attached(mod)))
    await mod.use("fact export", format="csv")
    rows = list(csv.reader(io.StringIO(attached(mod).decode("utf-8-sig"))))
    assert sum(PLACE in row for row in rows) >= 1
    await mod.use("fact export", format="markdown")
    written = attached(mod).decode()
    assert all(fact.text.en.split(".")[0][:20] in written.replace("\\", "") for fact in facts)


async def test_an_export_that_is_too_large_is_packed(services: Services) -> None:
    """And one that is too large even so is refused, with where to get it."""
    book = services.store.current.book
    text = file_of(services)
    packed = files._made(text, book, files.Format.YAML, Language.EN, len(text.encode()) - 1)
    assert packed is not None
    assert packed.is_packed
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        assert archive.read("facts.yaml").decode() == text
    assert files._made(text, book, files.Format.YAML, Language.EN, 100) is None


async def test_an_import_is_shown_and_published_as_one_revision(
    mod: Moderator, services: Services, small_text: str
) -> None:
    """Entries that differ, with a line each way; layout and remarks of the file stay."""
    before = file_of(services)
    old = services.store.current.book.facts[PLACE].text.en
    text = await mod.use("fact import", file=("a.yaml", small_text.replace(old, "It was held in Busan.").encode()))
    assert "Import: 1 entry" in text
    assert f"- Text, English: {old}" in text
    assert file_of(services) == before
    await publish(mod)
    assert file_of(services) == before.replace(old, "It was held in Busan.")


async def test_a_part_of_a_file_is_taken_and_the_rest_stays(mod: Moderator, services: Services) -> None:
    """A section with one entry is enough."""
    part = (
        'format: 1\nfacts:\n  - id: new-one\n    text: {en: "Four boats came to Busan."}\n    kind: how_many\n'
        '    sources: ["csd-12#s09"]\n    said_by: release\n    questions: {en: ["How many boats came to Busan?"]}\n'
    )
    count = len(services.store.current.book.facts)
    text = await mod.use("fact check", file=("part.yaml", part.encode()))
    assert "+ Text, English: Four boats came to Busan." in text
    await mod.use("fact import", file=("part.yaml", part.encode()))
    await publish(mod)
    assert len(services.keeper.snapshot(HOME).book.facts) == count + 1


async def test_a_part_of_a_file_cannot_stand_for_all_of_it(mod: Moderator, services: Services) -> None:
    """Where the rest is to go, the file has to be whole."""
    before = file_of(services)
    text = await mod.use("fact import", file=("part.yaml", b"format: 1\n"), rest="goes")
    assert "was not taken" in text
    assert "releases" in text
    assert file_of(services) == before


async def test_with_the_rest_going_entries_are_taken_out(mod: Moderator, services: Services, small_text: str) -> None:
    """The file becomes what was sent, entry by entry."""
    book = services.store.current.book
    gap = next(iter(book.gaps))
    lines = small_text.split("\n  - id: ")
    without = "\n  - id: ".join(part for part in lines if not part.startswith(f"{gap}\n"))
    assert gap not in parse_fact_file(without).gaps
    text = await mod.use("fact import", file=("less.yaml", without.encode()), rest="goes")
    assert "Import: 1 entry" in text
    await publish(mod)
    assert gap not in services.keeper.snapshot(HOME).book.gaps


async def test_an_import_of_too_much_is_refused(
    mod: Moderator, services: Services, small_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says how much it would be."""
    monkeypatch.setattr(files, "MAX_CHANGES", 0)
    old = services.store.current.book.facts[PLACE].text.en
    text = await mod.use("fact import", file=("a.yaml", small_text.replace(old, "It was held in Busan.").encode()))
    assert "would change 1 entries; at most 0" in text


async def test_check_tells_how_the_facts_stand(mod: Moderator, services: Services) -> None:
    """The revision, its digest, how many of each; for one fact whether its questions find it."""
    text = await mod.use("fact check")
    assert services.store.current.digest[:12] in text
    assert "Revision 1" in text
    fact = services.store.current.book.facts[PLACE]
    asked = len(list(fact.questions.all()))
    assert f"All {asked} questions of `{PLACE}` find it" in await mod.use("fact check", entry=PLACE)
    old = next(fact.id for fact in services.store.current.book.facts.values() if not fact.is_current)
    assert "not in use" in await mod.use("fact check", entry=old)


async def publish(mod: Any) -> None:
    """Publish what is shown, giving a reason where one is wanted."""
    if "Say why" in mod.labels and "Publish" not in mod.labels and "Publish all the same" not in mod.labels:
        await mod.press("Say why")
        await mod.fill(reason="It is meant.")
    text = await mod.press("Publish" if "Publish" in mod.labels else "Publish all the same")
    assert "Published" in text
