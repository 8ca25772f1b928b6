import math
from typing import Any

import orjson
import pytest

from evsrv.core.fields import FIELDS
from evsrv.core.scope import Scope
from evsrv.engine.port import Page
from evsrv.plugin.terms import Aggregate, TimeUnit
from evsrv.query.plan import Aggregation, AllOf, Bucket, Column, Plan, Reference
from evsrv.service.answer import to_answer

SUM = Aggregate(name="sum", summary="sum", render=lambda value: value.number)
DAY = TimeUnit(name="day", summary="day", start=lambda instant: instant)


def of(name: str, *path: str) -> Reference:
    return Reference(FIELDS[name], path)


def shown(columns: list[Column], *values: Any, native: bool = False) -> Any:
    """Show one row, as JSON."""
    plan = Plan(
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


def test_nulls_stay_or_go_by_column() -> None:
    columns = [Reference(field) for field in FIELDS.values()]
    assert shown(columns, *[None] * len(columns)) == {
        "projectId": None,
        "integrationId": None,
        "properties": None,
        "userProperties": None,
    }
    others = [of("properties", "plan"), Aggregation(SUM, of("type")), Bucket(DAY, of("type"))]
    assert shown(others, None, None, None) == {"properties.plan": None}


def test_empty_values_are_not_null() -> None:
    assert shown([of("messageId"), Aggregation(SUM, None)], "", 0) == {"messageId": "", "sum": 0}


def test_members_are_shown_as_text_and_null_ones_left_out() -> None:
    document = '{"a":"x","b":12,"c":1.0,"d":true,"e":null,"f":{"z":1,"y":[]},"g":[null,"é"],"h":""}'
    assert shown([of("properties")], document) == {
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
    assert shown([of("properties")], '{"a":null}') == {"properties": {}}


def test_native_values_are_shown_as_they_are_stored() -> None:
    document = '{"a":null,"b":9007199254740993,"c":1.0}'
    assert shown([of("userProperties")], document, native=True) == {
        "userProperties": {"a": None, "b": 9007199254740993, "c": 1.0}
    }
    paths = [of("properties", "a"), of("properties", "b"), of("properties", "c")]
    assert shown(paths, '"12"', "12", None, native=True) == {
        "properties.a": "12",
        "properties.b": 12,
        "properties.c": None,
    }


def test_a_path_is_shown_as_the_text_it_is() -> None:
    assert shown([of("properties", "a")], '{"b":1}') == {"properties.a": '{"b":1}'}


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_a_result_beyond_all_numbers_is_null(value: float) -> None:
    assert shown([Aggregation(SUM, of("createdAt"))], value) == {}


def test_the_envelope_counts_rows_and_pages() -> None:
    plan = Plan(
        scope=Scope("acme"),
        columns=(of("id"),),
        groups=None,
        where=AllOf(),
        order=(),
        limit=2,
        offset=0,
        json_values="text",
    )
    answer = to_answer(plan, Page([("a",), ("b",)], 7))
    assert answer.columns == ("id",)
    assert answer.envelope() == {
        "status": "ok",
        "data": {
            "result": [{"id": "a"}, {"id": "b"}],
            "total": 7,
            "pageSize": 2,
            "count": 2,
        },
    }


def test_rows_without_columns_are_empty() -> None:
    plan = Plan(
        scope=Scope("acme"),
        columns=(),
        groups=(of("type"),),
        where=AllOf(),
        order=(),
        limit=10,
        offset=0,
        json_values="text",
    )
    assert to_answer(plan, Page([(1,), (1,)], 2)).rows == [{}, {}]
