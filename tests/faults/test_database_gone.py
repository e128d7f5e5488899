"""The database goes away while a verb is at work: one sentence and exit 2, no trace of the code."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from interface.bootstrap import Store
from tests.architecture.house import ROOT
from tests.kept_store import SMOKE, jejak
from tests.postgres_server import PostgresServer

STORY = ROOT / "tests" / "journals" / "bandung-2020-2022.jsonl"
PROGRAM = "from interface.cli.main import main; main()"
SAID = "The database no longer answers: "


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    own = PostgresServer()
    yield own
    own.stop()


def test_a_database_that_goes_away_in_the_middle_of_a_journal_is_said_in_one_sentence(
    server: PostgresServer, tmp_path: Path
) -> None:
    url = server.fresh_database()
    playing = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "run", str(STORY), "--store", url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with psycopg.connect(url, autocommit=True) as watching:
        for _ in range(2000):
            found = watching.execute("SELECT to_regclass('jejak.stored_events')").fetchone()
            if found != (None,):
                rows = watching.execute("SELECT count(*) FROM jejak.stored_events").fetchone()
                if rows is not None and rows[0] > 20:
                    break
            time.sleep(0.01)
    server.process.send_signal(signal.SIGINT)
    server.process.wait(20)
    _, said = playing.communicate(timeout=60)
    assert playing.returncode == 2, said
    assert "Traceback" not in said
    assert SAID in said


@pytest.mark.parametrize(
    ("schema", "verb"),
    [
        ("jejak", ["ask", "verify"]),
        ("jejak_views", ["ask", "agreements"]),
        ("jejak_side", ["do", "account.open", "--as", "root", "--with", "budi.json"]),
    ],
    ids=["log", "views", "side"],
)
def test_whatever_part_of_the_database_fails_it_is_said_in_one_sentence(
    server: PostgresServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    schema: str,
    verb: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    url = server.fresh_database()
    assert jejak("run", SMOKE, "--store", url).exit_code == 0

    def goes_away(store: Store, *_: object) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"ALTER SCHEMA {schema} RENAME TO gone".encode())

    monkeypatch.setattr("interface.cli.acts.set_clock", goes_away)
    (tmp_path / "budi.json").write_text('{"login": "budi", "name": "Budi"}')
    done = jejak(*verb, "--store", url)
    assert done.exit_code == 2, done.output
    assert done.stderr.startswith("Error: Basis data tidak menjawab lagi: ")
    assert SAID in done.stderr
