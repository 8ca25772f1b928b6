import csv
import io
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Command, RunProcess

EVENTS = [
    {
        "entityType": "message",
        "type": "sent",
        "messageId": f"m{number}",
        "id": f"e{number}",
        "projectId": project,
        "createdAt": f"2026-03-0{number}T10:15:00.000Z",
        "properties": {"n": number, "tags": ["a", "b"], "a.b": {"c": True}},
    }
    for number, project in ((1, "site"), (2, "site"), (3, "blog"))
]
QUERY = {
    "select": [
        {"type": "field", "field": "id"},
        {"type": "field", "field": "properties", "path": ["n"]},
        {"type": "field", "field": "properties", "path": ["tags"]},
        {"type": "field", "field": "properties", "path": ["none"]},
    ]
}
SITE = ("--db", "a.db", "--organization", "acme", "--project", "site")


@pytest.fixture
def query(evsrv: Command) -> Command:
    """Run `evsrv query` on a file with three events."""
    data = "".join(json.dumps(event) + "\n" for event in EVENTS)
    loaded = evsrv("import", "--db", "a.db", "--organization", "acme", "-", stdin=data)
    assert loaded.exit_code == 0, loaded.output
    return lambda *arguments, **options: evsrv("query", *arguments, **options)


def test_query_prints_table_and_row_count(query: Command) -> None:
    result = query(*SITE, json.dumps(QUERY))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "id  properties.n  properties.tags  properties.none",
        "--  ------------  ---------------  ---------------",
        'e2  2             ["a","b"]        null',
        'e1  1             ["a","b"]        null',
    ]
    assert result.stderr == "2 of 2 rows\n"


def test_query_prints_row_count_of_page_and_total(query: Command) -> None:
    result = query(*SITE, json.dumps({**QUERY, "limit": 1}))
    assert result.stderr == "1 of 2 rows\n"


def test_query_format_json_equals_answer_of_server(query: Command) -> None:
    result = query(*SITE, "--format", "json", json.dumps({**QUERY, "jsonValues": "native"}))
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == {
        "status": "ok",
        "data": {
            "result": [
                {
                    "id": f"e{number}",
                    "properties.n": number,
                    "properties.tags": ["a", "b"],
                    "properties.none": None,
                }
                for number in (2, 1)
            ],
            "total": 2,
            "pageSize": 1000,
            "count": 2,
        },
    }


def test_query_format_csv_prints_header_and_rows(query: Command) -> None:
    result = query(*SITE, "--format", "csv", json.dumps(QUERY))
    assert (result.exit_code, result.stderr) == (0, "")
    assert list(csv.reader(io.StringIO(result.stdout, newline=""))) == [
        ["id", "properties.n", "properties.tags", "properties.none"],
        ["e2", "2", '["a","b"]', ""],
        ["e1", "1", '["a","b"]', ""],
    ]


def test_query_hints_at_all_rows_if_the_page_size_cuts(query: Command, tmp_path: Path) -> None:
    (tmp_path / "evsrv.toml").write_text("page_size = 1\n")
    assert query(*SITE, "{}").stderr == "1 of 2 rows (--all prints all)\n"
    assert query(*SITE, "--all", "{}").stderr == "2 rows\n"


@pytest.mark.parametrize(
    "body", [{}, {"limit": 1}, QUERY, {"groupBy": [{"field": "type"}]}, {"jsonValues": "native"}]
)
def test_query_all_prints_the_columns_of_a_page(query: Command, body: Any) -> None:
    page = query(*SITE, "--format", "csv", json.dumps(body)).stdout.splitlines()
    rows = query(*SITE, "--format", "csv", "--all", json.dumps(body)).stdout.splitlines()
    assert (rows[0], len(rows)) == (page[0], len(page))
    objects = query(*SITE, "--format", "ndjson", "--all", json.dumps(body)).stdout.splitlines()
    assert len(objects) == len(page) - 1
    assert {name for line in objects for name in json.loads(line)} <= set(page[0].split(","))


