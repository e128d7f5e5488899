"""docs/cli.md is what the program itself says: `make docs` writes it anew from the help texts."""

import click

from interface.cli.main import main
from tests.architecture.house import ROOT
from tests.golden import keep_promise

HEAD = "# Command line\n\nWritten by `make docs` from the program's own help.\n"


def test_the_command_line_reference_is_what_the_program_says() -> None:
    keep_promise(ROOT / "docs" / "cli.md", "\n".join([HEAD, *sections("jejak", main)]))


def sections(path: str, command: click.Command, parent: click.Context | None = None) -> list[str]:
    """The help of a command and of everything below it, as Markdown."""
    context = click.Context(
        command,
        info_name=path.rpartition(" ")[2],
        parent=parent,
        terminal_width=100,
        **command.context_settings,
    )
    found = [f"## {path}\n\n```\n{command.get_help(context)}\n```\n"]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            found += sections(f"{path} {name}", below, context)
    return found
