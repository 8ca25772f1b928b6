"""The words of time in queries: in the body and in the URL."""

from typing import Any

import pytest
import pytest_asyncio
from support.events import (
    aggregation,
    all_of,
    ascending,
    at,
    condition,
    field,
    group,
    time,
)
from support.server import Server

from conformance.local_times import NOW, space_with_times

pytestmark = pytest.mark.asyncio(loop_scope="session")

COUNT = aggregation("count")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await space_with_times(shared_server, "time words")


async def found(space: Server, query: Any, **parameters: str) -> str:
    """Return the ids of a query's rows, joined."""
    query = {"select": [field("id")], "orderBy": ascending("id"), **query}
    rows = await space.rows(query, params=parameters or None)
    return "".join(row["id"] for row in rows)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"range": "2026-03-01/2026-03-09"}, "abcd"),
        ({"range": "2026-03-01/2026-03-09", "timezone": "America/New_York"}, "bcde"),
        ({"range": "previous 2 days", "now": NOW}, "cdef"),
        ({"range": "previous 2 days", "now": NOW, "timezone": "America/New_York"}, "cdefg"),
        ({"range": "past 12 hours", "now": NOW}, "g"),
        ({"range": "day to date", "now": "2026-03-10"}, ""),
        ({"range": "previous week", "now": NOW}, "cd"),
        ({"range": "previous week", "now": NOW, "weekStart": "sunday"}, "ab"),
        (
            {"range": "month to date", "now": "2026-03-09T00:00", "timezone": "America/New_York"},
            "bcde",
        ),
    ],
)
async def test_range_selects_rows_from_body_and_url(
    space: Server, words: Any, expected: str
) -> None:
    assert await found(space, words) == expected
    assert await found(space, {}, **words) == expected
    half = dict(list(words.items())[1:])
    assert await found(space, half, **words) == expected


async def test_range_is_joined_to_where(space: Server) -> None:
    where = all_of(condition("createdAt", "gte", "2026-03-08"), condition("id", "neq", "d"))
    assert await found(space, {"range": "2026-03-01/2026-03-09", "where": where}) == "c"


async def test_answer_tells_its_ranges_after_the_other_members(space: Server) -> None:
    words = {"range": "2026-03-08/2026-03-09", "timezone": "America/New_York"}
    data = await space.data({"select": [COUNT], "compare": "previous", **words})
    assert list(data) == ["result", "total", "pageSize", "count", "range", "comparedRange"]
    assert data["range"] == "2026-03-08T00:00:00.000-05:00/2026-03-09T00:00:00.000-04:00"
    assert data["comparedRange"] == "2026-03-07T00:00:00.000-05:00/2026-03-08T00:00:00.000-05:00"
    assert list(await space.data({"select": [COUNT]})) == ["result", "total", "pageSize", "count"]
    assert "comparedRange" not in await space.data({"range": "past 7 days"})


@pytest.mark.parametrize(
    "words",
    [
        {"range": "previous week", "now": NOW, "timezone": "America/New_York"},
        {"range": "past 30 hours", "now": NOW},
        {"range": "previous 3 days", "now": NOW, "weekStart": "sunday", "timezone": "Asia/Kolkata"},
    ],
)
async def test_range_of_an_answer_gives_the_same_answer(space: Server, words: Any) -> None:
    query = {"select": [time("day"), COUNT]}
    data = await space.data(query | words)
    rest = {name: text for name, text in words.items() if name not in ("range", "now")}
    assert await space.data(query | rest | {"range": data["range"]}) == data


async def test_range_is_of_the_time_of_each_dataset(space: Server) -> None:
    for dataset in ("conversations", "feedback"):
        reply = await space.send(
            "POST", f"/query/{dataset}", {"select": [COUNT], "range": "2026-03-01/2026-03-09"}
        )
        assert reply.status == 200, reply.text
        assert reply.json["data"]["range"] == "2026-03-01T00:00:00.000Z/2026-03-09T00:00:00.000Z"


@pytest.mark.parametrize("in_url", [False, True])
async def test_export_takes_the_words(space: Server, in_url: bool) -> None:
    words = {"range": "2026-03-01/2026-03-09", "timezone": "America/New_York"}
    reply = await space.send(
        "POST",
        "/query/events/export",
        {"select": [field("id")], "orderBy": ascending("id")} | ({} if in_url else words),
        params=words if in_url else None,
    )
    assert reply.status == 200, reply.text
    assert reply.text.split() == ["id", "b", "c", "d", "e"]


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        (condition("createdAt", "gte", "2026-03-09"), "fg"),
        (condition("createdAt", "lt", "2026-03-01"), "a"),
        (condition("createdAt", "gte", "2026-03-08T01:30"), "cdefg"),
        (condition("createdAt", "eq", "2026-03-09"), "f"),
        (condition("createdAt", "neq", "2026-03-09"), "abcdeg"),
        (condition("createdAt", "in", ["2026-03-09", "2026-03-01T00:00", None]), "bf"),
        (condition("createdAt", "notIn", ["2026-03-09", "2026-03-01"]), "acdeg"),
        (condition("createdAt", "gte", "2026-03-10T00:00:00Z"), "g"),
        (condition("createdAt", "in", ["2026-03-08T23:30:00-08:00", "2026-03-08T03:30:00"]), "d"),
        ({"not": condition("createdAt", "lt", "2026-03-09")}, "fg"),
        (at("properties", "day", "gte", "2026-03-10"), "g"),
        (at("properties", "day", "eq", "2026-03-09"), "ef"),
    ],
)
async def test_operands_on_the_time_field_are_local(
    space: Server, filter_: Any, expected: str
) -> None:
    assert await found(space, {"where": filter_, "timezone": "America/New_York"}) == expected


