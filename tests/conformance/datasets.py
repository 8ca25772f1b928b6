"""Queries over conversations and feedback of a shared server, whose rows come from SQL."""

from collections.abc import Mapping
from typing import Any

from support.server import Server

from evsrv.core.datasets import CONVERSATIONS, FEEDBACK, Dataset

Json = Any

CONVERSATION_ROWS: list[Json] = [
    {
        "id": "c1",
        "userMessageCount": 10,
        "firstMessageTime": "2026-03-02T10:15:00.000Z",
        "integrationId": "chat",
        "properties": {"plan": "pro", "n": 12},
        "userProperties": {"userId": "u1"},
    },
    {
        "id": "c2",
        "userMessageCount": 9,
        "firstMessageTime": "2026-03-02T11:00:00.000Z",
        "type": "support_ticket",
        "properties": {"plan": "free", "deep": {"a": 1}},
    },
    {"id": "c3", "userMessageCount": 0, "firstMessageTime": "2026-02-28T23:59:59.999Z"},
]
REASON = {"label": "inaccurate", "details": ""}
FEEDBACK_ROWS: list[Json] = [
    {
        "id": "f1",
        "type": "negative",
        "messageId": "m1",
        "createdAt": "2026-03-02T10:15:00.000Z",
        "conversationId": "c1",
        "reasons": [REASON, {"label": "long", "details": "two pages"}],
        "properties": {"plan": "pro"},
    },
    {"id": "f2", "messageId": "m2", "createdAt": "2026-03-03T00:00:00.000Z", "reasons": []},
    {
        "id": "f3",
        "messageId": "m3",
        "createdAt": "2026-03-04T00:00:00.000Z",
        "properties": {"plan": "free"},
    },
]


async def space_with_rows(shared_server: Server, organization: str) -> Server:
    """Create an organization with a project that has these conversations and this feedback."""
    space = await shared_server.space(organization)
    for dataset, rows in ((CONVERSATIONS, CONVERSATION_ROWS), (FEEDBACK, FEEDBACK_ROWS)):
        owned = [{**row, "organizationId": organization} for row in rows]
        shared_server.insert(dataset, owned)
    return space


async def rows_of(server: Server, dataset: Dataset, body: Json, **options: Any) -> list[Json]:
    """Run a valid query of a dataset and return its rows."""
    reply = await server.send("POST", f"/query/{dataset.name}", body, **options)
    assert reply.status == 200, reply.text
    rows: list[Json] = reply.json["data"]["result"]
    return rows


async def ids_of(server: Server, dataset: Dataset, where: Json) -> list[str]:
    """Return the sorted ids of the rows that a filter matches."""
    body = {"select": [{"type": "field", "field": "id"}], "where": where}
    return sorted(row["id"] for row in await rows_of(server, dataset, body))


async def refusal_of(server: Server, dataset: Dataset, body: Json) -> Mapping[str, str]:
    """Send an invalid query and return the messages of its problem by pointer."""
    reply = await server.send("POST", f"/query/{dataset.name}", body)
    assert reply.status == 422, reply.text
    return {issue["pointer"]: issue["message"] for issue in reply.json["errors"]}
