"""The documentation says what the program does: commands, settings, defaults and statuses compared with the code."""

import re
from pathlib import Path

import pytest
import typer
import yaml

from bot.cli import app
from bot.errors import ExitStatus
from bot.settings import Settings, load_settings, shipped_facts

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "config.example.yaml"
README = ROOT / "README.md"
OPERATING = ROOT / "docs" / "OPERATING.md"
ENVIRONMENT_ONLY = {"token"}
"""Settings that the example may not have."""


def read(path: Path) -> str:
    """Return the text of a document."""
    return path.read_text(encoding="utf-8")


def commands() -> dict[str, list[str]]:
    """Return the long options of each subcommand, without those that every one has."""
    group = typer.main.get_command(app)
    found: dict[str, list[str]] = {}
    for name, command in group.commands.items():  # type: ignore[attr-defined] # a group, as there are several
        options = [option for parameter in command.params for option in parameter.opts if option.startswith("--")]
        found[name] = [option for option in options if option not in {"--help", "--config"}]
    return found


def test_the_example_has_every_setting() -> None:
    """And none that there is not: both ways."""
    assert set(yaml.safe_load(read(EXAMPLE))) == set(Settings.model_fields) - ENVIRONMENT_ONLY


def test_the_example_is_valid_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copied as it is, it gives the defaults: what it says of them is true."""
    monkeypatch.chdir(tmp_path)
    assert load_settings(EXAMPLE, {}) == Settings()


def test_the_example_tells_what_each_setting_is() -> None:
    """A comment stands right above each one, or above the group it belongs to."""
    for block in read(EXAMPLE).split("\n\n"):
        assert block.startswith("#"), block


def test_the_example_names_no_secret() -> None:
    """It tells where the token goes, and has no place for it."""
    text = read(EXAMPLE)
    assert "DISCORD_TOKEN_FILE" in text
    assert not re.search(r"^#?\s*token\s*:", text, re.MULTILINE)


@pytest.mark.parametrize("command", sorted(commands()))
def test_the_readme_has_every_command(command: str) -> None:
    """With each of its options, as code."""
    text = read(README)
    assert re.search(rf"`{command}[ `]", text), command
    for option in commands()[command]:
        assert option in text, option


def test_the_readme_names_no_command_that_there_is_not() -> None:
    """What is tried as printed works."""
    named = set(re.findall(r"python -m bot ([a-z]+)", "".join(map(read, (README, OPERATING, EXAMPLE)))))
    assert named, "the search finds the commands"
    assert named <= set(commands())


@pytest.mark.parametrize("setting", sorted(Settings.model_fields))
def test_every_setting_is_in_the_documents(setting: str) -> None:
    """In the README or in OPERATING, by its name; the token by the variable it is set with."""
    name = "DISCORD_TOKEN" if setting == "token" else setting
    assert f"`{name}" in read(README) + read(OPERATING)


def test_the_documents_name_no_variable_that_there_is_not() -> None:
    """A variable that nobody reads would be refused when somebody sets it."""
    texts = "".join(read(path) for path in (README, OPERATING, EXAMPLE, ROOT / "compose.yaml", ROOT / "Dockerfile"))
    known = {f"COMMUNIQUE_{key.upper()}" for key in Settings.model_fields} | {"COMMUNIQUE_CONFIG"}
    known |= {"COMMUNIQUE_TOKEN_FILE", "COMMUNIQUE_DATABASE_URL_FILE"}
    named = set(re.findall(r"COMMUNIQUE_[A-Z_]*[A-Z]", texts))
    assert named, "the search finds the variables"
    assert named <= known


def test_the_help_has_every_status() -> None:
    """Scripts and service files rely on them."""
    told = {int(number) for number in re.findall(r"\b(\d{1,2}) [a-zD]", str(app.info.epilog))}
    assert told == set(map(int, ExitStatus))


def test_the_shipped_facts_are_where_the_example_says() -> None:
    """``facts_path: null`` is the file in the package."""
    assert shipped_facts() == ROOT / "knowledge" / "facts.yaml"
    assert shipped_facts().is_file()
