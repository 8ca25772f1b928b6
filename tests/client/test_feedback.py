"""The client's `feedback.submit`, `list` and `getFeedbackById`."""

import re

import pytest
import pytest_asyncio
from support.node import Json

from client.conftest import Client
from client.dialogues import ANSWERED, dialogue, rating, shown
from evsrv.engine.api_key import KeyKind

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def space(client: Client, request: pytest.FixtureRequest) -> Client:
    """Create a project with a conversation."""
    space = await client.space(f"client-{request.node.name}", integration="docs")
    await space.call("conversations.log", {"apiIntegrationKey": space.key}, dialogue("c-1"))
    return space


def joined(feedback: Json) -> Json:
    """Return what the client shows of feedback that was submitted with this request."""
    conversation = shown(dialogue("c-1"))
    return {
        **feedback,
        "createdAt": ANSWERED,
        "conversation": conversation,
        "message": conversation["messages"][2],
    }


@pytest.mark.parametrize("kind", ["api", "web"])
async def test_client_submits_feedback_with_every_key_kind(
    space: Client, kind: KeyKind, request: pytest.FixtureRequest
) -> None:
    organization = f"client-{request.node.name}"
    key = space.server.make_key(
        kind=kind, organization=organization, project="site", integration="docs"
    )
    submitted = await space.with_key(key).call("feedback.submit", rating("f-1"))
    assert submitted == {**rating("f-1"), "createdAt": ANSWERED}
    assert await space.call("feedback.getFeedbackById", {"id": "f-1"}) == joined(rating("f-1"))
    assert await space.call("feedback.list", {}) == {
        "positiveFeedbackCount": 0,
        "negativeFeedbackCount": 1,
        "positiveFeedback": [],
        "negativeFeedback": [joined(rating("f-1"))],
    }


async def test_client_submits_feedback_with_required_members_only(space: Client) -> None:
    submitted = await space.call("feedback.submit", {"type": "positive", "messageId": "m-3"})
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", submitted["createdAt"])
    got = await space.call("feedback.getFeedbackById", {"id": submitted["id"]})
    assert (got["reasons"], got["properties"], got["userProperties"]) == (None, None, None)
    assert got["conversation"]["id"] == "c-1"


async def test_client_submit_of_known_id_updates_feedback(space: Client) -> None:
    await space.call("feedback.submit", rating("f-1"))
    update = {"id": "f-1", "type": "positive", "messageId": "m-2", "reasons": None}
    await space.call("feedback.submit", update)
    got = await space.call("feedback.getFeedbackById", {"id": "f-1"})
    assert (got["type"], got["message"]["id"], got["reasons"]) == ("positive", "m-2", None)
    assert got["properties"] == rating("f-1")["properties"]


async def test_client_lists_feedback_page_by_page(space: Client) -> None:
    for number in range(5):
        for type_ in ("positive", "negative"):
            instant = {"$date": f"2026-03-0{number + 3}T00:00:00Z"}
            feedback = rating(f"{type_}-{number}", type=type_, createdAt=instant)
            await space.call("feedback.submit", feedback)
    seen: Json = {"positive": [], "negative": []}
    for offset in (0, 2, 4):
        page = await space.call("feedback.list", {"limit": 2, "offset": offset})
        for type_, ids in seen.items():
            assert page[f"{type_}FeedbackCount"] == 5
            ids += [feedback["id"] for feedback in page[f"{type_}Feedback"]]
    assert seen == {type_: [f"{type_}-{number}" for number in (4, 3, 2, 1, 0)] for type_ in seen}


@pytest.mark.parametrize("name", ["a/b", "a b?#%", "{id}", "Grüße/😀", "%2F"])
async def test_client_finds_feedback_of_any_id(space: Client, name: str) -> None:
    await space.call("feedback.submit", rating(name))
    assert await space.call("feedback.getFeedbackById", {"id": name}) == joined(rating(name))


async def test_client_does_not_list_feedback_without_message(space: Client) -> None:
    await space.call("feedback.submit", rating("f-1", messageId="later"))
    error = await space.error("feedback.getFeedbackById", {"id": "f-1"})
    assert error["class"] == "NotFound"
    page = await space.call("feedback.list", {})
    assert (page["negativeFeedbackCount"], page["negativeFeedback"]) == (0, [])
    assert await space.query({}, dataset="feedback") != []
