"""The wall between tenants: roles that see the rows of one scope alone.

A query runs under a role that owns nothing. It reads views of the datasets' names, which have the
rows of the scope that the transaction set. There are two roles, each with its own schema of views:
one condition for both would be slower. The views are no security barriers, and the tables have no
row-level security: with either, PostgreSQL reads no index on JSON, since its operators might show
rows that the role must not see. No role here can create an operator or a function.
"""

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from evsrv.core.datasets import DATASETS
from evsrv.core.scope import Scope
from evsrv.postgresql.schema_versions import SCHEMA


@frozen
class Wall:
    """A role, and the schema of its views, which has the same name."""

    role: str
    condition: str


_ORGANIZATION = "organization_id = current_setting('evsrv.organization', true)"
_PROJECT = "project_id = current_setting('evsrv.project', true)"

OF_ORGANIZATION = Wall("evsrv_organization", _ORGANIZATION)
OF_PROJECT = Wall("evsrv_project", f"{_ORGANIZATION} AND {_PROJECT}")
WALLS = (OF_ORGANIZATION, OF_PROJECT)

SHOWN: Mapping[str, Sequence[str]] = {
    **{
        dataset.name: [field.column for field in dataset.fields.values()]
        for dataset in DATASETS.values()
    },
    "property_keys": ["field", "key"],
}
"""The tables that have views, and their columns."""

ENTER = f"""
    SELECT set_config('evsrv.organization', $1, true), set_config('evsrv.project', $2, true),
        set_config('statement_timeout', $3, true),
        set_config('search_path', $4::text || ', {SCHEMA}', true), set_config('role', $4, true)
"""
"""Enters a wall until the transaction ends: its parameters are those of `wall_settings`."""


def wall_settings(scope: Scope, timeout: str) -> tuple[str, str, str, str]:
    """Return the parameters that let a transaction see a scope; each statement has a limit."""
    wall = OF_ORGANIZATION if scope.project_id is None else OF_PROJECT
    return scope.organization_id, scope.project_id or "", timeout, wall.role


def build_walls() -> Iterator[str]:
    """Yield the statements that make the roles and views of this version of the schema."""
    for wall in WALLS:
        # Roles belong to all databases of a server, and another one may make them meanwhile.
        yield f"""
            DO $$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{wall.role}') THEN
                    CREATE ROLE {wall.role} NOLOGIN;
                END IF;
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
            END $$
        """
        yield f"""
            DO $$ BEGIN
                IF NOT pg_has_role(current_user, '{wall.role}', 'SET') THEN
                    EXECUTE format('GRANT {wall.role} TO %I', current_user);
                END IF;
            END $$
        """
        yield f"CREATE SCHEMA IF NOT EXISTS {wall.role}"
        yield f"GRANT USAGE ON SCHEMA {wall.role}, {SCHEMA} TO {wall.role}"
        for table, columns in SHOWN.items():
            view = f"{wall.role}.{table}"
            yield f"DROP VIEW IF EXISTS {view}"
            yield f"""
                CREATE VIEW {view} AS
                SELECT {", ".join(columns)} FROM {SCHEMA}.{table} WHERE {wall.condition}
            """  # noqa: S608 - constant names
            yield f"GRANT SELECT ON {view} TO {wall.role}"


LOCK_SETTINGS = """
    DO $$ BEGIN
        IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
            REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC;
        END IF;
    END $$
"""
"""Keeps SQL inside a wall from a change of the scope; only a superuser may forbid that."""
