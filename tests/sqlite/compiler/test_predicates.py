"""Filters of every shape that the limits allow run on this SQLite, and mean what they say."""

import json
import sqlite3
from itertools import product
from typing import Any

import pytest
from golden.harness import compile_query
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.events import aggregation, all_of, any_of, at, condition, group, negated, time

from evsrv.core.limits import MAX_FILTER_CONDITIONS, MAX_FILTER_DEPTH
from evsrv.core.scope import Scope
from evsrv.sqlite.compiler.context import DEFAULT_CONTEXT, CompileContext
from evsrv.sqlite.promoted_path import PromotedPath, columns_of_slot

QUICK = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
DEEP = 'q"'
"""A key that is written as a call of our function, the longest way."""

Filter = Any


def applied(function: str, filter_: Filter) -> Filter:
    return {"condition": {**filter_["condition"], "apply": function}}


LEAVES = {
    "short": condition("id", "eq", "x"),
    "keys": at("properties", DEEP, "jsonHasAllKeys", ["a", "b"]),
    "not any key": negated(at("properties", DEEP, "jsonHasAnyKey", ["a", "b"])),
    "not in": negated(at("properties", DEEP, "notIn", [1, "2", None, True, [1], {"a": 1}])),
    "neq": at("properties", DEEP, "neq", "12"),
    "array": at("properties", DEEP, "arrayContains", ["a", 1, None]),
    "text": at("properties", DEEP, "endsWithIgnoreCase", "x"),
    "function": negated(applied("dayOfMonth", at("properties", DEEP, "notIn", [1, 2, None]))),
    "user": negated(applied("domain", condition("user", "notIn", ["a", "b", None]))),
}


def joined(level: int, *members: Filter) -> Filter:
    return (all_of if level % 2 else any_of)(*members)


def chain(leaf: Filter, depth: int) -> Filter:
    """Nest on the right, one condition a level."""
    return leaf if depth == 0 else joined(depth, leaf, chain(leaf, depth - 1))


def left_chain(leaf: Filter, depth: int) -> Filter:
    return leaf if depth == 0 else joined(depth, left_chain(leaf, depth - 1), leaf)


def staircase(leaf: Filter, depth: int) -> Filter:
    """Nest on both sides: on the left as deep as there is room, on the right the same again."""
    if depth == 0:
        return leaf
    return joined(depth, chain(leaf, depth - 1), staircase(leaf, depth - 1))


def binary(leaf: Filter, depth: int) -> Filter:
    return leaf if depth == 0 else joined(depth, *[binary(leaf, depth - 1)] * 2)


def wide(leaf: Filter, depth: int, before: int, behind: int) -> Filter:
    """Nest amid so many conditions on each level."""
    if depth == 0:
        return leaf
    inner = wide(leaf, depth - 1, before, behind)
    return joined(depth, *[leaf] * before, inner, *[leaf] * behind)


def binary_below_chain(leaf: Filter, depth: int, below: int) -> Filter:
    return binary(leaf, below) if depth == 0 else joined(depth + below, leaf, (
        binary_below_chain(leaf, depth - 1, below)
    ))  # fmt: skip


def shapes(leaf: Filter) -> dict[str, Filter]:
    """Draw the worst that the limits allow; a leaf that is negated is a level itself."""
    deepest = MAX_FILTER_DEPTH - ("not" in leaf)
    return {
        "chain": chain(leaf, deepest),
        "left chain": left_chain(leaf, deepest),
        "staircase": staircase(leaf, deepest),
        "binary": binary(leaf, 9),
        "binary below a chain": binary_below_chain(leaf, deepest - 8, 8),
        "flat and": all_of(*[leaf] * MAX_FILTER_CONDITIONS),
        "flat or": any_of(*[leaf] * MAX_FILTER_CONDITIONS),
        "wide, nested first": wide(leaf, deepest, 0, 30),
        "wide, nested last": wide(leaf, deepest, 30, 0),
        "wide, nested amid": wide(leaf, deepest, 15, 15),
        "wider, nested first": wide(leaf, 10, 0, 98),
        "wider, nested last": wide(leaf, 10, 98, 0),
        "widest, nested first": wide(leaf, 8, 0, 120),
        "shallow, both sides": staircase(leaf, 8),
    }


def size(filter_: Filter) -> int:
    return json.dumps(filter_).count('"condition"')


