"""A release comes into the facts from inside Discord: shown, published by a press, its text kept, facts drafted."""

import stat
from pathlib import Path

import pytest

from bot.database.proposals import DRAFT
from bot.ingest.drafts import WITHDRAWN
from bot.ingest.texts import KeptTexts
from bot.services import Services
from knowledge.ingest.decoding import MAX_BYTES
from knowledge.release import verify
from tests.bot.accesskit import press
from tests.bot.cardkit import words_of
from tests.bot.conftest import Room
from tests.bot.curating.conftest import moderator_named
from tests.bot.curating.deskkit import HOME, Moderator, file_of

TEXT = """\
Harbor ministers meet on lighthouse keepers

June 3, 2022

Harbor Minister Seo Ha-rin and Ruth B. Calder met in Busan on June 2-3. Both sides agreed to train forty lighthouse
keepers within two years.

The U.S. reaffirmed that three rescue cutters stay at Pohang.

Files
photo.jpg
"""
RELEASE = "keepers-2022"
PUBLISHER = "Republic of Korea Harbor Ministry"


async def add(mod: Moderator, text: str = TEXT, **options: str) -> str:
    """Send *text* as a file; return what is told beside the preview."""
    return await mod.use(
        "release add", file=("release.txt", text.encode()), **{"publisher": PUBLISHER, "release": RELEASE, **options}
    )


async def publish(mod: Moderator, services: Services) -> None:
    """Publish what is shown, and wait until whoever listens was told."""
    told = await mod.press("Publish")
    assert "Published" in told
    await services.keeper.on_change.settle()


async def test_a_release_is_shown_before_it_is_published(mod: Moderator, services: Services) -> None:
    """What was read and left out is told to the moderator alone; the facts are as before until the press."""
    before = file_of(services)
    told = await add(mod)

    assert "Title: Harbor ministers meet on lighthouse keepers" in told
    assert "Published: 2022-06-03" in told
    assert "Sentences: 3, paragraphs: 2, heading lines: 2" in told
    assert "loose line: Files photo.jpg" in told
    assert "s01: Harbor Minister Seo Ha-rin and… (" in told
    assert "three rescue cutters stay" not in told
    assert "Publish" in mod.labels
    assert file_of(services) == before
    assert await services.database.proposals.count(HOME) == 0


async def test_a_published_release_is_in_the_facts_and_its_text_is_kept(mod: Moderator, services: Services) -> None:
    """For the owner of the process alone; it proves every sentence."""
    await add(mod)
    await publish(mod, services)

    release = services.store.current.book.releases[RELEASE]
    path = KeptTexts(services.settings.data_dir).path_for(0, release)
    assert path is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert verify(release, path.read_text(encoding="utf-8")).is_proven


async def test_each_sentence_that_says_something_becomes_a_draft(mod: Moderator, services: Services) -> None:
    """It waits in the review, names what the book's terms tell, and is no answer and no fact."""
    await add(mod)
    await publish(mod, services)

    drafts = await services.database.proposals.listing(HOME, kind=DRAFT)
    assert [draft.entry for draft in drafts] == [f"{RELEASE}.s01", f"{RELEASE}.s02", f"{RELEASE}.s03"]
    assert '"topics":["seo-ha-rin","ruth-calder","busan"]' in (drafts[0].body or "")
    assert '"text":{"en":""}' in (drafts[0].body or "")
    assert not {draft.entry for draft in drafts} & set(services.store.current.book.facts)
    assert (services.settings.data_dir / "drafts" / f"{RELEASE}.yaml").is_file()


