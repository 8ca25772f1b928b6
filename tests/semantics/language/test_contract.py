"""The model gives the answers that the contract shows for the demo file."""

from datetime import UTC, datetime
from typing import Any

import pytest

from evsrv.core.datasets import EVENTS
from evsrv.seeding import PROFILES, generate
from semantics.language import Answer, answer
from semantics.language.zones import as_if_utc
from semantics.model import stored

Json = Any
NOW = as_if_utc(datetime(2026, 4, 1))
COUNT = {"type": "aggregation", "aggregation": "count"}
USERS = {
    "type": "aggregation",
    "aggregation": "countDistinct",
    "field": "userProperties",
    "path": ["userId"],
}


@pytest.fixture(scope="module")
def demo() -> list[Json]:
    """Return the events of `evsrv seed`."""
    documents = generate(
        events=50_000,
        days=90,
        seed=1,
        until=datetime(2026, 4, 1, tzinfo=UTC),
        profile=PROFILES["site"],
    )
    return [stored(body, "demo") for dataset, body in documents if dataset is EVENTS]


def condition(field: str, operator: str, *value: Json, **more: Json) -> Json:
    operand = {"value": value[0]} if value else {}
    return {"condition": {"field": field, "operator": operator, **operand, **more}}


def time(unit: str) -> Json:
    return {"type": "time", "timeUnit": unit}


def formula(text: str, name: str) -> Json:
    return {"type": "formula", "formula": text, "as": name}


def at(*path: str) -> Json:
    return {"field": "properties", "path": list(path)}


def by_day(rows: list[Json], name: str = "count") -> list[Any]:
    return [(row["createdAt_day"][:10], row[name]) for row in rows]


def ask(demo: list[Json], query: Json) -> Answer:
    return answer(demo, query, NOW)


def test_hours_of_a_repeated_hour_are_two_buckets() -> None:
    found = ask(
        [],
        {
            "select": [time("hour"), COUNT],
            "timezone": "America/New_York",
            "range": "2025-11-02T00:00/2025-11-02T04:00",
            "fill": True,
        },
    )
    assert [row["createdAt_hour"][11:] for row in found.rows] == [
        "00:00:00.000-04:00",
        "01:00:00.000-04:00",
        "01:00:00.000-05:00",
        "02:00:00.000-05:00",
        "03:00:00.000-05:00",
    ]
    assert {row["count"] for row in found.rows} == {0}


def test_days_and_weeks_of_a_zone(demo: list[Json]) -> None:
    query = {
        "select": [time("day"), COUNT],
        "timezone": "America/New_York",
        "range": "2026-03-07/2026-03-10",
    }
    found = ask(demo, query)
    assert found.range == "2026-03-07T00:00:00.000-05:00/2026-03-10T00:00:00.000-04:00"
    assert found.rows == [
        {"createdAt_day": "2026-03-07T00:00:00.000-05:00", "count": 193},
        {"createdAt_day": "2026-03-08T00:00:00.000-05:00", "count": 223},
        {"createdAt_day": "2026-03-09T00:00:00.000-04:00", "count": 802},
    ]
    query = {
        "select": [time("week"), COUNT],
        "timezone": "Asia/Kolkata",
        "weekStart": "sunday",
        "range": "previous month",
    }
    assert [(row["createdAt_week"], row["count"]) for row in ask(demo, query).rows] == [
        (f"2026-03-{day}T00:00:00.000+05:30", count)
        for day, count in (("01", 4212), ("08", 4768), ("15", 4567), ("22", 5120), ("29", 2015))
    ]


def test_ranges(demo: list[Json]) -> None:
    found = ask(demo, {"select": [COUNT], "range": "previous quarter", "timezone": "Europe/Berlin"})
    assert (found.rows, found.range) == (
        [{"count": 49995}],
        "2026-01-01T00:00:00.000+01:00/2026-04-01T00:00:00.000+02:00",
    )
    found = ask(demo, {"select": [COUNT], "range": "past 24 hours"})
    assert (found.rows, found.range) == (
        [{"count": 957}],
        "2026-03-31T00:00:00.000Z/2026-04-01T00:00:00.000Z",
    )


def test_filled_buckets(demo: list[Json]) -> None:
    tickets = condition("type", "eq", "support_ticket_created")
    rating = {"type": "aggregation", "aggregation": "avg", **at("rating")}
    query = {"where": tickets, "fill": True, "now": "2026-03-18T12:00:00Z"}
    found = ask(demo, {**query, "select": [time("day"), COUNT, rating], "range": "7 days to date"})
    counts = [0, 6, 1, 0, 4, 3, 1]
    assert by_day(found.rows) == [(f"2026-03-{12 + n}", count) for n, count in enumerate(counts)]
    assert found.range == "2026-03-12T00:00:00.000Z/2026-03-18T12:00:00.000Z"
    query = {
        "select": [time("week"), COUNT],
        "where": tickets,
        "range": "previous 2 weeks",
        "fill": True,
        "groupBy": [at("plan")],
    }
    assert [tuple(row.values()) for row in ask(demo, query).rows] == [
        (f"2026-03-{day}T00:00:00.000Z", plan, count)
        for day, counts in (("16", (1, 16, 5)), ("23", (2, 14, 5)))
        for plan, count in zip(("enterprise", "free", "pro"), counts, strict=True)
    ]


