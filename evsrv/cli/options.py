"""The options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from evsrv.cli.completion import complete_organization, complete_project
from evsrv.core.datasets import DATASETS, EVENTS, Dataset
from evsrv.core.dsn import Dsn, UnknownAddress, parse_database

F = TypeVar("F", bound=Callable[..., Any])


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


def _datasets(
    _context: click.Context, _parameter: click.Parameter, names: tuple[str, ...]
) -> tuple[Dataset, ...]:
    """Return the named datasets, each one once."""
    return tuple(dataset for name, dataset in DATASETS.items() if name in names)


class Database(click.ParamType["Path | Dsn"]):
    """A database file, or the connection string of a PostgreSQL database."""

    name = "path"

    def convert(
        self, value: Any, parameter: click.Parameter | None, context: click.Context | None
    ) -> Path | Dsn:
        """Return the path, or the connection string."""
        if isinstance(value, Path | Dsn):
            return value
        try:
            return parse_database(value)
        except UnknownAddress as error:
            self.fail(str(error), parameter, context)

    def shell_complete(
        self, _context: click.Context, _parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Let the shell complete paths."""
        return [CompletionItem(incomplete, type="file")]


db = click.option(
    "--db", type=Database(), help="Database file, or postgresql://... [default: evsrv.db]."
)
config = click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="Settings file [default: evsrv.toml if it exists].",
)
plugins_dir = click.option(
    "--plugins-dir", type=click.Path(path_type=Path), help="Directory of further plugins."
)
organization = click.option(
    "--organization",
    required=True,
    callback=name,
    shell_complete=complete_organization,
    help="Any name; it need not exist.",
)
known_organization = click.option(
    "--organization",
    callback=name,
    shell_complete=complete_organization,
    help="Without it: the only one of the database.",
)
project = click.option(
    "--project",
    callback=name,
    shell_complete=complete_project,
    help="Without it: the whole organization.",
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
    help="The kind of rows.",
)


def datasets(default: str) -> Callable[[F], F]:
    """Return the option for several datasets; `default` says which there are without it."""
    return click.option(
        "--dataset",
        "datasets",
        type=click.Choice(list(DATASETS)),
        callback=_datasets,
        multiple=True,
        help=f"Repeatable. Without it: {default}.",
    )
