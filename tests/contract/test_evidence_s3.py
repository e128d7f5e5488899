"""Evidence in an S3-compatible store, over HTTP: kept, altered, lost, unreachable."""

from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest

from application.evidence import EvidenceUnavailable, Incoming
from domain.states import EvidenceState
from infrastructure.evidence_s3 import S3Evidence
from tests.s3_server import CREDENTIALS, S3Server

CONTENT = b"%PDF-1.7 surat tugas"
DIGEST = sha256(CONTENT).hexdigest()
KEY = f"city/{DIGEST[:2]}/{DIGEST[2:]}"


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    server = S3Server()
    yield server
    server.stop()


@pytest.fixture
def address(server: S3Server, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    return server.fresh_bucket()


@pytest.fixture
def evidence(address: str) -> S3Evidence:
    return S3Evidence(address)


def bucket_of(address: str) -> str:
    return address.split("/")[2]


def test_what_was_put_is_read_by_another_process_under_its_hash(
    evidence: S3Evidence, address: str, server: S3Server
) -> None:
    assert evidence.put(CONTENT) == DIGEST

    again = S3Evidence(address)
    assert again.get(DIGEST) == b"".join(again.blocks(DIGEST)) == CONTENT
    assert again.state(DIGEST) is EvidenceState.PRESENT
    assert again.digests() == [DIGEST]
    found = server.client().get_object(Bucket=bucket_of(address), Key=KEY)
    assert found["Body"].read() == CONTENT


def test_what_was_never_put_is_missing(evidence: S3Evidence) -> None:
    assert evidence.state(DIGEST) is EvidenceState.MISSING
    assert evidence.get(DIGEST) is None
    assert list(evidence.blocks(DIGEST)) == []
    assert evidence.digests() == []


def test_an_altered_object_is_seen_even_after_it_was_verified_and_mended_by_putting_it_again(
    evidence: S3Evidence, address: str, server: S3Server
) -> None:
    evidence.put(CONTENT)
    place = {"Bucket": bucket_of(address), "Key": KEY}
    server.client().put_object(**place, Body=CONTENT[:-1] + b"x")
    assert evidence.state(DIGEST) is EvidenceState.CHANGED
    assert S3Evidence(address).state(DIGEST) is EvidenceState.CHANGED

    evidence.put(CONTENT)
    assert evidence.state(DIGEST) is EvidenceState.PRESENT
    server.client().delete_object(**place)
    assert evidence.state(DIGEST) is EvidenceState.MISSING


def test_a_file_goes_there_a_block_at_a_time_and_is_whole(evidence: S3Evidence) -> None:
    content = bytes(range(256)) * (3 << 12)
    digest = sha256(content).hexdigest()
    assert evidence.put(Incoming(digest, len(content), BytesIO(content))) == digest
    assert [len(block) for block in evidence.blocks(digest)] == [1 << 20, 1 << 20, 1 << 20]
    assert evidence.get(digest) == content


def test_other_objects_in_the_bucket_are_no_documents(
    evidence: S3Evidence, address: str, server: S3Server
) -> None:
    for key in ("city/readme.txt", f"other/{DIGEST[:2]}/{DIGEST[2:]}", f"city/{DIGEST}.tmp"):
        server.client().put_object(Bucket=bucket_of(address), Key=key, Body=b"x")
    assert evidence.digests() == []


@pytest.mark.parametrize(
    "wrong",
    ["s3://no-such-bucket/city?endpoint={endpoint}", "s3://b/city?endpoint=http://127.0.0.1:9"],
)
def test_a_store_that_does_not_answer_or_is_not_there_loses_no_document(
    address: str, server: S3Server, wrong: str
) -> None:
    evidence = S3Evidence(wrong.format(endpoint=server.endpoint))
    asked: list[Any] = [
        lambda: evidence.state(DIGEST),
        lambda: evidence.get(DIGEST),
        lambda: evidence.put(CONTENT),
        evidence.digests,
    ]
    for ask in asked:
        with pytest.raises(EvidenceUnavailable):
            ask()


def test_an_address_without_a_bucket_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="names no bucket"):
        S3Evidence("s3:///city")
