"""Golden cases, and each term, have SQLite's answers over rows with odd values."""

import json
import random
import sqlite3
import sys
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
from golden import harness
from golden.harness import compile_query, open_database, vocabulary
from semantics.pools import NO_TIMESTAMPS, NUMBERS, STRINGS, TIMESTAMPS

from evsrv.core.datasets import EVENTS
from evsrv.core.errors import Unprocessable
from evsrv.core.sql import bind, sql
from evsrv.ingest import EventReader
from evsrv.plugin.engine_terms import vocabulary_on
from evsrv.postgresql.groups.numeric_buckets import numeric_bucket_key
from evsrv.postgresql.json_input import to_jsonb_text
from evsrv.query.columns import NumericBucket
from evsrv.query.reference import Reference
from evsrv.sqlite.compile_context import read_plan_context
from evsrv.sqlite.compiler.numeric_buckets import render_numeric_bucket
from evsrv.sqlite.compiler.statement import compile_plan
from evsrv.sqlite.insert import append_events
from evsrv.sqlite.memory_tables import MemoryDatabases
from postgresql import same_raw_rows
from postgresql.absent_terms import uses_absent_term
from postgresql.both_ways import read_both_ways
from postgresql.same_rows import require_same_rows
from postgresql.server import Database, connected_database, tables_of

Json = Any
Engines = tuple[Database, sqlite3.Connection]

