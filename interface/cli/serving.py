"""`jejak serve` and `jejak check-config`: the server, and what is set for it."""

import signal
import socket
import sys
from contextlib import nullcontext

import click

from interface.api.app import create_app
from interface.bootstrap import UPLOAD_LIMIT, Schedule, Settings, Store, StoreKind
from interface.cli.opening import USAGE, opened, settings
from interface.wordings.keeping import NO_PORT, both

PATIENCE = 5
"""Seconds a stopping server gives to requests under way."""
ON_WINDOWS = sys.platform == "win32"
"""Where uvicorn's fast loop does not exist."""


class CannotListen(click.ClickException):
    """The server can be reached nowhere."""

    exit_code = USAGE


def serve_store(store: str | None, *, host: str | None, port: int | None, sandbox: bool) -> int:
    """Serve a store until the process is told to stop."""
    given = settings()
    host, port = host or given.host, given.port if port is None else port
    must_be_free(host, port)
    with opened(store, kind=StoreKind.SANDBOX if sandbox else None) as place:
        signing = Schedule(place.publisher, given.checkpoint_every) if place.publisher else None
        with signing or nullcontext():
            serve_app(
                place,
                host=host,
                port=port,
                log_level=given.log_level,
                upload_limit=given.upload_limit,
            )
    return 0


def serve_app(
    store: Store, *, host: str, port: int, log_level: str, upload_limit: int = UPLOAD_LIMIT
) -> None:
    """Run the server over an open store; comes back when it has stopped."""
    import uvicorn

    signal.signal(signal.SIGTERM, _leave)
    uvicorn.run(
        create_app(store, upload_limit=upload_limit),
        host=host,
        port=port,
        log_level=log_level,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=PATIENCE,
        loop="auto" if ON_WINDOWS else "uvloop",
        http="auto" if ON_WINDOWS else "httptools",
    )


def must_be_free(host: str, port: int) -> None:
    """End with exit code 2 if no server can listen there."""
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, address in places:
            with socket.socket(family, kind, protocol) as probe:
                if not ON_WINDOWS:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                probe.bind(address)
    except OSError as error:
        why = error.strerror or error
        raise CannotListen(both(NO_PORT, host=host, port=port, why=why)) from error


def _leave(*_: object) -> None:
    """uvicorn repeats the signal once it has stopped; leaving this way closes the store."""
    sys.exit(0)


def check_settings() -> int:
    """Print every setting and whether it is set; values are never shown."""
    given = settings()
    width = max(map(len, Settings.model_fields))
    for name, info in Settings.model_fields.items():
        source = "set" if name in given.model_fields_set else "default"
        click.echo(f"JEJAK_{name.upper():<{width}} {source:<8} {info.description}")
    return 0
