"""The command line. Every verb imports what it needs when it runs, so that help comes at once."""

import sys
from pathlib import Path
from typing import Any

import click

from interface.cli.account_verbs import account
from interface.cli.key_verbs import keys
from interface.cli.options import AS, AT, STORE, WITH
from interface.cli.proof_verbs import PROOF_VERBS
from interface.cli.witness_verbs import WITNESS_VERBS

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="jejak", message="%(version)s")
def main() -> None:
    """Jejak: every figure cites its facts, and every fact can be proved.

    The system of record for a city's partnership agreements and the civil-servant internships
    that run under them.
    """


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option(
    "--serve/--no-serve",
    default=True,
    envvar="SERVE",
    show_envvar=True,
    help="Serve the store after telling its story.",
)
def demo(port: int, serve: bool) -> None:
    """Play the Bandung story, tell from its facts what an inspector finds, and serve it.

    It is played into a sandbox in data/demo, which is made anew each time.
    """
    from interface.cli.showing import show

    sys.exit(show(Path("data/demo"), port=port, serve=serve))


@main.command()
@STORE
@click.option("--host", help="The address to listen on; 127.0.0.1 unless set.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port; 8000 unless set.")
@click.option("--sandbox", is_flag=True, help="The store must be a sandbox; a new one becomes one.")
def serve(store: str | None, host: str | None, port: int | None, sandbox: bool) -> None:
    """Serve the API and the console until told to stop."""
    from interface.cli.serving import serve_store

    sys.exit(serve_store(store, host=host, port=port, sandbox=sandbox))


@main.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--store", metavar="DIR|URL", help="Play into this store; without it each file has its own."
)
@click.option("--sandbox", is_flag=True, help="The store must be a sandbox; a new one becomes one.")
@click.option("--stop-at-first", is_flag=True, help="Stop at the first line that is not met.")
@click.option("--report", type=click.Choice(["text", "json"]), default="text", show_default=True)
def run(
    files: tuple[Path, ...], store: str | None, sandbox: bool, stop_at_first: bool, report: str
) -> None:
    """Play journals (JSON Lines) and say which of their expectations are not met.

    Without --store each file is played into a fresh sandbox of its own. Exit: 0 all met, 1 some
    unmet, 2 a line that cannot be read or carried out, 3 scripted time outside a sandbox.
    """
    from interface.cli.journals import run_files

    sys.exit(run_files(files, store, sandbox, stop_at_first=stop_at_first, report=report))


@main.command()
@click.argument("command", metavar="THING.VERB")
@STORE
@AS
@WITH
@AT
@click.option("--id", "subject", metavar="ID", help="The thing to act on.")
@click.option("--ref", metavar="REF", help="A name of your own for the thing this creates.")
@click.option("--for", "on_behalf_of", metavar="LOGIN", help="The person you act for.")
@click.option("--key", metavar="KEY", help="Repeating a command under its key records it once.")
@click.option("--if-version", type=int, metavar="N", help="Only if the thing is at this version.")
def do(command: str, **given: Any) -> None:
    """Record one act. Exit: 0 recorded, 1 refused, 2 not understood."""
    from interface.cli.acts import do_one

    sys.exit(do_one(command, **given))


@main.command()
@click.argument("query")
@STORE
@AS
@WITH
@AT
@click.option("--id", "subject", metavar="ID", help="The thing to ask about.")
@click.option("--as-of", metavar="DATE", help="The day asked about.")
@click.option("--known-at", metavar="INSTANT|POSITION", help="What was known then.")
def ask(query: str, **given: Any) -> None:
    """Ask one question. Exit: 0 answered, 1 refused, 2 not understood."""
    from interface.cli.acts import ask_one

    sys.exit(ask_one(query, **given))


@main.command("export")
@click.argument("name", metavar="NAME")
@STORE
@AS
@WITH
@AT
@click.option("--as-of", metavar="DATE", help="The day the tables are of.")
@click.option("--known-at", metavar="INSTANT|POSITION", help="What was known then.")
@click.option(
    "-o", "path", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="PATH"
)
def export_file(name: str, path: Path, **given: Any) -> None:
    """Write what is to be taken away, an audit-pack, to PATH.

    The fields name a thing (`subject`), or a period (`from`, `until`), or neither for everything;
    `first_size` is that of a checkpoint somebody kept, `purpose` shows names. The same question at
    the same position is the same bytes. Exit: 0 written, 1 refused, 2 not understood, 4 the log
    must not be signed.
    """
    from interface.cli.exporting import export_one

    sys.exit(export_one(name, path, **given))


@main.command("import")
@click.argument("kind", metavar="KIND")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@STORE
@AS
@click.option("--apply", is_flag=True, help="Record the rows; without it nothing of them is.")
def import_file(kind: str, file: Path, store: str | None, login: str | None, apply: bool) -> None:
    """Take over a FILE of history on paper, a JOURNAL: say what becomes of each row.

    The file itself is stored as evidence first, with --apply or without. Exit: 0 every row is or
    would be recorded, 1 some are refused, 2 not understood.
    """
    from interface.cli.imports import import_one

    sys.exit(import_one(kind, file, store=store, login=login, apply=apply))


