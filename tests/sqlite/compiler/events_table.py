"""Events in a table, and compiled queries run on it."""

import json
import sqlite3
from typing import Any

from golden.harness import SCOPE, compile_query

from evsrv.core.scope import Scope
from evsrv.core.sql import Sql


def put(database: sqlite3.Connection, id_: str, **members: Any) -> None:
    """Store an event of acme's site, unless told otherwise."""
    row = {
        "id": id_,
        "organization_id": "acme",
        "project_id": "site",
        "event_type": "search",
        "type": "searched",
        "created_at": 0,
        **members,
    }
    if isinstance(row.get("properties"), dict):
        row["properties"] = json.dumps(row["properties"])
    names = ", ".join(row)
    places = ", ".join("?" * len(row))
    database.execute(f"INSERT INTO events ({names}) VALUES ({places})", tuple(row.values()))


def run(database: sqlite3.Connection, query: Sql) -> list[tuple[Any, ...]]:
    return database.execute(query.text, query.parameters).fetchall()


def page(database: sqlite3.Connection, body: Any, scope: Scope = SCOPE) -> list[tuple[Any, ...]]:
    plan, statement = compile_query(body, scope)
    rows = run(database, statement.page)
    return [row[:-1] for row in rows] if plan.groups else rows


def total(database: sqlite3.Connection, body: Any, scope: Scope = SCOPE) -> int:
    [(count,)] = run(database, compile_query(body, scope)[1].total)
    return int(count)
