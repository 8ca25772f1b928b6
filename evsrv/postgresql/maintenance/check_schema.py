"""The check of the schema: tables, valid indexes and constraints, and the SQL of functions."""

import re
from collections.abc import Mapping
from itertools import chain

from evsrv.postgresql.functions import FUNCTIONS
from evsrv.postgresql.schema_versions import MIGRATIONS, SCHEMA
from evsrv.postgresql.session import Session

_STATEMENTS = [*chain(*MIGRATIONS)]
_TABLES = frozenset(
    found[1] for one in _STATEMENTS if (found := re.search(r"CREATE TABLE (\w+)", one))
)
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
    """Return how the schema differs from that of this program's version.

    Tables, indexes and constraints that others have added are no problem.
    """
    return [
        *await _tables(session),
        *await _indexes(session),
        *await _constraints(session),
        *await _functions(session),
    ]


async def _tables(session: Session) -> list[str]:
    found = await session.fetch("SELECT tablename FROM pg_tables WHERE schemaname = $1", SCHEMA)
    return [f"table {name} is missing" for name in sorted(_TABLES - {one for (one,) in found})]


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
