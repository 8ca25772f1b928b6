"""The columns that `meta` describes, for every kind of column of a plan."""

from typing import Any

import pytest

from evsrv.config import Settings
from evsrv.core.datasets import CONVERSATIONS, DATASETS, EVENTS, Dataset
from evsrv.core.scope import Scope
from evsrv.language import load_vocabulary
from evsrv.query.frontend import QueryFrontend
from evsrv.service.column_meta import describe_columns

COUNT = {"type": "aggregation", "aggregation": "count"}
DAY = {"type": "time", "timeUnit": "day"}
RANGE = "2026-03-01/2026-03-03"
PLAN = {"field": "properties", "path": ["plan"]}


@pytest.fixture(scope="module")
def frontend() -> QueryFrontend:
    vocabulary = load_vocabulary(Settings())
    return QueryFrontend.from_vocabulary(vocabulary, page_size=10, max_page_size=100)


def described(frontend: QueryFrontend, query: Any, dataset: Dataset = EVENTS) -> Any:
    return describe_columns(frontend.page(dataset, query, Scope("acme"), 0))


def number(name: str, **members: Any) -> Any:
    return {"name": name, "role": "number", "kind": "number", **members}


def test_columns_of_raw_rows_are_fields(frontend: QueryFrontend) -> None:
    selected = [
        {"type": "field", "field": "createdAt"},
        {"type": "field", **PLAN, "as": "plan"},
        {"type": "field", "field": "searchQuery", "apply": "length"},
        {"type": "field", "field": "user"},
    ]
    assert described(frontend, {"select": selected}) == [
        {"name": "createdAt", "role": "field", "kind": "time", "field": "createdAt"},
        {"name": "plan", "role": "field", "kind": "path", "field": "properties", "path": ("plan",)},
        {"name": "searchQuery_length", "role": "field", "kind": "number", "field": "searchQuery"},
        {"name": "user", "role": "field", "kind": "text", "field": "user"},
    ]


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=str)
def test_query_without_select_describes_every_field(
    frontend: QueryFrontend, dataset: Dataset
) -> None:
    assert described(frontend, {}, dataset) == [
        {"name": name, "role": "field", "kind": str(field.kind.name).lower(), "field": name}
        for name, field in dataset.fields.items()
    ]


def test_group_keys_are_told_from_numbers(frontend: QueryFrontend) -> None:
    query = {
        "select": [
            {"type": "bucket", "field": "properties", "path": ["score"], "width": 1},
            COUNT,
            {"type": "aggregation", "aggregation": "min", "field": "createdAt"},
            {"type": "aggregation", "aggregation": "avg", **PLAN, "as": "mean"},
        ],
        "groupBy": [
            {"field": "type"},
            {**PLAN, "top": {"limit": 2, "other": "Other"}},
            {"field": "createdAt", "apply": "dayOfWeek"},
            {"field": "id", "includeInSelect": False},
        ],
    }
    plan = {"field": "properties", "path": ("plan",)}
    assert described(frontend, query) == [
        {
            "name": "properties.score_bucket",
            "role": "group",
            "kind": "number",
            "field": "properties",
            "path": ("score",),
        },
        {"name": "type", "role": "group", "kind": "text", "field": "type"},
        {"name": "properties.plan", "role": "group", "kind": "path", **plan},
        {"name": "createdAt_dayOfWeek", "role": "group", "kind": "number", "field": "createdAt"},
        number("count"),
        number("min_createdAt", field="createdAt"),
        number("mean", **plan),
    ]


def test_columns_of_comparison_follow_the_row(frontend: QueryFrontend) -> None:
    query = {
        "select": [
            DAY,
            COUNT,
            {"type": "formula", "formula": "count - compared_count", "as": "change"},
            {"type": "rank", "by": "change", "as": "place"},
        ],
        "range": RANGE,
        "compare": "previous",
    }
    start = {"role": "time", "kind": "time", "field": "firstMessageTime", "unit": "day"}
    assert described(frontend, query, CONVERSATIONS) == [
        {"name": "firstMessageTime_day", **start},
        {"name": "compared_firstMessageTime_day", **start},
        number("count"),
        number("compared_count"),
        number("change"),
        number("place"),
    ]


def test_bucket_of_text_has_its_path_and_unit(frontend: QueryFrontend) -> None:
    query = {"select": [{**DAY, "field": "properties", "path": ["at"]}]}
    assert described(frontend, query) == [
        {
            "name": "properties.at_day",
            "role": "time",
            "kind": "time",
            "field": "properties",
            "path": ("at",),
            "unit": "day",
        }
    ]
