"""Options that many verbs take."""

import click

STORE = click.option(
    "--store",
    metavar="DIR|URL",
    help="The store: a folder or a postgresql:// URL (also JEJAK_STORE).",
)
AS = click.option("--as", "login", metavar="LOGIN", help="The account you act as.")
WITH = click.option(
    "--with",
    "fields",
    type=click.File("rb"),
    metavar="FILE",
    help="The fields, as a JSON file; - reads standard input.",
)
AT = click.option("--at", metavar="INSTANT", help="Set the clock forward first; in a sandbox only.")
