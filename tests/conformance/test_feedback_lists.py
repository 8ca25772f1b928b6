"""Section 3 of conversations and feedback: lists of feedback, and feedback by its id."""

import pytest
import pytest_asyncio
from support.events import Json
from support.feedback import (
    counts,
    feedback,
    ids,
    list_feedback,
    log_chat,
    log_feedback,
    rate,
    read_feedback,
)
from support.server import Server, says

pytestmark = pytest.mark.asyncio(loop_scope="session")


def at(second: int) -> str:
    return f"2026-03-02T10:00:{second:02}.000Z"


@pytest_asyncio.fixture(loop_scope="session")
async def space(shared_server: Server, request: pytest.FixtureRequest) -> Server:
    return await shared_server.space(f"lists {request.node.name}")


async def test_empty_lists(space: Server) -> None:
    reply = await space.send("GET", "/feedback")
    assert reply.headers["Content-Type"] == "application/json"
    assert reply.json == {
        "positiveFeedbackCount": 0,
        "negativeFeedbackCount": 0,
        "positiveFeedback": [],
        "negativeFeedback": [],
    }


async def test_lists_are_newest_first_then_by_id(space: Server) -> None:
    await log_chat(space, "c", "m-1")
    await log_feedback(
        space,
        feedback("b", createdAt=at(2)),
        feedback("z", createdAt=at(1)),
        feedback("c", createdAt=at(3), type="negative"),
        feedback("a", createdAt=at(2)),
        feedback("n", createdAt=at(9), type="negative"),
    )
    assert await ids(space) == (["a", "b", "z"], ["n", "c"])


async def test_limit_and_offset_count_in_each_list(space: Server) -> None:
    await log_chat(space, "c", "m-1")
    await log_feedback(
        space,
        *(feedback(f"p{number}", createdAt=at(9 - number)) for number in range(5)),
        *(feedback(f"n{number}", createdAt=at(9 - number), type="negative") for number in range(2)),
    )
    assert await ids(space, limit="2") == (["p0", "p1"], ["n0", "n1"])
    assert await ids(space, limit="2", offset="1") == (["p1", "p2"], ["n1"])
    assert await ids(space, offset="4") == (["p4"], [])
    assert await ids(space, offset="999999999999999999") == ([], [])
    for parameters in ({}, {"limit": "1"}, {"offset": "5"}):
        assert counts(await list_feedback(space, **parameters)) == (5, 2)


async def test_page_has_ten_if_the_request_does_not_say(space: Server) -> None:
    await log_chat(space, "c", "m-1")
    await log_feedback(space, *(feedback(f"f{number:03}") for number in range(101)))
    for parameters, length in (
        ({}, 10),
        ({"limit": ""}, 10),
        ({"limit": "", "offset": ""}, 10),
        ({"limit": "1"}, 1),
        ({"limit": "100"}, 100),
        ({"limit": "100", "offset": "50"}, 51),
    ):
        page = await list_feedback(space, **parameters)
        assert len(page["positiveFeedback"]) == length
        assert counts(page) == (101, 0)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=1.5", "limit"),
        ("limit=ten", "limit"),
        ("limit=%D9%A1", "limit"),
        ("offset=-1", "offset"),
        ("offset=1e3", "offset"),
        ("limit=1&limit=2", "limit"),
        ("limits=1", "limit"),
    ],
)
async def test_other_parameters_are_refused(space: Server, query: str, text: str) -> None:
    reply = await space.send("GET", f"/feedback?{query}")
    assert (reply.status, reply.json["code"]) == (422, "unprocessable_entity")
    assert says(reply.json, text)


async def test_feedback_carries_its_conversation_and_message_whole(space: Server) -> None:
    await log_chat(
        space,
        "c",
        "m-0",
        "m-1",
        externalId="e",
        tags=["t"],
        properties={"n": 1},
        userProperties={"userId": "u"},
        visibility="public",
    )
    await log_feedback(space, feedback("f", reasons=[], properties={"deep": [1, {}]}))
    whole = (await space.send("GET", "/conversations/c")).json
    by_id = (await read_feedback(space, "f")).json
    assert by_id["conversation"] == whole
    assert by_id["message"] == whole["messages"][1]
    assert by_id["properties"] == {"deep": [1, {}]}
    assert (await list_feedback(space))["positiveFeedback"] == [by_id]


