"""The verifier as an auditor has it: one file in an empty folder, and nothing beside Python."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from interface.cli import verifier
from tests.verifier.material import Book, facts, policy

VERIFIER = Path(verifier.__file__)
SIZE = 300

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Printed = pytest.CaptureFixture[str]


def verdict(printed: Printed, what: Path, policy: Path, earlier: Iterable[Path] = ()) -> str:
    """What is said in English of something that is not proven."""
    code = verifier.verify(what, policy=policy, earlier=earlier)
    output = printed.readouterr().out
    assert code == 4, output
    indonesian, english, *_ = output.splitlines()
    assert indonesian.startswith("TIDAK TERBUKTI: ")
    return english.removeprefix("NOT PROVEN: ")


@pytest.fixture
def alone(tmp_path: Path) -> Run:
    """Run the carried file with `-I -S`: no environment, no packages, nothing of ours."""
    folder = tmp_path / "laptop"
    folder.mkdir()
    shutil.copyfile(VERIFIER, folder / "verify.py")

    def run(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        words = [sys.executable, "-I", "-S", "verify.py", *map(str, arguments)]
        return subprocess.run(
            words, cwd=folder, env={}, capture_output=True, encoding="utf-8", check=False
        )

    return run


@pytest.fixture
def trusted(tmp_path: Path) -> Path:
    """A policy file that asks for the log and every witness."""
    file = tmp_path / "policy"
    file.write_text(policy(), encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def book() -> Book:
    return Book(facts(SIZE))
