"""What the tests of the house look at: its root, its layers, its sources, its tracked files."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LAYERS = ("domain", "application", "infrastructure", "interface")
TOOLS = Path(sys.executable).parent


def modules(*folders: str) -> list[Path]:
    """Every Python module under the folders (all four layers if none are named)."""
    return sorted(file for folder in folders or LAYERS for file in (ROOT / folder).rglob("*.py"))


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def in_git() -> list[str]:
    """What git keeps, or would keep on the next commit."""
    listed = git("ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0")
    return [name for name in listed if name and (ROOT / name).is_file()]


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True, text=True)
    return done.stdout


def tool(name: str, *arguments: str, cwd: Path = ROOT, stdin: str = "") -> str:
    """What a tool of the environment prints, whatever its verdict."""
    done = subprocess.run(
        [TOOLS / name, *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr
