"""Section 2, Time units: UTC buckets, named by their start."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from support.events import aggregation, all_of, condition, group, message, search, time
from support.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

INSTANTS = {
    "a-monday-morning": "2026-03-02T10:15:00.000Z",
    "midnight-of-a-monday": "2026-03-02T00:00:00.000Z",
    "the-last-moment-of-a-sunday": "2026-03-01T23:59:59.999Z",
    "a-saturday": "2026-03-07T12:30:00.500Z",
    "the-first-of-january": "2026-01-01T00:00:00.000Z",
    "the-last-moment-of-a-year": "2025-12-31T23:59:59.999Z",
    "week-1-begins-in-december": "2024-12-30T08:00:00.000Z",
    "new-year-on-a-sunday": "2023-01-01T05:00:00.000Z",
    "week-53": "2021-01-03T22:00:00.000Z",
    "leap-day": "2024-02-29T12:00:00.000Z",
    "the-day-after-leap-day": "2024-03-01T00:00:00.000Z",
    "leap-day-of-2000": "2000-02-29T23:00:00.000Z",
    "no-leap-day-in-1900": "1900-03-01T00:00:00.000Z",
    "the-epoch": "1970-01-01T00:00:00.000Z",
    "a-millisecond-before-the-epoch": "1969-12-31T23:59:59.999Z",
    "a-monday-before-1970": "1969-12-29T00:00:00.000Z",
    "leap-day-before-1970": "1960-02-29T17:45:00.001Z",
    "far-ahead": "2999-12-31T23:59:59.999Z",
}

BUCKETS: dict[str, Callable[[datetime], datetime]] = {
    "hour": lambda at: at.replace(minute=0, second=0, microsecond=0),
    "day": lambda at: at.replace(hour=0, minute=0, second=0, microsecond=0),
    "week": lambda at: BUCKETS["day"](at) - timedelta(days=at.weekday()),
    "month": lambda at: BUCKETS["day"](at).replace(day=1),
}


def bucket(text: str, unit: str) -> str:
    start = BUCKETS[unit](datetime.fromisoformat(text).astimezone(UTC))
    return start.strftime("%Y-%m-%dT%H:%M:%S.000Z")


# Name → value at a path, and the start of its hour; null if it is not an ISO 8601 timestamp.
TEXTS = {
    "zulu": ("2026-03-02T10:15:00.000Z", "2026-03-02T10:00:00.000Z"),
    "no-fraction": ("2026-03-02T10:15:00Z", "2026-03-02T10:00:00.000Z"),
    "an-offset-to-the-next-day": ("2026-03-01T23:30:00-02:00", "2026-03-02T01:00:00.000Z"),
    "an-offset-to-the-day-before": ("2026-03-02T00:30:00+05:45", "2026-03-01T18:00:00.000Z"),
    "microseconds": ("2026-03-02T10:15:00.123456Z", "2026-03-02T10:00:00.000Z"),
    "before-1970": ("1969-12-31T23:30:00Z", "1969-12-31T23:00:00.000Z"),
    "words": ("last Tuesday", None),
    "empty": ("", None),
    "a-number": (1772446500000, None),
    "a-year": (2026, None),
    "digits": ("1772446500000", None),
    "true": (True, None),
    "json-null": (None, None),
    "an-object": ({"at": "2026-03-02T10:15:00Z"}, None),
    "an-array": (["2026-03-02T10:15:00Z"], None),
    "no-such-month": ("2026-13-02T10:15:00Z", None),
    "no-such-day": ("2026-02-30T10:15:00Z", None),
    "no-such-hour": ("2026-03-02T25:15:00Z", None),
    "now": ("now", None),
    "text-behind-it": ("2026-03-02T10:15:00Z or so", None),
}

EVENTS = [
    *(message(name, createdAt=at, type="at") for name, at in INSTANTS.items()),
    *(search(name, properties={"at": {"x": value}}) for name, (value, _) in TEXTS.items()),
    message("2026-05-06T07:08:09Z", type="2026-06-07T08:09:10+01:00", messageId="no instant"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space("times", EVENTS)


@pytest.mark.parametrize("unit", BUCKETS)
@pytest.mark.parametrize("name", INSTANTS)
async def test_time_bucket_of_created_at_matches_python(
    space: Server, name: str, unit: str
) -> None:
    body = {"select": [time(unit)], "where": condition("id", "eq", name)}
    assert await space.rows(body) == [{f"createdAt_{unit}": bucket(INSTANTS[name], unit)}]


@pytest.mark.parametrize(
    ("unit", "name", "start"),
    [
        pytest.param("hour", "a-monday-morning", "2026-03-02T10:00:00.000Z", id="hour"),
        pytest.param("day", "a-monday-morning", "2026-03-02T00:00:00.000Z", id="day"),
        pytest.param("week", "the-last-moment-of-a-sunday", "2026-02-23T00:00:00.000Z", id="week"),
        pytest.param("week", "midnight-of-a-monday", "2026-03-02T00:00:00.000Z", id="monday"),
        pytest.param("week", "week-53", "2020-12-28T00:00:00.000Z", id="week-53"),
        pytest.param("week", "the-epoch", "1969-12-29T00:00:00.000Z", id="week-of-the-epoch"),
        pytest.param("month", "a-saturday", "2026-03-01T00:00:00.000Z", id="month"),
    ],
)
async def test_time_bucket_of_created_at_matches_literal_start(
    space: Server, unit: str, name: str, start: str
) -> None:
    """The expected starts are literals, so an error in `bucket` cannot hide one in evsrv."""
    body = {"select": [time(unit)], "where": condition("id", "eq", name)}
    assert await space.rows(body) == [{f"createdAt_{unit}": start}]


@pytest.mark.parametrize("unit", BUCKETS)
async def test_events_of_one_time_bucket_form_one_group(space: Server, unit: str) -> None:
    rows = await space.rows(
        {"select": [time(unit), aggregation("count")], "where": condition("type", "eq", "at")}
    )
    expected: dict[str, int] = {}
    for at in INSTANTS.values():
        expected[bucket(at, unit)] = expected.get(bucket(at, unit), 0) + 1
    assert rows == [
        {f"createdAt_{unit}": start, "count": expected[start]} for start in sorted(expected)
    ]


@pytest.mark.parametrize("name", TEXTS)
async def test_time_unit_of_path_reads_iso_timestamps_only(space: Server, name: str) -> None:
    (row,) = await space.rows(
        {
            "select": [time("hour", "properties", "at", "x")],
            "where": all_of(condition("id", "eq", name)),
        }
    )
    assert row.get("properties.at.x_hour") == TEXTS[name][1]


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        pytest.param(time("day", "id"), {"id_day": "2026-05-06T00:00:00.000Z"}, id="id"),
        pytest.param(time("month", "type"), {"type_month": "2026-06-01T00:00:00.000Z"}, id="type"),
        pytest.param(time("hour", "type"), {"type_hour": "2026-06-07T07:00:00.000Z"}, id="offset"),
        pytest.param(time("week", "messageId"), {}, id="no-timestamp"),
        pytest.param(time("week", "searchQuery"), {}, id="null"),
        pytest.param(time("week", "properties"), {}, id="a-whole-json-field"),
    ],
)
async def test_time_unit_of_text_field_reads_iso_timestamps_only(
    space: Server, select: object, expected: object
) -> None:
    body = {"select": [select], "where": condition("id", "eq", "2026-05-06T07:08:09Z")}
    assert await space.rows(body) == [expected]


async def test_two_time_units_form_groups_together(space: Server) -> None:
    rows = await space.rows(
        {
            "select": [time("month"), time("day"), aggregation("count")],
            "groupBy": [group("type")],
            "where": condition("createdAt", "lt", "1970-01-01"),
        }
    )
    expected = sorted(
        (bucket(at, "month"), bucket(at, "day"))
        for at in INSTANTS.values()
        if datetime.fromisoformat(at) < datetime(1970, 1, 1, tzinfo=UTC)
    )
    assert [(row["createdAt_month"], row["createdAt_day"]) for row in rows] == expected
    assert all((row["type"], row["count"]) == ("at", 1) for row in rows)


async def test_months_of_times_in_all_years_are_told_apart(shared_server: Server) -> None:
    """They are more buckets than an engine can list."""
    times = ("0001-02-03T00:00:00.000Z", "2026-03-31T23:59:59.999Z", "9999-12-31T00:00:00.000Z")
    space = await shared_server.space(
        "all years",
        [message(at, createdAt=at, properties={"at": at}) for at in times],
    )
    months = [f"{at[:7]}-01T00:00:00.000Z" for at in times]
    count = aggregation("count")
    by_time = await space.rows({"select": [time("month"), count]})
    assert by_time == [{"createdAt_month": month, "count": 1} for month in months]
    at_path = {"type": "time", "timeUnit": "month", "field": "properties", "path": ["at"]}
    by_path = await space.rows({"select": [at_path, count]})
    assert by_path == [{"properties.at_month": month, "count": 1} for month in months]
