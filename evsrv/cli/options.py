"""The options that several commands share."""

from pathlib import Path

import click

from evsrv.core.datasets import DATASETS, EVENTS, Dataset


def name(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Check the name of an organization, project or integration; a callback for options."""
    # Text that is not UTF-8 arrives as lone surrogates, which are not printable either.
    if value is not None and not (value.strip() and value.isprintable()):
        raise click.BadParameter("must be printable text")
    return value


def _dataset(_context: click.Context, _parameter: click.Parameter, value: str) -> Dataset:
    return DATASETS[value]


def _url(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    if not value.startswith(("http://", "https://")):
        raise click.BadParameter(f"{value!r} does not begin with http:// or https://")
    return value.rstrip("/")


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
organization = click.option("--organization", required=True, callback=name)
known_organization = click.option(
    "--organization", callback=name, help="Without it: the only one of the file."
)
url = click.option(
    "--url",
    callback=_url,
    help="Ask the server at this URL, with the key in EVSRV_KEY, instead of a file.",
)
dataset = click.option(
    "--dataset",
    type=click.Choice(list(DATASETS)),
    default=EVENTS.name,
    show_default=True,
    callback=_dataset,
)
