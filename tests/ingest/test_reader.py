import json
import uuid
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsrv.core.errors import Forbidden, Unprocessable
from evsrv.core.event import Event
from evsrv.core.json_text import read_object
from evsrv.core.limits import MAX_EVENT_BODY_DEPTH, MAX_JSON_DEPTH
from evsrv.core.timestamps import format_timestamp
from evsrv.ingest import EventReader

QUICK = settings(max_examples=100, deadline=None, derandomize=True)
NOW = 1_772_446_500_000
READER = EventReader()
SEARCH = {"entityType": "search", "type": "searched", "searchQuery": "how"}


def read(document: Any, **given: Any) -> Event:
    key = {"organization_id": "acme", "project_id": "site", "now": NOW, **given}
    data = json.dumps(document).encode()
    return READER.read(read_object(data, max_depth=MAX_EVENT_BODY_DEPTH), **key)


def refusals(document: Any) -> dict[str, str]:
    with pytest.raises(Unprocessable) as refused:
        read(document)
    return {issue.pointer: issue.message for issue in refused.value.issues}


def nested(levels: int) -> Any:
    value: Any = {}
    for _ in range(levels - 1):
        value = {"a": value}
    return value


def test_a_whole_event() -> None:
    document = {
        "id": "e1",
        "entityType": "message",
        "type": "answer_copied",
        "messageId": "m1",
        "conversationId": "c1",
        "searchQuery": "q",
        "createdAt": "2026-03-02T11:15:00.0019+01:00",
        "projectId": "site",
        "integrationId": "web",
        "properties": {"z": 1, "a": {"y": 1.0, "b": None}},
        "userProperties": {},
    }
    assert read(document) == Event(
        id="e1",
        organization_id="acme",
        project_id="site",
        integration_id="web",
        event_type="message",
        type="answer_copied",
        message_id="m1",
        conversation_id="c1",
        search_query="q",
        created_at=1_772_446_500_001,
        properties='{"a":{"b":null,"y":1.0},"z":1}',
        user_properties="{}",
    )


@pytest.mark.parametrize("absent", [{}, dict.fromkeys(
    ["id", "createdAt", "projectId", "integrationId", "properties", "userProperties",
     "messageId", "conversationId"]
)])  # fmt: skip
def test_what_is_absent_or_null(absent: Any) -> None:
    event = read({**SEARCH, **absent})
    assert uuid.UUID(event.id).int >> 80 == NOW
    assert event.created_at == NOW
    assert (event.project_id, event.integration_id) == ("site", None)
    assert (event.message_id, event.properties, event.user_properties) == (None, None, None)


def test_event_needs_none_of_these_members_and_takes_all() -> None:
    named = {"messageId": "m", "conversationId": "c", "searchQuery": "q"}
    for entity_type in ({}, {"entityType": "event"}):
        bare = read({**entity_type, "type": "t"})
        assert (bare.event_type, bare.message_id, bare.search_query) == ("event", None, None)
        full = read({**entity_type, "type": "t", **named})
        assert (full.event_type, full.message_id) == ("event", "m")
        assert (full.conversation_id, full.search_query) == ("c", "q")


@pytest.mark.parametrize(
    ("kind", "member"),
    [("message", "messageId"), ("conversation", "conversationId"), ("search", "searchQuery")],
)
def test_entity_type_requires_its_own_member(kind: str, member: str) -> None:
    document = {"entityType": kind, "type": "t"}
    assert refusals(document) == {"": f"{member!r} is missing"}
    assert refusals({**document, member: None}) == {f"/{member}": "expected a string, not null"}
    assert read({**document, member: "x"}).event_type == kind
    assert read({**document, member: ""}).event_type == kind


