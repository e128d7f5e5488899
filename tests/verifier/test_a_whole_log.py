"""A folder of tiles, and a whole log: whatever is wrong with it is named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from interface.cli import verifier
from tests.verifier.conftest import Printed, verdict
from tests.verifier.material import (
    Book,
    entry,
    facts,
    keep,
)

GOOD = facts(300)


def swapped() -> list[bytes]:
    return [*GOOD[:9], GOOD[10], GOOD[9], *GOOD[11:]]


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        (swapped(), "position 10, it is not in its place."),
        (GOOD[:9] + GOOD[10:], "position 10, it is not in its place."),
        ([*GOOD[:9], b"{}", *GOOD[10:]], "position 10, it is not of the right form."),
        ([*GOOD[:9], b"[]", *GOOD[10:]], "position 10, it is not of the right form."),
        (
            [*GOOD[:9], entry(10, "thing:0", 5), *GOOD[10:]],
            "position 10, the facts of a thing have a hole.",
        ),
        (
            [*GOOD[:9], entry(10, "thing:9", 2), *GOOD[10:]],
            "position 10, the facts of a thing have a hole.",
        ),
        (
            [*GOOD[:9], entry(10, "thing:0", 4, minute=2), *GOOD[10:]],
            "position 10, the time of recording goes back.",
        ),
    ],
)
def test_a_log_whose_own_keys_signed_what_is_not_a_log(
    entries: list[bytes], said: str, trusted: Path, tmp_path: Path, capsys: Printed
) -> None:
    book = Book(entries)
    assert verdict(capsys, book.tiles(tmp_path / "tiles"), policy=trusted) == said
    assert verdict(capsys, book.pack(tmp_path / "pack.zip"), policy=trusted) == said


@pytest.mark.parametrize("size", [1, 255, 256, 299])
def test_history_that_was_rewritten_and_signed_anew_does_not_continue_what_was_kept(
    size: int, trusted: Path, tmp_path: Path, capsys: Printed
) -> None:
    """Log key and witnesses are all in it: only the checkpoint in the auditor's bag tells."""
    forged = Book([GOOD[0].replace(b"t.v1", b"t.v2"), *GOOD[1:]])
    kept = tmp_path / "kept"
    kept.write_text(Book(GOOD).checkpoint(size))
    for thing in (forged.tiles(tmp_path / "tiles"), forged.pack(tmp_path / "pack.zip")):
        assert verifier.verify(thing, policy=trusted) == 0
        capsys.readouterr()
        said = verdict(capsys, thing, policy=trusted, earlier=[kept])
        assert said == f"{kept}, the log does not continue it."


def test_a_log_that_was_cut_off_does_not_reach_what_was_kept(
    trusted: Path, tmp_path: Path, capsys: Printed
) -> None:
    kept = tmp_path / "kept"
    kept.write_text(Book(GOOD).checkpoint())
    tiles = Book(GOOD[:200]).tiles(tmp_path / "tiles")
    said = verdict(capsys, tiles, policy=trusted, earlier=[kept])
    assert said == f"{kept}, the log does not continue it."


# --- a folder of tiles ---


def changed(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("tile/0/000", changed, "position 256, tile/0/000, its bytes were altered."),
        ("tile/0/001.p/44", changed, "position 300, tile/0/001.p/44, its bytes were altered."),
        ("tile/1/000.p/1", changed, "tile/1/000.p/1, its bytes were altered."),
        ("tile/0/001.p/44", Path.unlink, "tile/0/001.p/44, it is missing."),
        ("tile/1/000.p/1", Path.unlink, "tile/1/000.p/1, it is missing."),
        ("tile/entries/000", Path.unlink, "tile/entries/000, it is missing."),
        ("tile/entries/000", changed, "position 256, tile/0/000, its bytes were altered."),
    ],
)
def test_a_file_of_the_folder_is_altered_or_gone(
    name: str, change: Callable[[Path], None], said: str, trusted: Path, tmp_path: Path,
    capsys: Printed,
) -> None:  # fmt: skip
    folder = Book(GOOD).tiles(tmp_path / "tiles")
    change(folder / name)
    assert verdict(capsys, folder, policy=trusted) == said


def test_a_file_that_is_no_tile_is_not_passed_over(
    trusted: Path, tmp_path: Path, capsys: Printed
) -> None:
    folder = Book(GOOD).tiles(tmp_path / "tiles")
    keep(folder / "tile/0/1", b"")
    assert verdict(capsys, folder, policy=trusted) == "tile/0/1, it does not belong here."


def test_partial_tiles_left_from_earlier_are_compared_too(
    trusted: Path, tmp_path: Path, capsys: Printed
) -> None:
    folder = tmp_path / "tiles"
    for size in (20, 280, 300):
        Book(GOOD[:size]).tiles(folder)
    assert verifier.verify(folder, policy=trusted) == 0
    capsys.readouterr()
    for name, said in (
        ("tile/0/000.p/20", "position 20, tile/0/000.p/20, its bytes were altered."),
        ("tile/entries/001.p/24", "tile/entries/001.p/44, its bytes were altered."),
    ):
        changed(folder / name)
        assert verdict(capsys, folder, policy=trusted) == said
        changed(folder / name)


def test_tiles_ahead_of_the_checkpoint_are_not_vouched_for_and_it_says_so(
    trusted: Path, tmp_path: Path, capsys: Printed
) -> None:
    """A folder that is copied while it grows has its tiles before its checkpoint."""
    folder = Book(GOOD).tiles(tmp_path / "tiles")
    (folder / "checkpoint").write_text(Book(GOOD).checkpoint(250))
    assert verifier.verify(folder, policy=trusted) == 0
    output = capsys.readouterr().out
    assert "Fakta / Facts: 250" in output
    assert "File di luar titik periksa / Files beyond the checkpoint: 3" in output


def long_fact(size: int) -> bytes:
    """A first fact of so many bytes."""
    short = entry(1, "thing:0", 1)
    return short.replace(b"t.v1", b"t" * (size - len(short) + 4))


@pytest.mark.parametrize("size", [65_534, 65_535, 65_536, 200_000])
def test_a_fact_of_any_length_lies_in_its_bundle(
    size: int, trusted: Path, tmp_path: Path, capsys: Printed
) -> None:
    """From 65,535 bytes on its length is spelled with 32 bits more."""
    folder = Book([long_fact(size), *GOOD[1:3]]).tiles(tmp_path / "tiles")
    assert verifier.verify(folder, policy=trusted) == 0
    bundle = folder / "tile/entries/000.p/3"
    bundle.write_bytes(bundle.read_bytes()[:-1])
    said = "tile/entries/000.p/3, it is not of the right form."
    capsys.readouterr()
    assert verdict(capsys, folder, policy=trusted) == said


def test_a_length_is_spelled_in_one_way(trusted: Path, tmp_path: Path, capsys: Printed) -> None:
    """The same facts, but the length of one is spelled as only a long one may be."""
    folder = Book(GOOD[:3]).tiles(tmp_path / "tiles")
    bundle = folder / "tile/entries/000.p/3"
    first = GOOD[0]
    rest = bundle.read_bytes()[2 + len(first) :]
    bundle.write_bytes(b"\xff\xff" + len(first).to_bytes(4, "big") + first + rest)
    said = "tile/entries/000.p/3, it is not of the right form."
    assert verdict(capsys, folder, policy=trusted) == said
