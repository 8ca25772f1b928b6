"""Section 3: events that are refused."""

import json

import pytest
import pytest_asyncio
from support.events import conversation, message, search
from support.server import Server, points_at

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def refusing(shared_server: Server) -> Server:
    """Return an organization that never stores an event."""
    return await shared_server.space("refusing", project=None)


def without(document: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in document.items() if name not in names}


M = message("x")
REFUSED = [
    *(pytest.param(without(M, name), name, id=f"no-{name}") for name in ("type", "messageId")),
    pytest.param(without(conversation("x"), "conversationId"), "conversationId", id="no-conv"),
    pytest.param(without(search("x"), "searchQuery"), "searchQuery", id="no-searchQuery"),
    pytest.param(
        {**without(M, "messageId"), "searchQuery": "q"}, "messageId", id="another-type's-member"
    ),
    pytest.param({**M, "entityType": "click"}, "entityType", id="unknown-entityType"),
    pytest.param({**M, "entityType": "Message"}, "entityType", id="entityType-by-case"),
    *(
        pytest.param({**M, name: value}, name, id=f"{name}-{what}")
        for name in ("entityType", "type", "messageId")
        for what, value in {"number": 1, "null": None, "array": ["a"]}.items()
    ),
    *(
        pytest.param({**M, name: value}, name, id=f"{name}-{what}")
        for name in ("id", "projectId", "integrationId")
        for what, value in {"number": 1, "boolean": True, "array": ["a"]}.items()
    ),
    *(
        pytest.param({**M, name: value}, name, id=f"{name}-{what}")
        for name in ("properties", "userProperties")
        for what, value in {"number": 1, "text": "a", "array": [], "boolean": True}.items()
    ),
    *(
        pytest.param({**M, "createdAt": value}, "createdAt", id=f"createdAt-{what}")
        for what, value in {
            "no-offset": "2026-03-02T10:15:00",
            "date": "2026-03-02",
            "words": "now",
            "empty": "",
            "number": 1772446500000,
            "boolean": True,
            "no-such-day": "2026-02-30T10:15:00Z",
            "no-such-month": "2026-13-01T10:15:00Z",
            "no-such-hour": "2026-03-02T24:30:00Z",
        }.items()
    ),
]


@pytest.mark.parametrize(("event", "member"), REFUSED)
async def test_event_with_invalid_member_is_refused_with_pointer(
    refusing: Server, event: object, member: str
) -> None:
    status, problem = await refusing.post_event(event)
    assert (status, problem["code"]) == (422, "unprocessable_entity"), problem
    assert any(
        issue["pointer"] == f"/{member}" or (issue["pointer"] == "" and member in issue["message"])
        for issue in problem["errors"]
    )
    assert (await refusing.data({}))["total"] == 0


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        pytest.param("NaN", "/properties/v", id="NaN"),
        pytest.param("Infinity", "/properties/v", id="infinity"),
        pytest.param("-Infinity", "/properties/v", id="negative-infinity"),
        pytest.param("1e400", "/properties/v", id="beyond-a-double"),
        pytest.param("1e-400", "/properties/v", id="too-small-for-a-double"),
        pytest.param("[-1.5E-999]", "/properties/v/0", id="negative-too-small-for-a-double"),
        pytest.param(f"0.{'0' * 400}1", "/properties/v", id="zeros-before-too-small-a-digit"),
        pytest.param("-1e400", "/properties/v", id="negative-beyond-a-double"),
        pytest.param("9223372036854775809", "/properties/v", id="beyond-64-bits"),
        pytest.param("-9223372036854775809", "/properties/v", id="negative-beyond-64-bits"),
        pytest.param("9" * 5000, "/properties/v", id="five-thousand-digits"),
        pytest.param('"\\ud800"', "/properties/v", id="high-surrogate"),
        pytest.param('"a\\udc00b"', "/properties/v", id="low-surrogate"),
        pytest.param('"a\\u0000b"', "/properties/v", id="NUL"),
        pytest.param('{"\\ud800":1}', "/properties/v", id="a-surrogate-in-a-name"),
        pytest.param('{"a\\u0000":1}', "/properties/v", id="NUL-in-a-name"),
        pytest.param('[1,{"a/b":{"~":NaN}}]', "/properties/v/1/a~1b/~0", id="an-escaped-pointer"),
        pytest.param("[" * 80 + "]" * 80, "/properties/v", id="eighty-levels"),
        pytest.param('{"a":' * 80 + "1" + "}" * 80, "/properties/v", id="eighty-objects"),
    ],
)
async def test_event_with_unstorable_json_is_refused_with_pointer(
    refusing: Server, value: str, pointer: str
) -> None:
    text = json.dumps(message("x", properties="?")).replace('"?"', f'{{"v":{value}}}')
    reply = await refusing.send_text("/events", text)
    assert (reply.status, reply.json["code"]) == (422, "unprocessable_entity")
    assert points_at(reply.json, pointer)
    assert (await refusing.data({}))["total"] == 0


@pytest.mark.parametrize("member", ["type", "id", "messageId", "projectId", "integrationId"])
@pytest.mark.parametrize("text", [pytest.param("\\u0000", id="NUL"), "\\ud800"])
async def test_event_with_unstorable_text_is_refused_with_pointer(
    refusing: Server, member: str, text: str
) -> None:
    body = json.dumps({**M, member: "?"}).replace('"?"', f'"{text}"')
    reply = await refusing.send_text("/events", body)
    assert reply.status == 422
    assert points_at(reply.json, f"/{member}")


@pytest.mark.parametrize("levels", [1000, 50_000, 400_000])
async def test_event_with_json_too_deep_to_parse_is_refused(refusing: Server, levels: int) -> None:
    text = json.dumps(message("x", properties="?")).replace(
        '"?"', f'{{"v":{"[" * levels}{"]" * levels}}}'
    )
    reply = await refusing.send_text("/events", text)
    assert (reply.status, reply.json["code"]) == (422, "unprocessable_entity")
