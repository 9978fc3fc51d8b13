"""The layers hold: what `docs/ARCHITECTURE.md` says about who may import whom is read from the code here.

Why this test stands in your way, and what to do:

- **knowledge/ is pure.** It takes values and returns values, so that it runs in a notebook, offline, without a token,
  and fails only on bad input. It imports a short list of modules and calls neither the clock nor the disk. Hand
  in what you need as an argument (`text: str`, `as_of: date`), or put the effect into bot/. A harmless module of the
  standard library that is missing from `PURE` may be added there.
- **Cogs do not import cogs.** What two of them need moves to a plain module of bot/.
- **Importing never acts.** Nothing of ours reads a file, the environment or the network, or starts a thread, because
  it is imported. Move it into a function that `bot/run.py` or a command calls.
- **No module has changing state.** `global` is how it usually begins; dependencies arrive by constructor instead.

Imports are read with `ast`, also those inside functions. The checks are tested themselves, on small modules that break
each rule.
"""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

PURE = frozenset(
    """
    abc array bisect codecs collections collections.abc contextlib dataclasses datetime decimal difflib enum fractions
    functools hashlib heapq html itertools json math operator re statistics string struct textwrap types typing
    unicodedata urllib.parse weakref zlib
    knowledge numpy pydantic pydantic_core rapidfuzz yaml
    """.split()
)
"""What knowledge/ may import; a package stands for its modules too, except in the standard library."""

_ACTS = frozenset(["open", "print", "input", "eval", "exec", "compile", "__import__", "breakpoint", "globals"])
_CLOCKS = frozenset(["now", "today", "utcnow"])
_READERS = frozenset(
    ["read_text", "read_bytes", "write_text", "write_bytes", "loadtxt", "fromfile", "memmap", "tofile"]
)


