"""The model gives the contract's answers on zones, ranges, filling and comparison."""

from semantics.language.contract import COUNT, ask, at, by_day, condition, formula, time


def test_hours_of_a_repeated_hour_are_two_buckets() -> None:
    found = ask(
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


def test_days_and_weeks_of_a_zone() -> None:
    query = {
        "select": [time("day"), COUNT],
        "timezone": "America/New_York",
        "range": "2026-03-07/2026-03-10",
    }
    found = ask(query)
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
    assert [(row["createdAt_week"], row["count"]) for row in ask(query).rows] == [
        (f"2026-03-{day}T00:00:00.000+05:30", count)
        for day, count in (("01", 4212), ("08", 4768), ("15", 4567), ("22", 5120), ("29", 2015))
    ]


def test_ranges() -> None:
    found = ask({"select": [COUNT], "range": "previous quarter", "timezone": "Europe/Berlin"})
    assert (found.rows, found.range) == (
        [{"count": 49995}],
        "2026-01-01T00:00:00.000+01:00/2026-04-01T00:00:00.000+02:00",
    )
    found = ask({"select": [COUNT], "range": "past 24 hours"})
    assert (found.rows, found.range) == (
        [{"count": 957}],
        "2026-03-31T00:00:00.000Z/2026-04-01T00:00:00.000Z",
    )


def test_filled_buckets() -> None:
    tickets = condition("type", "eq", "support_ticket_created")
    rating = {"type": "aggregation", "aggregation": "avg", **at("rating")}
    query = {"where": tickets, "fill": True, "now": "2026-03-18T12:00:00Z"}
    found = ask({**query, "select": [time("day"), COUNT, rating], "range": "7 days to date"})
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
    assert [tuple(row.values()) for row in ask(query).rows] == [
        (f"2026-03-{day}T00:00:00.000Z", plan, count)
        for day, counts in (("16", (1, 16, 5)), ("23", (2, 14, 5)))
        for plan, count in zip(("enterprise", "free", "pro"), counts, strict=True)
    ]


def test_comparisons() -> None:
    query = {
        "select": [COUNT],
        "range": "month to date",
        "compare": "previous",
        "timezone": "Europe/Berlin",
        "now": "2026-03-03T12:00:00Z",
    }
    found = ask(query)
    assert found.rows == [{"count": 1210, "compared_count": 845}]
    assert found.range == "2026-03-01T00:00:00.000+01:00/2026-03-03T13:00:00.000+01:00"
    assert found.compared_range == "2026-02-01T00:00:00.000+01:00/2026-02-03T13:00:00.000+01:00"
    growth = formula("(count - compared_count) / compared_count", "growth")
    query = {
        "select": [time("day"), COUNT, growth],
        "range": "previous 3 days",
        "compare": "7 days",
    }
    first = ask(query).rows[0]
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
    assert ask(query).rows[:2] == [
        {"properties.model": None, "count": 16109, "compared_count": 11826, "change": 4283.0},
        {"properties.model": "sonnet-4", "count": 2409, "compared_count": 1720, "change": 689.0},
    ]
