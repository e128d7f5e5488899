"""Each of the rules R01 to R100 is named by a test (`test_r09_…`), each refusal spoken of by one.

A test that holds a rule carries its number in its name, so that whoever changes a rule finds its
tests, and whoever reads a failing test finds the rule.
"""

import ast
import re
from collections import defaultdict
from pathlib import Path

from application.commands import COMMANDS
from tests.architecture.contract_tables import read_contract
from tests.architecture.house import ROOT

NAMED = re.compile(r"test_r(\d+)_")
RULES = [f"R{number:02}" for number in range(1, 101)]


def named_rules() -> dict[str, list[str]]:
    """rule -> the tests that name it, as `file::test`."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        for test in _tests_in(file):
            named = NAMED.match(test)
            if named:
                rule = f"R{int(named[1]):02}"
                found[rule].append(f"{file.relative_to(ROOT)}::{test}")
    return found


def _tests_in(file: Path) -> list[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


def test_every_rule_number_a_test_names_is_a_rule() -> None:
    assert sorted(named_rules().keys() - set(RULES)) == []
    assert sorted(RULES) == sorted(rule for rule in read_contract().traced if rule[0] == "R")


def test_every_rule_is_named_by_a_test() -> None:
    named = named_rules()

    assert [rule for rule in RULES if rule not in named] == []


def test_the_page_on_mutants_has_for_every_rule_a_test_that_is_there() -> None:
    page = (ROOT / "docs" / "mutation.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (R\d+) \| .* \| `(\w+)", page, re.MULTILINE)
    there = {test for file in (ROOT / "tests").rglob("test_*.py") for test in _tests_in(file)}

    assert [rule for rule, _ in rows] == RULES
    assert [f"{rule}: {test}" for rule, test in rows if test not in there] == []


# --- refusals ---------------------------------------------------------------------------------


def test_a_behaviour_test_speaks_of_every_refusal() -> None:
    """Per command: the codes of its row that some text under tests/behaviour writes."""
    spoken = "\n".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "tests" / "behaviour").glob("*.py")
    )
    listed = [(act, code) for act, command in COMMANDS.items() for code in command.refusals]

    assert [f"{act} {code}" for act, code in listed if not re.search(rf"\b{code}\b", spoken)] == []
