from typing import Any

import pytest
from support.events import aggregation, at, condition, field, formula, group, named, rank, time

from evsrv.core.limits import MAX_WINDOW_COLUMNS
from evsrv.query.columns import Aggregation, Over, TopValues, Within
from evsrv.query.plan import Plan
from evsrv.query.predicate import AllOf, Condition
from query.conftest import MakePlan, Refusals

ONLY_X = condition("type", "eq", "x")
RANGE = {"range": "previous 7 days"}


def aggregations(plan: Plan) -> dict[str, Aggregation]:
    return {column.name: column for column in plan.columns if isinstance(column, Aggregation)}


def test_filter_of_aggregation_is_resolved_as_that_of_query(plan: MakePlan) -> None:
    where = {"and": [ONLY_X, {"not": at("properties", "n", "gt", 1)}]}
    column = aggregations(plan({"select": [aggregation("count", where=where, **{"as": "x"})]}))["x"]
    assert column.where == plan({"where": where}).where


def test_filter_of_aggregation_reads_local_dates(plan: MakePlan) -> None:
    since = condition("createdAt", "gte", "2026-03-02")
    body = {"select": [named("n", aggregation("count", where=since))], "timezone": "Asia/Tokyo"}
    where = aggregations(plan(body))["n"].where
    assert isinstance(where, Condition)
    assert where.operand == "2026-03-01T15:00:00.000Z"


def test_filter_of_aggregation_that_is_always_true_is_kept(plan: MakePlan) -> None:
    select = [named("n", aggregation("count", where={"and": []}))]
    assert aggregations(plan({"select": select}))["n"].where == AllOf()


def test_issue_in_filter_of_aggregation_is_pointed_at(refusals: Refusals) -> None:
    where = {"not": condition("type", "eq", 1)}
    pointers = refusals({"select": [named("n", aggregation("count", where=where))]})
    assert set(pointers) == {"/select/0/where/not/condition/value"}


@pytest.mark.parametrize(
    ("modifiers", "words"),
    [
        ({"where": ONLY_X}, "where"),
        ({"over": 7}, "over"),
        ({"within": []}, "within"),
        ({"where": ONLY_X, "over": "all"}, "where and over"),
    ],
)
def test_modified_aggregation_needs_name_of_its_own(
    refusals: Refusals, modifiers: Any, words: str
) -> None:
    body = {"select": [aggregation("count", **modifiers), time("day")], **RANGE}
    assert refusals(body) == {
        "/select/0": f"an aggregation with {words} needs a name of its own, as: ..."
    }


@pytest.mark.parametrize(("over", "window"), [(7, Over(7)), (2.0, Over(2)), ("all", Over(None))])
def test_over_is_window_of_buckets(plan: MakePlan, over: Any, window: Over) -> None:
    select = [time("day"), named("n", aggregation("count", over=over))]
    planned = plan({"select": select, **RANGE})
    assert aggregations(planned)["n"].window == window


def test_timeline_reaches_as_far_back_as_largest_window(plan: MakePlan) -> None:
    counts = [aggregation("count", over=over, **{"as": f"n{over}"}) for over in (3, 7, "all")]
    planned = plan({"select": [time("day"), *counts], **RANGE})
    timeline = planned.range.timeline
    assert (len(timeline.buckets), len(timeline.whole)) == (7, 6 + 7)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"select": [time("day")]}, 'over needs a range, as "range": "previous 7 days"'),
        ({"select": [], **RANGE}, "over needs a time selection on createdAt; add"),
        ({"select": [time("day"), time("week")], **RANGE}, "over takes one time selection, not 2"),
        (
            {"select": [time("day", "properties", "at")], **RANGE},
            "over takes a time selection on createdAt, not on properties.at",
        ),
    ],
)
def test_over_needs_range_and_one_time_selection(refusals: Refusals, body: Any, says: str) -> None:
    select = [named("n", aggregation("count", over=7)), *body["select"]]
    assert says in refusals({**body, "select": select})["/select/0/over"]


