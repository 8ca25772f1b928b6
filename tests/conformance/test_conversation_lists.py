"""Conversations, section 3: the list and its pages."""

import pytest
import pytest_asyncio
from support.conversations import asked, listed, logged, openai
from support.server import Json, Server
from support.wire import exchange, head

pytestmark = pytest.mark.asyncio(loop_scope="session")

TIMES = {"a": "10:15", "d": "10:17", "c": "10:16", "b": "10:16", "e": "10:14"}
NEWEST_FIRST = ["d", "b", "c", "a", "e"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    space = await shared_server.space("lists")
    for id_, time in TIMES.items():
        await logged(space, openai(asked(id_), id=id_, createdAt=f"2026-03-02T{time}:00Z"))
    return space


def names(page: Json) -> list[str]:
    return [one["id"] for one in page["conversations"]]


async def test_list_is_newest_first_then_by_id_and_has_whole_conversations(space: Server) -> None:
    page = await listed(space)
    assert names(page) == NEWEST_FIRST
    assert {name: page[name] for name in page if name != "conversations"} == {
        "total": 5,
        "pageSize": 20,
        "count": 5,
    }
    for conversation in page["conversations"]:
        shown = await space.send("GET", f"/conversations/{conversation['id']}")
        assert conversation == shown.json


@pytest.mark.parametrize(
    ("limit", "offset"), [(1, 0), (2, 0), (2, 2), (2, 4), (1000, 3), (5, 5), (1, 10**17)]
)
async def test_limit_and_offset_select_a_page(space: Server, limit: int, offset: int) -> None:
    page = await listed(space, limit=limit, offset=offset)
    expected = NEWEST_FIRST[offset : offset + limit]
    assert names(page) == expected
    assert (page["total"], page["pageSize"], page["count"]) == (5, limit, len(expected))


async def test_empty_parameters_have_the_default(space: Server) -> None:
    assert (await space.send("GET", "/conversations?limit=&offset=")).json["pageSize"] == 20


async def test_list_without_conversations_is_empty(shared_server: Server) -> None:
    empty = await shared_server.space("empty lists")
    assert await listed(empty) == {"conversations": [], "total": 0, "pageSize": 20, "count": 0}


@pytest.mark.parametrize(
    "query",
    [
        *(f"limit={text}" for text in ("0", "1001", "-1", "1.5", "1e2", "x", "٣", "9" * 5000)),
        *(f"offset={text}" for text in ("-1", "1.0", "x", "null", "9" * 19)),
        "limit=1&limit=2",
        "page=2",
    ],
)
async def test_parameter_out_of_range_is_refused(space: Server, query: str) -> None:
    reply = await space.send("GET", f"/conversations?{query}")
    assert (reply.status, reply.json["code"]) == (422, "unprocessable_entity")
    assert query.partition("=")[0] in reply.json["detail"]


async def test_head_is_answered_without_a_body(space: Server) -> None:
    for path in ("/conversations", "/conversations/a"):
        reply = await exchange(space, head(space, path, "Connection: close", method="HEAD"))
        assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
        assert reply.body == b""


async def test_list_is_packed_if_the_client_accepts_it(space: Server) -> None:
    plain = await space.send("GET", "/conversations", headers={"Accept-Encoding": "identity"})
    packed = await space.send("GET", "/conversations", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.text == plain.text


async def test_key_of_whole_organization_lists_all_its_projects(shared_server: Server) -> None:
    for project in ("one", "two", None):
        space = await shared_server.space("org lists", project=project)
        await logged(space, openai(id="same", createdAt="2026-03-02T10:15:00Z"))
        await logged(space, openai(id=f"of {project}", createdAt="2026-03-02T10:15:00Z"))
    whole = await shared_server.space("org lists", project=None)
    page = await listed(whole)
    assert names(page) == ["of None", "of one", "of two", "same", "same", "same"]
    assert (page["total"], page["count"]) == (6, 6)
    parts = [await listed(whole, limit=1, offset=offset) for offset in range(6)]
    assert [part["conversations"][0] for part in parts] == page["conversations"]
