"""The check of the walls between tenants: roles without rights, and views of one scope."""

import re

from evsrv.postgresql.citus import is_spread
from evsrv.postgresql.schema_versions import SCHEMA
from evsrv.postgresql.session import Session
from evsrv.postgresql.walls import OF_ORGANIZATION, OF_PROJECT, SHOWN, Wall

_LOG_IN = "may log in"
_POWERS = """
    SELECT rolcanlogin AS "may log in", rolsuper AS "is a superuser",
        rolcreatedb AS "may create databases", rolcreaterole AS "may create roles",
        rolreplication AS "may replicate", rolbypassrls AS "bypasses row-level security",
        EXISTS (SELECT FROM pg_auth_members WHERE member = role.oid) AS "is a member of others",
        EXISTS (
            SELECT FROM pg_shdepend
            WHERE refclassid = 'pg_authid'::regclass AND refobjid = role.oid AND deptype = 'o'
        ) AS "owns something",
        has_schema_privilege(role.oid, $2, 'CREATE') AS "may create objects beside the tables",
        has_schema_privilege(role.oid, rolname::text, 'CREATE') AS "may create objects"
    FROM pg_roles AS role WHERE rolname = $1
"""
_RIGHTS = """
    SELECT relname, has_table_privilege($1, oid, 'INSERT, UPDATE, DELETE, TRUNCATE') AS may_write
    FROM pg_class
    WHERE relnamespace = $2::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
        AND has_table_privilege($1, oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')
"""
_VIEWS = """
    SELECT relname, pg_get_viewdef(oid) AS definition,
        ARRAY(
            SELECT attname::text FROM pg_attribute
            WHERE attrelid = pg_class.oid AND attnum > 0 ORDER BY attnum
        ) AS columns,
        has_table_privilege($1, oid, 'SELECT') AS may_read,
        has_table_privilege($1, oid, 'INSERT, UPDATE, DELETE, TRUNCATE') AS may_write
    FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind = 'v'
"""


async def wall_problems(session: Session) -> list[str]:
    """Return how roles and views differ from those that keep tenants apart."""
    spread = await is_spread(session)
    return [
        problem
        for wall in (OF_ORGANIZATION, OF_PROJECT)
        for problem in await _problems(session, wall, spread=spread)
    ]


async def _problems(session: Session, wall: Wall, *, spread: bool) -> list[str]:
    for noun, catalog in (
        ("role", "pg_roles WHERE rolname"),
        ("schema", "pg_namespace WHERE nspname"),
    ):
        if not await session.fetchval(
            f"SELECT EXISTS (SELECT FROM {catalog} = $1)",  # noqa: S608 - constant names
            wall.role,
        ):
            return [f"{noun} {wall.role} is missing"]
    (powers,) = await session.fetch(_POWERS, wall.role, SCHEMA)
    rights = await session.fetch(_RIGHTS, wall.role, SCHEMA)
    # A worker gets a query with the tables in place of the views, and under the role.
    given = {_LOG_IN} if spread else set()
    readable = SHOWN.keys() if spread else set()
    return [
        *(
            f"role {wall.role} {power}"
            for power, has_it in powers.items()
            if has_it and power not in given
        ),
        *(
            f"role {wall.role} has rights on the table {name}"
            for name, may_write in rights
            if may_write or name not in readable
        ),
        *await _view_problems(session, wall),
    ]


async def _view_problems(session: Session, wall: Wall) -> list[str]:
    views = {row["relname"]: row for row in await session.fetch(_VIEWS, wall.role)}
    problems = []
    for name, columns in SHOWN.items():
        view = f"view {wall.role}.{name}"
        if (found := views.get(name)) is None:
            problems.append(f"{view} is missing")
            continue
        if found["columns"] != [*columns]:
            problems.append(f"{view} has other columns than evsrv makes")
        if _condition(found["definition"], name) != _normalized(wall.condition):
            problems.append(f"{view} is not restricted to one scope")
        if not found["may_read"]:
            problems.append(f"role {wall.role} may not read the {view}")
        if found["may_write"]:
            problems.append(f"role {wall.role} may write to the {view}")
    return problems


def _condition(definition: str, table: str) -> str:
    """Return the condition of a view, without what PostgreSQL adds when it shows it."""
    return _normalized(definition.partition("WHERE")[2].replace(f"{table}.", ""))


def _normalized(condition: str) -> str:
    return re.sub(r"::text|[()\s;]", "", condition)
