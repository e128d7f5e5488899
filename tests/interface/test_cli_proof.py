"""`jejak checkpoint --sign`, `prove`, `tiles` and `signing-key`, as they are typed."""

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result

from infrastructure.ledger.checkpoint import Checkpoint
from infrastructure.ledger.notes import Note
from infrastructure.ledger.proof_file import ProofFile
from infrastructure.ledger.signing import VerifierKey, signed_by
from interface.cli.main import main
from tests.signed_store import ORIGIN, Signed, act


class Desk:
    """A store on disk and its settings; every verb is typed as an operator would."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.signed = Signed(place, lambda: str(place / "store"), where=str(place / "store"))
        self.environment: dict[str, str | None] = {
            "JEJAK_STORE": str(place / "store"),
            "JEJAK_ORIGIN": ORIGIN,
            "JEJAK_SIGNING": str(place / "signing"),
            "JEJAK_KEYS": str(place / "personal"),
            "JEJAK_KIND": None,
            "JEJAK_EVIDENCE": None,
        }
        store = self.signed.open()
        self.receipt = act(store, "document.store", text="satu", title="Surat")
        self.key = [fact.key for fact in store.log.tail(0)][-1] or ""
        store.close()

    def run(self, *words: str | Path) -> Result:
        return CliRunner().invoke(main, [str(word) for word in words], env=self.environment)

    def done(self, *words: str | Path) -> str:
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return result.stdout

    def grows(self) -> None:
        store = self.signed.open()
        act(store, "document.store", text=f"surat {store.log.head().position}", title="Surat")
        store.close()

    def makes_a_key(self) -> VerifierKey:
        return VerifierKey.of_text(self.done("signing-key", "new").removesuffix("\n"))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def refused(result: Result, code: int, *said: str) -> None:
    assert result.exit_code == code, result.output
    assert [words for words in said if words not in result.stderr] == []
    assert result.stdout == ""


def test_a_key_is_made_announced_and_signs(desk: Desk) -> None:
    key = desk.makes_a_key()
    [file] = (desk.place / "signing").glob("*.key")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    note = Note.of_text(desk.done("checkpoint", "--sign"))
    assert signed_by(note, (key,))
    assert Checkpoint.of_text(note.text).size == 5
    assert desk.done("checkpoint") == note.text + "\n"
    assert desk.done("signing-key", "list") == f"{key}\n"


def test_without_a_folder_or_a_key_there_is_nothing_to_sign_with(desk: Desk) -> None:
    refused(desk.run("checkpoint", "--sign"), 2, "signing-key new", "Tidak ada kunci")
    desk.environment["JEJAK_SIGNING"] = None
    refused(desk.run("checkpoint", "--sign"), 2, "JEJAK_SIGNING is not set")
    refused(desk.run("signing-key", "new"), 2, "JEJAK_SIGNING is not set")


def test_where_no_store_is_none_is_made(desk: Desk) -> None:
    desk.environment["JEJAK_STORE"] = str(desk.place / "nothing")
    for words in (("checkpoint", "--sign"), ("prove", "1"), ("signing-key", "list")):
        refused(desk.run(*words), 2, "There is no store at that place.")
    assert not (desk.place / "nothing").exists()


def test_keys_that_lie_open_are_refused(desk: Desk) -> None:
    desk.makes_a_key()
    [file] = (desk.place / "signing").glob("*.key")
    file.chmod(0o644)
    refused(desk.run("checkpoint", "--sign"), 2, "Kunci tidak dapat dipakai", "chmod 600")


def test_a_key_of_another_origin_is_refused(desk: Desk) -> None:
    desk.makes_a_key()
    desk.environment["JEJAK_ORIGIN"] = "elsewhere.example/log"
    refused(desk.run("checkpoint", "--sign"), 2, "JEJAK_ORIGIN", ORIGIN)


def test_a_key_whose_announcement_is_refused_is_said_to_be_made_only(desk: Desk) -> None:
    store = desk.signed.open()
    grant = {
        "role": "OFFICER",
        "from": "2020-01-01",
        "decree": {"number": "SK-1", "date": "2020-01-02"},
    }
    act(store, "account.open", login="sari", name="Sari", roles=[grant])
    store.close()
    result = desk.run("signing-key", "new", "--as", "sari")
    assert result.exit_code == 1
    assert "not announced" in result.stderr
    assert VerifierKey.of_text(result.stdout.removesuffix("\n")).name == ORIGIN
    refused(desk.run("checkpoint", "--sign"), 2, "signing-key new")


def test_an_older_copy_of_the_store_is_not_signed(desk: Desk) -> None:
    desk.makes_a_key()
    copytree(desk.place / "store", desk.place / "copy")
    desk.grows()
    signed = desk.done("checkpoint", "--sign")
    desk.environment["JEJAK_STORE"] = str(desk.place / "copy")
    said = "the log has 5 facts, a head of 6 was signed"
    refused(desk.run("checkpoint", "--sign"), 4, said, "salinan lama", "docs/proof.md")
    assert (desk.place / "signing" / "signed").read_text(encoding="utf-8") == signed
    desk.signed.where = str(desk.place / "copy")
    desk.grows()
    refused(desk.run("checkpoint", "--sign"), 4, "isi buku berubah", "the first 6 facts are not")


def test_a_lost_memory_is_said_with_what_to_put_back(desk: Desk) -> None:
    desk.makes_a_key()
    desk.done("checkpoint", "--sign")
    (desk.place / "signing" / "signed").unlink()
    refused(desk.run("checkpoint", "--sign"), 4, "memory of what was signed last is gone")


def test_a_key_is_retired_by_its_id_and_the_next_one_signs_alone(desk: Desk) -> None:
    old, new = desk.makes_a_key(), desk.makes_a_key()
    assert len(Note.of_text(desk.done("checkpoint", "--sign")).signatures) == 2
    reason = ("--reason", "pergantian")
    receipt = json.loads(desk.done("signing-key", "retire", old.key_id.hex(), *reason))
    assert receipt["topics"] == ["system.signing-key-retired.v1"]
    note = Note.of_text(desk.done("checkpoint", "--sign"))
    assert [line.key_id for line in note.signatures] == [new.key_id]
    assert desk.done("signing-key", "list") == f"{new}\n{old}  # retired\n"
    refused(desk.run("signing-key", "retire", old.key_id.hex()), 2, "signing-key list")


def test_the_proof_of_a_fact_is_one_file_that_shows_its_bytes(desk: Desk) -> None:
    key = desk.makes_a_key()
    refused(desk.run("prove", "4"), 2, "No fact 4 lies under a signed checkpoint")
    desk.done("checkpoint", "--sign")
    text = desk.done("prove", "4")
    assert desk.done("prove", "4", "-o", desk.place / "4.tlog-proof") == ""
    assert (desk.place / "4.tlog-proof").read_text(encoding="utf-8") == text
    proof = ProofFile.of_text(text)
    assert proof.extra is not None
    assert b'"topic":"document.stored.v1"' in proof.extra
    assert proof.shows(proof.extra, (key,)).size == 5
    refused(desk.run("prove", "6"), 2, "No fact 6")


def test_every_fact_of_a_command_is_proved_by_its_key(desk: Desk) -> None:
    key = desk.makes_a_key()
    desk.done("checkpoint", "--sign")
    desk.done("prove", "--key", desk.key, "-o", desk.place / "proofs")
    [position] = desk.receipt.positions
    [file] = (desk.place / "proofs").iterdir()
    assert file.name == f"{position}.tlog-proof"
    proof = ProofFile.of_text(file.read_text(encoding="utf-8"))
    assert proof.extra is not None
    assert proof.shows(proof.extra, (key,)).size == 5
    refused(desk.run("prove", "--key", "unknown"), 2, "No command was recorded")
    assert desk.run("prove").exit_code == 2
    assert desk.run("prove", "1", "--key", desk.key).exit_code == 2


def test_the_tree_is_written_into_a_folder_and_another_one_is_left_alone(desk: Desk) -> None:
    refused(desk.run("tiles", desk.place / "web"), 2, "checkpoint --sign")
    desk.makes_a_key()
    note = desk.done("checkpoint", "--sign")
    assert "5 facts" in desk.done("tiles", desk.place / "web")
    assert (desk.place / "web" / "checkpoint").read_text(encoding="utf-8") == note
    other = Checkpoint("elsewhere.example/log", 3, bytes(32)).text()
    (desk.place / "web" / "checkpoint").write_text(other, encoding="utf-8")
    refused(desk.run("tiles", desk.place / "web"), 4, "elsewhere.example/log")
    assert (desk.place / "web" / "checkpoint").read_text(encoding="utf-8") == other


def test_what_is_handed_out_is_proven_by_the_verifier_that_is_carried_away(desk: Desk) -> None:
    store = desk.signed.open()
    act(store, "document.store", text="panjang", title="Surat", reason="x" * 70_000)
    store.close()
    key = desk.makes_a_key()
    desk.done("checkpoint", "--sign")
    (desk.place / "city.vkey").write_text(f"{key}\n", encoding="utf-8")
    desk.done("tiles", desk.place / "web")
    desk.done("prove", "5", "-o", desk.place / "long.tlog-proof")
    for what in ("web", "long.tlog-proof"):
        assert desk.done("verify", desk.place / what, "--key", desk.place / "city.vkey").endswith(
            "Terbukti.\nProven.\n"
        )
    bundle = desk.place / "web" / "tile" / "entries" / "000.p" / "6"
    content = bytearray(bundle.read_bytes())
    content[-3] ^= 1
    bundle.write_bytes(content)
    assert desk.run("verify", desk.place / "web", "--key", str(key)).exit_code == 4


def test_a_store_is_held_against_what_it_published(desk: Desk) -> None:
    desk.makes_a_key()
    desk.done("checkpoint", "--sign")
    assert desk.run("verify").exit_code == 0
    with closing(sqlite3.connect(desk.place / "store" / "vault.db")) as connection:
        connection.execute("DROP TRIGGER published_checkpoint_no_update")
        connection.execute("UPDATE published_checkpoint SET note = replace(note, '— ', '- ')")
        connection.commit()
    said = desk.run("verify")
    assert said.exit_code == 4
    assert "the checkpoint that was published over 5 facts does not hold" in said.stdout
