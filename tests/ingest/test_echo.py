from typing import Any

import orjson
import pytest

from evsrv.ingest import EventReader, echo

READER = EventReader()


def echoed(document: Any) -> Any:
    event = READER.read(
        document, organization_id="acme", project_id="site", integration_id=None, now=0
    )
    return orjson.loads(orjson.dumps(echo(event)))


def test_an_event_is_echoed_with_native_json() -> None:
    properties = {"n": 9007199254740993, "x": 1.0, "b": True, "z": None, "o": {"é": [1, "a"]}}
    document = {
        "id": "e1",
        "entityType": "message",
        "type": "sent",
        "messageId": "m1",
        "createdAt": "2026-03-02T11:15:00.001+01:00",
        "properties": properties,
        "userProperties": {"userId": "u"},
    }
    assert echoed(document) == {
        **document,
        "organizationId": "acme",
        "projectId": "site",
        "integrationId": None,
        "createdAt": "2026-03-02T10:15:00.001Z",
    }


@pytest.mark.parametrize(
    ("kind", "member"),
    [("message", "messageId"), ("conversation", "conversationId"), ("search", "searchQuery")],
)
def test_nulls_are_shown_or_left_out_by_field(kind: str, member: str) -> None:
    shown = echoed({"id": "e1", "entityType": kind, "type": "t", member: ""})
    assert shown == {
        "id": "e1",
        "organizationId": "acme",
        "projectId": "site",
        "integrationId": None,
        "entityType": kind,
        "type": "t",
        member: "",
        "createdAt": "1970-01-01T00:00:00.000Z",
        "properties": None,
        "userProperties": None,
    }