def test_comparisons(demo: list[Json]) -> None:
    query = {
        "select": [COUNT],
        "range": "month to date",
        "compare": "previous",
        "timezone": "Europe/Berlin",
        "now": "2026-03-03T12:00:00Z",
    }
    found = ask(demo, query)
    assert found.rows == [{"count": 1210, "compared_count": 845}]
    assert found.range == "2026-03-01T00:00:00.000+01:00/2026-03-03T13:00:00.000+01:00"
    assert found.compared_range == "2026-02-01T00:00:00.000+01:00/2026-02-03T13:00:00.000+01:00"
    growth = formula("(count - compared_count) / compared_count", "growth")
    query = {
        "select": [time("day"), COUNT, growth],
        "range": "previous 3 days",
        "compare": "7 days",
    }
    first = ask(demo, query).rows[0]
    assert list(first.items()) == [
        ("createdAt_day", "2026-03-29T00:00:00.000Z"),
        ("compared_createdAt_day", "2026-03-22T00:00:00.000Z"),
        ("count", 281),
        ("compared_count", 259),
        ("growth", 0.08494208494208494),
    ]
    query = {
        "select": [COUNT, formula("count - compared_count", "change")],
        "groupBy": [at("model")],
        "range": "previous month",
        "compare": "previous",
        "orderBy": [{"field": "change", "direction": "desc"}],
    }
    assert ask(demo, query).rows[:2] == [
        {"properties.model": None, "count": 16109, "compared_count": 11826, "change": 4283.0},
        {"properties.model": "sonnet-4", "count": 2409, "compared_count": 1720, "change": 689.0},
    ]


def test_over_and_within(demo: list[Json]) -> None:
    query = {
        "select": [
            time("day"),
            {**USERS, "as": "dau"},
            {**USERS, "over": 7, "as": "wau"},
            {**COUNT, "over": "all", "as": "soFar"},
            formula("dau / wau", "stickiness"),
        ],
        "range": "previous 3 days",
        "fill": True,
    }
    rows = ask(demo, query).rows
    assert [tuple(row.values())[1:4] for row in rows] == [
        (38, 328, 281),
        (87, 326, 1122),
        (97, 321, 2079),
    ]
    assert rows[0]["stickiness"] == 0.11585365853658537
    query = {
        "select": [
            time("week"),
            {**USERS, "as": "users"},
            {**USERS, "within": ["createdAt_week"], "as": "all"},
            formula("users / all", "share"),
        ],
        "groupBy": [at("plan")],
        "range": "previous week",
    }
    assert [
        (row["properties.plan"], row["users"], row["all"], round(row["share"], 4))
        for row in ask(demo, query).rows
    ] == [
        ("enterprise", 32, 328, 0.0976),
        ("free", 200, 328, 0.6098),
        ("pro", 94, 328, 0.2866),
        (None, 29, 328, 0.0884),
    ]


def test_formulas_and_ranks(demo: list[Json]) -> None:
    resolved = condition("type", "eq", "conversation_resolved")
    conversations = {"aggregation": "countDistinct", "field": "conversationId"}
    query = {
        "select": [
            {"type": "aggregation", **conversations, "as": "conversations"},
            {**COUNT, "as": "resolved", "where": resolved},
            formula("resolved / conversations", "rate"),
        ],
        "groupBy": [at("plan")],
        "range": "previous quarter",
        "having": condition("conversations", "gte", 100),
        "orderBy": [{"field": "rate", "direction": "desc"}],
    }
    rows = ask(demo, query).rows
    assert rows[0] == {
        "conversations": 712,
        "resolved": 109,
        "rate": 0.15308988764044945,
        "properties.plan": "enterprise",
    }
    assert [tuple(row.values())[1:3] for row in rows[1:]] == [(4596, 655), (1662, 227)]
    rank = {"type": "rank", "by": "count", "within": ["createdAt_month"], "as": "rank"}
    query = {
        "select": [time("month"), COUNT, rank],
        "groupBy": [{"field": "searchQuery"}],
        "where": condition("searchQuery", "isNotNull"),
        "range": "previous quarter",
        "having": condition("rank", "lte", 2),
    }
    found = ask(demo, query)
    assert found.total == 6
    assert [(row["searchQuery"], row["count"], row["rank"]) for row in found.rows] == [
        *(("api key", 401, 1), ("webhooks", 214, 2), ("api key", 449, 1)),
        *(("webhooks", 189, 2), ("api key", 588, 1), ("webhooks", 277, 2)),
    ]
    query = {
        "select": [time("day"), COUNT, formula("count / hours", "perHour")],
        "timezone": "America/New_York",
        "range": "2026-03-08/2026-03-09T12:00",
    }
    assert [tuple(row.values())[1:] for row in ask(demo, query).rows] == [
        (223, 9.695652173913043),
        (477, 39.75),
    ]


