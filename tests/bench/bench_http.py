"""A command over HTTP, durable, against an endpoint of the same framework that only validates.

Server and client are processes of their own on the loopback; every connection sends its next
request when the last is answered (closed loop). One command is one fact: `need.record`.
"""

import asyncio
import json
import multiprocessing
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import uuid4

import uvicorn
from fastapi import FastAPI
from fastapi.responses import Response
from starlette.requests import Request

from application.commands import COMMANDS
from interface.addresses import command_path
from interface.api.app import create_app
from interface.bootstrap import StoreKind, open_store
from tests.bench.load import BEGINNING
from tests.bench.measuring import Round, goal, headline, say, spread
from tests.bench.programme import Programme

COMMAND = COMMANDS["need.record"]
BODY = json.dumps({"area": "TECHNOLOGY", "competence": "Jaringan", "people": 3}).encode()
SETTLING = 0.3
"""Seconds before the measuring begins."""


def validating() -> FastAPI:
    """The same body into the same form, and an answer of a receipt's size; nothing is kept."""
    app = FastAPI()

    @app.post("/validate")
    async def validate(request: Request) -> Response:
        COMMAND.parse(await request.body())
        return Response(b"{" + b" " * 250 + b"}", media_type="application/json")

    return app


def serve(app: FastAPI, told: Connection, token: str) -> None:
    """Serve until the process is ended; tells the port and the token."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", access_log=False)
    listening = config.bind_socket()
    told.send((listening.getsockname()[1], token))
    uvicorn.Server(config).run(sockets=[listening])


def serve_validating(told: Connection) -> None:
    serve(validating(), told, "")


def serve_store(told: Connection, where: str) -> None:
    store = open_store(where, kind=StoreKind.SANDBOX, at=BEGINNING)
    programme = Programme(store)
    programme.prepare(0)
    token = store.tokens.issue(programme.ids["opd"], store.clock.now())
    serve(create_app(store), told, token)
    store.close()


@contextmanager
def running(target: object, *given: str) -> Iterator[tuple[int, str]]:
    """A server in its own process: its port, and a token to ask with."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=target, args=(there, *given))  # type: ignore[arg-type]
    process.start()
    try:
        assert here.poll(60), "the server did not start"
        yield here.recv()
    finally:
        process.terminate()
        process.join(10)


async def one_connection(port: int, path: str, token: str, until: float, took: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while perf_counter() < until:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {token}\r\nIdempotency-Key: {uuid4()}\r\n"
            f"Content-Length: {len(BODY)}\r\n\r\n"
        )
        began = perf_counter()
        writer.write(head.encode() + BODY)
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 20"), answer
        length = next(
            int(line.partition(b":")[2])
            for line in answer.lower().split(b"\r\n")
            if line.startswith(b"content-length")
        )
        await reader.readexactly(length)
        took.append(perf_counter() - began)
    writer.close()


def loaded(port: int, path: str, token: str, connections: int, seconds: float) -> list[float]:
    """The seconds each answer took, under so many connections."""

    async def all_of_them(until: float) -> list[float]:
        took: list[float] = []
        asking = (one_connection(port, path, token, until, took) for _ in range(connections))
        await asyncio.gather(*asking)
        return took

    asyncio.run(all_of_them(perf_counter() + SETTLING))
    return asyncio.run(all_of_them(perf_counter() + seconds))


def main(rounds: int = 5, seconds: int = 2) -> None:
    headline("A command over HTTP (min / median / max of the rounds)")
    path = command_path(COMMAND)
    with (
        TemporaryDirectory() as name,
        running(serve_store, str(Path(name))) as (port, token),
        running(serve_validating) as (other, _),
    ):
        for connections, most in ((1, 2.5), (8, 2.5), (32, 3.0)):
            found: list[Round] = []
            for _ in range(rounds):
                commands = loaded(port, path, token, connections, seconds)
                validated = loaded(other, "/validate", "none", connections, seconds)
                cuts = quantiles(commands, n=100)
                found.append(
                    {
                        "commands/s": len(commands) / seconds,
                        "validated/s": len(validated) / seconds,
                        "of validated": len(commands) / len(validated),
                        "p50 ms": cuts[49] * 1000,
                        "p99 of p50": cuts[98] / cuts[49],
                    }
                )
            report(connections, found, most)


def report(connections: int, found: list[Round], most: float) -> None:
    for name in found[0]:
        say(f"{connections:>3} connections {name:<13} {spread(one[name] for one in found)}")
    if connections > 1:
        tail = [one["p99 of p50"] for one in found]
        goal("G5", tail, f"<= {most} p99/p50", met=median(tail) <= most)
    if connections == 32:
        share = [one["of validated"] for one in found]
        goal("G5", share, ">= 0.65", met=median(share) >= 0.65)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
