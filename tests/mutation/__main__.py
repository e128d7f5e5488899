"""Put mutants into the living functions, one at a time, and see whether a test notices.

`python -m tests.mutation domain/agreement --kinds refusal boundary` runs those; without arguments
all of `domain/`. A mutant is tried by every test that reaches its statement, the likeliest first,
until one fails, then by the journals played whole; it survives if none does. One that no test
reaches is tried once more in a process that begins with it. The survivors are printed for a person
to judge.
"""

import argparse
import json
import random
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.bench.measuring import machine
from tests.mutation import rules, stories
from tests.mutation.anew import failing_anew
from tests.mutation.forks import TOO_LONG, in_forks
from tests.mutation.mutants import KINDS, Mutant, forget, mutants_of, put_in
from tests.mutation.reach import Reach, find_reach, passes

ROOT = Path(__file__).parents[2]
LAYERS = ("domain", "application", "infrastructure")
TESTS = ("tests/behaviour", "tests/views")
TESTS_OF_THE_STORE = ("tests/contract/test_rebuild.py", "tests/faults/test_immutable.py")
"""Two rules, R75 and R77, are the store's to hold; asked for with the rules alone."""
SECONDS_PER_TEST, SECONDS_FOR_JOURNALS = 180, 1800
NOT_REACHED, SURVIVED, NOT_LIVING = "reached by no test", "survived", "not living"
_NO_FAILURE = (None, NOT_LIVING, TOO_LONG)
_NOT_KILLED = (NOT_REACHED, SURVIVED, NOT_LIVING, TOO_LONG)


class Run:
    """The plug-in that takes the place of pytest's loop once all tests are collected."""

    def __init__(
        self,
        chosen: Sequence[Mutant],
        workers: int,
        kept: Path | None,
        out: Path | None,
        *,
        by_rule: bool,
    ) -> None:
        self._chosen, self._workers, self._kept, self._out = chosen, workers, kept, out
        self._by_rule = by_rule
        self.results: list[dict[str, Any]] = []
        self.not_passing: list[str] = []

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Of the tests of the store those that name a rule, in a file: no server is started."""
        items[:] = [
            item
            for item in items
            if not item.nodeid.startswith(TESTS_OF_THE_STORE)
            or (rules.names_one(item.nodeid) and "postgres" not in item.name)
        ]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        began = time.perf_counter()
        layers = LAYERS if self._by_rule else LAYERS[:2]
        reach = find_reach(session.items, ROOT, layers, self._workers, self._kept)
        self.not_passing = reach.failing
        print(
            f"{len(reach.seconds)} tests watched, {time.perf_counter() - began:.0f} s", flush=True
        )
        stories.play(reach.parts)
        items = {item.nodeid: item for item in session.items}
        (self._take_out_rules if self._by_rule else self._try_all)(reach, items)
        print(f"{time.perf_counter() - began:.0f} s in all", flush=True)
        return True

    def _try_all(self, reach: Reach, items: Mapping[str, pytest.Item]) -> None:
        tasks = (
            (mutant, partial(_tried, mutant, in_order(mutant, reach, items), reach.failing))
            for mutant in self._chosen
        )
        for mutant, answer in in_forks(tasks, self._workers):
            self._note(mutant, answer)

    def _take_out_rules(self, reach: Reach, items: Mapping[str, pytest.Item]) -> None:
        """Print, per rule, what takes it out best and the test of its name that fails."""
        tried = [(r, m) for r in rules.RULES for m in rules.takings_out(r, self._chosen, reach)]
        tasks = (
            ((place, rule), partial(_failing, mutant, _named(rule, mutant, reach, items)))
            for place, (rule, mutant) in enumerate(tried)
        )
        failed = [
            (where, by) for where, by in in_forks(tasks, self._workers) if by not in _NO_FAILURE
        ]
        best: dict[str, tuple[int, str]] = {}
        for (place, rule), by in sorted(failed):
            best.setdefault(rule, (place, by))
        print("| Rule | Taken out | Test that fails |\n|---|---|---|")
        for rule in rules.RULES:
            place, by = best.get(rule, (None, "none of its name"))
            what = "–" if place is None else _for_a_table(tried[place][1].name)
            print(f"| {rule} | `{what}` | `{by.rpartition('::')[2]}` |")

    def _note(self, mutant: Mutant, answer: str) -> None:
        result = {"mutant": mutant.name, "kind": mutant.kind, "words": mutant.words, "by": answer}
        self.results.append(result)
        if self._out is not None:
            with self._out.open("a", encoding="utf-8") as out:
                out.write(json.dumps(result) + "\n")
        if answer in _NOT_KILLED:
            print(f"[{len(self.results)}] {answer}: {mutant.kind} {mutant.name}", flush=True)


def in_order(mutant: Mutant, reach: Reach, items: Mapping[str, pytest.Item]) -> list[pytest.Item]:
    """The tests that reach the mutant: those named after its rules first, then by weight."""
    numbers = re.findall(r"\bR(\d+)", mutant.words)
    prefixes = tuple(f"test_r{int(number):02}_" for number in numbers)

    def likely(test: str) -> tuple[bool, float, str]:
        named = items[test].name.startswith(prefixes)
        weight = reach.weight(test, mutant.file, *mutant.span)
        return named, weight / (0.3 + reach.seconds[test]), test

    reaching = reach.by(mutant.file, *mutant.lines)
    return [items[test] for test in sorted(reaching, key=likely, reverse=True) if test in items]


def _named(
    rule: str, mutant: Mutant, reach: Reach, items: Mapping[str, pytest.Item]
) -> list[pytest.Item]:
    """The tests of the rule's name that reach the mutant, the likeliest first."""
    own = rules.naming(rule, reach.seconds)
    return [item for item in in_order(mutant, reach, items) if item.nodeid in own]


