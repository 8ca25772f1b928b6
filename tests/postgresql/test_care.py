"""`evsrv info`, `check`, `prune`, `delete` and `keys` on a PostgreSQL database."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from support.citus import not_on_citus
from support.root_logger import restored_root_logger

from evsrv.cli import main
from evsrv.core.dsn import Dsn
from evsrv.engine.api_key import hash_secret
from evsrv.postgresql.engine import PostgresEngine
from evsrv.postgresql.maintenance.check_schema import table_problems
from evsrv.postgresql.schema_versions import MIGRATIONS
from evsrv.sqlite.engine import SqliteEngine
from postgresql.both_engines import fill, rows_of_database, rows_of_file

Command = Callable[..., Coroutine[Any, Any, Result]]

_CLICKS = '{"condition": {"field": "type", "operator": "eq", "value": "click"}}'
_PASSWORD = "s3cret"
_VERSION = len(MIGRATIONS)


@pytest.fixture
def evsrv(postgres: Dsn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return a function that runs a command on the database; no output may show the password."""
    monkeypatch.chdir(tmp_path)
    dsn = postgres.secret.replace("postgres@", f"postgres:{_PASSWORD}@")
    assert _PASSWORD in dsn

    def run(*arguments: str) -> Result:
        with restored_root_logger():
            return CliRunner().invoke(main, arguments, env={"EVSRV_DB": dsn}, prog_name="evsrv")

    async def in_thread(*arguments: str) -> Result:
        result = await asyncio.to_thread(run, *arguments)
        assert _PASSWORD not in result.output
        assert isinstance(result.exception, SystemExit | None), result.exception
        return result

    return in_thread


@pytest.fixture
async def filled(store: PostgresEngine, tmp_path: Path) -> PostgresEngine:
    """Return an engine; the file `events.db` has the rows of its database too."""
    async with await SqliteEngine.open(tmp_path / "events.db") as file:
        await fill(3, store, file)
    return store


async def test_info_shows_what_info_of_file_shows(filled: PostgresEngine, evsrv: Command) -> None:
    await evsrv("keys", "create", "--organization", "new", "--project", "x", "--kind", "api")
    key = ("keys", "create", "--db", "events.db", "--organization", "new", "--project", "x")
    await evsrv(*key, "--kind", "api")
    found = json.loads((await evsrv("info", "--json")).stdout)
    expected = json.loads((await evsrv("info", "--db", "events.db", "--json")).stdout)
    assert found["contents"] == expected["contents"]
    assert found["contents"]
    assert found["empty"] == expected["empty"] == [{"organization": "new", "project": "x"}]
    assert (found["version"], found["newest_version"]) == (_VERSION, _VERSION)
    assert found["bytes"] > sum(size["bytes"] for size in found["sizes"]) > 100_000
    sizes = {(size["table"], size["index"]) for size in found["sizes"]}
    assert {("events", None), ("events", "events_by_id"), ("messages", None)} <= sizes
    shown = await evsrv("info")
    assert shown.exit_code == 0
    assert f": version {_VERSION} of {_VERSION}, " in shown.stdout
    assert "events_by_properties" in shown.stdout


async def test_check_of_sound_database_prints_counts_and_ok(
    filled: PostgresEngine, evsrv: Command
) -> None:
    result = await evsrv("check")
    rows = await rows_of_database(filled)
    head, *counts = result.stdout.splitlines()
    assert head.endswith(f": version {_VERSION} of {_VERSION}")
    assert counts == [
        *(
            f"      {len(rows.get(name, []))} {name.replace('_', ' ')}"
            for name in (
                *("events", "conversations", "messages", "feedback", "api_keys"),
                "property_keys",
            )
        ),
        "ok    schema",
        "ok    roles and views",
        "ok    json",
        "ok    property keys",
        "ok    conversations",
        "ok    feedback",
    ]
    assert result.exit_code == 0
    report = json.loads((await evsrv("check", "--json")).stdout)
    assert report["ok"] is True
    assert "file" not in report


