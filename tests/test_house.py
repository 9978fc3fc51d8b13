"""The files around the code: they hold what they promise, as far as reading them can tell."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import discord
import pytest
import yaml

from bot import __version__
from bot.errors import ExitStatus
from bot.metrics import Metrics
from knowledge.model import Fact, Gap

ROOT = Path(__file__).parent.parent
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
REQUIREMENTS = ["requirements.txt", "requirements-dev.txt"]


def read(path: str) -> str:
    """Return the text of a file, named from the top of the repository."""
    return (ROOT / path).read_text(encoding="utf-8")


# The container image


def instructions(text: str) -> list[tuple[str, str]]:
    """Return the instructions of a Dockerfile, each with its arguments on one line."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ").splitlines()
    pairs = (line.strip().partition(" ") for line in joined if line.strip())
    return [(name.upper(), " ".join(arguments.split())) for name, _, arguments in pairs]


@pytest.fixture(scope="module")
def stages() -> list[list[tuple[str, str]]]:
    """Return the stages of the Dockerfile, each with its instructions."""
    found: list[list[tuple[str, str]]] = []
    for name, arguments in instructions(read("Dockerfile")):
        if name == "FROM":
            found.append([])
        if found:
            found[-1].append((name, arguments))
    return found


def values(stage: list[tuple[str, str]], wanted: str) -> list[str]:
    """Return the arguments of every *wanted* instruction of a stage."""
    return [arguments for name, arguments in stage if name == wanted]


def test_image_is_made_in_two_stages_from_one_slim_base(stages: list[list[tuple[str, str]]]) -> None:
    """Both stages stand on the same base, a slim one of a Python version that the package supports."""
    base = next(rest for name, rest in instructions(read("Dockerfile")) if name == "ARG")
    assert re.fullmatch(r"BASE=python:3\.1[1-4]-slim(-\w+)?(@sha256:[0-9a-f]{64})?", base)
    assert [values(stage, "FROM") for stage in stages] == [["${BASE} AS build"], ["${BASE}"]]


def test_image_runs_as_a_numbered_user_that_is_not_root(stages: list[list[tuple[str, str]]]) -> None:
    """The last USER is a number above zero, so that a cluster can check it, and nothing runs as another after it."""
    last = stages[-1]
    user = values(last, "USER")[-1]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    after = [name for name, _ in last[last.index(("USER", user)) + 1 :]]
    assert "RUN" not in after
    assert f"--uid {user.partition(':')[0]}" in " ".join(values(last, "RUN"))


@pytest.mark.parametrize("name", ["ENTRYPOINT", "CMD", "VOLUME"])
def test_image_starts_without_a_shell(stages: list[list[tuple[str, str]]], name: str) -> None:
    """Exec form: the bot is process 1 and gets SIGTERM itself."""
    (arguments,) = values(stages[-1], name)
    assert re.fullmatch(r'\["[^"]+"(, "[^"]+")*\]', arguments)


def test_image_tells_how_to_stop_it_and_how_it_is(stages: list[list[tuple[str, str]]]) -> None:
    """SIGTERM stops it; the health check is our own command in exec form."""
    assert values(stages[-1], "STOPSIGNAL") == ["SIGTERM"]
    (check,) = values(stages[-1], "HEALTHCHECK")
    assert check.endswith('CMD ["python", "-m", "bot", "healthcheck"]')


def test_last_stage_builds_nothing(stages: list[list[tuple[str, str]]]) -> None:
    """No package manager, compiler or download: what is there was installed in the first stage."""
    words = set(re.findall(r"[\w.+-]+", " ".join(rest for name, rest in stages[-1] if name != "COPY")))
    assert not words & {
        "apt",
        "apt-get",
        "apk",
        "pip",
        "uv",
        "gcc",
        "g++",
        "make",
        "build-essential",
        "curl",
        "wget",
        "git",
    }
    assert all(copy.startswith("--from=build ") for copy in values(stages[-1], "COPY"))


def test_first_stage_installs_wheels_with_known_digests_only(stages: list[list[tuple[str, str]]]) -> None:
    """Nothing is compiled, nothing comes in whose digest is not in the lock."""
    run = " ".join(values(stages[0], "RUN"))
    assert "--require-hashes" in run
    assert "--only-binary :all:" in run
    assert "--requirement requirements.txt" in run