async def test_conversation_of_feedback_is_as_it_is_now(space: Server) -> None:
    await log_chat(space, "c", "m-1")
    await log_feedback(space, feedback("f"))
    whole = await log_chat(space, "c", "m-1", "m-2", tags=["new"])
    read = (await read_feedback(space, "f")).json
    assert read["conversation"] == whole
    assert read["message"] == whole["messages"][0]


async def test_feedback_ahead_of_its_message_is_left_out_until_that_is_there(
    space: Server,
) -> None:
    await log_chat(space, "c", "m-1")
    (answer,) = await log_feedback(space, feedback("f", "m-2"))
    assert answer["messageId"] == "m-2"
    assert counts(await list_feedback(space)) == (0, 0)
    assert await ids(space) == ([], [])
    assert (await read_feedback(space, "f")).status == 404
    await log_chat(space, "c", "m-1", "m-2")
    assert await ids(space) == (["f"], [])
    assert (await read_feedback(space, "f")).json["message"]["id"] == "m-2"


async def test_feedback_is_without_conversation_again_if_its_message_is_dropped(
    space: Server,
) -> None:
    await log_chat(space, "c", "m-1", "m-2")
    await log_feedback(space, feedback("f", "m-2"), feedback("g", "m-1"))
    await log_chat(space, "c", "m-1")
    assert await ids(space) == (["g"], [])
    assert (await read_feedback(space, "f")).status == 404
    await log_chat(space, "d", "m-2")
    assert (await read_feedback(space, "f")).json["conversation"]["id"] == "d"


async def test_copied_message_does_not_take_feedback_away(space: Server) -> None:
    await log_chat(space, "first", "m-1", createdAt=at(9))
    await log_chat(space, "copy", "m-1", createdAt=at(1))
    await log_feedback(space, feedback("f"))
    assert (await read_feedback(space, "f")).json["conversation"]["id"] == "first"
    await log_chat(space, "another", "m-1")
    await log_chat(space, "copy", "m-1", tags=["updated"])
    assert (await read_feedback(space, "f")).json["conversation"]["id"] == "first"
    await log_chat(space, "first", "m-0")
    assert (await read_feedback(space, "f")).json["conversation"]["id"] == "copy"
    await log_chat(space, "first", "m-0", "m-1")
    assert (await read_feedback(space, "f")).json["conversation"]["id"] == "first"


async def test_deleted_conversation_takes_its_feedback_along(space: Server) -> None:
    await log_chat(space, "c", "m-1")
    await log_chat(space, "copy", "m-1")
    await log_feedback(space, feedback("f"), feedback("g", "unknown"))
    assert (await space.send("DELETE", "/conversations/c")).status == 200
    assert (await read_feedback(space, "f")).status == 404
    assert counts(await list_feedback(space)) == (0, 0)
    await log_chat(space, "d", "unknown")
    assert await ids(space) == (["g"], [])


async def test_feedback_of_many_conversations_is_listed_whole(space: Server) -> None:
    """More messages than one batch of a page has."""
    for number in range(20):
        names = [f"m-{number}-{index}" for index in range(60)]
        await log_chat(space, f"c{number}", *names)
        await log_feedback(
            space,
            feedback(f"f{number:02}", names[7]),
            feedback(f"g{number:02}", names[0], type="negative"),
        )
    page = await list_feedback(space, limit="100")
    assert counts(page) == (20, 20)
    for kind, index in (("positive", 7), ("negative", 0)):
        listed: list[Json] = page[f"{kind}Feedback"]
        assert [one["conversation"]["id"] for one in listed] == [f"c{n}" for n in range(20)]
        for one in listed:
            assert one["message"] == one["conversation"]["messages"][index]
            assert len(one["conversation"]["messages"]) == 60


async def test_unknown_id_is_not_found(space: Server) -> None:
    for id_ in ("unknown", "a/b", "%"):
        reply = await read_feedback(space, id_)
        assert (reply.status, reply.json["code"]) == (404, "not_found")


async def test_feedback_cannot_be_deleted_or_replaced(space: Server) -> None:
    await log_chat(space, "c", "m-1")
    await log_feedback(space, feedback("f"))
    for method in ("DELETE", "PUT", "PATCH"):
        assert (await space.send(method, "/feedback/f")).status == 405
    assert (await rate(space, feedback("f"))).status == 200
