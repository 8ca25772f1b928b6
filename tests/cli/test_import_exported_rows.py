"""`evsrv import` of the NDJSON that an export of a query over HTTP writes."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from support.server import AppServer, Server

from cli.conftest import Command
from cli.importing import lines
from evsrv.app import create_app
from evsrv.config import Settings
from evsrv.core.datasets import DATASETS


def query_export(db: str, dataset: str = "events", body: Any = None) -> Any:
    """Return the NDJSON export of a query, from a server on the file."""

    async def ask() -> Any:
        async with TestClient(AppServer(create_app(Settings(db=Path(db))))) as client:
            server = Server(client, Path(db))
            reply = await server.with_key(server.make_key()).send(
                "POST",
                f"/query/{dataset}/export",
                {} if body is None else body,
                headers={"Accept": "application/x-ndjson"},
            )
            assert reply.status == 200, reply.text
            return reply.text

    return asyncio.run(ask())


def stored(db: str, table: str = "events", columns: str = "*") -> Any:
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute(f"SELECT {columns} FROM {table} ORDER BY id").fetchall()


def load(evsrv: Command, text: str, db: str = "b.db", dataset: str = "events") -> Any:
    options = ("--db", db, "--organization", "acme", "--dataset", dataset)
    result = evsrv("import", *options, "-", stdin=text)
    assert result.exit_code == 0, result.output
    return result


WHOLE = {
    "select": [
        {"type": "field", "field": name, "mode": "json"} for name in DATASETS["events"].fields
    ]
}


def test_import_of_native_rows_stores_events_again(evsrv: Command) -> None:
    evsrv("seed", "--db", "a.db", "--events", "500", "--organization", "acme")
    load(evsrv, query_export("a.db", body={"jsonValues": "native"}))
    columns = "id, project_id, event_type, type, message_id, search_query, created_at, properties"
    assert stored("b.db", columns=columns) == stored("a.db", columns=columns)


def test_import_of_rows_with_json_columns_stores_events_again(evsrv: Command) -> None:
    evsrv("seed", "--db", "a.db", "--events", "300", "--organization", "acme")
    load(evsrv, query_export("a.db", body=WHOLE))
    names = "id, project_id, event_type, type, created_at, properties, user_properties"
    assert stored("b.db", columns=names) == stored("a.db", columns=names)


def test_import_of_plain_rows_stores_values_as_text(evsrv: Command) -> None:
    sent = {"id": "e", "type": "x", "entityType": "search", "searchQuery": "q"}
    properties = {"a.b": 1, "c": [True], "d": "text", "e": None, "": {}}
    load(evsrv, lines({**sent, "properties": properties}), db="a.db")
    load(evsrv, query_export("a.db"))
    ((row,),) = [stored("b.db", columns="properties")]
    assert json.loads(row[0]) == {"a.b": "1", "c": "[true]", "d": "text", "": "{}"}
    assert stored("b.db", columns="event_type, search_query") == [("search", "q")]


def test_import_of_feedback_rows_stores_feedback_again(evsrv: Command) -> None:
    sent = {"id": "f", "type": "positive", "messageId": "m", "createdAt": "2026-03-02T10:15:00Z"}
    properties = {"userProperties": {"userId": "u"}, "reasons": [{"label": "a", "details": "b"}]}
    load(evsrv, lines({**sent, **properties}), db="a.db", dataset="feedback")
    load(evsrv, query_export("a.db", "feedback"), dataset="feedback")
    assert stored("b.db", "feedback") == stored("a.db", "feedback")


def test_import_of_conversation_rows_names_export_command(evsrv: Command) -> None:
    evsrv("seed", "--db", "a.db", "--events", "100", "--organization", "acme")
    text = query_export("a.db", "conversations", {"limit": 1})
    options = ("--db", "b.db", "--organization", "acme", "--dataset", "conversations")
    result = evsrv("import", *options, "-", stdin=text)
    assert result.exit_code == 1
    assert "write whole conversations with evsrv export --dataset conversations" in result.stderr


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            {"type": "x", "properties": {"a": 1}, "properties.a": 2},
            "/properties.a: a member of 'properties', which is here as a whole too",
        ),
        ({"type": "x", "entityType": "event", "eventType": "event"}, "/eventType: unknown"),
        ({"type": "x", "propertys.a": 1}, "/propertys.a: unknown"),
    ],
)
def test_import_refuses_line_between_row_and_body(
    evsrv: Command, line: dict[str, Any], message: str
) -> None:
    options = ("--db", "a.db", "--organization", "acme")
    result = evsrv("import", *options, "-", stdin=lines(line))
    assert result.exit_code == 1
    assert message in result.stderr
