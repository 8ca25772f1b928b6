"""`evsrv promote`, also beside a running server."""

import asyncio
import json
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from support.events import aggregation, at, field, group, message
from support.exports import export_csv
from support.server import Server, Start

from evsrv.cli import main
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.check import check_file
from evsrv.sqlite.maintenance.promote import demote, promote
from evsrv.sqlite.promotions import list_ready_paths

PLANS = ["pro", "free", None, 1, 1.5, True, ["a"], "pro"]
EVENTS = [
    message(f"e{n}", properties={"plan": plan, "os": f"os{n % 3}", "a.b": n})
    for n, plan in enumerate(PLANS)
]
BY_PLAN = {"select": [aggregation("count")], "groupBy": [group("properties", "plan")]}
BY_OS = {"select": [aggregation("count")], "groupBy": [group("properties", "os")]}
QUERIES: list[Any] = [
    BY_PLAN,
    BY_OS,
    {**BY_PLAN, "jsonValues": "native"},
    {"select": [aggregation("countDistinct", "properties", "plan")]},
    {"select": [aggregation("avg", "properties", "plan")]},
    {"select": [field("id")], "where": at("properties", "plan", "eq", "pro")},
    {"select": [field("id")], "where": at("properties", "os", "in", ["os1", "os2"])},
]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["promote", *arguments])


async def run_beside(*arguments: str) -> None:
    """Run the command on a thread, because it starts its own event loop."""
    result = await asyncio.to_thread(run, *arguments)
    assert result.exit_code == 0, result.output


def ready(db: Path) -> list[str]:
    with closing(sqlite3.connect(db)) as connection:
        return [".".join((one.field, *one.path)) for one in list_ready_paths(connection)]


@pytest.fixture
def db(tmp_path: Path) -> str:
    async def make() -> None:
        await (await SqliteEngine.open(tmp_path / "a.db", readers=0)).close()

    asyncio.run(make())
    return str(tmp_path / "a.db")


@pytest.fixture
async def filled(start: Start) -> Server:
    # Cached answers would hide the content of the columns.
    server = await start(cache_bytes=0)
    for event in EVENTS:
        assert (await server.post_event(event))[0] == 200
    return server


def test_promote_lists_promotes_and_undoes_paths(db: str) -> None:
    empty = run("--db", db, "--list")
    assert (empty.exit_code, empty.stdout) == (0, "path  column  state\n----  ------  -----\n")
    paths = ["properties.plan", "userProperties.client.os"]
    promoted = run("--db", db, *paths)
    assert (promoted.exit_code, promoted.stdout) == (0, "")
    assert promoted.stderr.splitlines() == [f"{path} is promoted" for path in paths]
    assert run("--db", db, "--list").stdout == (
        "path                      column      state\n"
        "------------------------  ----------  -----\n"
        "properties.plan           promoted_1  ready\n"
        "userProperties.client.os  promoted_2  ready\n"
    )
    again = run("--db", db, *paths, "properties.more")
    assert again.exit_code == 0
    assert again.stderr.splitlines() == [
        "properties.plan is promoted already",
        "userProperties.client.os is promoted already",
        "properties.more is promoted",
    ]
    undone = run("--db", db, "--undo", *paths)
    assert (undone.exit_code, undone.stdout) == (0, "")
    assert undone.stderr.splitlines() == [f"{path} is no longer promoted" for path in paths]
    assert ready(Path(db)) == ["properties.more"]
    assert check_file(Path(db)).ok


def test_promote_accepts_json_array_for_key_with_dot(db: str) -> None:
    assert run("--db", db, '["properties","a.b"]').exit_code == 0
    with closing(sqlite3.connect(db)) as connection:
        [promotion] = list_ready_paths(connection)
    assert promotion.json_path == ("properties", ("a.b",))
    assert '["properties","a.b"]' in run("--db", db, "--list").stdout
    assert run("--db", db, "--undo", '["properties", "a.b"]').exit_code == 0


def test_unfinished_promotion_is_listed_and_can_be_resumed(db: str) -> None:
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute("""INSERT INTO promotions VALUES (1, 'properties', '["plan"]', 7, 0)""")
        for column in ("promoted_1", "promoted_1_json"):
            connection.execute(f"ALTER TABLE events ADD COLUMN {column} ANY")
    assert "promoted_1  unfinished" in run("--db", db, "--list").stdout
    assert run("--db", db, "properties.plan").stderr == "properties.plan is promoted\n"
    assert "promoted_1  ready" in run("--db", db, "--list").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name a path, as in properties.plan"),
        (["--undo"], "name a path"),
        (["--list", "properties.plan"], "--list goes alone"),
        (["--list", "--undo"], "--list goes alone"),
        (["propertys.plan"], "unknown JSON field 'propertys'; did you mean 'properties'?"),
        (["searchQuery"], "unknown JSON field 'searchQuery'"),
        (["properties"], "'properties' is a whole field; name a path in it"),
        (["properties."], "'properties.' cannot be promoted: keys may have"),
        (["properties.é"], "cannot be promoted: keys may have ASCII letters"),
        (["properties.list.0"], "only the first may be a number"),
        (["[1]"], "is not a JSON array of strings"),
        (["[]"], "is not a JSON array of strings"),
        (['["properties"'], "is not a JSON array of strings"),
    ],
)
def test_promote_refuses_invalid_arguments(db: str, arguments: list[str], message: str) -> None:
    result = run("--db", db, *arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())
    assert ready(Path(db)) == []