_FAULTS = (
    {
        "index events_by_type is missing": "DROP INDEX events_by_type",
        "table events has 1 of its 2 checks": (
            "ALTER TABLE events DROP CONSTRAINT events_properties_check"
        ),
        "function evsrv_double is not as evsrv makes it": (
            "CREATE OR REPLACE FUNCTION evsrv_double(t text) RETURNS numeric"
            " LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT 1.0'"
        ),
        "role evsrv_project has rights on the table api_keys": (
            "GRANT SELECT ON api_keys TO evsrv_project"
        ),
        "view evsrv_project.property_keys is not restricted to one scope": (
            "CREATE OR REPLACE VIEW evsrv_project.property_keys AS SELECT field, key"
            " FROM evsrv.property_keys"
        ),
        "links of message 'm1' of 'o' is not an array": (
            "UPDATE messages SET links = '{}' WHERE id = 'm1'"
        ),
        "key 'os' of 'properties' of 'n' is missing": (
            "DELETE FROM property_keys WHERE key = 'os' AND organization_id = 'n'"
        ),
        "userMessageCount of conversation": (
            "UPDATE conversations SET user_message_count = 77 WHERE organization_id = 'n'"
        ),
        "firstMessageTime of conversation": (
            "UPDATE conversations SET first_message_time = 1 WHERE organization_id = 'n'"
        ),
        "the positions of the messages of conversation": (
            "UPDATE messages SET position = position + 9 WHERE organization_id = 'n'"
        ),
    },
    {
        "index events_by_type is not valid; REINDEX INDEX evsrv.events_by_type makes it again": (
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'events_by_type'::regclass"
        ),
        "constraint unsure of table events has not been validated": (
            "ALTER TABLE events ADD CONSTRAINT unsure CHECK (type <> '') NOT VALID"
        ),
        "view evsrv_organization.feedback is missing": "DROP VIEW evsrv_organization.feedback",
        "role evsrv_project owns something": (
            "CREATE TABLE evsrv_project.mine (a int);"
            "ALTER TABLE evsrv_project.mine OWNER TO evsrv_project"
        ),
        "key 'none' of 'properties' of 'o' is in no event": (
            "INSERT INTO property_keys VALUES ('o', 'p', 'properties', 'none')"
        ),
        " of 'n' has no messages": "DELETE FROM messages WHERE organization_id = 'n'",
        " is joined to conversation 'x', not to ": (
            "UPDATE feedback SET conversation_id = 'x' WHERE organization_id = 'o'"
        ),
    },
    {
        "table feedback is missing": "DROP TABLE feedback CASCADE",
        "column tags of table conversations is missing": (
            "ALTER TABLE conversations DROP COLUMN tags CASCADE"
        ),
        "view evsrv_project.feedback is missing": "SELECT 1",
    },
)


@not_on_citus("it replaces tables that are spread")
async def test_check_knows_each_column(store: PostgresEngine) -> None:
    async with store._connections.trusted() as session:
        assert await table_problems(session) == []
        rows = await session.fetch(
            """
            SELECT table_name, column_name FROM information_schema.columns
            JOIN information_schema.tables USING (table_schema, table_name)
            WHERE table_schema = 'evsrv' AND table_name <> 'versions'
                AND table_type = 'BASE TABLE'
            """
        )
        columns = {f"column {column} of table {table} is missing" for table, column in rows}
        for table in {table for table, _ in rows}:
            await session.execute(f"ALTER TABLE {table} RENAME TO renamed")
            await session.execute(f"CREATE TABLE {table} (other int)")
            await session.execute("DROP TABLE renamed CASCADE")
        assert set(await table_problems(session)) == columns