async def test_a_draft_is_written_and_published_from_the_review(mod: Moderator, services: Services) -> None:
    """The form comes with what is known; the sentence itself does not stand in it."""
    await add(mod)
    await publish(mod, services)
    draft = (await services.database.proposals.listing(HOME, kind=DRAFT))[2]
    await mod.use("review")
    assert "The U.S. reaffirmed that three rescue cutters stay at Pohang." in await mod.press(f"Open {draft.number}")
    await mod.press("Write it")
    assert mod.form["text_en"] == ""
    assert mod.form["sources"] == f"{RELEASE}#s03"
    own = "Three cutters of the coast guard remain at Pohang."
    await mod.fill(text_en=own, questions="How many cutters remain at Pohang after the meeting of 2022?")
    await publish(mod, services)

    assert own in {fact.text.en for fact in services.store.current.book.current_facts}
    settled = await services.database.proposals.get(draft.number)
    assert settled is not None
    assert settled.state == "approved"


async def test_a_corrected_release_keeps_ids_and_names_what_rests_on_what_is_gone(
    mod: Moderator, services: Services
) -> None:
    """A citation of a sentence whose words changed is told, with the sentence that is most like it."""
    await add(mod)
    await publish(mod, services)
    fact = {
        "text_en": "Three cutters of the coast guard remain at Pohang.",
        "sources": f"{RELEASE} s3",
        "questions": "How many cutters remain at Pohang after the meeting of 2022?",
        "kind": ["how_many"],
    }
    await mod.use("fact add")
    await mod.fill(**fact)
    await publish(mod, services)

    told = await add(mod, TEXT.replace("three rescue cutters", "four rescue cutters"))
    assert "Sentences kept: 4, new: 1, taken out: 0" in told
    assert f"{RELEASE}#s03 ← " in told
    assert f"{RELEASE}#s04 is most like it" in told
    await publish(mod, services)

    sentences = services.store.current.book.releases[RELEASE].sentences
    assert [each.id for each in sentences] == ["h1", "h2", "s01", "s02", "s03", "s04"]
    drafts = await services.database.proposals.listing(HOME, None, DRAFT)
    assert {draft.entry: draft.state for draft in drafts}[f"{RELEASE}.s03"] == WITHDRAWN
    assert {draft.entry: draft.state for draft in drafts}[f"{RELEASE}.s04"] == "open"


