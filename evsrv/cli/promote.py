"""`evsrv promote`."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import click

from evsrv.cli import options
from evsrv.cli.completion import complete_path
from evsrv.cli.help import Command, examples
from evsrv.cli.postgresql import require_file_database
from evsrv.cli.progress import progress
from evsrv.cli.tables import as_table
from evsrv.cli.upgrade import upgrade
from evsrv.config import load_settings
from evsrv.core.errors import clip
from evsrv.core.json_path import parse_json_path
from evsrv.sqlite.compiler.json_path import literal_path
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.promote import demote, promote
from evsrv.sqlite.opening import open_unchanged
from evsrv.sqlite.promoted_path import DOCUMENTS, JsonPath, path_name
from evsrv.sqlite.promotions import PromotionState, has_promotions, list_states


def _paths(
    _context: click.Context, _parameter: click.Parameter, values: Sequence[str]
) -> list[JsonPath]:
    return list(dict.fromkeys(map(_path, values)))


def _path(text: str) -> JsonPath:
    try:
        field, path = parse_json_path(text, DOCUMENTS)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    if literal_path(path) is None:
        raise click.BadParameter(
            f"{clip(text)} cannot be promoted: keys may have ASCII letters, digits, blanks and "
            "_.:@$/- only, and only the first may be a number"
        )
    return field, path


@click.command(
    "promote",
    cls=Command,
    short_help="Index JSON paths, so that queries of them are faster.",
    epilog=examples(
        "promote properties.plan",
        "promote --list",
        "promote --undo properties.plan",
    ),
)
@options.db
@options.config
@click.option("--list", "listing", is_flag=True, help="List the promoted paths.")
@click.option("--undo", is_flag=True, help="Undo the promotion of the paths.")
@click.argument("paths", metavar="PATH...", nargs=-1, callback=_paths, shell_complete=complete_path)
def command(
    db: Path | None,
    config: Path | None,
    listing: bool,
    undo: bool,
    paths: Sequence[JsonPath],
) -> None:
    """Add a column with indexes for the JSON values at each PATH: queries of them get faster.

    PATH is a JSON field and keys, as properties.plan or userProperties.client.os. Where a key has a
    dot, write a JSON array: '["properties", "a.b"]'.

    No answer changes. A server may be using the database: the work is done in small steps, and if
    it is broken off, the same command goes on with it.
    """
    settings = load_settings({"db": db}, os.environ, config)
    file = require_file_database(
        settings, "its GIN indexes find equal values at every path without a promotion"
    )
    if listing:
        if undo or paths:
            raise click.UsageError("--list goes alone")
        click.echo(_table(_states(file)))
    elif not paths:
        raise click.UsageError("name a path, as in properties.plan")
    elif undo:
        _undo(file, paths)
    else:
        _promote(file, paths)


def _promote(db: Path, paths: Sequence[JsonPath]) -> None:
    ready = {state.promotion.json_path for state in _states(db) if state.ready}
    for path in (path for path in paths if path in ready):
        click.echo(f"{path_name(path)} is promoted already", err=True)
    new = [path for path in paths if path not in ready]
    if not new:
        return
    with progress("Promoting", _count_events(db)) as done:
        _run(db, lambda engine: promote(engine, new, done=done))
    for path in new:
        click.echo(f"{path_name(path)} is promoted", err=True)


def _undo(db: Path, paths: Sequence[JsonPath]) -> None:
    open_unchanged(db).close()
    _run(db, lambda engine: engine.write(partial(demote, paths=paths)))
    for path in paths:
        click.echo(f"{path_name(path)} is no longer promoted", err=True)


def _states(db: Path) -> list[PromotionState]:
    with closing(open_unchanged(db)) as connection:
        return list_states(connection) if has_promotions(connection) else []


def _count_events(db: Path) -> int:
    with closing(open_unchanged(db)) as connection:
        (events,) = connection.execute("SELECT count(*) FROM events").fetchone()
    return int(events)


def _table(states: Sequence[PromotionState]) -> str:
    rows = (
        (
            path_name(state.promotion.json_path),
            state.promotion.columns[0],
            "ready" if state.ready else "unfinished",
        )
        for state in states
    )
    return as_table(("path", "column", "state"), rows)


def _run(db: Path, action: Callable[[SqliteEngine], Awaitable[None]]) -> None:
    async def run() -> None:
        async with await SqliteEngine.open(db, readers=0) as engine:
            await action(engine)

    upgrade(db)
    asyncio.run(run())
