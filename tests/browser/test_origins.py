"""Pages of other origins can read refusals, and can call nothing that is not open to them."""

from urllib.parse import quote

import pytest

from browser.conftest import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

CONVERSATION = {"type": "openai", "messages": [{"role": "user", "content": "How?"}]}
FEEDBACK = {"type": "positive", "messageId": "m"}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/conversations", CONVERSATION),
        ("GET", "/conversations/unknown", None),
        ("DELETE", "/conversations/unknown", None),
        ("POST", "/feedback", FEEDBACK),
        ("POST", "/events", {"type": "seen"}),
    ],
)
async def test_page_can_read_refusal_of_unknown_key(
    site: Site, method: str, path: str, body: object
) -> None:
    answer = await site.chat("read", method, path, body, "nonsense")
    assert (answer["status"], answer["body"]["code"]) == (401, "unauthorized")


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/conversations", {**CONVERSATION, "messages": []}, 422),
        ("GET", "/conversations/unknown", None, 404),
        ("DELETE", "/conversations/unknown", None, 404),
        ("POST", "/feedback", {**FEEDBACK, "type": "neutral"}, 422),
        ("POST", "/events", {"type": ""}, 422),
    ],
)
async def test_page_can_read_refusal_of_request(
    site: Site, method: str, path: str, body: object, status: int
) -> None:
    answer = await site.chat("read", method, path, body)
    assert (answer["status"], answer["body"]["status"]) == (status, status)
    (preflight,) = site.calls(preflights=True)
    assert preflight.status == 204


@pytest.mark.parametrize("name", ["a/b", "external/b", "{id}", "ü ?#%", "%2F", "a;b=c"])
async def test_page_can_read_and_delete_conversation_of_any_id(site: Site, name: str) -> None:
    logged = await site.chat("read", "POST", "/conversations", {**CONVERSATION, "id": name})
    path = f"/conversations/{quote(name, safe='')}"
    assert await site.chat("read", "GET", path) == logged
    answer = await site.chat("read", "DELETE", path)
    assert (answer["status"], answer["body"]["success"]) == (200, True)
    answer = await site.chat("read", "GET", path)
    assert answer["status"] == 404


async def test_page_can_delete_its_conversation(site: Site) -> None:
    conversation = await site.chat("ask", "How?", "So.")
    answer = await site.chat("read", "DELETE", f"/conversations/{conversation['id']}")
    assert (answer["status"], answer["body"]["success"]) == (200, True)
    reply = await site.server.send("GET", f"/conversations/{conversation['id']}")
    assert reply.status == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/query/conversations", {}),
        ("POST", "/query/feedback", {}),
        ("GET", "/conversations", None),
        ("GET", "/conversations/external/e", None),
        ("GET", "/feedback", None),
    ],
)
async def test_page_cannot_call_route_that_is_not_open(
    site: Site, method: str, path: str, body: object
) -> None:
    """Not with an api key either: the browser does not let the page send it."""
    outcome = await site.page.run(
        f"chat.read({method!r}, {path!r}, {'{}' if body == {} else 'undefined'},"
        f" {site.server.key!r}).catch((error) => error.name)"
    )
    assert outcome == "TypeError"
    assert [call.status for call in site.calls()] == [None]
