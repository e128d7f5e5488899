"""Go's own implementation of notes and trees, asked about what this product makes.

It comes from the packages `golang-go` and `golang-golang-x-mod-dev`; where they are not installed
the tests fail.
"""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from infrastructure.ledger.notes import encoded

SOURCES = Path(__file__).parent / "referee"
LIBRARIES = "/usr/share/gocode"


class Referee:
    """A program that answers questions; it is built once."""

    def __init__(self, folder: Path) -> None:
        self._program = folder / "referee"
        environment = {**os.environ, "GO111MODULE": "off", "GOPATH": LIBRARIES, "GOFLAGS": ""}
        environment |= {"GOCACHE": str(folder / "cache"), "CGO_ENABLED": "0"}
        command = ["go", "build", "-o", str(self._program), "."]
        subprocess.run(command, cwd=SOURCES, env=environment, check=True)

    def ask(self, *questions: dict[str, Any]) -> list[dict[str, Any]]:
        """The answer to each question, with `Error` empty where Go is content."""
        asked = json.dumps([_plain(question) for question in questions]).encode()
        done = subprocess.run([self._program], input=asked, stdout=subprocess.PIPE, check=True)
        answers: list[dict[str, Any]] = json.loads(done.stdout)
        return answers

    def errors(self, questions: Sequence[dict[str, Any]]) -> list[str]:
        return [answer["Error"] for answer in self.ask(*questions)]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return encoded(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
