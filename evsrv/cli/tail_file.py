"""Following the events of a file in the order of storing."""

import asyncio
import os
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Self

import click
import orjson
from attrs import define

from evsrv.core.datasets import EVENTS
from evsrv.query.plan import Plan
from evsrv.service.answer import row_encoder
from evsrv.sqlite.engine import SqliteEngine

_POLL_SECONDS = 0.25
"""Between two looks at the file's version, each of which takes some microseconds."""


@define
class FileTail:
    """Finds new events by their row numbers, which grow in the order of storing.

    A commit shows all rows below its last one, so none comes later.
    """

    _engine: SqliteEngine
    _plan: Plan
    _path: Path
    _seen: int
    """The number of the last row that was looked at."""
    _opened: os.stat_result

    @classmethod
    async def begin(cls, engine: SqliteEngine, plan: Plan, path: Path) -> Self:
        """Return the tail of the rows of a raw plan that are stored from now on."""
        return cls(engine, plan, path, await _last_row(engine), path.stat())

    async def events(self) -> AsyncGenerator[bytes, None]:
        """Yield the new events as JSON. Raises `ClickException` if the file is replaced."""
        form = self._plan.json_values
        encode = row_encoder(self._plan.columns, form, documents=form)
        while True:
            if not self._is_in_place():
                raise click.ClickException(f"{self._path} was moved or replaced")
            while self._seen < await _last_row(self._engine):
                rows, self._seen = await self._engine.rows_since(self._plan, self._seen)
                for row in rows:
                    yield orjson.dumps(encode(row))
            await asyncio.sleep(_POLL_SECONDS)

    def _is_in_place(self) -> bool:
        try:
            return os.path.samestat(self._opened, self._path.stat())
        except FileNotFoundError:
            return False


async def _last_row(engine: SqliteEngine) -> int:
    return (await engine.data_version(EVENTS)).last_row
