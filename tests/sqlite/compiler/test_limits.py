"""Large and long queries are answered or refused; they never fail."""

import sqlite3
from contextlib import suppress

import pytest
from support.events import aggregation, any_of, ascending, at, condition, field, group, time

from evsrv.core.errors import Unprocessable
from evsrv.core.limits import MAX_FILTER_CONDITIONS
from sqlite.compiler.events_table import page, put

ID = {"select": [field("id")]}


@pytest.mark.parametrize("offset", [2**63 - 1, 2.0**63, 9.3e18, 1e300])
def test_an_offset_is_refused_or_is_past_the_end(
    database: sqlite3.Connection, offset: float
) -> None:
    """JSON Schema calls 1e300 an integer; SQLite has none so large."""
    put(database, "a")
    with suppress(Unprocessable):
        assert page(database, {**ID, "offset": offset}) == []


def test_the_largest_query_of_all_stays_within_sqlite(database: sqlite3.Connection) -> None:
    """As much of everything as the schema takes, all the longest way: some 30,000 parameters.

    SQLite takes 32,766.
    """
    paths = [['q"', str(number)] for number in range(100)]
    wanted = {f'q"{number}': "x" for number in range(8)}
    conditions = [at("properties", 'q"', "jsonContains", wanted)] * MAX_FILTER_CONDITIONS
    body = {
        "select": [
            aggregation("sum", name, *path)
            for path in paths
            for name in ("properties", "userProperties")
        ],
        "groupBy": [group("properties", *path, includeInSelect=False) for path in paths],
        "orderBy": ascending(*(f'sum_properties.q".{number}x' for number in range(100))),
        "where": any_of(*conditions),
        "jsonValues": "native",
    }
    assert page(database, body) == []


def test_the_largest_filter_of_groups_that_are_read_one_by_one(
    database: sqlite3.Connection,
) -> None:
    wanted = {f'q"{number}': "x" for number in range(8)}
    conditions = [at("properties", 'q"', "jsonContains", wanted)] * MAX_FILTER_CONDITIONS
    body = {
        "select": [time("day"), aggregation("sum", "properties", 'q"')],
        "where": any_of(*conditions),
    }
    assert page(database, body) == []


def test_an_in_list_may_be_long(database: sqlite3.Connection) -> None:
    put(database, "a", properties={"v": 70_000})
    names = [f"x{number}" for number in range(99_999)]
    assert page(database, {**ID, "where": condition("id", "in", [*names, "a"])}) == [("a",)]
    value = {"path": ["v"], "value": list(range(100_000))}
    assert page(database, {**ID, "where": condition("properties", "in", value)}) == [("a",)]


def test_a_string_of_zeros_does_not_break_the_sum(database: sqlite3.Connection) -> None:
    """One event of a web key's must not make its project's queries fail."""
    put(database, "zeros", properties={"v": "0" * 5_000})
    put(database, "one", properties={"v": 1})
    assert page(database, {"select": [aggregation("sum", "properties", "v")]}) == [(1,)]


def test_a_long_index_finds_nothing(database: sqlite3.Connection) -> None:
    put(database, "a", properties={"v": [1]})
    assert page(database, {"select": [field("properties", "v", "9" * 5_000)]}) == [(None,)]