def test_image_keeps_its_data_on_the_volume(stages: list[list[tuple[str, str]]]) -> None:
    """The data folder of the settings is the one volume, and belongs to the user."""
    assert "COMMUNIQUE_DATA_DIR=/data" in " ".join(values(stages[-1], "ENV")).split()
    assert values(stages[-1], "VOLUME") == ['["/data"]']
    assert "--owner=communique" in next(run for run in values(stages[-1], "RUN") if "/data" in run)


def test_build_context_lets_in_only_what_is_copied(stages: list[list[tuple[str, str]]]) -> None:
    """.dockerignore shuts everything out, secrets too, and lets in exactly the sources of the first stage's COPYs."""
    lines = [line for line in read(".dockerignore").splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    copied = {source for copy in values(stages[0], "COPY") for source in copy.split()[:-1]}
    assert {line[1:] for line in lines if line.startswith("!")} == copied


@pytest.fixture(scope="module")
def service() -> dict[str, Any]:
    """Return the one service of compose.yaml."""
    compose = yaml.safe_load(read("compose.yaml"))
    (only,) = compose["services"].values()
    return dict(only)


def test_compose_gives_the_container_as_little_as_it_needs(service: dict[str, Any]) -> None:
    """Read-only root, no capabilities, no way to gain any, one volume, no published port."""
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["volumes"] == ["data:/data"]
    assert "ports" not in service


def test_compose_keeps_the_token_in_a_secret_file(service: dict[str, Any]) -> None:
    """The token comes from a file, never from the environment, where `docker inspect` shows it."""
    assert service["environment"]["DISCORD_TOKEN_FILE"] == f"/run/secrets/{service['secrets'][0]}"
    assert "DISCORD_TOKEN" not in service["environment"]


def test_git_ignores_what_is_private(service: dict[str, Any]) -> None:
    """Token, settings and data of a deployment cannot be committed by mistake."""
    secret = yaml.safe_load(read("compose.yaml"))["secrets"][service["secrets"][0]]["file"]
    assert {"/config.yaml", "/data/", f"/{Path(secret).parent}/"} <= set(read(".gitignore").splitlines())


# The requirements files


def locked(path: str) -> dict[str, str]:
    """Return the pinned versions of a requirements file by package and marker, each with its block of hashes."""
    blocks = re.split(r"\n(?=[a-z0-9])", re.sub(r"\\\n", " ", re.sub(r"^ +#.*\n?", "", read(path), flags=re.MULTILINE)))
    return {pin.strip(): rest for pin, _, rest in (block.partition("--hash=") for block in blocks)}


@pytest.mark.parametrize("path", REQUIREMENTS)
def test_every_requirement_is_pinned_and_hashed(path: str) -> None:
    """Each names one version, and the digests of its files."""
    pins = locked(path)
    assert len(pins) > 10
    for pin, hashes in pins.items():
        assert re.fullmatch(r"[a-z0-9-]+==[\w.!+]+( ; .+)?", pin), pin
        assert re.match(r"sha256:[0-9a-f]{64}\b", hashes), pin


@pytest.mark.parametrize("path", REQUIREMENTS)
def test_requirements_name_no_host(path: str) -> None:
    """No index, no address, no local path: any mirror will do, and none is leaked."""
    assert not re.search(
        r"://|^\s*(-i|-f|-e|--(extra-)?index-url|--find-links|--trusted-host)|@ ", read(path), re.MULTILINE
    )


def test_development_has_all_that_runs() -> None:
    """The tests run with exactly the versions that are shipped."""
    runtime, development = map(locked, REQUIREMENTS)
    assert runtime.items() <= development.items()


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    """Return pyproject.toml."""
    return tomllib.loads(read("pyproject.toml"))


def package_names(requirements: list[str]) -> set[str]:
    """Return the names alone."""
    return {re.split(r"[\[<>=!~ ;]", each)[0] for each in requirements}


def test_every_dependency_has_its_reason(project: dict[str, Any]) -> None:
    """Decision 2 names each package of pyproject.toml, and none that has gone."""
    wanted = package_names([*project["project"]["dependencies"], *project["dependency-groups"]["dev"]])
    assert set(re.findall(r"^\| `([\w.-]+)` \|", read("docs/decisions/0002-dependencies.md"), re.MULTILINE)) == wanted


def test_every_dependency_is_locked(project: dict[str, Any]) -> None:
    """`make lock` was run after the last change of pyproject.toml."""
    for names, path in [
        (project["project"]["dependencies"], "requirements.txt"),
        (project["dependency-groups"]["dev"], "requirements-dev.txt"),
    ]:
        pinned = {pin.partition("==")[0] for pin in locked(path)}
        assert {name.lower().replace(".", "-") for name in package_names(names)} <= pinned


# make


@pytest.fixture(scope="module")
def recipes() -> dict[str, str]:
    """Return what each target of the Makefile needs and runs."""
    found = re.findall(r"^([a-z]+):(?!=)(.*(?:\n\t.*)*)", read("Makefile"), re.MULTILINE)
    return dict(found)


@pytest.mark.parametrize(
    "target", ["setup", "run", "test", "check", "lint", "types", "facts", "coverage", "lock", "clean"]
)
def test_make_has_the_target_and_explains_it(recipes: dict[str, str], target: str) -> None:
    """`make` lists it with a word of help."""
    assert " ## " in recipes[target].partition("\n")[0]
    assert re.search(rf"^\.PHONY:.*\b{target}\b", read("Makefile"), re.MULTILINE)


@pytest.mark.parametrize("target", ["run", "test", "lint", "types", "facts", "coverage"])
def test_make_sets_up_by_itself(recipes: dict[str, str], target: str) -> None:
    """On a fresh machine one command is enough."""
    assert recipes[target].split()[0] == "$(STAMP)"


def test_make_check_is_all_of_it(recipes: dict[str, str]) -> None:
    """Format, lint, types, tests and shipped facts."""
    assert recipes["check"].partition("##")[0].split() == ["lint", "types", "test", "facts"]
    assert "ruff format --check" in recipes["lint"]
    assert "ruff check" in recipes["lint"]


def test_make_run_leaves_standard_output_to_the_answers() -> None:
    """Set-up talks on standard error and takes nothing of what is piped in."""
    rule = read("Makefile").partition("$(STAMP): ")[2].partition("\n\n")[0]
    for line in re.sub(r"\\\n", " ", rule).splitlines()[1:]:
        if re.search(r"-m (venv|pip)", line):
            assert line.endswith("</dev/null >&2")
        elif "echo" in line:
            assert ">&2" in line


def test_ci_runs_the_tests_once_and_the_other_checks() -> None:
    """`.ci/run` runs `make test`, then what `make check` has beside it."""
    script = read(".ci/run")
    assert script.startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in script
    assert re.findall(r"^make .*", script, re.MULTILINE) == ["make test", "make lint types facts"]
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


# The documents


def headings(text: str) -> set[str]:
    """Return the anchors of a document's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def links() -> Iterator[tuple[Path, str]]:
    """Yield every link of the documents that leads to a file or a heading of this repository."""
    for document in DOCS:
        text = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        for target in re.findall(r"\]\(([^()\s]+)\)", re.sub(r"`[^`\n]*`", "", text)):
            if not urlsplit(target).scheme:
                yield document, target


@pytest.mark.parametrize(
    ("document", "target"), [pytest.param(*each, id=f"{each[0].name}->{each[1]}") for each in links()]
)
def test_link_leads_somewhere(document: Path, target: str) -> None:
    """The file is there, and so is the heading."""
    path, _, anchor = target.partition("#")
    aim = (document.parent / path).resolve() if path else document
    assert aim.exists()
    if anchor:
        assert anchor in headings(aim.read_text(encoding="utf-8"))


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.name)
def test_document_names_no_place_of_one_machine(document: Path) -> None:
    """What a reader copies works on their machine too."""
    assert not re.search(r"(?<![\w.])/(work|tmp/\w|root|home/\w)", document.read_text(encoding="utf-8"))


def test_invite_link_asks_for_exactly_what_is_needed() -> None:
    """The number in the link is these five permissions, and the scopes are those of a bot with commands."""
    (link,) = set(re.findall(r"https://discord\.com/oauth2/authorize\?[^\s)>`]+", read("README.md")))
    asked = parse_qs(urlsplit(link).query)
    assert discord.Permissions(int(asked["permissions"][0])) == discord.Permissions(
        view_channel=True,
        send_messages=True,
        send_messages_in_threads=True,
        add_reactions=True,
        read_message_history=True,
    )
    assert asked["scope"] == ["bot applications.commands"]


@pytest.mark.parametrize("status", ExitStatus)
def test_exit_status_is_documented(status: ExitStatus) -> None:
    """An operator can look up what the number means and what to do."""
    assert re.search(rf"^\| {int(status)} \|", read("docs/OPERATING.md"), re.MULTILINE)


def test_every_metric_is_documented() -> None:
    """OPERATING.md lists what /metrics has, and nothing that has gone."""
    own = {family.name for family in Metrics().registry.collect() if family.name.startswith("communique_")}
    told = set(re.findall(r"^\| `(communique_\w+)`", read("docs/OPERATING.md"), re.MULTILINE))
    assert {re.sub(r"_total$", "", name) for name in told} == own


def test_every_module_is_on_the_map() -> None:
    """ARCHITECTURE.md has a line for each module and folder, and none for what has gone."""
    rooms = [*sorted(ROOT.glob("knowledge/*/__init__.py")), *sorted(ROOT.glob("bot/*/__init__.py"))]
    plain = {"bot/cards", "bot/commands", "bot/exts", "knowledge/compiled/../guards"}
    named = {str(path.parent.relative_to(ROOT)) for path in rooms} - plain
    for package in sorted({"knowledge", "bot"} | named):
        section = read("docs/ARCHITECTURE.md").partition(f"## `{package}/`")[2].partition("\n## ")[0]
        told = re.findall(r"^\| `([\w/.]+)` \|", section, re.MULTILINE)
        modules = {path.name for path in (ROOT / package).glob("*.py")} - {"__init__.py"}
        folders = {f"{path.name}/" for path in (ROOT / package).iterdir() if any(path.glob("[!_]*"))}
        data = {path.name for kind in ("yaml", "json") for path in (ROOT / package).glob(f"*.{kind}")}
        assert sorted(told) == sorted(modules | folders | data)


@pytest.mark.parametrize(("model", "title"), [(Fact, "facts"), (Gap, "gaps")])
def test_example_for_curators_is_valid(model: type[Fact | Gap], title: str) -> None:
    """What CURATING.md shows can be copied into the file."""
    section = read("docs/CURATING.md").partition(f"### {title}\n")[2].partition("\n## ")[0]
    example = re.search(r"```yaml\n(.*?)```", section, re.DOTALL)
    assert example is not None
    (entry,) = yaml.safe_load(example.group(1))
    model.model_validate(entry)
    assert set(entry) <= set(model.model_fields)


def test_changelog_speaks_to_its_readers() -> None:
    """The newest version has a part for each kind of reader."""
    newest = re.split(r"^## ", read("CHANGELOG.md"), flags=re.MULTILINE)[1]
    assert re.findall(r"^### (.+)$", newest, re.MULTILINE) == ["For members", "For moderators", "For operators"]


def test_version_is_the_same_everywhere(project: dict[str, Any]) -> None:
    """It stands in one place, which the package and the program read; the changelog's newest is the same."""
    assert "version" in project["project"]["dynamic"]
    place = read(project["tool"]["hatch"]["version"]["path"])
    assert re.findall(r'^__version__ = "(.+)"$', place, re.MULTILINE) == [__version__]
    newest = re.findall(r"^## \[(.+?)\]", read("CHANGELOG.md"), re.MULTILINE)[0]
    assert newest == __version__


def test_licence_is_the_one_that_is_declared(project: dict[str, Any]) -> None:
    """LICENSE holds the MIT licence."""
    assert project["project"]["license"] == "MIT"
    assert read("LICENSE").startswith("MIT License\n")
