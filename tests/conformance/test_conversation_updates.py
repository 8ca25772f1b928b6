"""Conversations, section 2: which conversation a request updates, and what an update keeps."""

import pytest
from support.conversations import (
    answered,
    asked,
    contents,
    get,
    get_external,
    ids,
    listed,
    log,
    logged,
    openai,
    said,
    ticket,
)
from support.server import Json, Server, points_at, says

pytestmark = pytest.mark.asyncio(loop_scope="session")

T1 = "2026-03-02T10:15:00.000Z"
T2 = "2026-03-02T10:16:00.000Z"
T3 = "2026-03-02T10:17:00.000Z"


async def test_known_id_updates_and_unknown_id_makes_a_new_conversation(
    shared_server: Server,
) -> None:
    space = await shared_server.space("which id")
    await logged(space, openai(asked("a"), id="c"))
    await logged(space, openai(asked("b"), id="c"))
    await logged(space, openai(asked("other"), id="d"))
    assert (await listed(space))["total"] == 2
    assert contents((await get(space, "c")).json) == ["b"]


async def test_known_external_id_updates_without_an_id(shared_server: Server) -> None:
    space = await shared_server.space("which external")
    first = await logged(space, openai(asked("a"), externalId="e"))
    second = await logged(space, openai(asked("b"), externalId="e"))
    assert second["id"] == first["id"]
    assert (await listed(space))["total"] == 1
    other = await logged(space, openai(asked("c"), externalId="f"))
    assert other["id"] != first["id"]
    assert (await get_external(space, "e")).json == second


async def test_request_with_neither_id_makes_a_new_conversation_each_time(
    shared_server: Server,
) -> None:
    space = await shared_server.space("which neither")
    one, two = [await logged(space, openai()) for _ in range(2)]
    assert one["id"] != two["id"]
    assert (await listed(space))["total"] == 2


async def test_id_wins_over_external_id(shared_server: Server) -> None:
    space = await shared_server.space("which both")
    await logged(space, openai(asked("a"), id="c", externalId="e"))
    assert (await logged(space, openai(asked("b"), id="c", externalId="e")))["id"] == "c"
    assert (await logged(space, openai(asked("b"), id="c", externalId="f")))["externalId"] == "f"
    assert (await get_external(space, "e")).status == 404
    assert (await logged(space, openai(asked("new"), id="d", externalId="e")))["id"] == "d"


@pytest.mark.parametrize("id_", ["new", "other"])
async def test_external_id_of_another_conversation_is_refused(
    shared_server: Server, id_: str
) -> None:
    space = await shared_server.space(f"taken {id_}")
    await logged(space, openai(asked("first"), id="first", externalId="e"))
    await logged(space, openai(asked("other"), id="other"))
    reply = await log(space, openai(asked("changed"), id=id_, externalId="e"))
    assert reply.status == 422
    assert points_at(reply.json, "/externalId")
    page = await listed(space)
    assert page["total"] == 2
    assert sorted(contents(one)[0] for one in page["conversations"]) == ["first", "other"]


async def test_another_type_than_the_stored_one_is_refused(shared_server: Server) -> None:
    space = await shared_server.space("type")
    stored = await logged(space, openai(id="c"))
    reply = await log(space, ticket(id="c"))
    assert reply.status == 422
    assert points_at(reply.json, "/type")
    assert says(reply.json, "openai")
    assert (await get(space, "c")).json == stored


async def test_messages_are_those_of_the_request_in_its_order(shared_server: Server) -> None:
    space = await shared_server.space("replaced")
    for sent in (["a", "b", "c"], ["c", "a"], ["x"], ["x", "y", "a", "b"], ["b", "a", "y", "x"]):
        shown = await logged(space, openai(*(asked(one, one) for one in sent), id="c"))
        assert ids(shown) == contents(shown) == sent
        assert (await get(space, "c")).json == shown


async def test_message_of_a_known_id_keeps_its_creation_time(shared_server: Server) -> None:
    space = await shared_server.space("kept times")
    await logged(
        space, openai(asked("a", "a", createdAt=T1), asked("b", "b", createdAt=T2), id="c")
    )
    shown = await logged(
        space,
        openai(answered("new", "n", createdAt=T3), said("assistant", "other", "b"), asked("a", "a"))
        | {"id": "c"},
    )
    assert [one["createdAt"] for one in shown["messages"]] == [T3, T2, T1]
    again = await logged(space, openai(asked("a", "a", createdAt=T3), id="c"))
    assert again["messages"][0]["createdAt"] == T3


