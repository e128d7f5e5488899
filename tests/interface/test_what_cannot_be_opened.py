"""What is said of an address that is none, and of a store that nobody may write to."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interface.conftest import SMOKE
from tests.kept_store import jejak


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("named", ["option", "setting"])
@pytest.mark.parametrize(
    "verb", [["ask", "verify"], ["tick"], ["serve", "--port", "0"], ["verify"]]
)
def test_an_address_of_another_kind_is_refused_and_not_repeated(
    here: Path, named: str, verb: list[str]
) -> None:
    address = "mysql://ani:rahasia@db.example/jejak"
    done = (
        jejak(*verb, "--store", address) if named == "option" else jejak(*verb, JEJAK_STORE=address)
    )
    assert done.exit_code == 2
    assert done.stderr == (
        "Error: Alamat itu bukan alamat buku. Sebut sebuah map, atau postgresql://… untuk "
        "PostgreSQL.\n"
        "That is not the address of a store. Name a folder, or postgresql://… for PostgreSQL.\n"
    )
    assert "rahasia" not in done.output
    assert list(here.iterdir()) == []


@pytest.fixture
def read_only(here: Path) -> Iterator[Path]:
    """A store on a disk that nobody may write to."""
    folder = here / "store"
    assert jejak("run", SMOKE, "--store", folder).exit_code == 0
    if os.geteuid() != 0:
        folder.chmod(0o500)
        yield folder
        folder.chmod(0o700)
        return
    for options in ([], ["-o", "remount,ro"]):
        mounted = subprocess.run(
            ["mount", "--bind", *options, folder, folder], check=False, capture_output=True
        )
        if mounted.returncode:
            pytest.skip("nothing can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize(
    "verb",
    [
        ["ask", "verify"],
        ["do", "organisation.register", "--as", "root", "--with", "city.json"],
        ["replay"],
        ["verify"],
        ["serve", "--port", "0"],
    ],
    ids=lambda verb: str(verb[0]),
)
def test_a_folder_that_cannot_be_written_to_is_named_as_the_cause(
    read_only: Path, verb: list[str]
) -> None:
    Path("city.json").write_text('{"name": "Pemerintah Kota", "category": "CITY"}')
    done = jejak(*verb, "--store", read_only)
    assert done.exit_code == 2, done.output
    assert f"Error: Map {read_only} tidak dapat ditulisi" in done.stderr
    assert f"The folder {read_only} cannot be written to" in done.stderr