def _tried(mutant: Mutant, items: Sequence[pytest.Item], left_out: Sequence[str]) -> str:
    """The first test that fails, or that none does."""
    by = _failing(mutant, items)
    if by is None:
        signal.alarm(SECONDS_FOR_JOURNALS)
        by = stories.failing_journal() or (SURVIVED if items else NOT_REACHED)
    if by in (NOT_REACHED, NOT_LIVING):
        signal.alarm(0)
        by = failing_anew(mutant, ROOT, left_out) or by
    return by


def _failing(mutant: Mutant, items: Sequence[pytest.Item]) -> str | None:
    """The first test that fails with the mutant in place."""
    if not put_in(mutant, ROOT):
        return NOT_LIVING
    forget(mutant.file.split("/")[0])
    for item in items:
        signal.alarm(SECONDS_PER_TEST)
        if not passes(item):
            return item.nodeid
    return None


def chosen_mutants(
    folders: Sequence[str], kinds: Sequence[str], sample: int | None, seed: int
) -> list[Mutant]:
    files = (file for folder in folders for file in _modules(ROOT / folder))
    found = [
        mutant
        for file in files
        for mutant in mutants_of(file.relative_to(ROOT).as_posix(), file.read_text("utf-8"))
        if mutant.kind in kinds
    ]
    if sample is None or sample >= len(found):
        return found
    return random.Random(seed).sample(found, sample)


def _survivors(result: Path) -> set[str]:
    lines = map(json.loads, result.read_text(encoding="utf-8").splitlines())
    alive = (line for line in lines if line["by"] in _NOT_KILLED)
    return {_unnumbered(line["mutant"]) for line in alive}


def _unnumbered(name: str) -> str:
    """Lines move when tests of a rule lead to a change; a mutant stays what it is."""
    return re.sub(r":\d+ ", " ", name, count=1)


def _for_a_table(name: str) -> str:
    """The mutant by its module instead of its file, and without its line."""
    file, rest = _unnumbered(name).split(" ", 1)
    module = file.removesuffix(".py").replace("/", ".")
    return f"{module} {rest}".replace("|", "\\|")


def _modules(place: Path) -> Iterator[Path]:
    yield from [place] if place.is_file() else sorted(place.rglob("*.py"))


def main() -> int:
    asked = argparse.ArgumentParser(prog="tests.mutation", description=__doc__)
    asked.add_argument("folders", nargs="*", default=["domain"])
    asked.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    asked.add_argument("--sample", type=int, help="that many of them, by the seed")
    asked.add_argument("--seed", type=int, default=2020)
    asked.add_argument("--rules", action="store_true", help="take out R01 to R100, one by one")
    asked.add_argument("--again", type=Path, help="only those no test killed in this result")
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument(
        "--reach", type=Path, help="what the tests reach: read if there, else written"
    )
    asked.add_argument("--out", type=Path, help="write every result here as a JSON line")
    given = asked.parse_args()
    chosen = chosen_mutants(given.folders, given.kinds, given.sample, given.seed)
    if given.again is not None:
        survivors = _survivors(given.again)
        chosen = [mutant for mutant in chosen if _unnumbered(mutant.name) in survivors]
    print(f"{machine()}\n{len(chosen)} mutants, seed {given.seed}", flush=True)
    run = Run(chosen, given.workers, given.reach, given.out, by_rule=given.rules)
    options = ["-q", "-p", "no:cacheprovider", "--rootdir", str(ROOT)]
    tests = TESTS + TESTS_OF_THE_STORE if given.rules else TESTS
    pytest.main([*options, *(str(ROOT / place) for place in tests)], plugins=[run])
    for nodeid in run.not_passing:
        print(f"left out, not passing before any change: {nodeid}")
    if run.results:
        print(_summary(run.results))
    return 1 if run.not_passing else 0


def _summary(results: Sequence[dict[str, Any]]) -> str:
    table: Counter[tuple[str, str]] = Counter()
    for result in results:
        by = result["by"]
        fate = by if by in _NOT_KILLED else "killed"
        table[result["kind"], fate] += 1
    return "\n".join(f"{kind:12}{fate:22}{n:6}" for (kind, fate), n in sorted(table.items()))


if __name__ == "__main__":
    sys.exit(main())
