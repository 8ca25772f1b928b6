"""Percentiles over a table of inputs have the results of plain aggregates over the rows."""

import math
import sqlite3
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import orjson
import pytest
from attrs import evolve
from golden.harness import compile_query, vocabulary
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.events import aggregation, condition, descending, formula, group, rank, time

from evsrv.core.scope import Scope
from evsrv.core.sql import Sql, bind, sql
from evsrv.plugin.terms import Aggregate
from evsrv.plugin.value import JsonType, Value
from evsrv.query.columns import Aggregation
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler import group_by
from evsrv.sqlite.compiler.aggregate_inputs import AggregateInputs
from evsrv.sqlite.compiler.statement import compile_plan
from sqlite.compiler.events_table import put, run

Json = Any

SITE = Scope("acme", "site")
HOUR = 3_600_000
START = 1_767_225_600_000
"""2026-01-01."""
PERCENTS = (50, 75, 90, 95, 99)
VALUES = st.sampled_from(
    [
        *(None, True, False, "x", "", "1e3", [7], {"n": 7}, "12.5", "-3", "9007199254740993"),
        *(0, 1, 1.0, 2, 2, 3, -1, 0.1, 0.2, 0.30000000000000004, 2.5, -2.5),
        *(2**53, 2.0**53, 2**53 + 1, 2**53 + 2, -(2**53) - 1, 2**62 + 1, 2.0**62),
        *(2**63 - 1, -(2**63), 2.0**63, 1.7e308, -1.7e308, 5e-324, 1e20),
    ]
) | st.integers(-9, 9)
ROWS = st.lists(st.tuples(VALUES, st.integers(0, 239), st.integers(0, 5)), max_size=30)
"""A value, the hour and other members of each event."""
PERCENTILES = st.sampled_from(["median", "p75", "p90", "p95", "p99"])
OTHERS = st.sampled_from(["count", "countDistinct", "sum", "avg", "min", "max"])
PLACES = st.sampled_from([("properties", "n"), ("properties", "m"), ("createdAt",)])
WHERE = st.sampled_from(
    [
        {},
        {"where": condition("type", "eq", "a")},
        {"where": condition("properties", "gt", {"path": ["n"], "value": 1})},
        {"where": condition("properties", "eq", {"path": ["m"], "value": 1})},
        {"where": condition("properties", "eq", {"path": ["m"], "value": True})},
    ]
)
WINDOW = st.sampled_from([{}, {}, {"over": 3}, {"over": "all"}, {"within": []}])
TOP = {"limit": 1, "other": "(other)", "by": "lead"}
QUICK = settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class PlainPercentiles:
    """All numbers of a group in a list, without any of the optimizations."""

    def __init__(self) -> None:
        self.numbers: list[int | float] = []

    def step(self, number: float | None) -> None:
        if number is not None and math.isfinite(number):
            self.numbers.append(number)

    def finalize(self) -> bytes | None:
        self.numbers.sort()
        if not self.numbers:
            return None
        return orjson.dumps([self.percentile(percent) for percent in PERCENTS])

    def percentile(self, percent: int) -> int | float:
        place = Fraction(percent * (len(self.numbers) - 1), 100)
        low, high = self.numbers[math.floor(place)], self.numbers[math.ceil(place)]
        if low == high:
            return low
        share = place - math.floor(place)
        return float(Fraction(low) * (1 - share) + Fraction(high) * share)


def replace_percentiles(database: sqlite3.Connection, class_: Any) -> None:
    database.create_aggregate("percentiles", 1, class_)


def run_plainly(database: sqlite3.Connection, plan: Plan) -> list[tuple[Any, ...]]:
    """Run a plan with the table of inputs and the shared collection switched off."""
    replace_percentiles(database, PlainPercentiles)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(group_by, "reads_inputs", lambda _: False)
            page = compile_plan(plan).page
        assert "input_1" not in page.text
        return run(database, page)
    finally:
        vocabulary().prepare_connection(database)


def fill(database: sqlite3.Connection, rows: list[tuple[Any, int, int]]) -> None:
    database.execute("DELETE FROM events")
    for number, (value, hour, other) in enumerate(rows):
        put(
            database,
            f"e{number}",
            created_at=START + hour * HOUR,
            type="abc"[other % 3],
            properties={"n": value, "m": other % 2, "plan": ["pro", "free", None][other % 3]},
        )


@QUICK
@given(
    rows=ROWS,
    selected=st.lists(st.tuples(PERCENTILES, PLACES, WHERE, WINDOW), min_size=1, max_size=4),
    others=st.lists(st.tuples(OTHERS, PLACES, WHERE), max_size=2),
    keys=st.sampled_from(
        [
            [],
            [group("properties", "plan")],
            [group("type"), group("properties", "n")],
            [group("properties", "plan", top=TOP)],
            [group("type", top={"limit": 2, "other": "(other)"})],
        ]
    ),
    words=st.sampled_from([{}, {"fill": True}, {"compare": "previous"}]),
    computed=st.booleans(),
    zone=st.sampled_from(["UTC", "America/New_York"]),
)
def test_percentiles_of_inputs_are_those_of_plain_aggregates(
    database: sqlite3.Connection,
    rows: list[tuple[Any, int, int]],
    selected: list[tuple[Any, ...]],
    others: list[tuple[Any, ...]],
    keys: list[Any],
    words: dict[str, Any],
    computed: bool,
    zone: str,
) -> None:
    fill(database, rows)
    columns = [
        {**aggregation(name, *place), **where, **window, "as": f"w{number}"}
        for number, (name, place, where, window) in enumerate(selected)
    ]
    columns += [
        {**aggregation(name, *place), **where, "as": f"o{number}"}
        for number, (name, place, where) in enumerate(others)
    ]
    columns.append({**aggregation("p75", "properties", "n"), "as": "lead"})
    body: dict[str, Any] = {
        "select": [time("day"), *columns],
        "groupBy": keys,
        "range": "2026-01-03/2026-01-09T12:00",
        "timezone": zone,
        **words,
    }
    if computed:
        body["select"] += [formula("half", "w0 / 2"), rank("place", "w0")]
        body["having"] = condition("w0", "gt", 1)
        body["orderBy"] = descending("w0")
    plan, statement = compile_query(body, SITE)
    assert run(database, statement.page) == run_plainly(database, plan)


