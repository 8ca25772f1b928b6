"""Each feature over other rows, and over computed columns, without random selection."""

from typing import Any

import pytest

from semantics.budget import SEED
from semantics.engine import Engine, Space
from semantics.language.comparison import check_answer
from semantics.language.rows import DAY, MOMENTS, Moment, random_rows
from semantics.language.zones import local_time
from semantics.model import EVENTS

Json = Any
COUNT = {"type": "aggregation", "aggregation": "count"}
VALUE = {"field": "properties", "path": ["v"]}
NUMBER = {"field": "properties", "path": ["n"]}
TYPE = {"field": "type"}
MONTH = {"type": "time", "timeUnit": "month"}
USERS = {"type": "aggregation", "aggregation": "countDistinct", "field": "user", "as": "users"}
CLOSED = {"condition": {"field": "type", "operator": "eq", "value": "closed"}}
MEAN = {"type": "aggregation", "aggregation": "avg", **NUMBER, "as": "mean"}


def condition(field: str, operator: str, *value: Json) -> Json:
    found = {"field": field, "operator": operator, **({"value": value[0]} if value else {})}
    return {"condition": found}


FEATURES: dict[str, Json] = {
    "compared groups": {"select": [COUNT, USERS], "groupBy": [VALUE], "compare": "previous"},
    "compared with a day": {"select": [COUNT], "groupBy": [VALUE, TYPE], "compare": "1 day"},
    "users within a key": {
        "select": [USERS, {**USERS, "within": ["type"], "as": "all"}, {**MEAN, "within": []}],
        "groupBy": [TYPE, VALUE],
    },
    "count within a key": {
        "select": [COUNT, {**COUNT, "within": ["type"], "as": "all"}],
        "groupBy": [TYPE, VALUE],
    },
    "filtered aggregations": {
        "select": [{**COUNT, "where": CLOSED, "as": "closed"}, {**MEAN, "where": CLOSED}],
        "groupBy": [VALUE],
    },
    "filtered aggregation of months": {
        "select": [MONTH, {**COUNT, "where": CLOSED, "as": "closed"}],
    },
    "ranks with ties": {
        "select": [COUNT, {"type": "rank", "by": "count", "as": "rank"}],
        "groupBy": [VALUE],
    },
    "ranks of rows of which some are hidden": {
        "select": [COUNT, {"type": "rank", "by": "count", "as": "rank"}],
        "groupBy": [VALUE],
        "having": condition("count", "lt", 3),
    },
    "ranks within a key, and having": {
        "select": [COUNT, {"type": "rank", "by": "count", "within": ["type"], "as": "rank"}],
        "groupBy": [TYPE, VALUE],
        "having": {
            "and": [condition("rank", "lte", 3), {"not": condition("count", "in", [2, None])}]
        },
    },
    "ranks of nulls upwards": {
        "select": [MEAN, {"type": "rank", "by": "mean", "direction": "asc", "as": "rank"}],
        "groupBy": [VALUE],
    },
    "having of nulls": {
        "select": [MEAN],
        "groupBy": [VALUE],
        "having": condition("mean", "neq", 1),
    },
    "having of listed nulls": {
        "select": [MEAN],
        "groupBy": [VALUE],
        "having": condition("mean", "in", [1, 5, None]),
    },
    "having of values that are not listed": {
        "select": [MEAN],
        "groupBy": [VALUE],
        "having": condition("mean", "notIn", [1, 5]),
    },
    "buckets of a width": {"select": [{"type": "bucket", **NUMBER, "width": 2}, COUNT]},
    "moved buckets": {"select": [{"type": "bucket", **NUMBER, "width": 3, "offset": 0.5}, COUNT]},
    "buckets of edges": {"select": [{"type": "bucket", **NUMBER, "edges": [-1, 0, 2.25]}, COUNT]},
    "top of many ties": {
        "select": [COUNT],
        "groupBy": [{**VALUE, "top": {"limit": 6, "other": "Other"}}],
    },
    "top by users": {
        "select": [USERS],
        "groupBy": [{**VALUE, "top": {"limit": 3, "by": "users", "other": "Other"}}],
    },
    "top in every month": {
        "select": [MONTH, COUNT],
        "groupBy": [{**VALUE, "top": {"limit": 2, "other": "a"}}],
    },
    "top alone, as it was sent": {
        "select": [COUNT],
        "groupBy": [{**VALUE, "top": {"limit": 4}}],
        "jsonValues": "native",
    },
    "other in descending order": {
        "select": [COUNT],
        "groupBy": [{**VALUE, "top": {"limit": 5, "other": "B"}}],
        "orderBy": [{**VALUE, "direction": "desc"}],
    },
    "moving aggregations of groups": {
        "select": [
            {"type": "time", "timeUnit": "week"},
            {**USERS, "over": 3},
            {**COUNT, "over": "all", "as": "so_far"},
            {**MEAN, "over": 2},
        ],
        "groupBy": [TYPE],
        "fill": True,
    },
}


@pytest.fixture(scope="module")
def space(engine: Engine) -> Space:
    return engine.space(random_rows(EVENTS, SEED, 16))


@pytest.mark.parametrize("moment", MOMENTS[::5], ids=lambda moment: moment.zone)
@pytest.mark.parametrize("feature", FEATURES)
def test_feature_agrees_with_model(space: Space, feature: str, moment: Moment) -> None:
    start, end = (
        local_time(moment.zone, moment.instant + days * DAY).date().isoformat() for days in (-3, 33)
    )
    query = {"timezone": moment.zone, "range": f"{start}/{end}", **FEATURES[feature]}
    check_answer(space, query)
