"""The shape every file of the house has: short, named, explained, finished."""

import ast
import sys
from importlib.metadata import distribution, packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.architecture.house import LAYERS, ROOT, modules, name_of

LONGEST = 350
TRAVELS_ALONE = {"interface/cli/verifier.py": 900}
"""One file that somebody carries away cannot lean on others (decision 33)."""
PURE = {  # the standard library a decision may lean on: no clock, no chance, no machine
    "__future__", "abc", "bisect", "calendar", "collections", "dataclasses", "datetime", "decimal",
    "enum", "fractions", "functools", "hashlib", "heapq", "itertools", "math", "operator", "re",
    "string", "types", "typing", "unicodedata",
}  # fmt: skip
UNFINISHED = ("TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK:")


def test_no_file_is_longer_than_can_be_read_in_one_go() -> None:
    files = [
        *modules(),
        *(file for layer in LAYERS for kind in ("html", "sql") for file in pages(layer, kind)),
    ]
    lengths = {name_of(file): len(text(file).splitlines()) for file in files}
    too_long = {
        name: lines for name, lines in lengths.items() if lines > TRAVELS_ALONE.get(name, LONGEST)
    }
    assert too_long == {}


def test_no_module_takes_a_name_of_the_standard_library() -> None:
    taken = [
        name_of(file)
        for file in modules(*LAYERS, "tests")
        for name in {*file.relative_to(ROOT).parts[:-1], file.stem}
        if name in sys.stdlib_module_names
    ]
    assert taken == []


REGISTRIES = [
    "application/commands",
    "application/queries",
    "application/reactions",
    "application/ticking",
    "application/views",
]
"""The packages whose `__init__` lists what is in them; every other one is empty."""


def test_every_folder_of_modules_is_a_package_and_its_init_is_empty_or_a_registry() -> None:
    folders = {file.parent for file in modules(*LAYERS, "tests")}
    assert [name_of(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []
    inits = [folder / "__init__.py" for folder in folders]
    assert sorted(name_of(init.parent) for init in inits if init.stat().st_size) == REGISTRIES


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name_of(file)
        for file in modules(*LAYERS, "tests")
        if file.stem != "__init__" and not ast.get_docstring(ast.parse(text(file)))
    ]
    assert silent == []


def test_nothing_is_left_for_later() -> None:
    files = [
        *modules(*LAYERS, "tests"),
        *(file for layer in LAYERS for kind in ("html", "sql") for file in pages(layer, kind)),
    ]
    left = [(name_of(file), word) for file in files for word in UNFINISHED if word in text(file)]
    assert left == []


def test_only_the_command_line_prints() -> None:
    printing = {
        name_of(file)
        for file in modules()
        for node in ast.walk(ast.parse(text(file)))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    }
    assert {name for name in printing if not name.startswith("interface/cli/")} == set()


def test_the_domain_imports_pydantic_msgspec_and_pure_standard_library_only() -> None:
    allowed = PURE | {"domain", "pydantic", "pydantic_core", "msgspec"}
    foreign = {
        (name_of(file), name)
        for file in modules("domain")
        for name in imported(file)
        if name not in allowed
    }
    assert foreign == set()


@pytest.mark.parametrize("layer", LAYERS)
def test_the_four_names_are_ours_alone(layer: str) -> None:
    """Another distribution that ships a folder of this name would overwrite ours unasked."""
    assert distribution("jejak").version
    assert set(packages_distributions().get(layer, [])) <= {"jejak"}
    spec = find_spec(layer)
    assert spec is not None
    assert spec.origin == str(ROOT / layer / "__init__.py")


def pages(layer: str, kind: str) -> list[Path]:
    return sorted((ROOT / layer).rglob(f"*.{kind}"))


def text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def imported(file: Path) -> set[str]:
    """The top-level names a module imports, wherever in the module it does."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text(file))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found
