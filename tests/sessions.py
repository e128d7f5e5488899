"""Plays the sessions written in the documents, and says where what is written is not what happens.

A session is a ```console block: `$ ` begins a command, `> ` goes on with it, the rest is what it
printed. All blocks of a page are one shell in one fresh folder that has the journals in it. Ids
and digests are different in every store, so any id stands for any other; `…` stands for anything
within its line, and for any lines where it stands alone.
"""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.architecture.house import ROOT

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
_MARK = "=== end of step ==="
_PORT = "8000"
PATIENCE = 600
"""Seconds a whole page may take."""

PROGRAMS = {
    "jejak": """-c "from interface.cli.main import main; main(prog_name='jejak')" """,
    "python": "",
}
"""What a session may call of our own environment, and the first words it is called with."""


@dataclass
class Step:
    """One command, and what the page says it printed."""

    command: str
    printed: list[str] = field(default_factory=list)


def steps_of(page: str) -> list[Step]:
    """Every command of a page's sessions, in order."""
    return [step for block in _BLOCK.findall(page) for step in _steps(block)]


def play(steps: list[Step], folder: Path) -> list[str]:
    """Play the steps in one shell; what each printed, both streams together."""
    (folder / "tests").symlink_to(ROOT / "tests")
    programs = folder / ".bin"
    programs.mkdir()
    for name, words in PROGRAMS.items():
        called = f'#!/bin/sh\nexec "{sys.executable}" {words}"$@"\n'
        (programs / name).write_text(called, encoding="utf-8")
        (programs / name).chmod(0o755)
    script = "".join(f"{step.command}\necho; echo '{_MARK}'\n" for step in steps)
    shell = subprocess.Popen(
        ["bash", "-c", f"trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT\n{script}"],
        cwd=folder,
        env=_environment(programs),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = shell.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(shell.pid, signal.SIGKILL)
        raise
    return output.split(f"\n{_MARK}\n")[: len(steps)]


def differences(page: str, folder: Path) -> list[str]:
    """Where a page's sessions are not what happens; empty if all of it is true."""
    steps = steps_of(page)
    port = str(_free_port())
    played = [Step(step.command.replace(_PORT, port), step.printed) for step in steps]
    outputs = play(played, folder)
    return [
        f"$ {step.command}\nsays\n{printed}\ngot\n{output}"
        for step, output in zip(steps, outputs, strict=True)
        if not agrees(printed := "\n".join(step.printed), output.replace(port, _PORT))
    ]


def agrees(written: str, output: str) -> bool:
    """Whether an output is what was written, but for what no page can know."""
    return re.fullmatch(_pattern(written), _blurred(output)) is not None


def _steps(block: str) -> Iterator[Step]:
    step: Step | None = None
    for line in block.splitlines():
        if line.startswith("$ "):
            if step:
                yield step
            step = Step(line[2:])
        elif step and re.match(r">( |$)", line) and not step.printed:
            step.command += "\n" + line[2:]
        elif step:
            step.printed.append(line)
    if step:
        yield step


def _pattern(written: str) -> str:
    return "".join(_line_pattern(line) for line in _blurred(written).splitlines())


def _line_pattern(line: str) -> str:
    if line.strip() == "…":
        return r"(?:.*\n)*?"
    return r"[^\n]*?".join(re.escape(part) for part in line.split("…")) + r"\n"


def _blurred(text: str) -> str:
    for what, shape in (("id", _ID), ("digest", _DIGEST)):
        text = shape.sub(f"<{what}>", text)
    return "".join(f"{line.rstrip()}\n" for line in text.strip("\n").splitlines())


def _environment(programs: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JEJAK_")}
    path = f"{programs}:{kept['PATH']}"
    return {**kept, "PATH": path, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