async def test_operands_in_filters_of_aggregations_are_local(space: Server) -> None:
    late = {**COUNT, "where": condition("createdAt", "gte", "2026-03-09"), "as": "late"}
    query = {"select": [COUNT, late]}
    assert await space.rows(query) == [{"count": 7, "late": 3}]
    assert await space.rows(query | {"timezone": "America/New_York"}) == [{"count": 7, "late": 2}]


async def test_operand_outside_of_all_times_is_refused(space: Server) -> None:
    where = condition("createdAt", "in", ["2026-03-09", "9999-12-31T23:59"])
    problem = await space.refused({"where": where, "timezone": "America/New_York"})
    [issue] = problem["errors"]
    assert issue["pointer"] == "/where/condition/value/1"
    assert "outside of the years 0001 to 9999" in issue["message"]


@pytest.mark.parametrize(
    ("words", "pointer", "says"),
    [
        ({"timezone": "Europe/Berln"}, "/timezone", "did you mean 'Europe/Berlin'?"),
        ({"timezone": "+05:00"}, "/timezone", "write Etc/GMT-5"),
        ({"weekStart": "Monday"}, "/weekStart", "did you mean 'monday'?"),
        ({"range": "last 7 days"}, "/range", "expected an interval such as 2026-03-01/2026-04-01"),
        ({"range": "2026-03-02/2026-03-01"}, "/range", "its start must be before its end"),
        ({"range": "past 7 days", "now": "noon"}, "/now", "expected an ISO 8601 timestamp"),
        ({"range": "past 7 days", "compare": "last year"}, "/compare", "expected 'previous'"),
    ],
)
async def test_wrong_word_is_refused_where_it_stands(
    space: Server, words: Any, pointer: str, says: str
) -> None:
    for body, parameters in ((words, None), ({}, words)):
        problem = await space.refused({"select": [COUNT], **body}, params=parameters)
        [issue] = problem["errors"]
        assert issue["pointer"] == pointer
        assert says in issue["message"]


@pytest.mark.parametrize(
    ("parameters", "pointer", "says"),
    [
        ({"fill": "yes"}, "/fill", "expected true or false in the URL, not 'yes'"),
        ({"now": "2026-03-02T10:00:00 01:00"}, "/now", "in a URL + is read as a blank"),
        ({"timezone": "Etc/GMT 5"}, "/timezone", "in a URL + is read as a blank"),
        (
            {"range": "2026-03-02T10:00 01:00/2026-03-03T10:00 01:00"},
            "/range",
            "in a URL + is read as a blank",
        ),
        ({"tz": "UTC"}, "", "unknown URL parameter 'tz'; did you mean 'timezone'?"),
        ({"date_range": "x"}, "", "did you mean 'range'?"),
    ],
)
async def test_wrong_parameter_is_refused(
    space: Server, parameters: dict[str, str], pointer: str, says: str
) -> None:
    problem = await space.refused({"select": [COUNT]}, params=parameters)
    [issue] = problem["errors"]
    assert issue["pointer"] == pointer
    assert says in issue["message"]


@pytest.mark.parametrize(
    ("name", "in_body", "in_url"),
    [
        ("timezone", "UTC", "Europe/Berlin"),
        ("weekStart", "monday", "sunday"),
        ("range", "past 7 days", "past 8 days"),
        ("compare", "previous", "1 year"),
        ("now", "2026-03-01", "2026-03-02"),
        ("fill", True, "false"),
    ],
)
async def test_word_with_another_value_in_the_url_is_refused(
    space: Server, name: str, in_body: Any, in_url: str
) -> None:
    problem = await space.refused({"select": [COUNT], name: in_body}, params={name: in_url})
    [issue] = problem["errors"]
    assert issue["pointer"] == f"/{name}"
    assert "in the URL" in issue["message"]


async def test_zone_utc_changes_nothing(space: Server) -> None:
    query = {
        "select": [time("day"), COUNT],
        "groupBy": [group("type")],
        "where": condition("createdAt", "lt", "2026-03-09"),
    }
    plain = await space.send("POST", "/query/events", query)
    words = {"timezone": "UTC", "weekStart": "monday"}
    assert (await space.send("POST", "/query/events", query | words)).text == plain.text
