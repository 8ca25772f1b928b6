"""The model gives the contract's answers on windows, formulas, having, top and functions."""

from typing import Any

from semantics.language.contract import COUNT, USERS, ask, at, condition, formula, time


def test_over_and_within() -> None:
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
    rows = ask(query).rows
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
        for row in ask(query).rows
    ] == [
        ("enterprise", 32, 328, 0.0976),
        ("free", 200, 328, 0.6098),
        ("pro", 94, 328, 0.2866),
        (None, 29, 328, 0.0884),
    ]


def test_formulas_and_ranks() -> None:
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
    rows = ask(query).rows
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
    found = ask(query)
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
    assert [tuple(row.values())[1:] for row in ask(query).rows] == [
        (223, 9.695652173913043),
        (477, 39.75),
    ]


def test_having() -> None:
    few = {"not": condition("count", "gt", 3500)}
    query = {
        "select": [COUNT, {**USERS, "as": "users"}],
        "groupBy": [{"field": "type"}],
        "range": "previous month",
        "having": {"and": [condition("users", "gte", 300), few]},
    }
    assert [tuple(row.values()) for row in ask(query).rows] == [
        ("chat_opened", 2878, 528),
        ("conversation_started", 2335, 488),
        ("search_performed", 2451, 400),
    ]
    query = {**query, "select": [COUNT], "having": condition("count", "lt", 150)}
    assert ask(query).rows == [{"count": 100, "type": "support_ticket_created"}]


def test_numeric_buckets() -> None:
    answers = condition("type", "eq", "assistant_message_received")
    latency = {"type": "bucket", **at("latencyMs"), "edges": [0, 500, 1000, 5000], "as": "latency"}
    query = {"select": [latency, COUNT], "where": answers, "range": "previous month"}
    # The contract shows the counts without the 64 and 5 decimal texts that the file has too.
    assert ask(query).rows == [
        *({"latency": 0, "count": 231}, {"latency": 500, "count": 1110}),
        *({"latency": 1000, "count": 2249}, {"latency": 5000, "count": 1062}, {"count": 27}),
    ]
    score = {"type": "bucket", **at("score"), "width": 1}
    query = {"select": [score, COUNT], "range": "previous month"}
    assert ask(query).rows == [
        *(
            {"properties.score_bucket": score, "count": count}
            for score, count in ((1, 37), (2, 38), (3, 49), (4, 160), (5, 165))
        ),
        {"count": 20312},
    ]
    cost = {"type": "bucket", **at("costUsd"), "width": 0.05, "as": "cost"}
    query = {"select": [cost, COUNT], "where": answers, "range": "previous month", "limit": 3}
    found = ask(query)
    assert found.total == 13
    assert [tuple(row.values()) for row in found.rows] == [(0, 3346), (0.05, 683), (0.1, 304)]


def test_top_values() -> None:
    query = {
        "select": [time("month"), COUNT],
        "groupBy": [{"field": "searchQuery", "top": {"limit": 2, "other": "(other)"}}],
        "where": condition("searchQuery", "isNotNull"),
        "range": "previous 2 months",
    }
    assert [tuple(row.values())[1:] for row in ask(query).rows] == [
        *(("api key", 449), ("webhooks", 189), ("(other)", 2006)),
        *(("api key", 588), ("webhooks", 277), ("(other)", 2714)),
    ]
    top = {"limit": 2, "by": "users", "other": "Other"}
    query = {
        "select": [{**USERS, "as": "users"}],
        "groupBy": [{**at("locale"), "top": top}],
        "range": "previous month",
    }
    assert [tuple(row.values()) for row in ask(query).rows] == [
        *(("en-US", 391), (None, 89), ("Other", 231)),
    ]
    query = {
        **query,
        "select": [COUNT],
        "groupBy": [{**at("locale"), "top": {"limit": 2}}],
    }
    assert [tuple(row.values()) for row in ask(query).rows] == [
        *(("de-DE", 2994), ("en-US", 12504)),
    ]


def test_functions() -> None:
    query: dict[str, Any] = {
        "select": [COUNT],
        "groupBy": [{"field": "createdAt", "apply": "dayOfWeek"}],
        "timezone": "Asia/Tokyo",
        "range": "previous 4 weeks",
    }
    counts = [2089, 3594, 3571, 3602, 3168, 1713, 1026]
    assert [(row["createdAt_dayOfWeek"], row["count"]) for row in ask(query).rows] == [
        *enumerate(counts, 1)
    ]
    by_count = {
        "orderBy": [{"field": "count", "direction": "desc"}],
        "range": "previous month",
    }
    query = {
        "select": [COUNT],
        "groupBy": [{**at("referrer"), "apply": "domain"}],
        **by_count,
        "where": condition("createdAt", "gte", 18, apply="hourOfDay"),
        "timezone": "Europe/Berlin",
        "limit": 3,
    }
    found = ask(query)
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
    found = ask(query)
    assert [tuple(row.values()) for row in found.rows[:2]] == [("api key", 633), ("webhooks", 277)]
