"""`evsrv promote`."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import click
import orjson

from evsrv.cli import options
from evsrv.cli.progress import progress
from evsrv.cli.tables import as_table
from evsrv.config import load_settings
from evsrv.core.errors import clip, unknown
from evsrv.sqlite.compiler.json_path import literal_path
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.promote import demote, promote
from evsrv.sqlite.opening import open_unchanged
from evsrv.sqlite.promoted_path import DOCUMENTS, JsonPath, path_name
from evsrv.sqlite.promotions import PromotionState, has_promotions, list_states

_EXAMPLE = "as in properties.plan"


def _paths(
    _context: click.Context, _parameter: click.Parameter, values: Sequence[str]
) -> list[JsonPath]:
    return list(dict.fromkeys(map(_path, values)))


def _path(text: str) -> JsonPath:
    parts = _parts(text)
    if parts is None:
        raise click.BadParameter(f"{clip(text)} is no JSON array of strings")
    field, path = parts[0], tuple(parts[1:])
    if field not in DOCUMENTS:
        raise click.BadParameter(unknown("JSON field", field, DOCUMENTS))
    if not path:
        raise click.BadParameter(f"{clip(text)} is a whole field; name a path in it, {_EXAMPLE}")
    if literal_path(path) is None:
        raise click.BadParameter(
            f"{clip(text)} cannot be promoted: keys may have ASCII letters, digits, blanks and "
            "_.:@$/- only, and only the first may be a number"
        )
    return field, path


def _parts(text: str) -> list[str] | None:
    if not text.startswith("["):
        return text.split(".")
    try:
        parts = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    # orjson gives a list for an array alone.
    return parts if parts and all(isinstance(part, str) for part in parts) else None


@click.command("promote")
@options.db
@options.config
@click.option("--list", "listing", is_flag=True, help="List what is promoted.")
@click.option("--undo", is_flag=True, help="Promote the paths no longer.")
@click.argument("paths", metavar="PATH...", nargs=-1, callback=_paths)
def command(
    db: Path | None,
    config: Path | None,
    listing: bool,
    undo: bool,
    paths: Sequence[JsonPath],
) -> None:
    """Give the JSON values at each PATH a column with indexes: queries of them get faster.

    PATH is a JSON field and keys, as properties.plan or userProperties.client.os. Where a key has a
    dot, write a JSON array: '["properties", "a.b"]'.

    No answer changes. A server may be using the database: the work is done in small steps, and if
    it is broken off, the same command goes on with it.
    """
    path = load_settings({"db": db}, os.environ, config).db
    if listing:
        if undo or paths:
            raise click.UsageError("--list goes alone")
        click.echo(_table(_states(path)))
    elif not paths:
        raise click.UsageError(f"name a path, {_EXAMPLE}")
    elif undo:
        _undo(path, paths)
    else:
        _promote(path, paths)


def _promote(path: Path, paths: Sequence[JsonPath]) -> None:
    ready = {state.promotion.place for state in _states(path) if state.ready}
    for place in (place for place in paths if place in ready):
        click.echo(f"{path_name(place)} is promoted already", err=True)
    new = [place for place in paths if place not in ready]
    if not new:
        return
    with progress("Promoting", _count(path)) as done:
        _run(path, lambda store: promote(store, new, done=done))
    for place in new:
        click.echo(f"{path_name(place)} is promoted", err=True)


def _undo(path: Path, paths: Sequence[JsonPath]) -> None:
    open_unchanged(path).close()
    _run(path, lambda store: store.write(partial(demote, paths=paths)))
    for place in paths:
        click.echo(f"{path_name(place)} is promoted no longer", err=True)


def _states(path: Path) -> list[PromotionState]:
    with closing(open_unchanged(path)) as connection:
        return list_states(connection) if has_promotions(connection) else []


def _count(path: Path) -> int:
    with closing(open_unchanged(path)) as connection:
        (events,) = connection.execute("SELECT count(*) FROM events").fetchone()
    return int(events)


def _table(states: Sequence[PromotionState]) -> str:
    rows = (
        (
            path_name(state.promotion.place),
            state.promotion.columns[0],
            "ready" if state.ready else "unfinished",
        )
        for state in states
    )
    return as_table(("path", "column", "state"), rows)


def _run(path: Path, action: Callable[[SqliteEngine], Awaitable[None]]) -> None:
    async def run() -> None:
        async with await SqliteEngine.open(path, readers=0) as store:
            await action(store)

    asyncio.run(run())
