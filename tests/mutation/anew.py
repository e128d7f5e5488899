"""What no living function can show: a change in what runs at import, in a process of its own.

The change is written into a copy of the product, and the tests run there from the beginning. The
table of defaults, say, is made by a function that is over before the first test begins.
"""

import ast
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from shutil import copytree, ignore_patterns

from tests.mutation.mutants import Mutant

TESTS = ("tests/architecture/test_contract.py", "tests/views", "tests/behaviour")
FOLDERS = ("domain", "application", "infrastructure", "interface", "tests", "docs")
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


def failing_anew(mutant: Mutant, root: Path, left_out: Iterable[str]) -> str | None:
    """The first test that fails in a process that never knew the unchanged module.

    `left_out` are tests that fail without any change.
    """
    with tempfile.TemporaryDirectory(prefix="jejak-anew-") as made:
        copy = Path(made)
        for folder in FOLDERS:
            copytree(root / folder, copy / folder, ignore=ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "README.md"):
            (copy / name).write_bytes((root / name).read_bytes())
        (copy / mutant.file).write_text(ast.unparse(mutant.module()), encoding="utf-8")
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *TESTS),
                *(f"--deselect={test}" for test in left_out),
            ],
            cwd=copy,
            capture_output=True,
            text=True,
            check=False,
        )
    if not done.returncode:
        return None
    named = FAILED.search(done.stdout)
    return named[1] if named else done.stdout[-200:] + done.stderr[-200:]
