"""Golden files: what was promised once, kept word for word under `tests/golden/`.

A test says `golden("openapi.json", text)`. It fails with the difference when the promise and the
text part; `make golden` (JEJAK_GOLDEN=write) writes the text instead, and the change is then
visible in review. `facts.jsonl` holds stored facts: it may grow, but what stands there is history
somebody may have on disk, so no line of it may ever change or go.
"""

import difflib
import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"
ONLY_GROWS = "facts.jsonl"


def golden(name: str, actual: str) -> None:
    """Compare a text with the golden file of that name, or write it when asked to."""
    keep_promise(FOLDER / name, actual)


def keep_promise(file: Path, actual: str) -> None:
    """As `golden`, for a file that lies elsewhere."""
    keep(file, actual, write=os.environ.get("JEJAK_GOLDEN") == "write")


def keep(file: Path, actual: str, *, write: bool) -> None:
    """Compare, or write. Raises AssertionError with a readable difference."""
    promised = file.read_text(encoding="utf-8") if file.exists() else ""
    if file.name == ONLY_GROWS:
        gone = set(promised.splitlines()) - set(actual.splitlines())
        assert not gone, f"{file.name} may only grow, but these lines would go:\n" + "\n".join(
            sorted(gone)
        )
    if write:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(actual, encoding="utf-8")
    elif actual != promised:
        raise AssertionError(
            f"{file.name} is not what was promised; `make golden` accepts the change:\n"
            + "\n".join(
                difflib.unified_diff(
                    promised.splitlines(), actual.splitlines(), "promised", "now", lineterm=""
                )
            )
        )
