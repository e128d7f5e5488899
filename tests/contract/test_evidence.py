"""Bytes put away are on the disk under their hash, whole, and looked at again when they change."""

from hashlib import sha256
from pathlib import Path

import pytest

from domain.states import EvidenceState
from infrastructure.evidence import FolderEvidence

CONTENT = b"%PDF-1.7 surat tugas"
DIGEST = sha256(CONTENT).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "evidence"


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_was_put_is_read_by_another_process_and_stands_alone(folder: Path) -> None:
    assert FolderEvidence(folder).put(CONTENT) == DIGEST

    again = FolderEvidence(folder)
    assert again.get(DIGEST) == CONTENT
    assert again.state(DIGEST) is EvidenceState.PRESENT
    assert [path.read_bytes() for path in files(folder)] == [CONTENT]


def test_what_was_never_put_is_missing_and_makes_no_folder(folder: Path) -> None:
    evidence = FolderEvidence(folder)

    assert evidence.state(DIGEST) is EvidenceState.MISSING
    assert evidence.get(DIGEST) is None
    assert not folder.exists()


def test_one_altered_byte_is_seen_even_after_the_file_was_verified(folder: Path) -> None:
    evidence = FolderEvidence(folder)
    evidence.put(CONTENT)
    [file] = files(folder)

    file.write_bytes(CONTENT[:-1] + b"x")

    assert evidence.state(DIGEST) is EvidenceState.CHANGED
    assert FolderEvidence(folder).state(DIGEST) is EvidenceState.CHANGED


def test_putting_again_mends_what_was_altered_or_lost(folder: Path) -> None:
    evidence = FolderEvidence(folder)
    evidence.put(CONTENT)
    [file] = files(folder)
    file.write_bytes(b"")

    evidence.put(CONTENT)
    assert evidence.state(DIGEST) is EvidenceState.PRESENT

    file.unlink()
    evidence.put(CONTENT)
    assert evidence.get(DIGEST) == CONTENT


def test_a_write_that_fails_leaves_nothing_behind(folder: Path) -> None:
    evidence = FolderEvidence(folder)
    place = folder / DIGEST[:2] / DIGEST[2:]
    place.mkdir(parents=True)

    with pytest.raises(OSError):
        evidence.put(CONTENT)

    assert files(folder) == []