@QUICK
@given(
    rows=ROWS,
    selected=st.lists(st.tuples(PERCENTILES, PLACES, WHERE), min_size=1, max_size=3),
    keys=st.sampled_from([[], [group("properties", "n")], [group("type")]]),
    native=st.booleans(),
)
def test_percentiles_without_a_range_are_those_of_plain_aggregates(
    database: sqlite3.Connection,
    rows: list[tuple[Any, int, int]],
    selected: list[tuple[Any, ...]],
    keys: list[Any],
    native: bool,
) -> None:
    fill(database, rows)
    columns = [
        {**aggregation(name, *place), **where, "as": f"w{number}"}
        for number, (name, place, where) in enumerate(selected)
    ]
    body = {"select": [*columns, aggregation("count")], "groupBy": keys}
    plan, statement = compile_query({**body, **({"jsonValues": "native"} if native else {})}, SITE)
    assert run(database, statement.page) == run_plainly(database, plan)


@pytest.mark.parametrize("where", [{}, {"where": condition("type", "eq", "a")}])
def test_percentiles_of_one_value_collect_it_once(database: sqlite3.Connection, where: Any) -> None:
    fill(database, [(number, 0, number) for number in range(20)])
    created: Counter[str] = Counter()

    class Counted(PlainPercentiles):
        def __init__(self) -> None:
            super().__init__()
            created["aggregates"] += 1

    replace_percentiles(database, Counted)
    names = ("median", "p75", "p95", "p99")
    columns = [{**aggregation(name, "properties", "n"), **where, "as": name} for name in names]
    body = {"select": columns, "groupBy": [group("properties", "m")]}
    assert len(run(database, compile_query(body, SITE)[1].page)) == created["aggregates"] == 2


def test_parameters_of_different_types_are_different_inputs() -> None:
    inputs = AggregateInputs(Sql("inputs"))
    parts = [bind(1), bind(1.0), bind("1"), bind(1)]
    names = [inputs.add(part).text.removeprefix("inputs.") for part in parts]
    assert names == ["input_1", "input_2", "input_3", "input_1"]


def render_parts(value: Value) -> Sql:
    """Render an aggregate of most parts of a value, as a plugin may."""
    return sql(
        "group_concat(coalesce({}, '-') || ({}) || coalesce({}, {}) || coalesce({}, 2)"
        " || coalesce({}, '') || coalesce({}, ''), '|')",
        value.text,
        value.is_null,
        value.json_type,
        bind("none"),
        sql("({})", value.is_type(JsonType.NUMBER | JsonType.STRING)),
        value.json,
        value.at("deep").number,
    )


def render_elements(value: Value) -> Sql:
    """Render an aggregate of the elements of a value, of which a JSON null has one."""
    return sql("sum((SELECT count(*) FROM {} AS each))", value.elements)


@pytest.mark.parametrize("value", [None, 1, "x", [1, [2]], {"deep": 5}, True, 2.5])
@pytest.mark.parametrize(("render", "has_inputs"), [(render_parts, True), (render_elements, False)])
def test_third_party_aggregate_beside_a_percentile_keeps_its_result(
    database: sqlite3.Connection, value: Json, render: Callable[[Value], Sql], has_inputs: bool
) -> None:
    fill(database, [(value, 0, 0), (1, 0, 0)])
    plan, _ = compile_query({"select": [aggregation("median", "properties", "n")]}, SITE)
    (median,) = plan.columns
    assert isinstance(median, Aggregation)
    other = Aggregate(name="other", summary="of a plugin", render=render)
    beside = evolve(plan, columns=(median, evolve(median, aggregate=other)))
    assert ("input_1" in compile_plan(beside).page.text) == has_inputs
    assert run(database, compile_plan(beside).page) == run_plainly(database, beside)


def test_aggregate_with_sql_of_its_own_reads_the_rows(database: sqlite3.Connection) -> None:
    fill(database, [(1, 0, 0), (2, 3, 0)])
    plan, _ = compile_query({"select": [aggregation("median", "properties", "n")]}, SITE)
    (median,) = plan.columns
    own = Aggregate(
        name="latest",
        summary="the latest time",
        render=lambda value: value.plain,
        without_field=Sql("max(e.created_at)"),
    )
    beside = evolve(plan, columns=(median, Aggregation(own, None)))
    assert run(database, compile_plan(beside).page) == [(1.5, START + 3 * HOUR)]
