"""The local time of values, in the zone of a plan."""

import sqlite3
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from golden.harness import compile_query
from support.events import all_of, condition

from evsrv.calendar.interval import Interval
from evsrv.core.datasets import DATASETS, EVENTS
from evsrv.core.kinds import Kind
from evsrv.core.sql import Sql, bind, sql
from evsrv.query.plan import Plan, PlannedRange
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.context import DEFAULT_CONTEXT, CompileContext
from evsrv.sqlite.compiler.local_clock import UTC_CLOCK, LocalClock
from evsrv.sqlite.compiler.values import value_of
from evsrv.sqlite.functions import register

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOUR_MS = 3_600_000
ZONES = (
    "UTC",
    "Asia/Tokyo",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Africa/Casablanca",
    "Pacific/Apia",
)
CREATED_AT = Reference(EVENTS.time_field)


def instant(text: str) -> int:
    return (datetime.fromisoformat(text).replace(tzinfo=UTC) - EPOCH) // timedelta(milliseconds=1)


def plan_of(zone: str, *ranges: tuple[str, str]) -> Plan:
    """Return a plan with a range, and perhaps a compared range."""
    plan, _ = compile_query({})
    planned = [PlannedRange(Interval(instant(start), instant(end))) for start, end in ranges]
    own, compared = (*planned, None, None)[:2]
    return attrs.evolve(plan, zone=zone, range=own, compared_range=compared)


def local_time(zone: str, at: int) -> int:
    local = (EPOCH + timedelta(milliseconds=at)).astimezone(ZoneInfo(zone))
    return (local.replace(tzinfo=UTC) - EPOCH) // timedelta(milliseconds=1)


def ask(local: Sql, created_at: int | None, properties: str | None = None) -> Any:
    row = sql("SELECT {} AS created_at, {} AS properties", bind(created_at), bind(properties))
    query = sql("SELECT {} FROM ({}) AS e", local, row)
    (found,) = _connection().execute(query.text, query.parameters).fetchone()
    return found


@cache
def _connection() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    register(connection)
    return connection


@pytest.mark.parametrize("zone", ZONES)
def test_time_field_is_local_in_a_range_around_transitions(zone: str) -> None:
    context = DEFAULT_CONTEXT.for_plan(plan_of(zone, ("2025-09-01", "2026-07-01")))
    local = value_of(CREATED_AT, context).local
    assert "evsrv" not in local.text
    for day in range(0, 303, 7):
        at = instant("2025-09-01") + day * 24 * HOUR_MS + 7 * HOUR_MS
        assert ask(local, at) == local_time(zone, at)


@pytest.mark.parametrize(
    ("at", "offset"),
    [
        ("2026-03-29T00:59:59.999", 1),
        ("2026-03-29T01:00:00.000", 2),
        ("2026-10-25T00:59:59.999", 2),
        ("2026-10-25T01:00:00.000", 1),
    ],
)
@pytest.mark.parametrize("ranges", [(), (("2026-01-01", "2027-01-01"),)], ids=["all", "range"])
def test_offset_changes_at_the_millisecond(
    at: str, offset: int, ranges: tuple[tuple[str, str], ...]
) -> None:
    context = DEFAULT_CONTEXT.for_plan(plan_of("Europe/Berlin", *ranges))
    local = value_of(CREATED_AT, context).local
    assert ask(local, instant(at)) == instant(at) + offset * HOUR_MS


@pytest.mark.parametrize("zone", ZONES)
def test_time_at_a_path_is_local_though_it_lies_outside_of_the_range(zone: str) -> None:
    context = DEFAULT_CONTEXT.for_plan(plan_of(zone, ("2026-01-01", "2026-01-02")))
    local = value_of(Reference(EVENTS.fields["properties"], ("at",)), context).local
    at = instant("2019-07-01T12:00")
    assert ask(local, None, '{"at":"2019-07-01T12:00:00Z"}') == local_time(zone, at)
    for other in ('{"at":"soon"}', '{"at":1561982400000}', '{"at":null}', "{}", None):
        assert ask(local, None, other) is None


def test_offsets_reach_to_the_compared_range() -> None:
    ranges = (("2026-01-10", "2026-01-20"), ("2025-07-10", "2025-07-20"))
    context = DEFAULT_CONTEXT.for_plan(plan_of("Europe/Berlin", *ranges))
    local = value_of(CREATED_AT, context).local
    for at in (instant("2025-07-15"), instant("2026-01-15")):
        assert ask(local, at) == local_time("Europe/Berlin", at)


def test_conditions_of_the_filter_bound_the_rows() -> None:
    plan, _ = compile_query(
        {
            "where": all_of(
                condition("createdAt", "gte", "2026-03-01T00:00:00Z"),
                condition("createdAt", "lt", "2026-05-01T00:00:00Z"),
            ),
            "timezone": "Europe/Berlin",
        }
    )
    change = (instant("2026-03-29T01:00"), 2 * HOUR_MS)
    assert LocalClock.for_plan(plan) == LocalClock("Europe/Berlin", HOUR_MS, (change,))


def test_ranges_of_one_offset_have_one_context() -> None:
    contexts = {
        DEFAULT_CONTEXT.for_plan(plan_of("Europe/Berlin", ("2026-01-01", f"2026-01-{day}")))
        for day in range(10, 30)
    }
    assert len(contexts) == 1


def test_a_long_range_has_no_more_changes_than_a_key_may_hold() -> None:
    clock = LocalClock.for_plan(plan_of("Europe/Berlin", ("1900-01-01", "2100-01-01")))
    assert clock == LocalClock("Europe/Berlin")
    decade = LocalClock.for_plan(plan_of("Africa/Casablanca", ("2016-01-01", "2026-01-01")))
    assert 0 < len(decade.changes) <= 50


def test_an_empty_range_has_a_clock() -> None:
    clock = LocalClock.for_plan(plan_of("Europe/Berlin", ("2026-01-01", "2026-01-01")))
    assert clock == LocalClock("Europe/Berlin")


def test_utc_has_the_context_of_a_query_without_zone() -> None:
    assert DEFAULT_CONTEXT.for_plan(plan_of("UTC", ("2026-01-01", "2026-02-01"))) == DEFAULT_CONTEXT
    assert CompileContext().clock == UTC_CLOCK
    assert value_of(CREATED_AT).local == Sql("e.created_at")


def test_each_dataset_has_one_time_field() -> None:
    # The offsets of a range hold for it alone.
    for dataset in DATASETS.values():
        assert dataset.names_of(Kind.TIME) == [dataset.time_field.name]
