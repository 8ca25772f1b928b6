from typing import Any

import pytest
from support.events import aggregation, formula, group, named, time

from evsrv.calendar.calendar import Calendar
from evsrv.calendar.interval import Interval
from evsrv.core.limits import MAX_TIME_BUCKETS
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query.columns import Aggregation, ComparedStart
from evsrv.query.plan import Plan
from query.conftest import MakePlan, Refusals

from .conftest import NOW

DAY = 86_400_000
WEEK = {"range": "previous 7 days"}
ALL_OF_WEEK = Interval(NOW - 7 * DAY, NOW)


def names(plan: Plan) -> list[str]:
    return [column.name for column in plan.columns]


def test_query_without_words_of_time_has_no_range(plan: MakePlan) -> None:
    planned = plan({"select": [time("day"), aggregation("count")]})
    assert (planned.zone, planned.range, planned.compared_range) == ("UTC", None, None)
    assert (planned.fill, planned.having) == (False, None)
    assert planned.groups[0].calendar == Calendar()


def test_range_of_raw_query_has_no_buckets(plan: MakePlan) -> None:
    planned = plan(WEEK)
    assert (planned.range.interval, planned.range.timeline) == (ALL_OF_WEEK, None)


def test_range_with_time_selection_has_its_buckets(plan: MakePlan) -> None:
    planned = plan({"select": [time("day")], **WEEK})
    assert planned.range.interval == ALL_OF_WEEK
    assert [bucket.start for bucket in planned.range.timeline.buckets] == [
        NOW - days * DAY for days in range(7, 0, -1)
    ]
    assert planned.range.timeline.whole == ()
    assert planned.fill is False


@pytest.mark.parametrize(
    "select", [[], [time("day"), time("week")], [time("day", "properties", "at")]]
)
def test_range_without_one_time_selection_on_time_field_has_no_buckets(
    plan: MakePlan, select: Any
) -> None:
    assert plan({"select": [*select, aggregation("count")], **WEEK}).range.timeline is None


def test_buckets_are_those_of_zone_and_week_start(plan: MakePlan) -> None:
    body = {"select": [time("week")], "range": "previous month", "timezone": "Asia/Kolkata"}
    planned = plan({**body, "weekStart": "sunday"})
    [key] = planned.groups
    assert planned.zone == "Asia/Kolkata"
    assert key.calendar == Calendar("Asia/Kolkata", 6)
    starts = [bucket.start for bucket in planned.range.timeline.buckets]
    assert starts[0] == 1_772_303_400_000  # Sunday 2026-03-01T00:00+05:30
    assert len(starts) == 5
    monday = plan(body)
    assert monday.groups[0].unit is not key.unit


def test_plain_week_is_the_unit_of_the_vocabulary(plan: MakePlan, vocabulary: Vocabulary) -> None:
    assert plan({"select": [time("week")]}).groups[0].unit is vocabulary.time_units["week"]


def test_fill_makes_every_bucket_a_group(plan: MakePlan) -> None:
    body = {"select": [time("day"), aggregation("count")], "groupBy": [group("type")], **WEEK}
    assert plan({**body, "fill": True}).fill is True
    assert plan({**body, "fill": False}).fill is False


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"select": [time("day")]}, 'fill needs a range, as "range": "previous 7 days"'),
        (
            {"select": [aggregation("count")], **WEEK},
            'fill needs a time selection on createdAt; add {"type": "time", "timeUnit": "day"}'
            " to select",
        ),
        (
            {"select": [time("day"), time("month")], **WEEK},
            "fill takes one time selection, not 2",
        ),
        (
            {"select": [time("day", "properties", "at")], **WEEK},
            "fill takes a time selection on createdAt, not on properties.at",
        ),
        (
            WEEK,
            "fill needs a query that groups events: with groupBy, or with an aggregation, time,"
            " bucket, formula or rank in select",
        ),
        (
            {"select": [time("minute")], "range": "previous year"},
            "the range has 525600 buckets of a minute; at most 10000 are filled",
        ),
        (
            {"select": [time("hour")], "range": "2020/2024"},
            "the range has 35064 buckets of an hour; at most 10000 are filled",
        ),
    ],
)
def test_impossible_fill_is_refused(refusals: Refusals, body: Any, message: str) -> None:
    if body.get("range") == "2020/2024":
        body = {**body, "range": "2020-01-01/2024-01-01"}
    assert refusals({**body, "fill": True}) == {"/fill": message}


def test_fill_that_is_false_needs_nothing(plan: MakePlan) -> None:
    assert plan({"fill": False}).fill is False


def test_ten_thousand_buckets_are_filled(plan: MakePlan, refusals: Refusals) -> None:
    body = {"select": [time("minute")], "fill": True}
    filled = plan({**body, "range": f"past {MAX_TIME_BUCKETS} minutes"})
    assert len(filled.range.timeline.buckets) == MAX_TIME_BUCKETS
    now = "2026-03-01T00:00:30Z"
    cut = {**body, "range": f"past {MAX_TIME_BUCKETS} minutes", "now": now}
    assert "the range has 10001 buckets of a minute" in refusals(cut)["/fill"]


