"""Queries with what the language can say beside the same queries without it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from attrs import frozen

from benchmark.answers import Rows
from benchmark.data import END, RECENT
from benchmark.earlier_sql import BY_DAY, BY_DAY_AND_PLAN, BY_MONTH, Earlier

Json = Any

Ask = Callable[[Json], Json]
"""Answers a query with its data: rows, and the ranges."""

Pairs = Iterator[tuple[Rows, Rows]]
"""Expected rows, each with those that were found."""


@frozen
class Comparison:
    """A query beside a base without one feature."""

    name: str
    query: Json
    base: Json
    at_most: float
    """The target for the ratio of their times."""
    pairs: Callable[[Ask], Pairs]
    """Compares what the feature adds with answers to plain queries."""


_RANGE = f"{RECENT.isoformat()}/{END.isoformat()}"
_SAMPLE = 30
"""Every so many rows are compared with a query of their own."""
_WHERE = {
    "and": [
        {"condition": {"field": "createdAt", "operator": "gte", "value": RECENT.isoformat()}},
        {"condition": {"field": "createdAt", "operator": "lt", "value": END.isoformat()}},
    ]
}
_COUNT = {"type": "aggregation", "aggregation": "count"}
_USERS = {
    "type": "aggregation", "aggregation": "countDistinct",
    "field": "userProperties", "path": ["userId"], "as": "users",
}  # fmt: skip
_DAY = {"type": "time", "timeUnit": "day"}
_WEEK = {"type": "time", "timeUnit": "week"}
_PLAN = {"field": "properties", "path": ["plan"]}
_PAGE = {"field": "properties", "path": ["page"]}


def _of_type(name: str) -> Json:
    return {"condition": {"field": "type", "operator": "eq", "value": name}}


def _query(*select: Json, **members: Json) -> Json:
    return {"select": list(select), "range": _RANGE, **members}


_BY_DAY = _query(_DAY, _COUNT)
_FILLED = _query(_DAY, _COUNT, fill=True)
_USERS_BY_DAY = _query(_DAY, _USERS, fill=True)
_BY_DAY_AND_PLAN = _query(_DAY, _COUNT, groupBy=[_PLAN])
_USERS_BY_PLAN = _query(_DAY, _USERS, groupBy=[_PLAN])
_BY_PLAN = _query(_COUNT, groupBy=[_PLAN])
_BY_PAGE = _query(_WEEK, _COUNT, groupBy=[_PAGE])
_COMPARED = _query(_DAY, _COUNT, fill=True, compare="previous")
_ZONED = _query(_DAY, _COUNT, timezone="America/New_York")
_RATIO = _query(
    {**_COUNT, "as": "opened", "where": _of_type("chat_opened")},
    {**_COUNT, "as": "resolved", "where": _of_type("conversation_resolved")},
    {"type": "formula", "formula": "resolved / opened", "as": "rate"},
    groupBy=[_PLAN],
)
_LATENCY = {"field": "properties", "path": ["latencyMs"]}
_PERCENTILES: list[Json] = [
    {"type": "aggregation", "aggregation": name, **_LATENCY, "as": name}
    for name in ("median", "p75", "p95", "p99")
]
_PERCENTILES_BY_PLAN = _query(*_PERCENTILES, groupBy=[_PLAN])
_MEAN_BY_PLAN = _query({"type": "aggregation", "aggregation": "avg", **_LATENCY}, groupBy=[_PLAN])
_TOP = _query(_WEEK, _COUNT, groupBy=[_PAGE | {"top": {"limit": 5, "other": "(other)"}}])


def _columns(data: Json, *names: str) -> Rows:
    return [tuple(row.get(name) for name in names) for row in data["result"]]


def _instants(data: Json) -> Rows:
    return [
        (datetime.fromisoformat(day).timestamp(), count)
        for day, count in _columns(data, "createdAt_day", "count")
    ]


def _check_zone(ask: Ask) -> Pairs:
    yield _instants(ask(_BY_DAY)), _instants(ask(_BY_DAY | {"timezone": "Etc/UTC"}))
    counts = [count for _, count in _instants(ask(_ZONED))]
    yield _columns(ask(_query(_COUNT)), "count"), [(sum(counts),)]


def _check_fill(ask: Ask) -> Pairs:
    filled = _instants(ask(_FILLED))
    yield _instants(ask(_BY_DAY)), [row for row in filled if row[1]]
    days = (END - RECENT) // timedelta(days=1)
    yield (
        [((RECENT + timedelta(days=n)).timestamp(),) for n in range(days)],
        [row[:1] for row in filled],
    )


def _check_compare(ask: Ask) -> Pairs:
    data = ask(_COMPARED)
    yield _instants(ask(_FILLED)), _instants(data)
    before = ask(_FILLED | {"range": data["comparedRange"]})
    names = ("createdAt_day", "count")
    yield _columns(before, *names), _columns(data, *(f"compared_{name}" for name in names))


def _check_ratio(ask: Ask) -> Pairs:
    found = ask(_RATIO)
    plan = "properties.plan"
    rates = _columns(found, plan, "opened", "resolved", "rate")
    for name, kind in (("opened", "chat_opened"), ("resolved", "conversation_resolved")):
        plain = ask(_BY_PLAN | {"where": _of_type(kind)})
        yield _columns(plain, plan, "count"), [row for row in _columns(found, plan, name) if row[1]]
    yield [(row[2] / row[1] if row[1] else None,) for row in rates], [row[3:] for row in rates]


def _moving(name: str, aggregation: Json, base: Json, over: int, at_most: float) -> Comparison:
    moving = _query(_DAY, {**aggregation, "over": over, "as": "moving"}, fill=True)

    def pairs(ask: Ask) -> Pairs:
        for row in ask(moving)["result"][::_SAMPLE]:
            start = datetime.fromisoformat(row["createdAt_day"])
            first, end = start - timedelta(days=over - 1), start + timedelta(days=1)
            plain = _query({**aggregation, "as": "moving"})
            plain["range"] = f"{first.isoformat()}/{end.isoformat()}"
            yield _columns(ask(plain), "moving"), [(row["moving"],)]

    return Comparison(name, moving, base, at_most, pairs)


def _within(name: str, aggregation: Json, base: Json, at_most: float) -> Comparison:
    whole = {**aggregation, "within": ["createdAt_day"], "as": "whole"}
    query = base | {"select": [*base["select"], whole]}

    def pairs(ask: Ask) -> Pairs:
        plain = ask(_query(_DAY, {**aggregation, "as": "whole"}))
        names = ("createdAt_day", "whole")
        yield _columns(plain, *names), list(dict.fromkeys(_columns(ask(query), *names)))

    return Comparison(name, query, base, at_most, pairs)


def _check_percentiles(ask: Ask) -> Pairs:
    found = ask(_PERCENTILES_BY_PLAN)
    for one in _PERCENTILES:
        names = ("properties.plan", one["as"])
        yield _columns(ask(_query(one, groupBy=[_PLAN])), *names), _columns(found, *names)


def _check_top(ask: Ask) -> Pairs:
    week, page = "createdAt_week", "properties.page"
    found = _columns(ask(_TOP), week, page, "count")
    plain = _columns(ask(_BY_PAGE | {"limit": 10_000}), week, page, "count")
    shown = {row[1] for row in found if row[1] != "(other)"}
    yield [row for row in plain if row[1] in shown], [row for row in found if row[1] in shown]
    rest: dict[str, int] = {}
    for start, value, count in plain:
        if value not in shown:
            rest[start] = rest.get(start, 0) + count
    yield list(rest.items()), [(row[0], row[2]) for row in found if row[1] == "(other)"]


COMPARISONS = (
    Comparison("a zone beside UTC, count by day", _ZONED, _BY_DAY, 1.05, _check_zone),
    Comparison("fill, count by day", _FILLED, _BY_DAY, 1.05, _check_fill),
    Comparison("compare, count by day", _COMPARED, _FILLED, 2.2, _check_compare),
    Comparison("two filtered counts and a formula, by plan", _RATIO, _BY_PLAN, 1.2, _check_ratio),
    _moving("over 7 of a count, by day", _COUNT, _FILLED, 7, 2.3),
    _moving("over 7 of different users, by day", _USERS, _USERS_BY_DAY, 7, 6),
    _moving("over 30 of different users, by day", _USERS, _USERS_BY_DAY, 30, 4.5),
    _within("within of a count, by day and plan", _COUNT, _BY_DAY_AND_PLAN, 1.1),
    _within("within of different users, by day and plan", _USERS, _USERS_BY_PLAN, 1.5),
    Comparison("top 5 and the rest, pages by week", _TOP, _BY_PAGE, 1.5, _check_top),
    Comparison(
        "four percentiles beside a mean, by plan",
        _PERCENTILES_BY_PLAN,
        _MEAN_BY_PLAN,
        1.2,
        _check_percentiles,
    ),
)
"""Each over 90 days."""

EARLIER = (
    Earlier("count by day, 90 days", {"select": [_DAY, _COUNT], "where": _WHERE}, BY_DAY, 1.0),
    Earlier(
        "count by month, a year",
        {"select": [{"type": "time", "timeUnit": "month"}, _COUNT]},
        BY_MONTH,
        0.5,
    ),
    Earlier(
        "count by day and plan, 90 days",
        {"select": [_DAY, _COUNT], "groupBy": [_PLAN], "where": _WHERE},
        BY_DAY_AND_PLAN,
        1.0,
    ),
)
