"""One private PostgreSQL for a test session: its own folder, a unix socket, no port.

As root the server runs as user `postgres`, because it refuses to run as root.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

OWNER = "registrar"
_RELAXED = ("fsync=off", "synchronous_commit=on", "full_page_writes=off")
_DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")


@dataclass
class PostgresServer:
    """A running server. `durable` keeps every promise to the disk; else tests run faster."""

    durable: bool = False
    folder: Path = field(init=False)
    process: "subprocess.Popen[bytes]" = field(init=False)
    _databases: int = 0

    def __post_init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._as = _server_user(self.folder)
        initdb = [str(_program("initdb")), "-D", str(self.folder / "data"), "-U", OWNER]
        initdb += ["-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **self._as)
        self.start()

    def start(self) -> None:
        data, sockets = str(self.folder / "data"), str(self.folder)
        command = [str(_program("postgres")), "-D", data, "-k", sockets]
        settings = ("listen_addresses=", "max_connections=120", "shared_buffers=64MB")
        for setting in settings + (_DURABLE if self.durable else _RELAXED):
            command += ["-c", setting]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self._as
        )
        for _ in range(500):
            if self._answers():
                return
            time.sleep(0.02)
        raise RuntimeError("the PostgreSQL server of the tests did not start")

    def url(self, database: str = "postgres", user: str = OWNER) -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def fresh_database(self, *, like: str | None = None) -> str:
        """The URL of a new database: empty, or a copy of one at a URL that nobody has open."""
        self._databases += 1
        name = f"test_{self._databases}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            template = "" if like is None else f" TEMPLATE {conninfo_to_dict(like)['dbname']}"
            connection.execute(f"CREATE DATABASE {name}{template}".encode())
        return self.url(name)

    def stop(self) -> None:
        """At once: what it holds is thrown away."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def _program(name: str) -> Path:
    found = [*Path("/usr/lib/postgresql").glob(f"*/bin/{name}")]
    if found:
        return max(found, key=lambda path: int(path.parts[4]))
    on_path = shutil.which(name)
    if on_path is None:
        raise RuntimeError(f"the tests need PostgreSQL: {name} was not found")
    return Path(on_path)


def _server_user(folder: Path) -> dict[str, Any]:
    """How to start a program of the server: as `postgres` if we are root."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    environment = {**os.environ, "HOME": str(folder)}
    return {
        "user": user.pw_uid,
        "group": user.pw_gid,
        "extra_groups": [],
        "cwd": "/",
        "env": environment,
    }
