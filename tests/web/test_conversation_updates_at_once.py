"""Updates of one conversation at once: one of the versions wins, whole."""

import asyncio

from support.conversations import asked, contents, get, listed, log, openai, said
from support.server import Json, Server

CLIENTS = 100


def version(number: int) -> Json:
    """Return a version of a conversation, of which every message tells the number."""
    return openai(
        *(said("assistant", f"v{number}", f"m{place}") for place in range(4)),
        *(asked(f"v{number}", f"only-{number}-{place}") for place in range(number % 5)),
        id="c",
        properties={"version": number},
    )


async def test_100_clients_leave_one_version_whole(server: Server) -> None:
    replies = await asyncio.gather(*(log(server, version(number)) for number in range(CLIENTS)))
    assert {reply.status for reply in replies} == {200}
    for number, reply in enumerate(replies):
        assert contents(reply.json) == [f"v{number}"] * (4 + number % 5)
    stored = (await get(server, "c")).json
    number = stored["properties"]["version"]
    assert [(one["id"], one["content"]) for one in stored["messages"]] == [
        (one["id"], one["content"]) for one in version(number)["messages"]
    ]
    assert stored == replies[number].json
    assert (await listed(server))["total"] == 1


async def test_100_clients_with_one_external_id_make_one_conversation(server: Server) -> None:
    documents = [openai(asked(f"v{number}"), externalId="e") for number in range(CLIENTS)]
    replies = await asyncio.gather(*(log(server, document) for document in documents))
    assert {reply.status for reply in replies} == {200}
    assert len({reply.json["id"] for reply in replies}) == 1
    assert (await listed(server))["total"] == 1
    (stored,) = (await listed(server))["conversations"]
    assert stored in [reply.json for reply in replies]


async def test_public_conversation_takes_messages_of_one_of_two_visitors(server: Server) -> None:
    """Each of them continues what was stored before, so that the second is told that it lost."""
    web = server.with_key(server.make_key(kind="web", organization="acme", project="site"))
    await log(web, openai(asked("a", "a"), id="c", visibility="public"))
    replies = await asyncio.gather(
        *(log(web, openai(asked("a", "a"), asked(name, name), id="c")) for name in "xyz")
    )
    assert sorted(reply.status for reply in replies) == [200, 403, 403]
    (winner,) = [reply.json for reply in replies if reply.status == 200]
    assert (await get(server, "c")).json == winner
