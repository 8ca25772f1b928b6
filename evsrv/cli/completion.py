"""Completion of names in the shell, from the file that a command line names."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing

import click

from evsrv.config import ConfigError, load_settings
from evsrv.engine.errors import StoreError
from evsrv.sqlite.maintenance.places import list_places
from evsrv.sqlite.opening import open_unchanged
from evsrv.sqlite.property_keys import list_all_keys

ListNames = Callable[[sqlite3.Connection, click.Context], list[str]]
Complete = Callable[[click.Context, click.Parameter, str], list[str]]


def _completion(list_names: ListNames) -> Complete:
    """Return a completion that offers names; there are none if the file cannot be read."""

    def complete(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
        flags = {"db": context.params.get("db")}
        try:
            settings = load_settings(flags, os.environ, context.params.get("config"))
            with closing(open_unchanged(settings.file)) as connection:
                names = list_names(connection, context)
        except (ConfigError, StoreError, sqlite3.Error):
            return []
        return [name for name in names if name.startswith(incomplete)]

    return complete


def _organizations(connection: sqlite3.Connection, _context: click.Context) -> list[str]:
    return list(list_places(connection))


def _projects(connection: sqlite3.Connection, context: click.Context) -> list[str]:
    wanted = context.params.get("organization")
    projects = {
        project
        for organization, projects in list_places(connection).items()
        if wanted in (None, organization)
        for project in projects
        if project is not None
    }
    return sorted(projects)


def _paths(connection: sqlite3.Connection, _context: click.Context) -> list[str]:
    # A key with a dot has another form as a path.
    return [f"{field}.{key}" for field, key in list_all_keys(connection) if "." not in key]


complete_organization = _completion(_organizations)
complete_project = _completion(_projects)
complete_path = _completion(_paths)
