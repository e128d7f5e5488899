"""Evidence in an S3-compatible store: one object per document, under the SHA-256 of its bytes.

The address is `s3://BUCKET/PREFIX`, with `?endpoint=URL` for a store that is not Amazon's. Keys
are laid out as in a folder, so that one can be copied to the other. Who may read and write comes
from where boto3 looks for it: AWS_… in the environment, a profile, the role of the machine.
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, urlsplit

from application.evidence import BLOCK, EvidenceUnavailable, Incoming
from domain.states import EvidenceState
from infrastructure.evidence import DIGEST, EvidenceLost

SCHEME = "s3://"
CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 5, 60, 3

Look = tuple[str, int, str, str]
"""What an object looks like from outside: ETag, size, instant of the last change, version."""


class S3Evidence:
    """An `Evidence`. The bucket must be there."""

    def __init__(self, address: str) -> None:
        """Nothing is asked of the store yet. Raises ValueError if it cannot be used."""
        parts = urlsplit(address)
        self._bucket = parts.netloc
        self._prefix = parts.path.strip("/")
        if not self._bucket:
            raise ValueError(f"{address} names no bucket")
        [endpoint] = parse_qs(parts.query).get("endpoint", [None])
        self._client = _client(endpoint)
        self._found_bucket = False
        self._verified: dict[str, Look] = {}
        self._lock = Lock()

    def put(self, content: bytes | Incoming) -> str:
        if isinstance(content, bytes):
            content = Incoming(sha256(content).hexdigest(), len(content), BytesIO(content))
        digest = content.sha256
        if self.state(digest) is not EvidenceState.PRESENT:
            with _answering():
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=self._key(digest),
                    Body=content.rewound(),
                    ContentLength=content.size,
                    ChecksumSHA256=b64encode(bytes.fromhex(digest)).decode(),
                )
            if self.state(digest) is not EvidenceState.PRESENT:
                raise EvidenceLost(f"{digest} was not read back as it was written")
        return digest

    def get(self, sha256: str) -> bytes | None:
        body = self._body(sha256)
        return None if body is None else b"".join(_blocks(body))

    def blocks(self, sha256: str) -> Iterator[bytes]:
        body = self._body(sha256)
        return iter(()) if body is None else _blocks(body)

    def state(self, sha256: str) -> EvidenceState:
        """An object is read and hashed once, and again whenever it looks different from outside."""
        look = self._look(sha256)
        if look is None:
            return EvidenceState.MISSING
        with self._lock:
            if self._verified.get(sha256) == look:
                return EvidenceState.PRESENT
        body = self._body(sha256)
        if body is None:
            return EvidenceState.MISSING
        if _digest(_blocks(body)) != sha256:
            return EvidenceState.CHANGED
        with self._lock:
            self._verified[sha256] = look
        return EvidenceState.PRESENT

    def digests(self) -> list[str]:
        """The documents that lie here, by the SHA-256 they are stored under."""
        start = f"{self._prefix}/" if self._prefix else ""
        with _answering():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=start
            )
            keys = [item["Key"] for page in pages for item in page.get("Contents", ())]
        found = (key.removeprefix(start).replace("/", "") for key in keys)
        return sorted(digest for digest in found if DIGEST.fullmatch(digest))

    def _key(self, digest: str) -> str:
        return "/".join(part for part in (self._prefix, digest[:2], digest[2:]) if part)

    def _look(self, digest: str) -> Look | None:
        with _answering():
            try:
                head = self._client.head_object(Bucket=self._bucket, Key=self._key(digest))
            except self._client.exceptions.ClientError as error:
                if _is_missing(error):
                    self._bucket_is_there()
                    return None
                raise
        changed, version = head["LastModified"].isoformat(), head.get("VersionId", "")
        return head["ETag"], head["ContentLength"], changed, version

    def _bucket_is_there(self) -> None:
        """A wrong address must not make every document look missing."""
        if not self._found_bucket:
            self._client.head_bucket(Bucket=self._bucket)
            self._found_bucket = True

    def _body(self, digest: str) -> Any:
        with _answering():
            try:
                found = self._client.get_object(Bucket=self._bucket, Key=self._key(digest))
            except self._client.exceptions.ClientError as error:
                if _is_missing(error):
                    return None
                raise
        return found["Body"]


def _client(endpoint: str | None) -> Any:
    try:
        import boto3  # noqa: PLC0415 - only installed where it is used
        from botocore.config import Config  # noqa: PLC0415
    except ImportError as error:
        raise ValueError("documents in S3 need the extra s3: pip install 'jejak[s3]'") from error
    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": "path" if endpoint else "auto"},
    )
    return boto3.client("s3", endpoint_url=endpoint, config=config)


@contextmanager
def _answering() -> Iterator[None]:
    """Whatever else the store says, or that it says nothing, is no word about the document."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise EvidenceUnavailable(str(error)) from error


def _is_missing(error: Any) -> bool:
    return error.response["Error"]["Code"] in {"404", "NoSuchKey", "NotFound"}


def _blocks(body: Any) -> Iterator[bytes]:
    with _answering():
        yield from body.iter_chunks(BLOCK)


def _digest(blocks: Iterator[bytes]) -> str:
    digest = sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()
