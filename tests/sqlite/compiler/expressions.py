"""Expressions over one event's properties, evaluated by SQLite."""

import sqlite3
from typing import Any

from evsrv.core.datasets import EVENTS
from evsrv.core.sql import Sql, bind, sql
from evsrv.plugin.value import Value
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.values import value_of


def ask(connection: sqlite3.Connection, document: str | None, *wanted: Sql) -> tuple[Any, ...]:
    """Evaluate expressions over an event with these properties."""
    row = sql("SELECT {} AS properties", bind(document))
    shown = sql(", ".join(["{}"] * len(wanted)), *wanted)
    query = sql("SELECT {} FROM ({}) AS e", shown, row)
    found: tuple[Any, ...] = connection.execute(query.text, query.parameters).fetchone()
    return found


def at(*path: str) -> Value:
    return value_of(Reference(EVENTS.fields["properties"], path))