async def test_a_draft_is_withdrawn_however_many_wait_before_it(
    mod: Moderator, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that wait are looked at, not the first page of them."""
    monkeypatch.setattr("bot.ingest.drafts.MOST_LISTED", 2)
    await add(mod)
    await publish(mod, services)
    await add(mod, TEXT.replace("three rescue cutters", "four rescue cutters"))
    await publish(mod, services)
    drafts = await services.database.proposals.listing(HOME, None, DRAFT)
    assert {draft.entry: draft.state for draft in drafts}[f"{RELEASE}.s03"] == WITHDRAWN


async def test_numbers_are_never_given_again(mod: Moderator, services: Services) -> None:
    """Also not that of a sentence which a correction took out and nothing cites."""
    await add(mod)
    await publish(mod, services)
    for other in ("Nobody asked why it rained.", "Nobody asked where it rained."):
        await add(mod, TEXT.replace("The U.S. reaffirmed that three rescue cutters stay at Pohang.", other))
        await publish(mod, services)

    ids = [each.id for each in services.store.current.book.releases[RELEASE].sentences]
    assert ids == ["h1", "h2", "s01", "s02", "s05"]


async def test_the_same_text_again_changes_nothing(mod: Moderator, services: Services) -> None:
    """Nor does it make another draft."""
    await add(mod)
    await publish(mod, services)
    before = file_of(services)
    assert "The fact file has all of this already" in await add(mod)
    assert file_of(services) == before
    assert await services.database.proposals.count(HOME) == 3


async def test_a_known_text_under_no_id_names_the_release(mod: Moderator, services: Services) -> None:
    """So that nobody adds it twice by mistake."""
    await add(mod)
    await publish(mod, services)
    told = await mod.use("release add", file=("a.txt", TEXT.encode()), publisher=PUBLISHER)
    assert f"Most of it is in the release {RELEASE} already" in told


@pytest.mark.parametrize("ident", ["harbor-2022", RELEASE])
async def test_two_moderators_who_add_one_release_make_one(
    mod: Moderator, services: Services, room: Room, ident: str
) -> None:
    """Under the same id or another: the second is told, and nothing is published without its text."""
    other = moderator_named("other", room)
    await add(mod)
    await add(other, TEXT.replace("forty", "fifty"), release=ident)
    await publish(mod, services)
    told = await other.press("Publish")
    assert "Undo" not in other.labels
    assert (f"is in the release {RELEASE} already" in told) is (ident != RELEASE)
    assert ("Somebody changed this meanwhile" in told) is (ident == RELEASE)
    assert {each for each in services.store.current.book.releases if "2022" in each} == {RELEASE}


PASTED = {
    "text": "Harbor ministers met. They agreed to train forty keepers.",
    "title": "Ministers meet on keepers",
    "url": "",
}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"published": "June 3"}, "Write it as 2018-07-26"),
        ({"title": ""}, "prints no title"),
        ({"url": "nowhere"}, "address will not do"),
    ],
)
async def test_nothing_that_was_pasted_is_lost_by_a_refusal(mod: Moderator, wrong: dict[str, str], told: str) -> None:
    """The form opens again with everything that was typed, as often as it takes, and the right one is read."""
    await mod.use("release add", publisher=PUBLISHER)
    values = {**PASTED, "publisher": PUBLISHER, "published": "2022-06-03", **wrong}
    assert told in await mod.fill(**values)
    await mod.press("Open the form again")
    assert mod.form == values
    assert told in await mod.fill()
    await mod.press("Open the form again")
    told = await mod.fill(publisher=PUBLISHER, published="2022-06-03", url="", title="Ministers meet on keepers")
    assert "New release" in told
    assert "Publish" in mod.labels


async def test_whoever_comes_while_no_place_is_free_pastes_nothing_in_vain(mod: Moderator) -> None:
    """It is told before the form opens; and where the places went meanwhile, the text is kept."""
    cog = mod.room.env.bot.get_cog("Releases")
    cog._adder._free = 0
    assert "try again in a minute" in await mod.use("release add", publisher=PUBLISHER)
    cog._adder._free = 1
    await mod.use("release add", publisher=PUBLISHER)
    cog._adder._free = 0
    assert "try again in a minute" in await mod.fill(**PASTED)
    await mod.press("Open the form again")
    assert mod.form["text"] == PASTED["text"]


async def test_another_members_text_is_not_theirs_to_open(mod: Moderator, room: Room) -> None:
    """Whatever they may do themselves."""
    await mod.use("release add", publisher=PUBLISHER)
    await mod.fill(**{**PASTED, "published": "never"})
    result = await press(moderator_named("other", room).actor, mod.message, "cq:1:set:paste:1")
    assert result.modal is None
    assert "not kept any more, or is not yours" in words_of(result.response)


async def test_a_text_is_pasted_into_a_form(mod: Moderator, services: Services) -> None:
    """Without a file, a form asks for it; it goes the same way."""
    await mod.use("release add", release=RELEASE, publisher=PUBLISHER)
    assert mod.form["publisher"] == PUBLISHER
    told = await mod.fill(text=TEXT)
    assert "Sentences: 3, paragraphs: 2" in told
    await publish(mod, services)
    assert RELEASE in services.store.current.book.releases


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"%PDF-1.7 nothing", "It is a PDF"),
        (b"PK\x03\x04 nothing", "packed file"),
        (b"\x00\x01\x02\x03" * 400, "It is no text"),
        (b"", "There is no text in it"),
        (b"Photo", "No sentence was found"),
    ],
)
async def test_what_is_no_release_is_refused(mod: Moderator, services: Services, data: bytes, told: str) -> None:
    """With what would be right, and nothing kept."""
    before = file_of(services)
    assert told in await mod.use("release add", file=("thing.bin", data or b" "), publisher=PUBLISHER)
    assert file_of(services) == before
    assert not (services.settings.data_dir / "releases").exists()


async def test_a_file_too_large_is_refused_before_it_is_fetched(mod: Moderator) -> None:
    """It says how large it may be."""
    told = await mod.use("release add", file=("huge.txt", b"x" * (MAX_BYTES + 1)), publisher=PUBLISHER)
    assert "larger than 4 MB" in told
    assert not mod.room.requests("GET", "huge.txt")


async def test_what_comes_from_the_text_is_shown_plainly(mod: Moderator) -> None:
    """A page may hold anything, and Discord reads none of it as its own."""
    told = await add(mod, TEXT.replace("photo.jpg", "**@everyone** <@1> [x](https://bad.example)"))
    assert "@everyone" not in told
    assert "<@1>" not in told.replace("\\<", "")
    assert "](" not in told.replace("\\]", "")


async def test_a_day_that_is_none_is_refused(mod: Moderator) -> None:
    """With the form that is right."""
    assert "Write it as 2018-07-26" in await add(mod, published="2022-02-30")


async def test_not_everything_is_read_at_once(mod: Moderator) -> None:
    """Whoever comes when no place is free is told to try again."""
    cog = mod.room.env.bot.get_cog("Releases")
    cog._adder._free = 0
    assert "try again in a minute" in await add(mod)


async def test_a_member_may_not(mod: Moderator, services: Services, tmp_path: Path) -> None:
    """Neither by a file nor by a form that was open when the role went."""
    await mod.use("release add", release=RELEASE)
    mod.demote()
    before = file_of(services)
    await mod.fill(text=TEXT, publisher=PUBLISHER)
    assert file_of(services) == before
    assert not (tmp_path / "releases").exists()


async def test_drafts_go_and_come_back_with_their_release(mod: Moderator, services: Services) -> None:
    """Nobody is offered to write what would have nothing to rest on; what was declined stays so."""
    await add(mod)
    await publish(mod, services)
    first = (await services.database.proposals.listing(HOME, kind=DRAFT))[0]
    await services.database.proposals.decide(first.number, "declined", "m-1", None, services.clock())

    await mod.press("Take it back")
    await publish(mod, services)
    assert RELEASE not in services.store.current.book.releases
    assert await services.database.proposals.count(HOME) == 0

    await mod.press("Take it back")
    await publish(mod, services)
    assert RELEASE in services.store.current.book.releases
    waiting = await services.database.proposals.listing(HOME, kind=DRAFT)
    assert [draft.entry for draft in waiting] == [f"{RELEASE}.s02", f"{RELEASE}.s03"]
    assert await services.database.proposals.count(HOME, None, DRAFT) == 3


async def test_of_a_long_release_the_rest_is_in_a_file(mod: Moderator) -> None:
    """Discord takes no longer message; the beginnings that fit are shown, none of them a whole sentence."""
    many = "\n\n".join(f"Lighthouse number {each} was painted white on the second day." for each in range(1, 81))
    told = await add(mod, f"{TEXT}\n{many}\n")
    assert len(told) < 2000
    assert "s04: Lighthouse number 1 was… (56 characters)" in told
    assert "… the rest is in the file." in told
    assert "s80:" not in told


async def test_what_a_correction_writes_anew_is_shown_old_and_new(mod: Moderator, services: Services) -> None:
    """What is not given stays as it is."""
    await add(mod)
    await publish(mod, services)
    told = await mod.use("release add", file=("a.txt", TEXT.encode()), release=RELEASE, title="Another title")
    assert "title.en: Harbor ministers meet on lighthouse keepers → Another title" in told
    assert "publisher" not in told.split("Sentences kept")[0].split("title.en")[1]


async def test_it_is_said_that_drafts_will_wait(mod: Moderator) -> None:
    """Three sentences are in it; they may come a moment later."""
    await add(mod)
    assert "Up to 3 drafts of facts will wait in /review" in await mod.press("Publish")