def test_range_with_too_many_buckets_is_planned_without_them(plan: MakePlan) -> None:
    planned = plan({"select": [time("minute")], "range": "previous year"})
    assert planned.range.interval.start == 1_735_689_600_000
    assert planned.range.timeline is None


def test_compared_columns_stand_behind_their_own(plan: MakePlan) -> None:
    select = [
        time("day"),
        named("rows", aggregation("count")),
        formula("growth", "rows - compared_rows"),
        aggregation("avg", "createdAt"),
    ]
    planned = plan({"select": select, "groupBy": [group("type")], **WEEK, "compare": "previous"})
    assert names(planned) == [
        "createdAt_day",
        "compared_createdAt_day",
        "type",
        "rows",
        "compared_rows",
        "growth",
        "avg_createdAt",
        "compared_avg_createdAt",
    ]
    assert planned.columns[1] == ComparedStart(planned.groups[0])
    compared = planned.columns[4]
    assert isinstance(compared, Aggregation)
    assert compared.compared
    assert [key.name for key in planned.groups] == ["createdAt_day", "type"]


def test_compared_start_has_alias_of_bucket(plan: MakePlan) -> None:
    body = {"select": [named("d", time("day"))], **WEEK, "compare": "previous"}
    planned = plan({**body, "orderBy": [{"field": "compared_d", "direction": "desc"}]})
    assert names(planned) == ["d", "compared_d"]
    assert planned.order[0].by == planned.columns[1]


def test_compared_query_with_time_selection_is_filled(plan: MakePlan, refusals: Refusals) -> None:
    body = {"select": [time("day"), aggregation("count")], **WEEK, "compare": "14 days"}
    planned = plan(body)
    assert planned.fill is True
    assert planned.compared_range.interval == Interval(NOW - 21 * DAY, NOW - 14 * DAY)
    assert len(planned.compared_range.timeline.buckets) == 7
    assert refusals({**body, "fill": False}) == {
        "/fill": "a compared query with a time selection is filled; leave fill away"
    }


def test_compared_query_without_time_selection_is_not_filled(plan: MakePlan) -> None:
    body = {"select": [aggregation("count")], **WEEK, "compare": "previous"}
    planned = plan({**body, "fill": False})
    assert planned.fill is False
    assert planned.compared_range.timeline is None


def test_compared_buckets_reach_back_as_far_as_those_of_the_range(plan: MakePlan) -> None:
    select = [time("day"), named("n", aggregation("count", over=3))]
    planned = plan({"select": select, **WEEK, "compare": "previous"})
    assert len(planned.compared_range.timeline.whole) == 2 + 7


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            {"select": [aggregation("count")]},
            'compare needs a range, as "range": "previous 7 days"',
        ),
        (
            {"select": [time("day"), time("week")], **WEEK},
            "compare takes one time selection, not 2",
        ),
        (
            {"select": [time("day", "properties", "at")], **WEEK},
            "compare takes a time selection on createdAt, not on properties.at",
        ),
        (
            WEEK,
            "compare needs a query that groups events: with groupBy, or with an aggregation, time,"
            " bucket, formula or rank in select",
        ),
    ],
)
def test_impossible_comparison_is_refused(refusals: Refusals, body: Any, message: str) -> None:
    assert refusals({**body, "compare": "previous"})["/compare"] == message


def test_range_with_too_many_buckets_is_not_compared(refusals: Refusals) -> None:
    body = {
        "select": [time("minute")],
        "range": "previous year",
        "compare": "2026-03-01/2026-03-02",
    }
    assert refusals(body) == {
        "/compare": "the range has 525600 buckets of a minute; at most 10000 are compared"
    }


def test_compared_range_with_too_many_buckets_is_refused(refusals: Refusals) -> None:
    body = {"select": [time("hour")], **WEEK, "compare": "2023-01-01/2026-01-01"}
    assert refusals(body) == {
        "/compare": "the compared range has 26304 buckets of an hour; at most 10000 are compared"
    }


def test_compared_column_sorts_rows(plan: MakePlan, refusals: Refusals) -> None:
    body = {"select": [aggregation("count")], "groupBy": [group("type")], **WEEK}
    orders = {"orderBy": [{"field": "compared_count", "direction": "desc"}]}
    planned = plan({**body, **orders, "compare": "previous"})
    assert planned.order[0].by == planned.columns[2]
    assert refusals({**body, **orders}) == {
        "/orderBy/0/field": '\'compared_count\' needs a compared range, as "compare": "previous"'
    }


def test_every_part_that_lacks_its_companion_is_an_issue(refusals: Refusals) -> None:
    select = [
        named("n", aggregation("count", over=7)),
        formula("rate", "count / hours"),
        aggregation("count", within=[]),
    ]
    assert set(refusals({"select": select, "fill": True, "compare": "previous"})) == {
        "/fill",
        "/compare",
        "/select/0/over",
        "/select/1/formula",
        "/select/2",
    }


def test_range_that_is_none_hides_no_other_issue(refusals: Refusals) -> None:
    body = {"select": [time("day")], "range": "2026-03-02/2026-03-01", "fill": True, "limit": 501}
    assert set(refusals(body)) == {"/range", "/limit"}
