"""How the benchmarks measure: rounds taken in turn, ratios within a round, the machine named.

Absolute rates move with the neighbours' load; a ratio of two things measured in one round does
not. Every program prints the median of its rounds and the spread.
"""

import os
import platform
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

Round = dict[str, float]


def machine() -> str:
    """One line: date, processor, cores, kernel, Python, SQLite."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {cpu}, {os.cpu_count()} cores, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}"
    )


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds of one call, the whole process's threads included."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def most_memory() -> float:
    """The most this process ever held, in MiB; what `getrusage` tells counts the parent's too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    [peak] = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(peak) / 1024


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def headline(title: str) -> None:
    say(f"\n{title}\n{'=' * len(title)}\n{machine()}")


def spread(values: Iterable[float], form: str = "{:,.2f}") -> str:
    """min / median / max"""
    ordered = sorted(values)
    return " / ".join(form.format(v) for v in (ordered[0], median(ordered), ordered[-1]))


def goal(name: str, values: Iterable[float], wanted: str, *, met: bool) -> None:
    """Print one goal of the design with what was reached."""
    say(f"{name:<4} {spread(values):<28} wanted {wanted:<12} {'met' if met else 'NOT MET'}")
