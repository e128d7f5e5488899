"""Which tests reach which lines of the product: every test is run once and watched."""

import json
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation import stories
from tests.mutation.forks import TOO_LONG, in_forks


@dataclass
class Reach:
    """Tests go by their names; `parts` are the parts of the story they stand on."""

    reached: dict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))
    seconds: dict[str, float] = field(default_factory=dict)
    failing: list[str] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)

    def by(self, file: str, first: int, last: int) -> set[str]:
        """The tests that reach one of the lines [first, last]."""
        lines = (self.reached.get((file, line), set()) for line in range(first, last + 1))
        return set().union(*lines)

    def weight(self, test: str, file: str, first: int, last: int) -> float:
        """How much of a function a test is about: lines few tests reach weigh more."""
        reaching = (self.reached.get((file, line), set()) for line in range(first, last + 1))
        return sum(1 / len(tests) for tests in reaching if test in tests)

    def add(self, seen: dict[str, Any]) -> None:
        """Take in what `_watched` saw of one file of tests."""
        self.parts.update(seen["parts"])
        for test, (seconds, lines) in seen["tests"].items():
            if lines is None:
                self.failing.append(test)
                continue
            self.seconds[test] = seconds
            for file, numbers in lines.items():
                for number in numbers:
                    self.reached[file, number].add(test)


def find_reach(
    items: Sequence[pytest.Item],
    root: Path,
    folders: Iterable[str],
    workers: int,
    kept: Path | None,
) -> Reach:
    """Run every test once; one that fails is left out. What was seen is kept in the file named."""
    reach = Reach()
    if kept is not None and kept.exists():
        for line in kept.read_text(encoding="utf-8").splitlines():
            reach.add(json.loads(line))
        return reach
    by_file = [list(group) for _, group in groupby(items, key=lambda item: item.path)]
    tasks = ((group, partial(_watched, group, root, tuple(folders))) for group in by_file)
    for group, seen in in_forks(tasks, workers):
        if seen == TOO_LONG:
            seen = {"parts": [], "tests": {item.nodeid: (0, None) for item in group}}
        reach.add(seen)
        if kept is not None:
            with kept.open("a", encoding="utf-8") as out:
                out.write(json.dumps(seen) + "\n")
    return reach


def passes(item: pytest.Item) -> bool:
    """Run one test, everything it stands on set up and taken down."""
    reports = runtestprotocol(item, log=False, nextitem=None)
    return bool(reports) and all(report.passed for report in reports)


def _watched(items: Sequence[pytest.Item], root: Path, folders: Sequence[str]) -> dict[str, Any]:
    stories.start_anew()
    tests = {item.nodeid: _seen(item, root, folders) for item in items}
    return {"parts": stories.played(), "tests": tests}


def _seen(
    item: pytest.Item, root: Path, folders: Sequence[str]
) -> tuple[float, dict[str, list[int]] | None]:
    """How long it took, and the lines it reached; None if it does not pass."""
    watched = tuple(f"{root / folder}/" for folder in folders)
    seen: dict[str, set[int]] = defaultdict(set)

    def in_line(frame: FrameType, event: str, argument: Any) -> Callable[..., Any]:
        if event == "line":
            seen[frame.f_code.co_filename].add(frame.f_lineno)
        return in_line

    def in_call(frame: FrameType, event: str, argument: Any) -> Callable[..., Any] | None:
        return in_line if frame.f_code.co_filename.startswith(watched) else None

    began = time.perf_counter()
    threading.settrace(in_call)
    sys.settrace(in_call)
    passed = passes(item)
    sys.settrace(None)
    lines = {str(Path(file).relative_to(root)): sorted(found) for file, found in seen.items()}
    return time.perf_counter() - began, lines if passed else None
