"""docs/reference.md is what the program is: `make docs` writes it, and nothing is left out."""

import re

import pytest

from application.commands import COMMANDS
from application.queries import QUERIES
from domain.catalogue import CATALOGUE
from domain.codes import Code, Warn
from domain.enums import Role
from infrastructure.settings import Settings
from interface.texts import WORDINGS
from tests.architecture.house import ROOT
from tests.architecture.reference_page import page
from tests.golden import keep_promise

REFERENCE = ROOT / "docs" / "reference.md"


def test_the_reference_is_what_the_program_is() -> None:
    keep_promise(REFERENCE, page())


@pytest.fixture(scope="module")
def written() -> str:
    return REFERENCE.read_text(encoding="utf-8")


def test_every_command_and_every_question_has_its_paragraph(written: str) -> None:
    assert re.findall(r"^#### ([\w.-]+)", written, re.MULTILINE) == sorted(
        COMMANDS, key=lambda act: list(dict.fromkeys(map(_thing, COMMANDS))).index(_thing(act))
    )
    asked = written.partition("## Questions")[2].partition("## Refusals")[0]
    assert re.findall(r"^### ([\w-]+)", asked, re.MULTILINE) == list(QUERIES)


def test_every_code_is_told_in_both_languages(written: str) -> None:
    for code in (*Code, *Warn):
        (row,) = re.findall(rf"^\| `{code}` \| .*$", written, re.MULTILINE)
        said = WORDINGS[code]
        assert all(words in row for words in (said.sentence_id, said.sentence_en))


@pytest.mark.parametrize(
    "names",
    [list(Role), list(CATALOGUE), [f"JEJAK_{name.upper()}" for name in Settings.model_fields]],
    ids=["roles", "facts", "settings"],
)
def test_every_role_fact_and_setting_has_its_row(written: str, names: list[str]) -> None:
    assert [name for name in names if f"\n| `{name}` |" not in written] == []


def _thing(act: str) -> str:
    return act.partition(".")[0]
