"""The texts of releases are kept for the owner alone, found by what was made of them, and bounded."""

import stat
from pathlib import Path

import pytest

from bot.ingest import texts as texts_module
from bot.ingest.texts import KeptTexts, erase_files, key_of, key_of_fields, sentences_key
from knowledge.model import Names, Release, Sentence
from knowledge.release import segment

TEXT = "Keepers meet\n\nThey met in Busan. They left.\n"


def release(text: str, ident: str = "r") -> Release:
    """Return a release with the sentences of *text*."""
    sentences = tuple(Sentence(id=s.id, paragraph=s.paragraph, sha256=s.sha256) for s in segment(text).sentences)
    return Release(id=ident, title=Names(en="T"), publisher=Names(en="P"), note="x", sentences=sentences)


def test_a_text_is_found_by_the_sentences_made_of_it(tmp_path: Path) -> None:
    """The one of this list of sentences, whichever came later."""
    kept = KeptTexts(tmp_path)
    first, second = release(TEXT), release(f"{TEXT}It rained.")
    one = kept.keep(0, "r", TEXT, key_of(first))
    two = kept.keep(0, "r", f"{TEXT}It rained.", key_of(second))
    assert (kept.path_for(0, first), kept.path_for(0, second)) == (one, two)
    assert one.read_text(encoding="utf-8") == TEXT
    assert kept.path_for(0, release("Other. It is so.")) is None
    assert kept.releases(0) == ["r"]


def test_words_are_those_of_every_edition(tmp_path: Path) -> None:
    """By digest; of one edition, where it is asked for."""
    kept = KeptTexts(tmp_path)
    kept.keep(0, "r", TEXT, key_of(release(TEXT)))
    kept.keep(0, "r", "They came back.", key_of(release("They came back.")))
    assert sorted(kept.words(0, "r").values()) == [
        "Keepers meet",
        "They came back.",
        "They left.",
        "They met in Busan.",
    ]
    assert set((kept.words_of(0, release("They came back.")) or {}).values()) == {"They came back."}
    assert kept.words_of(0, release("They never came.")) is None


def test_only_the_owner_may_read(tmp_path: Path) -> None:
    """Files 0600, folders 0700."""
    path = KeptTexts(tmp_path).keep(0, "r", TEXT, key_of(release(TEXT)))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(each.stat().st_mode) for each in (path.parent, path.parent.parent)} == {0o700}


def test_a_guilds_texts_are_apart_and_go_with_it(tmp_path: Path) -> None:
    """Two guilds may have a release of the same id."""
    kept = KeptTexts(tmp_path)
    key = key_of(release(TEXT))
    for scope in (0, 7, 8):
        kept.keep(scope, "r", TEXT, key)
    assert kept.releases(0) == ["r"]
    erase_files(tmp_path, 7)
    assert [kept.path_by_key(scope, "r", key) is not None for scope in (0, 7, 8)] == [True, False, True]
    erase_files(tmp_path, 7)


def test_editions_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest stay."""
    monkeypatch.setattr(texts_module, "MOST_KEPT", 3)
    kept = KeptTexts(tmp_path)
    for number in range(6):
        text = f"They met {number} times."
        last = kept.keep(0, "r", text, key_of(release(text)))
    assert len(list(last.parent.glob("*.txt"))) == 3
    assert last.is_file()


@pytest.mark.parametrize("ident", ["../x", "@7", "a/b", "", "."])
def test_an_id_is_no_way_out_of_the_folder(tmp_path: Path, ident: str) -> None:
    """Whatever stands in a file or in a form."""
    with pytest.raises(ValueError, match="no id"):
        KeptTexts(tmp_path).keep(0, ident, TEXT, "0" * 32)


def test_the_key_is_the_same_of_a_release_and_of_its_fields() -> None:
    """As an entry, and as the file has it."""
    made = release(TEXT)
    assert key_of(made) == key_of_fields(made.model_dump(mode="json"))
    assert key_of(made) != sentences_key([])
