"""A request's golden text: its SQL, parameters and answer over the events of events.json."""

import asyncio
import json
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from support.dataset_rows import insert, read_rows

from evsrv import builtin
from evsrv.config import Settings
from evsrv.core import resources
from evsrv.core.datasets import CONVERSATIONS, DATASETS, EVENTS, FEEDBACK, Dataset
from evsrv.core.event import Event
from evsrv.core.scope import Scope
from evsrv.core.sql import Sql
from evsrv.engine.port import Page
from evsrv.ingest import EventReader
from evsrv.plugin.loader import find_plugins
from evsrv.plugin.vocabulary import Vocabulary, collect
from evsrv.query.plan import Plan
from evsrv.query.planner import Planner
from evsrv.query.reader import QueryReader
from evsrv.query.schema import Schemas
from evsrv.service.answer import to_answer
from evsrv.sqlite.compile_context import read_compile_context, read_plan_context
from evsrv.sqlite.compiler.context import DEFAULT_CONTEXT, CompileContext
from evsrv.sqlite.compiler.statement import Statement, compile_plan
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.functions import register
from evsrv.sqlite.insert import append_events
from evsrv.sqlite.maintenance.promote import promote
from evsrv.sqlite.migrations import migrate

HERE = Path(__file__).parent
CASES = HERE / "cases"
PROMOTED_CASES = HERE / "promoted"
SCOPE = Scope("acme", "site")
PROMOTED = [
    *(("properties", (name,)) for name in ("n", "plan", "tags", "order", "items", "at", "a.b")),
    ("properties", ("order", "id")),
]


@cache
def vocabulary() -> Vocabulary:
    """The terms of the contract and of the bundled plugins."""
    return collect(find_plugins(builtin.plugins(Settings().user_paths), bundled=resources.PLUGINS))


@cache
def _stages() -> tuple[QueryReader, Planner]:
    schemas = Schemas.load(vocabulary())
    planner = Planner.from_vocabulary(vocabulary(), schemas, page_size=1_000, max_page_size=10_000)
    return QueryReader.from_schemas(schemas), planner


NOW = 1_775_001_600_000
"""2026-04-01T00:00:00Z."""


def compile_query(
    body: Any,
    scope: Scope = SCOPE,
    context: CompileContext = DEFAULT_CONTEXT,
    dataset: Dataset = EVENTS,
) -> tuple[Plan, Statement]:
    """Take a request through all stages before the database."""
    reader, planner = _stages()
    plan = planner.plan(reader.read(body, dataset), scope, dataset, NOW)
    return plan, compile_plan(plan, context)


def open_database() -> sqlite3.Connection:
    """Make an empty database in memory, ready for compiled queries."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, Path(":memory:"))
    register(connection)
    vocabulary().prepare_connection(connection)
    return connection


@cache
def database() -> sqlite3.Connection:
    """A database with the rows of events.json, conversations.json and feedback.json."""
    connection = open_database()
    append_events(connection, _events())
    _insert_others(connection)
    return connection


def _insert_others(connection: sqlite3.Connection) -> None:
    for dataset in (CONVERSATIONS, FEEDBACK):
        insert(connection, dataset, read_rows(HERE / f"{dataset.name}.json"))


def _events() -> list[Event]:
    read = EventReader().read
    return [
        read(document, organization_id="acme", project_id=None, now=0)
        for document in json.loads((HERE / "events.json").read_text("utf-8"))
    ]


@cache
def promoted_database() -> sqlite3.Connection:
    """The same events where `PROMOTED` are promoted."""

    async def make(path: Path) -> None:
        async with await SqliteEngine.open(path, readers=0) as store:
            await promote(store, PROMOTED)
            await store.append(_events())

    connection = open_database()
    with TemporaryDirectory() as folder:
        path = Path(folder, "events.db")
        asyncio.run(make(path))
        with closing(sqlite3.connect(path)) as file:
            file.backup(connection)
    _insert_others(connection)
    return connection


def compile_case(case: Path, context: CompileContext = DEFAULT_CONTEXT) -> tuple[Plan, Statement]:
    body = json.loads(case.read_text("utf-8"))
    return compile_query(body, context=context, dataset=dataset_of(case))


def dataset_of(case: Path) -> Dataset:
    """Return the dataset that a case asks: a case of another one than events is in its folder."""
    return DATASETS.get(case.parent.name, EVENTS)


def answer_of(case: Path, connection: sqlite3.Connection) -> tuple[list[Any], int]:
    """Run a case on a database, with what is promoted there: its rows, and how many in all.

    It is compiled as for a server, which reads the extent of a plan's rows first.
    """
    plan, _ = compile_case(case)
    statement = compile_plan(plan, read_plan_context(connection, plan))
    ((total,),) = _run(statement.total, connection)
    return _run(statement.page, connection), total


def golden_of(case: Path, connection: sqlite3.Connection) -> str:
    """Write what a case compiles to on a database, and what it answers."""
    plan, statement = compile_case(case, read_compile_context(connection, dataset_of(case)))
    rows, total = answer_of(case, connection)
    if plan.groups:
        assert all(row[-1] == total for row in rows)
    answer = to_answer(plan, Page(rows, total))
    return "\n".join(
        (
            *_statement("page", statement.page),
            *_statement("total", statement.total),
            f"-- answer: {total} in all",
            *(f"--   {orjson.dumps(row).decode()}" for row in answer.rows),
            "",
        )
    )


def _run(query: Sql, connection: sqlite3.Connection) -> list[Any]:
    return connection.execute(query.text, query.parameters).fetchall()


def _statement(name: str, query: Sql) -> tuple[str, ...]:
    return (
        f"-- {name}",
        f"{query.text};",
        f"-- {name} parameters",
        *(f"--   {json.dumps(value, ensure_ascii=False)}" for value in query.parameters),
        "",
    )