def test_over_needs_buckets_that_can_be_listed(refusals: Refusals) -> None:
    select = [time("minute"), named("n", aggregation("count", over=7))]
    assert refusals({"select": select, "range": "previous year"}) == {
        "/select/1/over": "the range has 525600 buckets of a minute;"
        " at most 10000 are taken with over"
    }


def test_within_names_group_keys(plan: MakePlan) -> None:
    select = [
        named("kind", field("type")),
        time("day"),
        aggregation("count", within=["kind", "properties.plan", "createdAt_day"], **{"as": "a"}),
        aggregation("count", within=[], **{"as": "total"}),
    ]
    hidden = group("properties", "plan", includeInSelect=False)
    planned = plan({"select": select, "groupBy": [group("type"), hidden]})
    day, kind, plan_key = planned.groups
    assert aggregations(planned)["a"].window == Within((kind, plan_key, day))
    assert aggregations(planned)["total"].window == Within(())


def test_within_names_top_values(plan: MakePlan) -> None:
    select = [named("n", aggregation("count", within=["type"]))]
    planned = plan({"select": select, "groupBy": [group("type", top={"limit": 2})]})
    assert aggregations(planned)["n"].window == Within(planned.groups)
    assert isinstance(planned.groups[0], TopValues)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("kynd", "unknown group column 'kynd'; did you mean 'kind'?"),
        ("type", "the name of the column is 'kind', not 'type'"),
        ("count", "'count' is no group column; within takes groups"),
        ("compared_createdAt_day", "unknown group column 'compared_createdAt_day'"),
        ("id", "unknown group column 'id'; expected one of createdAt_day, kind"),
    ],
)
@pytest.mark.parametrize("make", [named, lambda alias, item: {**rank(alias, "count"), **item}])
def test_within_refuses_what_is_no_group(
    refusals: Refusals, make: Any, name: str, says: str
) -> None:
    windowed = make("n", {"within": ["kind", name]})
    if "by" not in windowed:
        windowed = {**aggregation("count"), **windowed}
    select = [time("day"), named("kind", field("type")), aggregation("count"), windowed]
    body = {"select": select, "groupBy": [group("type")], **RANGE, "compare": "previous"}
    assert says in refusals(body)["/select/3/within/1"]


def test_over_and_within_together_are_refused(refusals: Refusals) -> None:
    select = [time("day"), named("n", aggregation("count", over=7, within=[]))]
    assert refusals({"select": select, **RANGE}) == {
        "/select/1": "an aggregation has either over or within, not both"
    }


def test_query_has_so_many_windows_and_no_more(plan: MakePlan, refusals: Refusals) -> None:
    modifiers: list[dict[str, Any]] = [
        {"over": i + 2} if i % 2 else {"within": []} for i in range(MAX_WINDOW_COLUMNS + 1)
    ]
    columns = [
        named(f"n{i}", aggregation("count", **modifier)) for i, modifier in enumerate(modifiers)
    ]

    body = {"select": [time("day"), *columns[:-1]], **RANGE}
    assert len(aggregations(plan(body))) == MAX_WINDOW_COLUMNS
    assert refusals({**body, "select": [time("day"), *columns]}) == {
        "/select/21": "at most 20 aggregations may have over or within"
    }


def test_compared_aggregation_has_same_filter_and_window(plan: MakePlan) -> None:
    select = [time("day"), named("n", aggregation("count", where=ONLY_X, over=7))]
    planned = plan({"select": select, **RANGE, "compare": "previous"})
    own, compared = aggregations(planned).values()
    assert (own.name, compared.name) == ("n", "compared_n")
    assert (own.where, own.window) == (compared.where, compared.window)


def test_modified_aggregation_hides_no_plain_one(plan: MakePlan) -> None:
    select = [named("n", aggregation("count", where=ONLY_X)), formula("share", "n / count")]
    planned = plan({"select": select})
    divisor = planned.columns[1].expression.right.column
    assert (divisor.name, divisor.where, divisor.alias) == ("count", None, None)