@pytest.mark.parametrize("faults", _FAULTS)
async def test_check_names_each_problem_and_fails(
    filled: PostgresEngine, evsrv: Command, faults: dict[str, str]
) -> None:
    assert (await evsrv("check")).exit_code == 0
    async with filled._connections.trusted() as session:
        for statement in faults.values():
            await session.execute(statement)
    result = await evsrv("check")
    assert result.exit_code == 1
    for problem in faults:
        assert problem in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("info",),
        ("prune", "--before", "2026-01-01"),
        ("delete", "--user", "u1", "--organization", "o"),
    ],
)
async def test_command_on_changed_tables_is_refused_with_one_line(
    filled: PostgresEngine, evsrv: Command, arguments: tuple[str, ...]
) -> None:
    async with filled._connections.trusted() as session:
        await session.execute("ALTER TABLE events RENAME TO gone")
    result = await evsrv(*arguments)
    assert result.exit_code == 1
    assert result.stderr.endswith(
        ': relation "events" does not exist; `evsrv check` looks for damage\n'
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("--user", "u1", "--organization", "o"),
        ("--user", "7", "--organization", "o", "--project", "p"),
        ("--user", "u1", "--organization", "o", "--dataset", "conversations"),
        ("--where", _CLICKS, "--organization", "n"),
        ("--where", '{"and": []}', "--organization", "o", "--dataset", "feedback"),
    ],
)
async def test_delete_leaves_what_delete_in_file_leaves(
    filled: PostgresEngine, evsrv: Command, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    await _mark_messages(filled, tmp_path)
    before = await rows_of_database(filled)
    assert before == rows_of_file(tmp_path / "events.db")
    for options in (("--dry-run",), ()):
        found = await evsrv("delete", *arguments, *options)
        expected = await evsrv("delete", "--db", "events.db", *arguments, *options)
        assert (found.exit_code, found.stdout) == (0, expected.stdout)
        assert found.stdout
        assert await rows_of_database(filled) == rows_of_file(tmp_path / "events.db")
        if options:
            assert await rows_of_database(filled) == before
    assert await rows_of_database(filled) != before
    nobody = ("delete", "--user", "nobody", *arguments[2:])
    if "--user" in arguments:
        expected = await evsrv(*nobody, "--db", "events.db")
        assert (await evsrv(*nobody)).stdout == expected.stdout
    assert (await evsrv("check")).exit_code == 0


async def _mark_messages(store: PostgresEngine, folder: Path) -> None:
    """Let a person have written a message in each database."""
    import sqlite3
    from contextlib import closing

    statement = "UPDATE messages SET user_properties = '{\"userId\":\"u1\"}' WHERE id = 'm2'"
    async with store._connections.trusted() as session:
        await session.execute(statement)
    with closing(sqlite3.connect(folder / "events.db")) as connection, connection:
        connection.execute(statement)


async def test_interrupted_delete_is_completed_by_the_next(
    filled: PostgresEngine, evsrv: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    from evsrv.postgresql.maintenance import deletion

    monkeypatch.setattr(deletion, "STEP_ROWS", 10)
    step, steps = deletion.Deletion.step, 0

    async def interrupted(*arguments: Any, **options: Any) -> Any:
        nonlocal steps
        steps += 1
        if steps == 4:
            raise KeyboardInterrupt
        return await step(*arguments, **options)

    monkeypatch.setattr(deletion.Deletion, "step", interrupted)
    where = ("delete", "--where", '{"and": []}', "--organization", "o")
    before = len((await rows_of_database(filled))["events"])
    assert (await evsrv(*where)).exit_code == 1
    left = await rows_of_database(filled)
    assert 0 < before - len(left["events"]) < before
    assert (await evsrv(*where)).exit_code == 0
    left = await rows_of_database(filled)
    assert {organization for organization, *_ in left["events"]} == {"n"}
    assert {organization for organization, *_ in left["property_keys"]} == {"n"}


async def test_rows_stored_during_delete_stay(filled: PostgresEngine, evsrv: Command) -> None:
    from postgresql.test_append import event

    deleting = asyncio.create_task(evsrv("delete", "--where", '{"and": []}', "--organization", "o"))
    sent = 0
    while not deleting.done() or sent < 5:
        sent += 1
        await filled.append([event(f"new{sent}", properties='{"plan":1}')])
    assert (await deleting).exit_code == 0
    left = await rows_of_database(filled)
    kept = {id_ for organization, _, id_ in left["events"] if organization == "o"}
    assert f"new{sent}" in kept
    assert kept <= {f"new{n}" for n in range(1, sent + 1)}
    assert ("o", "p", "properties", "plan") in left["property_keys"]


async def test_secure_delete_says_what_to_do_instead(
    filled: PostgresEngine, evsrv: Command
) -> None:
    before = await rows_of_database(filled)
    result = await evsrv("delete", "--user", "u1", "--organization", "o", "--secure")
    assert result.exit_code == 2
    assert "VACUUM" in result.stderr
    assert await rows_of_database(filled) == before


async def test_prune_prints_what_prune_of_file_prints(
    filled: PostgresEngine, evsrv: Command, tmp_path: Path
) -> None:
    arguments = ("prune", "--before", "2026-03-02T10:15:00.010Z", "--organization", "o")
    for options in (("--dry-run",), ()):
        found = await evsrv(*arguments, *options)
        expected = await evsrv(*arguments, "--db", "events.db", *options)
        assert (found.exit_code, found.stdout) == (0, expected.stdout)
        assert not found.stdout.startswith("0 ")
        assert await rows_of_database(filled) == rows_of_file(tmp_path / "events.db")


async def test_keys_are_made_listed_rotated_and_revoked(
    store: PostgresEngine, evsrv: Command
) -> None:
    options = ("--organization", "acme", "--project", "site", "--name", "n")
    made = await evsrv(
        *("keys", "create", *options, "--kind", "web", "--origin", "https://a.example")
    )
    assert made.exit_code == 0
    key = await store.find_key(hash_secret(made.stdout.strip()))
    assert key is not None
    assert (key.organization_id, key.origins) == ("acme", ("https://a.example",))
    rotated = await evsrv("keys", "rotate", key.id, "--days", "3")
    new = await store.find_key(hash_secret(rotated.stdout.strip()))
    old = await store.find_key(hash_secret(made.stdout.strip()))
    assert new is not None
    assert old is not None
    assert old.expires_at is not None
    assert (new.id != key.id, new.origins, new.expires_at) == (True, key.origins, None)
    assert old.expires_at == new.created_at + 3 * 86_400_000
    # A second rotation never lets the old key live longer.
    await evsrv("keys", "rotate", key.id, "--days", "9")
    again = await store.find_key(hash_secret(made.stdout.strip()))
    assert again is not None
    assert again.expires_at == old.expires_at
    assert (await evsrv("keys", "revoke", new.id)).exit_code == 0
    assert await store.find_key(hash_secret(rotated.stdout.strip())) is None
    refused = await evsrv("keys", "rotate", new.id)
    assert refused.stderr.startswith(f"Error: {new.id} is revoked; ")
    listed = await evsrv("keys", "list")
    assert key.id in listed.stdout
    assert new.id in listed.stdout
    replaced = await evsrv("keys", "create", *options, "--kind", "api", "--replace")
    assert replaced.exit_code == 0
    assert key.id not in (await evsrv("keys", "list")).stdout
    unknown = await evsrv("keys", "revoke", "key_0")
    assert (unknown.exit_code, "has no key 'key_0'" in unknown.stderr) == (1, True)


async def test_first_key_makes_the_tables_of_a_new_database(evsrv: Command) -> None:
    for command in (("info",), ("check",), ("keys", "list"), ("prune", "--before", "2026-01-01")):
        result = await evsrv(*command)
        assert result.exit_code == 1
        assert "has no tables of evsrv yet" in result.stderr
    assert (await evsrv("keys", "create", "--organization", "o", "--kind", "api")).exit_code == 0
    assert (await evsrv("check")).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "instead"),
    [
        (("backup", "copy.db"), "pg_dump"),
        (("restore", "copy.db"), "psql or pg_restore reads a copy of pg_dump, and point-in-time"),
        (("promote", "properties.plan"), "GIN indexes"),
        (("promote", "--list"), "GIN indexes"),
        (("tail",), "evsrv tail --url URL"),
        (("export",), "evsrv copy"),
        (("import", "--organization", "o", "-"), "evsrv copy"),
        (("seed",), "evsrv copy"),
        (("query", "--sql", "{}"), "--sql shows the SQL for a file"),
    ],
)
async def test_command_on_a_file_says_what_to_use_instead(
    evsrv: Command, postgres: Dsn, arguments: tuple[str, ...], instead: str
) -> None:
    result = await evsrv(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"Error: {postgres.place} is a PostgreSQL database, not a file; ")
    assert instead in line