def test_undo_of_path_that_is_not_promoted_fails_and_lists_promoted_paths(db: str) -> None:
    nothing = run("--db", db, "--undo", "properties.plan")
    assert nothing.exit_code == 1
    assert nothing.stderr == "Error: properties.plan is not promoted; promoted paths: none\n"
    run("--db", db, "properties.os", "properties.x")
    other = run("--db", db, "--undo", "properties.plan")
    assert other.exit_code == 1
    assert other.stderr.endswith("promoted paths: properties.os, properties.x\n")


@pytest.mark.parametrize("arguments", [["--list"], ["properties.plan"], ["--undo", "properties.p"]])
def test_promote_does_not_create_missing_file(tmp_path: Path, arguments: list[str]) -> None:
    result = run("--db", str(tmp_path / "b.db"), *arguments)
    assert result.exit_code == 1
    assert "does not exist" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_query_sql_uses_promoted_columns_of_its_file(db: str, tmp_path: Path) -> None:
    query = json.dumps({"where": at("properties", "plan", "isNull")})

    def sql(file: str) -> str:
        command = ["query", "--db", file, "--organization", "acme", "--sql", query]
        result = CliRunner().invoke(main, command)
        assert result.exit_code == 0, result.output
        return result.stdout

    run("--db", db, "properties.plan")
    assert "e.promoted_1 IS NULL" in sql(db)
    assert "json_extract(e.properties, '$.plan') IS NULL" in sql(str(tmp_path / "none.db"))


async def answers(server: Server) -> list[Any]:
    exported = await export_csv(server, {"select": [field("id"), field("properties", "plan")]})
    return [exported, *[(await server.data(query)) for query in QUERIES]]


async def overwrite_promoted_column(server: Server, slot: int) -> None:
    """Overwrite the column of a slot with a value that differs from the documents."""
    with closing(sqlite3.connect(server.db)) as connection, connection:
        connection.execute(f"UPDATE events SET promoted_{slot} = 'false witness'")


async def test_running_server_reads_and_fills_promoted_columns(filled: Server) -> None:
    before = await answers(filled)
    await run_beside("--db", str(filled.db), "properties.plan")
    assert await answers(filled) == before
    added = message("more", properties={"plan": "new", "os": "os9"})
    assert (await filled.post_event(added))[0] == 200
    assert {"properties.plan": "new", "count": 1} in await filled.rows(BY_PLAN)
    assert (await asyncio.to_thread(check_file, filled.db)).ok
    # The server must read the columns, not the documents.
    await overwrite_promoted_column(filled, 1)
    assert await filled.rows(BY_PLAN) == [
        {"properties.plan": "1.5", "count": 1},
        {"properties.plan": '["a"]', "count": 1},
        {"properties.plan": "false witness", "count": 6},
        {"properties.plan": "true", "count": 1},
    ]
    values = {"field": "properties", "key": "plan"}
    found = await filled.send("POST", "/query/property-values", values)
    assert found.json["results"][0] == "false witness"


async def test_running_server_sees_slot_reassigned_to_another_path(filled: Server) -> None:
    before = await answers(filled)
    file = ("--db", str(filled.db))
    await run_beside(*file, "properties.plan")
    assert await answers(filled) == before
    await run_beside(*file, "--undo", "properties.plan")
    await overwrite_promoted_column(filled, 1)
    assert await answers(filled) == before
    await run_beside(*file, "properties.os")
    assert await answers(filled) == before
    assert (await filled.post_event(message("more", properties={"os": "new"})))[0] == 200
    assert {"properties.os": "new", "count": 1} in await filled.rows(BY_OS)
    assert (await asyncio.to_thread(check_file, filled.db)).ok
    await overwrite_promoted_column(filled, 1)
    assert await filled.rows(BY_OS) == [{"properties.os": "false witness", "count": 9}]


async def test_answers_stay_equal_while_slots_are_reassigned(filled: Server) -> None:
    before = await answers(filled)
    places = [("properties", ("plan",)), ("properties", ("os",))]

    async def reassign_slots() -> None:
        async with await SqliteEngine.open(filled.db, readers=0) as other:
            for number in range(10):
                place = places[number % 2]
                await promote(other, [place])
                await other.write(partial(demote, paths=[place]))

    changing = asyncio.create_task(reassign_slots())
    while not changing.done():
        assert await answers(filled) == before
    await changing
    assert (await asyncio.to_thread(check_file, filled.db)).ok
