import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from support.rows import insert_rows

from evsrv.app import load_vocabulary, make_frontend
from evsrv.config import Settings
from evsrv.core.errors import Unprocessable
from evsrv.core.scope import Scope
from evsrv.service.export import export
from evsrv.sqlite.api_keys import create_key
from evsrv.sqlite.functions import register
from evsrv.sqlite.migrations import migrate

SETTINGS = Settings(page_size=10, max_page_size=20)
COMPILER = make_frontend(SETTINGS, load_vocabulary(SETTINGS))


def uncounted(_rows: int) -> None:
    """Count nothing."""


@pytest.fixture
def db(tmp_path):
    path = tmp_path / "events.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, path)
    return path


@pytest.fixture
def make(db):
    """Make the chunks of a file."""
    with closing(sqlite3.connect(db)) as connection:
        register(connection)
        yield lambda query, form: export(COMPILER.all_rows(query, Scope("acme")), form, uncounted)(
            connection
        )


def select(*names):
    return {"select": [{"type": "field", "field": name} for name in names]}


def test_rows_come_in_chunks_and_the_header_with_the_first(db, make):
    insert_rows(db, 1234)
    chunks = list(make(select("id", "type"), "csv"))
    assert [chunk.count(b"\r\n") for chunk in chunks] == [501, 500, 234]
    lines = b"".join(chunks).decode().split("\r\n")
    assert lines == ["id,type", *(f"r{number:06},sent" for number in range(1, 1235)), ""]


@pytest.mark.parametrize("rows", [499, 500, 501, 1000])
@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_no_row_is_lost_between_chunks(db, make, rows, form):
    insert_rows(db, rows)
    whole = b"".join(make(select("id"), form))
    assert whole.count(b"\n") == rows + (form == "csv")
    assert [f"r{number:06}" for number in range(1, rows + 1)] == [
        json.loads(line)["id"] if form == "ndjson" else line
        for line in whole.decode().split()[form == "csv" :]
    ]


@pytest.mark.parametrize(("form", "file"), [("csv", b"id\r\n"), ("ndjson", b"")])
def test_no_rows(make, form, file):
    assert b"".join(make(select("id"), form)) == file


def test_rows_are_read_when_they_are_asked_for(db, make):
    insert_rows(db, 2000)
    with closing(sqlite3.connect(db)) as connection:
        register(connection)
        statements = []
        connection.set_trace_callback(statements.append)
        plan = COMPILER.all_rows(select("id"), Scope("acme"))
        chunks = export(plan, "csv", uncounted)(connection)
        assert statements == []
        next(chunks)
        # What is promoted, and the rows.
        assert len(statements) == 2
        chunks.close()


def test_keys_are_looked_for_only_where_a_header_or_a_clash_depends_on_them(db, make):
    insert_rows(db, 1, properties='{"a.b":1,"a":{"b":2}}')
    with closing(sqlite3.connect(db)) as connection:
        register(connection)
        statements = []
        connection.set_trace_callback(statements.append)

        def looks(query, form):
            statements.clear()
            list(export(COMPILER.all_rows(query, Scope("acme")), form, uncounted)(connection))
            # Beside what is promoted, and the rows.
            return len(statements) - 2

        assert looks(select("properties"), "csv") == 1
        assert looks({}, "csv") == 2
        assert looks({}, "ndjson") == 0
        where = {"condition": {"field": "id", "operator": "isNotNull"}}
        assert looks({"where": where}, "csv") == 1
        assert looks({"where": where}, "ndjson") == 0
        assert looks({**select("id"), "where": where}, "csv") == 0
        json_mode = {"select": [{"type": "field", "field": "properties", "mode": "json"}]}
        assert looks(json_mode, "csv") == 0
        deep = {"type": "field", "field": "properties", "path": ["x", "y"]}
        assert looks({"select": [*select("properties")["select"], deep]}, "ndjson") == 1
        clash = {**deep, "path": ["a", "b"]}
        with pytest.raises(Unprocessable, match=r"one column name 'properties\.a\.b'"):
            looks({"select": [*select("properties")["select"], clash]}, "ndjson")


def test_a_long_search_for_keys_comes_in_pieces(db, make):
    """Each of which has a time limit of its own."""
    insert_rows(db, 12_000, properties='{"b":1,"a":2}')
    where = {"condition": {"field": "id", "operator": "gt", "value": "r000001"}}
    chunks = list(make({**select("properties", "userProperties"), "where": where}, "csv"))
    assert chunks[:3] == [b""] * 3
    assert all(chunks[3:])
    header, *rows = b"".join(chunks).split(b"\r\n")[:-1]
    assert (header, set(rows), len(rows)) == (b"properties.a,properties.b", {b"2,1"}, 11_999)


def test_all_rows_are_counted(db):
    insert_rows(db, 1234)
    counts = []
    with closing(sqlite3.connect(db)) as connection:
        register(connection)
        plan = COMPILER.all_rows(select("id"), Scope("acme"))
        list(export(plan, "ndjson", counts.append)(connection))
    assert counts == [500, 500, 234]


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_a_key_that_is_null_everywhere(db, make, form):
    insert_rows(db, 1, properties='{"a":null,"b":1}')
    query = select("properties")
    expected = {"csv": b"properties.a,properties.b\r\n,1\r\n", "ndjson": b'{"properties.b":"1"}\n'}
    assert b"".join(make(query, form)) == expected[form]


def test_numbers_are_written_as_json(db, make):
    insert_rows(db, 1, properties='{"a":9223372036854775807,"b":2.5,"c":0.1,"d":-0.0,"e":true}')
    for values in ("text", "native"):
        (file,) = make({**select("properties"), "jsonValues": values}, "csv")
        assert file.split(b"\r\n")[1] == b"9223372036854775807,2.5,0.1,-0.0,true"


def test_all_rows_has_no_page(db, make):
    insert_rows(db, 100)
    plan = COMPILER.all_rows({"limit": 2**62}, Scope("acme"))
    assert plan.limit == 2**62
    assert b"".join(make({}, "ndjson")).count(b"\n") == 100


EXPORTER = """
import asyncio, sys
from pathlib import Path
from aiohttp.test_utils import TestClient, TestServer
from evsrv.app import create_app
from evsrv.config import Settings

async def main(db, key, accept):
    headers = {"Authorization": f"Bearer {key}", "Accept": accept}
    async with (
        TestClient(TestServer(create_app(Settings(db=Path(db))))) as client,
        client.post("/query/events/export", json={}, headers=headers) as response,
    ):
        assert response.status == 200
        lines = 0
        async for block in response.content.iter_any():
            lines += block.count(b"\\n")
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            print(lines, line.split()[1])

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the peak from /proc")
@pytest.mark.parametrize("accept", ["text/csv", "application/x-ndjson"])
def test_memory_does_not_grow_with_the_rows(db, accept):
    """Four times the rows are 50 MB more of text; if any stage kept them all it would show."""

    def peak(rows):
        insert_rows(db, rows, organization=f"o{rows}", properties=json.dumps({"x": "y" * 2000}))
        arguments = [sys.executable, "-c", EXPORTER, str(db), make_key(db, f"o{rows}"), accept]
        run = subprocess.run(arguments, check=True, capture_output=True, text=True)
        lines, kilobytes = map(int, run.stdout.split())
        assert lines == rows + (accept == "text/csv")
        return kilobytes

    assert peak(32_000) / peak(8_000) < 1.25


def make_key(db, organization):
    with closing(sqlite3.connect(db)) as connection, connection:
        _, secret = create_key(connection, kind="api", organization_id=organization, now=0)
    return secret
