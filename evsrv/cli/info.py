"""`evsrv info`."""

import os
from pathlib import Path
from typing import Any

import click
import orjson

from evsrv.cli import options
from evsrv.cli.cells import visible
from evsrv.cli.help import Command, examples
from evsrv.cli.postgresql import care_of
from evsrv.cli.tables import as_table
from evsrv.columnar.copy_folder import count_bytes
from evsrv.columnar.make_copies import folder_of_copies
from evsrv.config import Settings, load_settings
from evsrv.core.dsn import Dsn
from evsrv.core.timestamps import format_timestamp
from evsrv.engine.contents import Contents, Group, Size
from evsrv.sqlite.maintenance.contents import read_contents

_PLACE_COLUMNS = ("organization", "project", "dataset", "rows", "first", "last", "types")
_SIZE_COLUMNS = ("table", "index", "bytes")


@click.command(
    "info",
    cls=Command,
    short_help="Show the organizations, rows and sizes of a database.",
    epilog=examples(
        "info",
        "info --db site.db --json",
    ),
)
@options.db
@options.config
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(db: Path | Dsn | None, config: Path | None, as_json: bool) -> None:
    """Show what a database has: organizations, projects, rows, times, types, and sizes of tables.

    Times are createdAt, of conversations firstMessageTime. A server may be using the database;
    nothing is changed.
    """
    settings = load_settings({"db": db}, os.environ, config)
    if isinstance(settings.db, Dsn):
        contents, document, summary = _of_postgresql(settings.db)
    else:
        contents, document, summary = _of_file(settings, settings.db)
    if as_json:
        click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2))
        return
    click.echo(
        f"{settings.db}: version {contents.version} of {contents.newest_version}, {summary}\n"
    )
    rows = [list(_group(group).values()) for group in contents.groups]
    rows += [[*place, None, 0, None, None, None] for place in contents.empty_places]
    click.echo(as_table(_PLACE_COLUMNS, [[*row[:-1], _types(row[-1])] for row in rows]))
    if contents.sizes:
        click.echo()
        click.echo(as_table(_SIZE_COLUMNS, [list(_size(one).values()) for one in contents.sizes]))


def _of_file(settings: Settings, path: Path) -> tuple[Contents, dict[str, Any], str]:
    """Return the contents of a file, as JSON too, and a line on its size."""
    contents = read_contents(path)
    copies = count_bytes(folder_of_copies(settings))
    document = {"file": str(path), **_document(contents)} | {
        "free_bytes": contents.free_bytes,
        "log_bytes": contents.log_bytes,
        "columnar_bytes": copies,
    }
    summary = (
        f"{contents.bytes} bytes, {contents.free_bytes} of them free; log: {contents.log_bytes}"
        f" bytes; columnar copies: {copies} bytes"
    )
    return contents, document, summary


def _of_postgresql(dsn: Dsn) -> tuple[Contents, dict[str, Any], str]:
    """Return the contents of a database, as JSON too, and a line on its size."""
    contents = care_of(dsn).contents()
    return contents, {"database": str(dsn), **_document(contents)}, f"{contents.bytes} bytes"


def _document(contents: Contents) -> dict[str, Any]:
    return {
        "version": contents.version,
        "newest_version": contents.newest_version,
        "bytes": contents.bytes,
        "contents": [_group(group) for group in contents.groups],
        "empty": [
            {"organization": organization, "project": project}
            for organization, project in contents.empty_places
        ],
        "sizes": [_size(one) for one in contents.sizes],
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "organization": group.organization_id,
        "project": group.project_id,
        "dataset": group.dataset.name,
        "rows": group.rows,
        "first": format_timestamp(group.first),
        "last": format_timestamp(group.last),
        "types": dict(group.types),
    }


def _size(size: Size) -> dict[str, Any]:
    return {"table": size.table, "index": size.index, "bytes": size.bytes}


def _types(types: dict[str, int] | None) -> str:
    return ", ".join(f"{visible(type_)} {rows}" for type_, rows in (types or {}).items())
