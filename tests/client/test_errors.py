"""The errors that the client throws."""

import json

import pytest
import pytest_asyncio
from support.events import aggregation, message
from support.node import Json

from client.conftest import Client

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVENT = message("a", createdAt={"$date": "2026-03-02T10:15:00.000Z"})
CONVERSATION = {"type": "openai", "messages": [{"role": "user", "content": "How?"}]}
NO_FIELD = {"select": [aggregation("avg")]}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(client: Client) -> Client:
    return await client.space("client-errors")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def keys(space: Client) -> dict[str, str]:
    """Return a key for each case: valid, web, revoked, unknown and none."""
    server = space.server
    key_id, revoked = server.make_key_with_id(organization="client-errors")
    server.revoke(key_id)
    web = server.make_key(kind="web", organization="client-errors", project="site")
    return {"good": space.key, "web": web, "revoked": revoked, "unknown": "nonsense", "none": ""}


def assert_api_error(error: Json, name: str, status: int, code: str, path: str) -> None:
    """Assert the class of an error and all its fields."""
    assert (error["class"], error["isApiError"]) == (name, True)
    assert error["statusCode"] == error["status"] == status
    assert error["contentType"] == "application/problem+json"
    assert error["code"] == error["error"]["code"] == code
    assert error["detail"] == error["error"]["message"]
    assert error["title"]
    assert error["instance"] == path
    assert error["requestId"] == error["headers"]["x-request-id"]


PATHS = {
    "query.queryEvents": "/query/events",
    "query.queryPropertyKeys": "/query/property-keys",
    "query.queryPropertyValues": "/query/property-values",
    "query.conversations": "/query/conversations",
    "query.queryFeedback": "/query/feedback",
    "query.querySemanticThreads": "/query/semantic-threads",
    "query.exportSemanticThreadsQueryResults": "/query/semantic-threads/export",
    "conversations.list": "/conversations",
    "conversation.getConversationByExternalId": "/conversations/external/x",
    "feedback.list": "/feedback",
    "feedback.getFeedbackById": "/feedback/x",
    "topSearchQueries": "/query/top-search-queries",
    "weeklySearchUsers": "/query/weekly-search-users",
}
"""The methods that web keys may not call: method → path."""
REQUESTS = {
    "query.queryPropertyKeys": {"field": "properties"},
    "query.queryPropertyValues": {"field": "properties", "key": "plan"},
    "conversation.getConversationByExternalId": {"externalId": "x"},
    "feedback.getFeedbackById": {"id": "x"},
}
OPEN: list[tuple[str, Json, str]] = [
    ("events.log", EVENT, "/events"),
    ("conversations.log", CONVERSATION, "/conversations"),
    ("conversations.get", {"id": "x"}, "/conversations/x"),
    ("conversations.delete", {"id": "x"}, "/conversations/x"),
]
"""The methods with a key of either kind as their first argument: method, request, path."""


@pytest.mark.parametrize("method", PATHS)
@pytest.mark.parametrize("key", ["none", "unknown", "revoked"])
async def test_client_call_without_valid_key_throws_unauthorized(
    space: Client, keys: dict[str, str], method: str, key: str
) -> None:
    error = await space.with_key(keys[key]).error(method, REQUESTS.get(method, {}))
    assert_api_error(error, "Unauthorized", 401, "unauthorized", PATHS[method])


@pytest.mark.parametrize("security", ["apiIntegrationKey", "webIntegrationKey"])
@pytest.mark.parametrize("key", ["unknown", "revoked"])
@pytest.mark.parametrize(("method", "request_", "path"), OPEN)
async def test_client_call_with_invalid_key_of_its_own_throws_unauthorized(
    space: Client,
    keys: dict[str, str],
    method: str,
    request_: Json,
    path: str,
    security: str,
    key: str,
) -> None:
    error = await space.error(method, {security: keys[key]}, request_)
    assert_api_error(error, "Unauthorized", 401, "unauthorized", path)


@pytest.mark.parametrize("method", PATHS)
async def test_client_read_with_web_key_throws_forbidden(
    space: Client, keys: dict[str, str], method: str
) -> None:
    error = await space.with_key(keys["web"]).error(method, REQUESTS.get(method, {}))
    assert_api_error(error, "Forbidden", 403, "forbidden", PATHS[method])