@pytest.mark.parametrize(
    ("document", "pointer", "says"),
    [
        ({**SEARCH, "entityType": None}, "/entityType", "unknown entityType"),
        ({"entityType": "search", "searchQuery": "q"}, "", "'type' is missing"),
        ({**SEARCH, "type": ""}, "/type", "at least 1 character"),
        ({**SEARCH, "type": None}, "/type", "expected a string, not null"),
        ({**SEARCH, "entityType": "Search"}, "/entityType", "did you mean 'search'"),
        ({**SEARCH, "eventType": "search"}, "/eventType", "did you mean 'entityType'"),
        ({**SEARCH, "organizationId": "x"}, "/organizationId", "unknown member"),
        ({**SEARCH, "id": ""}, "/id", "at least 1 character"),
        ({**SEARCH, "id": 7}, "/id", "expected a string or null"),
        ({**SEARCH, "createdAt": NOW}, "/createdAt", "expected an ISO 8601 timestamp"),
        ({**SEARCH, "createdAt": "2026-03-02"}, "/createdAt", "with an offset"),
        ({**SEARCH, "createdAt": "2026-03-02T10:15:00"}, "/createdAt", "with an offset"),
        ({**SEARCH, "createdAt": "soon"}, "/createdAt", "ISO 8601"),
        ({**SEARCH, "properties": []}, "/properties", "expected an object or null, not an array"),
        ({**SEARCH, "userProperties": "x"}, "/userProperties", "not a string"),
        ({**SEARCH, "properties": {"n": float("nan")}}, "/properties/n", "finite"),
        ({**SEARCH, "properties": {"n": 2**63}}, "/properties/n", "64 bits"),
        ({**SEARCH, "properties": {"a\0": 1}}, "/properties/a\0", "NUL"),
        ({**SEARCH, "userProperties": {"a": ["\ud83d"]}}, "/userProperties/a/0", "surrogate"),
        ({**SEARCH, "type": "a\0b"}, "/type", "NUL"),
        ({**SEARCH, "searchQuery": "\udc00"}, "/searchQuery", "surrogate"),
    ],
)
def test_what_is_refused_and_where(document: Any, pointer: str, says: str) -> None:
    assert says in refusals(document)[pointer]


def test_json_fields_nest_to_the_limit_and_not_beyond() -> None:
    assert read({**SEARCH, "properties": nested(MAX_JSON_DEPTH)}).properties
    [pointer] = refusals({**SEARCH, "properties": nested(MAX_JSON_DEPTH + 1)})
    assert pointer == "/properties" + "/a" * MAX_JSON_DEPTH


def test_a_key_of_a_whole_organization_lets_the_event_choose() -> None:
    chosen = {**SEARCH, "projectId": "shop", "integrationId": "app"}
    event = read(chosen, project_id=None)
    assert (event.project_id, event.integration_id) == ("shop", "app")
    event = read(SEARCH, project_id=None)
    assert (event.project_id, event.integration_id) == (None, None)


def test_a_key_gives_its_own_project_and_integration() -> None:
    event = read(SEARCH, integration_id="web")
    assert (event.project_id, event.integration_id) == ("site", "web")
    same = {**SEARCH, "projectId": "site", "integrationId": "web"}
    assert read(same, integration_id="web").integration_id == "web"


@pytest.mark.parametrize(
    ("named", "noun"),
    [({"projectId": "shop"}, "project"), ({"projectId": ""}, "project"),
     ({"integrationId": "app"}, "integration")],
)  # fmt: skip
def test_an_event_for_what_the_key_does_not_cover_is_forbidden(named: Any, noun: str) -> None:
    with pytest.raises(Forbidden, match=f"does not cover the {noun}"):
        read({**SEARCH, **named}, integration_id="web")


@QUICK
@given(st.integers(-62_135_596_800_000, 253_402_300_799_999), st.text("0123456789", max_size=6))
def test_created_at_is_rounded_down_to_the_millisecond(instant: int, digits: str) -> None:
    stamp = f"{format_timestamp(instant)[:-1]}{digits}Z"
    assert read({**SEARCH, "createdAt": stamp}).created_at == instant


def test_events_without_an_id_get_their_own() -> None:
    assert len({read(SEARCH).id for _ in range(100)}) == 100


def test_negative_zero_is_stored_as_zero() -> None:
    event = read({"type": "t", "properties": {"a": [-0.0]}, "userProperties": {"b": -0.0}})
    assert (event.properties, event.user_properties) == ('{"a":[0.0]}', '{"b":0.0}')
