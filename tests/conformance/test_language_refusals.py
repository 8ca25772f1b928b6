"""The second version of the language: refusals point at what is wrong, and help."""

from typing import Any

import pytest
from support.events import aggregation, condition, field, group
from support.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

Json = Any

COUNT = aggregation("count")
DAY = {"type": "time", "timeUnit": "day"}
WEEK = {"type": "time", "timeUnit": "week"}
MINUTE = {"type": "time", "timeUnit": "minute"}
RANGES = (
    "expected an interval such as 2026-03-01/2026-04-01, or 'past 7 days' (up to now),"
    " 'previous 7 days' (whole, without today) or '7 days to date'"
)


def counted(**members: Json) -> Json:
    return {"select": [COUNT], **members}


def by_day(*selections: Json, **members: Json) -> Json:
    return {"select": [DAY, *selections], "range": "previous month", **members}


def formula(text: str, name: str = "f") -> Json:
    return {"type": "formula", "formula": text, "as": name}


def issue_at(problem: Json, pointer: str) -> str:
    """Return the message at a pointer."""
    messages = [issue["message"] for issue in problem["errors"] if issue["pointer"] == pointer]
    assert messages, problem["errors"]
    return str(messages[0])


@pytest.mark.parametrize(
    ("query", "pointer", "message"),
    [
        ({"range": "last 7 days"}, "/range", RANGES),
        ({"range": "this month"}, "/range", RANGES),
        (
            {"select": [MINUTE], "range": "previous year", "fill": True},
            "/fill",
            "the range has 525600 buckets of a minute; at most 10000 are filled",
        ),
        (
            counted(
                groupBy=[group("type")], having=condition("type", "eq", "x")
            ),
            "/having/condition/field",
            "'type' is a group; filter it in where",
        ),
    ],
    ids=["last", "this", "too many buckets", "having of a group"],
)  # fmt: skip
async def test_refusal_has_the_message_of_the_contract(
    demo: Server, query: Json, pointer: str, message: str
) -> None:
    problem = await demo.refused({"now": "2026-04-01T00:00:00Z", **query})
    assert problem["errors"] == [{"pointer": pointer, "message": message}]


async def test_aggregation_with_where_needs_a_name(demo: Server) -> None:
    where = condition("type", "eq", "x")
    problem = await demo.refused({"select": [{**COUNT, "where": where}]})
    expected = "an aggregation with where needs a name of its own, as: "
    assert issue_at(problem, "/select/0").startswith(expected)


@pytest.mark.parametrize(
    ("query", "pointer", "hint"),
    [
        (counted(timezone="Europe/Berln"), "/timezone", "Europe/Berlin"),
        (counted(timezone="+02:00"), "/timezone", ""),
        (counted(weekStart="mondy"), "/weekStart", "monday"),
        (counted(range="2026-03-02/2026-03-01"), "/range", ""),
        (counted(range="2026-03-01/2026-03-01"), "/range", ""),
        (counted(range="past 07 days"), "/range", "from 1 to 10000"),
        (counted(range="past 10001 days"), "/range", "from 1 to 10000"),
        (counted(range="2026-03-01"), "/range", "2026-03-01/2026-04-01"),
        (by_day(COUNT, compare="last week"), "/compare", "previous"),
        (by_day(COUNT, formula("cuont + 1")), "/select/2/formula", "'count'"),
        (by_day(COUNT, formula("count +")), "/select/2/formula", ""),
        (by_day(COUNT, formula("later"), formula("count", "later")), "/select/2/formula", ""),
        (by_day(COUNT, formula("1" * 501)), "/select/2/formula", "500"),
        (by_day(COUNT, having=condition("cuont", "gt", 1)), "/having/condition/field", "'count'"),
        (by_day(COUNT, having=condition("count", "like", 1)), "/having/condition/operator", ""),
        (by_day(COUNT, having=condition("count", "gt", "1")), "/having/condition/value", ""),
        (counted(groupBy=[group("type", top={"limit": 1001})]), "/groupBy/0/top/limit", "1000"),
        (
            counted(groupBy=[group("type", top={"limit": 2, "by": "cuont"})]),
            "/groupBy/0/top/by",
            "'count'",
        ),
        (counted(groupBy=[group("type", apply="lenght")]), "/groupBy/0/apply", "length"),
    ],
)  # fmt: skip
async def test_unknown_word_is_refused_with_what_is_known(
    demo: Server, query: Json, pointer: str, hint: str
) -> None:
    assert hint in issue_at(await demo.refused(query), pointer)


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"select": [DAY, COUNT], "fill": True}, "/fill"),
        (counted(compare="previous"), "/compare"),
        ({"select": [DAY, {**COUNT, "over": 7, "as": "x"}]}, "/select/1/over"),
        ({"select": [DAY, COUNT, formula("count / hours")]}, "/select/2/formula"),
        (by_day({**COUNT, "over": 7}), "/select/1"),
        (by_day({**COUNT, "within": []}), "/select/1"),
        (by_day({**COUNT, "over": 7, "within": [], "as": "x"}), "/select/1"),
        (by_day({**COUNT, "over": 401, "as": "x"}), "/select/1/over"),
        (by_day({**COUNT, "over": 1, "as": "x"}), "/select/1/over"),
        (by_day({**COUNT, "within": ["plan"], "as": "x"}), "/select/1/within/0"),
        (counted(range="previous month", fill=True), "/fill"),
        (by_day(COUNT, compare="previous", fill=False), "/fill"),
        (by_day(WEEK, COUNT, fill=True), "/fill"),
        (by_day(WEEK, COUNT, compare="previous"), "/compare"),
        (by_day(WEEK, {**COUNT, "over": 7, "as": "x"}), "/select/2/over"),
        ({"having": condition("count", "gt", 1)}, "/having"),
        ({"range": "previous month", "compare": "previous"}, "/compare"),
        ({"range": "previous month", "fill": True}, "/fill"),
        (counted(groupBy=[group("type", apply="hourOfDay")]), "/groupBy/0/apply"),
    ],
)  # fmt: skip
async def test_word_without_its_companion_is_refused(
    demo: Server, query: Json, pointer: str
) -> None:
    issue_at(await demo.refused(query), pointer)


