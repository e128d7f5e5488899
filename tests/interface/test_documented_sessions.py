"""What the documents show is what happens: every session in them is played, every excerpt found."""

import re
from pathlib import Path

import pytest

from tests.architecture.house import ROOT
from tests.sessions import agrees, differences, steps_of

PAGES = [
    page
    for page in sorted((ROOT / "docs").glob("*.md"))
    if "```console" in page.read_text(encoding="utf-8")
]


EXCERPT = re.compile(r"^```python\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
"""A piece of code that begins with the name of the file it stands in."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_session_of_a_page_is_what_happens(page: Path, tmp_path: Path) -> None:
    assert differences(page.read_text(encoding="utf-8"), tmp_path) == []


def test_every_way_in_has_a_page_with_a_session() -> None:
    assert {page.stem for page in PAGES} == {
        "backup-and-verify", "for-developers", "for-inspectors", "for-officers", "for-operators",
        "http", "journals", "proof", "witnesses",
    }  # fmt: skip


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.stem)
def test_every_excerpt_stands_in_the_file_it_names(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for named, excerpt in EXCERPT.findall(text):
        assert excerpt in (ROOT / named).read_text(encoding="utf-8")
    assert text.count("```python\n") == text.count("```python\n# ")


def test_a_session_that_is_not_what_happens_is_found(tmp_path: Path) -> None:
    page = "```console\n$ echo one\none\n$ printf 'a\\nb\\n'\na\nc\n```\n"
    assert [step.command for step in steps_of(page)] == ["echo one", r"printf 'a\nb\n'"]
    (found,) = differences(page, tmp_path)
    assert found.startswith(r"$ printf 'a\nb\n'")


@pytest.mark.parametrize(
    ("written", "output", "alike"),
    [
        ("a … d", "a b c d\n", True),
        ("a … d", "a b\nc d\n", False),
        ("a\n…\nd", "a\nb\nc\nd\n", True),
        ("a\n…\nd", "a\nd\n", True),
        ("a\n…\nd", "a\nb\nc\n", False),
        ("", "something\n", False),
        (
            "id 017f90aa-ff80-7927-a8df-2ede6df51776",
            f"id {'0' * 8}-0000-7000-8000-{'0' * 12}",
            True,
        ),
    ],
)
def test_ids_and_what_is_left_out_agree_and_nothing_else(
    written: str, output: str, alike: bool
) -> None:
    assert agrees(written, output) is alike
