"""A request's golden text: its SQL, parameters and answer over the events of events.json."""

import json
import sqlite3
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from evsrv import builtin, resources
from evsrv.ingest import EventReader
from evsrv.plan import Plan, Planner
from evsrv.query import QueryReader
from evsrv.response import show
from evsrv.schema import Schemas
from evsrv.scope import Scope
from evsrv.sql import Statement, compile_plan, register
from evsrv.sqltext import Sql
from evsrv.store.appends import append_events
from evsrv.store.migrations import migrate
from evsrv.vocabulary import Vocabulary, collect, find_plugins

HERE = Path(__file__).parent
CASES = HERE / "cases"
SCOPE = Scope("acme", "site")


@cache
def vocabulary() -> Vocabulary:
    """The terms of the contract and of the bundled plugins."""
    return collect(find_plugins(builtin.PLUGINS, bundled=resources.PLUGINS))


@cache
def _stages() -> tuple[QueryReader, Planner]:
    schemas = Schemas.load(vocabulary())
    planner = Planner.of(vocabulary(), schemas, page_size=1_000, max_page_size=10_000)
    return QueryReader.of(schemas), planner


def compile_query(body: Any, scope: Scope = SCOPE) -> tuple[Plan, Statement]:
    """Take a request through all stages before the database."""
    reader, planner = _stages()
    plan = planner.plan(reader.read(body), scope)
    return plan, compile_plan(plan)


def open_database() -> sqlite3.Connection:
    """Make an empty database in memory, ready for compiled queries."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, Path(":memory:"))
    register(connection)
    vocabulary().prepare_connection(connection)
    return connection


@cache
def database() -> sqlite3.Connection:
    """A database with the events of events.json, of the project that each names."""
    connection = open_database()
    read = EventReader().read
    events = [
        read(document, organization_id="acme", project_id=None, now=0)
        for document in json.loads((HERE / "events.json").read_text("utf-8"))
    ]
    append_events(connection, events)
    return connection


def compile_case(case: Path) -> tuple[Plan, Statement]:
    return compile_query(json.loads(case.read_text("utf-8")))


def golden_of(case: Path) -> str:
    """Write what a case compiles to and answers."""
    plan, statement = compile_case(case)
    rows = _run(statement.page)
    ((total,),) = _run(statement.total)
    if plan.groups:
        assert all(row[-1] == total for row in rows)
    return "\n".join(
        (
            *_statement("page", statement.page),
            *_statement("total", statement.total),
            f"-- answer: {total} in all",
            *(f"--   {orjson.dumps(row).decode()}" for row in show(plan, rows, total).rows),
            "",
        )
    )


def _run(query: Sql) -> list[Any]:
    return database().execute(query.text, query.parameters).fetchall()


def _statement(name: str, query: Sql) -> tuple[str, ...]:
    return (
        f"-- {name}",
        f"{query.text};",
        f"-- {name} parameters",
        *(f"--   {json.dumps(value, ensure_ascii=False)}" for value in query.parameters),
        "",
    )
