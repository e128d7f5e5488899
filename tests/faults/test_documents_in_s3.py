"""A store whose documents lie in an S3-compatible store: checked, copied, restored, cut off."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from application.flaws import Flaw
from interface.wordings.keeping import FLAWS
from tests.kept_store import LETTER, KeptStore, tell_the_story
from tests.s3_server import CREDENTIALS, S3Server

DIGEST = sha256(LETTER.encode()).hexdigest()
KEY = f"city/{DIGEST[:2]}/{DIGEST[2:]}"


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    server = S3Server()
    yield server
    server.stop()


@pytest.fixture
def store(server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KeptStore:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    address = server.fresh_bucket()
    tell_the_story(str(tmp_path / "store"), address)
    return KeptStore(str(tmp_path / "store"), address)


def bucket_of(store: KeptStore) -> str:
    return str(store.evidence).split("/")[2]


def states(store: KeptStore) -> dict[str, str]:
    done = store.run("ask", "documents")
    assert done.exit_code == 0, done.output
    return {item["sha256"]: item["state"] for item in json.loads(done.stdout)["items"]}


def test_a_document_lies_there_and_not_in_the_folder_of_the_store(
    store: KeptStore, server: S3Server
) -> None:
    found = server.client().get_object(Bucket=bucket_of(store), Key=KEY)
    assert found["Body"].read() == LETTER.encode()
    assert not (Path(store.where) / "evidence").exists()
    assert states(store)[DIGEST] == "PRESENT"
    assert store.run("verify").exit_code == 0


def test_an_altered_or_lost_document_is_found_and_what_rests_on_it_says_so(
    store: KeptStore, server: S3Server
) -> None:
    place = {"Bucket": bucket_of(store), "Key": KEY}

    def found(state: str, flaw: Flaw) -> None:
        assert states(store)[DIGEST] == state
        done = store.run("verify")
        assert done.exit_code == 4
        assert FLAWS[flaw][1] in done.stdout

    server.client().put_object(**place, Body=b"palsu")
    found("CHANGED", Flaw.DOCUMENT_ALTERED)
    server.client().delete_object(**place)
    found("MISSING", Flaw.DOCUMENT_GONE)


def test_documents_that_cannot_be_reached_are_not_said_to_be_missing(
    store: KeptStore, server: S3Server
) -> None:
    cut_off = KeptStore(store.where, f"s3://{bucket_of(store)}/city?endpoint=http://127.0.0.1:9")
    done = cut_off.run("verify")
    assert done.exit_code == 4
    assert "the documents cannot be read" in done.stdout
    assert FLAWS[Flaw.DOCUMENT_GONE][1] not in done.stdout
    asked = cut_off.run("ask", "documents")
    assert asked.exit_code == 2
    assert "The store of documents does not answer" in asked.stderr


def test_a_copy_holds_the_documents_and_a_restored_store_puts_them_into_its_own_bucket(
    store: KeptStore, server: S3Server, tmp_path: Path
) -> None:
    assert store.run("backup", tmp_path / "copy").exit_code == 0
    assert (tmp_path / "copy" / "evidence" / DIGEST[:2] / DIGEST[2:]).read_text() == LETTER
    again = KeptStore(str(tmp_path / "again"), server.fresh_bucket())
    keys = store.premises.keys.folder
    restored = again.run("restore", tmp_path / "copy", "--keys", keys)
    assert restored.exit_code == 0, restored.output
    found = server.client().get_object(Bucket=bucket_of(again), Key=KEY)
    assert found["Body"].read() == LETTER.encode()
    assert states(again)[DIGEST] == "PRESENT"
    assert again.run("verify").exit_code == 0
