"""The options that several commands share."""

from pathlib import Path

import click

db = click.option(
    "--db", type=click.Path(path_type=Path), help="Database file [default: evsrv.db]."
)
config = click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="Settings file [default: evsrv.toml where there is one].",
)
plugins_dir = click.option(
    "--plugins-dir", type=click.Path(path_type=Path), help="Directory of further plugins."
)
