"""`jejak run`: journals into a store, and the report."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from application.journal_lines import Line
from interface.bootstrap import Store, StoreKind
from interface.cli.opening import fresh, holds_a_store, opened
from interface.journal import Report, Runner, unreadable
from interface.journal_lines import first_instant_of, read_lines
from interface.transports import DoorTransport
from interface.wordings.command_line import NO_SANDBOX
from interface.wordings.keeping import both


def run_files(
    files: tuple[Path, ...], where: str | None, sandbox: bool, *, stop_at_first: bool, report: str
) -> int:
    """Play the files in order; the exit code is the gravest of theirs."""
    worst = 0
    reports = []
    for file in files:
        lines = read_lines(file)
        played = unreadable(lines)
        if where is None or _may_begin(lines, played) or holds_a_store(where):
            with _store_for(lines, where, sandbox) as store:
                played = Runner(DoorTransport(store), stop_at_first=stop_at_first).run(lines)
        worst = max(worst, played.exit_code)
        if report == "json":
            reports.append({"file": str(file), **played.as_json()})
        else:
            _tell(file, played)
        if stop_at_first and worst:
            break
    if report == "json":
        click.echo(json.dumps({"exit": worst, "files": reports}, ensure_ascii=False, indent=2))
    return worst


def _may_begin(lines: list[Line], unreadable: Report) -> bool:
    """Whether a journal may make a store: it can be read, and records something."""
    return not unreadable.failures and any(line.kind == "do" for line in lines)


@contextmanager
def _store_for(lines: list[Line], where: str | None, sandbox: bool) -> Iterator[Store]:
    """A sandbox of the journal's own, or the store asked for; a new one fits the journal."""
    at = first_instant_of(lines)
    if where is None:
        with fresh(at) as store:
            yield store
        return
    if_new = StoreKind.PRODUCTION if at is None else StoreKind.SANDBOX
    kind = StoreKind.SANDBOX if sandbox else None
    with opened(where, kind=kind, if_new=if_new, at=at) as store:
        yield store


def _tell(file: Path, played: Report) -> None:
    if played.not_a_sandbox:
        click.echo(both(NO_SANDBOX, file=file), err=True)
        return
    for failure in played.failures:
        click.echo(str(failure))
    met = played.lines - len(played.failures)
    click.echo(f"{file}: {met} of {played.lines} lines met", err=True)
