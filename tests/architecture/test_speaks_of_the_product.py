"""What is kept in the repository speaks of the product: of no machine, host or workplace.

The patterns are put together from pieces, so that this file does not match itself.
"""

import re

import pytest

from tests.architecture.house import ROOT, in_git

MACHINE = [f"/{folder}/" for folder in ("wo" + "rk", "ro" + "ot", "ho" + "me/[a-z]+")]
MACHINE += ["/t" + "mp/[a-z_]+", r"\.\./sha" + "red"]
HOSTS = [
    rf"\b({name})\.(org|com|net|io)\b"
    for name in ("py" + "pi", "python" + "hosted", "npm" + "js", "deb" + "ian")
]
WORKPLACE = ["(?-i:DEVELOPERS" + r"\.md)", "sub" + "agent", r"\bis" + r"sue \d", "before" + "-stop"]
FOREIGN = re.compile("|".join(MACHINE + HOSTS + WORKPLACE), re.IGNORECASE)


def test_nothing_we_keep_speaks_of_a_machine_a_registry_or_a_workplace() -> None:
    found = [
        f"{name}:{number}: {line.strip()[:120]}"
        for name in in_git()
        for number, line in enumerate(lines_of(name), start=1)
        if FOREIGN.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "see /wo" + "rk/main/README.md",
        "written to /t" + "mp/store",
        "cd /ro" + "ot/jejak",
        "from https://py" + "pi.org/simple",
        "files.python" + "hosted.org",
        "as is" + "sue 2 asks",
        "../sha" + "red/contract.md",
    ],
)
def test_such_a_line_would_be_found(line: str) -> None:
    assert FOREIGN.search(line)


def lines_of(name: str) -> list[str]:
    """The lines of a text file; none of a picture or a font."""
    content = (ROOT / name).read_bytes()
    return [] if b"\0" in content else content.decode("utf-8").splitlines()
