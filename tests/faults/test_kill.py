"""Kill -9 at random instants during appends: nothing acknowledged is lost, nothing else appears."""

import os
import random
import signal
import sys
from collections import Counter
from pathlib import Path
from threading import Timer

import pytest

from application.ports import Stale
from tests.faults.invariants import check
from tests.faults.nursery import Nursery, attempt_of, open_log
from tests.postgres_server import PostgresServer

ROUNDS = 100
"""On each database."""

SEED = 20200218


def killed(nursery: Nursery, seed: int, dice: random.Random) -> list[str]:
    """What a child said before it was killed: a moment after it had said so many lines."""
    lines: list[str] = []
    enough, moment = dice.randrange(1, 30), dice.uniform(0, 0.003)
    for line in nursery.start("endless", seed):
        lines.append(line)
        if len(lines) == enough:
            pid = int(lines[0].removeprefix("pid "))
            Timer(moment, os.kill, (pid, signal.SIGKILL)).start()
    return lines


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_after_kill_9_every_acknowledged_append_is_there_once_and_no_refused_one(
    kind: str, tmp_path: Path, durable_postgres: PostgresServer
) -> None:
    target = str(tmp_path / "log.db") if kind == "sqlite" else durable_postgres.fresh_database()
    sys.stdout.write(f"seed {SEED}\n")
    dice = random.Random(SEED)
    log = open_log(kind, target)
    nursery = Nursery(kind, target)
    tried: dict[str, str] = {}
    acknowledged: set[str] = set()
    refused: set[str] = set()
    resolved: Counter[str] = Counter()
    for number in range(ROUNDS):
        lines = killed(nursery, SEED + number, dice)
        said = [line.split() for line in lines]
        tried.update(
            (words[1], line) for words, line in zip(said, lines, strict=True) if words[0] == "try"
        )
        acknowledged |= {words[1] for words in said if words[0] == "ack"}
        refused |= {words[1] for words in said if words[0] == "no"}
        for key in [key for key in tried if key not in acknowledged | refused]:
            [outcome] = log.append([attempt_of(tried[key])])
            resolved[type(outcome).__name__] += 1
            (refused if isinstance(outcome, Stale) else acknowledged).add(key)
    nursery.close()
    sys.stdout.write(f"{len(acknowledged)} recorded, {len(refused)} refused, {resolved}\n")
    facts = check(log, open_log(kind, target, fingerprint=b"g" * 32))
    expected = {key: int(tried[key].split()[-1]) for key in acknowledged}
    assert facts == expected
    assert refused.isdisjoint(facts)
    assert len(acknowledged) > ROUNDS
    log.close()
