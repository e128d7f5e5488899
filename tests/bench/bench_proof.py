"""What proof costs: appends while checkpoints are signed, proofs, and checking a whole log.

The publisher works every second here, sixty times as often as it does unless told otherwise. A
whole log is checked in two ways, its tree alone and everything `verify` looks at in a log (in one
process and in two), against SHA-256 over the same bytes, one fact after the other, that lie in
memory already.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from application.ports import Append, Draft
from domain.catalogue import CATALOGUE
from domain.learning.facts import HoursLogged
from domain.system import SigningKeyAnnounced, StoreKind, StoreOpened
from domain.upcasters import UPCASTERS
from infrastructure.clock import SystemClock
from infrastructure.ledger.book import Ledger
from infrastructure.ledger.key_folder import KeyFolder
from infrastructure.ledger.nodes import Nodes
from infrastructure.ledger.published import Published
from infrastructure.ledger.publisher import Publisher
from infrastructure.ledger.schedule import Schedule
from infrastructure.ledger.signing import Algorithm
from infrastructure.ledger.tree import Tree
from infrastructure.log_base import StoredLog
from infrastructure.log_check_apart import looked_at
from infrastructure.log_postgres import PostgresLog
from infrastructure.log_sqlite import SqliteLog
from infrastructure.side_tables import PostgresTables, SideTables, SqliteTables
from tests.bench.bench_append import CALLERS, caller, together
from tests.bench.load import BEGINNING
from tests.bench.measuring import Round, goal, headline, say, spread, timed
from tests.postgres_server import PostgresServer

INTERVAL = 1.0
ORIGIN = "bench.example/log"
PROOFS = 200
_BATCH = 1000
_RATES = ("sha-256 alone", "tree", "verify", "verify by two")
_RATIOS = ("tree of sha-256", "verify of sha-256", "two of sha-256", "two against one")
_SYSTEM = "system:system"
_PARTS: dict[str, Any] = {
    "catalogue": CATALOGUE,
    "upcasters": UPCASTERS,
    "fingerprint": bytes(32),
    "software": "bench",
}


@dataclass
class Place:
    """An empty log that signs."""

    open_log: Callable[[], StoredLog]
    log: StoredLog
    nodes: Nodes
    ledger: Ledger
    publisher: Publisher

    @classmethod
    def of(cls, open_log: Callable[[], StoredLog], tables: SideTables, keys: KeyFolder) -> "Place":
        log, nodes = open_log(), Nodes(tables)
        ledger = Ledger(ORIGIN, Tree(log, nodes), Published(tables))
        key = keys.make(ORIGIN, Algorithm.ED25519)
        announced = SigningKeyAnnounced(vkey=str(key.verifier))
        drafts = tuple(
            Draft(_SYSTEM, fact, date(2020, 1, 1), actor="root", role="ADMIN")
            for fact in (StoreOpened(kind=StoreKind.SANDBOX), announced)
        )
        log.append([Append(drafts=drafts, expected={_SYSTEM: 0}, at=BEGINNING)])
        return cls(open_log, log, nodes, ledger, Publisher(log, ledger, keys, SystemClock()))


@contextmanager
def on_sqlite() -> Iterator[Place]:
    with TemporaryDirectory() as name, ExitStack() as closing:
        folder = Path(name)
        tables = SqliteTables(folder / "side.db")
        closing.callback(tables.close)
        open_log = partial(_sqlite_log, folder / "log.db")
        place = Place.of(open_log, tables, KeyFolder(folder / "keys"))
        closing.callback(place.log.close)
        yield place


@contextmanager
def on_postgres(server: PostgresServer) -> Iterator[Place]:
    with TemporaryDirectory() as name, ExitStack() as closing:
        url = server.fresh_database()
        tables = PostgresTables(url, "jejak_side")
        closing.callback(tables.close)
        place = Place.of(partial(_postgres_log, url), tables, KeyFolder(Path(name) / "keys"))
        closing.callback(place.log.close)
        yield place


def _sqlite_log(path: Path) -> StoredLog:
    return SqliteLog(path, **_PARTS)


def _postgres_log(url: str) -> StoredLog:
    return PostgresLog(url, **_PARTS)


def appending(place: Place, appends: int, turn: int) -> Round:
    """Seconds per append, alone and by 16 callers, with and without a publisher at work."""
    seconds: Round = {}
    for number, signing in enumerate((turn % 2 == 0, turn % 2 == 1)):
        with ExitStack() as working:
            if signing:
                working.enter_context(Schedule(place.publisher, INTERVAL))
            alone, _ = timed(partial(caller, place.log, f"{turn}{number}", appends))
            share = max(1, appends // 4)
            many = together(CALLERS, partial(_one_of_many, place.log, f"{turn}{number}", share))
        kind = "signing" if signing else "plain"
        seconds[f"alone {kind}"] = alone / appends
        seconds[f"16 callers {kind}"] = many / (CALLERS * share)
    for way in ("alone", "16 callers"):
        seconds[f"{way} kept"] = seconds[f"{way} plain"] / seconds[f"{way} signing"]
    return seconds


def _one_of_many(log: StoredLog, prefix: str, appends: int, name: str) -> None:
    caller(log, prefix + name, appends)


def fill(log: StoredLog, facts: int) -> None:
    """Facts of the usual size, many in a commit."""
    for first in range(0, facts, _BATCH):
        stream = f"learning-record:{first:032x}"
        drafts = tuple(_draft(stream, n) for n in range(min(_BATCH, facts - first)))
        log.append([Append(drafts=drafts, expected={stream: 0}, at=BEGINNING)])


def _draft(stream: str, n: int) -> Draft:
    day = date.fromordinal(date(2020, 3, 2).toordinal() + n % 300)
    activity = f"Memeriksa perangkat jaringan dan mencatat hasilnya, {day}"
    logged = HoursLogged(entry=n + 1, day=day, quarters=28, activity=activity)
    return Draft(stream=stream, fact=logged, effective_on=day, actor="self", role="PARTICIPANT")


def proving(place: Place) -> Round:
    """Milliseconds of one proof, of one checkpoint, and of the first tree over a whole log."""
    size = place.log.head().position
    place.nodes.forget()
    fresh = Tree(place.log, place.nodes)
    grown, _ = timed(lambda: fresh.root(size))
    step = max(1, size // PROOFS)
    positions = range(1, size + 1, step)
    inclusion, _ = timed(lambda: [fresh.prove_inclusion(at, size) for at in positions])
    consistency, _ = timed(lambda: [fresh.prove_consistency(at, size) for at in positions])
    caller(place.log, f"one more of {size}", 20)
    published, _ = timed(place.publisher.publish)
    return {
        "first tree": grown * 1e3,
        "inclusion": inclusion / len(positions) * 1e3,
        "consistency": consistency / len(positions) * 1e3,
        "checkpoint": published * 1e3,
    }


def checking(place: Place) -> Round:
    """Facts per second of hashing alone, of the tree, and of everything `verify` looks at."""
    size = place.log.head().position
    entries = [stored for _, stored in place.log.stored(0)]
    plain, _ = timed(lambda: [sha256(entry).digest() for entry in entries])
    place.nodes.forget()
    tree, _ = timed(lambda: Tree(place.log, place.nodes).root(size))
    whole, _ = timed(lambda: list(place.log.faults(size)))
    by_two = partial(looked_at, place.open_log, 2)
    shared, _ = timed(lambda: list(place.log.faults(size, looking=by_two)))
    return {
        "sha-256 alone": size / plain,
        "tree": size / tree,
        "verify": size / whole,
        "verify by two": size / shared,
        "tree of sha-256": plain / tree,
        "verify of sha-256": plain / whole,
        "two of sha-256": plain / shared,
        "two against one": whole / shared,
    }


def told(rounds: list[Round], database: str, form: str, unit: str, *names: str) -> None:
    for name in names:
        say(f"{database:<9} {name:<22} {spread([one[name] for one in rounds], form):>28} {unit}")


def report(
    open_: Callable[[], AbstractContextManager[Place]],
    database: str,
    rounds: int,
    appends: int,
    facts: int,
) -> None:
    with open_() as place:
        appended = [appending(place, appends, turn) for turn in range(rounds)]
    micro = [{name: value * 1e6 for name, value in one.items()} for one in appended]
    ways = [f"{way} {kind}" for way in ("alone", "16 callers") for kind in ("plain", "signing")]
    told(micro, database, "{:,.0f}", "µs an append", *ways)
    for way in ("alone", "16 callers"):
        kept = [one[f"{way} kept"] for one in appended]
        goal(f"{database} {way}, pace kept", kept, "≥ 0.80", met=sorted(kept)[rounds // 2] >= 0.8)
    with open_() as place:
        fill(place.log, facts)
        proved = [proving(place) for _ in range(rounds)]
        checked = [checking(place) for _ in range(rounds)]
    say(f"{database:<9} over {facts:,} facts")
    told(proved, database, "{:,.2f}", "ms", "inclusion", "consistency", "checkpoint", "first tree")
    told(
        checked, database, "{:,.0f}", "facts/s", "sha-256 alone", "tree", "verify", "verify by two"
    )
    told(checked, database, "{:,.3f}", "", *_RATIOS)


def main(rounds: int = 5, appends: int = 2_000, facts: int = 400_000) -> None:
    headline("Proof: signing while appending, proofs, checking a log (min / median / max)")
    report(on_sqlite, "sqlite", rounds, appends, facts)
    server = PostgresServer(durable=True)
    try:
        report(lambda: on_postgres(server), "postgres", rounds, appends, facts)
    finally:
        server.stop()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
