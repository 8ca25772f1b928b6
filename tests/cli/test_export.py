"""`evsrv export`: what it writes, `evsrv import` stores again without a loss."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlite.conversation_rows import add_conversation, add_feedback

from cli.conftest import Command
from cli.importing import event, lines
from evsrv.core.datasets import DATASETS
from evsrv.sqlite.maintenance.check import check_file

AWKWARD = {
    "": "empty key",
    "a.b": {"c.d": [None, True, 0.0, 1.0, 1e300, 2**63 - 1, -(2**63), 5e-324]},
    "__proto__": {"$ref": "#", "[0]": []},
    "\u00e9\U0001f600": "\u2028\u2029\ufeff\x01\x7f\\\"/'",
    "long": "x" * 20_000,
    "deep": json.loads("[" * 60 + "]" * 60),
    "null": None,
    "conversation": {"id": "c", "messages": [{"role": "user", "content": "hi"}]},
    "eventType": "not the field",
    "properties.x": 1,
}
EVENTS = [
    event("a", createdAt="2026-03-02T10:15:00.001Z", properties=AWKWARD, userProperties=AWKWARD),
    event("b", createdAt="0001-01-01T00:00:00Z", properties={}, userProperties=None),
    event("\u00fc/\u202e?#", createdAt="9999-12-31T23:59:59.999Z", projectId="blog"),
    {"id": "d", "type": "x", "createdAt": "2026-03-02T10:15:00+05:30", "integrationId": "bot"},
    {"id": "e", "type": " ", "entityType": "search", "searchQuery": "", "createdAt": None},
    event("f", conversationId="", createdAt="1969-12-31T23:59:59.999Z", projectId=""),
]
TIMES = {"createdAt": "2026-03-02T10:15:00.123Z", "updatedAt": "2026-03-02T10:16:00Z"}
PARTS = [
    {"type": "text", "text": "see"},
    {"type": "image_url", "image_url": {"url": "https://x.example/a.png"}},
]
CALL = {"id": "t", "type": "function", "function": {"name": "f", "arguments": "{}"}}
CONVERSATIONS = [
    {
        "id": "second",
        "type": "openai",
        "externalId": "x/1",
        "externalUrl": "https://x.example",
        "tags": ["b", "a", ""],
        "visibility": "public",
        "properties": AWKWARD,
        "userProperties": {"userId": "u"},
        "projectId": "site",
        "loggedWith": "web",
        "messages": [
            {"id": "m1", "role": "user", "content": PARTS, **TIMES},
            # Without a time of its update, which is that of the conversation.
            {"role": "assistant", "content": "", "tool_calls": [CALL], "name": "bot"},
            {"id": "m2", "role": "user", "content": "\u2028", "links": [{"url": "https://x"}]},
        ],
        **TIMES,
    },
    {
        "id": "first",
        "type": "support_ticket",
        "supportTicketConversationId": "s",
        "integrationId": "bot",
        "projectId": "site",
        "messages": [{"id": "m1", "role": "agent", "content": "x", "properties": {"k": 1.0}}],
    },
    {"id": "none", "type": "openai", "messages": [{"id": "m1", "role": "user", "content": ""}]},
]
FEEDBACK = [
    {"id": "f1", "type": "positive", "messageId": "m1", "projectId": "site", "reasons": []},
    {"id": "f2", "type": "negative", "messageId": "gone", "loggedWith": "web", **TIMES},
    {
        "id": "f3",
        "type": "negative",
        "messageId": "m2",
        "properties": AWKWARD,
        "reasons": [{"label": "", "details": "\u2028"}],
        "projectId": "site",
    },
]
DOCUMENTS: dict[str, list[Any]] = {
    "events": EVENTS,
    "conversations": CONVERSATIONS,
    "feedback": FEEDBACK,
}
TABLES = ("events", "conversations", "messages", "feedback", "property_keys")


def rows(path: str, table: str) -> Any:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        found = [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3")]
    for row in found:
        # The time of the last update, which no answer shows once its messages have theirs.
        row.pop("logged_at", None)
    return found


def shown(path: str, table: str) -> Any:
    """Return rows as answers show them: a message's update is that of its conversation."""
    found = rows(path, table)
    for row in found:
        if table == "messages" and row["updated_at"] is None:
            with closing(sqlite3.connect(path)) as connection:
                (row["updated_at"],) = connection.execute(
                    "SELECT logged_at FROM conversations WHERE row = ?", (row["conversation"],)
                ).fetchone()
    return found


@pytest.fixture
def full(evsrv: Command) -> Command:
    """Import all documents into `acme` in `a.db`."""
    for dataset, documents in DOCUMENTS.items():
        options = ("--db", "a.db", "--organization", "acme", "--dataset", dataset)
        loaded = evsrv("import", *options, "-", stdin=lines(*documents))
        assert loaded.exit_code == 0, loaded.output
    return evsrv


