"""Where a store is made, and where it is not."""

import json
from pathlib import Path

import pytest

from interface.bootstrap import open_store
from tests.interface.conftest import SMOKE
from tests.kept_store import jejak

CITY = {"name": "Pemerintah Kota", "category": "CITY"}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(name: str, content: object) -> str:
    Path(name).write_text(content if isinstance(content, str) else json.dumps(content))
    return name


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["do", "organisation.register", "--as", "root", "--with", "/dev/null"], 1),
        (["do", "organisation.register", "--as", "root", "--with", "cities.json"], 1),
        (["do", "organisation.register", "--as", "ghost", "--with", "city.json"], 2),
        (["do", "need.record", "--as", "root", "--with", "city.json"], 1),
        (["do", "system.tick", "--as", "root", "--at", "2020-01-01T00:00:00+07:00"], 2),
        (["account", "open", "sari", "--name", "Sari P.", "--as", "ghost"], 2),
        (["import", "JOURNAL", "broken.jsonl", "--as", "root"], 1),
        (["run", "broken.jsonl"], 2),
        (["run", "mistyped.jsonl"], 2),
        (["run", "empty.jsonl"], 0),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else str(part),
)
def test_what_will_not_be_recorded_makes_no_store(
    here: Path, arguments: list[str], code: int
) -> None:
    written("city.json", CITY)
    written("cities.json", [CITY])
    written("broken.jsonl", "{\n")
    written("mistyped.jsonl", {"do": "organisation.regster", "by": "root", "with": CITY})
    written("empty.jsonl", "")
    before = sorted(here.rglob("*"))
    done = jejak(*arguments, "--store", "new")
    assert done.exit_code == code, done.output
    assert sorted(here.rglob("*")) == before


def test_a_journal_that_cannot_be_read_says_where(here: Path) -> None:
    done = jejak("run", written("broken.jsonl", "{\n"), "--store", "new")
    assert "broken.jsonl:1  line  cannot run: " in done.stdout
    assert done.stderr.endswith("broken.jsonl: 0 of 1 lines met\n")
    assert not (here / "new").exists()


def test_the_first_act_that_is_recorded_makes_the_store_it_names(here: Path) -> None:
    city = written("city.json", CITY)
    done = jejak("do", "organisation.register", "--as", "root", "--with", city, "--store", "new")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["positions"] == [4]
    store = open_store(str(here / "new"))
    assert store.log.end() == 4
    store.close()


@pytest.mark.parametrize(
    "verb",
    [
        ["do", "organisation.register", "--as", "root", "--with", "city.json"],
        ["run", str(SMOKE)],
        ["serve", "--port", "0"],
    ],
    ids=lambda verb: str(verb[0]),
)
def test_no_store_is_made_among_other_files(here: Path, verb: list[str]) -> None:
    written("city.json", CITY)
    (here / "letters").mkdir()
    written("letters/one.txt", "Yth.")
    done = jejak(*verb, "--store", "letters")
    assert done.exit_code == 2
    assert done.stderr == (
        "Error: Di letters ada berkas, tetapi tidak ada buku. Sebut map buku, atau map kosong "
        "untuk buku baru.\n"
        "There are files at letters, but no store. Name a store's folder, or an empty one for a "
        "new store.\n"
    )
    assert [file.name for file in (here / "letters").iterdir()] == ["one.txt"]


def test_a_disk_of_its_own_is_an_empty_place(here: Path) -> None:
    (here / "disk" / "lost+found").mkdir(parents=True)
    written("disk/.keep", "")
    assert jejak("run", SMOKE, "--store", "disk").exit_code == 0
