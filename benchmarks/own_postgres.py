"""A PostgreSQL of our own, for tests and figures: in a temporary folder, on loopback, and gone when they are done."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = ("initdb", "pg_ctl", "postgres")
MISSING = "PostgreSQL's programs (initdb, pg_ctl, postgres) are not in PATH, so this was not run"
_USER = "communique"
_LIMIT_S = 60
"""Making and starting takes a second or two; this is for a machine that is very busy."""


class Server:
    """A running PostgreSQL.

    Attributes:
        port: where it listens on 127.0.0.1.
        folder: its data, and `pid` of it.
    """

    def __init__(self, folder: Path, port: int, password: str, user: str | None) -> None:
        self.folder = folder
        self.port = port
        self._password = password
        self._user = user

    def url(self, database: str, scheme: str = "postgresql") -> str:
        """Return the URL of *database*."""
        return f"{scheme}://{_USER}:{self._password}@127.0.0.1:{self.port}/{database}"

    def control(self, *arguments: str) -> None:
        """Run pg_ctl with *arguments* and wait for what it does."""
        _run(
            ["pg_ctl", "--pgdata", str(self.folder / "data"), "--wait", f"--timeout={_LIMIT_S}", *arguments], self._user
        )


def is_installed() -> bool:
    """Return whether a PostgreSQL can be made here."""
    return all(shutil.which(program) for program in PROGRAMS)


@contextmanager
def server(*options: str) -> Iterator[Server]:
    """Make a PostgreSQL, start it with *options* (such as ``-c fsync=off``), and end and delete it afterwards."""
    user = _somebody_else()
    folder = Path(tempfile.mkdtemp(prefix="communique-pg-"))
    try:
        password = secrets.token_hex(16)
        (folder / "password").write_text(password, encoding="ascii")
        if user is not None:
            for path in (folder, folder / "password"):
                shutil.chown(path, user)
        _run(
            [
                "initdb",
                f"--pgdata={folder / 'data'}",
                f"--username={_USER}",
                f"--pwfile={folder / 'password'}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
            ],
            user,
        )
        made = Server(folder, _free_port(), password, user)
        settings = f"-c listen_addresses=127.0.0.1 -c unix_socket_directories= -p {made.port} {' '.join(options)}"
        made.control("--silent", f"--log={folder / 'log'}", f"--options={settings}", "start")
        try:
            yield made
        finally:
            made.control("--silent", "--mode=immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _somebody_else() -> str | None:
    """Return a user to run as where we are root, whom PostgreSQL refuses; None where we are somebody."""
    if os.geteuid() != 0:
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _run(command: Sequence[str], user: str | None) -> None:
    """Run *command* as *user*, in a folder that they may enter; its words are shown where it fails."""
    ended = subprocess.run(  # noqa: S603 - programs of PostgreSQL, with paths of ours
        command,
        # The server inherits what pg_ctl is given; a pipe would be held open for as long as it runs.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE if command[0] == "initdb" else subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        user=user,
        extra_groups=[] if user else None,
        cwd="/",
        timeout=2 * _LIMIT_S,
        check=False,
    )
    if ended.returncode:
        raise RuntimeError(f"{command[0]} failed: {(ended.stderr or b'').decode(errors='replace')}")
