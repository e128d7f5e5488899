"""Every import contract of pyproject.toml holds, and each is seen to fail when it is broken.

The four packages are copied aside, one module with one offending line is put in, and the linter
must name exactly the contracts that line breaks.
"""

import re
import shutil
from pathlib import Path

import pytest

from tests.architecture.house import LAYERS, ROOT, project, tool

INWARD = "Layers point inward"
ADAPTERS = "Only the composition root knows the adapters"
DATABASES = "Only the adapters know the databases"
DOMAIN = "The domain knows nothing but values"
APPLICATION = "The application speaks no HTTP and touches no machine"
INFRASTRUCTURE = "The adapters know nothing of how people reach the product"

OFFENCES = [
    ("domain", "import application.ports", {INWARD}),
    ("application", "import interface.api", {INWARD}),
    ("infrastructure", "import interface.cli", {INWARD}),
    ("application", "import infrastructure.codec", {INWARD, ADAPTERS}),
    ("interface/api", "import infrastructure.codec", {ADAPTERS}),
    ("interface/cli", "import eventsourcing.domain", {DATABASES}),
    ("interface/api", "import psycopg", {DATABASES}),
    ("application", "import psycopg_pool", {DATABASES}),
    ("domain", "import logging", {DOMAIN}),
    ("domain", "import os", {DOMAIN}),
    ("application", "import fastapi", {APPLICATION}),
    ("application", "import time", {APPLICATION}),
    ("infrastructure", "import starlette", {INFRASTRUCTURE}),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    for layer in LAYERS:
        shutil.copytree(
            ROOT / layer, folder / layer, ignore=shutil.ignore_patterns("__pycache__", "static")
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def broken_contracts(folder: Path) -> set[str]:
    """The contracts the linter calls broken for the packages in a folder."""
    report = tool("lint-imports", "--no-logo", "--cache-dir", ".cache", cwd=folder)
    verdicts = dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", report, re.MULTILINE))
    assert set(verdicts) == contract_names(), report
    return {name for name, verdict in verdicts.items() if verdict == "BROKEN"}


def contract_names() -> set[str]:
    return {contract["name"] for contract in project()["tool"]["importlinter"]["contracts"]}


def test_the_house_as_it_stands_keeps_every_contract(copy: Path) -> None:
    assert broken_contracts(copy) == set()


@pytest.mark.parametrize(("folder", "line", "broken"), OFFENCES)
def test_one_offending_line_breaks_exactly_its_contracts(
    copy: Path, folder: str, line: str, broken: set[str]
) -> None:
    offender = copy / folder / "offender.py"
    offender.write_text(line + "\n", encoding="utf-8")
    try:
        assert broken_contracts(copy) == broken
    finally:
        offender.unlink()


def test_every_contract_is_broken_alone_by_one_of_the_offences() -> None:
    alone = {next(iter(broken)) for _, _, broken in OFFENCES if len(broken) == 1}
    assert alone == contract_names()
