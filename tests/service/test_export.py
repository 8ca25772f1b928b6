import json
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from support.rows import insert_rows

from evsrv.config import Settings
from evsrv.core.datasets import EVENTS
from evsrv.core.errors import Unprocessable
from evsrv.core.scope import Scope
from evsrv.language import load_vocabulary, make_frontend
from evsrv.service.export import export_rows
from evsrv.service.file_formats import CSV, EXPORT_FORMATS
from evsrv.sqlite import row_stream
from evsrv.sqlite.api_keys import create_key
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.migrations import migrate
from evsrv.sqlite.read_session import ReadSession

Export = Callable[..., Awaitable[list[bytes]]]

SETTINGS = Settings(page_size=10, max_page_size=20)
FRONTEND = make_frontend(SETTINGS, load_vocabulary(SETTINGS))


def ignore_count(_rows: int) -> None:
    """Ignore the number of exported rows."""


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "events.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, path)
    return path


@pytest.fixture
async def engine(db: Path) -> AsyncIterator[SqliteEngine]:
    async with await SqliteEngine.open(db, readers=1) as engine:
        yield engine


@pytest.fixture
def export(engine: SqliteEngine) -> Export:
    """Return a function that exports a query as a list of chunks."""

    async def export(query: Any, form: Any, count: Any = ignore_count) -> list[Any]:
        plan = FRONTEND.all_rows(EVENTS, query, Scope("acme"))
        async with aclosing(export_rows(engine, plan, EXPORT_FORMATS[form], count)) as chunks:
            return [chunk async for chunk in chunks]

    return export


def select(*names: Any) -> dict[str, Any]:
    return {"select": [{"type": "field", "field": name} for name in names]}


DEEP = {"type": "field", "field": "properties", "path": ["x", "y"]}


async def test_export_yields_chunks_of_rows_with_header_in_first(db: Path, export: Export) -> None:
    insert_rows(db, 1234)
    chunks = await export(select("id", "type"), "csv")
    assert [chunk.count(b"\r\n") for chunk in chunks] == [501, 500, 234]
    lines = b"".join(chunks).decode().split("\r\n")
    assert lines == ["id,type", *(f"r{number:06},sent" for number in range(1, 1235)), ""]


@pytest.mark.parametrize("rows", [499, 500, 501, 1000])
@pytest.mark.parametrize("form", ["csv", "ndjson"])
async def test_export_loses_no_row_between_chunks(
    db: Path, export: Export, rows: int, form: str
) -> None:
    insert_rows(db, rows)
    whole = b"".join(await export(select("id"), form))
    assert whole.count(b"\n") == rows + (form == "csv")
    assert [f"r{number:06}" for number in range(1, rows + 1)] == [
        json.loads(line)["id"] if form == "ndjson" else line
        for line in whole.decode().split()[form == "csv" :]
    ]


@pytest.mark.parametrize(("form", "file"), [("csv", b"id\r\n"), ("ndjson", b"")])
async def test_export_without_rows_has_only_csv_header(
    export: Export, form: str, file: bytes
) -> None:
    assert b"".join(await export(select("id"), form)) == file


async def test_export_reads_rows_in_batches_on_demand(db: Path, engine: SqliteEngine) -> None:
    insert_rows(db, 2000)
    counts: list[Any] = []
    plan = FRONTEND.all_rows(EVENTS, select("id"), Scope("acme"))
    chunks = export_rows(engine, plan, CSV, counts.append)
    assert counts == []
    await anext(chunks)
    assert counts == [500]
    await chunks.aclose()
    assert engine.stats().readers_busy == 0


class KeyRequests:
    """A fake engine without rows that records which fields' keys are read."""

    def __init__(self) -> None:
        self.fields: list[Any] = []

    @asynccontextmanager
    async def stream(self, _plan: Any) -> AsyncIterator[Any]:
        yield self

    async def property_keys(self, fields: Any) -> Mapping[str, list[str]]:
        self.fields = [field.name for field in fields]
        return {name: ["a.b"] for name in self.fields}

    async def batches(self, encode: Any) -> AsyncIterator[Any]:
        yield encode([])