def test_having(demo: list[Json]) -> None:
    few = {"not": condition("count", "gt", 3500)}
    query = {
        "select": [COUNT, {**USERS, "as": "users"}],
        "groupBy": [{"field": "type"}],
        "range": "previous month",
        "having": {"and": [condition("users", "gte", 300), few]},
    }
    assert [tuple(row.values()) for row in ask(demo, query).rows] == [
        ("chat_opened", 2878, 528),
        ("conversation_started", 2335, 488),
        ("search_performed", 2451, 400),
    ]
    query = {**query, "select": [COUNT], "having": condition("count", "lt", 150)}
    assert ask(demo, query).rows == [{"count": 100, "type": "support_ticket_created"}]


def test_numeric_buckets(demo: list[Json]) -> None:
    answers = condition("type", "eq", "assistant_message_received")
    latency = {"type": "bucket", **at("latencyMs"), "edges": [0, 500, 1000, 5000], "as": "latency"}
    query = {"select": [latency, COUNT], "where": answers, "range": "previous month"}
    # The contract shows the counts without the 64 and 5 decimal texts that the file has too.
    assert ask(demo, query).rows == [
        *({"latency": 0, "count": 231}, {"latency": 500, "count": 1110}),
        *({"latency": 1000, "count": 2249}, {"latency": 5000, "count": 1062}, {"count": 27}),
    ]
    score = {"type": "bucket", **at("score"), "width": 1}
    query = {"select": [score, COUNT], "range": "previous month"}
    assert ask(demo, query).rows == [
        *(
            {"properties.score_bucket": score, "count": count}
            for score, count in ((1, 37), (2, 38), (3, 49), (4, 160), (5, 165))
        ),
        {"count": 20312},
    ]
    cost = {"type": "bucket", **at("costUsd"), "width": 0.05, "as": "cost"}
    query = {"select": [cost, COUNT], "where": answers, "range": "previous month", "limit": 3}
    found = ask(demo, query)
    assert found.total == 13
    assert [tuple(row.values()) for row in found.rows] == [(0, 3346), (0.05, 683), (0.1, 304)]


def test_top_values(demo: list[Json]) -> None:
    query = {
        "select": [time("month"), COUNT],
        "groupBy": [{"field": "searchQuery", "top": {"limit": 2, "other": "(other)"}}],
        "where": condition("searchQuery", "isNotNull"),
        "range": "previous 2 months",
    }
    assert [tuple(row.values())[1:] for row in ask(demo, query).rows] == [
        *(("api key", 449), ("webhooks", 189), ("(other)", 2006)),
        *(("api key", 588), ("webhooks", 277), ("(other)", 2714)),
    ]
    top = {"limit": 2, "by": "users", "other": "Other"}
    query = {
        "select": [{**USERS, "as": "users"}],
        "groupBy": [{**at("locale"), "top": top}],
        "range": "previous month",
    }
    assert [tuple(row.values()) for row in ask(demo, query).rows] == [
        *(("en-US", 391), (None, 89), ("Other", 231)),
    ]
    query = {
        **query,
        "select": [COUNT],
        "groupBy": [{**at("locale"), "top": {"limit": 2}}],
    }
    assert [tuple(row.values()) for row in ask(demo, query).rows] == [
        *(("de-DE", 2994), ("en-US", 12504)),
    ]


def test_functions(demo: list[Json]) -> None:
    query = {
        "select": [COUNT],
        "groupBy": [{"field": "createdAt", "apply": "dayOfWeek"}],
        "timezone": "Asia/Tokyo",
        "range": "previous 4 weeks",
    }
    counts = [2089, 3594, 3571, 3602, 3168, 1713, 1026]
    assert [(row["createdAt_dayOfWeek"], row["count"]) for row in ask(demo, query).rows] == [
        *enumerate(counts, 1)
    ]
    by_count = {"orderBy": [{"field": "count", "direction": "desc"}], "range": "previous month"}
    query = {
        "select": [COUNT],
        "groupBy": [{**at("referrer"), "apply": "domain"}],
        **by_count,
        "where": condition("createdAt", "gte", 18, apply="hourOfDay"),
        "timezone": "Europe/Berlin",
        "limit": 3,
    }
    found = ask(demo, query)
    assert found.total == 4
    assert [tuple(row.values()) for row in found.rows] == [
        *((None, 3372), ("github.com", 465), ("news.ycombinator.com", 425)),
    ]
    query = {
        "select": [COUNT],
        "groupBy": [{"field": "searchQuery", "apply": "lower"}],
        **by_count,
        "where": condition("searchQuery", "isNotNull"),
    }
    found = ask(demo, query)
    assert [tuple(row.values()) for row in found.rows[:2]] == [("api key", 633), ("webhooks", 277)]
