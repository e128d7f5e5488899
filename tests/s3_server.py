"""An S3-compatible server of one's own: a process on the loopback, empty when it starts.

Requests reach it over HTTP; it keeps everything in memory and ends with the test session.
"""

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import boto3

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "officer", "AWS_SECRET_ACCESS_KEY": "secret"}
_READY = "Running on"


@dataclass
class S3Server:
    """A running server; its address is `endpoint`."""

    endpoint: str = field(init=False)
    process: "subprocess.Popen[bytes]" = field(init=False)
    _buckets: int = 0

    def __post_init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **CREDENTIALS},
        )
        for _ in range(1000):
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError("the S3 server of the tests did not start")

    def client(self) -> Any:
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        )

    def fresh_bucket(self) -> str:
        """The address of evidence in a new bucket."""
        self._buckets += 1
        bucket = f"bukti-{self._buckets}"
        self.client().create_bucket(Bucket=bucket)
        return f"s3://{bucket}/city?endpoint={self.endpoint}"

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(20)
