"""Following the events of a file in the order of storing."""

import asyncio
import os
from collections.abc import AsyncGenerator
from pathlib import Path

import click
import orjson

from evsrv.core.datasets import EVENTS
from evsrv.query.plan import Plan
from evsrv.service.answer import row_encoder
from evsrv.sqlite.engine import SqliteEngine

_POLL_SECONDS = 0.25
"""Between two looks at the file's version, each of which takes some microseconds."""


async def last_row(engine: SqliteEngine) -> int:
    """Return the number of the last event that was stored."""
    return (await engine.data_version(EVENTS)).last_row


async def follow_file(
    engine: SqliteEngine, plan: Plan, path: Path, since: int
) -> AsyncGenerator[bytes, None]:
    """Yield the events of a raw plan that are stored after the row `since`, as JSON.

    Row numbers grow in the order of storing, and a commit shows all rows below its last one. Raises
    `ClickException` if another file takes the place of this one.
    """
    encode = row_encoder(plan.columns, plan.json_values, documents=plan.json_values)
    opened = path.stat()
    while True:
        if not _is_in_place(path, opened):
            raise click.ClickException(f"{path} was moved or replaced")
        while since < await last_row(engine):
            rows, since = await engine.rows_since(plan, since)
            for row in rows:
                yield orjson.dumps(encode(row))
        await asyncio.sleep(_POLL_SECONDS)


def _is_in_place(path: Path, opened: os.stat_result) -> bool:
    try:
        return os.path.samestat(opened, path.stat())
    except FileNotFoundError:
        return False
