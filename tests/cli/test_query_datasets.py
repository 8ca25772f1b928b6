"""`evsrv query --dataset`."""

import csv
import io
import json
from pathlib import Path

import pytest
from support.dataset_rows import insert_into

from cli.conftest import Command
from evsrv.core.datasets import CONVERSATIONS, FEEDBACK

SITE = ("--db", "a.db", "--organization", "acme", "--project", "site")
REASONS = '{"select": [{"type": "field", "field": "reasons"}]}'
IDS = '{"select": [{"type": "field", "field": "id"}]}'


@pytest.fixture
def query(evsrv: Command, load: Command, tmp_path: Path) -> Command:
    """Run `evsrv query` on a file with an event, two conversations and one feedback."""
    assert load(b'{"id": "e1", "type": "opened"}').exit_code == 0
    db = tmp_path / "a.db"
    insert_into(db, CONVERSATIONS, [{"id": "c1", "userMessageCount": 9}, {"id": "c2"}])
    insert_into(db, FEEDBACK, [{"id": "f1", "reasons": [{"label": "a", "details": ""}]}])
    return lambda *arguments: evsrv("query", *SITE, *arguments)


def test_query_of_a_dataset_shows_its_rows(query: Command) -> None:
    count = json.dumps({"select": [{"type": "field", "field": "userMessageCount"}]})
    result = query("--dataset", "conversations", count)
    assert result.stdout.split() == ["userMessageCount", "-" * 16, "9", "1"]
    result = query("--dataset", "feedback", "--format", "csv", REASONS)
    assert list(csv.reader(io.StringIO(result.stdout))) == [
        ["reasons"],
        ['[{"details":"","label":"a"}]'],
    ]


def test_query_without_dataset_is_over_events(query: Command) -> None:
    assert query(IDS).stdout.split() == ["id", "--", "e1"]
    assert query("--dataset", "events", IDS).stdout == query(IDS).stdout


def test_query_sql_reads_the_table_of_the_dataset(query: Command) -> None:
    by_type = json.dumps({"groupBy": [{"field": "type"}]})
    result = query("--dataset", "feedback", "--sql", by_type)
    assert "FROM feedback AS e" in result.stdout
    assert result.stdout.startswith("-- groups by GROUP BY, because there is no index of types\n")


def test_query_of_unknown_dataset_is_refused(query: Command) -> None:
    result = query("--dataset", "threads", "{}")
    assert result.exit_code == 2
    assert "'events', 'conversations', 'feedback'" in result.stderr


def test_query_refuses_field_of_another_dataset(query: Command) -> None:
    body = json.dumps({"select": [{"type": "field", "field": "createdAt"}]})
    result = query("--dataset", "conversations", body)
    assert result.exit_code == 1
    assert "unknown field 'createdAt'; did you mean 'firstMessageTime'?" in result.stderr
