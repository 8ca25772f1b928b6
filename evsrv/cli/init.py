"""`evsrv init`."""

import asyncio
import os
import shlex
import sqlite3
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import click

from evsrv.cli import options
from evsrv.cli.first_steps import first_steps
from evsrv.cli.help import Command, examples
from evsrv.cli.settings_file import render_settings_file
from evsrv.cli.upgrade import upgrade
from evsrv.config import DEFAULT_FILE, FILE_VARIABLE, PREFIX, Settings, load_settings
from evsrv.core.timestamps import now
from evsrv.engine.api_key import KEY_KINDS
from evsrv.sqlite.api_keys import create_key, list_keys
from evsrv.sqlite.engine import SqliteEngine

_ORGANIZATION = "main"


@click.command(
    "init",
    cls=Command,
    short_help="Make a settings file, a database and three keys.",
    epilog=examples("init", "init analytics --organization acme --project site"),
)
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.option(
    "--organization",
    callback=options.name,
    default=_ORGANIZATION,
    show_default=True,
    help="The organization of the keys.",
)
@options.project
def command(directory: Path, organization: str, project: str | None) -> None:
    """Make a settings file, a database and three keys in DIRECTORY, and say how to go on.

    DIRECTORY is the current one by default; it is made if it is missing. The keys are printed only
    this once. No existing settings file and no key is changed: a database that has no key yet, as
    one that `evsrv serve` has made, gets the three keys.
    """
    file, db = directory / DEFAULT_FILE, directory / Settings().file
    _require_unset({FILE_VARIABLE: file, f"{PREFIX}DB": db})
    _require_missing(file)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as settings_file:
            settings_file.write(render_settings_file({"db": Settings().db}))
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}") from error
    try:
        # Before the keys are made: an invalid variable of the environment would lose them.
        settings = load_settings({"db": db}, os.environ, file)
        keys = _make_keys(settings, organization, project)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    click.echo(f"Made {file} and three keys for {_place(organization, project)} in {db}.\n")
    click.echo(first_steps(settings, keys, directory))


def _require_unset(paths: Mapping[str, Path]) -> None:
    """Refuse if a variable names another file, which `evsrv serve` would then use."""
    for variable, path in paths.items():
        value = os.environ.get(variable)
        if value and Path(value).absolute() != path.absolute():
            raise click.ClickException(
                f"{variable} is set to {value}, so that evsrv would not use {path};"
                f" unset it: unset {variable}"
            )


def _require_missing(file: Path) -> None:
    if file.exists():
        raise click.ClickException(
            f"{file} exists already; start the server with: evsrv serve; make a further key with:"
            " evsrv keys create"
        )


def _make_keys(settings: Settings, organization: str, project: str | None) -> Mapping[str, str]:
    """Return the secret of a new key by its kind."""

    def work(connection: sqlite3.Connection) -> dict[str, str]:
        if list_keys(connection):
            raise click.ClickException(
                f"{settings.file} has keys already; make a further one with: evsrv keys create"
                f" --db {shlex.quote(str(settings.file))}"
            )
        make = partial(
            create_key, connection, organization_id=organization, project_id=project, now=now()
        )
        return {kind: make(kind=kind, name=f"evsrv init: {kind}")[1] for kind in KEY_KINDS}

    async def run() -> dict[str, str]:
        async with await SqliteEngine.open(settings.file, readers=0) as store:
            return await store.write(work)

    upgrade(settings.file)
    return asyncio.run(run())


def _place(organization: str, project: str | None) -> str:
    place = f"the organization {organization}"
    return place if project is None else f"the project {project} of {place}"
