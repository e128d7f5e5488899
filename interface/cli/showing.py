"""`jejak demo`: plays the packaged story into a fresh sandbox and shows what an inspector sees."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path

import click

from interface.bootstrap import Store, StoreKind, open_store
from interface.cli.serving import must_be_free, serve_app
from interface.cli.story import story
from interface.journal import Runner
from interface.journal_lines import first_instant_of, read_lines
from interface.transports import DoorTransport
from interface.wordings.command_line import NOT_OURS
from interface.wordings.keeping import both

JOURNAL = files("interface") / "journals" / "bandung-2020-2022.jsonl"
HOST = "127.0.0.1"
MARK = "made-by-jejak-demo"
"""A file by which the demo knows a folder it made itself, and may remove."""


def show(folder: Path, *, port: int, serve: bool) -> int:
    """Play, print, serve; 1 if the story does not come out as told, 2 if the folder is taken."""
    if serve:
        must_be_free(HOST, port)
    if not _emptied(folder):
        click.echo(both(NOT_OURS, folder=folder), err=True)
        return 2
    with as_file(JOURNAL) as journal:
        lines = read_lines(journal)
    click.echo(f"Memutar / playing {len(lines)} baris jurnal …", err=True)
    store = open_store(str(folder), kind=StoreKind.SANDBOX, at=first_instant_of(lines))
    try:
        runner = Runner(DoorTransport(store))
        played = runner.run(lines)
        for failure in played.failures:
            click.echo(str(failure), err=True)
        if played.exit_code:
            return 1
        for line in story(store, runner.names, folder=folder, lines=played.lines):
            click.echo(line)
        if serve:
            _serve(store, port)
    finally:
        store.close()
    return 0


def _emptied(folder: Path) -> bool:
    """Make the folder anew; False if something is there that the demo did not make."""
    if folder.exists():
        if not (folder / MARK).is_file() and any(folder.iterdir()):
            return False
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARK).touch()
    return True


def _serve(store: Store, port: int) -> None:
    click.echo(f"\n  Buka / open   http://{HOST}:{port}   (Ctrl-C berhenti / stops)\n")
    serve_app(store, host=HOST, port=port, log_level="warning")