def modules(package: str) -> Iterator[tuple[str, Path]]:
    """Yield name and file of every module of *package*; migrations are scripts that Alembic runs, not modules."""
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if "migrations" not in parts:
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imports(name: str, tree: ast.AST, *, is_package: bool = False) -> Iterator[str]:
    """Yield the full name of everything that the module *name* imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            here = name.split(".")
            around = here[: len(here) - node.level + is_package] if node.level else []
            yield ".".join([*around, *([node.module] if node.module else [])])


def is_pure(imported: str) -> bool:
    """Whether knowledge/ may import the module."""
    top = imported.partition(".")[0]
    return imported in PURE or (top in PURE and top not in sys.stdlib_module_names)


def breaches(name: str, source: str, *, is_package: bool = False) -> list[str]:
    """Return what the module *name* does that its layer may not, as ``line: what``."""
    tree = ast.parse(source)
    found = [f"{node.lineno}: global" for node in ast.walk(tree) if isinstance(node, ast.Global)]
    imported = sorted(set(imports(name, tree, is_package=is_package)))
    if name.partition(".")[0] == "knowledge":
        found += [f"imports {each}" for each in imported if not is_pure(each)]
        found += list(_effects(tree))
    if name.startswith("bot.exts."):
        found += [f"imports the cog {each}" for each in imported if each.startswith("bot.exts.") and each != name]
    found += [f"imports {each}" for each in imported if each.partition(".")[0] in {"tests", "benchmarks"}]
    return found


def _effects(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        if isinstance(function, ast.Name) and function.id in _ACTS:
            yield f"{node.lineno}: calls {function.id}"
        elif isinstance(function, ast.Attribute) and function.attr in _CLOCKS | _READERS:
            yield f"{node.lineno}: calls {function.attr}"


@pytest.mark.parametrize(("name", "path"), [*modules("knowledge"), *modules("bot")], ids=lambda each: str(each)[-60:])
def test_the_module_keeps_to_its_layer(name: str, path: Path) -> None:
    """No module imports or calls what its layer may not; the top of this file says why and what to do."""
    assert breaches(name, path.read_text(encoding="utf-8"), is_package=path.name == "__init__.py") == []


def test_both_packages_are_looked_at() -> None:
    """The walk over the files finds the modules that are known to be there."""
    assert {"knowledge", "knowledge.model", "knowledge.factfile.parse"} <= {name for name, _ in modules("knowledge")}
    assert {"bot", "bot.gateway.client", "bot.exts.ask"} <= {name for name, _ in modules("bot")}


@pytest.mark.parametrize(
    ("name", "source", "expected"),
    [
        pytest.param("knowledge.x", "import discord", ["imports discord"], id="knowledge imports discord"),
        pytest.param("knowledge.x", "from bot import cli", ["imports bot"], id="knowledge imports bot"),
        pytest.param("knowledge.x", "import os.path", ["imports os.path"], id="knowledge imports os"),
        pytest.param("knowledge.x", "from pathlib import Path", ["imports pathlib"], id="knowledge imports pathlib"),
        pytest.param(
            "knowledge.x", "import urllib.request", ["imports urllib.request"], id="knowledge opens addresses"
        ),
        pytest.param("knowledge.x", "def f():\n import asyncio", ["imports asyncio"], id="knowledge imports late"),
        pytest.param("knowledge.x", "from .. import bot", ["imports "], id="knowledge leaves its package"),
        pytest.param("knowledge.x", "f = open('x')", ["1: calls open"], id="knowledge opens a file"),
        pytest.param("knowledge.x", "\nd = date.today()", ["2: calls today"], id="knowledge asks the clock"),
        pytest.param("knowledge.x", "t = p.read_text()", ["1: calls read_text"], id="knowledge reads a path"),
        pytest.param("knowledge.x", "def f():\n global g\n g = 1", ["2: global"], id="global in knowledge"),
        pytest.param("bot.x", "def f():\n global g\n g = 1", ["2: global"], id="global in bot"),
        pytest.param("bot.x", "import tests.conftest", ["imports tests.conftest"], id="bot imports tests"),
        pytest.param(
            "bot.exts.a", "from bot.exts.b import C", ["imports the cog bot.exts.b"], id="a cog imports a cog"
        ),
        pytest.param(
            "bot.exts.a", "from .b import C", ["imports the cog bot.exts.b"], id="a cog imports its neighbour"
        ),
        pytest.param("knowledge.x", "from knowledge.model import Fact\nimport re\nimport numpy.typing", [], id="fine"),
        pytest.param("knowledge.x", "from .model import Fact\nfrom . import show", [], id="fine relative"),
        pytest.param("bot.x", "import os, discord\nfrom knowledge.model import Fact\nopen('x')", [], id="fine in bot"),
        pytest.param("bot.exts.a", "from bot.cards import render_reply", [], id="fine in a cog"),
    ],
)
def test_each_rule_sees_what_breaks_it(name: str, source: str, expected: list[str]) -> None:
    """A module that breaks a rule is found, and one that does not is left alone."""
    assert breaches(name, source) == expected


PROBE = '''
import importlib, json, os, sys, threading

names, ours = json.loads(sys.argv[1]), tuple(json.loads(sys.argv[2]))
seen = []
EVENTS = ("open", "os.listdir", "os.scandir", "socket.", "subprocess.", "sqlite3.", "os.putenv", "os.mkdir", "urllib.")

def note(what):
    """Keep *what* if our own code asked for it, and not the import of a library that it names."""
    frame = sys._getframe(2)
    while frame:
        file = frame.f_code.co_filename
        # The first model that is defined makes pydantic look for its plugins, in files and the environment.
        if "importlib._bootstrap" in file or os.path.join("pydantic", "plugin") in file:
            return
        if file.startswith(ours):
            seen.append(f"{os.path.basename(file)}:{frame.f_lineno} {what}")
            return
        frame = frame.f_back

def hook(event, args):
    if event.startswith(EVENTS):
        note(event)

class Environment(type(os.environ)):
    def __getitem__(self, key):
        note(f"environment {key}")
        return super().__getitem__(key)

    def get(self, key, default=None):
        note(f"environment {key}")
        return super().get(key, default)

os.environ.__class__ = Environment
sys.addaudithook(hook)
for name in names:
    importlib.import_module(name)
    if threading.active_count() > 1:
        seen.append(f"{name} thread")
        break
print(json.dumps(sorted(set(seen))), flush=True)
os._exit(0)  # without waiting for a thread that somebody started
'''
"""Imports modules in a process of its own and tells what our code did meanwhile; libraries may do as they like."""


def acts_of_importing(names: list[str], root: Path, cwd: Path) -> list[str]:
    """Return what happens when *names*, packages under *root*, are imported, as ``file:line what``."""
    ours = [str(root / name.partition(".")[0]) + os.sep for name in names]
    process = subprocess.run(  # noqa: S603 - our own interpreter and our own text
        [sys.executable, "-X", "utf8", "-c", PROBE, json.dumps(names), json.dumps(sorted(set(ours)))],
        cwd=cwd,
        env={"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", "PATH": os.environ.get("PATH", "")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    acts: list[str] = json.loads(process.stdout)
    return acts


def test_importing_never_acts(tmp_path: Path) -> None:
    """Every module of both packages is imported; none reads a file, the environment, the net or starts a thread."""
    names = [name for package in ("knowledge", "bot") for name, _ in modules(package)]

    assert acts_of_importing(names, ROOT, tmp_path) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("import os\nT = os.environ.get('TOKEN')", ["naughty.py:2 environment"], id="environment"),
        pytest.param("import os\nT = os.getenv('TOKEN')", ["naughty.py:2 environment"], id="getenv"),
        pytest.param("T = open(__file__).read()", ["naughty.py:1 open"], id="file"),
        pytest.param("from pathlib import Path\nT = Path(__file__).read_text()", ["naughty.py:2 open"], id="path"),
        pytest.param("import sqlite3\nC = sqlite3.connect(':memory:')", ["naughty.py:2 sqlite3."], id="database"),
        pytest.param("import socket\nS = socket.socket()", ["naughty.py:2 socket.__new__"], id="socket"),
        pytest.param(
            "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()",
            ["package.naughty thread"],
            id="thread",
        ),
        pytest.param("import asyncio, email.mime.text, json\nX = {1: 2}", [], id="nothing"),
    ],
)
def test_the_probe_sees_what_importing_does(tmp_path: Path, source: str, expected: list[str]) -> None:
    """A module that acts when imported is told with its line, one that only imports libraries is not."""
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "naughty.py").write_text(source, encoding="utf-8")

    acts = acts_of_importing(["package.naughty"], tmp_path, tmp_path)

    assert len(acts) >= len(expected)
    assert all(any(act.startswith(each) for act in acts) for each in expected)
    assert bool(acts) == bool(expected)
