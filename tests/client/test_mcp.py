"""The MCP server that comes with the client, over stdio."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from attrs import define
from support import node
from support.events import aggregation, condition, field, group, message, search
from support.node import Json, LineProcess
from support.server import Server

from client.conftest import FOLDER

pytestmark = pytest.mark.asyncio(loop_scope="session")

SERVER = FOLDER / "node_modules" / "@inkeep" / "inkeep-analytics" / "bin" / "mcp-server.js"

EVENTS = [
    message("1", properties={"plan": "pro"}),
    message("2", properties={"plan": "pro"}),
    search("3", searchQuery="sso", properties={"plan": "free"}),
]
CONVERSATION = {
    "id": "c-1",
    "type": "openai",
    "externalId": "x-1",
    "messages": [
        {"id": "m-2", "role": "user", "content": "Where is it?"},
        {"id": "m-3", "role": "assistant", "content": "There."},
    ],
}
FEEDBACK = {"id": "f-1", "type": "negative", "messageId": "m-3"}


@define
class Mcp:
    """A session of the Model Context Protocol."""

    _process: LineProcess
    _last_id: int = 0

    async def ask(self, method: str, parameters: Json) -> Json:
        self._last_id += 1
        await self._send(id=self._last_id, method=method, params=parameters)
        while (reply := await self._process.receive()).get("id") != self._last_id:
            assert "method" in reply, reply
        return reply["result"]

    async def tell(self, method: str) -> None:
        await self._send(method=method)

    async def use(self, tool: str, request: Json) -> tuple[bool, str]:
        """Call a tool and return whether it succeeded, and its text."""
        result = await self.ask("tools/call", {"name": tool, "arguments": {"request": request}})
        (content,) = result["content"]
        return not result.get("isError", False), content["text"]

    async def _send(self, **members: Json) -> None:
        await self._process.send({"jsonrpc": "2.0", **members})


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def mcp(installed: None, shared_server: Server) -> AsyncIterator[Mcp]:
    space = await shared_server.space("client-mcp", EVENTS)
    for path, document in (("/conversations", CONVERSATION), ("/feedback", FEEDBACK)):
        reply = await space.send("POST", path, document)
        assert reply.status == 200, reply.text
    url = str(shared_server.client.make_url(""))
    flags = ("--server-url", url, "--api-integration-key", space.key or "")
    async with node.start(SERVER, "start", *flags) as process:
        mcp = Mcp(process)
        hello = await mcp.ask(
            "initialize",
            {
                "protocolVersion": "2024-11-05",
                "capabilities": {},
                "clientInfo": {"name": "evsrv", "version": "0"},
            },
        )
        assert hello["serverInfo"]["name"] == "InkeepAnalytics"
        await mcp.tell("notifications/initialized")
        yield mcp


async def test_mcp_server_lists_tools_of_this_test(mcp: Mcp) -> None:
    tools = (await mcp.ask("tools/list", {}))["tools"]
    assert {tool["name"] for tool in tools} == {
        "conversation-get-conversation-by-external-id",
        "conversations-list",
        "feedback-get-feedback-by-id",
        "feedback-list",
        "feedback-submit",
        "query-conversations",
        "query-export-semantic-threads-query-results",
        "query-query-events",
        "query-query-feedback",
        "query-query-property-keys",
        "query-query-property-values",
        "query-query-semantic-threads",
        "top-search-queries",
        "weekly-search-users",
    }


async def test_mcp_query_events_returns_groups(mcp: Mcp) -> None:
    query = {"select": [aggregation("count")], "groupBy": [group("properties", "plan")]}
    good, text = await mcp.use("query-query-events", query)
    assert good, text
    data = json.loads(text)["data"]
    assert data.pop("result") == [
        {"count": 1, "additionalProperties": {"properties.plan": "free"}},
        {"count": 2, "additionalProperties": {"properties.plan": "pro"}},
    ]
    assert data == {"total": 2, "pageSize": 1000, "count": 2}


def page(*rows: Json) -> Json:
    """Return the answer to a query with these rows."""
    data = {"result": list(rows), "total": len(rows), "pageSize": 1000, "count": len(rows)}
    return {"status": "ok", "data": data}


@pytest.mark.parametrize(
    ("tool", "request_", "member", "id_"),
    [
        ("conversations-list", {"limit": 1}, "conversations", "c-1"),
        ("feedback-list", {"limit": 1}, "negativeFeedback", "f-1"),
    ],
)
async def test_mcp_tool_lists_page(
    mcp: Mcp, tool: str, request_: Json, member: str, id_: str
) -> None:
    good, text = await mcp.use(tool, request_)
    assert good, text
    assert [row["id"] for row in json.loads(text)[member]] == [id_]


async def test_mcp_tool_finds_conversation_by_external_id(mcp: Mcp) -> None:
    tool = "conversation-get-conversation-by-external-id"
    good, text = await mcp.use(tool, {"externalId": "x-1"})
    assert good, text
    assert json.loads(text)["id"] == "c-1"


@pytest.mark.parametrize(
    ("tool", "request_", "answer"),
    [
        (
            "query-conversations",
            {"select": [field("userMessageCount")]},
            page({"userMessageCount": 1}),
        ),
        (
            "query-query-feedback",
            {"select": [field("id")], "where": condition("id", "eq", "f-1")},
            page({"id": "f-1"}),
        ),
        ("query-query-property-keys", {"field": "properties"}, {"results": ["plan"]}),
        (
            "query-query-property-values",
            {"field": "properties", "key": "plan"},
            {"results": ["pro", "free"]},
        ),
        (
            "top-search-queries",
            {},
            {"data": {"result": [{"searchQuery": "sso", "count": "1"}], "total": 1}},
        ),
        (
            "weekly-search-users",
            {"after": "2026-03-01"},
            {
                "data": {
                    "result": [{"week": "2026-03-02T00:00:00.000Z", "uniqueUsers": "0"}],
                    "total": 1,
                }
            },
        ),
    ],
)
async def test_mcp_tool_returns_answer_of_server(
    mcp: Mcp, tool: str, request_: Json, answer: Json
) -> None:
    good, text = await mcp.use(tool, request_)
    assert good, text
    assert json.loads(text) == answer


async def test_mcp_tool_returns_error_of_server(mcp: Mcp) -> None:
    good, text = await mcp.use("query-query-events", {"select": [aggregation("avg")]})
    assert not good
    assert "unprocessable_entity" in text


async def test_mcp_tools_submit_and_show_feedback(mcp: Mcp) -> None:
    feedback = {"id": "f-2", "type": "positive", "messageId": "m-3"}
    good, text = await mcp.use("feedback-submit", feedback)
    assert good, text
    assert json.loads(text)["id"] == "f-2"
    good, text = await mcp.use("feedback-get-feedback-by-id", {"id": "f-2"})
    assert good, text
    shown = json.loads(text)
    assert (shown["conversation"]["id"], shown["message"]["content"]) == ("c-1", "There.")


@pytest.mark.parametrize(
    "tool", ["query-query-semantic-threads", "query-export-semantic-threads-query-results"]
)
async def test_mcp_tool_for_semantic_threads_is_refused_with_reason(mcp: Mcp, tool: str) -> None:
    good, text = await mcp.use(tool, {})
    assert not good
    assert "semantic threads are written by a language model" in text
