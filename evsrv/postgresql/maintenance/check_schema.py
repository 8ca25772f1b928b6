"""The check of the schema: tables, valid indexes and constraints, and the SQL of functions."""

import re
from collections.abc import Mapping, Sequence
from itertools import chain

from evsrv.postgresql.functions import FUNCTIONS
from evsrv.postgresql.schema_versions import MIGRATIONS, SCHEMA
from evsrv.postgresql.session import Session

_STATEMENTS = [*chain(*MIGRATIONS)]
_COLUMN = re.compile(r"^\s+(\w+) (?:text|bigint|integer|jsonb|bytea)\b", re.MULTILINE)
_COLUMNS: Mapping[str, Sequence[str]] = {
    found[1]: _COLUMN.findall(one)
    for one in _STATEMENTS
    if (found := re.search(r"CREATE TABLE (\w+)", one))
}
"""By table."""
_INDEXES = frozenset(
    found[1] for one in _STATEMENTS if (found := re.search(r"CREATE (?:UNIQUE )?INDEX (\w+)", one))
)
_CHECKS: Mapping[str, int] = {
    found[1]: one.count("CHECK (")
    for one in _STATEMENTS
    if (found := re.search(r"CREATE TABLE (\w+)", one))
}
"""How many conditions on its rows each table has, as that documents are objects."""
_BODIES: Mapping[str, str] = {
    found[1]: one.split("$$")[1]
    for one in FUNCTIONS
    if (found := re.search(r"FUNCTION (\w+)", one))
}


async def schema_problems(session: Session) -> list[str]:
    """Return how the schema differs from that of this program's version, besides its tables.

    Indexes and constraints that others have added are no problem.
    """
    return [
        *await _indexes(session),
        *await _constraints(session),
        *await _functions(session),
    ]


async def table_problems(session: Session) -> list[str]:
    """Return which tables and columns are missing, without which most statements fail."""
    rows = await session.fetch(
        """
        SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
        WHERE relnamespace = $1::regnamespace AND relkind = 'r'
            AND attnum > 0 AND NOT attisdropped
        """,
        SCHEMA,
    )
    found = {(table, column) for table, column in rows}
    tables = {table for table, _ in found}
    return [
        *(f"table {table} is missing" for table in _COLUMNS if table not in tables),
        *(
            f"column {column} of table {table} is missing"
            for table, columns in _COLUMNS.items()
            for column in columns
            if table in tables and (table, column) not in found
        ),
    ]


async def _indexes(session: Session) -> list[str]:
    rows = await session.fetch(
        """
        SELECT relname, indisvalid AND indisready AND indislive
        FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
        WHERE relnamespace = $1::regnamespace
        """,
        SCHEMA,
    )
    found: dict[str, bool] = dict(rows)
    return [
        *(f"index {name} is missing" for name in sorted(_INDEXES - found.keys())),
        *(
            f"index {name} is not valid; REINDEX INDEX {SCHEMA}.{name} makes it again"
            for name, is_valid in sorted(found.items())
            if not is_valid
        ),
    ]


async def _constraints(session: Session) -> list[str]:
    rows = await session.fetch(
        """
        SELECT relname, conname, contype = 'c', convalidated
        FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
        WHERE relnamespace = $1::regnamespace
        """,
        SCHEMA,
    )
    problems = [
        f"constraint {name} of table {table} has not been validated"
        for table, name, _, is_valid in rows
        if not is_valid
    ]
    for table, expected in _CHECKS.items():
        checks = sum(is_check for name, _, is_check, _ in rows if name == table)
        if checks < expected:
            problems.append(f"table {table} has {checks} of its {expected} checks")
    return problems


async def _functions(session: Session) -> list[str]:
    rows = await session.fetch(
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = $1::regnamespace", SCHEMA
    )
    found: dict[str, str] = dict(rows)
    return [
        f"function {name} is {'not as evsrv makes it' if name in found else 'missing'}"
        for name, body in _BODIES.items()
        if found.get(name) != body
    ]