async def test_message_without_id_keeps_that_of_the_equal_one_at_its_place(
    shared_server: Server,
) -> None:
    space = await shared_server.space("kept ids")
    parts = [{"type": "text", "text": "b"}]
    first = await logged(
        space, openai(asked("a", createdAt=T1), answered(parts, createdAt=T2), id="c")
    )
    one, two = ids(first)
    grown = await logged(space, openai(asked("a"), answered(parts), asked("c"), id="c"))
    assert ids(grown)[:2] == [one, two]
    assert [message["createdAt"] for message in grown["messages"]][:2] == [T1, T2]
    edited = await logged(space, openai(asked("a"), answered("edited"), asked("c"), id="c"))
    assert ids(edited)[0] == one
    assert ids(edited)[1] not in ids(grown)
    assert edited["messages"][1]["createdAt"] > T2
    assert ids(edited)[2] == ids(grown)[2]
    moved = await logged(space, openai(answered("edited"), asked("a"), id="c"))
    assert not set(ids(moved)) & set(ids(edited))
    other_role = await logged(space, openai(asked("edited"), asked("a"), id="c"))
    assert ids(other_role)[0] != ids(moved)[0]
    assert ids(other_role)[1] == ids(moved)[1]


async def test_message_without_id_leaves_an_id_that_another_message_has(
    shared_server: Server,
) -> None:
    space = await shared_server.space("claimed ids")
    await logged(space, openai(asked("a", "m"), id="c"))
    shown = await logged(space, openai(asked("a"), asked("b", "m"), id="c"))
    assert ids(shown)[1] == "m"
    assert len(set(ids(shown))) == 2


async def test_members_of_a_message_are_replaced_whole(shared_server: Server) -> None:
    space = await shared_server.space("message members")
    await logged(
        space,
        openai(asked("a", "m", name="n", links=[{"url": "u"}], properties={"a": 1}), id="c"),
    )
    (message,) = (await logged(space, openai(asked("a", "m"), id="c")))["messages"]
    assert (message["name"], message["links"], message["properties"]) == (None, None, None)


MEMBERS: dict[str, Json] = {
    "externalId": "e",
    "externalUrl": "u",
    "supportTicketConversationId": "t",
    "properties": {"a": 1},
    "userProperties": {"userId": "u"},
    "tags": ["a"],
    "visibility": "public",
    "createdAt": T1,
    "projectId": "site",
    "integrationId": "i",
}
KEPT = {"visibility", "createdAt", "projectId", "integrationId"}


@pytest.mark.parametrize("member", MEMBERS)
async def test_absent_member_stays_and_null_one_goes(shared_server: Server, member: str) -> None:
    space = await shared_server.space(f"members {member}")
    await logged(space, openai(id="c", **MEMBERS))
    assert (await logged(space, openai(id="c")))[member] == MEMBERS[member]
    shown = await logged(space, openai(id="c", **{member: None}))
    assert shown[member] == (MEMBERS[member] if member in KEPT else None)
    assert {name: shown[name] for name in MEMBERS if name != member} == {
        name: value for name, value in MEMBERS.items() if name != member
    }
    assert (await get(space, "c")).json == shown


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("externalId", "f"),
        ("externalUrl", "v"),
        ("supportTicketConversationId", "w"),
        ("properties", {"b": [2]}),
        ("userProperties", {}),
        ("tags", []),
        ("visibility", "private"),
        ("createdAt", T2),
        ("integrationId", "j"),
    ],
)
async def test_member_that_is_sent_replaces_the_stored_one(
    shared_server: Server, member: str, value: Json
) -> None:
    space = await shared_server.space(f"replaced {member}")
    await logged(space, openai(id="c", **MEMBERS))
    assert (await logged(space, openai(id="c", **{member: value})))[member] == value


async def test_times_are_those_given_else_stored_else_now(shared_server: Server) -> None:
    space = await shared_server.space("times")
    first = await logged(space, openai(asked("a", "a"), id="c"))
    now = first["createdAt"]
    message = first["messages"][0]
    assert now == first["updatedAt"] == message["createdAt"] == message["updatedAt"] > T3
    given = await logged(
        space,
        openai(
            asked("a", "a", createdAt="2026-03-02T11:15:00.0009+01:00", updatedAt=T2),
            id="c",
            createdAt=T1,
            updatedAt=T3,
        ),
    )
    assert (given["createdAt"], given["updatedAt"]) == (T1, T3)
    message = given["messages"][0]
    assert (message["createdAt"], message["updatedAt"]) == (T1, T2)
    later = await logged(space, openai(asked("a", "a"), id="c"))
    assert later["createdAt"] == T1
    assert later["updatedAt"] == later["messages"][0]["updatedAt"] >= now
    assert later["messages"][0]["createdAt"] == T1


async def test_refused_update_changes_nothing(shared_server: Server) -> None:
    space = await shared_server.space("refused update")
    stored = await logged(space, openai(asked("a", "m"), id="c", properties={"a": 1}))
    for document in (
        openai(asked("b", "m"), said("other", "c"), id="c", properties={}),
        openai(asked("b", "m"), asked("c", "m"), id="c", tags=["t"]),
        ticket(id="c"),
    ):
        assert (await log(space, document)).status == 422
    assert (await get(space, "c")).json == stored
