"""One file on a laptop without a network verifies everything that is handed out."""

import ast
import re
import sys
from pathlib import Path

import pytest

from tests.verifier.conftest import SIZE, VERIFIER, Run
from tests.verifier.material import (
    LOG,
    THIEF,
    Book,
    keep,
)

SIGNED = "Ditandatangani / Signed by: contoh.example/buku"
SEEN = [f"Disaksikan / Witnessed by: {name}, 2026-09-21T14:13:20Z" for name in "abc"]


def told(*found: str) -> list[str]:
    """What is printed of a checkpoint that log and witnesses signed."""
    return [*found, SIGNED, *SEEN]


def test_it_needs_nothing_but_the_standard_library_of_python_3_9() -> None:
    tree = ast.parse(VERIFIER.read_text(encoding="utf-8"), feature_version=(3, 9))
    wanted = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert wanted - sys.stdlib_module_names == {"cryptography"}
    guarded = [node for node in tree.body if isinstance(node, ast.Try)]
    assert len(guarded) == 1
    assert all(
        (node.module or "").startswith("cryptography.")
        for node in guarded[0].body
        if isinstance(node, ast.ImportFrom)
    )


def test_a_proof_that_carries_its_fact(
    alone: Run, book: Book, trusted: Path, tmp_path: Path
) -> None:
    proof = tmp_path / "7.tlog-proof"
    proof.write_text(book.proof(7))
    done = alone(proof, "--policy", trusted)
    assert (done.returncode, done.stderr) == (0, "")
    *found, last, proven = done.stdout.splitlines()
    root = book.checkpoint().split("\n")[2]
    assert found[:-1] == told(
        "Buku / Log: contoh.example/buku",
        f"Ukuran / Size: {SIZE}",
        "Fakta / Fact: 7, t.v1, thing:0, 2026-01-01T00:07:00.000000Z",
    )
    assert found[-1].startswith("Akar / Root: ")
    assert root
    assert (last, proven) == ("Terbukti.", "Proven.")


def test_a_proof_and_its_fact_apart(alone: Run, book: Book, tmp_path: Path) -> None:
    proof, fact = tmp_path / "7.tlog-proof", tmp_path / "7.json"
    proof.write_text(book.proof(7, carried=False))
    fact.write_bytes(book.entries[6])
    assert alone(proof, "--key", LOG.vkey, "--entry", fact).returncode == 0
    fact.write_bytes(book.entries[7])
    assert "NOT PROVEN: position 7" in alone(proof, "--entry", fact).stdout
    done = alone(proof, "--key", LOG.vkey)
    assert done.returncode == 2
    assert "give the stored bytes with --entry" in done.stderr


def test_a_folder_of_tiles(alone: Run, book: Book, trusted: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier"
    earlier.write_text(book.checkpoint(255))
    done = alone(book.tiles(tmp_path / "tiles"), "--policy", trusted, "--earlier", earlier)
    assert done.returncode == 0, done.stdout
    assert f"Fakta / Facts: {SIZE}, seluruh buku / the whole log" in done.stdout


def test_a_pack_zipped_and_unpacked_of_the_whole_log_and_of_some_facts(
    alone: Run, book: Book, trusted: Path, tmp_path: Path
) -> None:
    """The zip is unpacked by a foreign tool, as an auditor would."""
    for number, only in enumerate((None, [3, 6, 9])):
        packed = book.pack(tmp_path / f"{number}.zip", only=only, size=200)
        done = alone(packed, "--policy", trusted)
        assert done.returncode == 0, done.stdout
        count = "1–200, seluruh buku / the whole log" if only is None else "3 dari / of 200"
        assert f"Fakta / Facts: {count}" in done.stdout.splitlines()
        folder = tmp_path / f"unpacked {number}"
        unpack(packed, folder)
        assert alone(folder, "--policy", trusted).stdout == done.stdout


def unpack(packed: Path, folder: Path) -> None:
    import subprocess

    subprocess.run(["unzip", "-q", packed, "-d", folder], check=True)


def test_a_log_continues_the_checkpoint_that_was_kept(
    alone: Run, book: Book, trusted: Path, tmp_path: Path
) -> None:
    proof, earlier, other = tmp_path / "proof", tmp_path / "earlier", tmp_path / "other"
    proof.write_text(book.continued(100))
    earlier.write_text(book.checkpoint(100))
    done = alone(proof, "--policy", trusted, "--earlier", earlier)
    assert done.returncode == 0, done.stdout
    assert "Berlanjut / Continued: 100 → 300" in done.stdout
    other.write_text(Book([*book.entries[:99], book.entries[100]]).checkpoint())
    done = alone(proof, "--policy", trusted, "--earlier", other)
    assert done.returncode == 4
    assert f"NOT PROVEN: {other}, the log does not continue it." in done.stdout


def test_a_checkpoint_alone_is_as_good_as_its_signatures(
    alone: Run, book: Book, trusted: Path, tmp_path: Path
) -> None:
    note = tmp_path / "checkpoint"
    note.write_text(book.checkpoint())
    assert alone(note, "--policy", trusted).returncode == 0
    assert alone(note, "--key", THIEF.vkey).returncode == 4
    assert alone(note).returncode == 3


def test_without_a_key_what_is_whole_is_not_called_proven(
    alone: Run, book: Book, tmp_path: Path
) -> None:
    for thing in (book.tiles(tmp_path / "tiles"), book.pack(tmp_path / "pack.zip")):
        done = alone(thing)
        assert done.returncode == 3
        assert "Proven" not in done.stdout
        assert "nobody vouches for it. Give --key." in done.stdout


def test_what_cannot_be_verified_says_so(alone: Run, book: Book, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    checkpoint = tmp_path / "checkpoint"
    checkpoint.write_text(book.checkpoint())
    key = LOG.vkey.replace("+", "+0", 1)
    for arguments, why in (
        ([empty], "neither an audit pack nor a folder of tiles"),
        ([tmp_path / "gone"], "No such file"),
        ([checkpoint, "--key", key], "not the key of a log"),
        ([checkpoint, "--policy", checkpoint], "the policy cannot be read"),
    ):
        done = alone(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert why in done.stderr


def test_its_help_names_every_exit_code_and_way_to_call_it(alone: Run) -> None:
    shown = alone("--help").stdout
    assert [int(code) for code in re.findall(r"^    (\d)  ", shown, re.MULTILINE)] == [0, 2, 3, 4]
    for option in ("--key", "--policy", "--entry", "--earlier"):
        assert f"    {option}" in shown


def test_the_library_and_the_pure_code_say_the_same(
    alone: Run, book: Book, trusted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from interface.cli import verifier

    assert verifier.LIBRARY
    proof = tmp_path / "1.tlog-proof"
    for spoilt in (
        book.proof(1),
        book.proof(1).replace(" contoh.example/buku ", " contoh.example/lain "),
    ):
        keep(proof, spoilt.encode())
        code = verifier.verify(proof, policy=trusted)
        done = alone(proof, "--policy", trusted)
        assert (done.returncode, done.stdout) == (code, capsys.readouterr().out)