@pytest.mark.parametrize("kind", ["api", "web"])
async def test_client_log_for_project_outside_key_scope_throws_forbidden(
    space: Client, keys: dict[str, str], kind: str
) -> None:
    key = keys["good" if kind == "api" else "web"]
    event = {**EVENT, "projectId": "another"}
    error = await space.error("events.log", {f"{kind}IntegrationKey": key}, event)
    assert_api_error(error, "Forbidden", 403, "forbidden", "/events")


async def test_client_call_with_wrong_content_type_throws_bad_request(space: Client) -> None:
    text = {"headers": {"Content-Type": "text/csv"}}
    error = await space.error("query.queryEvents", {}, text)
    assert_api_error(error, "BadRequest", 400, "bad_request", "/query/events")
    error = await space.error("events.log", {"apiIntegrationKey": space.key}, EVENT, text)
    assert_api_error(error, "BadRequest", 400, "bad_request", "/events")
    error = await space.error("query.queryPropertyKeys", {"field": "properties"}, text)
    assert_api_error(error, "BadRequest", 400, "bad_request", "/query/property-keys")


@pytest.mark.parametrize(
    ("method", "request_"),
    [
        ("query.queryEvents", NO_FIELD),
        ("query.queryPropertyValues", {"field": "properties", "key": "plan", "limit": -1}),
        (
            "query.queryPropertyKeys",
            {
                "field": "properties",
                "where": {"condition": {"field": "createdAt", "operator": "gt", "value": "soon"}},
            },
        ),
        ("query.conversations", NO_FIELD),
        ("query.queryFeedback", NO_FIELD),
        ("conversations.list", {"limit": 0}),
        ("feedback.list", {"limit": 101}),
        ("topSearchQueries", {"after": "yesterday"}),
        ("weeklySearchUsers", {"after": "2026-13-01"}),
    ],
)
async def test_client_call_with_invalid_request_throws_unprocessable_entity(
    space: Client, method: str, request_: Json
) -> None:
    error = await space.error(method, request_)
    assert_api_error(error, "UnprocessableEntity", 422, "unprocessable_entity", PATHS[method])


async def test_client_log_of_unstorable_event_throws_unprocessable_entity(space: Client) -> None:
    event = {**EVENT, "properties": {"a": ["\0"]}}
    error = await space.error("events.log", {"apiIntegrationKey": space.key}, event)
    assert_api_error(error, "UnprocessableEntity", 422, "unprocessable_entity", "/events")


async def test_client_error_body_contains_pointers(space: Client) -> None:
    error = await space.error("query.queryEvents", NO_FIELD)
    pointers = [issue["pointer"] for issue in json.loads(error["body"])["errors"]]
    assert pointers == ["/select/0"]


@pytest.mark.parametrize("kind", ["api", "web"])
@pytest.mark.parametrize("method", ["get", "delete"])
async def test_client_call_for_unknown_conversation_throws_not_found(
    space: Client, keys: dict[str, str], method: str, kind: str
) -> None:
    security = {f"{kind}IntegrationKey": keys["good" if kind == "api" else "web"]}
    error = await space.error(f"conversations.{method}", security, {"id": "x"})
    assert_api_error(error, "NotFound", 404, "not_found", "/conversations/x")


@pytest.mark.parametrize(
    "method", ["conversation.getConversationByExternalId", "feedback.getFeedbackById"]
)
async def test_client_call_for_unknown_id_throws_not_found(space: Client, method: str) -> None:
    error = await space.error(method, REQUESTS[method])
    assert_api_error(error, "NotFound", 404, "not_found", PATHS[method])


@pytest.mark.parametrize(
    ("request_", "pointer"),
    [
        ({**CONVERSATION, "messages": []}, "/messages"),
        ({**CONVERSATION, "tags": ["\0"]}, "/tags/0"),
    ],
)
async def test_client_log_of_invalid_conversation_throws_unprocessable_entity(
    space: Client, request_: Json, pointer: str
) -> None:
    error = await space.error("conversations.log", {"apiIntegrationKey": space.key}, request_)
    assert_api_error(error, "UnprocessableEntity", 422, "unprocessable_entity", "/conversations")
    assert [issue["pointer"] for issue in json.loads(error["body"])["errors"]] == [pointer]


@pytest.mark.parametrize(
    "method", ["query.querySemanticThreads", "query.exportSemanticThreadsQueryResults"]
)
async def test_client_query_of_semantic_threads_is_refused_with_reason(
    space: Client, method: str
) -> None:
    error = await space.error(method, {})
    assert_api_error(error, "UnprocessableEntity", 422, "unprocessable_entity", PATHS[method])
    reason = "semantic threads are written by a language model, and this server has none"
    assert reason in error["detail"]
