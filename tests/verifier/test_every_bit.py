"""Every single bit that is changed in anything that is handed out is caught, and told what of.

On a log of three facts every bit is tried; on a larger one as many as a seed draws, which is
printed with the bit that was missed.
"""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from interface.cli import verifier
from tests.verifier.material import LOG, WITNESSES, Book, entry, facts

SEED = 20_261_124
DRAWN = 300
EXHAUSTED = 8 * 700

Printed = pytest.CaptureFixture[str]


def missed(
    file: Path, what: Path, policy: Path, printed: Printed, tried: Sequence[int] | None = None
) -> list[str]:
    """The bits of a file that may change without `what` being refused for a reason told."""
    content = file.read_bytes()
    found = []
    with file.open("r+b", buffering=0) as disk:
        for bit in tried or bits(len(content) * 8):
            disk.seek(bit // 8)
            disk.write(bytes([content[bit // 8] ^ 1 << bit % 8]))
            code = verifier.verify(what, policy=policy)
            disk.seek(bit // 8)
            disk.write(content[bit // 8 :][:1])
            output = printed.readouterr()
            told = "NOT PROVEN: " if code == 4 else "cannot be verified: "
            if code not in (2, 4) or told not in output.out + output.err:
                found.append(f"seed {SEED}, {file.name}, bit {bit}: exit {code}")
    return found


def bits(count: int) -> list[int]:
    return list(range(count)) if count <= EXHAUSTED else Random(SEED).sample(range(count), DRAWN)


SMALL = Book([entry(1, "s:a", 1), entry(2, "s:b", 1), entry(3, "s:a", 2)], (LOG, WITNESSES["a"]))


@pytest.fixture
def trusted(tmp_path: Path) -> Path:
    file = tmp_path / "policy"
    file.write_text(f"log {LOG.vkey}\nwitness a {WITNESSES['a'].vkey}\nquorum a\n")
    return file


def test_of_a_proof(tmp_path: Path, trusted: Path, capsys: Printed) -> None:
    proof = tmp_path / "2.tlog-proof"
    proof.write_text(SMALL.proof(2))
    assert 8 * len(proof.read_bytes()) < EXHAUSTED
    assert verifier.verify(proof, policy=trusted) == 0
    assert missed(proof, proof, trusted, capsys) == []


def test_of_a_folder_of_tiles(tmp_path: Path, trusted: Path, capsys: Printed) -> None:
    folder = SMALL.tiles(tmp_path / "tiles")
    assert verifier.verify(folder, policy=trusted) == 0
    for name in ("tile/0/000.p/3", "tile/entries/000.p/3"):
        assert missed(folder / name, folder, trusted, capsys) == []
    checkpoint = folder / "checkpoint"
    drawn = Random(SEED).sample(range(8 * checkpoint.stat().st_size), DRAWN)
    assert missed(checkpoint, folder, trusted, capsys, drawn) == []


def test_of_a_larger_folder_of_tiles(tmp_path: Path, trusted: Path, capsys: Printed) -> None:
    folder = Book(facts(600), SMALL.signers).tiles(tmp_path / "tiles")
    assert verifier.verify(folder, policy=trusted) == 0
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    assert len(files) == 8
    rng = Random(SEED)
    for file in files:
        assert (
            missed(file, folder, trusted, capsys, rng.sample(range(file.stat().st_size), 4)) == []
        )


def test_of_a_pack_of_one_fact(tmp_path: Path, trusted: Path, capsys: Printed) -> None:
    pack = SMALL.pack(tmp_path / "pack.zip", only=[2], size=2)
    assert verifier.verify(pack, policy=trusted) == 0
    assert missed(pack, pack, trusted, capsys, range(pack.stat().st_size * 8)) == []


def test_of_a_pack_of_the_whole_log(tmp_path: Path, trusted: Path, capsys: Printed) -> None:
    pack = SMALL.pack(tmp_path / "pack.zip")
    assert verifier.verify(pack, policy=trusted) == 0
    assert missed(pack, pack, trusted, capsys) == []


def test_of_the_files_of_an_unpacked_pack(tmp_path: Path, trusted: Path, capsys: Printed) -> None:
    folder = tmp_path / "pack"
    with zipfile.ZipFile(SMALL.pack(tmp_path / "pack.zip", only=[3])) as packed:
        packed.extractall(folder)
    assert verifier.verify(folder, policy=trusted) == 0
    for name in ("manifest.json", "manifest.note", "proofs", "events.jsonl"):
        drawn = Random(SEED).sample(range(8 * (folder / name).stat().st_size), DRAWN)
        assert missed(folder / name, folder, trusted, capsys, drawn) == []