async def test_query_answers_as_on_a_file(filled: PostgresEngine, evsrv: Command) -> None:
    query = (
        '{"groupBy": [{"field": "type"}],'
        ' "select": [{"type": "aggregation", "aggregation": "count"}]}'
    )
    asked = ("query", "--organization", "o", "--format", "json")
    found = await evsrv(*asked, query)
    expected = await evsrv(*asked, "--db", "events.db", query)
    assert (found.exit_code, found.stdout) == (0, expected.stdout)
    unknown = await evsrv("query", "--organization", "x", query)
    assert (unknown.exit_code, "unknown organization 'x'" in unknown.stderr) == (1, True)
    several = await evsrv("query", query)
    assert "name one with --organization; the database has several: n, o" in several.stderr


async def test_database_that_cannot_be_opened_shows_as_its_place(evsrv: Command) -> None:
    for dsn in (
        "postgresql://me:s3cret@127.0.0.1:1/none?application_name=s3cret",
        "postgresql://me:s3cret@[broken/none",
    ):
        for command in (
            ("info",),
            ("check",),
            ("keys", "list"),
            ("prune", "--before", "2026-01-01"),
            ("delete", "--user", "u"),
            ("backup", "copy.db"),
        ):
            result = await evsrv(*command, "--db", dsn)
            assert result.exit_code == 1
            assert result.stderr.startswith("Error: ")