@pytest.mark.parametrize("name", ["type", "hours", "compared_count", "1st", "a-b", "x" * 65])
async def test_name_that_a_column_cannot_have_is_refused(demo: Server, name: str) -> None:
    issue_at(await demo.refused({"select": [{**COUNT, "as": name}]}), "/select/0/as")


async def test_name_of_another_column_is_refused(demo: Server) -> None:
    shadow = {**aggregation("countDistinct", "type"), "as": "count"}
    issue_at(await demo.refused({"select": [COUNT, shadow]}), "/select/1")


async def test_renamed_column_is_known_by_its_name_only(demo: Server) -> None:
    renamed = {**COUNT, "as": "events"}
    order = [{"field": "events", "direction": "desc"}]
    assert await demo.rows({"select": [renamed], "orderBy": order}) == [{"events": 50000}]


@pytest.mark.parametrize(
    "bucket",
    [
        {},
        {"width": 0},
        {"width": -1},
        {"edges": []},
        {"edges": [1, 1]},
        {"edges": [2, 1]},
        {"edges": list(range(101))},
        {"width": 1, "edges": [1]},
        {"edges": [1], "offset": 1},
    ],
)
async def test_bucket_without_one_sound_division_is_refused(demo: Server, bucket: Json) -> None:
    selection = {**field("properties", "score"), "type": "bucket", **bucket}
    problem = await demo.refused({"select": [selection, COUNT]})
    assert all(issue["pointer"].startswith("/select/0") for issue in problem["errors"])


@pytest.mark.parametrize(
    ("name", "in_body", "in_url"),
    [
        ("range", "previous month", "previous week"),
        ("timezone", "Europe/Berlin", "UTC"),
        ("weekStart", "monday", "sunday"),
        ("fill", True, "false"),
        ("compare", "previous", "1 year"),
        ("now", "2026-04-01", "2026-04-02"),
    ],
)
async def test_word_with_two_values_is_refused(
    demo: Server, name: str, in_body: Json, in_url: str
) -> None:
    query = by_day(COUNT, **{name: in_body})
    issue_at(await demo.refused(query, params={name: in_url}), f"/{name}")


async def test_all_issues_come_in_one_answer(demo: Server) -> None:
    problem = await demo.refused(
        counted(timezone="Europe/Berln", range="last week", weekStart="noday", fill=1)
    )
    assert {issue["pointer"] for issue in problem["errors"]} >= {
        "/timezone",
        "/range",
        "/weekStart",
        "/fill",
    }
