"""The README does not lie: what it shows is what happens, what it names is there."""

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from application.commands import COMMANDS
from application.queries import QUERIES
from domain.codes import Code
from interface.cli.main import main
from tests.architecture.house import ROOT
from tests.sessions import agrees, differences

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
KINDS = {"": 2, "text": 1, "console": 1}
"""The blocks of the README by their kind: pictures and make, the demo's print-out, a session."""


def blocks(kind: str) -> list[str]:
    """The blocks of a kind, without their fences."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [content for name, content in found if name == kind]


def test_every_block_is_of_a_kind_that_is_checked() -> None:
    assert {kind: len(blocks(kind)) for kind in KINDS} == KINDS
    assert README.count("```") == 2 * sum(KINDS.values())


def test_the_print_out_of_the_demo_is_what_the_demo_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["demo", "--no-serve"], env={"SERVE": None})
    assert done.exit_code == 0, done.output
    (shown,) = blocks("text")
    assert agrees(shown, done.stdout)


def test_the_session_is_what_happens(tmp_path: Path) -> None:
    assert differences(README, tmp_path) == []


def test_every_make_target_of_the_first_screen_is_there() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    shown = re.findall(r"^make (\w+) ", blocks("")[0], re.MULTILINE)
    assert shown == ["demo", "test"]
    assert set(shown) <= set(targets)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_verb_of_the_command_line_that_is_named_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for verb, rest in re.findall(r"(?:^\$ |`|\| )jejak ([a-z-]+)([^`\n]*)", text, re.MULTILINE):
        if page.stem == "contract":
            continue
        found = main.commands.get(verb)
        assert found is not None, f"jejak {verb}"
        known = options(found)
        assert [word for word in re.findall(r"(?<= )--[a-z-]+", rest) if word not in known] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_and_question_that_is_used_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert set(re.findall(r"jejak do ([\w-]+\.[\w-]+)", text)) <= set(COMMANDS)
    asked = set(re.findall(r"jejak ask ([a-z][\w-]+)", text))
    assert asked <= set(QUERIES)


@pytest.mark.parametrize("page", PAGES[2:], ids=lambda page: page.stem)
def test_every_code_that_is_named_is_one(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r'"code": ?"([A-Z_]+)"', text))
    assert named <= set(Code)


def options(command: click.Command) -> set[str]:
    """Every option of a verb and of the verbs below it."""
    below = command.commands.values() if isinstance(command, click.Group) else ()
    own = {
        name
        for parameter in command.params
        for name in (*parameter.opts, *parameter.secondary_opts)
    }
    return own.union(*(options(each) for each in below))