def test_query_format_ndjson_prints_the_rows_of_the_answer(query: Command) -> None:
    rows = query(*SITE, "--format", "ndjson", json.dumps(QUERY)).stdout.splitlines()
    answer = json.loads(query(*SITE, "--format", "json", json.dumps(QUERY)).stdout)
    assert [json.loads(row) for row in rows] == answer["data"]["result"]


def test_query_all_refuses_json_and_invalid_queries(query: Command) -> None:
    result = query(*SITE, "--all", "--format", "json", "{}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "use ndjson" in result.stderr
    result = query(*SITE, "--all", '{"select": [1], "limit": -1}')
    assert (result.exit_code, result.stdout) == (1, "")
    assert "/select/0" in result.stderr
    assert "/limit" in result.stderr


def test_query_without_project_covers_whole_organization(query: Command) -> None:
    count = json.dumps({"select": [{"type": "aggregation", "aggregation": "count"}]})
    for arguments, expected in (
        (("--organization", "acme"), 3),
        (("--organization", "acme", "--project", "site"), 2),
        ((), 3),
        (("--project", "blog"), 1),
    ):
        result = query("--db", "a.db", *arguments, "--format", "json", count)
        assert json.loads(result.stdout)["data"]["result"] == [{"count": expected}]


def test_query_can_be_read_from_file_or_stdin(query: Command, tmp_path: Path) -> None:
    (tmp_path / "q.json").write_text(json.dumps(QUERY))
    (tmp_path / "bom.json").write_text(json.dumps(QUERY), "utf-8-sig")
    given = query(*SITE, json.dumps(QUERY))
    for result in (
        query(*SITE, "-f", "q.json"),
        query(*SITE, "-f", "bom.json"),
        query(*SITE, "--file", "-", stdin=json.dumps(QUERY)),
        query(*SITE, "-", stdin=json.dumps(QUERY)),
    ):
        assert (result.exit_code, result.stdout) == (0, given.stdout)


@pytest.mark.parametrize("arguments", [[], ["{}", "-f", "q.json"], ["-", "-f", "q.json"]])
def test_query_refuses_no_query_or_more_than_one(
    query: Command, tmp_path: Path, arguments: list[Any]
) -> None:
    (tmp_path / "q.json").write_text("{}")
    result = query(*SITE, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "give one query" in result.stderr


REFUSALS = {
    "no JSON": ("{", "the query is not JSON"),
    "no object": ("[]", "the query must be a JSON object, not an array"),
    "no UTF-8": ('{"notes": "\udcff"}', "the query is not UTF-8"),
    "unknown member": ('{"selct": []}', "/selct: unknown member 'selct'; did you mean 'select'?"),
    "no sense": ('{"orderBy": [{"field": "tpye", "direction": "asc"}]}', "/orderBy/0/field: "),
    "too many rows": ('{"limit": 10001}', "/limit: must be 10000 or less, not 10001"),
}


@pytest.mark.parametrize("sql", [(), ("--sql",)], ids=["answer", "sql"])
@pytest.mark.parametrize(("text", "reason"), REFUSALS.values(), ids=REFUSALS)
def test_invalid_query_prints_error_to_stderr_only(
    query: Command, text: str, reason: str, sql: tuple[Any, ...]
) -> None:
    result = query(*SITE, *sql, text)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Error: {reason}")


def test_invalid_query_prints_pointer_of_each_error(query: Command) -> None:
    result = query(*SITE, '{"selct": [], "limit": -1, "groupBy": [{"field": "tipe"}]}')
    assert result.exit_code == 1
    places = [line.removeprefix("Error: ").split(":")[0] for line in result.stderr.splitlines()]
    assert sorted(places) == ["/groupBy/0/field", "/limit", "/selct"]


def test_query_does_not_create_missing_file(evsrv: Command, tmp_path: Path) -> None:
    result = evsrv("query", *SITE, "{}")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: a.db does not exist; name the file with --db\n"
    assert list(tmp_path.iterdir()) == []


def test_query_sql_needs_no_file(evsrv: Command, tmp_path: Path) -> None:
    result = evsrv("query", *SITE, "--sql", "{}")
    assert result.exit_code == 0
    assert list(tmp_path.iterdir()) == []


PLAIN = [
    {},
    QUERY,
    {"limit": 1, "offset": 1},
    {
        "select": [
            {"type": "time", "timeUnit": "day"},
            {"type": "aggregation", "aggregation": "count"},
            {"type": "aggregation", "aggregation": "sum", "field": "createdAt"},
        ],
        "groupBy": [{"field": "type"}],
        "where": {
            "or": [
                {"condition": {"field": "id", "operator": "in", "value": ["e1", "a'b\"c?"]}},
                {"not": {"condition": {"field": "type", "operator": "gt", "value": "ü"}}},
            ]
        },
        "orderBy": [{"field": "count_id", "direction": "desc"}],
    },
    {
        "where": {
            "condition": {
                "field": "properties",
                "operator": "arrayContains",
                "value": {"path": ["tags"], "value": ["a", "b"]},
            }
        }
    },
]


@pytest.mark.parametrize("body", PLAIN)
def test_printed_sql_of_query_returns_same_rows(query: Command, tmp_path: Path, body: Any) -> None:
    script = query(*SITE, "--sql", json.dumps(body)).stdout
    parameters = [
        json.loads(value) for value in re.findall(r"^-- \?\d+ = (.*)$", script, re.MULTILINE)
    ]
    answer = json.loads(query(*SITE, "--format", "json", json.dumps(body)).stdout)["data"]
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        rows = connection.execute(script, parameters).fetchall()
    assert rows
    assert len(rows) == answer["count"]
    for row, shown in zip(rows, answer["result"], strict=True):
        texts = {text for text in shown.values() if isinstance(text, str)}
        assert texts <= set(row)


@pytest.mark.parametrize(
    ("body", "first_line"),
    [
        (
            {"select": [{"type": "time", "timeUnit": "day"}]},
            "-- groups by one index range scan per group, because each group is a range of the"
            " index on createdAt",
        ),
        (
            {"select": [{"type": "time", "timeUnit": "day"}], "groupBy": [{"field": "type"}]},
            "-- groups by GROUP BY, because the query has more than one group key",
        ),
        ({}, "SELECT"),
    ],
)
def test_printed_sql_begins_with_grouping_and_reason(
    query: Command, body: dict[str, Any], first_line: str
) -> None:
    lines = query(*SITE, "--sql", json.dumps(body)).stdout.splitlines()
    if first_line == "SELECT":
        assert lines[0].startswith(first_line)
    else:
        assert lines[0] == first_line


def test_query_uses_terms_of_plugins_dir(query: Command, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "length.py").write_text(
        "from evsrv.plugin import Aggregate, hookimpl, sql\n"
        "@hookimpl\n"
        "def evsrv_aggregates():\n"
        "    yield Aggregate(name='longest', summary='the length of the longest text',\n"
        "        render=lambda value: sql('max(length({}))', value.text))\n"
    )
    body = '{"select": [{"type": "aggregation", "aggregation": "longest", "field": "id"}]}'
    assert query(*SITE, body).exit_code == 1
    result = query(*SITE, "--plugins-dir", "more", "--format", "csv", body)
    assert result.stdout_bytes == b"longest_id\r\n2\r\n"


@pytest.mark.parametrize("name", ["", " ", "\udcff", "a\nb"])
@pytest.mark.parametrize("option", ["--organization", "--project"])
def test_query_refuses_unprintable_names(query: Command, option: str, name: str) -> None:
    result = query(*SITE, option, name, "{}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "must be printable text" in result.stderr


def test_query_process_prints_csv_or_exits_with_1(query: Command, process: RunProcess) -> None:
    assert query(*SITE, "{}").exit_code == 0
    done = process("query", *SITE, "--format", "csv", "-", input=json.dumps(QUERY).encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"id,properties.n,properties.tags,properties.none\r\ne2,2,")
    done = process("query", *SITE, "-", input=b"{")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"Error: the query is not JSON")
