"""Every decision is on one page: what, why, what follows, and which test holds it."""

import re
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

FOLDER = ROOT / "docs" / "decisions"
PAGES = sorted(FOLDER.glob("[0-9]*.md"))
PARTS = ["Status", "Context", "Decision", "Consequences"]


def title_of(page: Path) -> str:
    return page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")


def test_the_decisions_are_numbered_without_a_gap() -> None:
    assert [int(page.name[:4]) for page in PAGES] == list(range(1, len(PAGES) + 1))
    assert len(PAGES) >= 16


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_decision_says_what_why_and_what_follows(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert title_of(page).startswith(f"{int(page.name[:4])}. ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == PARTS
    sections = re.split(r"^## .+$", text, flags=re.MULTILINE)[1:]
    assert all(section.strip() for section in sections)
    assert len(text.splitlines()) <= 60


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_decision_is_held_by_tests_that_exist(page: Path) -> None:
    (line,) = re.findall(r"^Held by: (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    tests = re.findall(r"`(tests/[\w/]+\.py)`", line)
    assert tests
    assert [name for name in tests if not (ROOT / name).is_file()] == []


def test_the_index_lists_every_decision_by_its_title() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[(\d+)\]\(([\w.-]+)\) \| (.+?) \|", index, re.MULTILINE)
    assert [(name, f"{number}. {title}") for number, name, title in listed] == [
        (page.name, title_of(page)) for page in PAGES
    ]
