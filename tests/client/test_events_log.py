"""The client's `events.log`."""

import re

import pytest
from support.events import INSTANT, conversation, message, search

from client.conftest import Client
from evsrv.engine.api_key import KeyKind

pytestmark = pytest.mark.asyncio(loop_scope="session")

DATE = {"$date": INSTANT}
EVENTS = {"message": message, "conversation": conversation, "search": search}
OWN = {"message": "messageId", "conversation": "conversationId", "search": "searchQuery"}


@pytest.mark.parametrize("key_kind", ["api", "web"])
@pytest.mark.parametrize("kind", EVENTS)
async def test_client_logs_every_entity_type_with_every_key_kind(
    client: Client, kind: str, key_kind: KeyKind
) -> None:
    organization = f"client-log-{kind}-{key_kind}"
    space = await client.space(organization, integration="docs")
    key = client.server.make_key(
        kind=key_kind, organization=organization, project="site", integration="docs"
    )
    event = EVENTS[kind](
        "a",
        createdAt=DATE,
        properties={"plan": "pro", "seats": 12, "tags": ["a", 1], "none": None},
        userProperties={
            "id": 7,
            "userId": "u-1",
            "identificationType": "COOKIED",
            "supportAgentName": None,
            "additionalProperties": {"team": {"name": "core"}},
        },
    )
    stored = await space.with_key(None).call(
        "events.log", {f"{key_kind}IntegrationKey": key}, event
    )
    assert stored == {
        **event,
        "createdAt": INSTANT,
        "projectId": "site",
        "integrationId": "docs",
    }
    assert await space.query({}) == [
        {
            "id": "a",
            "organizationId": organization,
            "projectId": "site",
            "integrationId": "docs",
            "eventType": kind,
            "type": event["type"],
            "createdAt": INSTANT,
            OWN[kind]: event[OWN[kind]],
            "properties": {"plan": "pro", "seats": "12", "tags": '["a",1]'},
            "userProperties": {
                "id": "7",
                "userId": "u-1",
                "identificationType": "COOKIED",
                "team": '{"name":"core"}',
            },
        }
    ]


async def test_client_logs_event_with_required_members_only(client: Client) -> None:
    space = await client.space("client-log-least")
    stored = await space.call(
        "events.log",
        {"apiIntegrationKey": space.key},
        {"entityType": "search", "type": "searched", "searchQuery": "sso", "createdAt": None},
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", stored["createdAt"])
    (row,) = await space.query({})
    assert row == {
        "id": stored["id"],
        "organizationId": "client-log-least",
        "projectId": "site",
        "integrationId": None,
        "eventType": "search",
        "type": "searched",
        "searchQuery": "sso",
        "createdAt": stored["createdAt"],
        "properties": None,
        "userProperties": None,
    }


async def test_client_log_of_repeated_id_stores_one_event(client: Client) -> None:
    space = await client.space("client-log-twice")
    security = {"apiIntegrationKey": space.key}
    first = await space.call("events.log", security, message("a", createdAt=DATE))
    again = await space.call("events.log", security, message("a", createdAt=DATE, type="other"))
    assert again == first
    assert len(await space.query({})) == 1


async def test_client_log_with_organization_key_takes_project_from_event(client: Client) -> None:
    space = await client.space("client-log-projects", project=None)
    stored = await space.call(
        "events.log",
        {"apiIntegrationKey": space.key},
        message("a", createdAt=DATE, projectId="blog", integrationId="widget"),
    )
    assert (stored["projectId"], stored["integrationId"]) == ("blog", "widget")
