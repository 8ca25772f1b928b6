"""Whole statements on real SQLite: tenancy, pages, groups, and what cannot overflow."""

import sqlite3
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.events import (
    aggregation,
    any_of,
    condition,
    field,
    group,
    negated,
    time,
)

from evsrv.core.scope import Scope
from sqlite.compiler.events_table import page, put, total

QUICK = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
ACME, SITE, SHOP, OTHER = (
    Scope("acme"),
    Scope("acme", "site"),
    Scope("acme", "shop"),
    Scope("other", "site"),
)


ID = {"select": [field("id")]}


@pytest.fixture
def tenants(database: sqlite3.Connection) -> sqlite3.Connection:
    put(database, "site")
    put(database, "shop", project_id="shop")
    put(database, "none", project_id=None)
    put(database, "other", organization_id="other")
    return database


@pytest.mark.parametrize(
    ("scope", "seen"),
    [(ACME, ["none", "shop", "site"]), (SITE, ["site"]), (SHOP, ["shop"]), (OTHER, ["other"])],
)
@pytest.mark.parametrize(
    "where",
    [
        {},
        {"where": {"and": []}},
        {"where": any_of(condition("type", "eq", "searched"), condition("id", "isNotNull"))},
        {"where": any_of(condition("id", "eq", "x"), negated(condition("id", "eq", "y")))},
        {"where": negated(condition("organizationId", "eq", "nobody's"))},
        {"where": condition("organizationId", "notIn", [])},
    ],
)
def test_no_filter_reaches_beyond_the_scope(
    tenants: sqlite3.Connection, scope: Scope, seen: list[str], where: Any
) -> None:
    assert [id_ for (id_,) in page(tenants, {**ID, **where}, scope)] == seen
    assert total(tenants, {**ID, **where}, scope) == len(seen)
    counted = {"select": [aggregation("count")], **where}
    assert page(tenants, counted, scope) == [(len(seen),)]
    grouped = {"groupBy": [group("id")], **where}
    assert page(tenants, grouped, scope) == [(id_,) for id_ in seen]
    assert total(tenants, grouped, scope) == len(seen)


@QUICK
@given(st.integers(1, 12), st.integers(0, 12), st.booleans())
def test_pages_put_together_are_the_whole(
    database: sqlite3.Connection, limit: int, offset: int, grouped: bool
) -> None:
    if not database.execute("SELECT count(*) FROM events").fetchone()[0]:
        for number in range(10):
            put(database, f"e{number}", created_at=number % 3, type=f"t{number % 6}")
    body: Any = {"groupBy": [group("type")]} if grouped else dict(ID)
    everything = page(database, body)
    assert (
        page(database, {**body, "limit": limit, "offset": offset})
        == (everything[offset : offset + limit])
    )
    assert total(database, {**body, "limit": limit, "offset": offset}) == len(everything)


def test_nulls_come_last_in_both_directions(database: sqlite3.Connection) -> None:
    for number, query in enumerate(["b", None, "a", None]):
        put(database, f"e{number}", search_query=query, created_at=number)
    for direction, order in (("asc", ["e2", "e0", "e3", "e1"]), ("desc", ["e0", "e2", "e3", "e1"])):
        body = {**ID, "orderBy": [{"field": "searchQuery", "direction": direction}]}
        assert [id_ for (id_,) in page(database, body)] == order


def test_groups_in_sql_are_what_rows_show(database: sqlite3.Connection) -> None:
    values: list[Any] = [1, "1", True, "true", 1.0, None, {}, "{}"]
    for number, value in enumerate(values):
        put(database, f"e{number}", properties={"v": value})
    put(database, "missing")
    body: Any = {"select": [aggregation("count")], "groupBy": [group("properties", "v")]}
    assert sorted(page(database, body), key=str) == sorted(
        [("1", 2), ("true", 2), ("1.0", 1), (None, 2), ("{}", 2)], key=str
    )
    native = {**body, "jsonValues": "native"}
    assert len(page(database, native)) == total(database, native) == 8


def test_sums_do_not_overflow(database: sqlite3.Connection) -> None:
    largest = 2**63 - 1
    for number in range(3):
        put(database, f"e{number}", properties={"v": largest}, created_at=largest // 4)
    select = [
        aggregation("sum", "properties", "v"),
        aggregation("avg", "properties", "v"),
        aggregation("sum", "createdAt"),
    ]
    [(summed, mean, instants)] = page(database, {"select": select})
    assert summed == pytest.approx(3 * largest, rel=1e-12)
    assert mean == pytest.approx(largest, rel=1e-12)
    assert instants == 3 * (largest // 4)


@QUICK
@given(
    st.lists(
        st.integers(-(2**60), 2**60)
        | st.floats(-1e15, 1e15).map(lambda number: round(number, 3))
        | st.sampled_from([True, None, "x", [1]]),
        max_size=6,
    )
)
def test_aggregates_are_those_of_the_numbers(
    database: sqlite3.Connection, values: list[Any]
) -> None:
    database.execute("DELETE FROM events")
    for number, value in enumerate(values):
        put(database, f"e{number}", properties={"v": value})
    names = ("count", "sum", "min", "max", "avg")
    select = [aggregation(name, "properties", "v") for name in names]
    [(count, summed, least, greatest, mean)] = page(database, {"select": select})
    numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    assert count == sum(value is not None for value in values)
    if not numbers:
        assert (summed, least, greatest, mean) == (None,) * 4
        return
    assert (least, greatest) == (min(numbers), max(numbers))
    scale = max(map(abs, numbers)) * 1e-9 + 1e-9
    assert summed == pytest.approx(sum(numbers), abs=scale)
    assert mean == pytest.approx(sum(numbers) / len(numbers), abs=scale)
    if all(isinstance(number, int) for number in numbers):
        assert summed == sum(numbers)


def test_every_unit_spans_the_years_1_to_9999(database: sqlite3.Connection) -> None:
    put(database, "first", created_at=-62_135_596_800_000)
    put(database, "last", created_at=253_402_300_799_999)
    units = ("minute", "hour", "day", "week", "month", "quarter", "year")
    starts = page(database, {"select": [time(unit) for unit in units]})
    assert starts == [
        ("0001-01-01T00:00:00.000Z",) * 7,
        (
            "9999-12-31T23:59:00.000Z",
            "9999-12-31T23:00:00.000Z",
            "9999-12-31T00:00:00.000Z",
            "9999-12-27T00:00:00.000Z",
            "9999-12-01T00:00:00.000Z",
            "9999-10-01T00:00:00.000Z",
            "9999-01-01T00:00:00.000Z",
        ),
    ]