def run(
    database: sqlite3.Connection, filter_: Filter, context: CompileContext = DEFAULT_CONTEXT
) -> None:
    """Run the page and the total of a filter, on an empty table, however groups are made."""
    for columns in (
        {"groupBy": [group("type")]},
        {"select": [time("day"), aggregation("count")]},
        {"select": [time("day"), aggregation("median", "properties", "n")]},
    ):
        body = {**columns, "where": filter_, "timezone": "Europe/Berlin"}
        _, statement = compile_query(body, Scope("acme", "site"), context)
        for query in (statement.page, statement.total):
            database.execute(query.text, query.parameters).fetchall()


SHAPES = tuple(shapes(LEAVES["short"]))
RUNS = [
    *product(("short", "keys"), SHAPES),
    *product(LEAVES.keys() - {"short", "keys"}, ("chain", "staircase", "shallow, both sides")),
    *product(("not in", "array"), ("flat or",)),
]


@pytest.mark.parametrize(("leaf", "shape"), sorted(RUNS))
def test_every_shape_that_the_limits_allow_runs(
    database: sqlite3.Connection, leaf: str, shape: str
) -> None:
    filter_ = shapes(LEAVES[leaf])[shape]
    assert size(filter_) <= MAX_FILTER_CONDITIONS
    run(database, filter_)
    for column in columns_of_slot(1):
        database.execute(f"ALTER TABLE events ADD COLUMN {column} ANY")
    promoted = json.loads(json.dumps(filter_).replace(json.dumps(DEEP), json.dumps("v")))
    run(database, promoted, CompileContext((PromotedPath(1, "properties", ("v",)),)))


NAMES = "abcd"


@pytest.fixture
def truths(database: sqlite3.Connection) -> sqlite3.Connection:
    """An event for each way in which four things can be true, false or null."""
    for number, values in enumerate(product((True, False, None), repeat=4)):
        properties = dict(zip(NAMES, values, strict=True))
        database.execute(
            """INSERT INTO events (id, organization_id, event_type, type, created_at, properties)
            VALUES (?, 'acme', 'search', '', ?, ?)""",
            (str(number), number, json.dumps(properties)),
        )
    return database


leaves = st.sampled_from(NAMES).flatmap(
    lambda name: st.sampled_from(
        [at("properties", name, "eq", True), at("properties", name, "neq", True)]
    )
)
filters = st.recursive(
    leaves,
    lambda inner: (
        inner.map(negated)
        | st.lists(inner, max_size=3).map(lambda members: all_of(*members))
        | st.lists(inner, max_size=3).map(lambda members: any_of(*members))
    ),
    max_leaves=12,
)


def meaning(filter_: Filter, event: dict[str, bool | None]) -> bool:
    match filter_:
        case {"and": members}:
            return all(meaning(member, event) for member in members)
        case {"or": members}:
            return any(meaning(member, event) for member in members)
        case {"not": member}:
            return not meaning(member, event)
    value = event[filter_["condition"]["value"]["path"][0]]
    return value is True if filter_["condition"]["operator"] == "eq" else value is False


def matches(database: sqlite3.Connection, filter_: Filter) -> list[str]:
    select = [{"type": "field", "field": "id"}]
    _, statement = compile_query({"select": select, "where": filter_}, Scope("acme"))
    rows = database.execute(statement.page.text, statement.page.parameters)
    return sorted(id_ for (id_,) in rows)


def expected(filter_: Filter) -> list[str]:
    events = product((True, False, None), repeat=4)
    return sorted(
        str(number)
        for number, values in enumerate(events)
        if meaning(filter_, dict(zip(NAMES, values, strict=True)))
    )


@QUICK
@given(filters)
def test_sql_means_what_the_filter_does(truths: sqlite3.Connection, filter_: Filter) -> None:
    assert matches(truths, filter_) == expected(filter_)


@pytest.mark.parametrize(
    "filter_",
    [
        staircase(at("properties", "a", "neq", True), 8),
        chain(at("properties", "b", "eq", True), 32),
        joined(1, chain(at("properties", "a", "eq", True), 20), at("properties", "b", "eq", True)),
        negated(wide(at("properties", "c", "neq", True), 12, 3, 60)),
        any_of(*[at("properties", name, "eq", True) for name in NAMES * 100]),
        negated(any_of(*[at("properties", name, "eq", True) for name in NAMES * 100])),
    ],
)
def test_what_is_rearranged_for_the_parser_means_the_same(
    truths: sqlite3.Connection, filter_: Filter
) -> None:
    assert matches(truths, filter_) == expected(filter_)
