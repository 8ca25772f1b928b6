"""Citus: tables that are spread over servers by organization, and walls that hold on all of them.

A worker gets a query with parts of tables in place of views, and under the role of the wall. So
that role may read the tables too. Its views keep it to the scope: queries name no schema.
"""

from collections.abc import Iterator

from asyncpg import Connection

from evsrv.postgresql.schema_versions import SCHEMA
from evsrv.postgresql.session import Session
from evsrv.postgresql.walls import ENTER, SHOWN, WALLS

_ON_EACH_SERVER = ("api_keys", "versions")
"""Small tables, of which every server has a copy. All others have an organization in each row."""

IN_SEQUENCE = "SET LOCAL citus.multi_shard_modify_mode = 'sequential'"
"""Lets a transaction make tables, then functions and roles."""

SESSION_SETTINGS = {"citus.propagate_set_commands": "local"}
"""With them, `SET LOCAL` reaches the workers, as no other way to change a setting does."""

SHOW_TO_WORKERS = f"SET LOCAL search_path = {SCHEMA}"
"""Lets the functions of the schema, which call each other by name, do so on the workers too."""

_ENTER_ON_WORKERS = f"SELECT {SCHEMA}.evsrv_enter($1, $2, $3, $4)"

MAKE_ENTER = f"""
    CREATE OR REPLACE FUNCTION {SCHEMA}.evsrv_enter(
        organization text, project text, timeout text, wall text
    ) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
        EXECUTE format('SET LOCAL evsrv.organization = %L', organization);
        EXECUTE format('SET LOCAL evsrv.project = %L', project);
        EXECUTE format('SET LOCAL statement_timeout = %L', timeout);
        EXECUTE format('SET LOCAL search_path = %I, {SCHEMA}', wall);
        EXECUTE format('SET LOCAL role = %L', wall);
    END $$
"""
"""A function, so that the names are parameters and PostgreSQL itself quotes them."""

_LOCK_SETTINGS_OF_WORKERS = """
    DO $$ BEGIN
        IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
            PERFORM run_command_on_workers(
                'REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC'
            );
        END IF;
    END $$
"""


async def has_citus(connection: Connection) -> bool:
    """Return whether a database has the extension."""
    found: bool = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')"
    )
    return found


async def is_spread(connection: Connection | Session) -> bool:
    """Return whether a database of this version of the schema is spread over servers.

    One that was made before the extension is not.
    """
    found: bool = await connection.fetchval(
        """
        SELECT EXISTS (
            SELECT FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
            WHERE proname = 'evsrv_enter' AND nspname = $1
        )
        """,
        SCHEMA,
    )
    return found


def way_into_walls(*, spread: bool) -> str:
    """Return the statement that enters a wall, which has the parameters of `wall_settings`."""
    return _ENTER_ON_WORKERS if spread else ENTER


async def spread_new_tables(connection: Connection) -> None:
    """Spread the tables of the schema that are on one server.

    A table must be spread before another one refers to it.
    """
    tables = await connection.fetch(
        """
        SELECT relname FROM pg_class
        WHERE relnamespace = $1::text::regnamespace AND relkind = 'r'
            AND NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = pg_class.oid)
        """,
        SCHEMA,
    )
    for (table,) in tables:
        name = f"{SCHEMA}.{table}"
        if table in _ON_EACH_SERVER:
            await connection.execute("SELECT create_reference_table($1::text::regclass)", name)
        else:
            await connection.execute(
                """
                SELECT create_distributed_table(
                    $1::text::regclass, 'organization_id', colocate_with => $2
                )
                """,
                name,
                "none" if table == "events" else f"{SCHEMA}.events",
            )


def spread_roles() -> Iterator[str]:
    """Yield the statements before those of `build_walls`.

    A server of the cluster logs in to the others under the role of a query.
    """
    for wall in WALLS:
        yield spread_role(wall.role)


def spread_role(role: str) -> str:
    """Return the statement after which a role is on all servers and may log in.

    A role that this database made is spread by Citus, one of another database is not. So each
    server changes its own: Citus would change it on the workers inside of the transaction, for
    whose end `run_command_on_workers` would wait.
    """
    return f"""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
                {_let_log_in(role)}
                PERFORM run_command_on_workers(
                    'DO $role$ BEGIN ' || {_quoted(_let_log_in(role))} || ' END $role$'
                );
            ELSE
                CREATE ROLE {role} LOGIN;
            END IF;
        END $$
    """


def _let_log_in(role: str) -> str:
    # A change of a role that need not be waits for those of other databases.
    return f"""
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}' AND NOT rolcanlogin) THEN
            SET LOCAL citus.enable_alter_role_propagation = off;
            ALTER ROLE {role} LOGIN;
        END IF;
    """


def _quoted(statement: str) -> str:
    return "'" + statement.replace("'", "''") + "'"


def spread_walls() -> Iterator[str]:
    """Yield the statements after those of `build_walls`, so that the walls hold on workers."""
    yield MAKE_ENTER
    # Else the role of a wall could enter another scope.
    yield f"REVOKE EXECUTE ON FUNCTION {SCHEMA}.evsrv_enter FROM PUBLIC"
    for wall in WALLS:
        for table in SHOWN:
            yield f"GRANT SELECT ON {SCHEMA}.{table} TO {wall.role}"
    yield _LOCK_SETTINGS_OF_WORKERS
