"""The tenant guard of a read connection: row-level security for one scope.

The guard does not trust the SQL that it is given, be it the compiler's or a plugin's. Each dataset
is a temporary view of the scope's rows, and so is `property_keys`; an authorizer allows nothing but
SELECT on these views, on json_each and json_tree, with functions that are listed or that a plugin
has registered, and `PRAGMA data_version`. `promotions` belongs to no tenant and says how `events`
is to be read, so every scope sees it. The messages of conversations are seen by no query.
"""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from evsrv.core.datasets import DATASETS
from evsrv.core.scope import Scope
from evsrv.sqlite.connection import SqliteConnection

LISTED_FUNCTIONS = frozenset(
    """
    avg count group_concat json_group_array json_group_object max min sum total
    cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank
    row_number
    char concat concat_ws glob hex instr length like lower ltrim octet_length quote replace rtrim
    substr substring trim unhex unicode upper
    abs acos asin atan atan2 ceil ceiling cos degrees exp floor ln log log10 log2 mod pi pow power
    radians round sign sin sqrt tan trunc
    date datetime julianday strftime time timediff unixepoch
    -> ->> json json_array json_array_length json_extract json_insert json_object json_patch
    json_quote json_remove json_replace json_set json_type json_valid
    coalesce iif ifnull likelihood likely nullif typeof unlikely
    """.split()  # noqa: SIM905 - a list to be read
)
"""Left out: functions that allocate memory out of nothing (printf, randomblob, zeroblob), functions
that tell about the connection (changes, last_insert_rowid, sqlite_version and the like), and
load_extension."""

_TABLES = (*DATASETS, "property_keys")
_TABLE_FUNCTIONS = frozenset({"json_each", "json_tree"})
_HARMLESS = (sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE)


class TenantGuard:
    """Guards one connection from when it is built; `set_scope` shows a scope's rows."""

    def __init__(self, connection: SqliteConnection) -> None:
        self._connection = connection
        self._functions = LISTED_FUNCTIONS | connection.functions
        self._scope: Scope | None = None
        # The authorizer is told which view a column is read through, but takes a common table
        # expression of the same name for it. So the views that read the tables have secret names.
        self._secrets = {table: f"guarded_{secrets.token_hex(16)}" for table in _TABLES}
        connection.execute("SELECT 1 FROM json_each('[]'), json_tree('[]')").close()
        self._bypass = _Bypass()
        connection.set_authorizer(self._authorize)

    def set_scope(self, scope: Scope | None) -> None:
        """Show this scope's rows from now on, or none."""
        if scope == self._scope:
            return
        with self.bypass():
            try:
                self._connection.execute("PRAGMA query_only = OFF")
                self._replace_views(scope)
            finally:
                self._connection.execute("PRAGMA query_only = ON")

    @contextmanager
    def showing(self, scope: Scope) -> Iterator[None]:
        """Show another scope's rows inside the context, which lies within one transaction."""
        before = self._scope
        self.set_scope(scope)
        try:
            yield
        finally:
            self.set_scope(before)

    def bypass(self) -> "_Bypass":
        """Let trusted statements see everything; nothing else may run meanwhile."""
        return self._bypass

    def _replace_views(self, scope: Scope | None) -> None:
        before, self._scope = self._scope, None
        for table, secret in self._secrets.items():
            self._connection.execute(f"DROP VIEW IF EXISTS temp.{secret}")
            if scope is None:
                # Trusted statements then find the table itself by its name.
                self._connection.execute(f"DROP VIEW IF EXISTS temp.{table}")
                continue
            self._connection.execute(_view(secret, table, scope))
            if before is None:
                self._connection.execute(
                    f"CREATE TEMP VIEW IF NOT EXISTS {table} AS SELECT * FROM temp.{secret}"  # noqa: S608 - constant names
                )
        self._scope = scope

    def _authorize(
        self,
        action: int,
        first: str | None,
        second: str | None,
        database: str | None,
        by: str | None,
    ) -> int:
        if self._bypass.active or action in _HARMLESS:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ:
            allowed = self._may_read(first, database, by)
        elif action == sqlite3.SQLITE_PRAGMA:
            # Read for every request, too often to enter the bypass for it.
            allowed = first == "data_version" and second is None
        else:
            allowed = action == sqlite3.SQLITE_FUNCTION and second in self._functions
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    def _may_read(self, table: str | None, database: str | None, by: str | None) -> bool:
        if table in _TABLE_FUNCTIONS:
            return True
        if database == "temp":
            return table in self._secrets or table in self._secrets.values()
        return table == "promotions" or (table in self._secrets and by == self._secrets[table])


class _Bypass:
    """Is active inside of its context. Not a generator: lookups enter it for every request."""

    def __init__(self) -> None:
        self.active = False

    def __enter__(self) -> None:
        self.active = True

    def __exit__(self, *_error: object) -> None:
        self.active = False


def _view(name: str, table: str, scope: Scope) -> str:
    # A view takes no parameters. The plus leaves the choice of an index to the query's own
    # condition: where that is the same one, SQLite then checks this one once and not for each row.
    condition = f"+organization_id = {_literal(scope.organization_id)}"
    if scope.project_id is not None:
        condition += f" AND +project_id = {_literal(scope.project_id)}"
    return f"CREATE TEMP VIEW {name} AS SELECT * FROM main.{table} WHERE {condition}"  # noqa: S608


def _literal(text: str) -> str:
    if "\0" in text:
        raise ValueError("a NUL character ends an SQL literal")
    return "'" + text.replace("'", "''") + "'"
