"""Section 3: ingestion of single events."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from support.events import conversation, field, message, search
from support.server import Server, Start

pytestmark = pytest.mark.asyncio(loop_scope="session")

INSTANT = "2026-03-02T10:15:00.000Z"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space("ingestion", project=None)


def without(document: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in document.items() if name not in names}


@pytest.mark.parametrize(
    ("event", "own"),
    [
        pytest.param(message("1"), {"messageId": "m-1"}, id="message"),
        pytest.param(conversation("2"), {"conversationId": "c-2"}, id="conversation"),
        pytest.param(search("3"), {"searchQuery": "how to 3"}, id="search"),
    ],
)
async def test_post_event_returns_stored_event(
    space: Server, event: dict[str, object], own: dict[str, object]
) -> None:
    sent = {**event, "properties": {"n": 1, "x": [None, {"y": 2.5}]}, "userProperties": {}}
    status, echo = await space.post_event(sent)
    assert status == 200
    assert {name: echo[name] for name in sent} == sent
    assert own.items() <= echo.items()
    (row,) = [row for row in await space.rows({"jsonValues": "native"}) if row["id"] == event["id"]]
    assert row["eventType"] == sent["entityType"]
    assert without(row, "eventType", "organizationId", "projectId", "integrationId") == without(
        sent, "entityType"
    )


@pytest.mark.parametrize(
    "members",
    [
        pytest.param({}, id="absent"),
        pytest.param({"properties": None, "userProperties": None}, id="null"),
    ],
)
async def test_event_without_properties_is_returned_with_null(
    space: Server, members: dict[str, object]
) -> None:
    name = f"no properties {sorted(members)}"
    status, echo = await space.post_event(message(name, **members))
    assert status == 200
    assert echo.get("properties") is None
    assert echo.get("userProperties") is None


async def test_generated_event_ids_are_unique_and_ordered_by_time(space: Server) -> None:
    """A later millisecond gives a greater id; ids of one millisecond only differ."""
    event = without(message("-"), "id", "createdAt")
    _, first = await space.post_event(event)
    for _ in range(1000):
        status, later = await space.post_event(event)
        assert status == 200
        assert later["id"] != first["id"]
        if later["createdAt"] > first["createdAt"]:
            break
    assert isinstance(first["id"], str)
    assert later["createdAt"] > first["createdAt"]
    assert later["id"] > first["id"]


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        pytest.param(INSTANT, INSTANT, id="zulu"),
        pytest.param("2026-03-02T10:15:00Z", INSTANT, id="no-fraction"),
        pytest.param("2026-03-02T10:15:00.5Z", "2026-03-02T10:15:00.500Z", id="one-digit"),
        pytest.param("2026-03-02T10:15:00.000000Z", INSTANT, id="microseconds"),
        pytest.param("2026-03-02T12:15:00+02:00", INSTANT, id="east"),
        pytest.param("2026-03-02T15:45:00+05:30", INSTANT, id="half-an-hour"),
        pytest.param("2026-03-01T22:15:00-12:00", INSTANT, id="west-the-day-before"),
        pytest.param("2026-03-02T10:15:00+00:00", INSTANT, id="zero-offset"),
        pytest.param("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z", id="before-1970"),
        pytest.param("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z", id="leap-day"),
    ],
)
async def test_created_at_is_normalized_to_utc_milliseconds(
    space: Server, sent: str, stored: str
) -> None:
    status, echo = await space.post_event(message(f"at {sent}", createdAt=sent))
    assert (status, echo["createdAt"]) == (200, stored)


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(without(message("now 1"), "createdAt"), id="absent"),
        pytest.param(message("now 2", createdAt=None), id="null"),
    ],
)
async def test_created_at_defaults_to_current_time(space: Server, event: dict[str, object]) -> None:
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    status, echo = await space.post_event(event)
    assert status == 200
    assert len(echo["createdAt"]) == len(INSTANT)
    assert before <= datetime.fromisoformat(echo["createdAt"]) <= datetime.now(UTC)


async def test_event_with_stored_id_is_ignored_and_first_event_returned(
    shared_server: Server,
) -> None:
    space = await shared_server.space("twice")
    first = message("once", properties={"n": 1})
    _, stored = await space.post_event(first)
    status, again = await space.post_event(search("once", properties={"n": 2}))
    assert (status, again) == (200, stored)
    status, again = await space.post_event(first)
    assert (status, again) == (200, stored)
    (row,) = await space.rows({"jsonValues": "native"})
    assert (row["eventType"], row["properties"]) == ("message", {"n": 1})


async def test_last_duplicate_json_member_wins(space: Server) -> None:
    reply = await space.send_text(
        "/events",
        '{"entityType":"message","messageId":"m","id":"dup","type":"a","type":"b",'
        '"properties":{"x":1,"x":{"y":1},"x":2}}',
    )
    assert reply.status == 200
    assert (reply.json["type"], reply.json["properties"]) == ("b", {"x": 2})


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("9223372036854775807", id="greatest-integer"),
        pytest.param("-9223372036854775808", id="least-integer"),
        pytest.param("9007199254740993", id="beyond-a-double's-integers"),
        pytest.param("1.7976931348623157e308", id="greatest-double"),
        pytest.param("5e-324", id="least-double"),
        pytest.param("0.1", id="decimal"),
        pytest.param("-0.5", id="negative"),
        pytest.param('"\\ud83d\\ude00"', id="a-pair-of-surrogates"),
        pytest.param('"\\u007f\\u0001\\t"', id="control-characters"),
        pytest.param('"\u2028"', id="line-separator"),
        pytest.param("[" * 50 + "]" * 50, id="fifty-levels"),
        pytest.param('[[],{},[{}],null,true,""]', id="empty-things"),
        pytest.param('{"":{"":0}}', id="empty-names"),
    ],
)
async def test_json_values_are_stored_without_loss(space: Server, value: str) -> None:
    name = f"json {value}"
    text = json.dumps(message(name, properties="?")).replace('"?"', f'{{"v":{value}}}')
    reply = await space.send_text("/events", text)
    assert reply.status == 200, reply.json
    expected = json.loads(value)
    assert repr(reply.json["properties"]["v"]) == repr(expected)
    rows = await space.rows(
        {
            "select": [field("properties", "v")],
            "where": {"condition": {"field": "id", "operator": "eq", "value": name}},
            "jsonValues": "native",
        }
    )
    assert repr(rows) == repr([{"properties.v": expected}])


@pytest.mark.parametrize(
    "text",
    [
        "it's",
        'say "hi"',
        "'; DROP TABLE events; --",
        "back\\slash",
        "%_*?[a]",
        "größe 日本 😀",
        "line\nbreak",
        "$.a",
        "?",
        ":name",
    ],
)
async def test_special_characters_in_text_are_stored_literally(space: Server, text: str) -> None:
    event = message(f"text {text}", type=text, messageId=text, properties={text: text})
    status, echo = await space.post_event(event)
    assert (status, echo["type"], echo["properties"]) == (200, text, {text: text})
    where = {"condition": {"field": "type", "operator": "eq", "value": text}}
    (row,) = await space.rows({"where": where})
    assert (row["messageId"], row["properties"]) == (text, {text: text})


@pytest.mark.asyncio(loop_scope="function")
async def test_stored_event_survives_server_restart(start: Start, tmp_path: Path) -> None:
    first = await start()
    await first.post_event(message("kept", properties={"n": 1}))
    before = await first.rows({})
    await first.client.close()
    second = await start()
    assert await second.rows({}) == before


async def test_sent_time_finds_its_event_whatever_its_digits(space: Server) -> None:
    sent = "2026-03-02T10:15:00.123999999Z"
    status, echo = await space.post_event(message("digits", createdAt=sent))
    assert (status, echo["createdAt"]) == (200, "2026-03-02T10:15:00.123Z")
    for operator, value in (("eq", sent), ("in", [sent]), ("gte", sent), ("lte", sent)):
        same = {"condition": {"field": "createdAt", "operator": operator, "value": value}}
        assert "digits" in await space.ids(same)
    for operator in ("gt", "lt", "neq"):
        other = {"condition": {"field": "createdAt", "operator": operator, "value": sent}}
        assert "digits" not in await space.ids(other)


@pytest.mark.parametrize("entity_type", [{}, {"entityType": "event"}], ids=["absent", "event"])
@pytest.mark.parametrize(
    "named",
    [{}, {"messageId": "m", "conversationId": "c", "searchQuery": "q"}],
    ids=["bare", "with-all-members"],
)
async def test_event_of_no_other_type_is_stored(
    space: Server, entity_type: dict[str, str], named: dict[str, str]
) -> None:
    status, echo = await space.post_event({"type": "page_viewed", **entity_type, **named})
    assert (status, echo["entityType"], echo["type"]) == (200, "event", "page_viewed")
    assert {name: echo[name] for name in named} == named
    where = {"condition": {"field": "id", "operator": "eq", "value": echo["id"]}}
    (row,) = await space.rows({"where": where})
    assert (row["eventType"], row.keys() >= named.keys()) == ("event", True)
    assert echo["id"] in await space.ids(
        {"condition": {"field": "eventType", "operator": "eq", "value": "event"}}
    )
