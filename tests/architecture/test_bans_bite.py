"""Clock, chance and identity are inputs (D1, D15): each banned call is seen to be caught."""

import json
import re

import pytest

from tests.architecture.house import ROOT, project, tool

CLOCKS = (
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "time.time",
    "time.time_ns",
)
BANNED = (
    *CLOCKS,
    "os.urandom",
    "random",
    "secrets",
    "time.monotonic",
    "time.perf_counter",
    "uuid.uuid1",
    "uuid.uuid4",
)
PLACES = ("domain/offender.py", "application/commands/offender.py")


def caught(code: str, place: str) -> list[str]:
    """The banned names ruff finds in a piece of code that stands at a place in the house."""
    verdict = tool("ruff", "check", "--no-cache", "--stdin-filename", place, "-", stdin=code)
    return re.findall(r"^TID251 `([\w.]+)` is banned", verdict, re.MULTILINE)


def test_what_is_banned_is_what_is_tested_here() -> None:
    banned = project()["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"]
    assert sorted(banned) == sorted(BANNED)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", BANNED)
def test_a_banned_name_is_caught_where_things_are_decided(name: str, place: str) -> None:
    module = name.partition(".")[0]
    assert name in caught(f"import {module}\n\nfound = {name}\n", place)


@pytest.mark.parametrize("place", PLACES)
def test_another_spelling_of_a_banned_call_is_caught_too(place: str) -> None:
    code = "from datetime import UTC, datetime as day\n\nfound = day.now(UTC)\n"
    assert caught(code, place) == ["datetime.datetime.now"]


def test_the_adapters_may_read_the_machine() -> None:
    code = "import secrets\n\nfound = secrets.token_bytes(32)\n"
    assert caught(code, "infrastructure/offender.py") == []


def test_only_the_clock_reads_a_clock() -> None:
    bans = ", ".join(f'"{name}".msg = "clock"' for name in CLOCKS)
    verdict = tool(
        "ruff", "check", "--isolated", "--no-cache", "--quiet", "--select", "TID251",
        "--config", f"lint.flake8-tidy-imports.banned-api = {{ {bans} }}",
        "--output-format", "json", "infrastructure", "interface",
    )  # fmt: skip
    readers = {found["filename"] for found in json.loads(verdict)}
    assert readers == {str(ROOT / "infrastructure" / "clock.py")}