@pytest.mark.parametrize(
    ("query", "form", "fields"),
    [
        (select("properties"), "csv", ["properties"]),
        ({}, "csv", ["properties", "userProperties"]),
        ({}, "ndjson", []),
        (select("id"), "csv", []),
        ({"select": [{"type": "field", "field": "properties", "mode": "json"}]}, "csv", []),
        ({"select": [*select("properties")["select"], DEEP]}, "ndjson", ["properties"]),
    ],
)
async def test_export_reads_keys_only_for_csv_header_or_name_conflict(
    query: Any, form: str, fields: list[str]
) -> None:
    requests: Any = KeyRequests()
    plan = FRONTEND.all_rows(EVENTS, query, Scope("acme"))
    async with aclosing(export_rows(requests, plan, EXPORT_FORMATS[form], ignore_count)) as chunks:
        async for _ in chunks:
            pass
    assert requests.fields == fields


async def test_export_with_member_and_path_of_one_name_is_refused(db: Path, export: Export) -> None:
    insert_rows(db, 1, properties='{"a.b":1,"a":{"b":2}}')
    clash = {**DEEP, "path": ["a", "b"]}
    with pytest.raises(Unprocessable, match=r"one column name 'properties\.a\.b'"):
        await export({"select": [*select("properties")["select"], clash]}, "ndjson")


async def test_long_key_scan_of_export_runs_in_steps(
    db: Path, export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time limit applies to each step."""
    insert_rows(db, 1200, properties='{"b":1,"a":2}')
    monkeypatch.setattr(row_stream, "_KEY_SCAN_ROWS", 100)
    steps = []
    run = ReadSession.run

    async def counted(session: Any, work: Any) -> Any:
        steps.append(work)
        return await run(session, work)

    monkeypatch.setattr(ReadSession, "run", counted)
    where = {"condition": {"field": "id", "operator": "gt", "value": "r000001"}}
    chunks = await export({**select("properties", "userProperties"), "where": where}, "csv")
    assert len(steps) >= 12
    header, *rows = b"".join(chunks).split(b"\r\n")[:-1]
    assert (header, set(rows), len(rows)) == (b"properties.a,properties.b", {b"2,1"}, 1199)


async def test_export_counts_each_batch_of_rows(db: Path, export: Export) -> None:
    insert_rows(db, 1234)
    counts: list[Any] = []
    await export(select("id"), "ndjson", counts.append)
    assert counts == [500, 500, 234]


@pytest.mark.parametrize("form", ["csv", "ndjson"])
async def test_key_without_values_is_exported_as_empty_csv_column(
    db: Path, export: Export, form: str
) -> None:
    insert_rows(db, 1, properties='{"a":null,"b":1}')
    query = select("properties")
    expected = {"csv": b"properties.a,properties.b\r\n,1\r\n", "ndjson": b'{"properties.b":"1"}\n'}
    assert b"".join(await export(query, form)) == expected[form]


async def test_export_writes_numbers_as_json(db: Path, export: Export) -> None:
    insert_rows(db, 1, properties='{"a":9223372036854775807,"b":2.5,"c":0.1,"d":-0.0,"e":true}')
    for values in ("text", "native"):
        (file,) = await export({**select("properties"), "jsonValues": values}, "csv")
        assert file.split(b"\r\n")[1] == b"9223372036854775807,2.5,0.1,-0.0,true"


async def test_export_plan_ignores_maximum_page_size(db: Path, export: Export) -> None:
    insert_rows(db, 100)
    plan = FRONTEND.all_rows(EVENTS, {"limit": 2**62}, Scope("acme"))
    assert plan.limit == 2**62
    assert b"".join(await export({}, "ndjson")).count(b"\n") == 100


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
def test_memory_of_export_does_not_grow_with_rows(db: Path, accept: str) -> None:
    """Four times the rows are 50 MB more text, which would show if any stage kept all of it."""

    def peak(rows: Any) -> Any:
        insert_rows(db, rows, organization=f"o{rows}", properties=json.dumps({"x": "y" * 2000}))
        arguments = [sys.executable, "-c", EXPORTER, str(db), make_key(db, f"o{rows}"), accept]
        run = subprocess.run(arguments, check=True, capture_output=True, text=True)
        lines, kilobytes = map(int, run.stdout.split())
        assert lines == rows + (accept == "text/csv")
        return kilobytes

    assert peak(32_000) / peak(8_000) < 1.25


def make_key(db: Path, organization: str) -> Any:
    with closing(sqlite3.connect(db)) as connection, connection:
        _, secret = create_key(connection, kind="api", organization_id=organization, now=0)
    return secret
