"""What an audit pack costs: made of a whole log, verified on a laptop, and the memory both take.

Two stores, one with few facts and one with many. Making and verifying run in processes of their
own; the verifier has the standard library alone. The pace is told beside SHA-256 over the same
bytes, the memory of the larger store beside that of the smaller: 109 and 94 MiB for making packs
of 1,000,000 and 26,000 facts, 29 and 22 for verifying them (24 November 2026, 2 cores).
"""

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from interface.bootstrap import StoreKind, open_store
from interface.cli import verifier
from tests.bench.bench_growth import HOSTS
from tests.bench.load import BEGINNING, fill, lived, register_people
from tests.bench.measuring import Round, goal, headline, say, spread, timed
from tests.bench.programme import Programme

MAKING = """
import json, sys, time
from pathlib import Path
from interface.bootstrap import open_store
from interface.door import Question
from interface.exports import export
from tests.bench.measuring import most_memory
store = open_store(sys.argv[1])
began = time.perf_counter()
done = export(store, Question("audit-pack", None), Path(sys.argv[2]))
seconds = time.perf_counter() - began
store.close()
print(json.dumps({"facts": done.facts, "seconds": seconds, "peak": most_memory()}))
"""
VERIFYING = """
import json, resource, subprocess, sys, time
began = time.perf_counter()
subprocess.run([sys.executable, "-I", "-S", *sys.argv[1:]], stdout=subprocess.DEVNULL)
seconds = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"seconds": seconds, "peak": peak / 1024}))
"""
MOST_MEMORY = 1.3


def told(program: str, *arguments: str | Path) -> dict[str, float]:
    """What a program in a process of its own says of itself."""
    words = [sys.executable, "-c", program, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(words, env=environment, capture_output=True, check=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def store_of(folder: Path, facts: int) -> str:
    """A store with so many facts, and a person for every third placement in it."""
    where = str(folder / f"store-{facts}")
    store = open_store(where, kind=StoreKind.SANDBOX, at=BEGINNING)
    programme = Programme(store, hosts=HOSTS)
    programme.prepare(1)
    pattern = lived(programme)
    people = max(1, facts // len(pattern.facts) // 3)
    register_people(programme, people)
    fill(programme, pattern, programme.places, facts, people)
    store.close()
    return where


def measured(where: str, folder: Path) -> Round:
    """Facts a second of making and verifying, and the megabytes both take at most."""
    pack = folder / "pack.zip"
    made = told(MAKING, where, pack)
    checked = told(VERIFYING, verifier.__file__, pack)
    store = open_store(where)
    entries = [stored for _, stored in store.log.stored(0)]
    store.close()
    plain, _ = timed(lambda: [sha256(entry).digest() for entry in entries])
    facts = made["facts"]
    return {
        "sha-256 alone": facts / plain,
        "made": facts / made["seconds"],
        "verified": facts / checked["seconds"],
        "bytes a fact": pack.stat().st_size / facts,
        "made, memory": made["peak"],
        "verified, memory": checked["peak"],
    }


def main(few: int = 26_000, many: int = 260_000, rounds: int = 3) -> None:
    headline(f"Audit packs of {few:,} and {many:,} facts (min / median / max)")
    with TemporaryDirectory() as name:
        folder = Path(name)
        places = {facts: store_of(folder, facts) for facts in (few, many)}
        turns = [
            {facts: measured(where, folder) for facts, where in places.items()}
            for _ in range(rounds)
        ]
    for facts in (few, many):
        say(f"over {facts:,} facts")
        for figure in ("sha-256 alone", "made", "verified"):
            pace = spread([turn[facts][figure] for turn in turns], "{:,.0f}")
            say(f"  {figure:<18} {pace:>32} facts/s")
        for figure in ("made, memory", "verified, memory"):
            peak = spread([turn[facts][figure] for turn in turns], "{:,.0f}")
            say(f"  {figure:<18} {peak:>32} MiB")
        say(f"  {'pack':<18} {turns[0][facts]['bytes a fact']:>32,.0f} bytes a fact")
    for figure in ("made, memory", "verified, memory"):
        ratios = [turn[many][figure] / turn[few][figure] for turn in turns]
        met = sorted(ratios)[rounds // 2] <= MOST_MEMORY
        goal(f"{figure}, many of few", ratios, f"≤ {MOST_MEMORY}", met=met)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
