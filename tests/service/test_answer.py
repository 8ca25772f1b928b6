import math
from collections.abc import Sequence
from typing import Any

import orjson
import pytest
from attrs import evolve

from evsrv.calendar.interval import Interval
from evsrv.core.datasets import EVENTS
from evsrv.core.scope import Scope
from evsrv.engine.port import Page
from evsrv.plugin.terms import Aggregate
from evsrv.plugin.time_unit import FixedLength, TimeUnit
from evsrv.query.columns import Aggregation, Bucket, Column
from evsrv.query.plan import Plan, PlannedRange
from evsrv.query.predicate import AllOf
from evsrv.query.reference import Reference
from evsrv.service.answer import to_answer

SUM = Aggregate(name="sum", summary="sum", render=lambda value: value.number)
DAY = TimeUnit(name="day", summary="day", fixed_length=FixedLength(86_400_000))


def reference(name: str, *path: str) -> Reference:
    return Reference(EVENTS.fields[name], path)


def show_row(columns: Sequence[Column], *values: Any, native: bool = False) -> Any:
    """Return one row reference an answer after a JSON round trip."""
    plan = Plan(
        dataset=EVENTS,
        scope=Scope("acme"),
        columns=tuple(columns),
        groups=None,
        where=AllOf(),
        order=(),
        limit=10,
        offset=0,
        json_values="native" if native else "text",
    )
    [row] = orjson.loads(orjson.dumps(to_answer(plan, Page([values], 1)).rows))
    return row


def test_null_columns_are_returned_or_omitted_by_field() -> None:
    columns = [Reference(field) for field in EVENTS.fields.values()]
    assert show_row(columns, *[None] * len(columns)) == {
        "projectId": None,
        "integrationId": None,
        "properties": None,
        "userProperties": None,
    }
    others: list[Column] = [
        reference("properties", "plan"),
        Aggregation(SUM, reference("type")),
        Bucket(DAY, reference("type")),
    ]
    assert show_row(others, None, None, None) == {"properties.plan": None}


def test_empty_values_are_returned() -> None:
    assert show_row([reference("messageId"), Aggregation(SUM, None)], "", 0) == {
        "messageId": "",
        "sum": 0,
    }


def test_json_members_are_text_and_null_members_are_omitted() -> None:
    document = '{"a":"x","b":12,"c":1.0,"d":true,"e":null,"f":{"z":1,"y":[]},"g":[null,"é"],"h":""}'
    assert show_row([reference("properties")], document) == {
        "properties": {
            "a": "x",
            "b": "12",
            "c": "1.0",
            "d": "true",
            "f": '{"y":[],"z":1}',
            "g": '[null,"é"]',
            "h": "",
        }
    }
    assert show_row([reference("properties")], '{"a":null}') == {"properties": {}}


def test_native_json_values_keep_their_types() -> None:
    document = '{"a":null,"b":9007199254740993,"c":1.0}'
    assert show_row([reference("userProperties")], document, native=True) == {
        "userProperties": {"a": None, "b": 9007199254740993, "c": 1.0}
    }
    paths = [
        reference("properties", "a"),
        reference("properties", "b"),
        reference("properties", "c"),
    ]
    assert show_row(paths, '"12"', "12", None, native=True) == {
        "properties.a": "12",
        "properties.b": 12,
        "properties.c": None,
    }


def test_text_value_of_path_is_returned_unchanged() -> None:
    assert show_row([reference("properties", "a")], '{"b":1}') == {"properties.a": '{"b":1}'}


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_non_finite_aggregate_is_null(value: float) -> None:
    assert show_row([Aggregation(SUM, reference("createdAt"))], value) == {}


def test_answer_envelope_has_total_page_size_and_count() -> None:
    plan = Plan(
        dataset=EVENTS,
        scope=Scope("acme"),
        columns=(reference("id"),),
        groups=None,
        where=AllOf(),
        order=(),
        limit=2,
        offset=0,
        json_values="text",
    )
    answer = to_answer(plan, Page([("a",), ("b",)], 7))
    assert answer.envelope() == {
        "status": "ok",
        "data": {
            "result": [{"id": "a"}, {"id": "b"}],
            "total": 7,
            "pageSize": 2,
            "count": 2,
        },
    }


def test_rows_without_visible_columns_are_empty_objects() -> None:
    plan = Plan(
        dataset=EVENTS,
        scope=Scope("acme"),
        columns=(),
        groups=(reference("type"),),
        where=AllOf(),
        order=(),
        limit=10,
        offset=0,
        json_values="text",
    )
    assert to_answer(plan, Page([(1,), (1,)], 2)).rows == [{}, {}]


def test_answer_has_the_ranges_that_a_plan_has() -> None:
    plan = Plan(
        dataset=EVENTS,
        scope=Scope("acme"),
        columns=(reference("id"),),
        groups=None,
        where=AllOf(),
        zone="America/New_York",
        order=(),
        limit=10,
        offset=0,
        json_values="text",
    )
    plain = to_answer(plan, Page([], 0)).envelope()["data"]
    assert list(plain) == ["result", "total", "pageSize", "count"]
    ranged = evolve(plan, range=PlannedRange(Interval(1_772_946_000_000, 1_773_028_800_000)))
    data = to_answer(ranged, Page([], 0)).envelope()["data"]
    assert list(data) == ["result", "total", "pageSize", "count", "range"]
    assert data["range"] == "2026-03-08T00:00:00.000-05:00/2026-03-09T00:00:00.000-04:00"
    compared = evolve(ranged, compared_range=PlannedRange(Interval(0, 1)))
    data = to_answer(compared, Page([], 0)).envelope()["data"]
    assert data["comparedRange"] == "1969-12-31T19:00:00.000-05:00/1969-12-31T19:00:00.001-05:00"
