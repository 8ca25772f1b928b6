"""Our compiled SQL, in the sqlite3 of this process."""

import sqlite3
from functools import cache
from typing import Any

from attrs import frozen

from benchmark.answers import Asked, Rows, comparable
from benchmark.data import LARGEST, ORGANIZATION
from evsrv.app import load_vocabulary, make_compiler
from evsrv.config import Settings
from evsrv.core.scope import Scope
from evsrv.core.sql import Sql
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query.frontend import QueryFrontend
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.statement import compile_plan
from evsrv.sqlite.functions import register
from evsrv.sqlite.promotions import list_ready_paths

SCOPE = Scope(ORGANIZATION, LARGEST)


@cache
def _vocabulary() -> Vocabulary:
    return load_vocabulary(Settings())


@cache
def _compiler() -> QueryFrontend:
    return make_compiler(Settings(), _vocabulary())


def plan(body: Any) -> Plan:
    """Plan a query of the project that the questions are about."""
    return _compiler().page(body, SCOPE)


def column_names(body: Any) -> list[str]:
    """Name the columns of a query's answer."""
    return [column.name for column in plan(body).columns]


def prepare(connection: sqlite3.Connection) -> None:
    """Register what compiled SQL needs on a connection."""
    register(connection)
    _vocabulary().prepare_connection(connection)


def statement(body: Any, connection: sqlite3.Connection) -> Sql:
    """Compile a query for the promotions that a file has."""
    return compile_plan(plan(body), CompileContext(list_ready_paths(connection))).page


@frozen
class Compiled:
    """Compiled SQL on a connection that is prepared for it."""

    _connection: sqlite3.Connection

    def ask(self, body: Any) -> Asked:
        """Make a query ready; its compilation isn't timed."""
        sql = statement(body, self._connection)
        columns = column_names(body)

        def work() -> list[Any]:
            return self._connection.execute(sql.text, sql.parameters).fetchall()

        def rows() -> Rows:
            return comparable(work(), columns)

        return Asked(work, rows)