VALUES: list[Json] = [
    *NUMBERS,
    # So many that the middle is not 1, which equals 1.0.
    *(3, 3.5, 4, "1.25", "1.5", "1.75", "3.25", "3.75", "4.5", "5.5", "6.5", "7.5"),
    *(1e308, -5e-324, 2.0**53 + 2, 4.35, 1e-300, 123456789012345680.0),
    *STRINGS,
    *TIMESTAMPS,
    *NO_TIMESTAMPS,
    *(
        "1e308",
        "-0",
        "00012",
        "1" * 310,
        "0." + "0" * 330 + "1",
        "İ",
        "\u017f",
        "ΟΔΟΣ",
        "http://A.B/",
    ),
    *(True, False, None, [], {}, [None], [[]], {"": None}, {"a": None}, [1, 1.0], [[[[1]]]]),
    *({"a.b": {'q"t': [{"": 0}]}}, {"0": "a"}, ["a", ["a"]], [{"sku": "x"}, {"qty": 1}], [True]),
]
INSTANTS = [
    *("0001-01-01T00:00:00.000Z", "0001-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
    *("1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00.000Z", "2000-02-29T12:00:00.001Z"),
    *("1900-02-28T23:59:59.999Z", "1900-03-01T00:00:00.000Z", "2024-12-31T23:59:59.999Z"),
    *("2025-01-01T00:00:00.000Z", "2026-03-29T00:59:59.999Z", "2026-03-29T01:00:00.000Z"),
    *("2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z", "2011-12-30T10:00:00.000Z"),
    *("1883-11-18T17:00:00.000Z", "2016-02-29T23:59:59.999Z", "1600-02-29T00:00:00.000Z"),
]
ZONES = [
    *("UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"),
    *("Africa/Monrovia", "America/St_Johns", "Asia/Kolkata", "Pacific/Kiritimati", "Etc/GMT+12"),
]
OPERAND_COUNT = 30
PATHS = ["n", "a.b", 'q"t', "", "at", "0"]


def event(number: int, value: Json, instant: str) -> Json:
    text = value if isinstance(value, str) else None
    return {
        "id": f"event {number}",
        "entityType": "search",
        "type": text or f"type {number % 7}",
        "createdAt": instant,
        "searchQuery": text or "",
        "messageId": text,
        "conversationId": text,
        "properties": {
            **dict.fromkeys((*PATHS, "plan", "ok", "tags", "order", "sent.at"), value),
            "items": [value, {"sku": value}],
        },
        "userProperties": {"userId": value, "id": number % 3},
    }


@pytest.fixture(scope="module")
def engines(postgres_server: str) -> Iterator[Engines]:
    """Store a row of each value in both engines."""
    sqlite = open_database()
    read = EventReader().read
    bodies = map(event, range(len(VALUES)), VALUES, islice(cycle(INSTANTS), len(VALUES)))
    rows = [read(one, organization_id="acme", project_id="site", now=0) for one in bodies]
    append_events(sqlite, rows)
    with connected_database(postgres_server) as postgresql:
        postgresql.make_functions()
        postgresql.make_table(EVENTS, tables_of(sqlite)[EVENTS])
        yield postgresql, sqlite


def check(engines: Engines, query: Json) -> None:
    """Assert that both engines have one answer to a query."""
    postgresql, sqlite = engines
    try:
        plan, _ = compile_query(query)
    except Unprocessable:
        return
    if plan.groups is None:
        same_raw_rows.require_same_rows(plan, postgresql, sqlite)
        return
    statement = compile_plan(plan, read_plan_context(sqlite, plan))
    wanted = sqlite.execute(statement.page.text, statement.page.parameters).fetchall()
    memory = MemoryDatabases(vocabulary().prepare_connection)
    for page in postgresql.run(read_both_ways(plan, postgresql.ask, memory)):
        require_same_rows(plan, page.rows, wanted)


CASES = [
    case
    for case in sorted(harness.CASES.rglob("*.json"))
    if harness.dataset_of(case) is EVENTS and not uses_absent_term(harness.compile_case(case)[0])
    # SQLite shows the year 0 there, see below.
    if case.stem != "week-from-sunday"
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_golden_case_over_odd_rows_equals_sqlite(engines: Engines, case: Path) -> None:
    check(engines, json.loads(case.read_text("utf-8")) | {"limit": 1000})


OPERATORS = sorted(vocabulary_on(vocabulary(), "postgresql").operators)


@pytest.mark.parametrize("operator", OPERATORS)
def test_operator_with_odd_operands_equals_sqlite(engines: Engines, operator: str) -> None:
    for operand in random.Random(operator).sample(VALUES, OPERAND_COUNT):
        for one in (operand, [operand]):
            conditions = [
                *(
                    {
                        "field": "properties",
                        "operator": operator,
                        "value": {"path": path, "value": one},
                    }
                    for path in (["n"], ['q"t'], ["items", "0"], ["items", "1", "sku"])
                ),
                {"field": "messageId", "operator": operator, "value": one},
                {"field": "createdAt", "operator": operator, "value": one},
                {"field": "userProperties", "operator": operator, "value": one},
            ]
            for condition in conditions:
                for where in ({"condition": condition}, {"not": {"condition": condition}}):
                    select = [{"type": "field", "field": "id"}]
                    check(engines, {"select": select, "where": where, "limit": 1000})


@pytest.mark.parametrize("zone", ZONES)
def test_odd_times_in_zone_equal_sqlite(engines: Engines, zone: str) -> None:
    count = {"type": "aggregation", "aggregation": "count"}
    units = ["minute", "hour", "day", "week", "month", "quarter", "year"]
    for unit in units:
        for place in ({}, {"field": "properties", "path": ["at"]}, {"field": "messageId"}):
            check(
                engines,
                {"select": [{"type": "time", "timeUnit": unit, **place}, count], "timezone": zone},
            )
    for function in ("dayOfWeek", "hourOfDay", "dayOfMonth", "monthOfYear"):
        for place in ({"field": "createdAt"}, {"field": "properties", "path": ["at"]}):
            check(
                engines,
                {"select": [count], "groupBy": [{**place, "apply": function}], "timezone": zone},
            )


def test_first_week_starts_with_the_year_1(engines: Engines) -> None:
    """No timestamp has the year 0, in which its Sunday is."""
    postgresql, _ = engines
    plan, _ = compile_query(
        {"select": [{"type": "time", "timeUnit": "week"}], "weekStart": "sunday"}
    )
    memory = MemoryDatabases(vocabulary().prepare_connection)
    for page in postgresql.run(read_both_ways(plan, postgresql.ask, memory)):
        assert page.rows[0][0] == "0001-01-01T00:00:00.000Z"


@pytest.mark.parametrize("function", ["lower", "domain", "length"])
@pytest.mark.parametrize("path", PATHS)
def test_function_of_odd_values_equals_sqlite(engines: Engines, path: str, function: str) -> None:
    place = {"field": "properties", "path": [path], "apply": function}
    count = {"type": "aggregation", "aggregation": "count"}
    check(engines, {"select": [count], "groupBy": [place]})
    check(engines, {"select": [{"type": "field", "field": "id"}, {"type": "field", **place}]})


def odd_double(draw: random.Random) -> float:
    match draw.randrange(3):
        case 0:
            return draw.choice(
                [0.0, 1.0, 3.0, 0.1, 5e-324, 2.0**53, 1e-300, 1e308, sys.float_info.max]
            )
        case 1:
            return draw.uniform(0, 1) * 10.0 ** draw.randint(-320, 308)
    return draw.uniform(0, 1e3)


def test_buckets_of_odd_numbers_equal_sqlite(engines: Engines) -> None:
    postgresql, sqlite = engines
    draw = random.Random(3)
    for _ in range(3_000):
        number, offset = (odd_double(draw) * draw.choice([1, -1]) + 0.0 for _ in range(2))
        bucket = NumericBucket(Reference(EVENTS.fields["createdAt"]), odd_double(draw) or 1, offset)
        in_sqlite = render_numeric_bucket(bucket, bind(number))
        ((wanted,),) = sqlite.execute(f"SELECT {in_sqlite.text}", in_sqlite.parameters)
        stored = sql("{}::text::numeric", bind(to_jsonb_text(number)))
        (start,) = numeric_bucket_key(bucket, stored).expressions
        assert postgresql.value(sql("SELECT {}", start)) == wanted, (number, bucket)


@pytest.mark.parametrize("edges", [[0], [-1e308, 5e-324, 1e308], [2**53, 2**53 + 1, 2**63]])
def test_buckets_between_odd_edges_equal_sqlite(engines: Engines, edges: list[float]) -> None:
    bucket = {"type": "bucket", "field": "properties", "path": ["n"], "edges": edges, "as": "b"}
    check(engines, {"select": [bucket, {"type": "aggregation", "aggregation": "count"}]})
