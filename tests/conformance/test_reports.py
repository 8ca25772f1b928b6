"""Section 4: the two reports on searches."""

from typing import Any

import pytest
import pytest_asyncio
from support.events import conversation, message, search
from support.server import Server, Start, says

from conformance.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="session")

TOP = "/query/top-search-queries"
WEEKLY = "/query/weekly-search-users"
PATHS = pytest.mark.parametrize("path", [TOP, WEEKLY])


def searched(name: str, query: str, day: str, user: Any = None, **members: Any) -> Any:
    return search(
        name,
        searchQuery=query,
        createdAt=f"{day}T12:00:00.000Z",
        userProperties=user,
        **members,
    )


EVENTS = [
    searched("1", "pricing", "2026-02-28", {"userId": "ann"}),
    searched("2", "sso", "2026-03-01", {"userId": "ann", "id": "7"}),
    searched("3", "pricing", "2026-03-02", {"userId": "ann"}, projectId="shop"),
    searched("4", "pricing", "2026-03-03", {"id": "ann"}, projectId="shop"),
    searched("5", "Pricing", "2026-03-08", {"userId": None, "id": 7}, projectId="shop"),
    searched("6", "api key", "2026-03-08", {"userId": "bob"}, projectId="blog"),
    searched("7", "sso", "2026-03-09", {"name": "nobody"}, projectId="blog"),
    searched("8", "api key", "2026-03-10", None),
    message("9", userProperties={"userId": "mia"}, searchQuery="not a search"),
    conversation("10", userProperties={"userId": "con"}, createdAt="2026-04-01T00:00:00.000Z"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space("reports", EVENTS, project=None)


async def ask(server: Server, path: str, **parameters: str) -> tuple[list[Any], int]:
    reply = await server.send("GET", path, params=parameters)
    assert reply.status == 200, reply.text
    assert list(reply.json) == ["data"]
    assert set(reply.json["data"]) == {"result", "total"}
    return reply.json["data"]["result"], reply.json["data"]["total"]


async def top(server: Server, **parameters: str) -> list[tuple[str, str]]:
    rows, total = await ask(server, TOP, **parameters)
    assert total == len(rows)
    assert all(list(row) == ["search_query", "count"] for row in rows)
    return [(row["search_query"], row["count"]) for row in rows]


async def weekly(server: Server, **parameters: str) -> list[tuple[str, str]]:
    rows, total = await ask(server, WEEKLY, **parameters)
    assert total == len(rows)
    assert all(list(row) == ["week", "unique_users"] for row in rows)
    return [(row["week"], row["unique_users"]) for row in rows]


def week(day: str) -> str:
    return f"{day}T00:00:00.000Z"


async def test_top_search_queries_are_sorted_by_frequency(space: Server) -> None:
    """Equally frequent queries are sorted by code point; counts are strings."""
    assert await top(space) == [("pricing", "3"), ("api key", "2"), ("sso", "2"), ("Pricing", "1")]


async def test_weekly_search_users_counts_distinct_users_by_week(space: Server) -> None:
    """Weeks are ISO weeks, oldest first; users without userId and id are not counted."""
    assert await weekly(space) == [
        (week("2026-02-23"), "1"),
        (week("2026-03-02"), "3"),
        (week("2026-03-09"), "0"),
    ]


async def test_weekly_search_users_prefers_user_id_to_id(shared_server: Server) -> None:
    users = [{"userId": "a"}, {"id": "a"}, {"userId": "b", "id": "a"}, {"userId": 1}, {"id": "1"}]
    events = [searched(str(n), "q", "2026-03-02", user) for n, user in enumerate(users)]
    space = await shared_server.space("report users", events)
    assert await weekly(space) == [(week("2026-03-02"), "3")]


@pytest.mark.parametrize(
    ("day", "start"),
    [
        ("2026-03-02", "2026-03-02"),
        ("2026-03-08", "2026-03-02"),
        ("2026-01-01", "2025-12-29"),
        ("2027-01-03", "2026-12-28"),
        ("1969-12-31", "1969-12-29"),
    ],
)
async def test_weeks_of_report_begin_on_monday(shared_server: Server, day: str, start: str) -> None:
    event = searched("a", "q", day, {"userId": "u"})
    space = await shared_server.space(f"report week {day}", [event])
    assert await weekly(space) == [(week(start), "1")]


FROM_THE_8TH = [("api key", "2"), ("Pricing", "1"), ("sso", "1")]


@pytest.mark.parametrize(
    ("after", "queries", "users"),
    [
        ("2026-03-09", [("api key", "1"), ("sso", "1")], ["0"]),
        ("2026-03-08T12:00:00.000Z", FROM_THE_8TH, ["2", "0"]),
        ("2026-03-08T12:00:00.001Z", [("api key", "1"), ("sso", "1")], ["0"]),
        ("2026-03-08T14:00:00+02:00", FROM_THE_8TH, ["2", "0"]),
        ("2026-03-10T12:00Z", [("api key", "1")], ["0"]),
        ("2099-01-01", [], []),
    ],
)  # fmt: skip
async def test_after_limits_reports_to_later_searches(
    space: Server, after: str, queries: Any, users: list[str]
) -> None:
    assert await top(space, after=after) == queries
    assert [count for _, count in await weekly(space, after=after)] == users


@pytest.mark.parametrize(
    ("project", "queries", "users"),
    [
        ("shop", [("pricing", "2"), ("Pricing", "1")], ["2"]),
        ("blog", [("api key", "1"), ("sso", "1")], ["1", "0"]),
        ("none", [], []),
        ("", [], []),
    ],
)
async def test_project_id_limits_reports_to_project(
    space: Server, project: str, queries: Any, users: list[str]
) -> None:
    assert await top(space, project_id=project) == queries
    assert [count for _, count in await weekly(space, project_id=project)] == users


async def test_after_and_project_id_of_reports_combine(space: Server) -> None:
    parameters = {"after": "2026-03-03", "project_id": "shop"}
    assert await top(space, **parameters) == [("Pricing", "1"), ("pricing", "1")]
    assert await weekly(space, **parameters) == [(week("2026-03-02"), "2")]


async def test_reports_without_searches_are_empty(shared_server: Server) -> None:
    space = await shared_server.space("report nothing", [message("a")])
    assert await top(space) == []
    assert await weekly(space) == []


@pytest.mark.asyncio(loop_scope="function")
async def test_total_of_report_counts_rows_beyond_page(start: Start) -> None:
    server = await start(page_size=2)
    for number, month in enumerate(["01", "02", "03"]):
        event = searched(f"{number}", f"q{number}", f"2026-{month}-05", {"userId": "u"})
        await server.post_event(event)
    for path in (TOP, WEEKLY):
        rows, total = await ask(server, path)
        assert (len(rows), total) == (2, 3)


@PATHS
@pytest.mark.parametrize(
    "after",
    ["", "yesterday", "2026-13-01", "2026-02-30", "03/02/2026", "1772446500000", "2026-W10", "\0"],
)
async def test_invalid_after_parameter_of_report_is_refused(
    space: Server, path: str, after: str
) -> None:
    reply = await space.send("GET", path, params={"after": after})
    assert_problem(reply, 422, path)
    assert says(reply.json, "after: expected an ISO 8601 date or time")


@PATHS
async def test_blank_for_plus_in_after_is_answered_with_escape(space: Server, path: str) -> None:
    reply = await space.send("GET", f"{path}?after=2026-03-02T10:00:00+01:00")
    assert_problem(reply, 422, path)
    assert "in a URL + is read as a blank; write it as %2B" in reply.json["detail"]
    escaped = await space.send("GET", f"{path}?after=2026-03-02T10:00:00%2B01:00")
    assert escaped.status == 200


@PATHS
async def test_day_that_does_not_exist_in_after_is_named(space: Server, path: str) -> None:
    reply = await space.send("GET", path, params={"after": "2026-02-30"})
    assert_problem(reply, 422, path)
    assert "there is no day 2026-02-30" in reply.json["detail"]


@PATHS
@pytest.mark.parametrize("second", ["2026-03-02", "2026-03-03"], ids=["equal", "different"])
async def test_report_parameter_given_twice_is_refused(
    space: Server, path: str, second: str
) -> None:
    params = [("after", "2026-03-02"), ("after", second)]
    reply = await space.send("GET", path, params=params)
    assert_problem(reply, 422, path)
    assert "the URL parameter 'after' is given twice" in reply.json["detail"]


@PATHS
@pytest.mark.parametrize("name", ["before", "projectId", "limit", "After", ""])
async def test_unknown_report_parameter_is_refused(space: Server, path: str, name: str) -> None:
    reply = await space.send("GET", path, params={name: "1"})
    assert_problem(reply, 422, path)
    assert says(reply.json, f"unknown URL parameter '{name}'")


@PATHS
@pytest.mark.parametrize("query", ["project_id=%00", "project_id=%ff", "project_id=%ED%A0%80"])
async def test_undecodable_project_id_of_report_never_causes_500(
    space: Server, path: str, query: str
) -> None:
    reply = await space.send("GET", f"{path}?{query}")
    assert reply.status in (200, 422)


@PATHS
async def test_reports_require_api_key(shared_server: Server, path: str) -> None:
    assert_problem(await shared_server.send("GET", path), 401, path)
    web = shared_server.make_key(kind="web", organization="reports", project="shop")
    assert_problem(await shared_server.send("GET", path, key=web), 403, path)


@PATHS
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_reports_allow_only_get(space: Server, path: str, method: str) -> None:
    assert_problem(await space.send(method, path), 405, path)


async def test_reports_count_only_own_tenant(shared_server: Server) -> None:
    homes = [("seen red", "shop"), ("seen red", "blog"), ("seen blue", "shop")]
    spaces = {}
    for organization, project in homes:
        home = f"{organization} {project}"
        event = searched(home, home, "2026-03-02", {"userId": home})
        spaces[home] = await shared_server.space(organization, [event], project=project)
    for home, space in spaces.items():
        assert await top(space) == [(home, "1")]
        assert await weekly(space) == [(week("2026-03-02"), "1")]
    assert await top(spaces["seen red shop"], project_id="blog") == []
    assert await weekly(spaces["seen red shop"], project_id="blog") == []
    red = shared_server.with_key(shared_server.make_key(organization="seen red"))
    assert await top(red) == [("seen red blog", "1"), ("seen red shop", "1")]
    assert await weekly(red) == [(week("2026-03-02"), "2")]
    assert await top(red, project_id="shop") == [("seen red shop", "1")]
