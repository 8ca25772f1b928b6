"""evsrv's compiled SQL, in the sqlite3 of this process."""

import sqlite3
from functools import cache
from typing import Any

from attrs import frozen

from benchmark.answers import Prepared, Rows, comparable
from benchmark.data import LARGEST, ORGANIZATION
from evsrv.config import Settings
from evsrv.core.datasets import EVENTS
from evsrv.core.scope import Scope
from evsrv.core.sql import Sql
from evsrv.language import load_vocabulary, make_frontend
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query.frontend import QueryFrontend
from evsrv.query.plan import Plan
from evsrv.sqlite.compile_context import read_plan_context
from evsrv.sqlite.compiler.statement import compile_plan
from evsrv.sqlite.functions import register

SCOPE = Scope(ORGANIZATION, LARGEST)


@cache
def vocabulary() -> Vocabulary:
    """Return the terms of the builtin and the bundled plugins."""
    return load_vocabulary(Settings())


@cache
def _compiler() -> QueryFrontend:
    return make_frontend(Settings(), vocabulary())


def plan(body: Any) -> Plan:
    """Plan a query of the project that the questions query."""
    return _compiler().page(EVENTS, body, SCOPE)


def column_names(body: Any) -> list[str]:
    """Return the column names of a query's answer."""
    return [column.name for column in plan(body).columns]


def prepare(connection: sqlite3.Connection) -> None:
    """Register the functions that compiled SQL needs on a connection."""
    register(connection)
    vocabulary().prepare_connection(connection)


def statement(body: Any, connection: sqlite3.Connection) -> Sql:
    """Compile a query for the promoted paths of a file."""
    planned = plan(body)
    return compile_plan(planned, read_plan_context(connection, planned)).page


@frozen
class Compiled:
    """Compiled SQL on a prepared connection."""

    _connection: sqlite3.Connection

    def ask(self, body: Any) -> Prepared:
        """Prepare a query; its compilation is not measured."""
        sql = statement(body, self._connection)
        columns = column_names(body)

        def work() -> list[Any]:
            return self._connection.execute(sql.text, sql.parameters).fetchall()

        def rows() -> Rows:
            return comparable(work(), columns)

        return Prepared(work, rows)
