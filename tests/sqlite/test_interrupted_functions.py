"""SQL functions, aggregates and window functions stop at their query's time limit."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from evsrv.core.scope import Scope
from evsrv.engine.errors import QueryTimeout
from evsrv.plugin import checkpoint
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.json_functions import contains, equal

ROWS = "json_each('[1, 2, 3]')"


def endless(*_: Any) -> None:
    while True:
        checkpoint()


class Steps:
    """An aggregate, and a window function, of which one method does not end."""

    def __init__(self) -> None:
        self.endless = ""

    def step(self, _value: Any, method: str) -> None:
        self.endless = method
        self._run("step")

    def inverse(self, _value: Any, _method: Any) -> None:
        self._run("inverse")

    def value(self) -> None:
        self._run("value")

    def finalize(self) -> None:
        self._run("finalize")

    def _run(self, method: str) -> None:
        if method == self.endless:
            endless()


class Collection:
    """An aggregate whose steps are not checked."""

    short_methods = ("step",)

    def __init__(self) -> None:
        self.step = list[Any]().append

    def finalize(self) -> None:
        return None


def prepare(connection: sqlite3.Connection) -> None:
    assert isinstance(connection, SqliteConnection)
    connection.create_aggregate("collection", 1, Collection)
    connection.create_function("endless", 1, endless, deterministic=True)
    connection.create_aggregate("steps", 2, Steps)
    connection.create_window_function("sliding", 2, Steps)


@pytest.fixture
async def engine(path: Path) -> AsyncIterator[SqliteEngine]:
    async with await SqliteEngine.open(path, readers=1, prepare=prepare) as engine:
        yield engine


def query(text: str, *parameters: Any) -> Callable[..., Any]:
    return lambda connection: connection.execute(text, parameters).fetchall()


ENDLESS_ROWS = (
    "(WITH RECURSIVE row (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM row)"
    " SELECT number FROM row)"
)
SLIDING = "SELECT sliding(value, ?) OVER (ORDER BY value ROWS 1 PRECEDING) FROM " + ROWS
STATEMENTS = [
    (f"SELECT endless(value) FROM {ROWS}",),
    (f"SELECT steps(value, ?) FROM {ROWS}", "step"),
    (f"SELECT steps(value, ?) FROM {ROWS}", "finalize"),
    (f"SELECT collection(number) FROM {ENDLESS_ROWS}",),
    # SQLite ignores the error of a window function's finalize, whose result it does not need.
    *((SLIDING, method) for method in ("step", "value", "inverse")),
]


@pytest.mark.parametrize("statement", STATEMENTS)
async def test_endless_function_is_stopped_at_the_time_limit(
    engine: SqliteEngine, statement: Any
) -> None:
    with pytest.raises(QueryTimeout):
        await engine.read(query(*statement), timeout=0.05)
    assert await engine.read(query("SELECT 1"), timeout=30) == [(1,)]


@pytest.mark.parametrize("statement", STATEMENTS)
async def test_endless_function_is_stopped_if_the_caller_is_cancelled(
    engine: SqliteEngine, statement: Any
) -> None:
    started = threading.Event()

    def work(connection: sqlite3.Connection) -> Any:
        started.set()
        return query(*statement)(connection)

    reading = asyncio.create_task(engine.read(work, timeout=600))
    assert await asyncio.to_thread(started.wait, 30)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert await engine.read(query("SELECT 1"), timeout=30) == [(1,)]


@pytest.mark.parametrize("compare", [contains, equal])
def test_comparison_polls_for_each_container(compare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    polls = []
    monkeypatch.setattr("evsrv.sqlite.json_functions.checkpoint", lambda: polls.append(1))
    value = [{"a": [number]} for number in range(100)]
    assert compare(value, value)
    assert len(polls) > 200


async def test_guarded_query_stops_in_a_python_aggregate(engine: SqliteEngine) -> None:
    with pytest.raises(QueryTimeout):
        await engine._readers.read(
            query(f"SELECT steps(value, 'step') FROM {ROWS}"), scope=Scope("o"), timeout=0.05
        )
