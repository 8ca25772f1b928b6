"""The schemas of queries and conditions take what the server takes."""

from typing import Any

import pytest
from support.events import all_of, at, condition, field

from openapi.reading import component


def applied(name: str, function: str, operator: str, value: Any) -> Any:
    """Return a condition on a function of a field."""
    of_field = condition(name, operator, value)["condition"]
    return {"condition": {**of_field, "apply": function}}


@pytest.mark.parametrize(
    ("where", "good"),
    [
        (condition("type", "soundsLike", "ab"), True),
        (condition("type", "soundsLike", "a"), False),
        (condition("type", "soundsLike"), False),
        (condition("createdAt", "soundsLike", "2026-03-02T10:00+23"), True),
        (condition("createdAt", "soundsLike", "2026-03-02T10:00+24:00"), False),
        (condition("createdAt", "soundsLike", "2024-02-29"), True),
        (condition("createdAt", "soundsLike", "2026-02-29"), False),
        (condition("createdAt", "soundsLike", "yesterday"), False),
        (at("properties", "a", "soundsLike", [[], [[]]]), True),
        (at("properties", "a", "soundsLike", [1]), False),
        (condition("properties", "soundsLike", []), False),
        (condition("type", "isNull"), True),
        (condition("type", "isNull", 1), False),
        (at("properties", "a", "isNull"), True),
        (at("properties", [], "gt", 1), False),
        (condition("type", "jsonHasKey", "a"), False),
        (condition("properties", "eq", {"any": ["thing"]}), True),
        (all_of(condition("type", "eq", "a"), {"not": {"or": []}}), True),
        ({"and": [], "or": []}, False),
        (applied("createdAt", "hourIn", "gte", 18), True),
        (applied("createdAt", "hourIn", "gte", "18"), False),
        (applied("createdAt", "folded", "eq", "a"), False),
        (applied("searchQuery", "folded", "eq", "a"), True),
        (applied("searchQuery", "size", "contains", "a"), False),
        (applied("properties", "folded", "eq", {"path": ["page"], "value": "a.example"}), True),
        (applied("properties", "folded", "eq", "a.example"), False),
        (condition("person", "soundsLike", "ab"), True),
    ],
)
def test_conditions_are_as_exact_as_the_server(
    extended: dict[str, Any], where: Any, good: bool
) -> None:
    assert component(extended, "EventsFilter").is_valid(where) is good


def aggregated(name: str, **members: Any) -> Any:
    return {"select": [{"type": "aggregation", "aggregation": name, **members}]}


def ordered(*fields: str, **query: Any) -> Any:
    return {**query, "orderBy": [{"field": field, "direction": "asc"} for field in fields]}


def ordered_by(field: str, *path: str, **query: Any) -> Any:
    return {**query, "orderBy": [{"field": field, "path": list(path), "direction": "asc"}]}


def by_day(*selections: Any, **members: Any) -> Any:
    select = [{"type": "time", "timeUnit": "day"}, *selections]
    return {"select": select, "range": "past 7 days", **members}


def grouped(name: str, **members: Any) -> Any:
    return {"groupBy": [{"field": name, **members}]}


SUMMARY = aggregated("count")
COUNT = {"type": "aggregation", "aggregation": "count"}
FORMULA = {"type": "formula", "formula": "count / hours", "as": "rate"}
BUCKET = {"type": "bucket", "field": "properties", "path": ["a"]}


@pytest.mark.parametrize(
    ("query", "good"),
    [
        ({}, True),
        ({"select": [], "groupBy": [], "orderBy": []}, True),
        ({"select": [field("type"), field("properties", "a", "b")]}, True),
        ({"select": [field("type", "a")]}, False),
        ({"select": [{**field("type"), "kind": 1}]}, False),
        ({"select": [field("type"), *SUMMARY["select"]]}, False),
        ({"select": [field("type"), *SUMMARY["select"]], "groupBy": [{"field": "type"}]}, True),
        ({"groupBy": [{"field": "createdAt", "path": ["a"]}]}, False),
        (SUMMARY, True),
        (aggregated("sum"), False),
        (aggregated("sum", field="createdAt"), True),
        (aggregated("longest", field="type"), True),
        (aggregated("longest", field="createdAt"), False),
        (aggregated("longest", field="properties", path=["a"]), False),
        ({"select": [{"type": "time", "timeUnit": "shift"}]}, True),
        ({"select": [{"type": "time", "timeUnit": "shift", "path": ["a"]}]}, False),
        (ordered("type", "properties.a b", "userProperties"), True),
        (ordered("count"), False),
        (ordered("count", "sum_properties.a", "longest_type", "createdAt_week", **SUMMARY), True),
        (ordered("longest_createdAt", **SUMMARY), False),
        (ordered("sum", **SUMMARY), False),
        (ordered_by("properties", "a.b"), True),
        (ordered_by("properties"), False),
        (ordered_by("type", "a"), False),
        (ordered_by("sum_properties", "a"), False),
        (ordered_by("sum_properties", "a", **SUMMARY), True),
        (ordered_by("longest_properties", "a", **SUMMARY), False),
        (by_day({**COUNT, "as": "x", "over": 7}), True),
        (by_day({**COUNT, "over": 7}), False),
        (by_day({**COUNT, "as": "x", "over": 1}), False),
        (by_day({**COUNT, "as": "x", "over": "all", "where": condition("type", "isNull")}), True),
        (by_day({**COUNT, "as": "x", "over": 7, "within": []}), False),
        (by_day(FORMULA, compare="previous", fill=True), True),
        (by_day(FORMULA, compare="before"), False),
        (by_day({"type": "formula", "formula": "count"}), False),
        (by_day({"type": "rank", "by": "count", "within": [], "as": "x"}), True),
        (by_day({**BUCKET, "width": 5, "offset": 1}), True),
        (by_day({**BUCKET, "edges": [1, 2]}), True),
        (by_day(BUCKET), False),
        (by_day({**BUCKET, "width": 5, "edges": [1]}), False),
        (by_day({**BUCKET, "edges": [1], "offset": 1}), False),
        (ordered("x", **by_day({**COUNT, "as": "x"})), True),
        (ordered("x", **by_day(COUNT)), False),
        (ordered("compared_count", **by_day(COUNT, compare="1 year")), True),
        (ordered("createdAt_hourIn", **grouped("createdAt", apply="hourIn")), True),
        (grouped("createdAt", apply="folded"), False),
        (grouped("searchQuery", apply="folded", top={"limit": 3, "other": "rest"}), True),
        (grouped("properties", path=["page"], apply="folded"), True),
        (grouped("properties", apply="folded"), False),
        (grouped("person"), True),
        (aggregated("avg", field="searchQuery", apply="size"), True),
        (aggregated("avg", field="properties", path=["a"], apply="size"), True),
        (aggregated("avg", apply="size"), False),
        ({"range": "previous month", "timezone": "Europe/Berlin"}, True),
        ({"range": "last month"}, False),
        ({"range": "2026-03-01/2026-04-01T12:00+02:00", "now": "2026-03-01"}, True),
        ({"timezone": "Europe/Berln"}, False),
        ({"timezone": "+02:00"}, False),
        ({"range": "previous month", "fill": True}, False),
        ({"having": condition("count", "gt", 1)}, False),
        (by_day(COUNT, having=condition("count", "gt", 1)), True),
        ({"limit": 0}, True),
        ({"limit": 2**63}, False),
        ({"notes": "x" * 81}, False),
    ],
)
def test_queries_are_told_apart(extended: dict[str, Any], query: Any, good: bool) -> None:
    assert component(extended, "EventsQuery").is_valid(query) is good