@main.command()
@STORE
@click.option("--to", metavar="POSITION|INSTANT", help="The last fact to show.")
@click.option("--stream", metavar="THING:ID", help="Only the facts of one thing.")
@click.option("--json", "as_json", is_flag=True, help="Whole facts and whole states, JSON Lines.")
def replay(store: str | None, to: str | None, stream: str | None, as_json: bool) -> None:
    """Print the facts in order, each with the state it leads to."""
    from interface.cli.history import replay_store

    sys.exit(replay_store(store, to=to, stream=stream, as_json=as_json))


@main.command()
@STORE
@click.option("--view", metavar="VIEW", help="This view alone.")
@click.option("--check", is_flag=True, help="Compare only, byte for byte; exit 4 if they differ.")
@click.option(
    "--compare/--no-compare",
    "comparing",
    default=True,
    help="Whether to tell how the views that served until then differ.  [default: compare]",
)
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    help="How many fold a long log at once.  [default: one for each core]",
)
@click.option("--roll-back", is_flag=True, help="Let what served before the last rebuild serve.")
@click.option("--drop-kept", is_flag=True, help="Free what is kept for rolling back.")
def rebuild(
    store: str | None,
    view: str | None,
    check: bool,
    comparing: bool,
    processes: int | None,
    roll_back: bool,
    drop_kept: bool,
) -> None:
    """Fold every view anew from the first fact, beside those that serve, and exchange them.

    Whoever reads or records meanwhile notices nothing. A rebuild that was cut off goes on where it
    was. What served before is kept until the next rebuild, for --roll-back. Exit: 0 done, 2 no
    store there or nothing kept, 4 different, or a view met a fact it cannot place.
    """
    from interface.cli import rebuilding
    from interface.wordings.command_line import ONE_OF_THREE
    from interface.wordings.keeping import both

    if check + roll_back + drop_kept > 1:
        raise click.UsageError(both(ONE_OF_THREE))
    if check:
        sys.exit(rebuilding.check_store(store, view=view))
    if roll_back:
        sys.exit(rebuilding.roll_back_store(store))
    if drop_kept:
        sys.exit(rebuilding.drop_kept_tables(store))
    sys.exit(rebuilding.rebuild_store(store, view=view, comparing=comparing, processes=processes))


@main.command()
@STORE
@AT
def tick(store: str | None, at: str | None) -> None:
    """Record what the calendar has made due up to now, and print it.

    Running it twice adds nothing, running it late loses nothing. The time is the machine's; a
    sandbox has its own. Exit: 0 done, 1 refused, 2 no store there.
    """
    from interface.cli.keeping import tick_store

    sys.exit(tick_store(store, at))


@main.command()
@click.argument("what", required=False, type=click.Path(exists=True, path_type=Path))
@STORE
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    type=FILE,
    help="A checkpoint kept from earlier that the log must continue; repeatable.",
)
@click.option(
    "--views/--no-views",
    default=True,
    show_default=True,
    help="Fold the views of a store anew and compare every row.",
)
@click.option("--key", multiple=True, metavar="VKEY", help="The log's public key, or its file.")
@click.option("--policy", type=FILE, help="Logs, witnesses and the quorum to ask for.")
@click.option("--entry", type=FILE, help="The stored fact a proof is about.")
def verify(
    what: Path | None, store: str | None, checkpoints: tuple[Path, ...], views: bool, **trust: Any
) -> None:
    """Check that a store is whole, or that WHAT was handed out is proven.

    Of a store: every fact, what is kept of them, every view, every document; nothing is changed.
    WHAT is an audit pack, a folder of tiles, a proof or a checkpoint, and needs no store.
    Exit: 0 whole or proven, 2 nothing there to check, 3 whole but without a key to prove it by,
    4 not; the first bad place and what is wrong there are named.
    """
    if what is not None:
        from interface.cli import verifier

        sys.exit(verifier.verify(what, earlier=checkpoints, **trust))
    from interface.cli.keeping import verify_store

    sys.exit(verify_store(store, checkpoints, views=views))


@main.command()
@click.argument("path", type=click.Path(path_type=Path))
@STORE
def backup(path: Path, store: str | None) -> None:
    """Copy a store, in use or not, to a new folder PATH, and check the copy.

    The keys to personal data are not copied: without them nobody reads a name in the copy.
    Exit: 0 copied and whole, 2 not copied, 4 copied as it is, but not whole.
    """
    from interface.cli.keeping import back_up_store

    sys.exit(back_up_store(store, path))


@main.command("restore")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--keys",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A copy of its keys, made by `jejak keys copy`, to be put where the store has its own.",
)
@STORE
def restore_from(path: Path, store: str | None, keys: Path | None) -> None:
    """Make a store from the backup in folder PATH, at an empty place, on either database.

    The copy is checked as `verify` checks a store, before there is a store. Exit: 0 restored, 2 no
    backup there or the place is not empty, 4 the copy is damaged and nothing was restored.
    """
    from interface.cli.keeping import restore_store

    sys.exit(restore_store(store, path, keys))


@main.command("check-config")
def check_config() -> None:
    """Say what is set, never a value. Exit 2 names what is wrong."""
    from interface.cli.serving import check_settings

    sys.exit(check_settings())


for verb in (account, keys, *PROOF_VERBS, *WITNESS_VERBS):
    main.add_command(verb)
