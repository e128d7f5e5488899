"""A process that forks children which append, so that a test can kill them at any instant.

Run as a module: `nursery KIND TARGET`. It has one thread and no connection of its own, so a fork
is safe and takes milliseconds. On standard input it reads `TASK SEED COUNT`, forks COUNT children
that start together, waits for their end, and says `gone`. A child speaks by whole lines:

    pid P              it runs
    try KEY ...        the append it is about to make (see `attempt_line`)
    ack KEY / no KEY   recorded / refused
    done P             it has nothing more to do
"""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from application.ports import Append, Recorded
from domain.envelope import Instant
from infrastructure.log_base import StoredLog
from infrastructure.log_postgres import PostgresLog
from infrastructure.log_sqlite import SqliteLog
from tests.contract.conftest import SETTINGS
from tests.contract.small_domain import CoinsPut, Jar, ask, draft

STREAMS = [f"jar:{number}" for number in range(6)]


def open_log(kind: str, target: str, fingerprint: bytes = b"f" * 32) -> StoredLog:
    settings = {**SETTINGS, "fingerprint": fingerprint}
    if kind == "sqlite":
        return SqliteLog(Path(target), **settings)
    return PostgresLog(target, **settings)


def attempt_line(key: str, stream: str, version: int, coins: int, facts: int) -> str:
    return f"try {key} {stream} {version} {coins} {facts}"


def attempt_of(line: str, *, state: Jar | None = None) -> Append:
    """The append that an attempt line stands for: the same each time it is read."""
    _, key, stream, version, coins, facts = line.split()
    drafts = [draft(stream, CoinsPut(coins=int(coins))) for _ in range(int(facts))]
    hours = int(coins) % 24
    return ask(
        *drafts,
        expected={stream: int(version)},
        at=Instant(f"2020-02-18T{hours:02d}:00:00.000000Z"),
        key=key,
        request_hash=key.encode(),
        states={} if state is None else {stream: state},
    )


def append_until_killed(log: StoredLog, seed: int, most: int) -> Iterator[str]:
    """Random appends, some of them stale on purpose, one or several at a time."""
    dice = random.Random(seed)
    for number in range(most):
        asks = []
        for part in range(dice.choice([1, 1, 1, 3])):
            stream = dice.choice(STREAMS)
            state, version = log.load(stream, Jar())
            read = max(0, version - dice.choice([0, 0, 0, 1]))
            key = f"k-{seed}-{number}-{part}"
            line = attempt_line(key, stream, read, dice.randrange(100), dice.randrange(1, 4))
            asks.append(attempt_of(line, state=state if read == version else None))
            yield line
        for asked, outcome in zip(asks, log.append(asks), strict=True):
            yield f"{'ack' if isinstance(outcome, Recorded) else 'no'} {asked.key}"


def child(kind: str, target: str, task: str, seed: int) -> None:
    say(f"pid {os.getpid()}")
    log = open_log(kind, target)
    for line in append_until_killed(log, seed, 1_000_000 if task == "endless" else int(task)):
        say(line)
    log.close()
    say(f"done {os.getpid()}")


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def main(kind: str, target: str) -> None:
    for command in sys.stdin:
        task, seed, count = command.split()
        gate, opener = os.pipe()
        children = []
        for number in range(int(count)):
            pid = os.fork()
            if pid == 0:
                os.close(opener)
                os.read(gate, 1)
                child(kind, target, task, int(seed) + number)
                os._exit(0)
            children.append(pid)
        os.close(gate)
        os.close(opener)
        for pid in children:
            os.waitpid(pid, 0)
        say("gone")


class Nursery:
    """The test's end of the process."""

    def __init__(self, kind: str, target: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery", kind, target],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            text=True,
        )

    def start(self, task: str, seed: int, count: int = 1) -> Iterator[str]:
        """Fork children; their lines, until all of them are gone."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{task} {seed} {count}\n")
        self._process.stdin.flush()
        return iter(self._line, "gone")

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the nursery died"
        return line.rstrip("\n")

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