def exported(result: Result) -> list[Any]:
    assert result.exit_code == 0, result.output
    # Not splitlines(), which also splits at characters that JSON need not escape.
    return [json.loads(line) for line in result.stdout.split("\n")[:-1]]


def copy(evsrv: Command, *, datasets: Any = tuple(DATASETS), source: str = "a.db") -> None:
    """Export the datasets and import them into `b.db`."""
    for dataset in datasets:
        written = evsrv("export", "--db", source, "--dataset", dataset)
        assert written.exit_code == 0, written.output
        options = ("--db", "b.db", "--organization", "acme", "--dataset", dataset)
        loaded = evsrv("import", *options, "-", stdin=written.stdout_bytes)
        assert loaded.exit_code == 0, loaded.output


@pytest.mark.parametrize("order", [tuple(DATASETS), tuple(DATASETS)[::-1]])
def test_export_and_import_store_all_rows_again(full: Command, tmp_path: Path, order: Any) -> None:
    copy(full, datasets=order)
    for table in TABLES:
        assert shown("b.db", table) == shown("a.db", table)
        assert rows("a.db", table)
    assert check_file(tmp_path / "b.db").ok


def test_export_of_imported_export_is_same_bytes(full: Command) -> None:
    copy(full)
    for dataset in DATASETS:
        first, second = (
            full("export", "--db", db, "--dataset", dataset).stdout_bytes for db in ("a.db", "b.db")
        )
        assert first == second != b""


def test_export_and_import_keep_everything_of_demo_data(evsrv: Command, tmp_path: Path) -> None:
    evsrv("seed", "--db", "a.db", "--events", "3000", "--organization", "acme")
    copy(evsrv)
    for table in ("events", "conversations", "messages", "feedback"):
        columns = [{**row, "row": None} for row in shown("b.db", table)]
        assert columns == [{**row, "row": None} for row in shown("a.db", table)]
    assert check_file(tmp_path / "b.db").ok


def test_conversations_are_exported_in_order_of_logging(full: Command) -> None:
    result = full("export", "--dataset", "conversations", "--db", "a.db")
    assert [one["id"] for one in exported(result)] == ["second", "first", "none"]
    assert [one["loggedWith"] for one in exported(result)] == ["web", "api", "api"]
    assert result.stderr == "a.db: 3 conversations exported\n"


def test_export_of_file_with_lower_rows_logged_later_keeps_joins(
    evsrv: Command, tmp_path: Path
) -> None:
    """Times do not tell which conversation was logged first; the order of the lines does."""
    evsrv("seed", "--db", "a.db", "--events", "0")
    with closing(sqlite3.connect("a.db")) as connection, connection:
        row = add_conversation(connection, "z", created_at=9, organization_id="acme")
        add_conversation(connection, "a", created_at=1, organization_id="acme")
        columns = {"organization_id": "acme", "conversation": row, "conversation_id": "z"}
        add_feedback(connection, "f", **columns)
    copy(evsrv)
    assert [one["conversation_id"] for one in rows("b.db", "feedback")] == ["z"]
    assert check_file(tmp_path / "b.db").ok


def test_export_writes_rows_that_pass_filter(full: Command) -> None:
    condition = {"field": "userProperties", "operator": "jsonHasKey", "value": "a.b"}
    where = json.dumps({"condition": condition})
    result = full("export", "--db", "a.db", "--where", where)
    assert [one["id"] for one in exported(result)] == ["a"]
    scoped = full("export", "--db", "a.db", "--project", "blog")
    assert [one["id"] for one in exported(scoped)] == [EVENTS[2]["id"]]


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("[]", "--where must be a JSON object"),
        ("{", "--where is not JSON"),
        (
            '{"condition": {"field": "typ", "operator": "eq", "value": 1}}',
            "/where/condition/field: unknown field 'typ'; did you mean 'type'?",
        ),
    ],
)
def test_export_refuses_bad_filter_with_pointer(full: Command, where: str, message: str) -> None:
    result = full("export", "--db", "a.db", "--where", where)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr


def test_export_names_nearest_organization_and_project(full: Command) -> None:
    for options, message in (
        (("--organization", "acne"), "unknown organization 'acne'; did you mean 'acme'?"),
        (("--project", "sit"), "unknown project 'sit'; did you mean 'site'?"),
    ):
        result = full("export", "--db", "a.db", *options)
        assert (result.exit_code, result.stdout) == (1, "")
        assert message in result.stderr


def test_export_of_several_organizations_asks_for_one(full: Command) -> None:
    full("import", "--db", "a.db", "--organization", "other", "-", stdin=lines(event("x")))
    result = full("export", "--db", "a.db")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "name one with --organization; the database has several: acme, other" in result.stderr


def test_export_does_not_create_missing_file(evsrv: Command, tmp_path: Path) -> None:
    result = evsrv("export", "--db", "a.db")
    assert (result.exit_code, result.stderr) == (
        1,
        "Error: a.db does not exist; name the file with --db\n",
    )
    assert list(tmp_path.iterdir()) == []
