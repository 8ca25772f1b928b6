"""The smallest query: it takes the way of all queries and finds nothing."""

import sqlite3

from evsrv.core.scope import Scope
from evsrv.core.sql import sql
from evsrv.sqlite.compiler.scopes import render_scope

NO_SCOPE = Scope("", None)
"""The scope of an organization that no key can have."""


def find_no_event(connection: sqlite3.Connection) -> None:
    """Look for an event of `NO_SCOPE` in an index."""
    query = sql("SELECT 1 FROM events AS e WHERE {} LIMIT 1", render_scope(NO_SCOPE))
    connection.execute(query.text, query.parameters).fetchone()
