"""An audit pack that was changed, by somebody without the key or with another: what is named."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from interface.cli import verifier
from tests.verifier.conftest import Printed, verdict
from tests.verifier.material import (
    THIEF,
    Book,
    facts,
    write_pack,
)

GOOD = facts(300)


def repacked(place: Path, change: Callable[[dict[str, str]], None]) -> Path:
    """The pack with other files in it, by somebody who has no key: the seal stays as it was."""
    with zipfile.ZipFile(place) as packed:
        files = {name: packed.read(name).decode() for name in packed.namelist()}
    change(files)
    with zipfile.ZipFile(place, "w") as packed:
        for name, text in files.items():
            member = zipfile.ZipInfo(name)
            member.create_system, member.external_attr = 3, 0o100644 << 16
            packed.writestr(member, text)
    return place


def edit(name: str, old: str, new: str) -> Callable[[dict[str, str]], None]:
    def change(files: dict[str, str]) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return change


def put(name: str, text: str) -> Callable[[dict[str, str]], None]:
    return lambda files: files.update({name: text})


def drop(name: str) -> Callable[[dict[str, str]], None]:
    return lambda files: files.__delitem__(name)


AT_THREE = "position 3, the proof does not lead to the root."
AT_SIX = "position 6, the facts of a thing have a hole."
ALTERED = "manifest.json, its bytes were altered."
MALFORMED = "manifest.json, it is not of the right form."
CHANGES = [
    (edit("events.jsonl", '"t.v1"', '"t.v2"'), AT_THREE),
    (edit("events.jsonl", '"version":2', '"version":7'), AT_SIX),
    (edit("proofs", "6 ", "7 "), "position 6, it is missing."),
    (edit("views/a.csv", "1", "2"), "views/a.csv, its bytes were altered."),
    (drop("views/a.csv"), "views/a.csv, it is missing."),
    (drop("checkpoint"), "checkpoint, it is missing."),
    (drop("manifest.note"), "manifest.note, it is missing."),
    (drop("consistency/200"), "consistency/200, it is missing."),
    (put("views/b.csv", ""), "views/b.csv, it does not belong here."),
    (edit("manifest.json", '"subject": null', '"subject": "x"'), ALTERED),
    (edit("manifest.json", '"rows": 3', '"rows": 4'), "events.jsonl, the count is another."),
    (edit("manifest.json", '"files"', '"filed"'), MALFORMED),
    (put("manifest.json", "[]"), MALFORMED),
]


@pytest.mark.parametrize(("change", "said"), CHANGES, ids=range(len(CHANGES)))
def test_a_pack_that_was_changed_by_somebody_without_the_key(
    change: Callable[[dict[str, str]], None],
    said: str,
    trusted: Path,
    tmp_path: Path,
    capsys: Printed,
) -> None:
    place = Book(GOOD).pack(
        tmp_path / "pack.zip", only=[3, 6, 9], size=200, more={"views/a.csv": "a\n1\n"}
    )
    assert verifier.verify(place, policy=trusted) == 0
    capsys.readouterr()
    assert verdict(capsys, repacked(place, change), policy=trusted) == said


@pytest.mark.parametrize("span", [(1, 120), (121, 200), (64, 127), (200, 200), (2, 3)])
def test_a_pack_of_a_period_has_every_fact_of_it(
    span: tuple[int, int], trusted: Path, tmp_path: Path, capsys: Printed
) -> None:
    """It grows from the tree of the facts before; what comes after is shown to continue it."""
    first, last = span
    kept = tmp_path / "kept"
    kept.write_text(Book(GOOD).checkpoint(last))
    place = Book(GOOD).pack(tmp_path / "pack.zip", span=span, size=200)
    assert verifier.verify(place, policy=trusted, earlier=[kept]) == 0
    assert f"Fakta / Facts: {first}–{last}\n" in capsys.readouterr().out
    hollow = Book(GOOD[: last - 1] + GOOD[last:]).pack(tmp_path / "hollow.zip", span=span, size=200)
    said = f"position {last}, it is not in its place."
    assert verdict(capsys, hollow, policy=trusted) == said


FRONTIERS = [
    (edit("frontier", "120\n", "119\n"), "frontier, it is not of the right form."),
    (edit("frontier", "120\n", "184\n"), "position 185, it is not in its place."),
    (edit("frontier", "120\n", "0120\n"), "frontier, it is not of the right form."),
    (drop("frontier"), "position 1, it is not in its place."),
    (drop("consistency/150"), "consistency/150, it is missing."),
    (drop("consistency/200"), "consistency/200, it is missing."),
    (edit("events.jsonl", '"t.v1"', '"t.v2"'), "manifest.json, the log does not continue it."),
]


@pytest.mark.parametrize(("change", "said"), FRONTIERS, ids=range(len(FRONTIERS)))
def test_a_pack_of_a_period_that_was_changed(
    change: Callable[[dict[str, str]], None],
    said: str,
    trusted: Path,
    tmp_path: Path,
    capsys: Printed,
) -> None:
    place = Book(GOOD).pack(tmp_path / "pack.zip", span=(121, 150), size=200)
    assert verifier.verify(place, policy=trusted) == 0
    capsys.readouterr()
    assert verdict(capsys, repacked(place, change), policy=trusted) == said


def test_a_document_must_have_the_digest_it_is_named_by(
    trusted: Path, tmp_path: Path, capsys: Printed
) -> None:
    name = f"documents/{'0' * 64}"
    place = Book(GOOD).pack(tmp_path / "pack.zip", more={name: "surat palsu"})
    assert verdict(capsys, place, policy=trusted) == f"{name}, its bytes were altered."


def test_a_whole_log_with_a_fact_changed_does_not_lead_to_its_root(
    trusted: Path, tmp_path: Path, capsys: Printed
) -> None:
    place = Book(GOOD).pack(tmp_path / "pack.zip")
    change = edit("events.jsonl", '"t.v1"', '"t.v2"')
    said = "events.jsonl, the tree does not lead to the root."
    assert verdict(capsys, repacked(place, change), policy=trusted) == said


def test_a_pack_of_another_size_says_which_proof_it_lacks(
    trusted: Path, tmp_path: Path, capsys: Printed
) -> None:
    """Some facts alone cannot show that the log continues what was kept."""
    kept = tmp_path / "kept"
    kept.write_text(Book(GOOD).checkpoint(100))
    place = Book(GOOD).pack(tmp_path / "pack.zip", only=[3])
    assert verifier.verify(place, policy=trusted, earlier=[kept]) == 2
    assert "holds no proof that it continues" in capsys.readouterr().err
    place = Book(GOOD).pack(
        tmp_path / "pack.zip", only=[3], more={"consistency/100": Book(GOOD).continued(100)}
    )
    assert verifier.verify(place, policy=trusted, earlier=[kept]) == 0


def test_a_pack_may_not_hide_bytes_between_its_files(
    trusted: Path, tmp_path: Path, capsys: Printed
) -> None:
    place = Book(GOOD).pack(tmp_path / "pack.zip")
    content = place.read_bytes()
    for hidden, said in (
        (b"#!/bin/sh\n" + content, "checkpoint, its bytes were altered."),
        (content + b"x", "pack.zip, its bytes were altered."),
        (content[:-3], "pack.zip, it is not of the right form."),
    ):
        place.write_bytes(hidden)
        assert verdict(capsys, place, policy=trusted) == said


def test_two_files_of_one_name_are_one_too_many(
    trusted: Path, tmp_path: Path, capsys: Printed
) -> None:
    place = Book(GOOD).pack(tmp_path / "pack.zip")
    member = zipfile.ZipInfo("verify.py")
    member.create_system, member.external_attr = 3, 0o100644 << 16
    with zipfile.ZipFile(place, "a") as packed, pytest.warns(UserWarning, match="Duplicate name"):
        packed.writestr(member, "")
    assert verdict(capsys, place, policy=trusted) == "verify.py, it does not belong here."


def test_a_pack_sealed_by_another_key(trusted: Path, tmp_path: Path, capsys: Printed) -> None:
    def resealed(files: dict[str, str]) -> None:
        text = files["manifest.note"].partition("\n\n")[0] + "\n"
        files["manifest.note"] = f"{text}\n{THIEF.line(text)}"

    place = repacked(Book(GOOD).pack(tmp_path / "pack.zip"), resealed)
    assert verdict(capsys, place, policy=trusted) == "manifest.note, the log has not signed it."


def test_the_manifest_of_one_pack_does_not_fit_another(
    trusted: Path, tmp_path: Path, capsys: Printed
) -> None:
    """A manifest that the log sealed once, beside the facts of another question."""
    with zipfile.ZipFile(Book(GOOD).pack(tmp_path / "one.zip", only=[3])) as one:
        manifest = json.loads(one.read("manifest.json"))
    other = Book(GOOD).pack(tmp_path / "other.zip", only=[6])
    place = repacked(other, put("manifest.json", json.dumps(manifest)))
    assert verdict(capsys, place, policy=trusted) == "events.jsonl, its bytes were altered."


def test_what_a_pack_was_made_by_is_the_log_that_signed_its_checkpoint(
    tmp_path: Path, trusted: Path, capsys: Printed
) -> None:
    lone = Book(GOOD, (THIEF,))
    files = {"checkpoint": lone.checkpoint(), "events.jsonl": f"{GOOD[0].decode()}\n"}
    place = write_pack(tmp_path / "pack.zip", files, {"position": 1})
    assert verdict(capsys, place, policy=trusted) == "manifest.json, it is not of the right form."
