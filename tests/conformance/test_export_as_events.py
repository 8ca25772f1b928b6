"""Section 4: `?as=events`, an export that `POST /events/batch` takes."""

import json
from typing import Any

import pytest
from support.events import field, message
from support.exports import PATH, export
from support.server import Server, points_at, says

from conformance.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="session")

AS_EVENTS = {"as": "events"}
PROPERTIES = {
    "": [None, True, 0.0, 1.0, 2**63 - 1],
    "a.b": {"c": "\u2028"},
    "null": None,
    "conversation": {"id": "c"},
}
EVENTS = [
    message("one", properties=PROPERTIES, userProperties={}),
    message("two", createdAt="0001-01-01T00:00:00Z", integrationId="bot"),
    {"type": "x", "id": "three", "conversationId": "", "createdAt": "9999-12-31T23:59:59.999Z"},
    {"type": " ", "entityType": "search", "searchQuery": "q"},
]

FIELDS = [
    "id",
    "organizationId",
    "projectId",
    "integrationId",
    "eventType",
    "type",
    "messageId",
    "conversationId",
    "searchQuery",
    "createdAt",
    "properties",
    "userProperties",
]
"""The fields of an event, in the order of a raw row."""


async def export_events(space: Server, body: Any = None, **options: Any) -> str:
    reply = await export(space, body, params=AS_EVENTS, **options)
    assert reply.status == 200, reply.text
    assert reply.headers["Content-Type"] == "application/x-ndjson; charset=utf-8"
    assert reply.headers["Content-Disposition"].endswith('.ndjson"')
    return reply.text


async def test_export_as_events_is_stored_again_by_batch(shared_server: Server) -> None:
    source = await shared_server.space("as-events-source", EVENTS)
    copy = await shared_server.space("as-events-copy")
    exported = await export_events(source)
    headers = {"Content-Type": "application/x-ndjson"}
    reply = await copy.send("POST", "/events/batch", data=exported.encode(), headers=headers)
    assert {result["status"] for result in reply.json["results"]} == {"stored"}
    assert await export_events(copy) == exported
    again = await copy.send("POST", "/events/batch", data=exported.encode(), headers=headers)
    assert not any(result.get("differs") for result in again.json["results"])


@pytest.mark.parametrize("accept", [None, "text/csv"])
@pytest.mark.parametrize("values", ["text", "native"])
async def test_export_as_events_has_native_json_whatever_is_accepted(
    shared_server: Server, accept: str | None, values: str
) -> None:
    space = await shared_server.space(f"as-events-{accept}-{values}", EVENTS[:1])
    body = {"jsonValues": values}
    (line,) = (await export_events(space, body, accept=accept)).split("\n")[:-1]
    event = json.loads(line)
    assert event == {
        **EVENTS[0],
        "createdAt": event["createdAt"],
        "projectId": "site",
        "integrationId": None,
    }


async def test_export_as_events_follows_filter_order_and_limit(shared_server: Server) -> None:
    space = await shared_server.space("as-events-part", [message(name) for name in "abcd"])
    body = {
        "where": {"condition": {"field": "id", "operator": "neq", "value": "a"}},
        "orderBy": [{"field": "id", "direction": "asc"}],
        "limit": 2,
    }
    lines = (await export_events(space, body)).split("\n")[:-1]
    assert [json.loads(line)["id"] for line in lines] == ["b", "c"]
    assert await export_events(space, {"limit": 0}) == ""


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"select": [field("id")]}, "/select"),
        ({"select": [{"type": "aggregation", "aggregation": "count"}]}, "/select"),
        ({"groupBy": [{"field": "type"}]}, "/groupBy"),
        ({"groupBy": [{"field": name} for name in FIELDS]}, "/groupBy"),
        ({"select": [{**field(name), "as": f"x{name}"} for name in FIELDS]}, "/select"),
        ({"select": [{**field("createdAt"), "apply": "dayOfWeek"}]}, "/select"),
    ],
)
async def test_export_as_events_refuses_other_columns(
    shared_server: Server, body: Any, pointer: str
) -> None:
    space = await shared_server.space("as-events-columns")
    reply = await export(space, body, params=AS_EVENTS)
    assert_problem(reply, 422, PATH)
    assert points_at(reply.json, pointer)
    assert says(reply.json, "as=events writes whole events; leave select and groupBy away")


@pytest.mark.parametrize("dataset", ["conversations", "feedback"])
async def test_export_as_events_of_other_datasets_names_command(
    shared_server: Server, dataset: str
) -> None:
    space = await shared_server.space("as-events-other")
    path = f"/query/{dataset}/export"
    reply = await space.send("POST", path, {}, params=AS_EVENTS)
    assert_problem(reply, 422, path)
    assert f"evsrv export --dataset {dataset}" in reply.json["detail"]


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"as": "event"}, "as: expected events, not 'event'"),
        ({"as": ""}, "as: expected events, not ''"),
        ({"as": "events", "spreadsheet": "true"}, "as and spreadsheet are two formats"),
    ],
)
async def test_export_in_no_or_two_formats_is_refused(
    shared_server: Server, params: Any, message: str
) -> None:
    space = await shared_server.space("as-events-formats")
    reply = await export(space, {}, params=params)
    assert_problem(reply, 422, PATH)
    assert message in reply.json["detail"]


async def test_api_description_has_the_parameter_for_events_alone(shared_server: Server) -> None:
    space = await shared_server.space("as-events-openapi")
    paths = (await space.send("GET", "/openapi.json")).json["paths"]
    with_parameter = {
        path
        for path, operations in paths.items()
        if any(one["name"] == "as" for one in operations.get("post", {}).get("parameters", []))
    }
    assert with_parameter == {PATH}
